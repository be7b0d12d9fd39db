#pragma once
/// What a user describes: token law, head, query law. All entries exact. Notation: docs/theory/notation.md.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "symbolic/matrix.hpp"
#include "symbolic/row_table.hpp"

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

/// Tokens mean + G / sqrt(W / nu), G ~ N(0, scale), W ~ chi^2 with nu degrees of freedom independent of it: the
/// multivariate t law. `scale` is symmetric and positive semidefinite. Moments of order nu and above are infinite, and so
/// are all exponential moments off the null space of `scale`: no hypothesis of any bound holds.
struct StudentTokens {
  Vector mean;                      ///< the centre; the mean exists for nu > 1 only
  Matrix scale;                     ///< the covariance is nu/(nu - 2) times it, for nu > 2 only
  Rational degrees_of_freedom = 1;  ///< nu > 0
};

/// P(X = atoms[k]) = weights[k]; the weights are positive and sum to 1. Atoms may repeat.
struct DiscreteTokens {
  std::vector<Vector> atoms;
  std::vector<Number> weights;
};

/// Tokens drawn uniformly, with replacement, from the rows of a table.
struct RowTokens {
  std::shared_ptr<const RowTable> table;
};

using TokenLaw = std::variant<GaussianTokens, RademacherTokens, SphereTokens, UniformCubeTokens, MixtureTokens,
                              StudentTokens, DiscreteTokens, RowTokens>;

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
/// E X. Errors: Error for Student tokens with at most one degree of freedom, which have no mean.
Vector mean(const TokenLaw& law);
/// "gaussian", "rademacher", "sphere", "uniform-cube", "mixture", "student-t", "discrete", "rows"
std::string law_name(const TokenLaw& law);
/// "fixed", "pair", "gaussian", "tokens"
std::string law_name(const QueryLaw& law);

/// Every entry of the model, exactly, on one line: equal texts mean equal models. A table of rows is named by its
/// file, its size and the hash of its content.
std::string exact_text(const AttentionModel& model);

/// The law itself when it is Gaussian, otherwise null.
const GaussianTokens* as_gaussian(const TokenLaw& law);
/// The query of a fixed or pair law, otherwise null. The errors of Gaussian tokens are the same at z and -z.
const Vector* single_query(const QueryLaw& law);
/// The query law when it is Gaussian (the law "tokens" of Gaussian tokens included), otherwise nothing.
std::optional<GaussianQuery> as_gaussian_query(const AttentionModel& model);

}  // namespace softlin::symbolic
