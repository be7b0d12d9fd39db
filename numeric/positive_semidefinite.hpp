#pragma once
/// Exact decisions about symmetric matrices, and certified operator norms.

#include "symbolic/matrix.hpp"

namespace softlin::numeric {

/// Decides whether the symmetric matrix `a` is positive semidefinite, by exact symmetric elimination (L D L^T without
/// pivoting: a zero pivot needs a zero row). Singular matrices are decided, not rounded.
/// Errors : Error when the sign of an irrational pivot cannot be decided.
/// Cost   : O(d^3) exact operations.
bool is_positive_semidefinite(const symbolic::Matrix& a);

/// A number u with |a| <= u, |.| the operator norm; u = |a| exactly when a^T a is diagonal with comparable entries,
/// otherwise u is rational and at most (1 + 1e-9) |a|, certified by u^2 I - a^T a >= 0;
/// outside the range of double precision u is the Frobenius norm.
symbolic::Number operator_norm_bound(const symbolic::Matrix& a);

}  // namespace softlin::numeric
