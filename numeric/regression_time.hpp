#pragma once
/// Explicit times of the infinite-prompt gradient flow of in-context regression.
///
/// Formula : T(eps) such that $R_inf(theta(t)) <= eps$ for every $t >= T(eps)$, from A(0) = alpha ThetaThetaT, b(0) = alpha,
///           |ThetaThetaT|_F = 1.
/// Source  : docs/theory/icl-regression.md I2.6 (one rate for all times) and I2.7 (small alpha: growth first). For
///           Omega = omega I, T_omega(eps) = T(eps/omega)/omega.
///           f_i(0), the diagonal of A(0) in the eigenbasis of Sigma, is known where ThetaThetaT is a multiple of I, or
///           diagonal as Sigma is; otherwise the bound for any ThetaThetaT at the end of I2.4 takes its place. kappa of
///           I2.7 is the best of 127, each of which gives a true bound.
///           The time is at least $ln(R_0/eps)/(4 hi^3 bmax^2)$: $|grad R|^2 <= 2 hi^3 (|A|^2 + b^2) R$ (I4.6) and
///           |A|_F = b <= bmax (I2.2, I2.3) give R' >= -4 hi^3 bmax^2 R.
/// Domain  : the matched generator, Omega a positive multiple of I.
/// Checked by: tests/numeric/regression_time_test.cpp (27.2 of the theory file, a Runge-Kutta flow, invariance)

#include <string>

#include "numeric/interval.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

struct RegressionTime {
  Interval direct;      ///< T of I2.6; 0 where the risk at the start is at most eps
  Interval two_phases;  ///< T of I2.7
  Interval least;       ///< the risk is above eps before it
};

/// Why there is no time for this model; empty when there is.
std::string why_no_time(const symbolic::RegressionModel& model);

/// Encloses both bounds with relative width at most 10^-digits.
/// Errors : PrecisionError when that cannot be reached (eigenvalues have about 80 digits); Error outside the domain.
RegressionTime regression_time(const symbolic::RegressionModel& model, const symbolic::Number& alpha,
                               const symbolic::Matrix& theta_square, const symbolic::Number& eps, int digits);

}  // namespace softlin::numeric
