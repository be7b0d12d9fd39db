#include "numeric/bessel_ratio.hpp"

#include <cmath>
#include <string>

namespace softlin::numeric {

namespace {

/// B_0 from B_steps in [0, 1/(d + 2 steps)].
Interval carried_down(long d, const Interval& square, long steps) {
  const Bits bits = square.precision();
  Interval value = Interval::from_ends(Interval(0, bits), Interval(1, bits) / (d + 2 * steps));
  for (long k = steps - 1; k >= 0; --k) value = Interval(1, bits) / (square * value + (d + 2 * k));
  return value;
}

}  // namespace

Interval bessel_ratio_over_argument(long d, const Interval& square) {
  if (d < 1) throw DomainError("bessel_ratio_over_argument", "d = " + std::to_string(d), "d >= 1");
  if (!certainly_nonnegative(square)) throw DomainError("bessel_ratio_over_argument", "a square below 0", "x^2 >= 0");
  const double size = square.upper_double();
  if (!(size <= 1e24)) throw DomainError("bessel_ratio_over_argument", "x^2 = " + std::to_string(size), "x^2 <= 1e24");
  const long bits = square.precision().count;
  // The width of the start shrinks by about e^{-N^2/x} in N steps from x on, faster before.
  auto steps =
      static_cast<long>(16 + static_cast<double>(bits) / 8 + std::sqrt(std::sqrt(size) * static_cast<double>(bits)));
  Interval value = carried_down(d, square, steps);
  for (;;) {
    const Interval next = intersect(value, carried_down(d, square, steps *= 2));
    const double before = value.relative_width();
    value = next;
    // Doubling no longer helps when the rest is rounding, or the width of `square`.
    if (!(value.relative_width() < before / 2)) return value;
  }
}

}  // namespace softlin::numeric
