#pragma once
/// Certified finite-prompt gradient flow of in-context regression: a curve and a radius, such that the flow at every length of a
/// block stays within the radius of the curve.
///
/// Formula : theta' = -grad R_L(theta), theta = (f_1, ..., f_d, b) in the common eigenbasis, from theta(0) of the problem;
///           |theta_L(t) - curve(t)| <= radius(t), and R_L(theta_L(t)) between risk_lower and risk_upper, for every L of the block.
/// Method  : the curve is found in floating point (Dormand and Prince; cubic pieces); its defect, the distance of the statistics from
///           their fits and the growth of differences are enclosed. Proof: docs/theory/regression-tubes.md.
/// Checked by: tests/numeric/flow_tube_test.cpp

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "numeric/prompt_block.hpp"

namespace softlin::numeric {

struct TubePoint {
  double time;  ///< exact
  std::vector<double> theta;
  double radius;
  double risk_lower;
  double risk_upper;
};

struct TubeOptions {
  double horizon = 10;
  double target = 0;  ///< stop as soon as the risk is at most this for every length of the block
  double tolerance =
      3e-4;             ///< aim for the length of a step squared times the acceleration; smaller is slower and narrower
  double widest = 0.5;  ///< give up when the radius exceeds this
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress = [](double) {};  ///< told the time reached
};

struct FlowTube {
  std::vector<TubePoint> points;  ///< at the ends of the steps, the start first
  bool reached_target = false;
  std::string given_up;  ///< why the tube ends before the horizon; empty when it does not
};

/// Errors : DomainError when an enclosure blows up (a tube that grows too wide ends with given_up).
FlowTube flow_tube(const CommutingRegression& problem, const BlockStatistics& block, const TubeOptions& options);

/// The flow of a risk in floating point from theta(0), with local errors of about 1e-12; not verified.
/// Result : one state for each of the ascending times.
std::vector<std::vector<double>> floating_flow(const PromptRisk<double>& risk, const std::vector<double>& start,
                                               const std::vector<double>& times);

/// theta(0) in floating point.
std::vector<double> floating_start(const CommutingRegression& problem);

/// The largest mu_i = p_i q_i f_i^2 along the infinite-prompt flow up to `horizon`, in floating point: what the reach of fits is
/// chosen from.
double largest_score_variance(const CommutingRegression& problem, double horizon);

}  // namespace softlin::numeric
