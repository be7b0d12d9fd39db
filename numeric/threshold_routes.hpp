#pragma once
/// Explicit L(eps): prompt lengths from which on the finite-prompt gradient flow ends with a risk of at most eps, in closed
/// form (docs/theory/icl-regression.md I4.2 to I4.6).
///
/// Formula : with the gaps g1(L), g2(L) of I4.2, logistic bound $A <= q/(L-1+q)$: the smallest L found with
///           no_exponential (I4.4): g2 <= g*, g1 <= eps/2, g* from I4.3 with delta = kappa_1 bmax^2, b_-^2 = kappa_2 |m|^2;
///           gronwall (I4.6): g2 T e^{beta T} <= r, sqrt(beta eps/2) r + beta r^2/2 <= eps/4, g1 <= eps/2.
///           Parameters are searched in floating point; all conditions are then checked in intervals at the L returned, and since g1, g2
///           decrease in L they hold for every larger L. The chi integrals E_k are bounded from above by sums over cells.
/// Domain  : the matched generator, Omega a positive multiple of I (L(eps; omega, tau^2) = L(eps/omega; 1, tau^2/omega)), the start diagonal
///           with Sigma.
/// Checked by: tests/numeric/threshold_routes_test.cpp

#include <optional>

#include "numeric/commuting_regression.hpp"

namespace softlin::numeric {

/// log10_length: an exact decimal; $lim_t R_L <= eps$ is proved for every L >= 10^log10_length.
struct RouteLength {
  Rational log10_length;
  double horizon;  ///< T, about
};

/// $E[|zeta|^k q/(L - 1 + q)]$, $q = e^{rate |zeta|^2}$, $zeta ~ N(0, I_d)$, from above, for k = 0, 2, 4, with L = e^{log_length}.
/// Domain: d >= 1, rate > 0, log_length >= 0.
std::vector<Interval> logistic_moments_above(int d, const Interval& rate, const Interval& log_length);

/// Either is absent where its conditions cannot be met below 10^20000.
/// Errors : Error outside the domain.
std::optional<RouteLength> no_exponential_length(const CommutingRegression& problem, const Interval& eps);
std::optional<RouteLength> gronwall_length(const CommutingRegression& problem, const Interval& eps);

/// Why the two routes do not apply; empty when they do.
std::string why_no_route(const CommutingRegression& problem);

}  // namespace softlin::numeric
