#pragma once
/// The infinite-prompt limit in closed form. Source: docs/theory/notation.md (Lemma 2.1 of arXiv 2512.11784).

#include "symbolic/attention_model.hpp"

namespace softlin::symbolic {

/// z -> offset + matrix z, exactly.
struct AffineMap {
  Matrix matrix;
  Vector offset;
  Vector operator()(const Vector& z) const { return matrix * z + offset; }
};

/// Gamma: the covariance of the token law (d x d).
/// Errors : Error for Student tokens with at most two degrees of freedom; as RowTable::covariance.
Matrix covariance(const TokenLaw& law);

/// The limiting operator of Gaussian tokens, z -> $V m + V Gamma U z$ (Lemma 2.1). Gamma may be singular.
/// For other laws the same expression in their mean and covariance, which is then not their limit.
AffineMap linear_operator(const TokenLaw& tokens, const Head& head);

/// z -> $V m + V Gamma^{-1} U z$: a wrong operator, for controls. Errors: Error when Gamma is singular.
AffineMap inverse_operator(const TokenLaw& tokens, const Head& head);

/// Discrete laws of more atoms have no closed form here: it would have as many exponentials.
inline constexpr std::size_t k_most_closed_atoms = 64;

/// Whether tilted_mean() has an elementary closed form of bearable length: not for spheres in dimension above 1, for more
/// than k_most_closed_atoms atoms, for rows, and for Student tokens (their limit is trivial where it exists).
bool has_closed_limit(const TokenLaw& law);

/// E_{mu_a} X, the mean of the token law tilted by e^{<a, x>}: the gradient of the cumulant generating function
/// $psi(a) = ln E e^{<a, X>}$, by symbolic differentiation. The infinite-prompt attention is V times it at a = U z.
/// Errors : Error for the sphere in dimension above 1, whose psi is not elementary; for more than k_most_closed_atoms
///          atoms and for rows (numeric/limit_enclosure.hpp has them); for exponents beyond the algebra; for Student tokens unless <a, X> is
///          constant: their exponential moments are infinite, and there is no limit; as mean().
Vector tilted_mean(const TokenLaw& law, const Vector& a);

/// The tilted law of a mixture is a mixture: the weight of component k is proportional to
/// $weight_k exp(<a, m_k> + a^T Gamma_k a / 2)$, its mean is $m_k + Gamma_k a$, its covariance is unchanged.
struct TiltedMixture {
  std::vector<Number> weights;  ///< with sum 1
  std::vector<Vector> means;
};
TiltedMixture tilted_mixture(const MixtureTokens& law, const Vector& a);

/// T[mu](z) = V E_{mu_{Uz}} X.
Vector limit_at(const AttentionModel& model, const Vector& z);

/// Derivatives of the limit of Gaussian tokens at z.
///   d T_k / d V_{ij} = [k = i] value_j,   value = m + Gamma U z
///   d T_k / d U_{ij} = left_{ki} z_j,     left  = V Gamma
struct LimitJacobians {
  Vector value;
  Matrix left;
  Vector z;
};
LimitJacobians limit_jacobians(const GaussianTokens& tokens, const Head& head, const Vector& z);

/// The law of T(z) for z ~ N(mz, Sz): N(V m + V Gamma U mz, (V Gamma U) Sz (V Gamma U)^T).
GaussianTokens push_forward(const GaussianTokens& tokens, const Head& head, const GaussianQuery& query);

/// The inverse, by exact elimination. Errors: Error when singular.
Matrix inverse(const Matrix& a);

}  // namespace softlin::symbolic
