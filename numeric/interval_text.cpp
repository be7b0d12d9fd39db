#include "numeric/interval_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <string_view>

namespace softlin::numeric {

namespace {

struct Decimal {
  bool negative = false;
  std::string digits;  ///< first digit is not 0 unless the value is 0; no point
  long exponent = 0;   ///< value = 0.digits * 10^exponent
};

Decimal decimal(mpfr_srcptr x, int digits, mpfr_rnd_t rounding) {
  mpfr_exp_t exponent = 0;
  const std::unique_ptr<char, void (*)(char*)> text(
      mpfr_get_str(nullptr, &exponent, 10, static_cast<std::size_t>(digits), x, rounding), mpfr_free_str);
  Decimal out;
  std::string all(text.get());
  out.negative = all.front() == '-';
  out.digits = out.negative ? all.substr(1) : all;
  out.exponent = static_cast<long>(exponent);
  return out;
}

/// Plain notation for moderate exponents, otherwise d.ddde+xx. Trailing zeros after the point go.
std::string print(Decimal d) {
  const auto last = d.digits.find_last_not_of('0');
  if (last == std::string::npos) return "0";
  d.digits.resize(last + 1);
  const std::string sign = d.negative ? "-" : "";
  const long count = static_cast<long>(d.digits.size());
  if (d.exponent > 21 || d.exponent < -5) {
    std::string out = sign + d.digits.substr(0, 1);
    if (count > 1) out += "." + d.digits.substr(1);
    return out + "e" + (d.exponent - 1 < 0 ? "-" : "+") + std::to_string(std::labs(d.exponent - 1));
  }
  if (d.exponent <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-d.exponent), '0') + d.digits;
  if (d.exponent >= count) return sign + d.digits + std::string(static_cast<std::size_t>(d.exponent - count), '0');
  return sign + d.digits.substr(0, static_cast<std::size_t>(d.exponent)) + "." +
         d.digits.substr(static_cast<std::size_t>(d.exponent));
}

std::string print_end(mpfr_srcptr x, int digits, mpfr_rnd_t rounding) {
  if (mpfr_inf_p(x)) return mpfr_sgn(x) > 0 ? "inf" : "-inf";
  if (mpfr_zero_p(x)) return "0";
  return print(decimal(x, std::max(digits, 2), rounding));
}

/// Digits of the ends such that decimal rounding adds less than about a hundredth of the width.
int faithful_digits(const Interval& x) {
  if (x.is_point()) return static_cast<int>(static_cast<double>(x.precision().count) * 0.30103) + 3;
  const double width = log10_relative_width(x);
  if (!std::isfinite(width)) return 17;
  return std::max(3, static_cast<int>(std::ceil(-width)) + 4);
}

std::string hex(mpfr_srcptr x) {
  char* text = nullptr;
  mpfr_asprintf(&text, "%Ra", x);
  const std::string out(text);
  mpfr_free_str(text);
  return out;
}

}  // namespace

double log10_relative_width(const Interval& x) {
  const Interval size = abs(x);
  if (x.is_point()) return -std::numeric_limits<double>::infinity();
  if (contains_zero(x) || !x.is_finite()) return std::numeric_limits<double>::infinity();
  const Interval width = (x.upper() - x.lower()).upper() / size.lower();
  long exponent = 0;
  const double mantissa = mpfr_get_d_2exp(&exponent, &width.raw()->right, MPFR_RNDU);
  return std::log10(mantissa) + static_cast<double>(exponent) * std::numbers::ln2 / std::numbers::ln10;
}

std::string lower_text(const Interval& x, int digits) {
  return print_end(&x.raw()->left, digits > 0 ? digits : faithful_digits(x), MPFR_RNDD);
}

std::string upper_text(const Interval& x, int digits) {
  return print_end(&x.raw()->right, digits > 0 ? digits : faithful_digits(x), MPFR_RNDU);
}

std::string to_text(const Interval& x, int digits) {
  if (!x.is_finite()) return "[" + lower_text(x, 17) + ", " + upper_text(x, 17) + "]";
  const double width = log10_relative_width(x);
  int shown = digits;
  if (std::isfinite(width)) {
    shown = std::min(digits, std::max(3, static_cast<int>(std::ceil(-width)) + 1));
  } else if (width > 0) {
    shown = std::min(digits, 17);  // contains 0: the radius says all
  }
  const Interval middle = x.midpoint();
  if (mpfr_zero_p(&middle.raw()->left) && x.is_point()) return "0";
  const Decimal printed = decimal(&middle.raw()->left, std::max(shown, 2), MPFR_RNDN);
  const std::string middle_text = mpfr_zero_p(&middle.raw()->left) ? "0" : print(printed);

  // The radius is measured from the printed decimal, not from the binary midpoint.
  const Bits work(x.precision().count + 64);
  Interval exact = Interval::blank(work);
  mpfr_set_str(&exact.raw()->left, middle_text.c_str(), 10, MPFR_RNDD);
  mpfr_set_str(&exact.raw()->right, middle_text.c_str(), 10, MPFR_RNDU);
  const Interval radius = abs(x.with_precision(work) - exact);
  if (mpfr_zero_p(&radius.raw()->right)) return middle_text;
  return "[" + middle_text + " +/- " + print_end(&radius.raw()->right, 2, MPFR_RNDU) + "]";
}

Interval parse_interval(std::string_view text, Bits bits) {
  const auto fail = [&](const std::string& expected) {
    throw InputError("interval", "\"" + std::string(text) + "\"", expected);
  };
  const auto number = [&](std::string_view part) {
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    const auto value = symbolic::parse_rational(part);
    if (!value) fail("a number, [middle +/- radius] or [lower, upper]");
    return *value;
  };
  if (text.empty() || text.front() != '[') return Interval(number(text), bits);
  if (text.back() != ']') fail("a closing bracket");
  const std::string_view inner = text.substr(1, text.size() - 2);
  constexpr std::string_view sign = "+/-";
  if (const auto at = inner.find(sign); at != std::string_view::npos) {
    const Rational middle = number(inner.substr(0, at));
    const Rational radius = number(inner.substr(at + sign.size()));
    if (radius < 0) fail("a radius of 0 or more");
    return Interval::from_ends(Interval(Rational(middle - radius), bits), Interval(Rational(middle + radius), bits));
  }
  const auto comma = inner.find(',');
  if (comma == std::string_view::npos) fail("a comma between the ends");
  const Rational lower = number(inner.substr(0, comma));
  const Rational upper = number(inner.substr(comma + 1));
  if (upper < lower) fail("a lower end at or below the upper end");
  return Interval::from_ends(Interval(lower, bits), Interval(upper, bits));
}

std::string lower_hex(const Interval& x) { return hex(&x.raw()->left); }
std::string upper_hex(const Interval& x) { return hex(&x.raw()->right); }

}  // namespace softlin::numeric
