#include "bounds/model_symbols.hpp"

#include "bounds/hypotheses.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/positive_semidefinite.hpp"
#include "symbolic/average_form.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::bounds {

namespace {

using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

Number square(const Vector& x) { return symbolic::dot(x, x); }

Number at_least_one(const Number& x) { return numeric::require_sign(x - Number(1), "sigma") < 0 ? Number(1) : x; }

/// tr(A S A^T)
Number trace_through(const Matrix& a, const Matrix& s) { return symbolic::entrywise_dot(symbolic::product(a, s), a); }

/// Symbols that depend on the one query z.
std::optional<Number> single_query_symbol(const AttentionModel& model, const std::string& symbol) {
  const Vector* z = symbolic::single_query(model.query);
  if (z == nullptr) return std::nullopt;
  const Matrix gamma = symbolic::covariance(model.tokens);
  const Vector a = model.head.U * *z;
  const Vector gamma_a = gamma * a;
  const Vector out = model.head.V * gamma_a;
  if (symbol == "s") return symbolic::sqrt(symbolic::dot(a, gamma_a));
  if (symbol == "signal") return square(out);
  if (symbol == "signal_gamma") return square(gamma_a);
  if (symbol == "norm_z2") return square(*z);
  if (symbol == "norm_uz2") return square(a);
  if (symbol == "cross") {
    const Vector twice = model.head.V * (gamma * gamma_a);
    return symbolic::dot(twice, out);
  }
  return std::nullopt;
}

/// Symbols that depend on a Gaussian query law.
std::optional<Number> gaussian_query_symbol(const AttentionModel& model, const std::string& symbol) {
  const auto query = symbolic::as_gaussian_query(model);
  const auto* tokens = symbolic::as_gaussian(model.tokens);
  if (!query || tokens == nullptr) return std::nullopt;
  const Matrix& gamma = tokens->covariance;
  const Matrix gamma_u = symbolic::product(gamma, model.head.U);
  if (symbol == "lambda") return top_query_eigenvalue(model)->value;
  if (symbol == "trace_h") return symbolic::trace_of(*query_score_matrix(model));
  if (symbol == "mean_signal") return trace_through(symbolic::product(model.head.V, gamma_u), query->covariance);
  if (symbol == "mean_signal_gamma") return trace_through(gamma_u, query->covariance);
  if (symbol == "mean_s2") {
    const Vector a = model.head.U * query->mean;
    const Vector gamma_a = gamma * a;
    return symbolic::dot(a, gamma_a);
  }
  return std::nullopt;
}

}  // namespace

bool is_rank_one(const Matrix& h) {
  const Number trace = symbolic::trace_of(h);
  const Matrix square = symbolic::product(h, h);
  for (Eigen::Index j = 0; j < h.cols(); ++j) {
    for (Eigen::Index i = 0; i < h.rows(); ++i) {
      if (!(square(i, j) - trace * h(i, j)).is_recognised_zero()) return false;
    }
  }
  return true;
}

std::optional<Matrix> key_covariance(const AttentionModel& model) {
  const auto query = symbolic::as_gaussian_query(model);
  if (!query) return std::nullopt;
  const Matrix transposed = model.head.U.transpose();
  return symbolic::product(symbolic::product(model.head.U, query->covariance), transposed);
}

std::optional<Matrix> query_score_matrix(const AttentionModel& model) {
  const auto query = symbolic::as_gaussian_query(model);
  const auto* tokens = symbolic::as_gaussian(model.tokens);
  if (!query || tokens == nullptr) return std::nullopt;
  const auto form = symbolic::average_form(*tokens, model.head, *query, symbolic::Quantity::output);
  const Eigen::Index d = query->mean.size();  // a mean adds a coordinate behind these
  Matrix h(d, d);
  for (Eigen::Index j = 0; j < d; ++j) {
    for (Eigen::Index i = 0; i < d; ++i) {
      h(i, j) = form.slope(i, j) * (i == j ? form.pivots(i) : symbolic::sqrt(form.pivots(i) * form.pivots(j)));
    }
  }
  return h;
}

std::optional<TopEigenvalue> top_query_eigenvalue(const AttentionModel& model) {
  const auto h = query_score_matrix(model);
  if (!h) return std::nullopt;
  if (is_rank_one(*h)) return TopEigenvalue{symbolic::trace_of(*h), true};
  return TopEigenvalue{numeric::operator_norm_bound(*h), symbolic::is_diagonal(*h)};
}

std::optional<Number> model_symbol(const AttentionModel& model, const std::string& symbol) {
  const Matrix& v = model.head.V;
  if (symbol == "d") return Number(v.cols());
  if (symbol == "rows") return Number(v.rows());
  if (symbol == "norm_u") return numeric::operator_norm_bound(model.head.U);
  if (symbol == "norm_v") return numeric::operator_norm_bound(v);
  if (symbol == "sigma") return at_least_one(sub_gaussian_parameter(model.tokens));
  if (symbol == "trace") return trace_through(v, symbolic::covariance(model.tokens));
  if (symbol == "trace_gamma") return symbolic::trace_of(symbolic::covariance(model.tokens));
  if (symbol == "frobenius") {
    const Matrix a = symbolic::product(v, symbolic::covariance(model.tokens));
    return symbolic::entrywise_dot(a, a);
  }
  if (symbol == "norm_gamma") return numeric::operator_norm_bound(symbolic::covariance(model.tokens));
  if (symbol == "norm_out") {
    const Matrix a = symbolic::product(v, symbolic::covariance(model.tokens));
    const Matrix transposed = v.transpose();
    return numeric::operator_norm_bound(symbolic::product(a, transposed));
  }
  if (symbol == "mean_uz2") {
    const auto covariance = key_covariance(model);
    return covariance ? std::optional(symbolic::trace_of(*covariance)) : std::nullopt;
  }
  if (const auto value = single_query_symbol(model, symbol)) return value;
  return gaussian_query_symbol(model, symbol);
}

}  // namespace softlin::bounds
