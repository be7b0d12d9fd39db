#include "bounds/hypotheses.hpp"

#include <algorithm>

#include "bounds/model_symbols.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/positive_semidefinite.hpp"

namespace softlin::bounds {

namespace {

using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

bool at_most(const Number& a, const Number& b) { return numeric::require_sign(b - a, "hypothesis") >= 0; }

bool is_zero(const Vector& x) {
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if (numeric::require_sign(x(i), "hypothesis") != 0) return false;
  }
  return true;
}

/// variance I - covariance >= 0
bool covariance_at_most(const Matrix& covariance, const Number& variance) {
  Matrix gap = -covariance;
  for (Eigen::Index i = 0; i < gap.rows(); ++i) gap(i, i) += variance;
  return numeric::is_positive_semidefinite(gap);
}

Number larger(const Number& a, const Number& b) { return at_most(a, b) ? b : a; }

/// max |m_j - m_k|^2 over the means of the components
Number squared_diameter(const symbolic::MixtureTokens& law) {
  Number largest = 0;
  for (const auto& one : law.components) {
    for (const auto& other : law.components) {
      const Vector gap = one.law.mean - other.law.mean;
      largest = larger(largest, symbolic::dot(gap, gap));
    }
  }
  return largest;
}

/// The same for atoms.
Number squared_diameter(const std::vector<Vector>& atoms) {
  Number largest = 0;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Vector gap = atoms[i] - atoms[j];
      largest = larger(largest, symbolic::dot(gap, gap));
    }
  }
  return largest;
}

/// max |x - c|^2 over the rows about c = (the least + the greatest entry)/2 of each coordinate.
/// Exact, in N d operations where the diameter takes N^2 d; the diameter is at most twice the root of it.
Number squared_radius(const symbolic::RowTable& table) {
  const Eigen::Index d = table.dimension();
  std::vector<Integer> twice_centre;
  for (Eigen::Index i = 0; i < d; ++i) {
    Integer low = table.scaled(i, 0);
    Integer high = low;
    for (Eigen::Index k = 1; k < table.size(); ++k) {
      const Integer entry = table.scaled(i, k);
      if (entry < low) low = entry;
      if (entry > high) high = entry;
    }
    twice_centre.push_back(low + high);
  }
  Integer largest = 0;
  for (Eigen::Index k = 0; k < table.size(); ++k) {
    Integer sum = 0;
    for (Eigen::Index i = 0; i < d; ++i) {
      const Integer gap = 2 * table.scaled(i, k) - twice_centre[static_cast<std::size_t>(i)];
      sum += gap * gap;
    }
    if (sum > largest) largest = sum;
  }
  return Rational(largest, 4 * table.unit() * table.unit());
}

struct VarianceProxyAtMost {
  const Number& variance;

  bool operator()(const symbolic::GaussianTokens& law) const { return covariance_at_most(law.covariance, variance); }
  bool operator()(const symbolic::RademacherTokens& law) const { return at_most(law.scale * law.scale, variance); }
  bool operator()(const symbolic::UniformCubeTokens& law) const {
    return at_most(law.half_width * law.half_width / Number(3), variance);
  }
  bool operator()(const symbolic::SphereTokens& law) const {
    return at_most(law.radius * law.radius / Number(law.mean.size()), variance);
  }
  bool operator()(const symbolic::MixtureTokens& law) const {
    const Number left = variance - squared_diameter(law) / Number(4);
    return std::all_of(law.components.begin(), law.components.end(),
                       [&](const auto& component) { return covariance_at_most(component.law.covariance, left); });
  }
  bool operator()(const symbolic::StudentTokens& law) const {
    return at_most(0, variance) && numeric::is_positive_semidefinite(Matrix(-law.scale));  // a point
  }
  bool operator()(const symbolic::DiscreteTokens& law) const {
    return at_most(squared_diameter(law.atoms), variance * Number(4));
  }
  bool operator()(const symbolic::RowTokens& law) const { return at_most(squared_radius(*law.table), variance); }
};

/// sigma^2 of sub_gaussian_parameter().
struct VarianceProxy {
  Number operator()(const symbolic::GaussianTokens& law) const { return numeric::operator_norm_bound(law.covariance); }
  Number operator()(const symbolic::RademacherTokens& law) const { return law.scale * law.scale; }
  Number operator()(const symbolic::UniformCubeTokens& law) const {
    return law.half_width * law.half_width / Number(3);
  }
  Number operator()(const symbolic::SphereTokens& law) const {
    return law.radius * law.radius / Number(law.mean.size());
  }
  Number operator()(const symbolic::MixtureTokens& law) const {
    Number largest = 0;
    for (const auto& component : law.components) {
      largest = larger(largest, numeric::operator_norm_bound(component.law.covariance));
    }
    return largest + squared_diameter(law) / Number(4);
  }
  Number operator()(const symbolic::StudentTokens& law) const {
    if (VarianceProxyAtMost{0}(law)) return 0;
    throw Error("Student tokens are sub-Gaussian for no sigma: their exponential moments are infinite");
  }
  Number operator()(const symbolic::DiscreteTokens& law) const { return squared_diameter(law.atoms) / Number(4); }
  Number operator()(const symbolic::RowTokens& law) const { return squared_radius(*law.table); }
};

bool is_sub_gaussian(const symbolic::TokenLaw& tokens, const Number& variance) {
  return std::visit(VarianceProxyAtMost{variance}, tokens);
}

struct OneSubGaussianQuery {
  const AttentionModel& model;

  bool operator()(const symbolic::FixedQuery& query) const { return is_zero(query.z); }
  bool operator()(const symbolic::PairQuery& query) const { return at_most(symbolic::dot(query.z, query.z), 1); }
  bool operator()(const symbolic::GaussianQuery& query) const {
    return is_zero(query.mean) && covariance_at_most(query.covariance, 1);
  }
  bool operator()(const symbolic::TokenQuery&) const {
    return is_zero(symbolic::mean(model.tokens)) && is_sub_gaussian(model.tokens, 1);
  }
};

}  // namespace

Number sub_gaussian_parameter(const symbolic::TokenLaw& tokens) {
  return symbolic::sqrt(std::visit(VarianceProxy{}, tokens));
}

Hypothesis gaussian_tokens() {
  return {"the tokens are Gaussian",
          [](const AttentionModel& model, const Number&) { return symbolic::as_gaussian(model.tokens) != nullptr; }};
}

Hypothesis single_query() {
  return {"the query law is fixed or a pair",
          [](const AttentionModel& model, const Number&) { return symbolic::single_query(model.query) != nullptr; }};
}

Hypothesis gaussian_query() {
  return {"the query law is Gaussian",
          [](const AttentionModel& model, const Number&) { return symbolic::as_gaussian_query(model).has_value(); }};
}

Hypothesis centred_gaussian_query() {
  return {"the query law is Gaussian with mean 0", [](const AttentionModel& model, const Number&) {
            const auto query = symbolic::as_gaussian_query(model);
            return query && is_zero(query->mean);
          }};
}

Hypothesis rank_one_query() {
  return {"the query law is Gaussian and U Sz U^T has rank one", [](const AttentionModel& model, const Number&) {
            const auto covariance = key_covariance(model);
            return covariance && is_rank_one(*covariance);
          }};
}

Hypothesis exact_lambda() {
  return {"the largest eigenvalue of H is known exactly", [](const AttentionModel& model, const Number&) {
            const auto top = top_query_eigenvalue(model);
            return top && top->exact;
          }};
}

Hypothesis centred_tokens() {
  return {"the tokens have mean 0",
          [](const AttentionModel& model, const Number&) { return is_zero(symbolic::mean(model.tokens)); }};
}

Hypothesis sub_gaussian_tokens() {
  return {"the tokens are sigma-sub-Gaussian", [](const AttentionModel& model, const Number& sigma) {
            return is_sub_gaussian(model.tokens, sigma * sigma);
          }};
}

Hypothesis sub_gaussian_query() {
  return {"the query law is centred and 1-sub-Gaussian", [](const AttentionModel& model, const Number&) {
            return std::visit(OneSubGaussianQuery{model}, model.query);
          }};
}

Hypothesis sigma_at_least_one() {
  return {"sigma >= 1", [](const AttentionModel&, const Number& sigma) { return at_most(1, sigma); }, true};
}

std::vector<Hypothesis> sub_gaussian_query_hypotheses() {
  return {sigma_at_least_one(), centred_tokens(), sub_gaussian_tokens(), single_query()};
}

std::vector<Hypothesis> sub_gaussian_hypotheses() {
  return {sigma_at_least_one(), centred_tokens(), sub_gaussian_tokens(), sub_gaussian_query()};
}

}  // namespace softlin::bounds
