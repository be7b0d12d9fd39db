#pragma once
/// Quadratic forms of a standard normal vector in nearly diagonal coordinates: what query averages are computed from.
/// Source: docs/theory/exact.md section 6.

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/average_form.hpp"

namespace softlin::numeric {

/// The number 0 itself: entries that need no work.
inline bool vanishes(const Interval& x) { return x.is_point() && contains_zero(x); }

/// s^2 = offset + v^2 + e, v^2 = sum_g lambda_g sum_{i in g} x_i^2, |e| <= perturbation (1 + |x|^2), x ~ N(shift, I_d),
/// and forms N_k in x, or in (x, 1) when there is a mean (exact.md 6.3 (f): x = g + b, offset = |h_perp|^2). The lambda_g,
/// the shift and the offset are points; entries of the N_k are enclosures. The shift is 0 where lambda is.
///
/// Method : eigenvectors computed approximately with 120 digits; the nearest orthogonal matrix Q differs from what was
///          computed by at most |Q^T Q - I| (polar factor), and everything is transformed in interval arithmetic.
struct GaussianForms {
  std::size_t dimension = 0;          ///< of x
  bool shifted = false;               ///< the forms have one more coordinate, the constant 1
  std::vector<Interval> lambda;       ///< distinct, descending; the last is 0 when there is a kernel or no x
  std::vector<int> multiplicity;      ///< of each lambda
  std::vector<std::size_t> group_of;  ///< coordinate -> index into lambda
  std::vector<Interval> shift;        ///< b, one a coordinate
  Interval offset{0, Bits(64)};
  Interval perturbation{0, Bits(64)};
  std::vector<std::vector<Interval>> forms;  ///< [k][i * side() + j]

  std::size_t side() const { return dimension + (shifted ? 1 : 0); }
  int rank() const;  ///< sum of the multiplicities of positive lambda
  bool is_flat() const { return rank() == 0; }

  /// The same law with forms that bound these where they are |a_0 + v a_1|^2, a_1 a linear image of the direction of x in
  /// the range of S: 2 |a_0|^2 + 2 v^2 |a_1|^2, for complex v as well with |v|. Without a mean, forms stay unless
  /// `kernel_products`: at most one of a product then has a part a_0, and what is odd in v averages to 0.
  GaussianForms majorised(bool kernel_products) const;

  /// Errors : PrecisionError when the eigenvectors found are not orthogonal enough.
  explicit GaussianForms(const symbolic::AverageForm& form);
};

/// Precision of the coordinates.
inline constexpr Bits k_form_bits(420);

}  // namespace softlin::numeric
