#include "symbolic/regression_form.hpp"

#include "symbolic/limit_operator.hpp"
#include "symbolic/query_form.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

const Rational k_half(1, 2);

/// C^T M
Matrix answer(const RegressionLaws& laws, const Matrix& map) { return product(laws.cross.transpose(), map); }

/// N^T Omega N
Matrix square_form(const RegressionLaws& laws, const Matrix& n) {
  return product(n.transpose(), product(laws.omega, n));
}

Number mean_of(const RegressionLaws& laws, const Matrix& form) { return entrywise_dot(laws.query, form); }

}  // namespace

Number infinite_risk(const RegressionLaws& laws, const Matrix& map) {
  const Matrix miss = answer(laws, map) - identity(laws.dimension());
  return mean_of(laws, square_form(laws, miss)) * Number(k_half);
}

AverageForm softmax_risk_form(const RegressionLaws& laws, const RegressionPoint& point) {
  const Matrix hit = answer(laws, point.map);
  const Matrix miss = identity(laws.dimension()) - hit;
  const Matrix v = square_form(laws, hit);
  QueryForm out(laws.query, point.key_square);
  out.add(point.scale_square * laws.label_square() * Number(k_half), softmax::a());
  out.add(Number(k_half), softmax::a2(), v);
  // u - v = (C^T M x)^T Omega (I - C^T M) x, and Omega is positive semidefinite.
  out.add(1, softmax::a(), product(hit.transpose(), product(laws.omega, miss)), {v, square_form(laws, miss)});
  return out.take(infinite_risk(laws, point.map));
}

ScaleForms softmax_scale_forms(const RegressionLaws& laws, const RegressionPoint& point) {
  const Matrix hit = answer(laws, point.map);
  const Matrix u = product(hit.transpose(), laws.omega);
  const Matrix v = square_form(laws, hit);
  QueryForm first(laws.query, point.key_square);
  first.add(-1, softmax::a(), u, {v, laws.omega});
  QueryForm second(laws.query, point.key_square);
  second.add(point.scale_square * laws.label_square(), softmax::a());
  second.add(1, softmax::a2() - Rational(2) * softmax::a(), v);  // -H
  return {first.take(mean_of(laws, u)), second.take(mean_of(laws, v))};
}

Matrix linear_second_moment(const RegressionLaws& laws, const Rational& inverse_length) {
  const Matrix signal = product(laws.cross, product(laws.omega, laws.cross.transpose()));
  const Number noise = laws.label_square() * Number(inverse_length);
  Matrix out = signal;
  for (Eigen::Index j = 0; j < out.cols(); ++j) {
    for (Eigen::Index i = 0; i < out.rows(); ++i) {
      out(i, j) = signal(i, j) * Number(1 + inverse_length) + laws.prompt(i, j) * noise;
    }
  }
  return out;
}

namespace {

/// tr(M query M^T Q_L) and tr(M query Omega C^T)
std::pair<Number, Number> linear_moments(const RegressionLaws& laws, const Matrix& map,
                                         const Rational& inverse_length) {
  const Matrix spread = product(map, laws.query);
  const Matrix second = linear_second_moment(laws, inverse_length);
  return {entrywise_dot(product(second, spread), map),
          entrywise_dot(spread, product(laws.cross, laws.omega.transpose()))};
}

}  // namespace

Number linear_risk(const RegressionLaws& laws, const Matrix& map, const Rational& inverse_length) {
  const auto [square, cross] = linear_moments(laws, map, inverse_length);
  return laws.null_risk() + square * Number(k_half) - cross;
}

Number least_linear_risk(const RegressionLaws& laws, const Rational& inverse_length) {
  if (inverse_length == 0 || laws.label_square().is_recognised_zero()) return 0;
  const Matrix target = product(laws.cross, laws.omega);
  const Matrix best = product(inverse(linear_second_moment(laws, inverse_length)), target);
  return laws.null_risk() - entrywise_dot(product(target.transpose(), best), laws.query) * Number(k_half);
}

ScaledRisk best_scaled_linear_risk(const RegressionLaws& laws, const Matrix& map, const Rational& inverse_length) {
  const auto [square, cross] = linear_moments(laws, map, inverse_length);
  if (square.is_recognised_zero()) return {laws.null_risk(), 0};
  return {laws.null_risk() - cross * cross / square * Number(k_half), cross / square};
}

}  // namespace softlin::symbolic
