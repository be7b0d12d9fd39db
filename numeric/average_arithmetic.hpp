#pragma once
/// What the files of QueryAverage share.

#include <cmath>
#include <limits>
#include <numbers>

#include "numeric/interval.hpp"

namespace softlin::numeric::averaging {

/// Precision of error terms. Z - 1 may be as small as 10^-18 and is computed by subtraction.
inline constexpr Bits k_error_bits(192);

/// Largest slope that an average may need.
inline constexpr int k_steepest = 64;

inline Interval point(double x) { return Interval::point(x, k_error_bits); }

/// kappa asinh(e^{x/kappa})
inline Interval node_at(const Interval& x, const Interval& kappa) { return asinh(exp(x / kappa)) * kappa; }

/// ln sinh y
inline double log_sinh(double y) { return y + std::log1p(-std::exp(-2 * y)) - std::numbers::ln2; }

/// About ln x, -infinity for 0.
inline double log_double(const Interval& x) {
  return certainly_positive(x) ? log(x).mid_double() : -std::numeric_limits<double>::infinity();
}

inline double log_length(const Integer& L) { return std::log(L.convert_to<double>()); }

}  // namespace softlin::numeric::averaging
