// What trained heads are compared with, against the tables of docs/theory/icl-regression.md section 5.

#include "proofs-check/regression_references.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "numeric/model_doubles.hpp"
#include "proofs-check/regression_figure.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

symbolic::RegressionModel experiment(symbolic::Generator generator) {
  return {tests::toeplitz(5), symbolic::identity(5, Rational(1, 5)), Rational(1, 10), generator};
}

/// The Bayes risk by averaging I5.3 over prompts, as it is written.
double sampled_bayes(const symbolic::RegressionLaws& laws, int length, int prompts) {
  const Eigen::MatrixXd root = numeric::root_of(laws.prompt);
  const Eigen::MatrixXd query = numeric::to_double(laws.query);
  const Eigen::MatrixXd precision = numeric::to_double(laws.omega).inverse();
  const double noise = numeric::to_double(laws.noise_variance);
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  double sum = 0;
  for (int k = 0; k < prompts; ++k) {
    Eigen::MatrixXd X(length, root.rows());
    for (double& x : X.reshaped()) x = normal(engine);
    X = X * root.transpose();
    sum += (query * (X.transpose() * X / noise + precision).inverse()).trace() / 2;
  }
  return sum / prompts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_references)

BOOST_AUTO_TEST_CASE(values_of_the_theory) {
  const std::vector<std::uint64_t> lengths{10, 50, 100, 1000};
  const auto matched = check::regression_references(experiment(symbolic::Generator::matched), lengths, 1);
  const auto coded = check::regression_references(experiment(symbolic::Generator::as_coded), lengths, 1);
  const double linear[] = {.182107, .055453, .029877, .003221};
  const double coded_linear[] = {.288408, .141355, .089809, .012225};
  const double endpoint[] = {.516058, .153595, .088701, .012687};
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    BOOST_TEST(matched[i].length == lengths[i]);
    BOOST_TEST(std::abs(matched[i].linear_optimum - linear[i]) < 6e-7);
    BOOST_TEST(std::abs(coded[i].linear_optimum - coded_linear[i]) < 6e-7);
    BOOST_TEST(std::abs(*matched[i].softmax_endpoint - endpoint[i]) < 6e-7);
  }
}

/// 3000 prompts: about one percent.
BOOST_AUTO_TEST_CASE(the_bayes_risk_lies_in_its_bracket) {
  for (const auto generator : {symbolic::Generator::matched, symbolic::Generator::as_coded}) {
    symbolic::RegressionModel model = experiment(generator);
    for (const int length : {1, 4, 7, 10, 50}) {
      const auto row = check::regression_references(model, {static_cast<std::uint64_t>(length)}, 1).front();
      const double sampled = sampled_bayes(symbolic::laws_of(model), length, 3000);
      BOOST_TEST(row.bayes_lower < 1.02 * sampled, length);
      BOOST_TEST(row.bayes_upper > 0.98 * sampled, length);
      if (length == 50) BOOST_TEST(row.bayes_upper < 1.3 * row.bayes_lower);
    }
  }
}

BOOST_AUTO_TEST_CASE(singular_tasks_and_silent_labels) {
  symbolic::RegressionModel model = experiment(symbolic::Generator::matched);
  model.omega = symbolic::identity(5, Rational(0));
  model.omega(0, 0) = 1;
  const auto row = check::regression_references(model, {20}, 1).front();
  // One unknown, posterior variance 1/(1 + |X|^2/tau^2): Jensen's bound is 1/(1 + 200)/2.
  BOOST_TEST(row.bayes_lower == 1 / 402.0, boost::test_tools::tolerance(1e-12));
  model.noise_variance = 0;
  const auto silent = check::regression_references(model, {2, 20}, 1);
  BOOST_TEST(silent[0].bayes_lower == 0.0);
  BOOST_TEST(silent[0].bayes_upper == 0.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(silent[1].bayes_upper == 0.0);
}

BOOST_AUTO_TEST_CASE(lengths_of_smooth_lines) {
  BOOST_TEST(reference_lengths({}).empty());
  BOOST_TEST(reference_lengths({7}) == std::vector<std::uint64_t>{7}, boost::test_tools::per_element());
  const auto found = reference_lengths({1000, 10, 33});
  BOOST_TEST(found.front() == 10U);
  BOOST_TEST(found.back() == 1000U);
  BOOST_TEST(found.size() >= 24U);
  BOOST_TEST(std::is_sorted(found.begin(), found.end()));
  BOOST_TEST(std::count(found.begin(), found.end(), 33U) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
