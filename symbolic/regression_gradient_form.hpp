#pragma once
/// The gradient of the finite-prompt risk of in-context regression as exact data: closed forms and averages over the query.
///
/// Formula : with M = b A, C = laws.cross, n_x(x) = x^T A^T C Omega x, n_2(x) = x^T A^T C Omega C^T A x, s^2 = x^T A^T prompt A x,
///           H = 2 A - A2, and A', H' the derivatives with respect to s^2 (weight polynomials by heat_flow()),
///             grad_A R_L = b C Omega (C^T M - I) query + E{ b A(s) C Omega x x^T - b^2 H(s) C Omega C^T A x x^T
///                          + 2 [(b^2 t/2 + b n_x) A'(s) - (b^2/2) n_2 H'(s)] prompt A x x^T },
///             grad_b R_L = tr(A^T C Omega (C^T M - I) query) + E{ (b t + n_x) A(s) - b n_2 H(s) }.
/// Source  : docs/theory/icl-regression.md I1.5, I3.4 (matched generator), from which the general laws of I5.1 follow by
///           differentiating I3.3; A'(s)/(2 s) there is A' here.
/// Checked by: tests/numeric/regression_gradient_test.cpp

#include "symbolic/query_form.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::symbolic {

/// Parameters A = shape/unit, b = ratio unit: at the endpoint `unit` is a root of a root, but only its square enters what is
/// averaged.
struct RegressionParameters {
  Matrix shape;
  Number ratio;
  Number unit_square;  ///< unit^2, unit > 0
};
/// A and b themselves: unit 1.
RegressionParameters regression_parameters(const Matrix& A, const Number& b);
/// Those of regression_endpoint(): shape = C^{-T}, ratio 1, unit_square = |C^{-1}|_F.
/// Errors : as regression_endpoint.
RegressionParameters endpoint_parameters(const RegressionLaws& laws);
/// What the risk depends on.
RegressionPoint regression_point(const RegressionLaws& laws, const RegressionParameters& parameters);

/// grad_A R_L = unit G, G_ij = A[i d + j], and grad_b R_L = b / unit, each entry
///   limit + sum over `parts` of factor times term of `averages` (whose coefficients are 1 and whose constant is 0).
/// The limits alone are the gradient of R_inf. An entry that vanishes identically in L has limit 0 and no parts.
struct RegressionGradientForm {
  struct Entry {
    Number limit;
    QueryForm::Combination parts;
  };
  AverageForm averages;
  std::vector<Entry> A;
  Entry b;
  Number unit_square;
  Number single;  ///< unit grad_b at L = 1, where weights do not depend on A: R_1 = (b^2 t + tr Omega query)/2
};
RegressionGradientForm regression_gradient_form(const RegressionLaws& laws, const RegressionParameters& parameters);

}  // namespace softlin::symbolic
