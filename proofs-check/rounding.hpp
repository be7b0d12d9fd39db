#pragma once
/// Short decimals for tables, rounded so that a printed comparison is never stronger than the proved one.
///
/// All functions keep trailing zeros ("0.5000" at four digits), write 0 as "0", and use an exponent below 1e-4 and from
/// 1e7 on ("2.500e-30", "1.000e+12"). An infinite end prints as "inf" or "-inf". `digits` counts significant digits;
/// less than 1 means 1.
/// Checked by : tests/proofs-check/rounding_test.cpp (each printed number against the end it stands for, exactly)

#include <string>

#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

std::string rounded_down(const numeric::Interval& x, int digits);  ///< a decimal at or below the lower end
std::string rounded_up(const numeric::Interval& x, int digits);    ///< a decimal at or above the upper end

/// The midpoint to nearest, for reading only: it bounds nothing.
std::string short_value(const numeric::Interval& x, int digits);

/// short_value when the relative width is at most 10^-digits, else both ends rounded outward: "0.5210..0.6181".
std::string range_text(const numeric::Interval& x, int digits);

struct PrintedPair {
  std::string deviation;
  std::string bound;
};

/// Deviation and bound as a table row shows them.
///
///   proved, <=   : deviation's upper end rounded up, bound's lower end rounded down
///   violated, <= : deviation's lower end rounded down, bound's upper end rounded up
///   >=           : the same with deviation and bound exchanged
///   otherwise    : midpoints to nearest
/// Result : more digits than asked are used, for both, until the printed numbers compare as the verdict says (proved:
///          <= or >=; violated: strictly; violated =: different), or the precision of the ends is exhausted, which
///          happens only for ends that are equal and are not short decimals
PrintedPair printed_pair(const numeric::Interval& deviation, const numeric::Interval& bound, Verdict verdict,
                         Relation relation, int digits);

/// deviation / bound by the same rule: rounded up where the verdict says that it is at most 1, down where it is at
/// least 1, otherwise range_text. "inf" above a bound of 0; "-" when the ratio says nothing (a bound below 0, 0 / 0).
std::string printed_ratio(const numeric::Interval& deviation, const numeric::Interval& bound, Verdict verdict,
                          Relation relation, int digits);

}  // namespace softlin::check
