// Closed forms of in-context regression: the endpoint, the infinite prompt, linear attention.

#include "symbolic/regression_form.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "symbolic/ldl_factors.hpp"
#include "symbolic/limit_operator.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

using tests::matrix_of;
using tests::toeplitz;

bool equal(const Matrix& a, const Matrix& b) {
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      if (!(a(i, j) - b(i, j)).is_recognised_zero()) return false;
    }
  }
  return true;
}

bool equal(const Number& a, const Number& b) { return (a - b).is_recognised_zero(); }

double value_of(const Number& x) { return x.rational().convert_to<double>(); }

/// The experiment: d = 5, Sigma_ij = 0.5^|i-j|, w ~ N(0, I/5), noise variance 0.1.
RegressionModel experiment(Generator generator) {
  return {toeplitz(5), identity(5, Rational(1, 5)), Rational(1, 10), generator};
}

const RegressionModel k_general{matrix_of({{2, Rational(1, 2)}, {Rational(1, 2), 1}}),
                                matrix_of({{1, Rational(-1, 3)}, {Rational(-1, 3), 2}}), Rational(3, 10),
                                Generator::matched};
const Matrix k_map = matrix_of({{Rational(1, 2), 1}, {Rational(-1, 4), Rational(2, 3)}});

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_form)

BOOST_AUTO_TEST_CASE(factors_multiply_to_the_matrix) {
  const Matrix a = toeplitz(4);
  const LdlFactors factors = ldl_factors(a);
  Matrix scaled = factors.lower;
  for (Eigen::Index j = 0; j < 4; ++j) {
    for (Eigen::Index i = 0; i < 4; ++i) scaled(i, j) *= factors.pivots(j);
  }
  BOOST_TEST(equal(product(scaled, factors.lower.transpose()), a));
  BOOST_TEST(equal(factors.pivots(3), Rational(3, 4)));
}

BOOST_AUTO_TEST_CASE(endpoint_of_the_matched_generator) {
  const RegressionLaws laws = laws_of(k_general);
  const RegressionPoint point = regression_endpoint(laws);
  BOOST_TEST(equal(product(point.map, laws.prompt), identity(2)));
  // b*^4 = tr Sigma^{-2} = (1 + 1/2 + 4)/(7/4)^2
  BOOST_TEST(equal(point.scale_square * point.scale_square, Rational(88, 49)));
  BOOST_TEST(equal(infinite_risk(laws, point.map), 0));
  // s^2 = x^T Sigma^{-1} x/b*^2
  BOOST_TEST(equal(product(laws.query, point.key_square), identity(2, Number(1) / point.scale_square)));
}

BOOST_AUTO_TEST_CASE(endpoint_of_the_coded_generator) {
  const RegressionLaws laws = laws_of(experiment(Generator::as_coded));
  const RegressionPoint point = regression_endpoint(laws);
  BOOST_TEST(equal(product(point.map, product(toeplitz(5), toeplitz(5))), identity(5)));
  BOOST_TEST(equal(infinite_risk(laws, point.map), 0));
  // With Sigma = I both generators are one.
  RegressionModel plain{identity(3), identity(3), 1, Generator::as_coded};
  const RegressionLaws coded = laws_of(plain);
  plain.generator = Generator::matched;
  BOOST_TEST(equal(regression_endpoint(coded).scale_square, regression_endpoint(laws_of(plain)).scale_square));
}

/// The endpoint with the identity in the place of Sigma^{-1} is no zero.
BOOST_AUTO_TEST_CASE(wrong_endpoint_has_a_risk) {
  BOOST_TEST(!equal(infinite_risk(laws_of(k_general), identity(2)), 0));
}

BOOST_AUTO_TEST_CASE(parameters_with_both_signs_turned) {
  const RegressionLaws laws = laws_of(k_general);
  const RegressionPoint one = regression_point(laws, k_map, Rational(2, 3));
  const RegressionPoint other = regression_point(laws, -k_map, Rational(-2, 3));
  BOOST_TEST(equal(one.map, other.map));
  BOOST_TEST(equal(one.scale_square, other.scale_square));
  BOOST_TEST(equal(one.key_square, other.key_square));
}

/// d = 1, everything by hand: R_inf = omega sigma (sigma m - 1)^2/2.
BOOST_AUTO_TEST_CASE(infinite_risk_in_one_dimension) {
  const RegressionLaws laws = laws_of({identity(1, Rational(3)), identity(1, Rational(2)), 1, Generator::matched});
  BOOST_TEST(equal(infinite_risk(laws, identity(1, Rational(1, 2))), Rational(3, 4)));
}

/// One token, d = 1: pred = y x M x_q, y = w x + e, E pred^2 = M^2 E x^2 y^2 q, E x^2 y^2 = 3 omega sigma^2 + tau^2 sigma.
BOOST_AUTO_TEST_CASE(linear_risk_of_one_token) {
  const Rational sigma(2);
  const Rational omega(3);
  const Rational tau2(1, 2);
  const Rational m(1, 5);
  const RegressionLaws laws = laws_of({identity(1, sigma), identity(1, omega), tau2, Generator::matched});
  const Rational square = m * m * (3 * omega * sigma * sigma + tau2 * sigma) * sigma;
  const Rational cross = m * omega * sigma * sigma;
  BOOST_TEST(equal(linear_risk(laws, identity(1, m), 1), (square - 2 * cross + omega * sigma) / 2));
}

/// What the theory file lists, recomputed: both generators of the experiment.
BOOST_AUTO_TEST_CASE(optimum_of_linear_attention) {
  const std::vector<std::tuple<long, double, double>> table{
      {10, .182107, .288408},  {30, .084588, .186151},  {50, .055453, .141355},  {90, .032909, .096779},
      {100, .029877, .089809}, {300, .010521, .037133}, {1000, .003221, .012225}};
  for (const auto& [length, matched, coded] : table) {
    const Rational inverse(Integer(1), Integer(length));
    BOOST_TEST(std::abs(value_of(least_linear_risk(laws_of(experiment(Generator::matched)), inverse)) - matched) <
               6e-7);
    BOOST_TEST(std::abs(value_of(least_linear_risk(laws_of(experiment(Generator::as_coded)), inverse)) - coded) < 6e-7);
  }
}

BOOST_AUTO_TEST_CASE(optimum_of_linear_attention_is_below_neighbours) {
  const RegressionLaws laws = laws_of(k_general);
  const Rational inverse(1, 7);
  const Number least = least_linear_risk(laws, inverse);
  const Matrix best = product(symbolic::inverse(linear_second_moment(laws, inverse)), product(laws.cross, laws.omega));
  BOOST_TEST(equal(linear_risk(laws, best, inverse), least));
  for (Eigen::Index i = 0; i < 2; ++i) {
    for (Eigen::Index j = 0; j < 2; ++j) {
      for (const int sign : {-1, 1}) {
        Matrix moved = best;
        moved(i, j) += Rational(sign, 1000);
        BOOST_TEST(((linear_risk(laws, moved, inverse) - least).rational() > 0));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(linear_attention_with_an_infinite_prompt) {
  const RegressionLaws laws = laws_of(k_general);
  BOOST_TEST(equal(linear_risk(laws, k_map, 0), infinite_risk(laws, k_map)));
  BOOST_TEST(equal(least_linear_risk(laws, 0), 0));
}

BOOST_AUTO_TEST_CASE(best_multiple_of_linear_attention) {
  const RegressionLaws laws = laws_of(k_general);
  const ScaledRisk best = best_scaled_linear_risk(laws, k_map, Rational(1, 9));
  const auto risk_at = [&](const Rational& k) {
    Matrix scaled = k_map;
    for (Eigen::Index i = 0; i < 2; ++i) {
      for (Eigen::Index j = 0; j < 2; ++j) scaled(i, j) *= k;
    }
    return linear_risk(laws, scaled, Rational(1, 9)).rational();
  };
  const Rational k = best.factor.rational();
  BOOST_TEST((risk_at(k) == best.risk.rational()));
  BOOST_TEST((risk_at(k + Rational(1, 100)) > risk_at(k)));
  BOOST_TEST((risk_at(k - Rational(1, 100)) > risk_at(k)));
  BOOST_TEST(equal(best_scaled_linear_risk(laws, identity(2, 0), Rational(1, 9)).risk, laws.null_risk()));
}

/// The average of the endpoint is over a radius: one form, the square of s, and A2 alone multiplies it.
BOOST_AUTO_TEST_CASE(form_of_the_endpoint) {
  const RegressionLaws laws = laws_of(k_general);
  const AverageForm form = softmax_risk_form(laws, regression_endpoint(laws));
  BOOST_TEST(form.constant.is_recognised_zero());
  BOOST_TEST(form.terms.size() == 2u);
  BOOST_TEST(form.forms.size() == 1u);
  BOOST_TEST(equal(form.slope, identity(2)));
}

BOOST_AUTO_TEST_SUITE_END()
