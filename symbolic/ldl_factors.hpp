#pragma once
/// The exact factors of a symmetric matrix: a = L D L^T, L unit lower triangular, D diagonal. No square roots: entries stay in
/// the field of the entries of a.

#include "symbolic/matrix.hpp"

namespace softlin::symbolic {

struct LdlFactors {
  Matrix lower;   ///< L
  Vector pivots;  ///< D
};

/// Elimination without pivoting. A zero pivot is taken to have a zero column below it, as it has in a positive semidefinite
/// matrix; for other matrices with a zero pivot the product is not `a`. A symmetric matrix is positive definite if and only
/// if every pivot is positive.
/// Cost   : O(d^3) exact operations.
/// Checked by: tests/symbolic/regression_model_test.cpp, tests/numeric/query_average_test.cpp
LdlFactors ldl_factors(const Matrix& a);

}  // namespace softlin::symbolic
