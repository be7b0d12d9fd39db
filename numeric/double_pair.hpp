#pragma once
/// Double pairs: numbers kept as unevaluated sums high + low of two doubles, about 106 bits.
///
/// Every operation states a bound on its relative error in units of u^2, u = 2^-53, proved in docs/theory/double-pairs.md
/// for rounding to nearest. There is no directed rounding: whoever computes with pairs carries a count of units, and the
/// count ends up in a radius. Operands of + and * are non-negative unless a function says otherwise, so that nothing
/// cancels.
///
/// Needed    : IEEE doubles, no contraction of a*b + c (-ffp-contract=off); std::fma is exact by its definition, with or
///             without an instruction for it, so the bits are the same on every processor.
/// Underflow : a product below 2^-960 loses its low part; its absolute error is then at most 2^-1070.
/// Checked by: tests/numeric/double_pair_test.cpp (against MPFR).

#include <cmath>

namespace softlin::numeric {

/// Inlined everywhere, so that loops over arrays of pairs become vector instructions.
#define SOFTLIN_INLINE [[gnu::always_inline]] inline

struct DoublePair {
  double high = 0;
  double low = 0;  ///< |low| <= u |high|
};

/// u^2 = 2^-106, the unit of relative errors.
inline constexpr double k_pair_unit = 0x1p-106;

// What each operation may add to the relative error, in units.
inline constexpr double k_product_units = 8;  ///< P1
inline constexpr double k_sum_units = 4;      ///< P2, of |a| + |b|

/// a + b = high + low exactly, for |a| >= |b|.
SOFTLIN_INLINE DoublePair fast_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b = high + low exactly.
SOFTLIN_INLINE DoublePair two_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// a b = high + low exactly (but for underflow).
SOFTLIN_INLINE DoublePair two_product(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

/// P1: a b with relative error at most 8 u^2; any signs.
SOFTLIN_INLINE DoublePair operator*(const DoublePair& a, const DoublePair& b) {
  const DoublePair product = two_product(a.high, b.high);
  return fast_two_sum(product.high, product.low + std::fma(a.low, b.high, a.high * b.low));
}

/// P1, likewise.
SOFTLIN_INLINE DoublePair operator*(const DoublePair& a, double b) {
  const DoublePair product = two_product(a.high, b);
  return fast_two_sum(product.high, std::fma(a.low, b, product.low));
}

/// P2: a + b with an error of at most 4 u^2 (|a| + |b|); any signs.
SOFTLIN_INLINE DoublePair operator+(const DoublePair& a, const DoublePair& b) {
  const DoublePair sum = two_sum(a.high, b.high);
  return fast_two_sum(sum.high, sum.low + (a.low + b.low));
}

SOFTLIN_INLINE DoublePair operator-(const DoublePair& a) { return {-a.high, -a.low}; }
SOFTLIN_INLINE DoublePair operator-(const DoublePair& a, const DoublePair& b) { return a + -b; }

/// a times a power of two, exactly (but for underflow).
SOFTLIN_INLINE DoublePair scaled(const DoublePair& a, double power_of_two) {
  return {a.high * power_of_two, a.low * power_of_two};
}

}  // namespace softlin::numeric
