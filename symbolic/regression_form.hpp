#pragma once
/// Risks of in-context regression as exact data: closed forms where there are any, averages over the query otherwise.
///
/// Source  : docs/theory/icl-regression.md I1.5 (infinite prompt), I3.3 (finite prompt), I5.1 (other generators), I5.2 (linear
///           attention). Every risk has the factor 1/2 and a target without noise.
/// Notation: M = b A, C = laws.cross, $v(x) = x^T M^T C Omega C^T M x$, $u(x) = x^T M^T C Omega x$, $s^2 = x^T A^T prompt A x$.
/// Checked by: tests/symbolic/regression_form_test.cpp, tests/numeric/regression_risk_test.cpp

#include "symbolic/average_form.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::symbolic {

/// $R_inf = tr(Omega (C^T M - I) query (C^T M - I)^T) / 2$ (I1.5, I5.1); the noise does not enter. Linear attention with 1/L
/// has the same limit.
Number infinite_risk(const RegressionLaws& laws, const Matrix& map);

/// R_L of softmax attention as an average over the query $x ~ N(0, query)$:
///   $R_L = R_inf + E_x{ (b^2 t/2) A(s) + (v/2) A2(s) + (u - v) A(s) }$.
/// This is I3.3 with $H = 2 A - A2$ (both are S_2 + 6 S_3 - 6 S_2^2). At a zero of R_inf, u = v and the last term is absent.
/// Where s^2 has the law of c |g|^2, that is query key_square = c I, u and v are replaced by their means given |g| (I3.5),
/// which makes the average one over a radius.
AverageForm softmax_risk_form(const RegressionLaws& laws, const RegressionPoint& point);

/// With parameters (A, k b) for (A, b): R_L = (k^2 second - 2 k first + tr(Omega query))/2 (I3.3: quadratic in b).
struct ScaleForms {
  AverageForm first;   ///< E[u (1 - A(s))]
  AverageForm second;  ///< E[v (1 - H(s)) + b^2 t A(s)]
};
ScaleForms softmax_scale_forms(const RegressionLaws& laws, const RegressionPoint& point);

/// The second-moment matrix of linear attention: $Q_L = (1 + 1/L) C Omega C^T + (t/L) prompt$; `inverse_length` is 1/L, 0 for
/// the infinite prompt.
Matrix linear_second_moment(const RegressionLaws& laws, const Rational& inverse_length);

/// Linear attention with 1/L, pred = (1/L) sum y_i x_i^T M x:
///   $(tr(M query M^T Q_L) - 2 tr(M query Omega C^T) + tr(Omega query))/2$ (I5.2), exactly.
Number linear_risk(const RegressionLaws& laws, const Matrix& map, const Rational& inverse_length);

/// The least risk of linear attention over all M: at $M = Q_L^{-1} C Omega$ (I5.2), for a finite L; 0 for the infinite prompt.
Number least_linear_risk(const RegressionLaws& laws, const Rational& inverse_length);

/// The least risk over multiples k M of M, and k. Nothing to scale, tr(M query M^T Q_L) = 0: k = 0.
struct ScaledRisk {
  Number risk;
  Number factor;
};
ScaledRisk best_scaled_linear_risk(const RegressionLaws& laws, const Matrix& map, const Rational& inverse_length);

}  // namespace softlin::symbolic
