#pragma once
/// E f(xi) for a standard normal xi and a smooth f of one variable, as an enclosure.
/// Checked by: tests/proofs-check/lognormal_sum_test.cpp (closed moments)

#include <functional>

#include "numeric/interval.hpp"

namespace softlin::check {

/// e^{-x^2/2}/sqrt(2 pi)
numeric::Interval normal_density(const numeric::Interval& x);

/// f at a point, and f' on an interval.
struct SmoothFunction {
  std::function<numeric::Interval(const numeric::Interval&)> value;
  std::function<numeric::Interval(const numeric::Interval&)> slope;
};

/// E[f(xi); |xi| <= reach], by the mean value form on cells [a, b] of width 1/cells_per_unit about their middle m:
/// f(m) P(cell) + d E[xi - m; cell] with d in f'(cell).
///
/// Inputs : reach and cells_per_unit whole and positive
/// Result : the error falls with the square of the width of the cells; what lies beyond the reach is the caller's
/// Cost   : 2 reach cells_per_unit evaluations of each
numeric::Interval gaussian_mean(const SmoothFunction& f, int reach, int cells_per_unit, numeric::Bits bits);

}  // namespace softlin::check
