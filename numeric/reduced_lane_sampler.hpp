#pragma once
/// Method `reduced`: one normal a token, the rest integrated in closed form; eight prompts at a time.

#include <Eigen/Dense>

#include "numeric/group_sampler.hpp"

namespace softlin::numeric {

/// Conditional expectations of the squared deviations of Gaussian tokens, given the scores.
///
/// Formula    : with s e = root^T a, |e| = 1, scores s xi_i, y_i = xi_i - s, weights w_i: see sample_block (numeric/sampler.hpp)
/// Source     : exact.md sections 2, 3 and 7 (R2, R3)
/// Checked by : tests/numeric/sampler_test.cpp
class ReducedLaneSampler : public GroupSampler {
 public:
  ReducedLaneSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop);

  bool sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count, SampleValue* out) override;

  /// Not of this method, which integrates the deviation out: DomainError.
  double deviation(std::size_t i, Eigen::VectorXd& out) const override;

 private:
  /// s and e of one lane's query, with root for Gamma^{1/2}, and what follows from them.
  struct LaneQuery {
    double z_norm = 0, z_error = 0;
    double s = 0, s_error = 0, e_error = 0;
    double alpha = 0, gamma = 0, kappa = 0;  ///< e^T M e, e^T G e, e^T G M e - alpha gamma
    double largest = 0;                      ///< bounds |y|
    double y_error = 0;
    double rho = 0;                   ///< relative error of a weight
    double change = 0;                ///< weight_change(rho)
    double change4 = 0, change6 = 0;  ///< power_change of 4 rho and of 6 rho
  };

  /// Statistics of the weights, or bounds on their errors.
  struct Statistics {
    double vhat1;   ///< sum w (y - Y1)^2 - 1
    double s2;      ///< sum w^2
    double spread;  ///< rho of exact.md: sum w^2 (y - Y1)^2
    double tau2;    ///< s2 - 2 s3 + s2^2
  };

  void set_query(std::size_t lane);
  SampleValue value(std::size_t lane) const;
  SampleValue second_order(const LaneQuery& q, const Statistics& x, const Statistics& error,
                           double direction_error) const;
  SampleValue scaled_by_query(const LaneQuery& q, double value, double error) const;
  SampleValue without_score(const LaneQuery& q) const;

  bool second_;
  std::uint64_t chunk_;
  double sum_error_;

  Eigen::MatrixXd m_, g_;  ///< root^T V^T V root (V = I for grad_v), root^T root
  double trace_m_, trace_g_, trace_mg_;
  double root_norm_;
  double rank_error_;  ///< relative error of traces and forms
  Eigen::VectorXd e_;

  LaneQuery lane_query_[k_lanes];
  double slope_[k_lanes] = {};
  ReducedSums sums_;
};

}  // namespace softlin::numeric
