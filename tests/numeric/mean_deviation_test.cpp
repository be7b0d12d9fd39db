#include "numeric/mean_deviation.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/expectation.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/error.hpp"
#include "symbolic/softmax_statistic.hpp"

using namespace softlin;
using namespace softlin::numeric;
using Eigen::VectorXd;

namespace {

/// Tokens N(0, I_2), U = I, V = [[1, 0], [1/2, 2]], z = (3/4, 0): s = 3/4, V Gamma U z = (3/4, 3/8).
SamplerProblem plane() {
  SamplerProblem problem;
  problem.tokens.components = {{1, VectorXd::Zero(2), Eigen::MatrixXd::Identity(2, 2)}};
  problem.U = Eigen::MatrixXd::Identity(2, 2);
  problem.V = Eigen::MatrixXd{{1, 0}, {0.5, 2}};
  problem.query.mean = Eigen::Vector2d(0.75, 0);
  return problem;
}

SampleOptions options(std::uint64_t prompts, unsigned threads = 1) {
  SampleOptions out;
  out.seed = 12;
  out.row = 3;
  out.prompts = prompts;
  out.threads = threads;
  return out;
}

double exact_a(long L) {
  const Expectation a(symbolic::named_statistic("A", symbolic::Number(Rational(3, 4))));
  return a.enclose(Integer(L), 15).mid_double();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mean_deviation)

BOOST_AUTO_TEST_CASE(exact_bias) {
  // E[T_L] - T = -A V Gamma U z. Four standard errors a coordinate; a bias of the other sign is far outside.
  for (const long L : {1L, 4L, 30L}) {
    const auto found = numeric::mean_deviation(plane(), static_cast<std::uint64_t>(L), options(40000));
    const VectorXd truth = -exact_a(L) * Eigen::Vector2d(0.75, 0.375);
    for (Eigen::Index k = 0; k < 2; ++k) {
      BOOST_TEST(std::abs(found.mean[k] - truth[k]) <= 4 * found.std_error[k], "L = " << L << ", coordinate " << k);
      BOOST_TEST(std::abs(found.mean[k] + truth[k]) > 8 * found.std_error[k], "L = " << L << ", coordinate " << k);
    }
    BOOST_TEST(std::abs(found.squared - truth.squaredNorm()) <= 4 * found.squared_std_error.value(), "L = " << L);
    BOOST_TEST(found.squared_std_error.value() <= truth.squaredNorm());
    BOOST_TEST(found.rounding < 1e-10);
    BOOST_TEST(found.rounding > 0);
  }
}

BOOST_AUTO_TEST_CASE(square_is_unbiased) {
  // With 16 prompts a run |mean|^2 is mostly sampling error; the average of the estimates over 1500 runs is not, and their
  // spread is what the error bars say, or less by up to sqrt(2).
  const long L = 4;
  const VectorXd truth = -exact_a(L) * Eigen::Vector2d(0.75, 0.375);
  const int runs = 1500;
  double sum = 0, squares = 0, bars = 0, naive = 0;
  for (int run = 0; run < runs; ++run) {
    SampleOptions asked = options(16);
    asked.first_prompt = static_cast<std::uint64_t>(16 * run);
    const auto found = numeric::mean_deviation(plane(), L, asked);
    sum += found.squared;
    squares += found.squared * found.squared;
    bars += found.squared_std_error.value() * found.squared_std_error.value();
    naive += found.mean.squaredNorm();
  }
  const double mean = sum / runs;
  const double variance = squares / runs - mean * mean;
  const double error = std::sqrt(variance / runs);
  BOOST_TEST(std::abs(mean - truth.squaredNorm()) <= 4 * error);
  BOOST_TEST(naive / runs - truth.squaredNorm() > 8 * error);  // the square of the mean is biased
  BOOST_TEST(bars / runs >= 0.9 * variance);
  BOOST_TEST(bars / runs <= 2.5 * variance);
}

BOOST_AUTO_TEST_CASE(same_bits_for_any_threads) {
  for (const std::uint64_t prompts : {2U, 63U, 1000U}) {
    const auto one = numeric::mean_deviation(plane(), 300, options(prompts, 1));
    for (const unsigned threads : {2U, 7U}) {
      const auto other = numeric::mean_deviation(plane(), 300, options(prompts, threads));
      BOOST_TEST((one.mean.array() == other.mean.array()).all());
      BOOST_TEST((one.std_error.array() == other.std_error.array()).all());
      BOOST_TEST(one.squared == other.squared);
      BOOST_TEST(one.squared_std_error.value_or(-1) == other.squared_std_error.value_or(-1));
    }
  }
}

BOOST_AUTO_TEST_CASE(vectors_of_the_sampled_squares) {
  const auto values = sample_block(plane(), SampleMethod::naive, 20, 5, 6, 7, 50);
  std::size_t i = 0;
  BOOST_TEST(for_each_deviation(plane(), 20, 5, 6, 7, 50, [&](const VectorXd& deviation, double error) {
    const double size = deviation.norm();
    const double slack = values[i].rounding + 2 * size * error + error * error + 1e-15 * size * size;
    BOOST_TEST(std::abs(deviation.squaredNorm() - values[i].value) <= slack);
    ++i;
  }));
  BOOST_TEST(i == 50U);
}

BOOST_AUTO_TEST_CASE(refusals_and_stop) {
  SamplerProblem gradient = plane();
  gradient.quantity = SampleQuantity::grad_v;
  BOOST_CHECK_THROW(numeric::mean_deviation(gradient, 4, options(10)), InputError);
  BOOST_CHECK_THROW(numeric::mean_deviation(plane(), 4, options(1)), DomainError);
  BOOST_CHECK_THROW(numeric::mean_deviation(plane(), 4, options(10, 0)), InputError);
  BOOST_CHECK_THROW(numeric::mean_deviation(plane(), 0, options(10)), DomainError);
  std::atomic<bool> stop = true;
  SampleOptions asked = options(10);
  asked.stop = &stop;
  BOOST_TEST(numeric::mean_deviation(plane(), 4, asked).stopped);
  BOOST_TEST(!numeric::mean_deviation(plane(), 4, options(2)).squared_std_error.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
