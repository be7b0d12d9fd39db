#include "symbolic/regression_model.hpp"

#include "symbolic/limit_operator.hpp"

namespace softlin::symbolic {

std::string name_of(Generator generator) { return generator == Generator::matched ? "matched" : "as-coded"; }

RegressionLaws laws_of(const RegressionModel& model) {
  if (model.generator == Generator::matched) {
    return {model.sigma, model.sigma, model.sigma, model.sigma, model.omega, model.noise_variance};
  }
  const Matrix twice = product(model.sigma, model.sigma);
  return {twice, twice, twice, identity(model.sigma.rows()), model.omega, model.noise_variance};
}

RegressionPoint regression_point(const RegressionLaws& laws, const Matrix& A, const Number& b) {
  RegressionPoint out{A, b * b, product(A.transpose(), product(laws.prompt, A))};
  for (Eigen::Index j = 0; j < A.cols(); ++j) {
    for (Eigen::Index i = 0; i < A.rows(); ++i) out.map(i, j) *= b;
  }
  return out;
}

RegressionPoint regression_endpoint(const RegressionLaws& laws) {
  const Matrix map = inverse(laws.cross).transpose();
  RegressionPoint out{map, sqrt(entrywise_dot(map, map)), product(map.transpose(), product(laws.prompt, map))};
  for (Eigen::Index j = 0; j < map.cols(); ++j) {
    for (Eigen::Index i = 0; i < map.rows(); ++i) out.key_square(i, j) = out.key_square(i, j) / out.scale_square;
  }
  return out;
}

}  // namespace softlin::symbolic
