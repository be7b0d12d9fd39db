// Constants and exponents of the risk at the endpoint: I3.7 and I3.8 of docs/theory/icl-regression.md.

#include "numeric/regression_constants.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "numeric/regression_risk.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionModel;

namespace {

using tests::diagonal;

RegressionModel plain(const Matrix& sigma, Generator generator = Generator::matched) {
  return {sigma, symbolic::identity(sigma.rows()), 0, generator};
}

const RegressionModel k_worked = plain(diagonal({1, Rational(1, 2)}));

std::vector<Interval> risks(const RegressionModel& model, const std::vector<Integer>& lengths) {
  const symbolic::RegressionLaws laws = symbolic::laws_of(model);
  return RegressionRisk(laws, symbolic::regression_endpoint(laws)).enclose(lengths, 6);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_constants)

/// d = 2, diag(1, 1/2): K = 83.2, and how slowly L R_L comes near to it.
BOOST_AUTO_TEST_CASE(light_worked_example) {
  const RegressionConstants found = numeric::regression_constants(k_worked, 20);
  BOOST_TEST(found.light);
  BOOST_TEST(std::abs(found.K.value().mid_double() - 83.2) < 0.05);
  BOOST_TEST(width_reached(found.K.value(), 20));
  const std::vector<double> ratios{.078, .12, .18, .24, .30};
  const auto found_risks = risks(k_worked, {100, 1000, 10000, 100000, 1000000});
  double L = 100;
  for (std::size_t l = 0; l < ratios.size(); ++l, L *= 10) {
    const double ratio = L * found_risks[l].mid_double() / found.K->mid_double();
    BOOST_TEST(std::abs(ratio - ratios[l]) < (l == 0 ? 6e-4 : 6e-3));
  }
}

/// K by the formula that I3.7 prints, with noise and a task law, and L R_L <= K with near equality for a very light law.
BOOST_AUTO_TEST_CASE(light_closed_form) {
  RegressionModel model = plain(diagonal({Rational(1, 20), Rational(1, 30), Rational(1, 10)}));
  model.omega = diagonal({1, 2, 3});
  model.noise_variance = Rational(1, 5);
  const RegressionConstants found = numeric::regression_constants(model, 20);
  const double b2 = std::pow(400 + 900 + 100, 0.5);
  const double t1 = 1. / 20 + 2. / 30 + 3. / 10;
  const double tilt = 1 - 2 / b2;
  const double K = b2 / 2 * ((t1 + 0.2) * std::pow(tilt, -1.5) + t1 / b2 * std::pow(tilt, -2.5));
  BOOST_TEST(std::abs(found.K.value().mid_double() - K) < 1e-12 * K);
  for (const Integer& L : {Integer(1), Integer(50), Integer(1000000)}) {
    const Interval scaled = risks(model, {L}).front() * Interval(L, Bits(64));
    BOOST_TEST(certainly_less(scaled, *found.K));
    if (L == 1000000) BOOST_TEST(scaled.mid_double() > 0.99999 * K);
  }
}

/// Sigma = I makes both generators one; d = 5 is the first light dimension.
BOOST_AUTO_TEST_CASE(coded_generator) {
  const RegressionConstants one = numeric::regression_constants(plain(symbolic::identity(5)), 30);
  const RegressionConstants other =
      numeric::regression_constants(plain(symbolic::identity(5), Generator::as_coded), 30);
  BOOST_TEST(one.light);
  BOOST_TEST(other.light);
  BOOST_TEST(overlap(one.K.value(), other.K.value()));
  // Diagonal, by hand: w_i = sigma_i^{-2}/b^2 are the variances of the parts of s, the query is white.
  RegressionModel model = plain(symbolic::identity(16, Rational(1, 2)), Generator::as_coded);
  model.sigma(0, 0) = Rational(3, 5);
  model.omega(1, 1) = 3;
  model.noise_variance = Rational(1, 5);
  const RegressionConstants found = numeric::regression_constants(model, 20);
  BOOST_TEST(found.light);
  const double large = 1 / 0.36;
  const double b2 = std::sqrt(15 * 16 + large * large);
  const double t = 0.36 + 0.25 * (14 + 3) + 0.2;
  const double first = 1 - 2 * large / b2;
  const double rest = 1 - 8 / b2;
  const double K = (b2 * t + 1 / first + (14 + 3) / rest) / 2 / std::sqrt(first * std::pow(rest, 15));
  BOOST_TEST(std::abs(found.K.value().mid_double() - K) < 1e-12 * K);
  const Integer L = mp::pow(Integer(10), 9);
  const double ratio = (risks(model, {L}).front() * Interval(L, Bits(64)) / found.K.value()).mid_double();
  BOOST_TEST(ratio < 1);
  BOOST_TEST(ratio > 0.8);
  // Scores that are heavy in one direction alone: query Sigma^{-2}/b^2 with an eigenvalue near 1.
  const RegressionConstants heavy =
      numeric::regression_constants(plain(diagonal({1, 10, 10, 10, 10, 10}), Generator::as_coded), 10);
  BOOST_TEST(!heavy.light);
  BOOST_TEST(!heavy.gamma.has_value());
}

/// b*^2 = 1 and 2: Sigma = I in one and in four dimensions. tr Sigma^{-2} = 4 is the boundary, and heavy.
BOOST_AUTO_TEST_CASE(heavy) {
  const RegressionConstants one = numeric::regression_constants(plain(symbolic::identity(1)), 20);
  BOOST_TEST(!one.light);
  BOOST_TEST(!one.K.has_value());
  BOOST_TEST(std::abs(one.gamma.value().mid_double() - (std::sqrt(5.) - 1) / 2) < 1e-15);
  const RegressionConstants four = numeric::regression_constants(plain(symbolic::identity(4)), 20);
  BOOST_TEST(!four.light);
  BOOST_TEST(contains(four.gamma.value(), Rational(1)));
  const Rational below(999999999, 1000000000);
  BOOST_TEST(numeric::regression_constants(plain(symbolic::identity(4, below)), 10).light);
}

BOOST_AUTO_TEST_CASE(no_task_and_no_noise) {
  RegressionModel model = plain(symbolic::identity(6));
  model.omega = symbolic::identity(6, 0);
  const RegressionConstants found = numeric::regression_constants(model, 10);
  BOOST_TEST(contains_zero(found.K.value()));
  BOOST_TEST(!found.gamma.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
