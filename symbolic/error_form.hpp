#pragma once
/// Finite-prompt errors of Gaussian tokens at one query as exact linear combinations of softmax statistics.
/// Source: docs/theory/exact.md sections 2 to 4.

#include <optional>

#include "symbolic/attention_model.hpp"
#include "symbolic/expectation_form.hpp"

namespace softlin::symbolic {

/// Squared error that is averaged over prompts (interface: `--quantity`).
///   output : $E |T_L - target|^2$
///   grad_v : $E |grad_V T_L - grad_V T|_F^2 = rows(V) E |Xbar - limit|^2$
///   grad_u : $E |grad_U T_L - grad_U T|_F^2$
///   bias   : $|E T_L - target|^2$
enum class Quantity { output, grad_v, grad_u, bias };

/// What the output is compared with.
///   limit   : the infinite-prompt attention of the model's own token law
///   linear  : $V m + V Gamma U z$, Gamma the covariance of the token law
///   inverse : $V m + V Gamma^{-1} U z$, a wrong operator for controls
enum class Target { limit, linear, inverse };

/// The traces that every error is made of; a = U z.
struct ErrorTraces {
  Number s_squared;  ///< a^T Gamma a
  Number trace;      ///< tr(V Gamma V^T)
  Number signal;     ///< |V Gamma a|^2
};
ErrorTraces error_traces(const GaussianTokens& tokens, const Head& head, const Vector& z);

/// The error of `quantity` at the query z.
///   output : $A tr(V Gamma V^T) + A2 |V Gamma a|^2$ (exact.md (5)), plus the bias terms when the target is not the limit
///   grad_v : $rows(V) [A tr Gamma + A2 |Gamma a|^2]$
///   grad_u : exact.md (9)
/// Errors : Error for a target other than the limit with a gradient; for `inverse` with a singular covariance.
ExpectationForm error_form(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity,
                           Target target = Target::limit);

/// E X^r of the squared error $X = |T_L - T|^2$ (output), or rows(V) |Xbar - limit|^2 (grad_v), against the limit.
/// Source : exact.md (6): given the scores, X has cumulants
///          $2^{k-1} (k-1)! [S_2^k tr n^k + k Y1^2 S_2^{k-1} v^T n^{k-1} v]$,  $v = V Gamma a/s$,  $n = V Gamma V^T - v v^T$.
/// Errors : Error for r outside 1..4, or another quantity.
ExpectationForm moment_form(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity, int r);

/// Second moments that predict the spread of the samplers against the limit (exact.md (7), R3).
struct SecondMoments {
  std::optional<ExpectationForm> naive;  ///< E X^2; not known for grad_u
  ExpectationForm reduced;               ///< E (E[X | xi])^2
};
SecondMoments second_moments(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity);

}  // namespace softlin::symbolic
