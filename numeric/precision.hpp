#pragma once
/// "Precision is raised, not guessed": evaluate, look at the relative width, add bits, stop at the goal or at the cap.

#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include "numeric/interval.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

inline constexpr long k_max_bits = 1L << 16;

/// Bits that hold `digits` decimal digits with `guard` bits to spare.
inline Bits bits_for_digits(int digits, long guard = 32) {
  return Bits(static_cast<long>(std::ceil(digits * 3.3219280948873623)) + guard);
}

/// True when the relative width of x is certainly at most 10^-digits. A point always qualifies.
inline bool width_reached(const Interval& x, int digits) {
  const Interval size = abs(x);
  if (x.is_point()) return true;
  if (contains_zero(x) || !x.is_finite()) return false;
  Interval width = Interval::blank(Bits(64));
  mpfr_sub(&width.raw()->right, &x.raw()->right, &x.raw()->left, MPFR_RNDU);
  mpfr_div(&width.raw()->right, &width.raw()->right, &size.raw()->left, MPFR_RNDU);
  Interval goal = Interval::blank(Bits(64));
  mpfr_set_si(&goal.raw()->left, -digits, MPFR_RNDD);
  mpfr_exp10(&goal.raw()->left, &goal.raw()->left, MPFR_RNDD);
  return mpfr_lessequal_p(&width.raw()->right, &goal.raw()->left) != 0;
}

/// Calls evaluate(Bits) with more and more bits until the relative width is at most 10^-digits.
///
/// Result : an enclosure of that width; a point value is returned as it is.
/// Errors : PrecisionError when `cap` bits do not suffice. DomainError from `evaluate` is retried with more bits, since
///          a wide argument may leave a domain that the exact value does not, and rethrown at the cap.
template <class Evaluate>
Interval raise_precision(const Evaluate& evaluate, int digits, const std::string& what, long cap = k_max_bits) {
  double reached = std::numeric_limits<double>::infinity();
  for (long bits = bits_for_digits(digits).count;; bits *= 2) {
    const bool last = bits >= cap;
    try {
      Interval value = evaluate(Bits(last ? cap : bits));
      if (width_reached(value, digits)) return value;
      reached = value.relative_width();
    } catch (const DomainError&) {
      if (last) throw;
    }
    if (last) {
      char width[32];
      std::snprintf(width, sizeof width, "%.2g", reached);
      throw PrecisionError(what, std::to_string(digits) + " digits", std::string("relative width ") + width,
                           std::to_string(cap) + " bits");
    }
  }
}

}  // namespace softlin::numeric
