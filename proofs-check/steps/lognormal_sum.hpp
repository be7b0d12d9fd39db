#pragma once
/// Lower tails of sums of lognormals, y = e^{s xi - s^2/2}, as enclosures.
/// Checked by: tests/proofs-check/lognormal_sum_test.cpp (closed forms, quadrature, nesting)

#include "numeric/interval.hpp"

namespace softlin::check {

/// P(y < c)
numeric::Interval lognormal_distribution(const numeric::Interval& c, const numeric::Interval& s);

/// P(S_n < c), S_n the sum of n independent copies of y.
///
/// Method : [0, c) is cut into `cells` pieces. S_n < c makes the sum of the numbers of the pieces at most cells - 1, and
///          is certain when it is at most cells - n; that sum is a convolution. n = 1 is closed.
/// Inputs : n from 1 to `cells`, c > 0, s > 0
/// Result : as wide as the change of the probability when c changes by n/cells of itself
/// Cost   : cells^2 products for each doubling of n
numeric::Interval lognormal_lower_tail(int n, const numeric::Interval& c, const numeric::Interval& s, int cells);

/// H_k(c) = E min(y/c, 1)^k = c^{-k} e^{k(k-1)s^2/2} Phi(k0 - k s) + Phib(k0), k0 = ln(c)/s + s/2 (A2.5).
numeric::Interval capped_moment(int k, const numeric::Interval& c, const numeric::Interval& s);

}  // namespace softlin::check
