/// Time of exact expectations: A and A2 at one slope and length, by digits; and by slope and length at 15 digits.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "numeric/query_average.hpp"
#include "numeric/regression_risk.hpp"
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

BENCHMARK_CAPTURE(expectation, length_1e6_30, Rational(1), Integer(1000000), 30)->Unit(benchmark::kMillisecond);

const std::vector<Integer> k_seven_lengths{10, 100, 1000, 10000, 1000000, 1000000000, Integer("1000000000000")};

/// Seven lengths that share their tables.
void seven_lengths(benchmark::State& state, int digits) {
  const numeric::ScoreVariance s_squared{symbolic::Number(1)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        numeric::expect_weights({symbolic::softmax::a(), symbolic::softmax::a2()}, s_squared, k_seven_lengths, digits));
  }
}
BENCHMARK_CAPTURE(seven_lengths, digits_15, 15)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(seven_lengths, digits_30, 30)->Unit(benchmark::kMillisecond);

/// Everything that the U-gradient error needs.
void u_gradient(benchmark::State& state, int digits) {
  namespace sm = symbolic::softmax;
  const numeric::ScoreVariance s_squared{symbolic::Number(1)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        numeric::expect_weights({sm::g4(), sm::g5(), sm::a3(), sm::a4(), sm::a5()}, s_squared, 1000, digits));
  }
}
BENCHMARK_CAPTURE(u_gradient, digits_30, 30)->Unit(benchmark::kMillisecond);

/// The output error at 864 slopes k/108, k = 1 .. 864, each with seven lengths.
void slopes_and_lengths(benchmark::State& state) {
  for (auto _ : state) {
    for (long k = 1; k <= 864; ++k) {
      const numeric::ScoreVariance s_squared(symbolic::Number(Rational(k * k, 108 * 108)));
      benchmark::DoNotOptimize(
          numeric::expect_weights({symbolic::softmax::a(), symbolic::softmax::a2()}, s_squared, k_seven_lengths, 15));
    }
  }
}
BENCHMARK(slopes_and_lengths)->Unit(benchmark::kSecond)->Iterations(1);

/// The output error averaged over a Gaussian query with four different eigenvalues, seven lengths.
void query_average(benchmark::State& state, int digits) {
  using symbolic::Matrix;
  using symbolic::Number;
  const Matrix identity = Matrix::Identity(4, 4);
  const symbolic::Vector zero = symbolic::Vector::Constant(4, Number(0));
  Matrix covariance = Matrix::Constant(4, 4, Number(0));
  covariance(0, 0) = 1;
  covariance(1, 1) = Rational(1, 2);
  covariance(2, 2) = Rational(1, 4);
  covariance(3, 3) = Rational(1, 10);
  for (auto _ : state) {
    const numeric::QueryAverage average(
        average_form({zero, identity}, {identity, identity}, {zero, covariance}, symbolic::Quantity::output));
    benchmark::DoNotOptimize(average.enclose(k_seven_lengths, digits));
  }
}
BENCHMARK_CAPTURE(query_average, digits_5, 5)->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK_CAPTURE(query_average, digits_15, 15)->Unit(benchmark::kSecond)->Iterations(1);

/// The risk of in-context regression at the endpoint, d = 5, at 20 lengths from 4 on.
void regression_risk(benchmark::State& state, int digits) {
  symbolic::Matrix sigma = symbolic::identity(5);
  for (Eigen::Index i = 0; i < 5; ++i) {
    for (Eigen::Index j = 0; j < 5; ++j) sigma(i, j) = Rational(Integer(1), Integer(1) << std::abs(i - j));
  }
  const symbolic::RegressionLaws laws =
      symbolic::laws_of({sigma, symbolic::identity(5, Rational(1, 5)), Rational(1, 10), symbolic::Generator::matched});
  const symbolic::RegressionPoint point = symbolic::regression_endpoint(laws);
  std::vector<Integer> lengths;
  for (int i = 0; i < 20; ++i) lengths.push_back((Integer(4) << (i / 2)) * (2 + i % 2) / 2);
  for (auto _ : state) {
    benchmark::DoNotOptimize(numeric::RegressionRisk(laws, point).enclose(lengths, digits));
  }
}
BENCHMARK_CAPTURE(regression_risk, digits_15, 15)->Unit(benchmark::kMillisecond);

}  // namespace
