// Exact gradients of regression risks against differences of the exact risk, closed forms, the infinite prompt, and each other.

#include "numeric/regression_gradient.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/regression_risk.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/regression_form.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionGradientForm;
using symbolic::RegressionLaws;
using symbolic::RegressionModel;
using symbolic::RegressionParameters;

namespace {

using tests::matrix_of;
using tests::toeplitz;

struct Case {
  std::string name;
  RegressionLaws laws;
  Matrix A;
  Number b;
};

const RegressionModel k_general{matrix_of({{2, Rational(1, 2)}, {Rational(1, 2), 1}}),
                                matrix_of({{1, Rational(-1, 3)}, {Rational(-1, 3), 2}}), Rational(3, 10),
                                Generator::matched};
const Matrix k_a = matrix_of({{Rational(1, 2), Rational(1, 3)}, {Rational(-1, 4), Rational(2, 3)}});
const Rational k_b(4, 5);

Case general_case() { return {"general", symbolic::laws_of(k_general), k_a, k_b}; }

Case coded_case() {
  RegressionModel model = k_general;
  model.sigma = matrix_of({{1, Rational(1, 2)}, {Rational(1, 2), 1}});
  model.generator = Generator::as_coded;
  return {"as coded", symbolic::laws_of(model), k_a, Rational(-1, 2)};
}

/// A kernel: A has rank 1, so that forms reach beyond what the score sees; labels of other tokens, too.
Case singular_case() {
  RegressionLaws laws = symbolic::laws_of(k_general);
  laws.cross = matrix_of({{1, Rational(1, 4)}, {Rational(1, 2), Rational(2, 3)}});
  return {"rank 1", laws, matrix_of({{Rational(1, 2), Rational(1, 4)}, {1, Rational(1, 2)}}), Rational(3, 2)};
}

/// s and the direction of x are independent, but u and v do not agree: A = Sigma^{-1}/2, b = 3/2, general Omega.
Case radial_case() {
  const RegressionLaws laws = symbolic::laws_of(k_general);
  Matrix a = symbolic::inverse(laws.cross);
  for (Eigen::Index i = 0; i < 2; ++i) {
    for (Eigen::Index j = 0; j < 2; ++j) a(i, j) *= Rational(1, 2);
  }
  return {"radial", laws, a, Rational(3, 2)};
}

/// One dimension, five different covariances: every part of the formula has an average of its own, and each is cheap.
Case line_case() {
  return {"d = 1",
          {matrix_of({{2}}), matrix_of({{Rational(3, 2)}}), matrix_of({{Rational(5, 4)}}), matrix_of({{3}}),
           matrix_of({{Rational(1, 2)}}), Rational(1, 10)},
          matrix_of({{Rational(1, 3)}}),
          Rational(6, 5)};
}

RegressionGradientForm form_of(const Case& c) {
  return symbolic::regression_gradient_form(c.laws, symbolic::regression_parameters(c.A, c.b));
}

RegressionGradientValue gradient_of(const Case& c, const Integer& L, int digits) {
  return RegressionGradient(form_of(c)).enclose({L}, digits).front();
}

Interval risk_of(const Case& c, const Integer& L, int digits) {
  return RegressionRisk(c.laws, symbolic::regression_point(c.laws, c.A, c.b)).enclose({L}, digits).front();
}

double norm_of(const RegressionGradientValue& value) {
  double sum = std::pow(value.b.mid_double(), 2);
  for (const Interval& x : value.A) sum += std::pow(x.mid_double(), 2);
  return std::sqrt(sum);
}

double widest(const RegressionGradientValue& value) {
  double out = (value.b.upper() - value.b.lower()).upper_double();
  for (const Interval& x : value.A) out = std::max(out, (x.upper() - x.lower()).upper_double());
  return out;
}

/// Entry k of (A row by row, b) of a point moved by `step` along it.
Case moved(Case c, std::size_t k, const Rational& step) {
  const auto d = static_cast<std::size_t>(c.A.rows());
  if (k == d * d) {
    c.b += Number(step);
  } else {
    c.A(static_cast<Eigen::Index>(k / d), static_cast<Eigen::Index>(k % d)) += Number(step);
  }
  return c;
}

const Interval& entry(const RegressionGradientValue& value, std::size_t k) {
  return k == value.A.size() ? value.b : value.A[k];
}

/// The error of fourth-order central differences of the exact risk with 14 digits, largest over the `entries`, relative to the
/// gradient: steps of 1e-3 leave some 1e-11.
double error_against_differences(const Case& c, const RegressionGradientValue& value, const Integer& L,
                                 const std::vector<std::size_t>& entries) {
  const Rational h(1, 1000);
  double worst = 0;
  for (const std::size_t k : entries) {
    const auto difference = [&](int times) {
      return risk_of(moved(c, k, h * times), L, 14) - risk_of(moved(c, k, -h * times), L, 14);
    };
    const Interval slope = (difference(1) * 8 - difference(2)) / (Interval(h, Bits(200)) * 12);
    worst = std::max(worst, abs(slope - entry(value, k)).upper_double());
  }
  return worst / norm_of(value);
}

void compare_with_differences(const Case& c, const Integer& L, const std::vector<std::size_t>& entries) {
  const RegressionGradientValue value = gradient_of(c, L, 12);
  BOOST_TEST(widest(value) <= 1.0001e-12 * norm_of(value));
  const double error = error_against_differences(c, value, L, entries);
  BOOST_TEST(error < 1e-9, c.name << ", L = " << L << ": differences are off by " << error);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_gradient)

BOOST_AUTO_TEST_CASE(differences_of_the_exact_risk) {
  compare_with_differences(general_case(), 7, {0, 1, 4});
  compare_with_differences(coded_case(), 20, {1});
}

BOOST_AUTO_TEST_CASE(differences_at_special_points) {
  compare_with_differences(singular_case(), 9, {0, 4});
  compare_with_differences(radial_case(), 100, {2});
}

/// What the tests above would say of a gradient with one factor 2 changed, for every part of the formula in turn.
BOOST_AUTO_TEST_CASE(seeded_faults_are_caught) {
  const Case c = line_case();
  const Integer L = 7;
  const RegressionGradientForm right = form_of(c);
  const Rational h(1, 1000);
  std::vector<double> slopes;
  for (std::size_t k = 0; k <= right.A.size(); ++k) {
    slopes.push_back(
        ((risk_of(moved(c, k, h), L, 9) - risk_of(moved(c, k, -h), L, 9)) / (Interval(h * 2, Bits(64)))).mid_double());
  }
  const auto error = [&](const RegressionGradientForm& form) {
    const RegressionGradientValue value = RegressionGradient(form).enclose({L}, 5).front();
    double worst = 0;
    for (std::size_t k = 0; k < slopes.size(); ++k) {
      worst = std::max(worst, std::abs(slopes[k] - entry(value, k).mid_double()));
    }
    return worst / norm_of(value);
  };
  BOOST_TEST(right.averages.terms.size() >= 6);
  BOOST_TEST(error(right) < 3e-5);
  for (std::size_t term = 0; term < right.averages.terms.size(); ++term) {
    RegressionGradientForm wrong = right;
    for (auto& row : wrong.A) {
      if (row.parts.contains(term)) row.parts[term] *= Number(2);
    }
    if (wrong.b.parts.contains(term)) wrong.b.parts[term] *= Number(2);
    BOOST_TEST(error(wrong) > 1e-4, "term " << term << " twice");
  }
  for (std::size_t k = 0; k <= right.A.size(); ++k) {
    RegressionGradientForm wrong = right;
    (k == right.A.size() ? wrong.b : wrong.A[k]).limit *= Number(2);
    BOOST_TEST(error(wrong) > 1e-4, "limit " << k << " twice");
  }
}

/// R_1 = (b^2 t + tr Omega query)/2 whatever A; A = 0 has weights 1/L, and differences do the rest; b = 0 leaves grad_b alone.
BOOST_AUTO_TEST_CASE(closed_forms) {
  const Case c = general_case();
  const RegressionGradientValue one = gradient_of(c, 1, 20);
  for (const Interval& x : one.A) BOOST_TEST((x.is_point() && contains_zero(x)));
  BOOST_TEST(contains(one.b, (c.b * c.laws.label_square()).rational()));

  // grad_A = -b (1 - 1/L) C Omega query, grad_b = b t/L
  Case flat = c;
  flat.A = symbolic::identity(2, 0);
  const RegressionGradientValue level = gradient_of(flat, 5, 20);
  const Matrix expected = symbolic::product(symbolic::product(c.laws.cross, c.laws.omega), c.laws.query);
  for (std::size_t k = 0; k < 4; ++k) {
    const Number value = expected(static_cast<Eigen::Index>(k / 2), static_cast<Eigen::Index>(k % 2));
    BOOST_TEST(contains(level.A[k], (value * c.b * Number(Rational(-4, 5))).rational()));
  }
  BOOST_TEST(contains(level.b, (c.b * c.laws.label_square() * Number(Rational(1, 5))).rational()));

  // R is quadratic in b, with -2 first as its slope at b = 0.
  Case silent = c;
  silent.b = 0;
  const RegressionGradientValue still = gradient_of(silent, 6, 12);
  for (const Interval& x : still.A) BOOST_TEST((x.is_point() && contains_zero(x)));
  const Interval slope = risk_of(moved(silent, 4, 1), 6, 12) - risk_of(moved(silent, 4, -1), 6, 12);
  BOOST_TEST(overlap(still.b, slope / 2));
}

/// d = 1, where I3.4 is a one-dimensional average: by a trapezoidal rule in ln s over exact expectations, in doubles.
BOOST_AUTO_TEST_CASE(one_dimension) {
  const Case c = line_case();
  const RegressionGradientValue found = gradient_of(c, 12, 12);
  const symbolic::WeightPolynomial s2 = symbolic::WeightPolynomial::power_sum(2);
  const symbolic::WeightPolynomial h =
      s2 + Rational(6) * symbolic::WeightPolynomial::power_sum(3) - Rational(6) * (s2 * s2);  // I3.2
  const double a = 1.0 / 3;
  const double b = 1.2;
  const double t = 0.5 * 1.25 + 0.1;
  const double miss = b * 1.5 * a - 1;
  double slope_a = b * 1.5 * 0.5 * miss * 3;
  double slope_b = a * 1.5 * 0.5 * miss * 3;
  // Central differences of A and H in u = s^2 are an independent route to A' and H'.
  const double step = 0.1;
  for (double x = -22; x < 2; x += step) {
    const double s = std::exp(x);
    const auto at = [&](double u) {
      const ScoreVariance variance([u](Bits bits) { return Interval::point(u, bits); });
      return expect_weights({s2, h}, variance, 12, 14);
    };
    const double u = s * s;
    const double e = 1e-3 * u;
    const auto here = at(u);
    const auto rate = [&](std::size_t k) {
      const auto change = [&](double by) { return (at(u + by)[k] - at(u - by)[k]).mid_double(); };
      return (8 * change(e) - change(2 * e)) / (12 * e);
    };
    const double query = u / (2 * a * a);  // x^2
    const double z = std::sqrt(query / 3);
    const double density = 2 * std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0)) * z * step;  // both signs of x
    const double A = here[0].mid_double();
    const double H = here[1].mid_double();
    const double mx = a * 1.5 * 0.5 * query;
    const double m2 = a * 1.5 * 0.5 * 1.5 * a * query;
    slope_a += density * query *
               (b * A * 0.75 - b * b * H * 1.125 * a +
                2 * ((b * b * t / 2 + b * mx) * rate(0) - b * b / 2 * m2 * rate(1)) * 2 * a);
    slope_b += density * ((b * t + mx) * A - b * m2 * H);
  }
  BOOST_TEST(std::abs(found.A[0].mid_double() - slope_a) < 1e-8);
  BOOST_TEST(std::abs(found.b.mid_double() - slope_b) < 1e-8);
}

/// I1.5, and that long prompts tend to it.
BOOST_AUTO_TEST_CASE(infinite_prompt) {
  for (const Case& c : {general_case(), coded_case(), radial_case()}) {
    const RegressionGradient gradient(form_of(c));
    const RegressionGradientValue limit = gradient.limit(20);
    // R_inf is quadratic along every axis: its central differences are exact.
    for (std::size_t k = 0; k <= 4; ++k) {
      const auto risk = [&](const Rational& step) {
        const Case there = moved(c, k, step);
        return symbolic::infinite_risk(c.laws, symbolic::regression_point(c.laws, there.A, there.b).map);
      };
      const Number slope = (risk(1) - risk(-1)) * Number(Rational(1, 2));
      BOOST_TEST(contains(entry(limit, k), slope.rational()), c.name << " " << k);
    }
    double gap = 10;
    for (const auto& value : gradient.enclose({Integer(20), Integer(100000)}, 6)) {
      double left = 0;
      for (std::size_t k = 0; k <= 4; ++k) {
        left = std::max(left, std::abs((entry(value, k) - entry(limit, k)).mid_double()));
      }
      BOOST_TEST(left < gap);
      gap = left;
    }
    BOOST_TEST(gap < 0.05);
  }
}

/// At the endpoint the gradient of R_inf is 0, exactly; that of R_L is not.
BOOST_AUTO_TEST_CASE(endpoint) {
  const RegressionModel model{toeplitz(3), symbolic::identity(3, Rational(1, 3)), Rational(1, 10), Generator::matched};
  const RegressionLaws laws = symbolic::laws_of(model);
  const RegressionGradient gradient(laws, symbolic::endpoint_parameters(laws));
  const RegressionGradientValue limit = gradient.limit(20);
  for (std::size_t k = 0; k <= 9; ++k) {
    BOOST_TEST((entry(limit, k).is_point() && contains_zero(entry(limit, k))));
  }
  // The same point with numbers in place of roots, which leaves the radial path: a unit of 10^-25 in A and b.
  const auto values = gradient.enclose({Integer(30)}, 12);
  const Interval unit = sqrt(enclose(symbolic::regression_endpoint(laws).scale_square, Bits(200)));
  const Rational rounded(Integer(static_cast<long>(std::llround(unit.mid_double() * 1e15))), Integer(1000000000000000));
  Matrix near = symbolic::inverse(laws.cross);
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) near(i, j) *= Number(1 / rounded);
  }
  near(0, 1) += Rational(Integer(1), mp::pow(Integer(10), 16));
  const RegressionGradientValue general = gradient_of({"near", laws, near, rounded}, 30, 12);
  for (std::size_t k = 0; k <= 9; ++k) {
    BOOST_TEST(std::abs((entry(values[0], k) - entry(general, k)).mid_double()) < 1e-11 * norm_of(general));
  }
  BOOST_TEST(norm_of(general) > 1e-3);
}

/// Diagonal problems have diagonal gradients (I1.4), and a coordinate that is linked with nothing else stays apart.
BOOST_AUTO_TEST_CASE(symmetric_problems_have_zeros) {
  const RegressionModel model{matrix_of({{2, 0}, {0, 1}}), matrix_of({{1, 0}, {0, Rational(1, 3)}}), Rational(1, 10),
                              Generator::matched};
  const Case diagonal{"diagonal", symbolic::laws_of(model), matrix_of({{Rational(1, 2), 0}, {0, Rational(3, 4)}}), 1};
  const RegressionGradientValue value = gradient_of(diagonal, 25, 12);
  for (const std::size_t k : {1U, 2U}) BOOST_TEST((value.A[k].is_point() && contains_zero(value.A[k])));
  for (const std::size_t k : {0U, 3U}) BOOST_TEST(!contains_zero(value.A[k]));
  BOOST_TEST(!contains_zero(value.b));
  // The same problem turned has the turned gradient.
  const Matrix q = matrix_of({{Rational(3, 5), Rational(-4, 5)}, {Rational(4, 5), Rational(3, 5)}});
  const auto turn = [&](const Matrix& a) { return symbolic::product(q, symbolic::product(a, q.transpose())); };
  RegressionModel turned = model;
  turned.sigma = turn(model.sigma);
  turned.omega = turn(model.omega);
  const RegressionGradientValue other = gradient_of({"turned", symbolic::laws_of(turned), turn(diagonal.A), 1}, 25, 12);
  for (Eigen::Index i = 0; i < 2; ++i) {
    for (Eigen::Index j = 0; j < 2; ++j) {
      const Interval expected =
          enclose(q(i, 0) * q(j, 0), Bits(100)) * value.A[0] + enclose(q(i, 1) * q(j, 1), Bits(100)) * value.A[3];
      BOOST_TEST(overlap(other.A[static_cast<std::size_t>(2 * i + j)], expected));
    }
  }
}

/// Fewer digits contain more digits; random laws, points, signs of b and lengths.
BOOST_AUTO_TEST_CASE(random_enclosures) {
  const unsigned seed = 20260;
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937_64 engine(seed);
  const auto draw = [&](int low, int high) {
    return Rational(std::uniform_int_distribution<int>(low, high)(engine), 6);
  };
  for (int round = 0; round < 3; ++round) {
    const Eigen::Index d = 1 + round % 3;
    const auto random = [&](int size) {
      Matrix out = symbolic::identity(d, 0);
      for (Eigen::Index i = 0; i < d; ++i) {
        for (Eigen::Index j = 0; j < d; ++j) out(i, j) = draw(-size, size);
      }
      return out;
    };
    const auto positive = [&] {
      const Matrix root = random(5);
      Matrix out = symbolic::product(root, root.transpose());
      for (Eigen::Index i = 0; i < d; ++i) out(i, i) += Rational(1, 3);
      return out;
    };
    Case c{"random", symbolic::laws_of({positive(), positive(), draw(0, 6), Generator::matched}), random(4),
           draw(-9, 9)};
    if (round % 2 == 1) c.laws.query = positive();
    if (round == 2) c.laws.cross = random(6);
    const Integer L = std::uniform_int_distribution<int>(2, 300)(engine);
    const RegressionGradientValue few = gradient_of(c, L, 5);
    const RegressionGradientValue many = gradient_of(c, L, 9);
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round << " L " << L) {
      BOOST_TEST(widest(few) <= 1.0001e-5 * norm_of(few));
      for (std::size_t k = 0; k <= few.A.size(); ++k) {
        BOOST_TEST(overlap(entry(few, k), entry(many, k)));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
