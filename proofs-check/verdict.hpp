#pragma once
/// From numbers to verdicts. Overlapping enclosures are undecided; samples never prove.

#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/evidence.hpp"

namespace softlin::check {

/// Exact rows: compares whole enclosures.
///   at_most  : proved when every deviation <= every bound, violated when every deviation > every bound
///   at_least : the mirror image
///   equal    : violated when the enclosures are disjoint; proved only for equal points
Verdict compare(const numeric::Interval& deviation, const numeric::Interval& bound, Relation relation);

/// Exact rows whose difference bound - deviation has the exactly known sign `sign`.
Verdict decide(int sign, Relation relation);

/// Sampled rows (relation at_most): violated when the e-value ever reached rows/(1 - confidence), `rows` the number of
/// sampled rows of the run; otherwise consistent when it ended at 1 or below, undecided when above.
Verdict judge(const BettingEvidence& evidence, std::size_t rows, double confidence);

/// rows/(1 - confidence), rounded up: the e-value that `violated` asks of each of `rows` sampled rows.
double e_threshold(std::size_t rows, double confidence);

/// Rows about a probability, with the number of trials fixed beforehand: violated when P(Bin(trials, bound_upper) >=
/// successes) <= (1 - confidence)/rows, that is when the one-sided Clopper-Pearson lower end of that confidence lies at
/// or above the bound; otherwise consistent when successes <= trials bound_upper, undecided when above.
/// Where `successes` counts certain successes only, the verdict errs towards the claim.
Verdict judge_proportion(std::uint64_t successes, std::uint64_t trials, double bound_upper, std::size_t rows,
                         double confidence);

/// A row is as expected when the verdict is the expected one, or, without one, proved or consistent.
bool as_expected(Verdict verdict, const std::optional<Verdict>& expected);

}  // namespace softlin::check
