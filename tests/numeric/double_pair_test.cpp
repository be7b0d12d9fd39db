/// Double pairs against MPFR: every stated bound, on random operands of all sizes and on nearly equal ones.

#include "numeric/double_pair.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/numeric/pair_value.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

DoublePair draw(Dice& dice, bool positive) {
  const DoublePair x = draw_pair(dice, static_cast<int>(dice.between(-120, 120)));
  return positive || dice.one_in(2) ? x : -x;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(double_pair)

BOOST_AUTO_TEST_CASE(operations_keep_their_bounds) {
  const std::uint64_t seed = 71001;
  Dice dice(seed);
  for (int i = 0; i < scaled(10000); ++i) {
    const bool positive = i % 2 == 0;
    const DoublePair a = draw(dice, positive);
    const DoublePair b = i % 5 == 0 ? fast_two_sum(a.high * (1 + 0x1p-40), a.low) : draw(dice, positive);
    const Interval x = pair_value(a);
    const Interval y = pair_value(b);
    const Interval size = abs(x) + abs(y);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << a.high << " + " << a.low << ", " << b.high << " + "
                               << b.low) {
      BOOST_TEST(pair_units(a * b, x * y, abs(x * y)) <= k_product_units);
      const Interval z = x * Interval::point(b.high, k_pair_test_bits);
      BOOST_TEST(pair_units(a * b.high, z, abs(z)) <= k_product_units);
      BOOST_TEST(pair_units(a + b, x + y, size) <= k_sum_units);
      BOOST_TEST(pair_units(a - b, x - y, size) <= k_sum_units);
    }
  }
}

BOOST_AUTO_TEST_CASE(transforms_are_exact) {
  const std::uint64_t seed = 71002;
  Dice dice(seed);
  for (int i = 0; i < scaled(3000); ++i) {
    const double a = draw(dice, false).high;
    const double b = draw(dice, false).high;
    const Interval x = Interval::point(a, k_pair_test_bits);
    const Interval y = Interval::point(b, k_pair_test_bits);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << a << ", " << b) {
      BOOST_TEST(contains_zero(pair_value(two_sum(a, b)) - (x + y)));
      BOOST_TEST(contains_zero(pair_value(two_product(a, b)) - x * y));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_product_without_its_cross_terms_breaks_the_bound) {
  const DoublePair a = fast_two_sum(1.5, 0x1.8p-54);
  const Interval square = sqr(pair_value(a));
  BOOST_TEST(pair_units(two_product(a.high, a.high), square, square) > 1000 * k_product_units);
}

BOOST_AUTO_TEST_SUITE_END()
