#pragma once
/// Exact rational numbers: the type of every numeric input.

#include <boost/multiprecision/gmp.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace softlin {

namespace mp = boost::multiprecision;

/// Integers and rationals of any size. Expression templates are off, so that `auto` never holds a dangling expression.
using Integer = mp::number<mp::gmp_int, mp::et_off>;
using Rational = mp::number<mp::gmp_rational, mp::et_off>;

namespace symbolic {

/// Largest decimal exponent accepted in a literal: 1e10000 is read, 1e10001 is refused rather than expanded.
inline constexpr long k_max_decimal_exponent = 10000;

/// Reads "12", "-0.1", "2.5e-3", "1e6", "1/3" exactly (0.1 is one tenth).
/// Result : nothing when the text is not of that form or its exponent is beyond k_max_decimal_exponent.
std::optional<Rational> parse_rational(std::string_view text);

/// The decimal that the shortest round-trip form of `value` shows: the meaning of a TOML float.
/// Errors : InputError when `value` is not finite.
Rational rational_of_shortest_decimal(double value);

/// "3", "-1/3"
std::string to_text(const Rational& value);

}  // namespace symbolic
}  // namespace softlin
