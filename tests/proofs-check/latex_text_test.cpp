#include "proofs-check/latex_text.hpp"

#include <boost/test/unit_test.hpp>

using softlin::check::latex_breakable;
using softlin::check::latex_escape;

BOOST_AUTO_TEST_SUITE(latex_text)

BOOST_AUTO_TEST_CASE(escapes) {
  BOOST_TEST(latex_escape("a_b & 50% #1 ${x}$") == "a\\_b \\& 50\\% \\#1 \\$\\{x\\}\\$");
  BOOST_TEST(latex_escape("\\~^<>|") ==
             "\\textbackslash{}\\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}\\textbar{}");
  BOOST_TEST(latex_escape("[1]*\"") == "{[}1{]}{*}''");
  BOOST_TEST(latex_escape("a--b---c") == "a-{}-b-{}-{}-c");
  BOOST_TEST(latex_escape("x\n\ny") == "x  y");
  BOOST_TEST(latex_escape("a <= b >= c<") == "a \\ensuremath{\\le} b \\ensuremath{\\ge} c\\textless{}");
  BOOST_TEST(latex_escape("\xcf\x83\xc2\xb2 \xe2\x89\xa4 \xc3\xa9") ==
             "\\ensuremath{\\sigma}\\ensuremath{^2} \\ensuremath{\\le} \xc3\xa9");
  BOOST_TEST(latex_escape("\xe4\xb8\xad") == "\\texttt{U+4E2D}");
  BOOST_TEST(latex_escape("\xff\xcf") == "??");
}

BOOST_AUTO_TEST_CASE(breaks) {
  const std::string here = "\\allowbreak{}";
  BOOST_TEST(latex_breakable("a/b") == "a/" + here + "b");
  BOOST_TEST(latex_breakable("c1*L") == "c1{*}" + here + "L");
  BOOST_TEST(latex_breakable("my-claims.toml") == "my-" + here + "claims.toml");
  // not in options, exponents, signs of two characters, nor at an end
  for (const char* text : {"--rows x", "1e-5", "x-", "a//", "b, c"})
    BOOST_TEST(latex_breakable(text).find(here) == std::string::npos, text);
  BOOST_TEST(latex_breakable("a <=b") == "a \\ensuremath{\\le}b");
  BOOST_TEST(latex_breakable("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
