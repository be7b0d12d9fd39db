#pragma once
/// Computes planned rows. Nothing here touches a symbolic expression: any thread may call.

#include <atomic>
#include <functional>

#include "proofs-check/row_plan.hpp"
#include "proofs-check/sample_source.hpp"

namespace softlin::check {

struct RowOptions {
  int digits = 15;               ///< relative width asked of exact values
  int most_digits = 120;         ///< where overlapping enclosures are given up as undecided
  int shown_digits = 6;          ///< significant digits in tables
  unsigned threads = 1;          ///< for sampled rows
  std::size_t sampled_rows = 1;  ///< sampled rows of the whole run, for the threshold on e-values
  const std::atomic<bool>* stop = nullptr;
  SampleSource source = numeric::sample;
  std::function<void(double)> progress;  ///< called with the part of the row that is done, from 0 to 1
};

/// The finished row; nothing when it was stopped before its end.
///
/// Exact rows: digits are raised until the enclosures separate or most_digits is reached (then undecided).
/// Sampled rows: `row_index` selects the random stream, so a row's bits depend on its seed and its place in the suite only.
/// A row that may stop early looks at its evidence after 256 prompts and whenever their number has grown by a quarter: the
/// same prompts for any number of threads.
/// Exceedance rows: a prompt counts when its squared error, lowered by its rounding, lies above the raised square of the
/// radius, so that it certainly exceeds the radius.
std::optional<ResultRow> compute_row(const RowPlan& plan, std::uint32_t row_index, const RowOptions& options);

/// Evaluates the bound of a row where that takes no statistic, so that a bound without a value is met before any row is
/// computed. Errors : InputError naming the bound's place, as compute_row() would throw.
void require_defined_bound(const RowPlan& plan);

/// The bound of a row, with relative width 10^-digits where that is possible.
/// Errors : InputError naming the bound's place where it has no value.
numeric::Interval enclose_bound(const RowPlan& plan, int digits);

/// Enclosures of the variables of a row's bound, or radius, in order; `free` for a constant that is left open.
std::vector<numeric::Interval> enclose_variables(const PlannedBound& plan, const Length& length,
                                                 const numeric::Interval& free, int digits);

/// What exact planned rows of one claim at one scale compare with their bounds, with relative width at most 10^-digits;
/// lengths that share an expectation or an average are enclosed together.
/// Errors : PrecisionError; InputError for more digits than averages have, and for a formula without a value.
std::vector<numeric::Interval> enclose_deviations(const std::vector<const RowPlan*>& plans, int digits,
                                                  unsigned threads);

/// The standard error that theory predicts for the mean of `prompts` samples: sqrt((E X^2 - (E X)^2)/prompts).
double predicted_std_error(const numeric::Expectation& second_moment, const numeric::Expectation& first_moment,
                           const Integer& length, std::uint64_t prompts);

}  // namespace softlin::check
