/// Time of exact expectations: A and A2 at one slope and length, by digits; and by slope and length at 15 digits.

#include <benchmark/benchmark.h>

#include <string>

#include "numeric/softmax_expectation.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace {

using namespace softlin;

void expectation(benchmark::State& state, const Rational& slope, const Integer& length, int digits) {
  const symbolic::Number s(slope);
  const numeric::ScoreVariance s_squared(s * s);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        numeric::expect_weights({symbolic::softmax::a(), symbolic::softmax::a2()}, s_squared, length, digits));
  }
}

BENCHMARK_CAPTURE(expectation, digits_15, Rational(1), Integer(1000), 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, digits_30, Rational(1), Integer(1000), 30)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, digits_50, Rational(1), Integer(1000), 50)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, digits_100, Rational(1), Integer(1000), 100)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, slope_small, Rational(1, 100), Integer(1000), 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, slope_3, Rational(3), Integer(1000), 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, slope_8, Rational(8), Integer(1000), 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, length_two, Rational(1), Integer(2), 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(expectation, length_1e18, Rational(1), Integer("1000000000000000000"), 15)
    ->Unit(benchmark::kMillisecond);

}  // namespace
