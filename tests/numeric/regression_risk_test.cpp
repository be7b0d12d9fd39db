// Exact risks of in-context regression against the table of docs/theory/icl-regression.md, closed forms, a naive simulation, and
// each other.

#include "numeric/regression_risk.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;
using symbolic::RegressionModel;
using symbolic::RegressionPoint;

namespace {

using tests::matrix_of;
using tests::Rows;
using tests::toeplitz;

RegressionModel plain(const Matrix& sigma) { return {sigma, symbolic::identity(sigma.rows()), 0, Generator::matched}; }

const RegressionModel k_general{matrix_of({{2, Rational(1, 2)}, {Rational(1, 2), 1}}),
                                matrix_of({{1, Rational(-1, 3)}, {Rational(-1, 3), 2}}), Rational(3, 10),
                                Generator::matched};
const Matrix k_a = matrix_of({{Rational(1, 2), Rational(1, 3)}, {Rational(-1, 4), Rational(2, 3)}});
const Rational k_b(4, 5);

std::vector<Interval> endpoint_risks(const RegressionModel& model, const std::vector<Integer>& lengths, int digits) {
  const RegressionLaws laws = symbolic::laws_of(model);
  return RegressionRisk(laws, symbolic::regression_endpoint(laws)).enclose(lengths, digits);
}

Interval risk_at(const RegressionModel& model, const Matrix& A, const Rational& b, const Integer& L, int digits) {
  const RegressionLaws laws = symbolic::laws_of(model);
  return RegressionRisk(laws, symbolic::regression_point(laws, A, b)).enclose({L}, digits).front();
}

/// Plain matrices of doubles for the simulation.
using Doubles = Eigen::MatrixXd;
Doubles doubles_of(const Matrix& a) {
  Doubles out(a.rows(), a.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) out(i, j) = approximate(a(i, j));
  }
  return out;
}

struct Simulated {
  double mean;
  double std_error;
};

/// Draws tasks, prompts, labels and queries and runs softmax attention as it is written.
Simulated simulate(const RegressionModel& model, const Doubles& A, double b, int L, int prompts, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  const Eigen::Index d = A.rows();
  const auto draw = [&](const Doubles& root) {
    Eigen::VectorXd g(root.cols());
    for (Eigen::Index i = 0; i < g.size(); ++i) g(i) = normal(engine);
    return Eigen::VectorXd(root * g);
  };
  const auto root_of = [](const Matrix& a) { return Doubles(doubles_of(a).llt().matrixL()); };
  const Doubles sigma = doubles_of(model.sigma);
  // As coded: a covariance of Sigma^2, for which Sigma itself is a root, and a white query.
  const bool matched = model.generator == Generator::matched;
  const Doubles token_root = matched ? root_of(model.sigma) : sigma;
  const Doubles query_root = matched ? token_root : Doubles::Identity(d, d);
  const Doubles task_root = root_of(model.omega);
  const double noise = std::sqrt(approximate(model.noise_variance));
  double sum = 0;
  double squares = 0;
  for (int k = 0; k < prompts; ++k) {
    const Eigen::VectorXd w = draw(task_root);
    const Eigen::VectorXd query = draw(query_root);
    const Eigen::VectorXd key = A * query;
    double weights = 0;
    double labels = 0;
    for (int i = 0; i < L; ++i) {
      const Eigen::VectorXd x = draw(token_root);
      const double y = w.dot(x) + noise * normal(engine);
      const double weight = std::exp(x.dot(key));
      weights += weight;
      labels += weight * y;
    }
    const double miss = b * labels / weights - w.dot(query);
    sum += miss * miss / 2;
    squares += miss * miss * miss * miss / 4;
  }
  const double mean = sum / prompts;
  return {mean, std::sqrt((squares / prompts - mean * mean) / prompts)};
}

/// 4.5 standard errors: chance alone goes beyond with a probability of 7e-6.
void compare_with_simulation(const RegressionModel& model, const Matrix& A, const Rational& b, int L, int prompts,
                             unsigned seed) {
  const double exact = risk_at(model, A, b, L, 8).mid_double();
  const Simulated found = simulate(model, doubles_of(A), b.convert_to<double>(), L, prompts, seed);
  BOOST_TEST_CONTEXT("exact " << exact << ", simulated " << found.mean << " +- " << found.std_error) {
    BOOST_TEST(found.std_error < 0.02 * exact);
    BOOST_TEST(std::abs(found.mean - exact) < 4.5 * found.std_error);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_risk)

/// Five digits a value, from a one-dimensional quadrature that shares nothing with this code.
BOOST_AUTO_TEST_CASE(table_of_the_theory) {
  const std::vector<Integer> lengths{4, 16, 64, 256, 1024, 16384};
  const Matrix half = matrix_of({{1, 0}, {0, Rational(1, 2)}});
  const std::vector<std::pair<Matrix, std::vector<const char*>>> table{
      {symbolic::identity(1), {".31945", ".11353", ".043593", ".017592", ".0073178", ".0013286"}},
      {symbolic::identity(2), {".84332", ".31554", ".12255", ".048233", ".018966", ".0028564"}},
      {half, {".78956", ".26797", ".091477", ".030654", ".0099756", ".00096298"}},
      {toeplitz(2), {"1.0195", ".35022", ".12152", ".041562", ".013849", ".0014109"}},
      {symbolic::identity(5), {"3.3447", "1.4164", ".59296", ".24022", ".093278", ".012337"}},
      {toeplitz(5), {"4.5883", "1.6783", ".58293", ".18944", ".057646", ".0045614"}}};
  for (const auto& [sigma, values] : table) {
    const auto found = endpoint_risks(plain(sigma), lengths, 8);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const std::string text = values[l];
      const double unit = std::pow(10.0, -static_cast<double>(text.size() - text.find('.') - 1));
      BOOST_TEST(std::abs(found[l].mid_double() - std::stod(text)) < 0.6 * unit,
                 "L = " << lengths[l] << ": " << to_text(found[l]) << ", expected " << text);
    }
  }
}

/// The same with the task law and the noise of the experiment.
BOOST_AUTO_TEST_CASE(endpoint_of_the_experiment) {
  const RegressionModel model{toeplitz(5), symbolic::identity(5, Rational(1, 5)), Rational(1, 10), Generator::matched};
  const std::vector<Integer> lengths{10, 50, 90, 100, 1000};
  const std::vector<double> expected{.516058, .153595, .096529, .088701, .012687};
  const auto found = endpoint_risks(model, lengths, 10);
  for (std::size_t l = 0; l < lengths.size(); ++l) BOOST_TEST(std::abs(found[l].mid_double() - expected[l]) < 6e-7);
}

/// I3.6: R_1 = (T_1 (1 + b*^2) + b*^2 tau^2)/2.
BOOST_AUTO_TEST_CASE(one_token) {
  for (const RegressionModel& model : {plain(toeplitz(3)), k_general}) {
    const RegressionLaws laws = symbolic::laws_of(model);
    const Number b2 = symbolic::regression_endpoint(laws).scale_square;
    const Number t1 = symbolic::entrywise_dot(model.sigma, model.omega);
    const Number expected = (t1 * (Number(1) + b2) + b2 * model.noise_variance) * Number(Rational(1, 2));
    const Interval found = endpoint_risks(model, {1}, 30).front();
    BOOST_TEST(overlap(found, enclose(expected, Bits(300))));
    BOOST_TEST(width_reached(found, 30));
  }
}

/// A second path for d = 5: (I3.5) by a trapezoidal rule in ln s over exact expectations, in doubles, at a scale b that is
/// not that of the zero set.
BOOST_AUTO_TEST_CASE(chi_square_integral) {
  const RegressionModel model{toeplitz(5), symbolic::identity(5, Rational(1, 5)), Rational(1, 10), Generator::matched};
  const Integer L = 40;
  const double beta = 2;
  const double b = 1.5;
  const double d = 5;
  const double t1 = 1;  // tr Sigma Omega
  Matrix a = symbolic::inverse(toeplitz(5));
  for (Eigen::Index i = 0; i < 5; ++i) {
    for (Eigen::Index j = 0; j < 5; ++j) a(i, j) *= Rational(1, 2);
  }
  double sum = 0;
  const double step = 0.05;
  for (double x = -6; x < 1.6; x += step) {
    const double s = std::exp(x);
    const ScoreVariance variance([s](Bits bits) { return Interval::point(s * s, bits); });
    const auto values = expect_weights({symbolic::softmax::a(), symbolic::softmax::a2()}, variance, L, 10);
    const double A = values[0].mid_double();
    const double B = A + s * s * values[1].mid_double();
    const double C = s * (1 - A);
    const double r = beta * s;
    const double density = std::pow(r, d - 1) * std::exp(-r * r / 2) / (std::pow(2, d / 2 - 1) * std::tgamma(d / 2));
    const double risk = t1 / d * (b * b * (B + 2 * s * C - s * s) - 2 * b * beta * s * C + beta * beta * s * s) +
                        b * b * (t1 * (1 - 1 / d) + 0.1) * A;
    sum += risk / 2 * density * beta * s * step;
  }
  const double found = risk_at(model, a, Rational(3, 2), L, 12).mid_double();
  BOOST_TEST(std::abs(found - sum) < 1e-8);
}

/// The radial average and the general one: a change of A far below the digits asked for leaves the first path.
BOOST_AUTO_TEST_CASE(two_paths) {
  const RegressionModel model = plain(matrix_of({{1, 0}, {0, Rational(1, 2)}}));
  Matrix a = matrix_of({{1, 0}, {0, 2}});
  const Rational b(3, 2);
  const Interval radial = risk_at(model, a, b, 100, 15);
  Matrix moved = a;
  moved(0, 1) += Rational(Integer(1), mp::pow(Integer(10), 35));
  const Interval general = risk_at(model, moved, b, 100, 15);
  BOOST_TEST(width_reached(radial, 15));
  BOOST_TEST(width_reached(general, 15));
  // |grad R| is a few units.
  BOOST_TEST(overlap(widen(radial, Interval(Rational(Integer(1), mp::pow(Integer(10), 30)), Bits(200))), general));
}

BOOST_AUTO_TEST_CASE(simulation) {
  compare_with_simulation(k_general, k_a, k_b, 4, 60000, 1);
  compare_with_simulation(k_general, k_a, Rational(-1, 2), 12, 20000, 2);
}

BOOST_AUTO_TEST_CASE(simulation_of_the_coded_generator) {
  RegressionModel model = k_general;
  model.sigma = matrix_of({{1, Rational(1, 2)}, {Rational(1, 2), 1}});
  model.generator = Generator::as_coded;
  compare_with_simulation(model, k_a, k_b, 8, 40000, 3);
}

BOOST_AUTO_TEST_CASE(simulation_in_three_dimensions) {
  RegressionModel model{toeplitz(3), toeplitz(3), Rational(1, 4), Generator::matched};
  const Matrix a =
      matrix_of({{1, Rational(1, 5), 0}, {Rational(-1, 2), Rational(1, 2), Rational(1, 4)}, {0, 1, Rational(1, 3)}});
  compare_with_simulation(model, a, 1, 10, 30000, 4);
}

/// A rotation of everything changes nothing.
BOOST_AUTO_TEST_CASE(rotated) {
  const Matrix q = matrix_of({{Rational(3, 5), Rational(-4, 5)}, {Rational(4, 5), Rational(3, 5)}});
  const auto rotate = [&](const Matrix& a) { return symbolic::product(q, symbolic::product(a, q.transpose())); };
  RegressionModel turned = k_general;
  turned.sigma = rotate(turned.sigma);
  turned.omega = rotate(turned.omega);
  const Interval one = risk_at(k_general, k_a, k_b, 1000, 15);
  const Interval other = risk_at(turned, rotate(k_a), k_b, 1000, 15);
  BOOST_TEST(width_reached(one, 15));
  BOOST_TEST(overlap(one, other));
}

/// With a risk that stays, long prompts come as near to it as the gap of I3.3 allows, and the digits count for the whole.
BOOST_AUTO_TEST_CASE(long_prompts_reach_the_limit) {
  const RegressionLaws laws = symbolic::laws_of(k_general);
  const RegressionPoint point = symbolic::regression_point(laws, k_a, k_b);
  const Interval limit = enclose(symbolic::infinite_risk(laws, point.map), Bits(200));
  const auto found =
      RegressionRisk(laws, point).enclose({Integer(1000), Integer(1000000), mp::pow(Integer(10), 18)}, 12);
  double gap = 1;
  for (const Interval& risk : found) {
    BOOST_TEST(width_reached(risk, 12));
    const double left = std::abs((risk - limit).mid_double());
    BOOST_TEST(left < gap);
    gap = left;
  }
  BOOST_TEST(gap < 1e-6);
}

/// A = 0: the mean label times b; weights 1/L: R = (tr Omega Sigma + b^2 t/L)/2. b = 0: the prediction 0.
BOOST_AUTO_TEST_CASE(flat_scores_and_no_prediction) {
  const RegressionLaws laws = symbolic::laws_of(k_general);
  const Number expected = laws.null_risk() + Number(k_b * k_b) * laws.label_square() * Number(Rational(1, 14));
  BOOST_TEST(contains(risk_at(k_general, symbolic::identity(2, 0), k_b, 7, 20), expected.rational()));
  BOOST_TEST(contains(risk_at(k_general, k_a, 0, 7, 20), laws.null_risk().rational()));
}

BOOST_AUTO_TEST_CASE(no_task) {
  RegressionModel model = k_general;
  model.omega = symbolic::identity(2, 0);
  // Noise alone: b^2 tau^2 E A/2, which is b^2 tau^2/2 at L = 1.
  BOOST_TEST(contains(risk_at(model, k_a, k_b, 1, 20), k_b * k_b * Rational(3, 20)));
  model.noise_variance = 0;
  const Interval nothing = risk_at(model, k_a, k_b, 9, 20);
  BOOST_TEST(nothing.is_point());
  BOOST_TEST(contains_zero(nothing));
}

/// A singular Omega, and tasks that the prompt tells nothing about in one direction.
BOOST_AUTO_TEST_CASE(singular_omega) {
  RegressionModel model = k_general;
  model.omega = matrix_of({{1, 1}, {1, 1}});
  BOOST_TEST(width_reached(risk_at(model, k_a, k_b, 50, 15), 15));
  BOOST_TEST(width_reached(endpoint_risks(model, {50}, 15).front(), 15));
}

/// The best multiple: the risk there is the least one, and below that of neighbours.
BOOST_AUTO_TEST_CASE(best_scale) {
  const RegressionLaws laws = symbolic::laws_of(k_general);
  const Integer L = 5;
  const auto best = RegressionScale(laws, symbolic::regression_point(laws, k_a, k_b)).enclose({L}, 12).front();
  BOOST_TEST(width_reached(best.risk, 12));
  // k as a rational near the enclosure; R is flat there, so half the digits suffice.
  const Rational k(Integer(static_cast<long>(best.factor.mid_double() * 1e9)), Integer(1000000000));
  const Interval near = risk_at(k_general, k_a, k_b * k, L, 13);
  BOOST_TEST(!certainly_less(near, best.risk));
  BOOST_TEST(std::abs((near - best.risk).mid_double()) < 1e-12);
  for (const Rational& step : {Rational(-1, 20), Rational(1, 20)}) {
    BOOST_TEST(certainly_less(best.risk, risk_at(k_general, k_a, k_b * (k + step), L, 8)));
  }
}

/// One token says nothing about the task: the mean of y w.x given the query is 0, as x_1 is symmetric.
BOOST_AUTO_TEST_CASE(best_scale_of_one_token) {
  const RegressionLaws laws = symbolic::laws_of(k_general);
  const auto best = RegressionScale(laws, symbolic::regression_point(laws, k_a, k_b)).enclose({1}, 12).front();
  BOOST_TEST(contains(best.risk, laws.null_risk().rational()));
  BOOST_TEST(best.factor.is_point());
  BOOST_TEST(contains_zero(best.factor));
}

/// At the endpoint the best multiple tends to 1, and many digits are lost to the difference.
BOOST_AUTO_TEST_CASE(best_scale_of_a_long_prompt) {
  const RegressionLaws laws = symbolic::laws_of(plain(toeplitz(5)));
  const RegressionPoint point = symbolic::regression_endpoint(laws);
  const auto best = RegressionScale(laws, point).enclose({mp::pow(Integer(10), 12)}, 8).front();
  BOOST_TEST(width_reached(best.risk, 8));
  BOOST_TEST(std::abs(best.factor.mid_double() - 1) < 1e-6);
  // The gain is of order 1/L beside the risk.
  const Interval given = RegressionRisk(laws, point).enclose({mp::pow(Integer(10), 12)}, 12).front();
  BOOST_TEST(!certainly_less(given, best.risk));
  BOOST_TEST(std::abs((given - best.risk).mid_double()) < 1e-7 * given.mid_double());
}

BOOST_AUTO_TEST_SUITE_END()
