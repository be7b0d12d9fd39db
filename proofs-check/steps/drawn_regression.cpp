#include "proofs-check/steps/drawn_regression.hpp"

namespace softlin::check {

using symbolic::Matrix;

Rational MatrixDraw::entry() { return drawn_entry(draw_, next_++); }

Rational MatrixDraw::positive_entry() { return entry() + Rational(129, 64); }

Matrix MatrixDraw::matrix(long rows, long columns) {
  Matrix out(rows, columns);
  for (long i = 0; i < rows; ++i) {
    for (long j = 0; j < columns; ++j) out(i, j) = entry();
  }
  return out;
}

Matrix MatrixDraw::positive_definite(long d) {
  const Matrix root = matrix(d, d);
  return operator_sum(chain(root, transposed(root)), Rational(1, 4), symbolic::identity(d));
}

Matrix MatrixDraw::positive_diagonal(long d) {
  Matrix out = symbolic::identity(d);
  for (long i = 0; i < d; ++i) out(i, i) = positive_entry();
  return out;
}

Matrix MatrixDraw::orthogonal(long d) {
  Matrix v(d, 1);
  for (long i = 0; i < d; ++i) v(i, 0) = positive_entry();
  return operator_sum(symbolic::identity(d), -2 / square_norm(v), chain(v, transposed(v)));
}

Matrix MatrixDraw::unit_diagonal(long d) {
  const Matrix column = orthogonal(d).col(0);
  Matrix out = symbolic::identity(d);
  for (long i = 0; i < d; ++i) out(i, i) = abs(exact(column(i, 0)));
  return out;
}

Matrix MatrixDraw::unit_semidefinite(long d) {
  const Matrix q = orthogonal(d);
  return chain(q, unit_diagonal(d), transposed(q));
}

std::vector<StepParameter> matrix_parameters(long least, long most, std::vector<StepParameter> more) {
  std::vector<StepParameter> out{{"draw", 1, 1000000, Spread::even, true, {}},
                                 {"d", least, most, Spread::even, true, {least, most}}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Matrix operator_sum(const Matrix& a, const Rational& factor, const Matrix& b) {
  Matrix out = a;
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) += symbolic::Number(factor) * b(i, j);
  }
  return out;
}

Matrix multiple(const Rational& factor, Matrix a) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) a(i, j) *= symbolic::Number(factor);
  }
  return a;
}

Matrix transposed(const Matrix& a) { return a.transpose(); }

StepSides exact_sides(const StepTrial& t, const std::string& part, const Rational& left, Relation relation,
                      const Rational& right) {
  if (left == right) return {part, t.number(0), relation, t.number(0)};
  return {part, t.number(left), relation, t.number(right)};
}

Rational first_derivative(const PolynomialCurve& f) { return (f(-2) - 8 * f(-1) + 8 * f(1) - f(2)) / 12; }

Rational second_derivative(const PolynomialCurve& f) { return (16 * (f(-1) + f(1)) - f(-2) - f(2) - 30 * f(0)) / 12; }

}  // namespace softlin::check
