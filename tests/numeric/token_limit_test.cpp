#include "numeric/token_limit.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "symbolic/error.hpp"

using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Law = SamplerTokens::Law;

namespace {

VectorXd vec(std::initializer_list<double> x) {
  VectorXd out(static_cast<Index>(x.size()));
  std::copy(x.begin(), x.end(), out.data());
  return out;
}

SamplerTokens simple(Law law, const VectorXd& mean, double scale) {
  SamplerTokens tokens;
  tokens.law = law;
  tokens.mean = mean;
  tokens.scale = scale;
  return tokens;
}

SamplerTokens mixture() {
  SamplerTokens tokens;
  tokens.law = Law::mixture;
  MatrixXd r1(2, 2), r2(2, 2);
  r1 << 1, 0, 0.5, 0.3;
  r2 << 0.2, 0.7, 0, 0;  // singular
  tokens.components = {{0.25, vec({1, -1}), r1}, {0.75, vec({-0.5, 2}), r2}};
  return tokens;
}

/// Quadrature of f(x) e^{a x} over the uniform law on [-h, h], divided by that of e^{a x}.
template <typename F>
double cube_average(double a, double h, F f) {
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;
  const auto weight = [&](double x) { return std::exp(a * x - std::abs(a) * h); };
  return Quadrature::integrate([&](double x) { return f(x) * weight(x); }, -h, h, 12, 1e-13) /
         Quadrature::integrate(weight, -h, h, 12, 1e-13);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_limit)

BOOST_AUTO_TEST_CASE(gaussian_is_linear) {
  SamplerTokens tokens;
  MatrixXd root(2, 2);
  root << 1, 0, 2, 0;  // covariance [[1,2],[2,4]]
  tokens.components = {{1, vec({3, -1}), root}};
  const TiltedMoments m = TokenLimit(tokens).moments(vec({0.5, 0.25}));
  BOOST_TEST((m.mean - vec({4, 1})).norm() <= m.mean_error);
  MatrixXd covariance(2, 2);
  covariance << 1, 2, 2, 4;
  BOOST_TEST((m.covariance - covariance).norm() <= m.covariance_error);
  BOOST_TEST(m.mean_error < 1e-13);
}

BOOST_AUTO_TEST_CASE(rademacher_is_tanh) {
  const TokenLimit limit(simple(Law::rademacher, vec({0, 1, 0}), 2));
  const VectorXd a = vec({0.3, -1.25, 400});
  const TiltedMoments m = limit.moments(a);
  BOOST_TEST(m.mean[0] == 2 * std::tanh(0.6), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(m.mean[1] == 1 - 2 * std::tanh(2.5), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(m.mean[2] == 2.0);
  BOOST_TEST(m.covariance(0, 0) == 4 * (1 - std::tanh(0.6) * std::tanh(0.6)), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(m.covariance(0, 1) == 0.0);
  BOOST_TEST(m.covariance(2, 2) < 1e-300);
}

BOOST_AUTO_TEST_CASE(cube_against_quadrature) {
  const double h = 1.5;
  for (const double a : {0.0, 1e-8, -0.01, 0.4, 1.3, 1.4, -7.0, 40.0}) {
    const TiltedMoments m = TokenLimit(simple(Law::uniform_cube, vec({0}), h)).moments(vec({a}));
    const double mean = cube_average(a, h, [](double x) { return x; });
    const double variance = cube_average(a, h, [&](double x) { return (x - mean) * (x - mean); });
    BOOST_TEST_INFO("a = " << a);
    BOOST_TEST(std::abs(m.mean[0] - mean) < 1e-12);
    BOOST_TEST_INFO("a = " << a);
    BOOST_TEST(std::abs(m.covariance(0, 0) - variance) < 1e-12);
  }
  BOOST_TEST(langevin(1e-9) == 1e-9 / 3, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(langevin(-1e6) == -1 + 1e-6, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(langevin_derivative(1e6) == 1e-12, boost::test_tools::tolerance(1e-14));
  // Both branches meet at 2.
  BOOST_TEST(langevin(2) == 1 / std::tanh(2.0) - 0.5, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(langevin_derivative(2) == 0.25 - std::pow(std::sinh(2.0), -2), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(bessel_ratio_values) {
  for (const Index d : {1, 2, 3, 5, 16, 101}) {
    const double nu = static_cast<double>(d) / 2 - 1;
    for (const double x : {1e-6, 0.1, 1.0, 6.5, 40.0, 300.0}) {
      const BesselRatio r = bessel_ratio(d, x);
      // I_{-1/2} has a negative order, which Boost.Math takes for d = 1 too.
      const double upper = boost::math::cyl_bessel_i(nu + 1, x);
      const double lower = boost::math::cyl_bessel_i(nu, x);
      if (upper < 1e-290 || lower < 1e-290) continue;
      BOOST_TEST_INFO("d = " << d << ", x = " << x);
      BOOST_TEST(r.value == upper / lower, boost::test_tools::tolerance(1e-12));
      const double derivative = 1 - r.value * r.value - (static_cast<double>(d) - 1) * r.over_argument;
      BOOST_TEST_INFO("d = " << d << ", x = " << x);
      BOOST_TEST(std::abs(r.derivative - derivative) < 1e-13);
    }
    BOOST_TEST(bessel_ratio(d, 0).over_argument == 1 / static_cast<double>(d));
    BOOST_TEST(bessel_ratio(d, 0).derivative == 1 / static_cast<double>(d));
  }
  for (const double x : {0.5, 20.0, 1e4, 1e9}) {
    BOOST_TEST(bessel_ratio(1, x).value == std::tanh(x), boost::test_tools::tolerance(1e-11));
    BOOST_TEST(bessel_ratio(3, x).value == 1 / std::tanh(x) - 1 / x, boost::test_tools::tolerance(1e-11));
  }
  BOOST_CHECK_THROW(bessel_ratio(0, 1), softlin::DomainError);
  BOOST_CHECK_THROW(bessel_ratio(2, 2e9), softlin::DomainError);
}

BOOST_AUTO_TEST_CASE(sphere_in_the_plane) {
  // d = 2: averages over the angle by the trapezoidal rule, exact to rounding for these exponents.
  const double radius = 1.5;
  const VectorXd a = vec({0.8, -0.6});
  const int n = 4000;
  double total = 0;
  VectorXd mean = VectorXd::Zero(2);
  MatrixXd second = MatrixXd::Zero(2, 2);
  for (int i = 0; i < n; ++i) {
    const double angle = 2 * M_PI * i / n;
    const VectorXd x = radius * vec({std::cos(angle), std::sin(angle)});
    const double w = std::exp(a.dot(x));
    total += w, mean += w * x, second += w * x * x.transpose();
  }
  mean /= total;
  second = second / total - mean * mean.transpose();
  const TiltedMoments m = TokenLimit(simple(Law::sphere, vec({0, 0}), radius)).moments(a);
  BOOST_TEST((m.mean - mean).norm() < 1e-13);
  BOOST_TEST((m.covariance - second).norm() < 1e-13);
  const TiltedMoments zero = TokenLimit(simple(Law::sphere, vec({1, 2, 3}), 2)).moments(VectorXd::Zero(3));
  BOOST_TEST((zero.mean - vec({1, 2, 3})).norm() == 0.0);
  BOOST_TEST((zero.covariance - 4.0 / 3 * MatrixXd::Identity(3, 3)).norm() < 1e-14);
}

BOOST_AUTO_TEST_CASE(mixture_against_its_cumulant_function) {
  // psi(a) = ln sum weight_j exp(<a,m_j> + a^T Gamma_j a / 2); central differences of step 1e-4 are good to about 1e-7.
  const SamplerTokens tokens = mixture();
  const auto psi = [&](const VectorXd& a) {
    double sum = 0;
    for (const auto& part : tokens.components) {
      sum += part.weight * std::exp(a.dot(part.mean) + (part.root.transpose() * a).squaredNorm() / 2);
    }
    return std::log(sum);
  };
  const VectorXd a = vec({0.3, -0.4});
  const TokenLimit limit(tokens);
  const TiltedMoments m = limit.moments(a);
  const double h = 1e-4;
  for (Index k = 0; k < 2; ++k) {
    const VectorXd step = h * VectorXd::Unit(2, k);
    BOOST_TEST(std::abs(m.mean[k] - (psi(a + step) - psi(a - step)) / (2 * h)) < 1e-6);
    const VectorXd column = (limit.tilted_mean(a + step) - limit.tilted_mean(a - step)) / (2 * h);
    BOOST_TEST((m.covariance.col(k) - column).norm() < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(covariance_is_the_derivative) {
  const VectorXd a = vec({0.7, -0.2, 0.4});
  const double h = 1e-4;
  for (const Law law : {Law::rademacher, Law::sphere, Law::uniform_cube}) {
    const TokenLimit limit(simple(law, VectorXd::Zero(3), 1.7));
    const MatrixXd covariance = limit.tilted_covariance(a);
    for (Index k = 0; k < 3; ++k) {
      const VectorXd step = h * VectorXd::Unit(3, k);
      const VectorXd column = (limit.tilted_mean(a + step) - limit.tilted_mean(a - step)) / (2 * h);
      BOOST_TEST((covariance.col(k) - column).norm() < 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(score_error_is_covered) {
  const std::uint64_t seed = 21;
  std::mt19937_64 random(seed);
  BOOST_TEST_MESSAGE("seed " << seed);
  const VectorXd mean = vec({0.5, -0.5});
  for (const SamplerTokens& tokens : {simple(Law::rademacher, mean, 1.2), simple(Law::sphere, mean, 1.2),
                                      simple(Law::uniform_cube, mean, 1.2), mixture()}) {
    const TokenLimit limit(tokens);
    for (int i = 0; i < 50; ++i) {
      const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1p-52 - 1; };
      const VectorXd a = 3 * vec({unit(), unit()});
      VectorXd direction = vec({unit(), unit()});
      direction.normalize();
      const double radius = 1e-6;
      const TiltedMoments m = limit.moments(a, true, radius);
      const TiltedMoments shifted = limit.moments(a + radius * direction);
      BOOST_TEST((m.mean - shifted.mean).norm() <= m.mean_error);
      BOOST_TEST((m.covariance - shifted.covariance).norm() <= m.covariance_error);
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_input) {
  BOOST_CHECK_THROW(TokenLimit(SamplerTokens{}), softlin::InputError);
  SamplerTokens tokens = mixture();
  tokens.components[0].weight = 0.5;
  BOOST_CHECK_THROW(TokenLimit{tokens}, softlin::InputError);
  BOOST_CHECK_THROW(TokenLimit(simple(Law::sphere, vec({0}), -1)), softlin::InputError);
  BOOST_CHECK_THROW(TokenLimit(simple(Law::sphere, vec({0}), 1)).tilted_mean(vec({1, 2})), softlin::DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
