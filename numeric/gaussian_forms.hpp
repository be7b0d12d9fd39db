#pragma once
/// Quadratic forms of a standard normal vector in nearly diagonal coordinates: what query averages are computed from.
/// Source: docs/theory/exact.md section 6.

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/average_form.hpp"

namespace softlin::numeric {

/// s^2 = sum_g lambda_g sum_{i in g} y_i^2 + e, |e| <= perturbation |y|^2, y ~ N(0, I_d), and forms y^T N_k y. The
/// lambda_g are points; entries of the N_k are enclosures.
///
/// Method : eigenvectors computed approximately with 120 digits; the nearest orthogonal matrix Q differs from what was
///          computed by at most |Q^T Q - I| (polar factor), and everything is transformed in interval arithmetic.
struct GaussianForms {
  std::size_t dimension = 0;
  std::vector<Interval> lambda;       ///< distinct, descending; the last is 0 when there is a kernel
  std::vector<int> multiplicity;      ///< of each lambda
  std::vector<std::size_t> group_of;  ///< coordinate -> index into lambda
  Interval perturbation{0, Bits(64)};
  std::vector<std::vector<Interval>> forms;  ///< [k][i * dimension + j]

  int rank() const;  ///< sum of the multiplicities of positive lambda
  bool is_flat() const { return rank() == 0; }

  /// Errors : PrecisionError when the eigenvectors found are not orthogonal enough.
  explicit GaussianForms(const symbolic::AverageForm& form);
};

/// Precision of the coordinates.
inline constexpr Bits k_form_bits(420);

}  // namespace softlin::numeric
