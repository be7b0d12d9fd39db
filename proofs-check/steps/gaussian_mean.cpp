#include "proofs-check/steps/gaussian_mean.hpp"

#include "numeric/special.hpp"

namespace softlin::check {

using numeric::Bits;
using numeric::Interval;

Interval normal_density(const Interval& x) { return exp(-sqr(x) / 2) / sqrt(Interval::pi(x.precision()) * 2); }

Interval gaussian_mean(const SmoothFunction& f, int reach, int cells_per_unit, Bits bits) {
  Interval sum(0, bits);
  Interval left(Rational(-reach), bits);
  Interval below = numeric::normal_distribution(left);
  Interval density = normal_density(left);
  for (int j = 1 - reach * cells_per_unit; j <= reach * cells_per_unit; ++j) {
    const Interval right(Rational(j, cells_per_unit), bits);
    const Interval middle(Rational(2 * j - 1, 2 * cells_per_unit), bits);
    const Interval up_to = numeric::normal_distribution(right);
    const Interval next = normal_density(right);
    const Interval mass = up_to - below;
    const Interval slope = f.slope(Interval::from_ends(left, right));
    const Interval centre = slope.midpoint();
    // f(x) = f(m) + centre (x - m) + (f'(.) - centre)(x - m), and |x - m| is at most half a cell.
    const Interval first = density - next - middle * mass;
    const Interval spread = (slope - centre) * mass / (2 * cells_per_unit);
    sum += f.value(middle) * mass + centre * first;
    sum = widen(sum, max(abs(spread.lower()), abs(spread.upper())));
    left = right;
    below = up_to;
    density = next;
  }
  return sum;
}

}  // namespace softlin::check
