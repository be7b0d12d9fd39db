// The Bayes risk of in-context regression: I5.3 of docs/theory/icl-regression.md.

#include "numeric/ridge_risk.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionModel;

namespace {

RegressionModel experiment(Generator generator) {
  RegressionModel out{Matrix(5, 5), symbolic::identity(5, Rational(1, 5)), Rational(1, 10), generator};
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) out.sigma(i, j) = Rational(1, Integer(1) << static_cast<unsigned>(std::abs(i - j)));
  }
  return out;
}

RegressionModel one_dimension(const Rational& sigma, const Rational& omega, const Rational& noise) {
  return {symbolic::identity(1, sigma), symbolic::identity(1, omega), noise, Generator::matched};
}

SampleOptions options_of(std::uint64_t prompts, std::uint64_t seed = 7, unsigned threads = 1) {
  SampleOptions out;
  out.seed = seed;
  out.prompts = prompts;
  out.threads = threads;
  return out;
}

void check_near(const SampleSummary& found, double expected, double relative) {
  BOOST_TEST(std::abs(found.mean - expected) <= 4.5 * found.std_error + relative * expected,
             found.mean << " +- " << found.std_error << " against " << expected);
}

void check_bracket(const RidgeRisk& ridge, const Integer& L, const SampleSummary& found) {
  const auto bracket = ridge.bracket(L, 15);
  BOOST_TEST(certainly_less(bracket.lower, bracket.upper));
  BOOST_TEST(bracket.lower.lower_double() <= found.mean + 4.5 * found.std_error);
  BOOST_TEST(bracket.upper.upper_double() >= found.mean - 4.5 * found.std_error);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ridge_risk)

// Two tokens in one dimension: X^2 is exponential, and the mean is an exponential integral.
BOOST_AUTO_TEST_CASE(closed_form_in_one_dimension) {
  const double sigma = 0.75, omega = 1.5, noise = 0.4;
  const RidgeRisk ridge(symbolic::laws_of(one_dimension(Rational(3, 4), Rational(3, 2), Rational(2, 5))));
  // E 1/(a x + c), x of mean 2: e^{z} E_1(z)/(2a), z = c/(2a)
  const double a = sigma / noise;
  const double z = 1 / omega / (2 * a);
  const double expected = sigma / 2 * std::exp(z) * -std::expint(-z) / (2 * a);
  for (const auto matrix : {PromptMatrix::automatic, PromptMatrix::rows}) {
    const SampleSummary found = ridge.sample(2, options_of(40000), matrix);
    check_near(found, expected, 0);
    check_bracket(ridge, 2, found);
  }
}

// Inverse chi-square: as Omega grows the upper bound becomes the risk.
BOOST_AUTO_TEST_CASE(upper_bound_is_the_limit_of_wide_tasks) {
  const RidgeRisk ridge(symbolic::laws_of(one_dimension(Rational(1, 2), 1000000, Rational(1, 3))));
  for (const int L : {8, 100}) {
    const auto bracket = ridge.bracket(L, 12);
    BOOST_TEST(contains(bracket.upper, Rational(Integer(1), Integer(6 * (L - 2)))));
    check_near(ridge.sample(L, options_of(40000)), bracket.upper.mid_double(), 1e-4);
  }
}

// The table of the theory file, whose values have an error of about one percent.
BOOST_AUTO_TEST_CASE(table_of_the_theory) {
  const std::vector<std::pair<int, double>> matched{{10, .0442}, {30, .00999}, {100, .00264}, {1000, .000251}};
  const std::vector<std::pair<int, double>> coded{{10, .0962}, {30, .0284}, {100, .00796}, {1000, .000774}};
  for (const auto& [generator, rows] : {std::pair{Generator::matched, matched}, {Generator::as_coded, coded}}) {
    const RidgeRisk ridge(symbolic::laws_of(experiment(generator)));
    for (const auto& [L, expected] : rows) {
      const SampleSummary found = ridge.sample(L, options_of(4000));
      check_near(found, expected, 0.01);
      check_bracket(ridge, L, found);
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_and_factors_have_one_law) {
  const RidgeRisk ridge(symbolic::laws_of(experiment(Generator::matched)));
  for (const int L : {5, 7, 40}) {
    const SampleSummary factors = ridge.sample(L, options_of(6000, 1));
    const SampleSummary rows = ridge.sample(L, options_of(6000, 2), PromptMatrix::rows);
    const double spread = std::hypot(factors.std_error, rows.std_error);
    BOOST_TEST(std::abs(factors.mean - rows.mean) <= 4.5 * spread, "L = " << L);
  }
}

// One direction of the task is known: Omega of rank one leaves a problem in one dimension.
BOOST_AUTO_TEST_CASE(singular_omega) {
  RegressionModel model{symbolic::identity(2), symbolic::identity(2, 0), Rational(1, 2), Generator::matched};
  model.omega(0, 0) = 1;
  const RidgeRisk plane(symbolic::laws_of(model));
  const RidgeRisk line(symbolic::laws_of(one_dimension(1, 1, Rational(1, 2))));
  for (const int L : {1, 2, 20}) {
    const SampleSummary a = plane.sample(L, options_of(20000, 3));
    const SampleSummary b = line.sample(L, options_of(20000, 4));
    BOOST_TEST(std::abs(a.mean - b.mean) <= 4.5 * std::hypot(a.std_error, b.std_error), "L = " << L);
    BOOST_TEST(overlap(plane.bracket(L, 15).lower, line.bracket(L, 15).lower));
  }
}

BOOST_AUTO_TEST_CASE(bits_do_not_depend_on_threads) {
  const RidgeRisk ridge(symbolic::laws_of(experiment(Generator::matched)));
  for (const int L : {3, 50}) {
    const SampleSummary one = ridge.sample(L, options_of(1000));
    const SampleSummary three = ridge.sample(L, options_of(1000, 7, 3));
    BOOST_TEST(one.mean == three.mean);
    BOOST_TEST(one.std_error == three.std_error);
  }
}

BOOST_AUTO_TEST_CASE(long_prompts_cost_nothing) {
  const RidgeRisk ridge(symbolic::laws_of(experiment(Generator::matched)));
  const Integer L("1000000000000");
  const SampleSummary found = ridge.sample(L, options_of(100));
  check_near(found, 0.1 * 5 / 2 / 1e12, 1e-6);
  check_bracket(ridge, L, found);
}

BOOST_AUTO_TEST_CASE(outside_the_domain) {
  BOOST_CHECK_THROW(RidgeRisk(symbolic::laws_of(one_dimension(1, 1, 0))), Error);
  symbolic::RegressionLaws other = symbolic::laws_of(experiment(Generator::matched));
  other.label = symbolic::identity(5, 3);
  BOOST_CHECK_THROW(RidgeRisk{other}, Error);
}

BOOST_AUTO_TEST_SUITE_END()
