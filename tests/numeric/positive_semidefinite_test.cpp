#include "numeric/positive_semidefinite.hpp"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "symbolic/error.hpp"
#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::Matrix;
using symbolic::Number;

namespace {

Matrix matrix(const std::vector<std::vector<std::string>>& rows) {
  Matrix out(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows[0].size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = Number::parse(rows[i][j], Place{"test", 0, {}});
    }
  }
  return out;
}

Matrix draw_matrix(Dice& dice, Eigen::Index rows, Eigen::Index cols) {
  Matrix out(rows, cols);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < cols; ++j) out(i, j) = Number(Rational(dice.between(-9, 9), dice.between(1, 4)));
  }
  return out;
}

std::string shown(const Matrix& a) {
  std::string out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) out += a(i, j).text() + (j + 1 < a.cols() ? " " : "; ");
  }
  return out;
}

Eigen::MatrixXd doubles(const Matrix& a) {
  Eigen::MatrixXd out(a.rows(), a.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) out(i, j) = approximate(a(i, j));
  }
  return out;
}

/// 1 + |a x|^2 / |x|^2 for a random x, exactly: below 1 + |a|^2.
void check_norm(const Matrix& a, Dice& dice) {
  const Number u = operator_norm_bound(a);
  BOOST_TEST(require_sign(u, "u") >= 0);
  for (int i = 0; i < 10; ++i) {
    const Matrix x = draw_matrix(dice, a.cols(), 1);
    Matrix iterated = x;  // a step of the power method makes x a better witness
    for (int k = 0; k < 3; ++k) iterated = (a.transpose() * (a * iterated)).eval();
    for (const Matrix& y : {x, iterated}) {
      const Matrix ay = a * y;
      const Number gap = u * u * symbolic::entrywise_dot(y, y) - symbolic::entrywise_dot(ay, ay);
      BOOST_TEST(require_sign(gap, "gap") >= 0, "u " << u.text());
    }
  }
  const double norm = Eigen::JacobiSVD<Eigen::MatrixXd>(doubles(a)).singularValues()(0);
  // stated: at most (1 + 1e-9) |a|; the double singular value is off by about d 2^-52 relative
  BOOST_TEST(approximate(u) <= norm * (1 + 1e-9 + 1e-13));
  BOOST_TEST(approximate(u) >= norm * (1 - 1e-13));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(positive_semidefinite)

BOOST_AUTO_TEST_CASE(small_matrices) {
  BOOST_TEST(is_positive_semidefinite(matrix({{"0"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"1e-1000"}})));
  BOOST_TEST(!is_positive_semidefinite(matrix({{"-1e-1000"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"1", "2"}, {"2", "4"}})));  // singular
  BOOST_TEST(!is_positive_semidefinite(matrix({{"1", "2"}, {"2", "3.999999999999999999999"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"1", "2"}, {"2", "4.000000000000000000001"}})));
  BOOST_TEST(!is_positive_semidefinite(matrix({{"0", "1"}, {"1", "5"}})));  // zero pivot, row not zero
  BOOST_TEST(is_positive_semidefinite(matrix({{"0", "0"}, {"0", "5"}})));
  BOOST_TEST(!is_positive_semidefinite(matrix({{"5", "0"}, {"0", "-1"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"0", "0", "0"}, {"0", "2", "-2"}, {"0", "-2", "2"}})));
  BOOST_TEST(
      !is_positive_semidefinite(matrix({{"1", "1", "0"}, {"1", "1", "1"}, {"0", "1", "1"}})));  // zero pivot later
  BOOST_TEST(is_positive_semidefinite(matrix({{"2", "-1", "0"}, {"-1", "2", "-1"}, {"0", "-1", "2"}})));
}

BOOST_AUTO_TEST_CASE(irrational_entries) {
  BOOST_TEST(is_positive_semidefinite(matrix({{"sqrt(2)", "1"}, {"1", "1/sqrt(2)"}})));  // singular
  BOOST_TEST(!is_positive_semidefinite(matrix({{"sqrt(2)", "1"}, {"1", "0.7071"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"sqrt(2)", "1"}, {"1", "0.7072"}})));
  BOOST_TEST(is_positive_semidefinite(matrix({{"pi", "exp(1)"}, {"exp(1)", "pi"}})));
  BOOST_TEST(!is_positive_semidefinite(matrix({{"exp(1)", "pi"}, {"pi", "exp(1)"}})));
  // An exact zero that the algebra does not recognise must be an error, never a guess.
  const Matrix hidden = matrix({{"1", "sqrt(2)", "sqrt(3)"}, {"sqrt(2)", "2", "sqrt(6)"}, {"sqrt(3)", "sqrt(6)", "3"}});
  bool semidefinite = true;
  try {
    semidefinite = is_positive_semidefinite(hidden);
  } catch (const Error&) {
  }
  BOOST_TEST(semidefinite);
}

BOOST_AUTO_TEST_CASE(random_gram_matrices) {
  const std::uint64_t seed = 4001;
  Dice dice(seed);
  for (int i = 0; i < scaled(60); ++i) {
    const Eigen::Index d = dice.between(1, 6);
    const Matrix b = draw_matrix(dice, dice.between(1, d), d);  // often of rank below d
    const Matrix gram = b.transpose() * b;
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " gram " << shown(gram)) {
      BOOST_TEST(is_positive_semidefinite(gram));
      // x^T (gram - (|b x|^2 + tiny) x x^T/|x|^4) x = -tiny: not semidefinite, however small tiny is.
      Matrix x = draw_matrix(dice, d, 1);
      if (symbolic::entrywise_dot(x, x).is_recognised_zero()) x(0, 0) = 1;
      const Matrix bx = b * x;
      const Number x2 = symbolic::entrywise_dot(x, x);
      const Number tiny(power_of_two(-dice.between(0, 400)));
      const Number factor = (symbolic::entrywise_dot(bx, bx) + tiny) / (x2 * x2);
      Matrix spoiled = gram;
      for (Eigen::Index r = 0; r < d; ++r) {
        for (Eigen::Index c = 0; c < d; ++c) spoiled(r, c) -= factor * x(r, 0) * x(c, 0);
      }
      BOOST_TEST(!is_positive_semidefinite(spoiled), shown(spoiled));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_symmetric_matrices_agree_with_eigenvalues) {
  const std::uint64_t seed = 4002;
  Dice dice(seed);
  int yes = 0;
  int no = 0;
  for (int i = 0; i < scaled(200); ++i) {
    const Eigen::Index d = dice.between(1, 5);
    Matrix a = draw_matrix(dice, d, d);
    a = (a + a.transpose()).eval();
    for (Eigen::Index k = 0; k < d; ++k) a(k, k) += Number(dice.between(0, 30));
    const double least = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(doubles(a)).eigenvalues()(0);
    if (std::abs(least) < 1e-9) continue;  // entries below 100: eigenvalues are good to 1e-12
    ++(least > 0 ? yes : no);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " a " << shown(a)) {
      BOOST_TEST(is_positive_semidefinite(a) == (least > 0));
    }
  }
  BOOST_TEST(yes > 0);
  BOOST_TEST(no > 0);
}

BOOST_AUTO_TEST_CASE(operator_norms_of_orthogonal_columns_are_exact) {
  BOOST_TEST((operator_norm_bound(matrix({{"3", "0"}, {"0", "-5"}})) == Number(5)));
  BOOST_TEST((operator_norm_bound(matrix({{"3", "4"}, {"-4", "3"}})) == Number(5)));
  BOOST_TEST((operator_norm_bound(matrix({{"0", "0"}, {"0", "0"}})) == Number(0)));
  BOOST_TEST((operator_norm_bound(matrix({{"-7/3"}})) == Number(Rational(7, 3))));
  BOOST_TEST((operator_norm_bound(matrix({{"sqrt(2)", "0"}, {"0", "1.4"}})) == symbolic::sqrt(Number(2))));
  BOOST_TEST((operator_norm_bound(matrix({{"1"}, {"1"}})) == symbolic::sqrt(Number(2))));
}

BOOST_AUTO_TEST_CASE(random_operator_norms_are_certified) {
  const std::uint64_t seed = 4003;
  Dice dice(seed);
  for (int i = 0; i < scaled(40); ++i) {
    const Matrix a = draw_matrix(dice, dice.between(1, 4), dice.between(1, 4));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " a " << shown(a)) { check_norm(a, dice); }
  }
}

BOOST_AUTO_TEST_CASE(operator_norms_of_special_matrices) {
  Dice dice(4004);
  check_norm(matrix({{"1", "2"}, {"2", "4"}}), dice);      // rank one
  check_norm(matrix({{"1", "1e-12"}, {"0", "1"}}), dice);  // nearly equal singular values
  check_norm(matrix({{"sqrt(2)", "1"}, {"0", "pi"}}), dice);
  check_norm(matrix({{"1e150", "1e149"}, {"0", "1e150"}}), dice);
  check_norm(matrix({{"1e-150", "1e-149"}, {"0", "1e-150"}}), dice);
}

BOOST_AUTO_TEST_SUITE_END()
