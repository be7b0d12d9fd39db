#pragma once
/// Pieces of the rounding bounds of sampled values (numeric/sampler.hpp).

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/lane_kernels.hpp"
#include "numeric/sampler.hpp"

namespace softlin::numeric {

/// Half the distance from 1 to the next double: the relative error of one rounding.
inline constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;

/// First-order bounds are multiplied by this, which covers their second-order terms.
inline constexpr double k_safety = 1.25;

/// Bound on the change of a probability vector (1-norm) when its weights change by factors within e^{+-rho}.
inline double weight_change(double rho) { return std::min(2.0, std::expm1(2 * rho)); }

/// Bound on the relative change of a product of weights and totals that rho, times their number, bounds.
inline double power_change(double rho) { return std::min(1e300, std::expm1(rho)); }

/// Relative error, beyond that of the scores, of weights relative to a running reference (numeric/lane_kernels.hpp), when no
/// score exceeds `largest` in size.
///
/// Arguments of exponentials are differences of scores, rounded (k_unit) and reduced (2^-52) with errors in proportion; those of
/// all rescalings together, and that of the weight itself, are at most 2 largest each. The reference rises by more than
/// k_reference_slack each time but the first, so it rises at most 1 + 2 largest / k_reference_slack times; each time costs an
/// exponential and a product.
inline double reference_error(double largest) {
  const double rises = 1 + 2 * largest / k_reference_slack;
  return (rises + 1) * (k_exponential_error + 4 * k_unit) + 12 * k_unit * largest;
}

/// factor * size_squared as a sampled value; `error` bounds the error of the vector whose squared norm it is, `n` its length.
inline SampleValue squared_value(double factor, double size_squared, double error, double n) {
  const double size = std::sqrt(size_squared);
  return {factor * size_squared, k_safety * factor * ((2 * size + error) * error + (n + 3) * k_unit * size_squared)};
}

}  // namespace softlin::numeric
