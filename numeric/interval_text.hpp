#pragma once
/// Decimal text of intervals, rounded outward, and exact hexadecimal ends.

#include <string>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// "[0.010334512 +/- 3.1e-42]": every point of x lies within the radius of the midpoint, both as printed.
/// A point that is a short decimal prints plainly ("1"). `digits` caps the digits of the midpoint.
std::string to_text(const Interval& x, int digits = 60);

/// A decimal at or below the lower end, at or above the upper end, with `digits` significant digits (0: as many as lose
/// nothing that matters, i.e. a rounding below a hundredth of the width). "0.0125", "1.25e-30".
std::string lower_text(const Interval& x, int digits = 0);
std::string upper_text(const Interval& x, int digits = 0);

/// The two ends exactly, as MPFR hexadecimal ("0x1.8p-3").
std::string lower_hex(const Interval& x);
std::string upper_hex(const Interval& x);

}  // namespace softlin::numeric
