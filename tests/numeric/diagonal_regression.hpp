#pragma once
/// Regression problems with diagonal matrices for tests.

#include "numeric/commuting_regression.hpp"

namespace softlin::tests {

inline symbolic::Matrix diagonal(const std::vector<Rational>& entries) {
  const auto d = static_cast<Eigen::Index>(entries.size());
  symbolic::Matrix out = symbolic::Matrix::Constant(d, d, symbolic::Number(0));
  for (Eigen::Index i = 0; i < d; ++i) out(i, i) = symbolic::Number(entries[static_cast<std::size_t>(i)]);
  return out;
}

inline symbolic::RegressionModel diagonal_model(const std::vector<Rational>& sigma, const Rational& noise = 0,
                                                const Rational& omega = 1,
                                                symbolic::Generator generator = symbolic::Generator::matched) {
  return {diagonal(sigma), symbolic::identity(static_cast<Eigen::Index>(sigma.size()), symbolic::Number(omega)),
          symbolic::Number(noise), generator};
}

/// From ThetaThetaT = I/sqrt(d).
inline numeric::CommutingRegression flow_of(const symbolic::RegressionModel& model, const Rational& alpha,
                                            numeric::Bits bits = numeric::Bits(128)) {
  const Eigen::Index d = model.sigma.rows();
  const symbolic::Number scale = symbolic::Number(1) / symbolic::sqrt(symbolic::Number(static_cast<long>(d)));
  return numeric::commuting_regression(model, symbolic::Number(alpha), symbolic::identity(d, scale), bits);
}

}  // namespace softlin::tests
