/// Time of exact algebra: reductions of statistics, Gaussian moments, certificates.

#include <benchmark/benchmark.h>

#include <string>

#include "symbolic/certificate_check.hpp"
#include "symbolic/identity_catalogue.hpp"
#include "symbolic/moment_expression.hpp"
#include "symbolic/statistic_identity.hpp"

namespace {

using namespace softlin;
using namespace softlin::symbolic;

const Place k_place{"bench", 0, ""};

void reduction(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(reduce_statistic(Expression::parse(text, k_place), {}, k_place));
  }
}

BENCHMARK_CAPTURE(reduction, G1, "G1")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reduction, K40, "K40")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reduction, degree_12, "Y1^6*S2^3")->Unit(benchmark::kMillisecond);

/// E (x1 x2 x3 x4)^5 with mean and a Toeplitz covariance.
void moment_of_degree_20(benchmark::State& state, bool open) {
  GaussianLaw law = GaussianLaw::open(4);
  if (!open) {
    std::map<std::string, Formula> values;
    for (int i = 0; i < 4; ++i) {
      values[law.mean[static_cast<std::size_t>(i)].text()] = Formula(Rational(i + 1, 3));
      for (int j = i; j < 4; ++j) {
        values[law.covariance[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].text()] =
            Formula(Rational(1, 1 << (j - i)));
      }
    }
    law = law.substitute(values);
  }
  const auto expression = MomentExpression::parse("E[(x1*x2*x3*x4)^5]", k_place);
  for (auto _ : state) {
    benchmark::DoNotOptimize(expression.value({{Formula(Rational(1)), law}}, {}, [](const Formula&) { return 1; }));
  }
}

BENCHMARK_CAPTURE(moment_of_degree_20, numbers, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(moment_of_degree_20, open, true)->Unit(benchmark::kMillisecond);

void certificate(benchmark::State& state, const std::string& name, bool check) {
  const Identity& identity = *find_identity(name);
  const Certificate made = prove(identity).certificate;
  for (auto _ : state) {
    if (check) {
      benchmark::DoNotOptimize(check_certificate(made));
    } else {
      benchmark::DoNotOptimize(prove(identity));
    }
  }
}

BENCHMARK_CAPTURE(certificate, exact_g1_prove, "exact-g1", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(certificate, exact_g1_check, "exact-g1", true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(certificate, u_gradient_9_check, "u-gradient-9", true)->Unit(benchmark::kMillisecond);

}  // namespace
