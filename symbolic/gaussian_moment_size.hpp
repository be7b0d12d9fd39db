#pragma once
/// How long a Gaussian moment in open symbols gets, before it is worked out.

#include <vector>

#include "symbolic/gaussian_table.hpp"

namespace softlin::symbolic {

/// Which symbol each entry of a covariance is.
struct CovariancePattern {
  static constexpr int k_zero = -2;
  static constexpr int k_number = -1;
  std::vector<std::vector<int>> entries;  ///< k_zero, k_number, or the symbol, counted from 0
  int symbols = 0;                        ///< distinct ones
};

/// Has some central moment on the way to E x^alpha, multiplied out, possibly more than `most` terms?
///
/// Formula : a term of E x^beta is a way to pair the factors, so there are at most as many as solutions of
///           2 n_ii + sum_{j != i} n_ij = beta_i with n_ij = 0 where the covariance is 0; and at most
///           C(|beta|/2 + symbols, symbols) monomials in the symbols.
/// Cost    : prod_i (alpha_i + 1) additions for each pair of variables that occur; stops as soon as the answer is known
/// Checked by: tests/symbolic/gaussian_moment_size_test.cpp (counts by listing)
bool may_exceed(const Exponents& alpha, const CovariancePattern& covariance, double most);

}  // namespace softlin::symbolic
