#include "numeric/thin.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_radius_bits(64);

/// Upper bound of the distance of x from the point `middle`.
Interval radius_around(const Interval& x, const Interval& middle) {
  Interval out = Interval::blank(k_radius_bits);
  mpfr_ptr radius = &out.raw()->right;
  mpfr_ptr other = &out.raw()->left;
  mpfr_sub(radius, &x.raw()->right, &middle.raw()->left, MPFR_RNDU);
  mpfr_sub(other, &middle.raw()->left, &x.raw()->left, MPFR_RNDU);
  mpfr_max(radius, radius, other, MPFR_RNDU);
  mpfr_set_zero(other, 1);
  return out;
}

/// 2^-k, as a bound with few bits.
Interval power_of_two(long k) { return scale_by_power_of_two(Interval(1, k_radius_bits), k); }

}  // namespace

Interval thin_exp(const Interval& x) {
  const Interval middle = x.midpoint();
  const Interval radius = radius_around(x, middle);
  if (!certainly_less_equal(radius, power_of_two(-2))) return exp(x);
  Interval y = Interval::blank(x.precision());
  mpfr_exp(&y.raw()->left, &middle.raw()->left, MPFR_RNDN);
  mpfr_set(&y.raw()->right, &y.raw()->left, MPFR_RNDN);
  const Interval delta = radius.upper() * 2 + power_of_two(2 - x.precision().count);
  return widen(y, y.with_precision(k_radius_bits) * delta).check("thin_exp");
}

Interval thin_log_of_rest(const Interval& q) {
  const Interval rest = 1 - q;
  if (!certainly_nonnegative(q) || !certainly_positive(rest)) return log1p(-q);
  const Interval middle = q.midpoint();
  const Interval minus = -middle;
  Interval y = Interval::blank(q.precision());
  mpfr_log1p(&y.raw()->left, &minus.raw()->left, MPFR_RNDN);
  mpfr_set(&y.raw()->right, &y.raw()->left, MPFR_RNDN);
  const Interval moved = radius_around(q, middle).upper() / rest.lower().with_precision(k_radius_bits);
  const Interval rounded = abs(y).with_precision(k_radius_bits) * power_of_two(1 - q.precision().count);
  return widen(y, moved + rounded).check("thin_log_of_rest");
}

}  // namespace softlin::numeric
