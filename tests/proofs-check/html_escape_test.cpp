#include "proofs-check/html_escape.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace softlin;

BOOST_AUTO_TEST_SUITE(html_escape)

BOOST_AUTO_TEST_CASE(escaping) {
  BOOST_TEST(check::html_escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  BOOST_TEST(check::html_escape(std::string("x\0y\x1b\n", 5)) == "x\xef\xbf\xbdy\xef\xbf\xbd\n");
  BOOST_TEST(check::html_escape("\xcf\x83") == "\xcf\x83");
}

BOOST_AUTO_TEST_SUITE_END()
