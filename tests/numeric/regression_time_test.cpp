// Explicit times of the infinite-prompt flow: I2.6 and I2.7 of docs/theory/icl-regression.md.

#include "numeric/regression_time.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/eigenvalues.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionModel;

namespace {

Matrix two_by_two(const Rational& a, const Rational& b, const Rational& c) {
  Matrix out(2, 2);
  out << Number(a), Number(b), Number(b), Number(c);
  return out;
}

/// I/sqrt(2)
Matrix even_start() { return symbolic::identity(2, Number(1) / symbolic::sqrt(Number(2))); }

RegressionModel model_of(const Matrix& sigma, const Rational& omega = 1) {
  return {sigma, symbolic::identity(2, omega), 0, Generator::matched};
}

using Doubles = Eigen::Matrix2d;
Doubles doubles_of(const Matrix& a) {
  Doubles out;
  for (Eigen::Index i = 0; i < 2; ++i) {
    for (Eigen::Index j = 0; j < 2; ++j) out(i, j) = approximate(a(i, j));
  }
  return out;
}

/// The first time at which the gradient flow of R_inf has a risk of at most eps: classical Runge-Kutta steps of 1/200 on
/// the gradient as I1.5 has it.
double true_time(const Matrix& sigma, double omega, double alpha, const Matrix& theta_square, double eps) {
  const Doubles s = doubles_of(sigma);
  Doubles A = alpha * doubles_of(theta_square);
  double b = alpha;
  const auto miss = [&](const Doubles& a, double scale) { return Doubles(scale * s * a - Doubles::Identity()); };
  const auto risk = [&](const Doubles& a, double scale) {
    const Doubles m = miss(a, scale);
    return omega / 2 * (m * s * m.transpose()).trace();
  };
  const auto slope = [&](const Doubles& a, double scale, Doubles& da, double& db) {
    const Doubles m = miss(a, scale);
    da = -scale * omega * s * m * s;
    db = -omega * (a.transpose() * s * m * s).trace();
  };
  constexpr double h = 5e-3;
  double time = 0;
  for (; risk(A, b) > eps; time += h) {
    Doubles k1, k2, k3, k4;
    double l1 = 0, l2 = 0, l3 = 0, l4 = 0;
    slope(A, b, k1, l1);
    slope(A + h / 2 * k1, b + h / 2 * l1, k2, l2);
    slope(A + h / 2 * k2, b + h / 2 * l2, k3, l3);
    slope(A + h * k3, b + h * l3, k4, l4);
    A += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    b += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
  }
  return time;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_time)

/// diag(1, 1/2), alpha = 1/2, eps = 0.1: R_0 = .54661, T = 27.2, the flow itself 1.93.
BOOST_AUTO_TEST_CASE(worked_example) {
  const Matrix sigma = two_by_two(1, 0, Rational(1, 2));
  const RegressionTime found =
      numeric::regression_time(model_of(sigma), Rational(1, 2), even_start(), Rational(1, 10), 20);
  BOOST_TEST(std::abs(found.direct.mid_double() - 27.2) < 0.05);
  BOOST_TEST(width_reached(found.direct, 20));
  BOOST_TEST(width_reached(found.two_phases, 20));
  BOOST_TEST(std::abs(true_time(sigma, 1, 0.5, even_start(), 0.1) - 1.93) < 0.01);
}

/// Upper bounds of the true time, whatever the start: multiples of I, diagonal, turned against Sigma, of rank 1; with small
/// alpha, where the second route is the shorter one, and with another Omega.
BOOST_AUTO_TEST_CASE(above_the_true_time) {
  const Matrix diagonal_sigma = two_by_two(Rational(3, 2), 0, Rational(3, 4));
  const Matrix sigma = two_by_two(1, Rational(1, 3), Rational(4, 5));
  const Matrix first = two_by_two(1, 0, 0);
  const Matrix uneven = two_by_two(Rational(3, 5), 0, Rational(4, 5));
  const Matrix turned = two_by_two(Rational(1, 2), Rational(1, 2), Rational(1, 2));
  for (const auto& [law, start] : std::vector<std::pair<Matrix, Matrix>>{
           {diagonal_sigma, even_start()}, {diagonal_sigma, uneven}, {sigma, first}, {sigma, turned}}) {
    for (const Rational& alpha : {Rational(1, 100), Rational(1, 2), Rational(2)}) {
      for (const Rational& omega : {Rational(1), Rational(1, 5)}) {
        const Rational eps(1, 50);
        const double truth = true_time(law, omega.convert_to<double>(), alpha.convert_to<double>(), start, 0.02);
        const RegressionTime found = numeric::regression_time(model_of(law, omega), alpha, start, eps, 10);
        BOOST_TEST(found.direct.lower_double() >= truth);
        BOOST_TEST(found.two_phases.lower_double() >= truth);
        BOOST_TEST(found.least.upper_double() <= truth);
        BOOST_TEST(certainly_positive(found.least));
        if (alpha < Rational(1, 2)) BOOST_TEST(certainly_less(found.two_phases, found.direct));
      }
    }
  }
}

/// T_omega(eps) = T(eps/omega)/omega.
BOOST_AUTO_TEST_CASE(scaled_omega) {
  const Matrix sigma = two_by_two(1, Rational(1, 3), Rational(4, 5));
  const auto time = [&](const Rational& omega, const Rational& eps) {
    return numeric::regression_time(model_of(sigma, omega), Rational(1, 3), even_start(), eps, 20);
  };
  BOOST_TEST(overlap(time(3, Rational(3, 10)).direct * 3, time(1, Rational(1, 10)).direct));
  BOOST_TEST(overlap(time(3, Rational(3, 10)).two_phases * 3, time(1, Rational(1, 10)).two_phases));
  BOOST_TEST(overlap(time(3, Rational(3, 10)).least * 3, time(1, Rational(1, 10)).least));
}

BOOST_AUTO_TEST_CASE(reached_at_the_start) {
  const RegressionTime found = numeric::regression_time(model_of(symbolic::identity(2)), 1, even_start(), 2, 10);
  BOOST_TEST(found.direct.is_point());
  BOOST_TEST(contains_zero(found.direct));
}

BOOST_AUTO_TEST_CASE(refused_models) {
  RegressionModel model = model_of(symbolic::identity(2));
  BOOST_TEST(why_no_time(model) == "");
  model.omega = two_by_two(1, 0, 2);
  BOOST_TEST(why_no_time(model) != "");
  model = model_of(symbolic::identity(2));
  model.generator = Generator::as_coded;
  BOOST_TEST(why_no_time(model) == "the generator as-coded");
  BOOST_CHECK_THROW(numeric::regression_time(model, 1, even_start(), Rational(1, 9), 10), Error);
}

/// (1 1/3; 1/3 4/5): trace 9/5, determinant 4/5 - 1/9.
BOOST_AUTO_TEST_CASE(eigenvalues_of_a_covariance) {
  const auto found = eigenvalues(two_by_two(1, Rational(1, 3), Rational(4, 5)));
  BOOST_TEST(certainly_less(found[1], found[0]));
  BOOST_TEST(contains(found[0] + found[1], Rational(9, 5)));
  BOOST_TEST(contains(found[0] * found[1], Rational(31, 45)));
  BOOST_TEST(width_reached(found[1], 70));
}

BOOST_AUTO_TEST_SUITE_END()
