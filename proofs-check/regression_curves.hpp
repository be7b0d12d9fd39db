#pragma once
/// R_L(theta*) by length for several covariances: what the table and the figure `regression` show.

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "numeric/regression_constants.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

struct RegressionCurve {
  std::string name;  ///< "d=2, diag(1,1/2)"
  symbolic::RegressionModel model;
  numeric::RegressionConstants constants;
  std::vector<numeric::Interval> risks;  ///< at each length
};

/// The covariances of the table in docs/theory/icl-regression.md section 3: I, diag(1,1/2) and 2^-|i-j|, Omega = I, no noise.
/// Result  : relative widths at most 10^-digits
/// Threads : as RegressionRisk; `progress` gets the part that is done, from 0 to 1
std::vector<RegressionCurve> regression_curves(const std::vector<Length>& lengths, int digits, unsigned threads,
                                               const std::function<void(double)>& progress);

}  // namespace softlin::check
