#pragma once
/// The finite-prompt risk at one query, from the moments of softmax attention itself.

#include "proofs-check/steps/proof_step.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::check {

/// E (pred - w.x)^2 over prompts of L tokens, noise and tasks w ~ N(0, O O^T), for the query x and the head (A, b): the prompt
/// (x_i, y_i) given w is Gaussian, and its attention error has the closed form of docs/theory/exact.md, which knows nothing of
/// regression. Quadratic in w, so that the columns of O and 0 give the mean. `laws.omega` is not read.
/// Domain : 0 < x^T A^T prompt A x
numeric::Interval attention_risk(const symbolic::RegressionLaws& laws, const symbolic::Matrix& O,
                                 const symbolic::Matrix& A, const Rational& b, const symbolic::Matrix& x,
                                 const Integer& L, const StepTrial& t);

/// x^T A^T prompt A x, x^T A^T C Omega x, x^T A^T C Omega C^T A x
struct QueryForms {
  Rational s_squared, m_x, m_2;
};
QueryForms query_forms(const symbolic::RegressionLaws& laws, const symbolic::Matrix& A, const symbolic::Matrix& x);

/// A, H, dA/du = A'/(2s), H'/s at the slope with this square.
struct SlopeStatistics {
  numeric::Interval A, H, growth_of_a, growth_of_h;
};
SlopeStatistics slope_statistics(const Rational& s_squared, const Integer& L, const StepTrial& t);

}  // namespace softlin::check
