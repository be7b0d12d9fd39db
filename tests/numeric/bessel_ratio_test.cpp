#include "numeric/bessel_ratio.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/precision.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/limit_reference.hpp"

using namespace softlin;
using namespace softlin::numeric;

BOOST_AUTO_TEST_SUITE(bessel_ratio)

BOOST_AUTO_TEST_CASE(sixty_digit_values) {
  int rows = 0;
  for (const auto& row : tests::limit_reference()) {
    if (row.law.rfind("sphere-", 0) != 0) continue;
    ++rows;
    const Interval value = bessel_ratio_over_argument(std::stol(row.law.substr(7)), Interval(row.argument, Bits(256)));
    BOOST_TEST_INFO(row.law << " at x^2 = " << row.argument);
    BOOST_TEST(overlap(value, row.value));
    BOOST_TEST_INFO(row.law << " at x^2 = " << row.argument);
    BOOST_TEST(width_reached(value, 65));  // of 77 digits
  }
  BOOST_TEST(rows == 42);
}

BOOST_AUTO_TEST_CASE(elementary_dimensions) {
  for (const Rational& x : {Rational(1, 7), Rational(3), Rational(200)}) {
    const Interval at(x, Bits(160));
    BOOST_TEST(overlap(bessel_ratio_over_argument(1, sqr(at)), tanh(at) / at));
    const Interval langevin = cosh(at) / sinh(at) - 1 / at;
    BOOST_TEST(overlap(bessel_ratio_over_argument(3, sqr(at)), langevin / at));
  }
  BOOST_TEST(contains(bessel_ratio_over_argument(5, Interval(0, Bits(64))), Rational(1, 5)));
}

BOOST_AUTO_TEST_CASE(low_precision_contains_high) {
  tests::Dice dice(5);
  for (int i = 0; i < tests::scaled(300); ++i) {
    const long d = dice.between(1, dice.one_in(4) ? 1500 : 12);
    const Rational square(dice.between(0, 1 << 20), dice.between(1, 1 << dice.between(0, 18)));
    const Interval low = bessel_ratio_over_argument(d, Interval(square, Bits(dice.between(24, 80))));
    const Interval high = bessel_ratio_over_argument(d, Interval(square, Bits(300)));
    BOOST_TEST_INFO("d = " << d << ", x^2 = " << square);
    BOOST_TEST(subset(high, low));
    // A wide argument encloses what its parts give.
    const Interval wide = hull(Interval(square, Bits(64)), Interval(Rational(square + 1), Bits(64)));
    BOOST_TEST_INFO("d = " << d << ", x^2 = " << square);
    BOOST_TEST(subset(high, bessel_ratio_over_argument(d, wide)));
  }
}

BOOST_AUTO_TEST_CASE(domain) {
  BOOST_CHECK_THROW(bessel_ratio_over_argument(0, Interval(1, Bits(64))), DomainError);
  BOOST_CHECK_THROW(bessel_ratio_over_argument(2, Interval(-1, Bits(64))), DomainError);
  BOOST_CHECK_THROW(bessel_ratio_over_argument(2, Interval(Rational("10000000000000000000000000"), Bits(64))),
                    DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
