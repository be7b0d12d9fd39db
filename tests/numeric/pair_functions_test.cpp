/// Functions of pair tables against MPFR: every stated bound, over the whole range of the arguments.

#include "numeric/pair_functions.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/numeric/pair_value.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

/// From 2^-80 to 600, ends included.
PairTable draw_arguments(Dice& dice, std::size_t size) {
  PairTable out(size);
  for (std::size_t k = 0; k < size; ++k) {
    DoublePair x = draw_pair(dice, static_cast<int>(dice.between(-80, 10)));
    if (x.high > 599) x = {static_cast<double>(dice.between(1, 600)), 0};
    out.set(k, x);
  }
  out.set(0, {0, 0});
  out.set(1, {k_exp_most, 0});
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_functions)

BOOST_AUTO_TEST_CASE(exponentials_keep_their_bounds) {
  const std::uint64_t seed = 71011;
  Dice dice(seed);
  const PairTable x = draw_arguments(dice, static_cast<std::size_t>(scaled(4000)) + 2);
  PairTable decay(x.size());
  PairTable rest(x.size());
  PairTable alone(x.size());
  exp_negative(x, decay, rest);
  exp_negative(x, alone);
  for (std::size_t k = 0; k < x.size(); ++k) {
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << k << ": x = " << x[k].high << " + " << x[k].low) {
      const Interval exact = exp(-pair_value(x[k]));
      BOOST_TEST(pair_units(decay[k], exact, exact) <= k_exp_units);
      BOOST_TEST(alone[k].high == decay[k].high);
      BOOST_TEST(alone[k].low == decay[k].low);
      const Interval complement = -expm1(-pair_value(x[k]));
      if (x[k].high == 0) {
        BOOST_TEST(rest[k].high == 0);
      } else {
        BOOST_TEST(pair_units(rest[k], complement, complement) <= k_exp_units);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(logarithms_keep_their_bounds) {
  const std::uint64_t seed = 71012;
  Dice dice(seed);
  PairTable q(static_cast<std::size_t>(scaled(4000)));
  for (std::size_t k = 0; k < q.size(); ++k) {
    q.set(k, dice.one_in(2) ? draw_pair(dice, static_cast<int>(dice.between(-90, 0)))
                            : DoublePair{1, 0} - draw_pair(dice, static_cast<int>(dice.between(-85, -1))));
  }
  PairTable y(q.size());
  log_reciprocal(q, y);
  for (std::size_t k = 0; k < q.size(); ++k) {
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << k << ": q = " << q[k].high << " + " << q[k].low) {
      const Interval exact = -log1p(-pair_value(q[k]));
      const Interval size = exact + 8 / (1 - pair_value(q[k])) / static_cast<long>(k_log_units);
      BOOST_TEST(pair_units(y[k], exact, size) <= k_log_units);
    }
  }
}

BOOST_AUTO_TEST_CASE(arguments_without_a_logarithm_become_infinite) {
  PairTable q(3);
  q.set(0, {1, 0});
  q.set(1, {1, -0x1p-95});
  q.set(2, {1.5, 0});
  PairTable y(3);
  log_reciprocal(q, y);
  for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(std::isinf(y[k].high));
}

BOOST_AUTO_TEST_CASE(sums_of_products_keep_their_bounds) {
  const std::uint64_t seed = 71013;
  Dice dice(seed);
  for (int i = 0; i < scaled(40); ++i) {
    const std::size_t count = static_cast<std::size_t>(dice.between(1, 300));
    PairTable weights(count);
    PairTable table(count + k_pair_lanes);
    for (std::size_t k = 0; k < count; ++k) weights.set(k, draw_pair(dice, static_cast<int>(dice.between(-60, 0))));
    for (std::size_t k = 0; k < table.size(); ++k)
      table.set(k, draw_pair(dice, static_cast<int>(dice.between(-60, 0))));
    PairSums sums;
    const std::size_t half = count / 2;  // in two calls
    add_products(weights.high(), weights.low(), table.high(), table.low(), half, sums);
    add_products(weights.high() + half, weights.low() + half, table.high() + half, table.low() + half, count - half,
                 sums);
    const double most =
        static_cast<double>((count + 9) * (count + 9));  // one more: the sums were brought together twice
    for (std::size_t j = 0; j < k_pair_lanes; ++j) {
      Interval exact(0, k_pair_test_bits);
      for (std::size_t l = 0; l < count; ++l) exact += pair_value(weights[l]) * pair_value(table[j + l]);
      BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", " << count << " products, lane " << j) {
        BOOST_TEST(pair_units({sums.high[j], sums.low[j]}, exact, exact) <= most);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(products_are_those_of_pairs) {
  Dice dice(71014);
  PairTable a(37);
  PairTable b(37);
  for (std::size_t k = 0; k < a.size(); ++k) {
    a.set(k, draw_pair(dice, 3));
    b.set(k, draw_pair(dice, -5));
  }
  PairTable out(a.size());
  multiply(a, b, out);
  for (std::size_t k = 0; k < a.size(); ++k) {
    BOOST_TEST(out[k].high == (a[k] * b[k]).high);
    BOOST_TEST(out[k].low == (a[k] * b[k]).low);
  }
}

BOOST_AUTO_TEST_SUITE_END()
