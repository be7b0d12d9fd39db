#pragma once
/// The bias vector $E[T_L - target]$ from samples.

#include <Eigen/Dense>
#include <cstdint>
#include <optional>

#include "numeric/sampler.hpp"

namespace softlin::numeric {

/// Description of a sample of vectors; it is not evidence.
struct MeanDeviation {
  Eigen::VectorXd mean;
  Eigen::VectorXd std_error;  ///< of each coordinate
  double rounding = 0;        ///< bound on the 2-norm of the mean's rounding error, without the summation's

  double squared = 0;                       ///< unbiased estimate of |$E[T_L - target]$|^2; may be negative
  std::optional<double> squared_std_error;  ///< from 3 prompts on
  std::uint64_t prompts = 0;
  bool stopped = false;  ///< nothing else is set then
};

/// Batches of prompts behind `squared`.
inline constexpr std::uint64_t k_bias_batches = 64;

/// Mean deviation of the output of `naive` prompts.
///
/// Formula    : mean and coordinate-wise standard error $sqrt(sum (D_i - mean)^2/(n (n-1)))$ of D_1, ..., D_n. With
///              M_1..M_K the means of K = min(64, n) batches of consecutive prompts, `squared` is the average of $<M_j, M_k>$
///              over pairs j < k: batches are independent, so its expectation is $|E D|^2$, and the sampling error does not
///              raise it as it raises |mean|^2. Its standard error is the jackknife over batches; where the bias is small
///              beside the spread it is too large, by up to sqrt(2)
/// Source     : Efron and Stein, Ann. Statist. 9 (1981)
/// Inputs     : as sample(); at least 2 prompts; options.progress as there
/// Result     : the same bits for any number of threads: runs of prompts are summed by themselves and merged in order
/// Errors     : as sample(); InputError for a quantity other than output, DomainError below 2 prompts
/// Cost       : as sample() naive; memory O(64 r), r = rows of V
/// Checked by : tests/numeric/mean_deviation_test.cpp (exact bias -A V Gamma U z; threads; the sum of squares against
///              sample())
MeanDeviation mean_deviation(const SamplerProblem& problem, std::uint64_t length, const SampleOptions& options);

}  // namespace softlin::numeric
