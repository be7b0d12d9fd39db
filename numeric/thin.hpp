#pragma once
/// exp and log1p of thin intervals from one evaluation at the midpoint instead of two at the ends. The result is a few
/// units in the last place wider; it takes half the time.
/// Checked by: tests/numeric/thin_test.cpp (contains exp and log1p of the ends at higher precision).

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// Encloses e^x. With m the midpoint, r the radius and y the rounded e^m at p bits, for r <= 1/4
///   |e^x - y| <= e^m (e^r - 1 + 2^-p) <= y (2 r + 2^{2-p});
/// wider intervals go to exp().
Interval thin_exp(const Interval& x);

/// Encloses ln(1 - q) for 0 <= q < 1 (DomainError otherwise): |ln(1-q) - ln(1-m)| <= r/(1 - q+), q+ the upper end.
Interval thin_log_of_rest(const Interval& q);

}  // namespace softlin::numeric
