#pragma once
/// Naive prompts of any token law, one prompt at a time.

#include <Eigen/Dense>
#include <optional>

#include "numeric/group_sampler.hpp"

namespace softlin::numeric {

/// Method `naive` with whole tokens, in blocks of TokenSource::k_block with rescaling by a running maximum.
///
/// Formula    : sample_block (numeric/sampler.hpp)
/// Checked by : tests/numeric/sampler_test.cpp
class PromptSampler : public GroupSampler {
 public:
  PromptSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop);

  bool sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count, SampleValue* out) override;

  double deviation(std::size_t i, Eigen::VectorXd& out) const override;

 private:
  void set_query();
  std::optional<SampleValue> prompt(const NormalStream& stream);
  SampleValue squared(double factor, double error);

  TokenLimit limit_;
  TokenSource tokens_;
  Eigen::Index d_;
  double v_norm_;
  double sum_error_;  ///< relative error of a sum of positive terms over the prompt

  // Of the current query.
  TiltedMoments centre_;
  Eigen::VectorXd offset_;
  double offset_error_ = 0;

  // Work space.
  Eigen::MatrixXd x_, weighted_, square_, product_;
  Eigen::VectorXd scores_, w_, sum_, deviation_;
  double deviation_error_ = 0;
  Eigen::VectorXd deviations_[k_lanes];  ///< of the last group
  double deviation_errors_[k_lanes] = {};
};

}  // namespace softlin::numeric
