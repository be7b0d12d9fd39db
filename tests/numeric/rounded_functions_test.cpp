#include "numeric/rounded_functions.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/effort.hpp"

using namespace softlin::numeric;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

BOOST_AUTO_TEST_SUITE(rounded_functions)

BOOST_AUTO_TEST_CASE(nearest_double) {
  // The 50-digit value rounded to a double is the answer unless it lies within 1e-40 of a tie, which no draw does.
  softlin::tests::Dice dice(11);
  for (int i = 0; i < softlin::tests::scaled(2000); ++i) {
    const double x = (dice.unit() - 0.5) * std::ldexp(1.0, static_cast<int>(dice.between(-30, 8)));
    const Real at = x;
    BOOST_TEST_INFO("x = " << x);
    BOOST_TEST(rounded_exp(x) == static_cast<double>(Real(exp(at))));
    BOOST_TEST(rounded_tanh(x) == static_cast<double>(Real(tanh(at))));
    BOOST_TEST(rounded_cosh(x) == static_cast<double>(Real(cosh(at))));
    BOOST_TEST(rounded_sinh(x) == static_cast<double>(Real(sinh(at))));
    const double size = std::abs(x) + 1e-9;
    BOOST_TEST(rounded_log(size) == static_cast<double>(Real(log(Real(size)))));
    BOOST_TEST(rounded_pow(size, 2.5) == static_cast<double>(Real(Real(size) * Real(size) * sqrt(Real(size)))));
  }
  BOOST_TEST(rounded_expm1(1e-20) == 1e-20);
  BOOST_TEST(rounded_expm1(1.0) == static_cast<double>(Real(exp(Real(1)) - 1)));
}

BOOST_AUTO_TEST_CASE(special_values) {
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(rounded_exp(0) == 1.0);
  BOOST_TEST(rounded_exp(-infinity) == 0.0);
  BOOST_TEST(rounded_exp(-1e4) == 0.0);
  BOOST_TEST(rounded_exp(1e4) == infinity);
  BOOST_TEST(rounded_log(0) == -infinity);
  BOOST_TEST(std::isnan(rounded_log(-1)));
  BOOST_TEST(rounded_tanh(1e9) == 1.0);
  BOOST_TEST(rounded_pow(0.5, 4) == 0.0625);
}

BOOST_AUTO_TEST_SUITE_END()
