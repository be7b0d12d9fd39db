#pragma once
/// Gradient descent on the risk itself, without sampling noise: theta <- theta - rate grad R_L(theta), theta = (f_1, ..., f_d, b) in the
/// common eigenbasis, from theta(0) of the problem. Floating point.
///
/// Softmax: R_L of numeric/prompt_risk.hpp. Linear (1/L): with M_i = b f_i and Q_i = (1 + 1/L) c_i^2 omega_i + (t/L) p_i,
/// R = sum_i (q_i Q_i M_i^2 - 2 q_i c_i omega_i M_i + q_i omega_i)/2 (docs/theory/icl-regression.md I5.2 in the eigenbasis).
/// Checked by: tests/numeric/population_descent_test.cpp

#include <atomic>
#include <cstdint>
#include <vector>

#include "numeric/prompt_risk.hpp"

namespace softlin::numeric {

struct DescentPoint {
  std::uint64_t step = 0;
  double risk = 0;
  std::vector<double> theta;
};

/// Points at the steps 0, every, 2 every, ..., steps; fewer when `stop` was set.
/// Errors : Error naming the step when a parameter leaves 1e15: the rate is too large.
std::vector<DescentPoint> softmax_descent(const PromptRisk<double>& risk, const CommutingRegression& problem,
                                          double rate, std::uint64_t steps, std::uint64_t every,
                                          const std::atomic<bool>* stop = nullptr);
std::vector<DescentPoint> linear_descent(const CommutingRegression& problem, std::uint64_t length, double rate,
                                         std::uint64_t steps, std::uint64_t every,
                                         const std::atomic<bool>* stop = nullptr);

}  // namespace softlin::numeric
