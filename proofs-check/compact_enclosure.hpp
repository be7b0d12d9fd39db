#pragma once
/// Enclosures in the short notation of siunitx: "0.0103345(2)" is 0.0103345 +- 0.0000002.

#include <string>
#include <string_view>

namespace softlin::check {

/// True for "[0.25 +/- 1e-9]", as numeric/interval_text.hpp prints enclosures.
bool is_enclosure(std::string_view text);

/// The text of an enclosure "[m +/- r]" with one digit of uncertainty, "m'(n)".
///
/// Formula : with u one unit of the last digit of m', [m - r, m + r] lies inside [m' - n u, m' + n u], exactly; n is from
///           1 to 9. Where m' equals the enclosure's only point there is no "(n)"
/// Inputs  : `digits` caps the significant digits of m'; 0: as many as r leaves
/// Result  : "0.0103345(2)"; below 1e-4, from 1e7 on, and where digits before the point are unknown "1.03(2)e-5".
///           Empty when `text` is not an enclosure, or m and r differ by more than 5000 powers of ten
/// Checked by : tests/proofs-check/compact_enclosure_test.cpp (the inclusion, in rational numbers)
std::string compact_enclosure(std::string_view text, int digits = 0);

}  // namespace softlin::check
