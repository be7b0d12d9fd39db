#pragma once
/// What a user describes: token law, head, query law. All entries exact. Notation: docs/theory/notation.md.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "symbolic/matrix.hpp"

namespace softlin::symbolic {

/// Tokens N(mean, covariance); the covariance is symmetric and positive semidefinite, singular allowed.
struct GaussianTokens {
  Vector mean;
  Matrix covariance;
};

/// Tokens mean + scale * (e_1, ..., e_d), e_i = +-1 independent and equally likely.
struct RademacherTokens {
  Vector mean;
  Number scale = 1;
};

/// Tokens uniform on the sphere of the given radius around mean.
struct SphereTokens {
  Vector mean;
  Number radius = 1;
};

/// Tokens uniform on the cube mean + [-half_width, half_width]^d.
struct UniformCubeTokens {
  Vector mean;
  Number half_width = 1;
};

/// Tokens from the mixture sum_k weight_k N(mean_k, covariance_k); weights are positive and sum to 1.
struct MixtureTokens {
  struct Component {
    Number weight;
    GaussianTokens law;
  };
  std::vector<Component> components;
};

using TokenLaw = std::variant<GaussianTokens, RademacherTokens, SphereTokens, UniformCubeTokens, MixtureTokens>;

/// Key-query product U = K^T Q (d x d) and value matrix V (d_out x d).
struct Head {
  Matrix U;
  Matrix V;
};

/// The query z itself.
struct FixedQuery {
  Vector z;
};
/// z and -z, equally likely.
struct PairQuery {
  Vector z;
};
struct GaussianQuery {
  Vector mean;
  Matrix covariance;
};
/// A query drawn from the token law, independent of the prompt.
struct TokenQuery {};

using QueryLaw = std::variant<FixedQuery, PairQuery, GaussianQuery, TokenQuery>;

struct AttentionModel {
  TokenLaw tokens;
  Head head;
  QueryLaw query;
};

/// d
Eigen::Index dimension(const TokenLaw& law);
/// E X
Vector mean(const TokenLaw& law);
/// "gaussian", "rademacher", "sphere", "uniform-cube", "mixture"
std::string law_name(const TokenLaw& law);
/// "fixed", "pair", "gaussian", "tokens"
std::string law_name(const QueryLaw& law);

/// Every entry of the model, exactly, on one line: equal texts mean equal models.
std::string exact_text(const AttentionModel& model);

/// The law itself when it is Gaussian, otherwise null.
const GaussianTokens* as_gaussian(const TokenLaw& law);
/// The query of a fixed or pair law, otherwise null. The errors of Gaussian tokens are the same at z and -z.
const Vector* single_query(const QueryLaw& law);
/// The query law when it is Gaussian (the law "tokens" of Gaussian tokens included), otherwise nothing.
std::optional<GaussianQuery> as_gaussian_query(const AttentionModel& model);

}  // namespace softlin::symbolic
