/// The samplers against softmax attention as it is written by hand with Eigen and the standard library's generator.
///
/// Times are those of k_tokens tokens on one thread unless the name says otherwise; sampler_peers.py does the same work in NumPy.

#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
#include <random>

#include "numeric/sampler.hpp"

namespace {

using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::uint64_t k_tokens = std::uint64_t{1} << 18;
constexpr std::uint64_t k_length = 1024;

/// Correlated tokens, dense head, scores of standard deviation 1.
SamplerProblem problem(Index d) {
  SamplerProblem out;
  MatrixXd covariance(d, d);
  out.U.resize(d, d);
  out.V.resize(d, d);
  out.query.mean.resize(d);
  for (Index i = 0; i < d; ++i) {
    out.query.mean[i] = i % 2 == 0 ? 1 : -1;
    for (Index j = 0; j < d; ++j) {
      covariance(i, j) = std::pow(0.5, std::abs(static_cast<double>(i - j)));
      out.V(i, j) = std::cos(static_cast<double>(i * d + j)) / std::sqrt(static_cast<double>(d));
      out.U(i, j) = (i == j ? 1 : 0) + std::sin(static_cast<double>(3 * i + 5 * j)) / static_cast<double>(d);
    }
  }
  const VectorXd a = out.U * out.query.mean;
  out.U /= std::sqrt(a.dot(covariance * a));
  out.tokens.components = {{1, VectorXd::Zero(d), covariance.llt().matrixL()}};
  return out;
}

void count_tokens(benchmark::State& state, std::uint64_t tokens) {
  state.counters["Mtokens/s"] =
      benchmark::Counter(static_cast<double>(tokens) * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
}

void sampling(benchmark::State& state, SampleMethod method, SampleQuantity quantity, Index d) {
  SamplerProblem model = problem(d);
  model.quantity = quantity;
  constexpr std::uint64_t k_prompts = k_tokens / k_length;
  std::uint64_t first = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample_block(model, method, k_length, 1, 0, first, k_prompts));
    first += k_prompts;
  }
  count_tokens(state, k_tokens);
}

/// The same mean, one prompt after the other.
void sampling_baseline_eigen(benchmark::State& state, Index d) {
  const SamplerProblem model = problem(d);
  const VectorXd a = model.U * model.query.mean;
  const MatrixXd& root = model.tokens.components[0].root;
  const VectorXd target = model.V * (root * (root.transpose() * a));
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  MatrixXd tokens(d, static_cast<Index>(k_length));
  for (auto _ : state) {
    double mean = 0;
    for (std::uint64_t prompt = 0; prompt < k_tokens / k_length; ++prompt) {
      for (double& x : tokens.reshaped()) x = normal(random);
      tokens = root.triangularView<Eigen::Lower>() * tokens;
      VectorXd w = tokens.transpose() * a;
      w = (w.array() - w.maxCoeff()).exp();
      mean += (model.V * (tokens * w) / w.sum() - target).squaredNorm();
    }
    benchmark::DoNotOptimize(mean);
  }
  count_tokens(state, k_tokens);
}

/// Wall time on two threads against one; an idle machine is needed.
void sampling_threads(benchmark::State& state, unsigned threads) {
  SamplerProblem model = problem(4);
  SampleOptions options;
  options.prompts = 8 * k_tokens / k_length;
  options.threads = threads;
  for (auto _ : state) benchmark::DoNotOptimize(sample(model, SampleMethod::naive, k_length, options));
  count_tokens(state, 8 * k_tokens);
}

/// 3 covariances, 7 lengths, 8 random heads, 36 queries that share a prompt, all three quantities.
void concentration_table(benchmark::State& state) {
  constexpr Index k_d = 4;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(0, 0.4);
  for (auto _ : state) {
    for (int regime = 0; regime < 3; ++regime) {
      MatrixXd covariance = MatrixXd::Identity(k_d, k_d);
      for (Index i = 0; i < k_d; ++i) {
        for (Index j = 0; j < k_d; ++j) {
          if (regime == 1) covariance(i, j) = std::pow(0.5, std::abs(static_cast<double>(i - j)));
          if (regime == 2 && i == j) covariance(i, j) = std::pow(0.5, static_cast<double>(i));
        }
      }
      SamplerProblem model;
      model.tokens.components = {{1, VectorXd::Zero(k_d), covariance.llt().matrixL()}};
      model.query.law = SamplerQuery::Law::tokens;
      model.queries_per_prompt = 36;
      for (const std::uint64_t length : {16, 32, 64, 128, 256, 512, 1024}) {
        double mean[3] = {};
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
          model.U = model.V = MatrixXd(k_d, k_d);
          for (double& x : model.U.reshaped()) x = normal(random);
          for (double& x : model.V.reshaped()) x = normal(random);
          const auto values = sample_quantities(model, length, seed, 0, 0, 1);
          for (std::size_t q = 0; q < 3; ++q) mean[q] += values[q][0].value / 8;
        }
        benchmark::DoNotOptimize(mean);
      }
    }
  }
}

BENCHMARK_CAPTURE(sampling, naive_d4, SampleMethod::naive, SampleQuantity::output, 4);
BENCHMARK_CAPTURE(sampling, naive_d32, SampleMethod::naive, SampleQuantity::output, 32);
BENCHMARK_CAPTURE(sampling, naive_d1024, SampleMethod::naive, SampleQuantity::output, 1024);
BENCHMARK_CAPTURE(sampling, naive_grad_u_d4, SampleMethod::naive, SampleQuantity::grad_u, 4);
BENCHMARK_CAPTURE(sampling, reduced_d4, SampleMethod::reduced, SampleQuantity::output, 4);
BENCHMARK_CAPTURE(sampling, reduced_d32, SampleMethod::reduced, SampleQuantity::output, 32);
BENCHMARK_CAPTURE(sampling, reduced_grad_u_d4, SampleMethod::reduced, SampleQuantity::grad_u, 4);
BENCHMARK_CAPTURE(sampling_baseline_eigen, naive_d4, 4);
BENCHMARK_CAPTURE(sampling_baseline_eigen, naive_d32, 32);
BENCHMARK_CAPTURE(sampling_threads, two, 2)->UseRealTime();
BENCHMARK_CAPTURE(sampling_threads, one, 1)->UseRealTime();
BENCHMARK(concentration_table);

}  // namespace
