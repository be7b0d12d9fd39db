#pragma once
/// The second exact reduction of softmax statistics to weight power sums: set partitions and Hermite polynomials.
///
/// It shares no step with stein_reduction (symbolic/score_polynomial.hpp), so that each is a check of the other.
/// Source    : docs/theory/exact.md 1.2 and 1.3.
/// Checked by: tests/symbolic/hermite_reduction_test.cpp (against Stein's rule), tests/numeric/reduction_routes_test.cpp
///             (enclosures of both).

#include <map>

#include "symbolic/score_polynomial.hpp"

namespace softlin::symbolic {

/// $E prod_k S_{n_k,p_k}$ as a polynomial in s: entry k is f_k in $sum_k s^k E f_k$, f_k a polynomial in weight power sums.
///
/// Formula: the sum over set partitions of exact.md (1). In each block xi^p is expanded in y = xi - s, then in He_q(y),
///          and (2) turns E He_q(y) G_n into $s^q sum_k a_{q,k} m_{n+k}(u)$. What is left is read backwards by (1):
///          (L)_b int prod_B m_{n'_B} m_0^{L-b} du = (N'-1)! E[sum over distinct i_1..i_b of prod_B w_{i_B}^{n'_B}],
///          N' = sum n'_B, and such sums are polynomials in the S_n.
/// Inputs : n_k >= 1, p_k >= 0.
/// Cost   : equal factors, blocks and products are taken together: milliseconds up to weight degree 8.
std::map<int, WeightPolynomial> hermite_reduction(const ScoreMonomial& monomial);

/// The polynomial that is sum over distinct i_1, .., i_b of prod_k w_{i_k}^{n_k} (an augmented monomial symmetric
/// function). Inputs: n_k >= 1, in increasing order. {2, 2} gives S_2^2 - S_4, {1, 2} gives S_2 - S_3.
WeightPolynomial distinct_sum(const std::vector<int>& exponents);

}  // namespace softlin::symbolic
