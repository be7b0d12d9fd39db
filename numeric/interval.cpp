#include "numeric/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/interval_text.hpp"

namespace softlin::numeric {

namespace {

Bits wider(const Interval& a, const Interval& b) { return Bits(std::max(a.precision().count, b.precision().count)); }

mpfr_srcptr low(const Interval& a) { return &a.raw()->left; }
mpfr_srcptr high(const Interval& a) { return &a.raw()->right; }

using Unary = int (*)(mpfi_ptr, mpfi_srcptr);

Interval apply(Unary function, const Interval& x, const char* name) {
  Interval out = Interval::blank(x.precision());
  function(out.raw(), x.raw());
  out.check(name);
  return out;
}

}  // namespace

Interval Interval::blank(Bits bits) {
  Interval out;
  mpfi_set_prec(out.raw(), static_cast<mpfr_prec_t>(std::clamp<long>(bits.count, MPFR_PREC_MIN, 1L << 28)));
  return out;
}

const Interval& Interval::check(const char* function) const {
  if (mpfi_nan_p(raw())) throw DomainError(function, "(not a number)", "a value that exists");
  if (mpfr_greater_p(low(*this), high(*this))) throw DomainError(function, "(reversed ends)", "a non-empty interval");
  return *this;
}

Interval::Interval(const Integer& n, Bits bits) : Interval(blank(bits)) { mpfi_set_z(raw(), n.backend().data()); }

Interval::Interval(const Rational& q, Bits bits) : Interval(blank(bits)) { mpfi_set_q(raw(), q.backend().data()); }

Interval Interval::point(double x, Bits bits) {
  if (!std::isfinite(x)) throw DomainError("Interval::point", std::to_string(x), "a finite number");
  Interval out = blank(bits);
  mpfi_set_d(out.raw(), x);
  return out;
}

Interval Interval::from_ends(const Interval& a, const Interval& b) {
  Interval out = blank(wider(a, b));
  mpfr_set(&out.raw()->left, low(a), MPFR_RNDD);
  mpfr_set(&out.raw()->right, high(b), MPFR_RNDU);
  out.check("Interval::from_ends");
  return out;
}

Interval Interval::pi(Bits bits) {
  Interval out = blank(bits);
  mpfi_const_pi(out.raw());
  return out;
}

Interval Interval::with_precision(Bits bits) const {
  Interval out = blank(bits);
  mpfi_set(out.raw(), raw());
  return out;
}

Interval Interval::lower() const {
  Interval end = blank(precision());
  mpfi_set_fr(end.raw(), low(*this));
  return end;
}

Interval Interval::upper() const {
  Interval end = blank(precision());
  mpfi_set_fr(end.raw(), high(*this));
  return end;
}

Interval Interval::midpoint() const {
  Interval out = blank(precision());
  mpfi_mid(&out.raw()->left, raw());
  mpfr_set(&out.raw()->right, &out.raw()->left, MPFR_RNDN);
  out.check("midpoint");
  return out;
}

double Interval::lower_double() const { return mpfr_get_d(low(*this), MPFR_RNDD); }
double Interval::upper_double() const { return mpfr_get_d(high(*this), MPFR_RNDU); }
double Interval::mid_double() const { return mpfi_get_d(raw()); }

bool Interval::is_point() const { return mpfr_equal_p(low(*this), high(*this)) != 0; }
bool Interval::is_finite() const { return mpfr_number_p(low(*this)) != 0 && mpfr_number_p(high(*this)) != 0; }

double Interval::relative_width() const {
  if (is_point()) return 0;
  if (contains_zero(*this) || !is_finite()) return std::numeric_limits<double>::infinity();
  Interval w = blank(Bits(64));
  mpfr_sub(&w.raw()->right, high(*this), low(*this), MPFR_RNDU);
  mpfr_srcptr nearest = mpfr_sgn(low(*this)) > 0 ? low(*this) : high(*this);
  mpfr_div(&w.raw()->right, &w.raw()->right, nearest, mpfr_sgn(nearest) > 0 ? MPFR_RNDU : MPFR_RNDD);
  mpfr_abs(&w.raw()->right, &w.raw()->right, MPFR_RNDU);
  return mpfr_get_d(&w.raw()->right, MPFR_RNDU);
}

Interval operator+(const Interval& a, const Interval& b) {
  Interval out = Interval::blank(wider(a, b));
  mpfi_add(out.raw(), a.raw(), b.raw());
  out.check("addition");
  return out;
}

Interval operator-(const Interval& a, const Interval& b) {
  Interval out = Interval::blank(wider(a, b));
  mpfi_sub(out.raw(), a.raw(), b.raw());
  out.check("subtraction");
  return out;
}

Interval operator*(const Interval& a, const Interval& b) {
  Interval out = Interval::blank(wider(a, b));
  mpfi_mul(out.raw(), a.raw(), b.raw());
  out.check("multiplication");
  return out;
}

Interval operator/(const Interval& a, const Interval& b) {
  if (contains_zero(b)) throw DomainError("division", to_text(b), "a divisor without 0");
  Interval out = Interval::blank(wider(a, b));
  mpfi_div(out.raw(), a.raw(), b.raw());
  out.check("division");
  return out;
}

Interval operator-(const Interval& a) { return apply(mpfi_neg, a, "negation"); }

Interval sqr(const Interval& x) { return apply(mpfi_sqr, x, "sqr"); }

Interval pow(const Interval& x, long n) {
  if (n < 0) return 1 / pow(x, -n);
  if (n == 0) return Interval(1, x.precision());
  // |x|^n is monotone in |x|: round its two ends outward, then put the sign back.
  const unsigned long exponent = static_cast<unsigned long>(n);
  const Interval size = abs(x);
  Interval out = Interval::blank(x.precision());
  mpfr_pow_ui(&out.raw()->left, low(size), exponent, MPFR_RNDD);
  mpfr_pow_ui(&out.raw()->right, high(size), exponent, MPFR_RNDU);
  if (n % 2 == 0 || mpfr_sgn(low(x)) >= 0) return out.check("pow");
  if (mpfr_sgn(high(x)) <= 0) return -out;
  mpfr_pow_ui(&out.raw()->left, low(x), exponent, MPFR_RNDD);
  mpfr_pow_ui(&out.raw()->right, high(x), exponent, MPFR_RNDU);
  return out.check("pow");
}

Interval sqrt(const Interval& x) {
  if (!certainly_nonnegative(x)) throw DomainError("sqrt", to_text(x), "x >= 0");
  return apply(mpfi_sqrt, x, "sqrt");
}

Interval exp(const Interval& x) { return apply(mpfi_exp, x, "exp"); }
Interval expm1(const Interval& x) { return apply(mpfi_expm1, x, "expm1"); }

Interval log(const Interval& x) {
  if (!certainly_positive(x)) throw DomainError("log", to_text(x), "x > 0");
  return apply(mpfi_log, x, "log");
}

Interval log1p(const Interval& x) {
  if (!certainly_positive(x + 1)) throw DomainError("log1p", to_text(x), "x > -1");
  return apply(mpfi_log1p, x, "log1p");
}

Interval sinh(const Interval& x) { return apply(mpfi_sinh, x, "sinh"); }
Interval cosh(const Interval& x) { return apply(mpfi_cosh, x, "cosh"); }
Interval tanh(const Interval& x) { return apply(mpfi_tanh, x, "tanh"); }
Interval asinh(const Interval& x) { return apply(mpfi_asinh, x, "asinh"); }
Interval cos(const Interval& x) { return apply(mpfi_cos, x, "cos"); }
Interval sin(const Interval& x) { return apply(mpfi_sin, x, "sin"); }
Interval tan(const Interval& x) {
  const Interval out = apply(mpfi_tan, x, "tan");
  if (!out.is_finite()) throw DomainError("tan", to_text(x), "an interval without a pole");
  return out;
}
Interval abs(const Interval& x) { return apply(mpfi_abs, x, "abs"); }

Interval min(const Interval& x, const Interval& y) {
  Interval out = Interval::blank(wider(x, y));
  mpfr_min(&out.raw()->left, low(x), low(y), MPFR_RNDD);
  mpfr_min(&out.raw()->right, high(x), high(y), MPFR_RNDU);
  return out.check("min");
}

Interval max(const Interval& x, const Interval& y) { return -min(-x, -y); }

Interval intersect(const Interval& x, const Interval& y) {
  if (!overlap(x, y)) throw DomainError("intersect", to_text(x) + " and " + to_text(y), "intervals that meet");
  Interval out = Interval::blank(wider(x, y));
  mpfr_max(&out.raw()->left, low(x), low(y), MPFR_RNDD);
  mpfr_min(&out.raw()->right, high(x), high(y), MPFR_RNDU);
  return out.check("intersect");
}

Interval hull(const Interval& x, const Interval& y) {
  Interval out = Interval::blank(wider(x, y));
  mpfr_min(&out.raw()->left, low(x), low(y), MPFR_RNDD);
  mpfr_max(&out.raw()->right, high(x), high(y), MPFR_RNDU);
  return out.check("hull");
}

Interval widen(const Interval& x, const Interval& radius) {
  const Interval r = abs(radius);
  Interval out = Interval::blank(wider(x, radius));
  mpfr_sub(&out.raw()->left, low(x), high(r), MPFR_RNDD);
  mpfr_add(&out.raw()->right, high(x), high(r), MPFR_RNDU);
  return out.check("widen");
}

Interval scale_by_power_of_two(const Interval& x, long k) {
  Interval out = Interval::blank(x.precision());
  mpfi_mul_2si(out.raw(), x.raw(), k);
  return out.check("scale_by_power_of_two");
}

bool certainly_less(const Interval& a, const Interval& b) { return mpfr_less_p(high(a), low(b)) != 0; }
bool certainly_less_equal(const Interval& a, const Interval& b) { return mpfr_lessequal_p(high(a), low(b)) != 0; }
bool possibly_less(const Interval& a, const Interval& b) { return mpfr_less_p(low(a), high(b)) != 0; }

bool overlap(const Interval& a, const Interval& b) {
  return mpfr_lessequal_p(low(a), high(b)) != 0 && mpfr_lessequal_p(low(b), high(a)) != 0;
}

bool subset(const Interval& inner, const Interval& outer) {
  return mpfr_lessequal_p(low(outer), low(inner)) != 0 && mpfr_lessequal_p(high(inner), high(outer)) != 0;
}

bool contains(const Interval& a, const Rational& q) {
  return mpfr_cmp_q(low(a), q.backend().data()) <= 0 && mpfr_cmp_q(high(a), q.backend().data()) >= 0;
}

bool contains_zero(const Interval& a) { return mpfr_sgn(low(a)) <= 0 && mpfr_sgn(high(a)) >= 0; }
bool certainly_positive(const Interval& a) { return mpfr_sgn(low(a)) > 0; }
bool certainly_negative(const Interval& a) { return mpfr_sgn(high(a)) < 0; }
bool certainly_nonnegative(const Interval& a) { return mpfr_sgn(low(a)) >= 0; }

}  // namespace softlin::numeric
