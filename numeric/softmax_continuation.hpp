#pragma once
/// How large the expectations of softmax statistics are at complex slopes.
///
/// h(s) = E f is analytic in |arg s| < pi/4, and where |Im s| <= w, |arg s| <= theta < pi/4
///
///     |h(s)| <= continuation_size(f, cos vartheta) * continuation_factor(tan^2 theta, vartheta/w)^L
///
/// for any vartheta in (0, pi/2) (Lemmas D1 and D2 of docs/theory/exact.md 6.3, r = 0).
/// Checked by: tests/numeric/query_average_test.cpp, tests/numeric/exponential_sum_test.cpp

#include "numeric/interval.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

/// sum_j |c_j| cosine^{-N_j}, N_j the degree of the j-th monomial. Domain: 0 < cosine <= 1.
Interval continuation_size(const symbolic::WeightPolynomial& f, const Interval& cosine);

/// Z = 1 + 2 [ sqrt((1 + e)/(1 - e)) phi(k) Mi(k/sqrt(1 - e)) - Phib(k) ] with e = tan^2 theta, k = vartheta/w.
/// Domain   : 0 <= e < 1, k > 0. Z - 1 is a difference: for lengths L give at least 64 + log2 L bits.
Interval continuation_factor(const Interval& tangent_square, const Interval& k);

}  // namespace softlin::numeric
