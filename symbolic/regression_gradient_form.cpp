#include "symbolic/regression_gradient_form.hpp"

#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

using Entry = RegressionGradientForm::Entry;

Matrix scaled(Matrix a, const Number& factor) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) a(i, j) *= factor;
  }
  return a;
}

/// Adds factor times the combination.
void accumulate(QueryForm::Combination& sum, const Number& factor, const QueryForm::Combination& combination) {
  if (factor.is_recognised_zero()) return;
  for (const auto& [term, part] : combination) {
    Number& place = sum[term];
    place += factor * part;
    if (place.is_recognised_zero()) sum.erase(term);
  }
}

/// Adds factor times `mean` of x x^T, a function of (i, j), to all entries.
template <class Mean>
void accumulate_product(std::vector<Entry>& sum, const Matrix& factor, const Mean& mean) {
  const Eigen::Index d = factor.rows();
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index k = 0; k < d; ++k) {
      if (factor(i, k).is_recognised_zero()) continue;
      for (Eigen::Index j = 0; j < d; ++j) {
        accumulate(sum[static_cast<std::size_t>(i * d + j)].parts, factor(i, k), mean(k, j));
      }
    }
  }
}

}  // namespace

RegressionParameters regression_parameters(const Matrix& A, const Number& b) { return {A, b, 1}; }

RegressionParameters endpoint_parameters(const RegressionLaws& laws) {
  const RegressionPoint point = regression_endpoint(laws);
  return {point.map, 1, point.scale_square};
}

RegressionPoint regression_point(const RegressionLaws& laws, const RegressionParameters& parameters) {
  const Matrix& shape = parameters.shape;
  return {scaled(shape, parameters.ratio), parameters.ratio * parameters.ratio * parameters.unit_square,
          scaled(product(shape.transpose(), product(laws.prompt, shape)), Number(1) / parameters.unit_square)};
}

RegressionGradientForm regression_gradient_form(const RegressionLaws& laws, const RegressionParameters& parameters) {
  const Eigen::Index d = laws.dimension();
  const Number& ratio = parameters.ratio;
  const Number square = ratio * ratio * parameters.unit_square;  // b^2
  const Number t = laws.label_square();
  const Matrix answer = product(laws.cross.transpose(), parameters.shape);  // C^T N, N = shape
  const Matrix signal = product(laws.cross, laws.omega);
  const Matrix miss = scaled(answer, ratio) - identity(d);
  // The forms of N instead of A: unit n_x and unit^2 n_2.
  const Matrix second = product(answer.transpose(), product(laws.omega, answer));
  const QuadraticForm n2{second, {}};
  // (C^T N x)^T Omega x, and Omega is positive semidefinite.
  const QuadraticForm nx{product(answer.transpose(), laws.omega), {second, laws.omega}};

  const WeightPolynomial a = softmax::a();
  const WeightPolynomial h = Rational(2) * softmax::a() - softmax::a2();
  const WeightPolynomial a_slope = a.heat_flow();
  const WeightPolynomial h_slope = h.heat_flow();

  const RegressionPoint point = regression_point(laws, parameters);
  QueryForm query(laws.query, point.key_square);
  RegressionGradientForm out;
  out.unit_square = parameters.unit_square;
  out.single = ratio * parameters.unit_square * t;
  out.A.resize(static_cast<std::size_t>(d * d));
  const Matrix limit = scaled(product(signal, product(miss, laws.query)), ratio);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) out.A[static_cast<std::size_t>(i * d + j)].limit = limit(i, j);
  }
  // b = 0: the risk does not depend on A.
  if (!ratio.is_recognised_zero()) {
    accumulate_product(out.A, scaled(signal, ratio),
                       [&](Eigen::Index i, Eigen::Index j) { return query.square_mean(a, i, j); });
    accumulate_product(out.A, scaled(product(signal, answer), Number(0) - ratio * ratio),
                       [&](Eigen::Index i, Eigen::Index j) { return query.square_mean(h, i, j); });
    accumulate_product(out.A, scaled(product(laws.prompt, parameters.shape), Number(2) / parameters.unit_square),
                       [&](Eigen::Index i, Eigen::Index j) {
                         QueryForm::Combination sum;
                         const Number noise = square * t * Rational(1, 2);
                         if (!noise.is_recognised_zero()) {
                           accumulate(sum, noise, query.square_mean(a_slope, i, j));
                         }
                         accumulate(sum, ratio, query.square_mean(a_slope, nx, i, j));
                         accumulate(sum, ratio * ratio * Rational(-1, 2), query.square_mean(h_slope, n2, i, j));
                         return sum;
                       });
  }
  out.b.limit = entrywise_dot(product(signal, product(miss, laws.query)), parameters.shape);
  if (!out.single.is_recognised_zero()) accumulate(out.b.parts, out.single, query.mean(a));
  accumulate(out.b.parts, 1, query.mean(a, nx));
  if (!ratio.is_recognised_zero()) accumulate(out.b.parts, Number(0) - ratio, query.mean(h, n2));
  out.averages = query.take(0);
  // Products of two or more forms may have parts on the kernel of the slope.
  out.averages.kernel_products = true;
  return out;
}

}  // namespace softlin::symbolic
