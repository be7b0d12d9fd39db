#include "proofs-check/inline_svg.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace softlin;
using namespace softlin::check;

namespace {

std::string drawn(const std::string& content) {
  const auto found =
      inline_svg("<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 10 10\">" + content + "</svg>\n", "f-", "a \"label\"");
  return found ? found->substr(found->find('>') + 1, found->size() - found->find('>') - 7) : "refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inline_svg)

BOOST_AUTO_TEST_CASE(root) {
  BOOST_TEST(
      *check::inline_svg("<svg width=\"720\" height=\"480\" onload=\"x()\"><!-- c --><path d=\"M0,0 a1,1 0\"/></svg>",
                         "p", "<&>") ==
      "<svg role=\"img\" viewBox=\"0 0 720 480\" aria-label=\"&lt;&amp;&gt;\"><path d=\"M0,0 a1,1 0\"/></svg>");
}

BOOST_AUTO_TEST_CASE(names_are_prefixed_and_unused_definitions_left_out) {
  BOOST_TEST(drawn("<defs><circle id='a' r='1'/><use xlink:href='#a' id='b'/><circle id='c' r='2'/></defs><use "
                   "href='#b' x='3'/>") ==
             "<defs><circle id=\"f-a\" r=\"1\"/><use href=\"#f-a\" id=\"f-b\"/></defs><use href=\"#f-b\" x=\"3\"/>");
  BOOST_TEST(drawn("<g clip-path=\"url(#k)\"><path d=\"M1,2\"/></g><defs><clipPath id=\"k\"><rect width=\"1\" "
                   "height=\"2\"/></clipPath></defs>") ==
             "<g clip-path=\"url(#f-k)\"><path d=\"M1 2\"/></g><defs><clipPath id=\"f-k\"><rect width=\"1\" "
             "height=\"2\"/></clipPath></defs>");
  BOOST_TEST(drawn("<use href='#nowhere'/>") == "refused");
}

BOOST_AUTO_TEST_CASE(text_is_escaped) {
  BOOST_TEST(drawn("<text x='1'>a &lt;b&gt; &amp; &#60; &#x3c3; <tspan dy='2'>2</tspan><tspan dy='-2'/></text>") ==
             "<text x=\"1\">a &lt;b&gt; &amp; &lt; σ <tspan dy=\"2\">2</tspan></text>");
  BOOST_TEST(drawn("<text><![CDATA[<script>]]></text>") == "<text>&lt;script&gt;</text>");
  BOOST_TEST(drawn("<title>Gnuplot</title><desc>x</desc><filter id='q'><feFlood/></filter>") == "");
}

BOOST_AUTO_TEST_CASE(paths_are_short) {
  BOOST_TEST(drawn("<path d='M84.63,410.49 L89.88,410.49 M690.62,410.49 L690.62,-3.04 L1,2 Z'/>") ==
             "<path d=\"M84.6 410.5H89.9M690.6 410.5V-3L1 2z\"/>");
  BOOST_TEST(drawn("<path d='M1,2 3,4'/>") == "<path d=\"M1 2L3 4\"/>");
  // Other commands stay as they are.
  BOOST_TEST(drawn("<path d='M-1,0 h2 M0,-1  v2'/>") == "<path d=\"M-1,0 h2 M0,-1 v2\"/>");
  BOOST_TEST(drawn("<path d='M1e9,0 L1,1'/>") == "<path d=\"M1e9,0 L1,1\"/>");
}

BOOST_AUTO_TEST_CASE(what_changes_nothing_is_left_out) {
  BOOST_TEST(drawn("<g stroke-linecap='butt' fill='none'><g fill='none'><path d='M1,2'/></g></g>") ==
             "<g fill=\"none\"><path d=\"M1 2\"/></g>");
  BOOST_TEST(drawn("<g color='black' stroke='currentColor'><path stroke='red' d='M1,2'/></g>") ==
             "<path stroke=\"red\" d=\"M1 2\"/>");
  // Here it is the colour that shows.
  BOOST_TEST(drawn("<g color='red' stroke='currentColor'><path d='M1,2'/></g>") ==
             "<g color=\"red\" stroke=\"currentColor\"><path d=\"M1 2\"/></g>");
  BOOST_TEST(drawn("<g color='red'><use href='#a'/></g><defs><g id='a'><path d='M1,2'/></g></defs>").find("color") !=
             std::string::npos);
  // Definitions keep theirs: they are drawn elsewhere.
  BOOST_TEST(drawn("<defs><path id='a' stroke='none' d='M1,2'/></defs><use href='#a'/>").find("stroke") !=
             std::string::npos);
  BOOST_TEST(drawn("<g></g><g>  </g>") == "");
}

BOOST_DATA_TEST_CASE(refused_documents,
                     boost::unit_test::data::make(std::vector<std::string>{
                         "<script>alert(1)</script>", "<image href='#x'/>", "<a href='#b'>x</a>", "<foreignObject/>",
                         "<style>*{}</style>", "<use href='http://example.org/x#a'/>",
                         "<path fill='url(http://example.org/)' d=''/>", "<path fill='url(javascript:x)' d=''/>",
                         "<animate/>", "<text>&unknown;</text>", "<text>&#0;</text>", "<text>&#xd800;</text>", "<g>",
                         "</g>", "<g x></g>", "<g x=1/>", "<g x='1/>", "<g></h>", "<text>& </text>"}),
                     content) {
  BOOST_TEST(drawn(content) == "refused");
}

BOOST_AUTO_TEST_CASE(other_documents) {
  for (const char* text :
       {"", "<html></html>", "<svg>", "<svg viewBox='0 0 1 1'/>x",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'/>", "<svg width='1' height='1in'/>"}) {
    BOOST_TEST(!check::inline_svg(text, "p", "l").has_value(), text);
  }
  std::string deep = "<svg viewBox='0 0 1 1'>";
  for (int i = 0; i < 100000; ++i) deep += "<g>";
  BOOST_TEST(!check::inline_svg(deep, "p", "l").has_value());
  // Handlers are dropped, the drawing stays.
  BOOST_TEST(drawn("<path onclick='x()' style='fill:url(x)' d='M1,2'/>") == "<path d=\"M1 2\"/>");
}

BOOST_AUTO_TEST_SUITE_END()
