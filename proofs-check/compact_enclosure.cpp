#include "proofs-check/compact_enclosure.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "proofs-check/table.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

namespace {

constexpr long k_most_powers = 5000;
constexpr std::string_view k_plus_minus = " +/- ";

/// mantissa * 10^exponent
struct ScaledInteger {
  Integer mantissa;
  long exponent = 0;
};

std::optional<ScaledInteger> scaled_integer(std::string_view text) {
  if (!is_plain_number(text)) return std::nullopt;
  ScaledInteger out;
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  if (e < text.size()) {
    std::string_view power = text.substr(e + 1);
    if (power.front() == '+') power.remove_prefix(1);
    const auto read = std::from_chars(power.data(), power.data() + power.size(), out.exponent);
    if (read.ec != std::errc()) return std::nullopt;
  }
  std::string digits(text.substr(0, e));
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    out.exponent -= static_cast<long>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  // A leading 0 would make the text an octal number.
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  out.mantissa = Integer(digits);
  if (negative) out.mantissa = -out.mantissa;
  return out;
}

struct Parts {
  ScaledInteger middle;
  ScaledInteger radius;
};

std::optional<Parts> parts_of(std::string_view text) {
  const std::size_t between = text.find(k_plus_minus);
  if (between == std::string_view::npos || text.front() != '[' || text.back() != ']') return std::nullopt;
  const std::size_t after = between + k_plus_minus.size();
  const auto middle = scaled_integer(text.substr(1, between - 1));
  const auto radius = scaled_integer(text.substr(after, text.size() - 1 - after));
  if (!middle || !radius || radius->mantissa < 0) return std::nullopt;
  return Parts{*middle, *radius};
}

Integer power_of_ten(long exponent) { return mp::pow(Integer(10), static_cast<unsigned>(exponent)); }

Integer size_of(const Integer& x) { return x < 0 ? Integer(-x) : x; }

/// The smallest integer at or above x/y, y > 0, x >= 0.
Integer quotient_up(const Integer& x, const Integer& y) { return (x + y - 1) / y; }

/// "middle(radius)" with the last digit of both at 10^place.
std::string written(const Integer& middle, const Integer& radius, long place) {
  std::string digits = size_of(middle).str();
  const std::string sign = middle < 0 ? "-" : "";
  const std::string uncertainty = radius == 0 ? "" : "(" + radius.str() + ")";
  const long lead = place + static_cast<long>(digits.size()) - 1;  // power of ten of the first digit
  if (place > 0 || lead < -4 || lead >= 7) {
    std::string out = sign + digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    return out + uncertainty + "e" + std::to_string(lead);
  }
  if (place == 0) return sign + digits + uncertainty;
  const auto fraction = static_cast<std::size_t>(-place);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  return sign + digits.substr(0, digits.size() - fraction) + "." + digits.substr(digits.size() - fraction) +
         uncertainty;
}

}  // namespace

bool is_enclosure(std::string_view text) { return !text.empty() && parts_of(text).has_value(); }

std::string compact_enclosure(std::string_view text, int digits) {
  if (text.empty()) return {};
  const auto parts = parts_of(text);
  if (!parts) return {};
  // Everything in units of 10^base.
  const long base = std::min(parts->middle.exponent, parts->radius.exponent);
  if (parts->middle.exponent - base > k_most_powers || parts->radius.exponent - base > k_most_powers) return {};
  const Integer middle = parts->middle.mantissa * power_of_ten(parts->middle.exponent - base);
  const Integer radius = parts->radius.mantissa * power_of_ten(parts->radius.exponent - base);
  // The last digit is that of the first digit of the radius, or where the digits asked for end.
  long place = parts->middle.exponent;
  if (radius != 0) place = base + static_cast<long>(radius.str().size()) - 1;
  if (digits > 0 && middle != 0) {
    const long lead = base + static_cast<long>(size_of(middle).str().size()) - 1;
    place = std::max(place, lead - digits + 1);
  }
  for (;; ++place) {
    if (place - base > 2 * k_most_powers) return {};
    const Integer unit = power_of_ten(place - base);
    const Integer half_up = (2 * size_of(middle) + unit) / (2 * unit);
    const Integer rounded = middle < 0 ? Integer(-half_up) : half_up;
    const Integer needed = quotient_up(radius + size_of(middle - rounded * unit), unit);
    if (needed <= 9) return written(rounded, needed, place);
  }
}

}  // namespace softlin::check
