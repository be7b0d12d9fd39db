#pragma once
/// Random exact inputs for the tests of intervals.

#include <ostream>
#include <string>

#include "numeric/interval.hpp"
#include "numeric/interval_text.hpp"
#include "tests/effort.hpp"

namespace softlin::tests {

/// 2^k
inline Rational power_of_two(long k) {
  const Integer power = Integer(1) << static_cast<unsigned>(std::labs(k));
  return k >= 0 ? Rational(power) : Rational(Integer(1), power);
}

/// An exact rational: small fractions, decimals, 0 and +-1, and values as far as 2^+-range.
inline Rational draw_rational(Dice& dice, long range) {
  Rational value;
  switch (dice.between(0, 6)) {
    case 0: value = Rational(dice.between(-1, 1)); break;
    case 1: value = Rational(dice.between(-20, 20), dice.between(1, 12)); break;
    case 2: value = Rational(dice.between(-100000, 100000), 10000); break;
    case 3: value = power_of_two(dice.between(-range, range)); break;
    case 4: value = Rational(1) + Rational(dice.between(-9, 9)) * power_of_two(-dice.between(1, range)); break;
    default:
      value = Rational(Integer(dice.bits())) * power_of_two(dice.between(-range, range) - 32) / dice.between(1, 9);
      break;
  }
  return dice.one_in(2) ? value : Rational(-value);
}

/// A box with rational ends: a point, thin, wide, or across 0.
struct Box {
  Rational low;
  Rational high;

  numeric::Interval at(numeric::Bits bits) const {
    return numeric::Interval::from_ends(numeric::Interval(low, bits), numeric::Interval(high, bits));
  }
  friend std::ostream& operator<<(std::ostream& out, const Box& box) {
    return out << "[" << box.low.str() << ", " << box.high.str() << "]";
  }
};

inline Box draw_box(Dice& dice, long range) {
  const Rational a = draw_rational(dice, range);
  switch (dice.between(0, 3)) {
    case 0: return {a, a};
    case 1: return {a, Rational(a + mp::abs(a) * power_of_two(-dice.between(1, 80)))};
    default: {
      const Rational b = draw_rational(dice, range);
      return a < b ? Box{a, b} : Box{b, a};
    }
  }
}

/// A rational of the box: an end or a convex combination.
inline Rational draw_inside(Dice& dice, const Box& box) {
  const Rational t(dice.between(0, 8), 8);
  return Rational(box.low + t * (box.high - box.low));
}

inline std::string shown(const numeric::Interval& x) {
  return "[" + numeric::lower_hex(x) + ", " + numeric::upper_hex(x) + "]";
}

/// The ends, exactly.
inline Rational exact(mpfr_srcptr x) {
  Rational q;
  mpfr_get_q(q.backend().data(), x);
  return q;
}
inline Rational exact_lower(const numeric::Interval& x) { return exact(&x.raw()->left); }
inline Rational exact_upper(const numeric::Interval& x) { return exact(&x.raw()->right); }

}  // namespace softlin::tests
