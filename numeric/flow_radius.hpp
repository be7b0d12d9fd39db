#pragma once
/// Distances in flows: norms, and how far a flow may be from a curve at the end of a step.

#include <cmath>
#include <vector>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// Euclidean norm, rounded up. Domain: not empty.
inline Interval norm_of(const std::vector<Interval>& x) {
  Interval sum = sqr(x.front());
  for (std::size_t i = 1; i < x.size(); ++i) sum += sqr(x[i]);
  return sqrt(sum).upper();
}

/// The largest r(h) with r' <= growth r + source, r(0) = radius; r is monotone in between. Rounded up.
/// Checked by: tests/numeric/infinite_flow_test.cpp
inline Interval radius_after(const Interval& radius, double growth, const Interval& source, const Interval& h) {
  const Interval m = Interval::point(growth, h.precision());
  // (e^{mh} - 1)/m, where m h is small by (e^x - 1)/x <= e^|x|.
  const bool small = std::abs(growth) * h.upper_double() <= 1e-6;
  const Interval gain = small ? h * exp(abs(m * h)) : expm1(m * h) / m;
  return (radius * exp(m * h) + source * gain).upper();
}

}  // namespace softlin::numeric
