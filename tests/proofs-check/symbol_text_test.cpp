#include "proofs-check/symbol_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace softlin::check;

BOOST_AUTO_TEST_SUITE(symbol_text)

BOOST_AUTO_TEST_CASE(latex) {
  BOOST_TEST(symbols_in_latex("L") == "$L$");
  BOOST_TEST(symbols_in_latex("best c1") == "best $c_{1}$");
  BOOST_TEST(symbols_in_latex("rho*") == "$\\rho^*$");
  BOOST_TEST(symbols_in_latex("L = 16") == "$L$ $=$ 16");
  BOOST_TEST(symbols_in_latex("s = 1/2") == "$s$ $=$ 1/2");
  BOOST_TEST(symbols_in_latex("dR/dA_1_2") == "$\\partial R/\\partial A_{1,2}$");
  BOOST_TEST(symbols_in_latex("dR/db") == "$\\partial R/\\partial b$");
  BOOST_TEST(symbols_in_latex("as expected") == "as expected");
  BOOST_TEST(symbols_in_latex("a_b 50%") == "a\\_b 50\\%");
  BOOST_TEST(symbols_in_latex("") == "");
}

BOOST_AUTO_TEST_CASE(html) {
  BOOST_TEST(symbols_in_html("at L") == "at <i>L</i>");
  BOOST_TEST(symbols_in_html("proved c1") == "proved <i>c</i><sub>1</sub>");
  BOOST_TEST(symbols_in_html("lambda") == "<i>\xce\xbb</i>");
  BOOST_TEST(symbols_in_html("a<b>") == "a&lt;b&gt;");
}

BOOST_AUTO_TEST_CASE(units) {
  BOOST_TEST(unit_of_symbol("L") == "tokens");
  BOOST_TEST(unit_of_symbol("at L") == "tokens");
  BOOST_TEST(unit_of_symbol("ratio") == "");
}

BOOST_AUTO_TEST_SUITE_END()
