/// One step of training on in-context regression: both kinds of attention on the same batch, data generation included, one
/// thread. training_peers.py does the same step in NumPy.

#include <benchmark/benchmark.h>

#include <cmath>

#include "numeric/regression_training.hpp"

namespace {

using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;

constexpr Index k_d = 5;
constexpr std::uint64_t k_batch = 128;

/// Sigma_ij = 2^-|i-j|, w ~ N(0, I/d), noise variance 1/10.
RegressionRoots experiment() {
  MatrixXd sigma(k_d, k_d);
  for (Index i = 0; i < k_d; ++i) {
    for (Index j = 0; j < k_d; ++j) sigma(i, j) = std::pow(0.5, std::abs(static_cast<double>(i - j)));
  }
  const MatrixXd root = sigma.llt().matrixL();
  return {root, root, MatrixXd::Identity(k_d, k_d) / std::sqrt(static_cast<double>(k_d)), std::sqrt(0.1)};
}

void training_step_of(benchmark::State& state, std::uint64_t length, bool softmax, bool linear) {
  RegressionPrompts prompts(experiment(), length, /*seed=*/1);
  const RegressionHead start =
      block_head(0.5 / std::sqrt(static_cast<double>(k_d)) * MatrixXd::Identity(k_d, k_d), 0.5);
  TrainingState training;
  if (softmax) training.heads[Attention::softmax] = start;
  if (linear) training.heads[Attention::linear] = start;
  for (auto _ : state) training_step(prompts, training, k_batch, 0.001);
  state.counters["Mtokens/s"] =
      benchmark::Counter(static_cast<double>(k_batch * length) * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(training_step_of, L10, 10, true, true);
BENCHMARK_CAPTURE(training_step_of, L50, 50, true, true);
BENCHMARK_CAPTURE(training_step_of, L100, 100, true, true);
BENCHMARK_CAPTURE(training_step_of, L1000, 1000, true, true);
BENCHMARK_CAPTURE(training_step_of, softmax_L1000, 1000, true, false);
BENCHMARK_CAPTURE(training_step_of, linear_L1000, 1000, false, true);

}  // namespace
