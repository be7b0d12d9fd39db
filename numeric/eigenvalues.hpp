#pragma once
/// Eigenvalues of exact symmetric matrices, as enclosures.

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/matrix.hpp"

namespace softlin::numeric {

/// The eigenvalues in descending order.
///
/// Method  : the nearly diagonal coordinates of numeric/gaussian_forms.hpp; by Weyl's inequality each eigenvalue is as near
///           to its diagonal entry as what is left beside them is small.
/// Result  : widths of about 10^-80 of the largest
/// Domain  : positive semidefinite matrices (others come out wide). Errors: as GaussianForms.
/// Checked by: tests/numeric/regression_time_test.cpp
std::vector<Interval> eigenvalues(const symbolic::Matrix& a);

}  // namespace softlin::numeric
