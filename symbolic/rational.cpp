#include "symbolic/rational.hpp"

#include <charconv>
#include <cmath>

#include "symbolic/ascii.hpp"
#include "symbolic/error.hpp"

namespace softlin::symbolic {

namespace {

/// Reads digits[.digits][e[sign]digits] without a sign in front.
std::optional<Rational> parse_unsigned_decimal(std::string_view text) {
  std::string digits;
  long scale = 0;  // value = digits * 10^scale
  std::size_t i = 0;
  for (; i < text.size() && is_ascii_digit(text[i]); ++i) digits += text[i];
  if (i < text.size() && text[i] == '.') {
    for (++i; i < text.size() && is_ascii_digit(text[i]); ++i, --scale) digits += text[i];
  }
  if (digits.empty()) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && text[i] == '+') {
      ++i;
      if (i < text.size() && !is_ascii_digit(text[i])) return std::nullopt;  // "1e+-5"
    }
    long exponent = 0;
    const auto [end, status] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (exponent > k_max_decimal_exponent || exponent < -k_max_decimal_exponent) return std::nullopt;
    i = text.size();
    scale += exponent;
  }
  if (i != text.size()) return std::nullopt;
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  const Integer whole(digits.substr(first));  // GMP would read a leading zero as octal
  const Integer power = mp::pow(Integer(10), static_cast<unsigned>(std::labs(scale)));
  return scale < 0 ? Rational(whole, power) : Rational(Integer(whole * power));
}

}  // namespace

std::optional<Rational> parse_rational(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::optional<Rational> value;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto top = parse_unsigned_decimal(text.substr(0, slash));
    const auto bottom = parse_unsigned_decimal(text.substr(slash + 1));
    if (!top || !bottom || bottom->is_zero()) return std::nullopt;
    value = Rational(*top / *bottom);
  } else {
    value = parse_unsigned_decimal(text);
  }
  if (value && negative) value = Rational(-*value);
  return value;
}

Rational rational_of_shortest_decimal(double value) {
  if (!std::isfinite(value)) throw InputError("number", std::isnan(value) ? "nan" : "inf", "a finite number");
  char buffer[64];
  const auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value);
  static_cast<void>(status);  // 64 characters hold every shortest form
  return *parse_rational(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
}

std::string to_text(const Rational& value) { return value.str(); }

}  // namespace softlin::symbolic
