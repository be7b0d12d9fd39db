#pragma once
/// Closed forms of Gaussian integrals: polynomial times exponential of a quadratic form, on the whole space or a
/// half-space.
///
/// Formula  : for $x ~ N(m, Gamma)$ of any rank and $q(x) = c + b^T x + x^T B x$, with $w = b + 2 B m$,
///              $S = Gamma (I - 2 B Gamma)^{-1}$,  $mu = m + S w$,
///              $E p(x) e^{q(x)} = det(I - 2 Gamma B)^{-1/2} exp(q(m) + w^T S w / 2) E p(y)$,  $y ~ N(mu, S)$;
///            with $h(x) = c0 + <n, x>$, $eta = h(mu)$, $tau^2 = n^T S n > 0$,
///              $E p(y) 1{h(y) > 0} = erfc(-eta/sqrt(2 tau^2))/2 E p(y) + exp(-eta^2/(2 tau^2))/sqrt(2 pi tau^2) b(p)$,
///            b(p) by the recursion of gaussian_table.hpp with slope S n and the law of y given h(y) = 0,
///            N(mu - S n eta/tau^2, S - S n n^T S/tau^2).
/// Domain   : the integral of e^q converges exactly when $I - 2 Gamma^{1/2} B Gamma^{1/2}$ is positive definite. Its
///            eigenvalues are those of I - 2 Gamma B, all real, so this holds exactly when every coefficient
///            E_k = sum of the principal k-minors of I - 2 Gamma B is positive: no root is taken.
/// Source   : completion of the square; Isserlis' theorem as Stein's rule (docs/theory/exact.md 4.1)
/// Checked by: tests/symbolic/gaussian_moment_test.cpp (pairings by brute force, tilting identity, singular Gamma, the
///             boundary of divergence), tests/numeric/gaussian_moment_arb_test.cpp (Arb's integration)

#include <functional>
#include <vector>

#include "symbolic/gaussian_integrand.hpp"

namespace softlin::symbolic {

/// N(mean, covariance) with entries that may hold symbols; the covariance is symmetric and taken to be positive
/// semidefinite.
struct GaussianLaw {
  std::vector<Formula> mean;
  std::vector<std::vector<Formula>> covariance;

  std::size_t dimension() const { return mean.size(); }
  /// Mean m1, m2, ... and covariance g11, g12, ... (g1_10 and so on from dimension 10 on).
  static GaussianLaw open(std::size_t dimension);
  /// The same with values put for symbols.
  GaussianLaw substitute(const std::map<std::string, Formula>& values) const;
};

/// The sign of a closed number: -1, 0 or 1.
using SignOf = std::function<int(const Formula& closed)>;

/// A closed form, and what must be positive for it to hold.
struct GaussianMoment {
  Formula value;
  std::vector<Formula> positive;  ///< conditions with symbols, each once; those without were decided

  void need_positive(const Formula& condition);
};

/// E of the integrand.
/// Errors : DomainError when the integral diverges (the condition that fails is named), when it is over a half-space and
///          the method does not reach it, and when an open symbol decides whether a half-space is cut at all;
///          Error when the closed form would have very many terms.
GaussianMoment gaussian_moment(const GaussianIntegrand& integrand, const GaussianLaw& law, const SignOf& sign);

}  // namespace softlin::symbolic
