#pragma once
/// In-context regression in a common eigenbasis: where Sigma, Omega and the start of the flow share one, A(t) stays diagonal
/// in it for every prompt length (docs/theory/icl-regression.md I1.4), and d + 1 numbers describe the flow.

#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

/// Eigenvalues of the laws, one direction an entry, and f_i(0) = A_ii(0), b(0).
struct CommutingRegression {
  std::vector<Interval> prompt;
  std::vector<Interval> cross;
  std::vector<Interval> query;
  std::vector<Interval> omega;
  Interval label_square;        ///< t
  std::vector<Interval> start;  ///< f_i(0)
  Interval start_scale;         ///< b(0)

  std::size_t dimension() const { return prompt.size(); }
};

/// Why no common eigenbasis is recognised; empty when one is. Recognised: Omega a multiple of I and ThetaThetaT a multiple
/// of I (any Sigma), or all three diagonal.
std::string why_not_commuting(const symbolic::RegressionModel& model, const symbolic::Matrix& theta_square);

/// A(0) = alpha ThetaThetaT, b(0) = alpha.
/// Result : widths of about 2^-bits, at best 1e-80 where Sigma is not diagonal
/// Errors : Error with the reason above.
CommutingRegression commuting_regression(const symbolic::RegressionModel& model, const symbolic::Number& alpha,
                                         const symbolic::Matrix& theta_square, Bits bits);

}  // namespace softlin::numeric
