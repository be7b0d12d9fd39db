#pragma once
/// How fast the risk at the endpoint falls: the constants of docs/theory/icl-regression.md I3.7 and I3.8, as enclosures.
///
/// Light   : $E e^{s^2}$ is finite. Then $L R_L <= K$ for every L, and $L R_L -> K$,
///             $K = E{ (b^2 t + x^T Omega x) e^{s^2} }/2 = det(query P)^{-1/2} (b^2 t + tr(Omega P^{-1}))/2$,
///             $P = query^{-1} - 2 A^T prompt A$ positive definite.
///           Proof: at the endpoint $R_L = E{ b^2 t A + x^T Omega x A2 }/2$ (symbolic/regression_form.hpp), and $A2 <= A <= e^{s^2}/L$
///           by I3.1, with equality in the limit, dominated. For the matched generator this is I3.7, where it is light
///           exactly when b^2 > 2.
/// Heavy   : otherwise. For the matched generator $-ln R_L/ln L -> gamma = (b^2 + 1/4)^{1/2} - 1/2$ (I3.8).
/// The regime is decided exactly: it is a sign of rational numbers when Sigma is rational.
/// Checked by: tests/numeric/regression_constants_test.cpp (83.2 of the theory file, closed forms, regimes at the boundary,
///             L R_L below K)

#include <optional>

#include "numeric/interval.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

struct RegressionConstants {
  bool light = false;
  Interval scale_square;      ///< b*^2
  std::optional<Interval> K;  ///< light: $L R_L <= K$
  std::optional<Interval>
      gamma;  ///< the exponent: 1 when light and K > 0; heavy: I3.8, known for the matched generator only
};

/// Relative widths at most 10^-digits.
/// Errors : Error when the regime cannot be decided (irrational entries).
RegressionConstants regression_constants(const symbolic::RegressionModel& model, int digits);

}  // namespace softlin::numeric
