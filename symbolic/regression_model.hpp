#pragma once
/// In-context linear regression as exact data: the laws of prompt, labels and query, and the parameters of one attention
/// head. Source: docs/theory/icl-regression.md sections 1 and 5 (I1.2, I1.3, I5.1).

#include <string>

#include "symbolic/matrix.hpp"

namespace softlin::symbolic {

/// How the prompts of the experiment are generated.
enum class Generator {
  matched,  ///< x_i ~ N(0, Sigma), query ~ N(0, Sigma): what the paper describes
  as_coded,  ///< the root of Sigma applied twice to the prompt and never to the query: x_i ~ N(0, Sigma^2), query ~ N(0, I);
             ///< labels come from the tokens that the model sees
};
/// "matched", "as-coded"
std::string name_of(Generator generator);

/// Tasks w ~ N(0, Omega), tokens with covariance from Sigma, labels y_i = w.x_i + N(0, noise_variance), target w.x of the
/// query without noise (a noisy target adds noise_variance/2 to every risk).
/// Domain : Sigma positive definite, Omega positive semidefinite, noise_variance >= 0.
struct RegressionModel {
  Matrix sigma;
  Matrix omega;
  Number noise_variance;
  Generator generator = Generator::matched;
};

/// What every risk depends on (I5.1): Cov(x_i) = prompt, Cov(x_i, x~_i) = cross and Cov(x~_i) = label for labels
/// y_i = w.x~_i + noise, Cov(x) = query.
struct RegressionLaws {
  Matrix prompt;
  Matrix cross;
  Matrix label;
  Matrix query;
  Matrix omega;
  Number noise_variance;

  Eigen::Index dimension() const { return prompt.rows(); }
  /// t = tr(Omega label) + noise_variance: the mean square of a label.
  Number label_square() const { return entrywise_dot(omega, label) + noise_variance; }
  /// tr(Omega query) / 2: the risk of the prediction 0.
  Number null_risk() const { return entrywise_dot(omega, query) * Number(Rational(1, 2)); }
};

RegressionLaws laws_of(const RegressionModel& model);

/// Parameters (A, b) of softmax attention: the prediction is b times the mean of the y_i with weights proportional to
/// exp(x_i^T A x). All risks depend on b A and b^2 alone ((A, b) and (-A, -b) are other functions, but b A and b^2 fix the law
/// of the error), and that is what is kept: at the endpoint these two are simpler numbers than A and b.
struct RegressionPoint {
  Matrix map;           ///< M = b A
  Number scale_square;  ///< b^2
  Matrix key_square;    ///< A^T prompt A, of which s^2 = x^T A^T prompt A x
};

/// The point with parameters A and b.
RegressionPoint regression_point(const RegressionLaws& laws, const Matrix& A, const Number& b);

/// The point of zero infinite-prompt risk with |A|_F = b: M = C^{-T}, b^2 = |C^{-1}|_F, C = cross. For the matched
/// generator it is where the infinite-prompt gradient flow ends (I2.6): M = Sigma^{-1}, b^2 = tr(Sigma^{-2})^{1/2}. For other
/// generators with commuting C and query the same proof applies; in general it is the balanced zero of the risk.
/// Errors : Error when C is singular.
/// Checked by: tests/symbolic/regression_model_test.cpp
RegressionPoint regression_endpoint(const RegressionLaws& laws);

}  // namespace softlin::symbolic
