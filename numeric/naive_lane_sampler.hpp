#pragma once
/// Naive prompts of tokens with independent raw coordinates, eight at a time.

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "numeric/group_sampler.hpp"
#include "numeric/query_source.hpp"

namespace softlin::numeric {

/// The raw coordinates g of tokens X = mean + R g, or nothing for laws that are not of this kind.
std::optional<RawLaw> raw_law(const SamplerTokens& tokens);

/// Method `naive` in raw coordinates.
///
/// Formula    : with X_i = mean + R g_i the scores are <R^T a, g_i> up to a constant, which softmax ignores, and Xbar - limit =
///              R D with D = sum w_i g_i - c, c the tilted mean of g at R^T a (R^T a itself for normals). So the token loop
///              works on g alone and R is applied once a prompt:
///                output : |V R D + offset|^2, offset = V (mean + R c) - target (0 when the target is the limit)
///                grad_v : rows(V) |R D + offset|^2
///                grad_u : |z|^2 |V R (sum w_i (g_i - c)(g_i - c)^T - D D^T - C) R^T|_F^2, C the tilted covariance of g
/// Checked by : tests/numeric/sampler_test.cpp
class NaiveLaneSampler : public GroupSampler {
 public:
  NaiveLaneSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop);

  bool sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count, SampleValue* out) override;

 private:
  /// What one lane needs to know of its query.
  struct LaneQuery {
    double z_norm = 0, z_error = 0;
    double centre_norm = 0;
    double change = 0;      ///< of the weights, as a probability vector, by rounding
    double mean_error = 0;  ///< of D, besides the rounding in proportion to it
    double offset_error = 0;
    double covariance_error = 0;
  };

  bool run(const LaneStream& stream);
  void set_query(std::size_t lane);
  SampleValue first_order(std::size_t lane, double size_squared) const;
  void finish_first_order(std::size_t count, SampleValue* out);
  void finish_second_order(std::size_t count, SampleValue* out);

  double* lanes(std::vector<double>& x, Eigen::Index k) const {
    return x.data() + k_lanes * static_cast<std::size_t>(k);
  }

  const SamplerProblem& problem_;
  std::uint64_t length_;
  const std::atomic<bool>* stop_;
  const LaneKernels& kernels_;
  QuerySource query_;
  RawLaw law_;
  TokenLimit raw_limit_;  ///< of g
  Eigen::Index d_;
  bool second_;
  Eigen::MatrixXd root_;  ///< R
  Eigen::VectorXd shift_;
  Eigen::MatrixXd image_;  ///< V R, or R for grad_v; row by row in image_rows_
  std::vector<double> image_rows_, root_rows_;
  double root_norm_, image_norm_;
  double image_error_;  ///< of image_, Frobenius
  double raw_radius_;   ///< bounds |g|
  double raw_error_;    ///< bounds the error of a g
  std::uint64_t chunk_;
  double sum_error_;

  LaneQuery lane_query_[k_lanes];
  NaiveLanes task_;
  NaiveSums sums_;
  std::vector<double> slope_, centre_, offset_, covariance_;
  std::vector<double> reference_, total_, first_, second_sums_, chunk_sums_, work_, deviation_;
};

}  // namespace softlin::numeric
