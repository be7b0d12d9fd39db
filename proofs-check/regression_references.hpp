#pragma once
/// What the risk of a trained head is held against, in doubles: exact risks of known heads, and Bayes.

#include <cstdint>
#include <optional>
#include <vector>

#include "symbolic/regression_model.hpp"

namespace softlin::check {

/// Risks with the factor 1/2 and a target without noise, for a prompt of `length` tokens; those of infinite prompts are all 0.
struct RegressionReference {
  std::uint64_t length = 0;
  double linear_optimum = 0;  ///< the least risk of linear attention (docs/theory/icl-regression.md I5.2)
  /// Softmax attention at the balanced zero of the infinite-prompt risk, from an enclosure (I3.3); none where its scores are
  /// too steep to be enclosed.
  std::optional<double> softmax_endpoint;
  /// Ridge regression with the penalty that makes it Bayes lies between these (I5.3): with a task of covariance Omega,
  ///   tr(query Omega (I + L prompt Omega / tau^2)^{-1})/2, by Jensen's inequality, and
  ///   min(tr(Omega query), tau^2 tr(query prompt^{-1})/(L - d - 1))/2, the second for L > d + 1.
  double bayes_lower = 0;
  double bayes_upper = 0;
};

/// Domain : laws whose labels come from the tokens that the model sees.
/// Not promised : bounds on rounding; softlin regression risk has enclosures.
/// Checked by : tests/proofs-check/regression_references_test.cpp (the tables of the theory file)
std::vector<RegressionReference> regression_references(const symbolic::RegressionModel& model,
                                                       const std::vector<std::uint64_t>& lengths, unsigned threads);

}  // namespace softlin::check
