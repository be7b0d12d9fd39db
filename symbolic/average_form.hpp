#pragma once
/// Errors averaged over a Gaussian query z ~ N(mz, Sz), as exact data. Source: docs/theory/exact.md section 6, (17).

#include <vector>

#include "symbolic/attention_model.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::symbolic {

/// constant + sum_i coefficient_i $E_z[ h_i(s) prod_k z^T M_{k} z ]$, $s^2 = z^T B z$, $h_i = E f_i$ at slope s, k in forms_i.
/// With $Sz = L D L^T$ exactly (L unit lower triangular, D diagonal >= 0) and $z = L D^{1/2} g$, $g ~ N(0, I)$:
/// $s^2 = g^T D^{1/2} (L^T B L) D^{1/2} g$, and likewise each form. With a mean, z = [L mz] (D^{1/2} g, 1): one more column
/// of L, one more pivot 1, and the last coordinate is the constant 1 (`shifted`).
struct AverageForm {
  struct Term {
    Number coefficient;
    WeightPolynomial statistic;
    std::vector<std::size_t> forms;  ///< which of `forms`, at most three
  };
  bool shifted = false;
  /// Some product has two or more forms that do not vanish on the kernel of the slope: their bounds must not mix it with the
  /// rest (numeric/gaussian_forms.hpp, majorised()).
  bool kernel_products = false;
  Vector pivots;              ///< D
  Matrix slope;               ///< L^T B L
  std::vector<Matrix> forms;  ///< L^T M_k L, symmetric
  /// majorants[k] is empty when form k is positive semidefinite; otherwise |form k| is at most half the sum of the two
  /// forms named (exact.md 6.3 (e) with c = 1), also for complex x, where forms are x^* M x.
  std::vector<std::vector<std::size_t>> majorants;
  std::vector<Term> terms;
  Number constant;  ///< what is enclosed to so many digits is the whole, constant included
};

/// The average of error_form() over z: output and grad_v from (5), grad_u from (9).
/// Errors : Error for Quantity::bias, and when a pivot's sign cannot be decided.
AverageForm average_form(const GaussianTokens& tokens, const Head& head, const GaussianQuery& query, Quantity quantity);

}  // namespace softlin::symbolic
