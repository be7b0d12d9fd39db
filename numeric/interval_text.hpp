#pragma once
/// Decimal text of intervals, rounded outward, and exact hexadecimal ends.

#include <string>
#include <string_view>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// "[0.010334512 +/- 3.1e-42]": every point of x lies within the radius of the midpoint, both as printed.
/// A point that is a short decimal prints plainly ("1"). `digits` caps the digits of the midpoint.
std::string to_text(const Interval& x, int digits = 60);

/// A decimal at or below the lower end, at or above the upper end, with `digits` significant digits (0: as many as lose
/// nothing that matters, i.e. a rounding below a hundredth of the width). "0.0125", "1.25e-30".
std::string lower_text(const Interval& x, int digits = 0);
std::string upper_text(const Interval& x, int digits = 0);

/// Reads what the functions above print, and more: "0.1", "1/3", "[0.5 +/- 1e-3]", "[0.25, 1/3]". Decimals are exact
/// before they are rounded outward, so the result contains every number that the text stands for.
/// Errors : InputError for any other text, and for reversed ends or a negative radius.
Interval parse_interval(std::string_view text, Bits bits);

/// The two ends exactly, as MPFR hexadecimal ("0x1.8p-3").
std::string lower_hex(const Interval& x);
std::string upper_hex(const Interval& x);

/// About log10 of the relative width, which may lie below the range of a double; -inf for a point, +inf where the
/// interval reaches 0 or infinity.
double log10_relative_width(const Interval& x);

}  // namespace softlin::numeric
