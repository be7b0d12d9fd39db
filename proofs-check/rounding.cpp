#include "proofs-check/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace softlin::check {

using numeric::Interval;

namespace {

struct Decimal {
  bool infinite = false;
  bool negative = false;
  std::string digits;  ///< empty for 0, else the first is not 0
  long exponent = 0;   ///< value = 0.digits * 10^exponent
};

Decimal decimal(mpfr_srcptr x, int digits, mpfr_rnd_t rounding) {
  Decimal out;
  if (mpfr_zero_p(x)) return out;
  out.negative = mpfr_sgn(x) < 0;
  out.infinite = mpfr_inf_p(x) != 0;
  if (out.infinite) return out;
  mpfr_exp_t exponent = 0;
  const std::unique_ptr<char, void (*)(char*)> text(
      mpfr_get_str(nullptr, &exponent, 10, static_cast<std::size_t>(std::max(digits, 1)), x, rounding), mpfr_free_str);
  out.digits = text.get() + (out.negative ? 1 : 0);
  out.exponent = static_cast<long>(exponent);
  return out;
}

std::string print(const Decimal& d) {
  const std::string sign = d.negative ? "-" : "";
  if (d.infinite) return sign + "inf";
  if (d.digits.empty()) return "0";
  const long count = static_cast<long>(d.digits.size());
  if (d.exponent < -3 || d.exponent > 7) {
    std::string out = sign + d.digits.substr(0, 1);
    if (count > 1) out += "." + d.digits.substr(1);
    return out + (d.exponent < 1 ? "e-" : "e+") + std::to_string(std::labs(d.exponent - 1));
  }
  if (d.exponent <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-d.exponent), '0') + d.digits;
  const auto whole = static_cast<std::size_t>(d.exponent);
  if (d.exponent >= count) return sign + d.digits + std::string(whole - d.digits.size(), '0');
  return sign + d.digits.substr(0, whole) + "." + d.digits.substr(whole);
}

/// -1, 0, 1 as |a| is below, equal to, above |b|.
int compare_size(const Decimal& a, const Decimal& b) {
  if (a.infinite || b.infinite) return static_cast<int>(a.infinite) - static_cast<int>(b.infinite);
  if (a.digits.empty() || b.digits.empty())
    return static_cast<int>(b.digits.empty()) - static_cast<int>(a.digits.empty());
  if (a.exponent != b.exponent) return a.exponent < b.exponent ? -1 : 1;
  const std::size_t count = std::max(a.digits.size(), b.digits.size());
  const auto padded = [&](const Decimal& d) { return d.digits + std::string(count - d.digits.size(), '0'); };
  const int order = padded(a).compare(padded(b));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? compare_size(b, a) : compare_size(a, b);
}

mpfr_srcptr lower_end(const Interval& x) { return &x.raw()->left; }
mpfr_srcptr upper_end(const Interval& x) { return &x.raw()->right; }

/// The midpoint to nearest; of an unbounded interval its infinite end.
Decimal nearest(const Interval& x, int digits) {
  if (mpfr_inf_p(upper_end(x))) return decimal(upper_end(x), digits, MPFR_RNDN);
  if (mpfr_inf_p(lower_end(x))) return decimal(lower_end(x), digits, MPFR_RNDN);
  const Interval middle = x.midpoint();
  return decimal(lower_end(middle), digits, MPFR_RNDN);
}

/// Enough digits to tell any two different numbers of the two precisions apart, also after rounding them towards each
/// other: with b bits they differ by 2^-b relatively, and 2 * 10^(1-n) <= 2^-b for n >= 0.30103 b + 1.31.
int full_digits(const Interval& x, const Interval& y) {
  const auto bits = static_cast<double>(std::max(x.precision().count, y.precision().count));
  return static_cast<int>(std::ceil(0.30103 * bits)) + 3;
}

/// What the verdict says of deviation and bound.
enum class Order { below, above, none };

Order proved_order(Verdict verdict, Relation relation) {
  const bool decided = verdict == Verdict::proved || verdict == Verdict::violated;
  if (!decided || relation == Relation::equal) return Order::none;
  return (verdict == Verdict::proved) == (relation == Relation::at_most) ? Order::below : Order::above;
}

}  // namespace

std::string rounded_down(const Interval& x, int digits) { return print(decimal(lower_end(x), digits, MPFR_RNDD)); }
std::string rounded_up(const Interval& x, int digits) { return print(decimal(upper_end(x), digits, MPFR_RNDU)); }
std::string short_value(const Interval& x, int digits) { return print(nearest(x, digits)); }

std::string range_text(const Interval& x, int digits) {
  if (x.relative_width() <= std::pow(10.0, -digits)) return short_value(x, digits);
  return rounded_down(x, digits) + ".." + rounded_up(x, digits);
}

PrintedPair printed_pair(const Interval& deviation, const Interval& bound, Verdict verdict, Relation relation,
                         int digits) {
  const Order order = proved_order(verdict, relation);
  const int most = std::max(digits, full_digits(deviation, bound));
  for (int n = std::max(digits, 1);; ++n) {
    Decimal left;
    Decimal right;
    bool as_said = true;
    if (order == Order::below) {
      left = decimal(upper_end(deviation), n, MPFR_RNDU);
      right = decimal(lower_end(bound), n, MPFR_RNDD);
      as_said = compare(left, right) < (verdict == Verdict::proved ? 1 : 0);
    } else if (order == Order::above) {
      left = decimal(lower_end(deviation), n, MPFR_RNDD);
      right = decimal(upper_end(bound), n, MPFR_RNDU);
      as_said = compare(left, right) > (verdict == Verdict::proved ? -1 : 0);
    } else {
      left = nearest(deviation, n);
      right = nearest(bound, n);
      if (verdict == Verdict::violated && relation == Relation::equal) as_said = compare(left, right) != 0;
    }
    if (as_said || n >= most) return {print(left), print(right)};
  }
}

std::string printed_ratio(const Interval& deviation, const Interval& bound, Verdict verdict, Relation relation,
                          int digits) {
  const Order order = proved_order(verdict, relation);
  const bool above_zero_bound = order == Order::above && mpfr_zero_p(upper_end(bound)) && certainly_positive(deviation);
  if (above_zero_bound) return "inf";
  if (order == Order::above && mpfr_sgn(upper_end(bound)) > 0) {
    return rounded_down(deviation.lower() / bound.upper(), digits);
  }
  if (!certainly_positive(bound)) return "-";
  if (order == Order::below) return rounded_up(deviation.upper() / bound.lower(), digits);
  return range_text(deviation / bound, digits);
}

}  // namespace softlin::check
