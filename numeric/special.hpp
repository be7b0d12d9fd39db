#pragma once
/// Special functions that MPFI lacks. Each is monotone, so MPFR with directed rounding at the two ends encloses it.
/// Checked by: tests/numeric/special_test.cpp (identities, two precisions), tests/numeric/interval_arb_test.cpp (Arb).

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// 2/sqrt(pi) int_0^x e^{-t^2} dt
Interval erf(const Interval& x);
/// 1 - erf(x), with full relative accuracy for large x
Interval erfc(const Interval& x);
/// P(N(0,1) > x) = erfc(x/sqrt(2))/2
Interval normal_tail(const Interval& x);
/// P(N(0,1) <= x)
Interval normal_distribution(const Interval& x);
/// Gamma at the positive binary value x. Errors: DomainError unless x is finite and positive.
Interval gamma(double x, Bits bits);
/// n! for 0 <= n
Interval factorial(unsigned long n, Bits bits);

}  // namespace softlin::numeric
