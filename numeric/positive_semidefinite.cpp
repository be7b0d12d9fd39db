#include "numeric/positive_semidefinite.hpp"

#include <Eigen/SVD>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"

namespace softlin::numeric {

using symbolic::Matrix;
using symbolic::Number;

bool is_positive_semidefinite(const Matrix& a) {
  Matrix rest = a;
  const Eigen::Index d = a.rows();
  for (Eigen::Index k = 0; k < d; ++k) {
    const int pivot = require_sign(rest(k, k), "positive semidefinite");
    if (pivot < 0) return false;
    if (pivot == 0) {
      for (Eigen::Index i = k + 1; i < d; ++i) {
        if (require_sign(rest(i, k), "positive semidefinite") != 0) return false;
      }
      continue;
    }
    for (Eigen::Index i = k + 1; i < d; ++i) {
      if (rest(i, k).is_recognised_zero()) continue;
      const Number factor = rest(i, k) / rest(k, k);
      for (Eigen::Index j = k + 1; j <= i; ++j) rest(i, j) -= factor * rest(j, k);
    }
  }
  return true;
}

Number operator_norm_bound(const Matrix& a) {
  const Matrix gram = a.transpose() * a;
  if (symbolic::is_diagonal(gram)) {
    Number largest = 0;
    for (Eigen::Index i = 0; i < gram.rows(); ++i) {
      if (require_sign(gram(i, i) - largest, "operator norm") > 0) largest = gram(i, i);
    }
    return symbolic::sqrt(largest);
  }
  Eigen::MatrixXd approximation(a.rows(), a.cols());
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) approximation(i, j) = approximate(a(i, j));
  }
  const double guess =
      approximation.allFinite() ? Eigen::JacobiSVD<Eigen::MatrixXd>(approximation).singularValues()(0) : 0;
  for (double slack = 2e-10; slack < 1 && guess > 0; slack *= 4) {
    const Number u(symbolic::rational_of_shortest_decimal(guess * (1 + slack)));
    Matrix gap = -gram;
    for (Eigen::Index i = 0; i < gap.rows(); ++i) gap(i, i) += u * u;
    if (is_positive_semidefinite(gap)) return u;
  }
  return symbolic::sqrt(symbolic::entrywise_dot(a, a));  // entries outside double range: the Frobenius norm serves
}

}  // namespace softlin::numeric
