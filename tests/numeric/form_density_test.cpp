#include "numeric/form_density.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/special.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::Number;

namespace {

constexpr Bits k_bits(256);

/// S = diag(lambda), one form diag(weights).
symbolic::AverageForm form_of(const std::vector<Rational>& lambda, const std::vector<Rational>& weights) {
  const Eigen::Index d = static_cast<Eigen::Index>(lambda.size());
  symbolic::AverageForm out;
  out.pivots = symbolic::Vector::Constant(d, Number(1));
  out.slope = symbolic::Matrix::Constant(d, d, Number(0));
  symbolic::Matrix form = out.slope;
  for (Eigen::Index i = 0; i < d; ++i) {
    out.slope(i, i) = lambda[static_cast<std::size_t>(i)];
    form(i, i) = weights[static_cast<std::size_t>(i)];
  }
  out.forms = {form};
  out.majorants = {{}};
  return out;
}

Interval gamma_of_half(long n) {  // Gamma(n/2)
  Interval out = Interval::blank(k_bits);
  mpfr_set_si_2exp(&out.raw()->left, n, -1, MPFR_RNDD);
  mpfr_set_si_2exp(&out.raw()->right, n, -1, MPFR_RNDU);
  mpfr_gamma(&out.raw()->left, &out.raw()->left, MPFR_RNDD);
  mpfr_gamma(&out.raw()->right, &out.raw()->right, MPFR_RNDU);
  return out.check("gamma");
}

/// Density of beta chi^2_n at x.
Interval chi_density(long n, const Interval& beta, const Interval& x) {
  const Interval y = x / beta;
  return exp(log(y) * (n - 2) / 2 - y / 2) / (beta * exp(log(Interval(2, k_bits)) * n / 2) * gamma_of_half(n));
}

/// Ruben's mixture (exact.md 6.2): the density of sum lambda_i chi^2_{nu_i}, with its remainder.
Interval ruben(const std::vector<Rational>& lambda, const std::vector<long>& nu, const Interval& x, int terms) {
  const Rational beta = *std::min_element(lambda.begin(), lambda.end());
  const Interval b(beta, k_bits);
  long n = 0;
  Interval c0(1, k_bits);
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    n += nu[i];
    c0 *= pow(sqrt(Interval(Rational(beta / lambda[i]), k_bits)), nu[i]);
  }
  std::vector<Interval> c{c0};
  std::vector<Interval> d{Interval(0, k_bits)};
  Interval mass = c0;
  Interval sum = c0 * chi_density(n, b, x);
  for (int k = 1; k < terms; ++k) {
    Interval power_sum(0, k_bits);
    for (std::size_t i = 0; i < lambda.size(); ++i) {
      power_sum += nu[i] * pow(Interval(Rational(1 - beta / lambda[i]), k_bits), k);
    }
    d.push_back(power_sum);
    Interval ck(0, k_bits);
    for (int r = 0; r < k; ++r) ck += d[static_cast<std::size_t>(k - r)] * c[static_cast<std::size_t>(r)];
    c.push_back(ck / (2 * k));
    mass += c.back();
    sum += c.back() * chi_density(n + 2 * k, b, x);
  }
  // Later densities are at most 1/(2 beta) each for n >= 2: their mean over two degrees fewer is a difference quotient.
  return widen(sum, (1 - mass) / b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_density)

BOOST_AUTO_TEST_CASE(one_eigenvalue) {
  for (const long n : {1L, 2L, 5L, 12L}) {
    const Rational lambda(3, 7);
    const GaussianForms forms(form_of(std::vector<Rational>(static_cast<std::size_t>(n), lambda),
                                      std::vector<Rational>(static_cast<std::size_t>(n), 1)));
    BOOST_TEST(forms.rank() == n);
    BOOST_TEST(forms.lambda.size() == 1U);
    const FormDensity density(forms, {{}, {0}});
    for (const Rational& s : {Rational(1, 1000), Rational(1, 3), Rational(2), Rational(9)}) {
      const Interval at(s, k_bits);
      const auto p = density.at(at, 20);
      const Interval expected = 2 * at * chi_density(n, Interval(lambda, k_bits), sqr(at));
      BOOST_TEST(overlap(p[0], expected), n << " " << s.str() << ": " << to_text(p[0]) << " " << to_text(expected));
      BOOST_TEST(width_reached(p[0], 15), n << " " << s.str() << ": " << to_text(p[0]));
      // |g|^2 = s^2/lambda here.
      BOOST_TEST(overlap(p[1], expected * sqr(at) / Interval(lambda, k_bits)));
    }
  }
}

BOOST_AUTO_TEST_CASE(against_rubens_mixture) {
  const std::uint64_t seed = 42301;
  Dice dice(seed);
  for (int i = 0; i < scaled(40); ++i) {
    std::vector<Rational> lambda;
    std::vector<long> nu;
    std::vector<Rational> all;
    const long groups = dice.between(2, 4);
    for (long g = 0; g < groups; ++g) {
      lambda.push_back(Rational(dice.between(10, 40), 20));
      nu.push_back(dice.between(1, 3));
      all.insert(all.end(), static_cast<std::size_t>(nu.back()), lambda.back());
    }
    const GaussianForms forms(form_of(all, all));
    const FormDensity density(forms, {{}, {0}});
    const Interval s(Rational(dice.between(1, 60), 20), k_bits);
    const auto p = density.at(s, 15);
    const Interval expected = 2 * s * ruben(lambda, nu, sqr(s), 120);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(overlap(p[0], expected), to_text(p[0]) << " " << to_text(expected));
      BOOST_TEST(width_reached(p[0], 10), to_text(p[0]));
      BOOST_TEST(width_reached(expected, 6), to_text(expected));
      BOOST_TEST(overlap(p[1], p[0] * sqr(s)));  // the form is s^2 itself
    }
  }
}

BOOST_AUTO_TEST_CASE(moments_of_products) {
  // Sz = U = I, Gamma = diag(a, b): every form is diagonal, and E prod sum_i w_ki g_i^2 is known.
  symbolic::AverageForm form = form_of({Rational(1, 2), Rational(1, 3)}, {2, 5});
  form.forms.push_back(form.slope);
  form.majorants.emplace_back();
  const GaussianForms forms(form);
  const FormDensity density(forms, {{0}, {0, 1}, {0, 1, 1}});
  const Interval zero(0, k_bits);
  BOOST_TEST(contains(density.moment(0, zero, zero), Rational(7)));
  // E (2x+5y)(x/2+y/3) with x, y chi^2_1: 2/2*3 + 5/3*3 + 2/3 + 5/2
  BOOST_TEST(contains(density.moment(1, zero, zero), Rational(3) + 5 + Rational(2, 3) + Rational(5, 2)));
  // E (2x+5y)(x/2+y/3)^2: x^3 -> 15, x^2 y -> 3
  const Rational third = Rational(2, 4) * 15 + (Rational(2, 3) + Rational(5, 4)) * 3 +
                         (Rational(2, 9) + Rational(5, 3)) * 3 + Rational(5, 9) * 15;
  BOOST_TEST(contains(density.moment(2, zero, zero), third), to_text(density.moment(2, zero, zero))
                                                                 << " " << third.str());
  // e^{beta s^2}: det(1 - 2 beta lambda)^{-1/2}, variances 1/(1 - 2 beta lambda); beta = 3/4.
  const Interval tilted = density.moment(0, Interval(Rational(3, 4), k_bits), zero);
  const Interval size = 1 / sqrt(Interval(Rational(1, 4) * Rational(1, 2), k_bits));
  BOOST_TEST(overlap(tilted, size * (2 * 4 + 5 * 2)));
  BOOST_CHECK_THROW(density.moment(0, Interval(1, k_bits), zero), DomainError);
}

/// s^2 = lambda (g + b)^2 + offset and the form (g + k)^2: one normal variable with a mean.
symbolic::AverageForm shifted_form(const Rational& lambda, const Rational& b, const Rational& offset,
                                   const Rational& k) {
  symbolic::AverageForm out;
  out.shifted = true;
  out.pivots = symbolic::Vector::Constant(2, Number(1));
  const auto square = [](const Rational& scale, const Rational& shift, const Rational& constant) {
    symbolic::Matrix form(2, 2);
    form << Number(scale), Number(Rational(scale * shift)), Number(Rational(scale * shift)),
        Number(Rational(scale * shift * shift + constant));
    return form;
  };
  out.slope = square(lambda, b, offset);
  out.forms = {square(1, k, 0)};
  out.majorants = {{}};
  return out;
}

/// Points are rounded: to 120 digits.
bool near(const Interval& x, const Rational& q) { return contains(widen(x, Interval(power_of_two(-380), k_bits)), q); }

BOOST_AUTO_TEST_CASE(one_variable_with_a_mean) {
  const std::uint64_t seed = 42302;
  Dice dice(seed);
  for (int i = 0; i < scaled(60); ++i) {
    const Rational lambda(dice.between(1, 40), 20);
    const Rational b(dice.between(-40, 40), dice.between(1, 8));
    const Rational offset(dice.between(0, 3), 2);
    const Rational k(dice.between(-20, 20), 4);
    const GaussianForms forms(shifted_form(lambda, b, offset, k));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": lambda " << lambda.str() << ", b " << b.str()) {
      BOOST_TEST(near(forms.offset, offset));
      BOOST_TEST(near(forms.shift[0], b));
      const FormDensity density(forms, {{}, {0}, {0, 0}, {0, 0, 0}});
      // v = sqrt(lambda) |x|, x ~ N(b, 1); the form is (x - b + k)^2.
      const Interval root = sqrt(Interval(lambda, k_bits));
      const Interval x(Rational(mp::abs(b) + Rational(dice.between(-30, 50), 10)), k_bits);
      if (!certainly_positive(x)) continue;
      const auto p = density.at(root * x, 15);
      for (std::size_t j = 0; j < p.size(); ++j) {
        const auto side = [&](const Interval& at) {
          const Interval y = at - Interval(b, k_bits);
          const Interval form = sqr(y + Interval(k, k_bits));
          return exp(-(sqr(y) / 2)) / sqrt(Interval::pi(k_bits) * 2) / root * pow(form, static_cast<long>(j));
        };
        const Interval expected = side(x) + side(-x);
        BOOST_TEST(overlap(p[j], expected), j << ": " << to_text(p[j]) << " " << to_text(expected));
        if (j == 0) BOOST_TEST(width_reached(p[j], 12), to_text(p[j]));
      }
      const Interval zero(0, k_bits);
      BOOST_TEST(contains(density.moment(1, zero, zero), Rational(1 + k * k)));
      BOOST_TEST(contains(density.moment(2, zero, zero), Rational(3 + 6 * k * k + k * k * k * k)));
      BOOST_TEST(contains(density.moment(3, zero, zero),
                          Rational(15 + 45 * k * k + 15 * k * k * k * k + k * k * k * k * k * k)));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_shift_costs_on_a_ray) {
  // One variable: the integral of |p(v)| over the ray arg v = theta is (cos 2 theta)^{-1/2} e^{b^2 sin^2 theta/(2 cos 2 theta)}.
  // exact.md 6.3 (f) bounds it by (cos 2 theta)^{-1/2} moment(eta) e^{b^2 rho^2/(2 eta)}, sharply for eta near rho.
  for (const Rational& b : {Rational(3), Rational(10), Rational(40)}) {
    const GaussianForms forms(shifted_form(1, b, 0, 0));
    const FormDensity density(forms, {{}});
    for (const double theta : {0.1, 0.3, 0.5}) {
      const Interval angle = Interval::point(theta, k_bits);
      const Interval square(Rational(b * b), k_bits);
      const Interval truth = exp(square * sqr(sin(angle)) / (cos(angle * 2) * 2));
      const Interval rho = 1 / sqrt(1 - sqr(tan(angle))) - 1;
      const Interval zero(0, k_bits);
      const Interval both = density.moment(0, zero, rho) * exp(square * rho / 2);
      BOOST_TEST_CONTEXT("b " << b.str() << ", theta " << theta << ": " << to_text(truth) << " " << to_text(both)) {
        BOOST_TEST(certainly_less(truth, both));
        for (const double part : {0.25, 0.5, 2.0}) {
          const Interval eta = rho * Interval::point(part, k_bits);
          BOOST_TEST(certainly_less(truth, density.moment(0, zero, eta) * exp(square * sqr(rho) / (eta * 2))));
        }
        // Either factor alone is not enough.
        BOOST_TEST(certainly_less(density.moment(0, zero, rho), truth));
        BOOST_TEST(certainly_less(exp(square * rho / 2), truth));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(several_variables_with_means_against_a_mixture) {
  // The law of v^2 for equal lambda: a Poisson mixture of chi squares with two more degrees of freedom each.
  const std::uint64_t seed = 42303;
  Dice dice(seed);
  for (int i = 0; i < scaled(10); ++i) {
    const long n = dice.between(2, 5);
    const Rational lambda(dice.between(1, 8), 4);
    symbolic::AverageForm form = form_of(std::vector<Rational>(static_cast<std::size_t>(n), lambda),
                                         std::vector<Rational>(static_cast<std::size_t>(n), lambda));
    form.shifted = true;
    form.pivots = symbolic::Vector::Constant(n + 1, Number(1));
    symbolic::Matrix slope = symbolic::Matrix::Constant(n + 1, n + 1, Number(0));
    Rational square = 0;
    for (long j = 0; j < n; ++j) {
      const Rational b(dice.between(-6, 6), 4);
      slope(j, j) = lambda;
      slope(j, n) = slope(n, j) = Rational(lambda * b);
      square += b * b;
    }
    slope(n, n) = Rational(lambda * square);
    form.slope = slope;
    form.forms = {slope};
    const GaussianForms forms(form);
    const FormDensity density(forms, {{}, {0}});
    const Interval v(Rational(dice.between(1, 30), 10), k_bits);
    const auto p = density.at(v, 15);
    Interval weight = exp(-(Interval(square, k_bits) / 2));
    Interval sum(0, k_bits);
    Interval mass(0, k_bits);
    for (long k = 0; k < 80; ++k) {
      sum += weight * chi_density(n + 2 * k, Interval(lambda, k_bits), sqr(v));
      mass += weight;
      weight = weight * Interval(square, k_bits) / (2 * (k + 1));
    }
    const Interval expected = 2 * v * widen(sum, (1 - mass) / Interval(lambda, k_bits));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(contains(forms.offset, Rational(0)));
      BOOST_TEST(overlap(p[0], expected), to_text(p[0]) << " " << to_text(expected));
      BOOST_TEST(width_reached(p[0], 12), to_text(p[0]));
      BOOST_TEST(overlap(p[1], p[0] * sqr(v)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_mean_where_the_variance_is_small) {
  // lambda = 1/2 twice without a mean and lambda = 10^-2k/2 with b = 10^k: given x_3 the rest is exponential, and
  // f(x) = e^{-x} E[e^{lambda x_3^2}; lambda x_3^2 < x], a difference of normal probabilities under the tilted law.
  for (long k = 1; k <= 6; ++k) {
    const Rational b(mp::pow(Integer(10), static_cast<unsigned>(k)));
    const Rational lambda = 1 / (2 * b * b);
    symbolic::AverageForm form = form_of({Rational(1, 2), Rational(1, 2), lambda}, {1, 1, 1});
    form.shifted = true;
    form.pivots = symbolic::Vector::Constant(4, Number(1));
    symbolic::Matrix slope = symbolic::Matrix::Constant(4, 4, Number(0));
    slope(0, 0) = slope(1, 1) = Rational(1, 2);
    slope(2, 2) = lambda;
    slope(2, 3) = slope(3, 2) = Rational(lambda * b);
    slope(3, 3) = Rational(lambda * b * b);
    form.slope = slope;
    form.forms = {slope};
    const GaussianForms forms(form);
    const FormDensity density(forms, {{}});
    const Interval c(Rational(1 / (1 - 2 * lambda)), k_bits);
    const Interval mean = c * Interval(b, k_bits);
    const Interval mass = sqrt(c) * exp(Interval(Rational(b * b / 2), k_bits) * (c - 1));
    for (const Rational& v : {Rational(1, 5), Rational(1, 2), Rational(7, 10), Rational(707, 1000), Rational(71, 100),
                              Rational(4, 5), Rational(3, 2), Rational(4)}) {
      const Interval reach = Interval(v, k_bits) / sqrt(Interval(lambda, k_bits));
      const Interval below = (mean - reach) / sqrt(c);
      if (below.lower_double() > 25) continue;    // beyond what any average asks for
      if (k > 3 && v < Rational(4, 5)) continue;  // next to a long and narrow mean: slow or refused
      const Interval probability = normal_tail(below) - normal_tail((mean + reach) / sqrt(c));
      const Interval expected = 2 * Interval(v, k_bits) * exp(-sqr(Interval(v, k_bits))) * mass * probability;
      for (const int digits : {4, 20}) {
        const Interval p = density.at(Interval(v, k_bits), digits)[0];
        BOOST_TEST_CONTEXT("k " << k << ", v " << v.str() << ", " << digits << " digits") {
          BOOST_TEST(overlap(p, expected), to_text(p) << " " << to_text(expected));
          BOOST_TEST(width_reached(p, digits - 2), to_text(p));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
