#pragma once
/// The exponent with which an exact error falls between two lengths, and the one that it tends to: what the table and the figure
/// `exponents` show.
/// Checked by: tests/proofs-check/standard_table_test.cpp, tests/golden/plot_exponents.case

#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

/// rho* = min(1, (sqrt(1 + 4/lambda) - 1)/2) (docs/theory/bounds.md B4), with relative width at most 10^-digits.
numeric::Interval limit_exponent(const symbolic::Number& lambda, int digits);

/// -ln(E(L2)/E(L1))/ln(L2/L1) for neighbours of the increasing `lengths`, E the exact error of `quantity`; relative widths at most
/// 10^-digits. Errors: PrecisionError where the error has not enough digits; as exact_errors().
std::vector<numeric::Interval> local_exponents(const symbolic::AttentionModel& model, Quantity quantity,
                                               const std::vector<Length>& lengths, int digits, unsigned threads);

/// Errors : InputError unless there are two or more, each longer than the one before.
void require_increasing(const std::vector<Length>& lengths);

}  // namespace softlin::check
