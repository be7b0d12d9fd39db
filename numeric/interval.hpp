#pragma once
/// Interval arithmetic with outward rounding: MPFI through Boost.Multiprecision, behind a type that cannot mislead.
///
/// Inclusion rule: for every function f and all input intervals, the result contains f(x) for every x in the inputs.
/// A result too wide to be useful is allowed; a result that misses a point is a bug of the highest rank.
///
///  * No relational operators: two intervals may overlap, and then no answer is right. Use the named predicates below.
///  * No conversion from floating point: 0.1 is one tenth only as Rational(1, 10). Interval::point(x) means the binary
///    value x itself.
///  * Precision is an argument. A result carries the larger precision of its operands.
///  * A NaN never leaves an operation: DomainError. An endpoint may be infinite only through overflow, and the
///    enclosure stays true.
///
/// Threads   : values are independent; no global precision is read.
/// Not promised: smallest possible width (dependent operands widen the result).
/// Checked by: tests/numeric/interval_test.cpp (random enclosures at two precisions, tightness, compile-fail tests),
///             tests/numeric/interval_arb_test.cpp (Arb as oracle).

#include <mpfi.h>
#include <mpfr.h>

#include <boost/multiprecision/mpfi.hpp>
#include <concepts>
#include <string>

#include "symbolic/error.hpp"
#include "symbolic/rational.hpp"

namespace softlin::numeric {

/// Binary digits of the endpoints of an interval.
struct Bits {
  long count;
  explicit constexpr Bits(long bits) : count(bits) {}
};

class Interval {
 public:
  /// The point n. Wide enough precision makes it exact; otherwise the two nearest values below and above.
  template <std::integral T>
  Interval(T n, Bits bits) : Interval(Integer(n), bits) {}
  Interval(const Integer& n, Bits bits);
  Interval(const Rational& q, Bits bits);
  /// A floating-point number would turn into its binary value unasked: use Rational, or point().
  template <std::floating_point T>
  Interval(T, Bits) = delete;

  /// The binary value x itself. Errors: DomainError when x is not finite.
  static Interval point(double x, Bits bits);
  /// [lower(a), upper(b)]; DomainError when reversed.
  static Interval from_ends(const Interval& a, const Interval& b);
  /// pi
  static Interval pi(Bits bits);

  Bits precision() const { return Bits(static_cast<long>(mpfi_get_prec(raw()))); }
  /// The same set with at least the precision `bits` (rounded outward when `bits` is smaller).
  Interval with_precision(Bits bits) const;

  Interval lower() const;  ///< the lower end as a point
  Interval upper() const;  ///< the upper end as a point
  Interval midpoint() const;
  double lower_double() const;  ///< lower end rounded down
  double upper_double() const;  ///< upper end rounded up
  double mid_double() const;    ///< approximate midpoint, for display and planning

  bool is_point() const;
  bool is_finite() const;
  /// Upper bound of (upper - lower) / min |x|; +inf when the interval contains 0 and is not the point 0.
  double relative_width() const;

  Interval& operator+=(const Interval& b) { return *this = *this + b; }
  Interval& operator-=(const Interval& b) { return *this = *this - b; }
  Interval& operator*=(const Interval& b) { return *this = *this * b; }

  friend Interval operator+(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a, const Interval& b);
  friend Interval operator*(const Interval& a, const Interval& b);
  friend Interval operator/(const Interval& a, const Interval& b);  ///< DomainError when b contains 0
  friend Interval operator-(const Interval& a);

  template <std::integral T>
  friend Interval operator+(const Interval& a, T n) {
    return a + Interval(n, a.precision());
  }
  template <std::integral T>
  friend Interval operator+(T n, const Interval& a) {
    return a + n;
  }
  template <std::integral T>
  friend Interval operator-(const Interval& a, T n) {
    return a - Interval(n, a.precision());
  }
  template <std::integral T>
  friend Interval operator-(T n, const Interval& a) {
    return Interval(n, a.precision()) - a;
  }
  template <std::integral T>
  friend Interval operator*(const Interval& a, T n) {
    return a * Interval(n, a.precision());
  }
  template <std::integral T>
  friend Interval operator*(T n, const Interval& a) {
    return a * n;
  }
  template <std::integral T>
  friend Interval operator/(const Interval& a, T n) {
    return a / Interval(n, a.precision());
  }
  template <std::integral T>
  friend Interval operator/(T n, const Interval& a) {
    return Interval(n, a.precision()) / a;
  }

  /// The MPFI value, for code that works on the ends directly.
  mpfi_srcptr raw() const { return value_.backend().data(); }
  mpfi_ptr raw() { return value_.backend().data(); }

  /// An uninitialised-value interval of that precision for code that fills raw(); call check() afterwards.
  static Interval blank(Bits bits);
  /// Throws DomainError(function) when an end is NaN or the ends are reversed.
  const Interval& check(const char* function) const;

 private:
  using Storage = mp::number<mp::mpfi_float_backend<0>, mp::et_off>;
  Interval() = default;
  Storage value_;
};

// --- Functions -------------------------------------------------------------------------------------------------------

Interval sqr(const Interval& x);
/// x^n for an integer n; n < 0 needs x without 0 (DomainError). pow(x, 0) = 1.
Interval pow(const Interval& x, long n);
Interval sqrt(const Interval& x);  ///< DomainError unless x >= 0
Interval exp(const Interval& x);
Interval expm1(const Interval& x);
Interval log(const Interval& x);    ///< DomainError unless x > 0
Interval log1p(const Interval& x);  ///< DomainError unless x > -1
Interval sinh(const Interval& x);
Interval cosh(const Interval& x);
Interval tanh(const Interval& x);
Interval asinh(const Interval& x);
Interval cos(const Interval& x);
Interval sin(const Interval& x);
Interval tan(const Interval& x);  ///< DomainError next to a pole
Interval abs(const Interval& x);
Interval min(const Interval& x, const Interval& y);  ///< encloses min(a, b), a in x, b in y
Interval max(const Interval& x, const Interval& y);
/// The common part; DomainError when disjoint.
Interval intersect(const Interval& x, const Interval& y);
/// The smallest interval that contains both.
Interval hull(const Interval& x, const Interval& y);
/// x + [-r, r], r the upper end of |radius|.
Interval widen(const Interval& x, const Interval& radius);
/// x times 2^k, exactly.
Interval scale_by_power_of_two(const Interval& x, long k);

// --- Three-valued comparisons ----------------------------------------------------------------------------------------

bool certainly_less(const Interval& a, const Interval& b);        ///< every a < every b
bool certainly_less_equal(const Interval& a, const Interval& b);  ///< every a <= every b
bool possibly_less(const Interval& a, const Interval& b);         ///< some a < some b
bool overlap(const Interval& a, const Interval& b);               ///< a common point exists
bool subset(const Interval& inner, const Interval& outer);        ///< inner lies inside outer
bool contains(const Interval& a, const Rational& q);              ///< q is in a (decided exactly)
template <std::floating_point T>
bool contains(const Interval& a, T) = delete;  ///< say which exact value is meant
bool contains_zero(const Interval& a);
bool certainly_positive(const Interval& a);
bool certainly_negative(const Interval& a);
bool certainly_nonnegative(const Interval& a);

}  // namespace softlin::numeric
