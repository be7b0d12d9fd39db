#pragma once
/// Samplers of a few prompts at a time, behind numeric/sampler.hpp.

#include <Eigen/Dense>
#include <atomic>
#include <cstdint>
#include <memory>

#include "numeric/lane_kernels.hpp"
#include "numeric/query_source.hpp"
#include "numeric/sampler.hpp"

namespace softlin::numeric {

/// Values of up to k_lanes prompts at a time. One object, one thread.
class GroupSampler {
 public:
  /// Keeps a reference to `problem`; `stop` may be null.
  GroupSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop)
      : problem_(problem), length_(length), kernels_(lane_kernels()), query_(problem), stop_(stop) {}
  virtual ~GroupSampler() = default;

  /// Values of the prompts first .. first + count - 1 (count <= k_lanes) into `out`. False, and nothing of use in `out`, when
  /// the flag `stop` was raised meanwhile.
  virtual bool sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                      SampleValue* out) = 0;

  /// Of the last `sample`, naive and with quantity output: the deviation V Xbar - target of its prompt number `i`, and a bound on
  /// the 2-norm of its error.
  virtual double deviation(std::size_t i, Eigen::VectorXd& out) const = 0;

 protected:
  bool stopped() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }

  const SamplerProblem& problem_;
  std::uint64_t length_;
  const LaneKernels& kernels_;
  QuerySource query_;

 private:
  const std::atomic<bool>* stop_;
};

/// The sampler for a problem that has passed SamplerProblem::check, of which it keeps a reference; `stop` may be null.
std::unique_ptr<GroupSampler> make_group_sampler(const SamplerProblem& problem, SampleMethod method,
                                                 std::uint64_t length, const std::atomic<bool>* stop);

/// Tokens in a chunk whose sums are added up before they join the totals: about sqrt(length), a multiple of `block`, and not so
/// many that a raised flag would wait long.
std::uint64_t chunk_length(std::uint64_t length, std::size_t block, std::size_t d);

/// Relative error of a sum of positive terms made of such chunks, roundings of the terms' products included.
double chunked_sum_error(std::uint64_t length, std::uint64_t chunk);

}  // namespace softlin::numeric
