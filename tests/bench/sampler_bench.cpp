/// Tokens a second of the samplers, one thread.

#include <benchmark/benchmark.h>

#include "numeric/sampler.hpp"

namespace {

using namespace softlin::numeric;

SamplerProblem problem(Eigen::Index d) {
  SamplerProblem out;
  out.tokens.components = {{1, Eigen::VectorXd::Zero(d), Eigen::MatrixXd::Identity(d, d)}};
  out.U = out.V = Eigen::MatrixXd::Identity(d, d);
  out.query.mean = Eigen::VectorXd::Constant(d, 0.5);
  return out;
}

void sampling(benchmark::State& state, SampleMethod method, Eigen::Index d) {
  const SamplerProblem model = problem(d);
  constexpr std::uint64_t k_length = 1024;
  constexpr std::uint64_t k_prompts = 16;
  std::uint64_t first = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample_block(model, method, k_length, 1, 0, first, k_prompts));
    first += k_prompts;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * k_length * k_prompts));
}

BENCHMARK_CAPTURE(sampling, naive_d1, SampleMethod::naive, 1);
BENCHMARK_CAPTURE(sampling, naive_d4, SampleMethod::naive, 4);
BENCHMARK_CAPTURE(sampling, naive_d64, SampleMethod::naive, 64);
BENCHMARK_CAPTURE(sampling, reduced_d4, SampleMethod::reduced, 4);

}  // namespace
