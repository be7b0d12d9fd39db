#pragma once
/// The gradient flow of in-context regression at one finite prompt length: what `softlin regression flow` and the figure `flow` share.
/// Checked by: tests/golden/regression_flow_*.case, tests/golden/plot_flow.case

#include <vector>

#include "numeric/commuting_regression.hpp"
#include "numeric/prompt_block.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

/// The problem in its eigenbasis.
/// Errors : InputError at `place` where there is no start or no common eigenbasis.
numeric::CommutingRegression commuting_flow(const RegressionProblem& problem, const Place& place);

/// The statistics of prompts of one length, fitted for the flow up to the time `end`.
/// Errors : InputError at --length for lengths outside 2 to 10^9.
numeric::BlockStatistics flow_statistics(const numeric::CommutingRegression& flow, const Length& length, double end,
                                         unsigned threads);

/// f_1, ..., f_d, b and the risk at each of the ascending times, in floating point; not verified.
struct FloatingFlow {
  std::vector<std::vector<double>> states;
  std::vector<double> risks;
};
FloatingFlow floating_prompt_flow(const numeric::CommutingRegression& flow, const numeric::BlockStatistics& block,
                                  const std::vector<double>& times);

}  // namespace softlin::check
