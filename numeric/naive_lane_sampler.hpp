#pragma once
/// Naive prompts of tokens with independent raw coordinates, eight at a time.

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <vector>

#include "numeric/group_sampler.hpp"

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
/// With one query a prompt a lane is a prompt. With several, a lane is a query, and all read the same tokens.
/// Checked by : tests/numeric/sampler_test.cpp
class NaiveLaneSampler : public GroupSampler {
 public:
  /// `quantities` are what `sample` and `sample_each` give values of, in that order.
  NaiveLaneSampler(const SamplerProblem& problem, std::vector<SampleQuantity> quantities, std::uint64_t length,
                   const std::atomic<bool>* stop);

  bool sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count, SampleValue* out) override;

  /// As `sample`, with out[q] the values of quantity q.
  bool sample_each(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                   std::span<SampleValue* const> out);

  double deviation(std::size_t i, Eigen::VectorXd& out) const override;

 private:
  /// What one lane needs to know of its query.
  struct LaneQuery {
    double z_norm = 0, z_error = 0;
    double centre_norm = 0;
    double change = 0;        ///< of the weights, as a probability vector, by rounding
    double mean_error = 0;    ///< of the weighted mean of g, besides the rounding in proportion to it
    double centre_error = 0;  ///< of the centre, as far as it counts
    double offset_error = 0;
    double covariance_error = 0;
  };

  /// A matrix row by row, with its Frobenius norm and a bound on its error.
  struct Image {
    std::vector<double> entries;
    std::size_t rows = 0;
    double norm = 0, error = 0;
    Image(const Eigen::MatrixXd& m, double error_bound);
  };

  void set_query(std::size_t lane);
  void set_offset(std::size_t lane);
  void clear_sums();
  bool run_prompts(const LaneStream& stream);
  bool run_queries(const NormalStream& stream, std::uint64_t prompt);
  void fill_given(const NormalStream& stream, std::uint64_t first, std::uint64_t count);
  void finish_sums();
  void values(SampleQuantity quantity, SampleValue* out);
  double image_error(std::size_t lane, const Image& image, double size, double image_size) const;
  void first_order(SampleQuantity quantity, SampleValue* out);
  void second_order(SampleValue* out);
  bool sample_shared(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt, std::span<SampleValue* const> out,
                     std::size_t place);

  std::vector<SampleQuantity> quantities_;
  RawLaw law_;
  TokenLimit raw_limit_;  ///< of g; read for laws other than the normal one
  std::size_t d_;
  bool second_;
  Eigen::MatrixXd root_;  ///< R
  Eigen::VectorXd shift_;
  Image value_image_, root_image_;  ///< V R and R
  double raw_radius_;               ///< bounds |g|
  double raw_error_;                ///< bounds the error of a g
  std::uint64_t chunk_;
  double sum_error_;

  LaneQuery lane_query_[k_lanes];
  NaiveLanes task_;
  NaiveSums sums_;
  Eigen::VectorXd score_slope_;
  std::vector<double> slope_, centre_, offset_, covariance_;
  std::vector<double> reference_, total_, first_, second_sums_, chunk_sums_, work_, deviation_, row_;

  // Tokens that queries share.
  std::vector<double> given_;
  std::uint64_t given_prompt_ = 0, given_first_ = 0, given_count_ = 0;
};

}  // namespace softlin::numeric
