#pragma once
/// Certified upper bounds of eigenvalues of symmetric interval matrices.

#include <vector>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// A number m such that every symmetric matrix in `a` (n x n, row by row) has all eigenvalues at most m, a little above the
/// largest of the middle matrix plus the size of the radii: m I - a is shown to be positive definite by elimination in intervals.
/// Errors : DomainError when no such m is found (entries too wide).
/// Checked by: tests/numeric/largest_eigenvalue_test.cpp
double largest_eigenvalue_bound(const std::vector<Interval>& a, std::size_t n);

}  // namespace softlin::numeric
