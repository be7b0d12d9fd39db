#include "proofs-check/regression_file.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/input_error.hpp"

using namespace softlin;
using namespace softlin::check;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;

namespace {

using tests::message_of;

const std::string k_contract_example = R"([regression]
Sigma = { kind = "toeplitz", rho = "1/2", dimension = 5 }
Omega = { kind = "identity", scale = "1" }     # default: identity
noise_variance = "1/10"                        # tau^2, default 0
generator = "matched"                          # matched | as-coded
[start]
alpha = "1/2"                                  # Theta Theta^T = I/sqrt(d) unless given
)";

std::string message_of_text(const std::string& text) {
  return message_of([&] { parse_regression(text, "r.toml"); });
}

std::string message_of_point(const std::string& text) {
  return message_of([&] { parse_regression_point(text, "p.toml", 2); });
}

bool equal(const Number& a, const Number& b) { return (a - b).is_recognised_zero(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_file)

BOOST_AUTO_TEST_CASE(contract_example) {
  const RegressionProblem problem = parse_regression(k_contract_example, "r.toml");
  BOOST_TEST(problem.model.sigma.rows() == 5);
  BOOST_TEST(equal(problem.model.sigma(0, 3), Rational(1, 8)));
  BOOST_TEST(equal(problem.model.omega(2, 2), 1));
  BOOST_TEST(equal(problem.model.noise_variance, Rational(1, 10)));
  BOOST_TEST((problem.model.generator == Generator::matched));
  BOOST_TEST(problem.start.has_value());
  BOOST_TEST(equal(problem.start->alpha, Rational(1, 2)));
  const Matrix& start = problem.start->theta_square;
  BOOST_TEST(equal(symbolic::entrywise_dot(start, start), 1));
  BOOST_TEST(describe(problem.model) == "matched d=5");
}

BOOST_AUTO_TEST_CASE(defaults) {
  const RegressionProblem problem = parse_regression("[regression]\nSigma = [[2, 1], [1, 2]]\n", "r.toml");
  BOOST_TEST(equal(problem.model.omega(0, 0), 1));
  BOOST_TEST(equal(problem.model.omega(0, 1), 0));
  BOOST_TEST(problem.model.noise_variance.is_recognised_zero());
  BOOST_TEST(!problem.start.has_value());
}

/// Omega or the start may be what fixes the dimension.
BOOST_AUTO_TEST_CASE(dimension_from_elsewhere) {
  const RegressionProblem problem =
      parse_regression("[regression]\nSigma = { kind = \"identity\" }\nOmega = [[1, 1], [1, 1]]\n", "r.toml");
  BOOST_TEST(problem.model.sigma.rows() == 2);
  BOOST_TEST(message_of_text("[regression]\nSigma = 1\nOmega = [[1, 0], [0, 1]]\n") ==
             "r.toml:3: regression.Omega: found dimension 2, expected 1, the dimension that regression.Sigma on line 2 "
             "fixes");
}

BOOST_AUTO_TEST_CASE(refused_values) {
  BOOST_TEST(message_of_text("[regression]\nSigma = [[1, 2], [2, 1]]\n") ==
             "r.toml:2: regression.Sigma: found an indefinite matrix, expected a symmetric positive semidefinite one");
  BOOST_TEST(message_of_text("[regression]\nSigma = [[1, 1], [1, 1]]\n") ==
             "r.toml:2: regression.Sigma: found a singular matrix, expected a positive definite one");
  BOOST_TEST(message_of_text("[regression]\nSigma = { kind = \"toeplitz\", rho = 1, dimension = 3 }\n") ==
             "r.toml:2: regression.Sigma: found a singular matrix, expected a positive definite one");
  BOOST_TEST(message_of_text("[regression]\nSigma = 1\nOmega = -1\n") ==
             "r.toml:3: regression.Omega: found an indefinite matrix, expected a symmetric positive semidefinite one");
  BOOST_TEST(message_of_text("[regression]\nSigma = 1\n[start]\nalpha = 0\n") ==
             "r.toml:4: start.alpha: found 0, expected a positive number");
  BOOST_TEST(message_of_text("[regression]\nSigma = 1\n[start]\nalpha = 1\nbeta = 2\n")
                 .starts_with("r.toml:5: start.beta: found an unknown key"));
  BOOST_TEST(message_of_text("[start]\nalpha = 1\n").find("regression") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(points) {
  const PointParameters point =
      parse_regression_point("A = { kind = \"identity\", scale = \"1/3\" }\nb = -2\n", "p.toml", 2);
  BOOST_TEST(point.A.rows() == 2);
  BOOST_TEST(equal(point.A(1, 1), Rational(1, 3)));
  BOOST_TEST(equal(point.b, -2));
  BOOST_TEST(message_of_point("A = 1\nb = 1\n") ==
             "p.toml:1: A: found a matrix of dimension 1, expected 2, the dimension of Sigma");
  BOOST_TEST(message_of_point("A = [[1, 2]]\nb = 1\n") ==
             "p.toml:1: A: found a matrix of 1 rows and 2 columns, expected a square one");
  BOOST_TEST(message_of_point("A = [[1, 2], [3, 4]]\n").find("b") != std::string::npos);
  BOOST_TEST(message_of_point("A = [[1, 2], [3, 4]]\nb = 1\nc = 2\n").starts_with("p.toml:3: c: found an unknown key"));
}

BOOST_AUTO_TEST_SUITE_END()
