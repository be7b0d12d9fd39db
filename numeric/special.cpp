#include "numeric/special.hpp"

#include <algorithm>
#include <string>

namespace softlin::numeric {

Interval erf(const Interval& x) {
  Interval out = Interval::blank(x.precision());
  mpfr_erf(&out.raw()->left, &x.raw()->left, MPFR_RNDD);
  mpfr_erf(&out.raw()->right, &x.raw()->right, MPFR_RNDU);
  return out.check("erf");
}

Interval erfc(const Interval& x) {
  Interval out = Interval::blank(x.precision());
  mpfr_erfc(&out.raw()->left, &x.raw()->right, MPFR_RNDD);
  mpfr_erfc(&out.raw()->right, &x.raw()->left, MPFR_RNDU);
  return out.check("erfc");
}

Interval normal_tail(const Interval& x) {
  return scale_by_power_of_two(erfc(x / sqrt(Interval(2, x.precision()))), -1);
}

Interval normal_distribution(const Interval& x) { return normal_tail(-x); }

Interval gamma(double x, Bits bits) {
  if (!(x > 0)) throw DomainError("gamma", std::to_string(x), "x > 0");
  const Interval at = Interval::point(x, Bits(std::max(bits.count, 53L)));
  Interval out = Interval::blank(bits);
  mpfr_gamma(&out.raw()->left, &at.raw()->left, MPFR_RNDD);
  mpfr_gamma(&out.raw()->right, &at.raw()->right, MPFR_RNDU);
  return out.check("gamma");
}

Interval factorial(unsigned long n, Bits bits) {
  Interval out = Interval::blank(bits);
  mpfr_fac_ui(&out.raw()->left, n, MPFR_RNDD);
  mpfr_fac_ui(&out.raw()->right, n, MPFR_RNDU);
  return out.check("factorial");
}

}  // namespace softlin::numeric
