#pragma once
/// Validated integration of the infinite-prompt gradient flow of in-context regression.
///
/// Formula : $A' = -b W$, $b' = -<A, W>$, $W = b P A S_q - K$ (numeric/infinite_risk.hpp), from A(0) = alpha ThetaThetaT, b(0) = alpha.
/// Source  : docs/theory/icl-regression.md section 2, I5.1; the method is proved in docs/theory/infinite-flow.md
/// Method  : on each step a Taylor polynomial whose coefficients are exact binary numbers (numeric/taylor_curve.hpp), its defect,
///           and the growth of differences from the largest eigenvalue of -Hess R_inf around it. Where Sigma, Omega and
///           ThetaThetaT share an eigenbasis that numeric/commuting_regression.hpp recognises, A is its diagonal there;
///           otherwise all entries of A are variables, and no eigenvectors are needed.
/// Domain  : Sigma positive definite, Omega positive semidefinite, alpha > 0, |ThetaThetaT|_F = 1; any generator.
/// Precision: raised until the risk has the digits asked for; cap 2^14 bits.
/// Checked by: tests/numeric/infinite_flow_test.cpp (Runge and Kutta, a closed form, high precision in low, invariants)

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "numeric/infinite_risk.hpp"

namespace softlin::numeric {

/// Where a flow begins.
struct FlowStart {
  symbolic::Number alpha;
  symbolic::Matrix theta_square;
};

struct FlowOptions {
  int digits = 15;  ///< relative width of the risk, or of the time, at most 10^-digits
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress = [](double) {
  };  ///< told the part that is done, 0 to 1; begins anew with more digits
};

struct FlowPoint {
  Interval time;
  std::vector<Interval> A;  ///< d entries of the diagonal, or d^2 entries row by row
  Interval b;
  Interval risk;
  Interval invariant;                ///< |A|_F^2 - b^2: contains 0
  std::optional<Interval> distance;  ///< of (A, b) from (A*, b*), where the flow is known to end there
};

struct InfiniteFlow {
  bool diagonal = false;  ///< whether A is a diagonal in the eigenbasis
  std::vector<FlowPoint> points;
  bool stopped = false;  ///< by `stop`: later points are missing
};

/// Encloses the flow at each of the ascending times >= 0.
/// Errors : PrecisionError when the cap does not suffice; InputError for times out of order.
/// Cost   : a step takes about d^3 N + d^2 N^2 products, N = order of the polynomial, about 1.2 times the working digits.
InfiniteFlow infinite_flow(const symbolic::RegressionModel& model, const FlowStart& start,
                           const std::vector<symbolic::Number>& times, const FlowOptions& options);

/// Encloses the time at which the infinite-prompt risk is eps: it decreases strictly unless it is 0. The point 0 where the risk
/// at the start is at most eps. Nothing when `stop` was set.
/// Errors : PrecisionError; Error when the risk is still above eps after k_most_flow_steps steps (for an Omega that does not
///          commute, convergence is not proved).
std::optional<Interval> true_time(const symbolic::RegressionModel& model, const FlowStart& start,
                                  const symbolic::Number& eps, const FlowOptions& options);
inline constexpr long k_most_flow_steps = 20000;

/// Whether the flow is known to end at the balanced zero of the risk (I2.6, I2.8, I5.1): Omega a positive multiple of I, or
/// positive definite with the recognised common eigenbasis.
bool endpoint_is_known(const symbolic::RegressionModel& model, const symbolic::Matrix& theta_square);

}  // namespace softlin::numeric
