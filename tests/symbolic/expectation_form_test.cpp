#include "symbolic/expectation_form.hpp"

#include <boost/test/unit_test.hpp>

using namespace softlin;
using namespace softlin::symbolic;

namespace {

WeightPolynomial S(int n) { return WeightPolynomial::power_sum(n); }
Number read(const std::string& text) { return Number::parse(text, Place{}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(expectation_form)

BOOST_AUTO_TEST_CASE(empty_is_zero) {
  const ExpectationForm form;
  BOOST_TEST(form.at_equal_weights(5).is_recognised_zero());
  BOOST_TEST(form.s_squared.is_recognised_zero());
}

BOOST_AUTO_TEST_CASE(equal_weights) {
  // 5 + 3 E S_2 - 2 E S_2 S_3 + 7 (E S_2)^2
  const ExpectationForm form{0, 5, {{3, S(2)}, {-2, S(2) * S(3)}}, 7};
  BOOST_TEST(form.at_equal_weights(1).rational() == Rational(13));
  for (const long L : {2L, 3L, 10L, 1000000000L}) {
    const Rational x(1, L);
    BOOST_TEST(form.at_equal_weights(L).rational() == 5 + 3 * x - 2 * x * x * x + 7 * x * x);
  }
}

BOOST_AUTO_TEST_CASE(irrational_coefficients) {
  const ExpectationForm form{0, read("sqrt(2)"), {{read("sqrt(8)"), S(2)}, {read("exp(1)"), S(3)}}, read("-4*exp(1)")};
  // At L = 2: sqrt(2) + sqrt(8)/2 + e/4 - 4e/4
  BOOST_TEST((form.at_equal_weights(2) == read("2*sqrt(2) - 3*exp(1)/4")));
}

BOOST_AUTO_TEST_SUITE_END()
