#pragma once
/// Pieces of the rounding bounds of sampled values (numeric/sampler.hpp).

#include <algorithm>
#include <cmath>

#include "numeric/lane_kernels.hpp"
#include "numeric/rounding_unit.hpp"
#include "numeric/sampler.hpp"

namespace softlin::numeric {

/// First-order bounds are multiplied by this, which covers their second-order terms.
inline constexpr double k_safety = 1.25;

/// Bound on the change of a probability vector (1-norm) when its weights change by factors within e^{+-rho}.
inline double weight_change(double rho) { return std::min(2.0, std::expm1(2 * rho)); }

/// Bound on the relative change of a product of weights and totals that rho, times their number, bounds.
inline double power_change(double rho) { return std::min(1e300, std::expm1(rho)); }

/// Relative error, beyond that of the scores, of weights relative to a running maximum that rose `rises` times, when scores
/// lie within `range` of each other.
///
/// Arguments of exponentials are differences of scores, rounded (k_unit) and reduced (2^-52) with errors in proportion; those of
/// all rescalings together, and that of the weight itself, are at most `range` each, for which twice as much is allowed. Each rise
/// costs an exponential and a product.
inline double maximum_error(double rises, double range) {
  return (rises + 1) * (k_exponential_error + 4 * k_unit) + 12 * k_unit * range;
}

/// The same relative to a reference (numeric/lane_kernels.hpp), when no score exceeds `largest` in size: they lie within 2 largest of
/// each other, so that the allowance is used up. The reference rises by more than k_reference_slack each time but the first.
inline double reference_error(double largest) { return maximum_error(1 + 2 * largest / k_reference_slack, largest); }

/// factor * size_squared as a sampled value; `error` bounds the error of the vector whose squared norm it is, `n` its length.
inline SampleValue squared_value(double factor, double size_squared, double error, double n) {
  const double size = std::sqrt(size_squared);
  return {factor * size_squared, k_safety * factor * ((2 * size + error) * error + (n + 3) * k_unit * size_squared)};
}

/// Adds the error of the factor |z|^2 of a value, when |z| = z_norm has the error z_error.
inline void add_query_error(SampleValue& y, double z_norm, double z_error, double columns) {
  if (z_norm > 0) y.rounding += y.value * (2 * z_error / z_norm + (columns + 4) * k_unit);
}

}  // namespace softlin::numeric
