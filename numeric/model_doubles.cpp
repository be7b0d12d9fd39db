#include "numeric/model_doubles.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

double to_double(const symbolic::Number& x) {
  const double value = approximate(x);
  if (!std::isfinite(value)) throw InputError("model entry", x.text(), "a number within the range of a double");
  return value;
}

Eigen::MatrixXd to_double(const symbolic::Matrix& a) {
  Eigen::MatrixXd out(a.rows(), a.cols());
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) = to_double(a(i, j));
  }
  return out;
}

Eigen::VectorXd to_double(const symbolic::Vector& x) {
  Eigen::VectorXd out(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) out(i) = to_double(x(i));
  return out;
}

Eigen::MatrixXd root_of(const symbolic::Matrix& covariance) {
  const Eigen::MatrixXd values = to_double(covariance);
  if (values.isDiagonal(0)) return values.diagonal().cwiseSqrt().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(values);
  return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

}  // namespace softlin::numeric
