#pragma once
/// Encloses the ratio of Bessel functions that the mean of a tilted sphere is made of.

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// Formula    : I_{d/2}(x) / (x I_{d/2-1}(x)) at x = sqrt(square); 1/d at 0. For d = 1 it is tanh(x)/x, for d = 3
///              (coth x - 1/x)/x.
/// Source     : B_k = 1/(d + 2k + x^2 B_{k+1}) with B_k = I_{nu+k+1}/(x I_{nu+k}), nu = d/2 - 1, from
///              I_{m-1} - I_{m+1} = (2m/x) I_m (Gauss). All B_k are positive, so B_N lies between 0 and 1/(d + 2N), which the
///              recursion carries down to B_0: with intervals the result is enclosed whatever N is.
/// Inputs     : d >= 1; square >= 0
/// Result     : enclosure; N is doubled until the start no longer widens it beyond its bits
/// Errors     : DomainError when square is not certainly >= 0, or above 1e24
/// Cost       : N is about x for moderate bits
/// Checked by : tests/numeric/bessel_ratio_test.cpp (60-digit values made with mpmath; Arb; tanh and coth)
Interval bessel_ratio_over_argument(long d, const Interval& square);

}  // namespace softlin::numeric
