#pragma once
/// Double pairs as exact values, for tests.

#include "numeric/double_pair.hpp"
#include "numeric/interval.hpp"
#include "tests/effort.hpp"

namespace softlin::tests {

inline constexpr numeric::Bits k_pair_test_bits(500);

inline numeric::Interval pair_value(const numeric::DoublePair& x) {
  return numeric::Interval::point(x.high, k_pair_test_bits) + numeric::Interval::point(x.low, k_pair_test_bits);
}

/// |x - exact| in units of 2^-106 times `size`.
inline double pair_units(const numeric::DoublePair& x, const numeric::Interval& exact, const numeric::Interval& size) {
  return (abs(pair_value(x) - exact) / size / numeric::Interval::point(numeric::k_pair_unit, k_pair_test_bits))
      .upper_double();
}

/// A positive pair of binary exponent `exponent`, its low part sometimes very small.
inline numeric::DoublePair draw_pair(Dice& dice, int exponent) {
  const double high = std::ldexp(0.5 + dice.unit() / 2, exponent);
  const double low = std::ldexp(dice.unit() - 0.5, exponent - 54 - (dice.one_in(8) ? 30 : 0));
  return numeric::fast_two_sum(high, low);
}

}  // namespace softlin::tests
