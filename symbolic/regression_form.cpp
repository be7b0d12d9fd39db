#include "symbolic/regression_form.hpp"

#include <optional>

#include "symbolic/ldl_factors.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

const Rational k_half(1, 2);

bool vanishes(const Matrix& a) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (!a(i, j).is_recognised_zero()) return false;
    }
  }
  return true;
}

/// c when a = c I and c is not 0, by exact algebra.
std::optional<Number> as_multiple_of_identity(const Matrix& a) {
  if (a(0, 0).is_recognised_zero() || !vanishes(a - identity(a.rows(), a(0, 0)))) return std::nullopt;
  return a(0, 0);
}

Matrix symmetric_part(const Matrix& a) {
  Matrix out = a + a.transpose();
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) *= k_half;
  }
  return out;
}

/// C^T M
Matrix answer(const RegressionLaws& laws, const Matrix& map) { return product(laws.cross.transpose(), map); }

/// N^T Omega N
Matrix square_form(const RegressionLaws& laws, const Matrix& n) {
  return product(n.transpose(), product(laws.omega, n));
}

Number mean_of(const RegressionLaws& laws, const Matrix& form) { return entrywise_dot(laws.query, form); }

/// An average over x ~ N(0, query) to which terms with quadratic forms in x are added.
class QueryForm {
 public:
  QueryForm(const RegressionLaws& laws, const RegressionPoint& point)
      : laws_(laws), radial_(as_multiple_of_identity(product(laws.query, point.key_square))) {
    const Eigen::Index d = laws.dimension();
    if (radial_) {
      // x = query^{1/2} g, s^2 = c |g|^2: in z = c^{1/2} g a form stands for its mean on the sphere.
      frame_ = identity(d);
      out_.pivots = Vector::Constant(d, *radial_);
      out_.slope = identity(d);
    } else {
      const LdlFactors factors = ldl_factors(laws.query);
      frame_ = factors.lower;
      out_.pivots = factors.pivots;
      out_.slope = in_frame(point.key_square);
    }
  }

  void add(const Number& coefficient, const WeightPolynomial& statistic) {
    if (!coefficient.is_recognised_zero()) out_.terms.push_back({coefficient, statistic, {}});
  }

  /// The term coefficient E[statistic x^T form x], where |x^T form x| <= (x^T m x + x^T n x)/2 for the two `majorants`, or
  /// where `form` is positive semidefinite and there are none.
  void add(const Number& coefficient, const WeightPolynomial& statistic, const Matrix& form,
           const std::vector<Matrix>& majorants = {}) {
    if (vanishes(form)) return;
    if (radial_) {
      // |z|^2 = s^2 has the mean c d.
      const Number share = mean_of(laws_, form) / (*radial_ * Number(laws_.dimension()));
      if (share.is_recognised_zero()) return;
      if (out_.forms.empty()) push(identity(laws_.dimension()));
      out_.terms.push_back({coefficient * share, statistic, {0}});
      return;
    }
    const std::size_t index = push(in_frame(symmetric_part(form)));
    for (const Matrix& majorant : majorants) {
      const std::size_t bound = push(in_frame(majorant));
      out_.majorants[index].push_back(bound);
    }
    out_.terms.push_back({coefficient, statistic, {index}});
  }

  AverageForm take(const Number& constant) {
    out_.constant = constant;
    return std::move(out_);
  }

 private:
  Matrix in_frame(const Matrix& form) const { return product(frame_.transpose(), product(form, frame_)); }
  std::size_t push(Matrix form) {
    out_.forms.push_back(std::move(form));
    out_.majorants.emplace_back();
    return out_.forms.size() - 1;
  }

  const RegressionLaws& laws_;
  std::optional<Number> radial_;  ///< c
  Matrix frame_;
  AverageForm out_;
};

}  // namespace

Number infinite_risk(const RegressionLaws& laws, const Matrix& map) {
  const Matrix miss = answer(laws, map) - identity(laws.dimension());
  return mean_of(laws, square_form(laws, miss)) * Number(k_half);
}

AverageForm softmax_risk_form(const RegressionLaws& laws, const RegressionPoint& point) {
  const Matrix hit = answer(laws, point.map);
  const Matrix miss = identity(laws.dimension()) - hit;
  const Matrix v = square_form(laws, hit);
  QueryForm out(laws, point);
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
  QueryForm first(laws, point);
  first.add(-1, softmax::a(), u, {v, laws.omega});
  QueryForm second(laws, point);
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
