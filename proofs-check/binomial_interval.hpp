#pragma once
/// Binomial tails as enclosures, and what they say about a probability from counts.

#include <cstdint>

#include "numeric/interval.hpp"

namespace softlin::check {

/// Encloses P(N >= k) for N ~ Bin(n, p).
///
/// Formula    : sum over j = k..n of C(n, j) p^j (1-p)^(n-j): the first term from log-gamma at integers, the others by
///              their ratios, whatever follows term j by the geometric series, as the ratios decrease; on the side of the
///              mode the complement is summed
/// Inputs     : p inside [0, 1]; n >= 1; k > n gives 0
/// Errors     : DomainError outside
/// Cost       : about 10 sqrt(n) terms
/// Checked by : tests/proofs-check/binomial_interval_test.cpp (exact sums in rational arithmetic; symmetry; Boost.Math)
numeric::Interval binomial_tail(std::uint64_t k, std::uint64_t n, const numeric::Interval& p);

/// The smallest k for which P(N >= k) <= alpha is certain, N ~ Bin(n, p); at most n + 1. `alpha` > 0.
std::uint64_t rare_count(std::uint64_t n, const numeric::Interval& p, const numeric::Interval& alpha);

struct ProportionInterval {
  double lower;
  double upper;
};

/// Two-sided confidence interval for a probability (Clopper and Pearson), rounded outward.
///
/// Formula    : alpha = 1 - confidence, k successes in n trials; lower = the p with P(Bin(n, p) >= k) = alpha/2 (0 at
///              k = 0), upper = 1 - lower end for n - k successes
/// Source     : Clopper and Pearson, Biometrika 26 (1934)
/// Inputs     : successes <= trials, trials >= 1, 0 < confidence < 1
/// Errors     : DomainError outside
/// Result     : ends with 40 bits (of p below, of 1 - p above), each certainly outside of or at the exact end and at most
///              one unit of these 40 bits from it; the same on every machine
/// Not promised : validity at a trial count chosen while looking at the outcomes
/// Checked by : tests/proofs-check/binomial_interval_test.cpp (tails at the ends and one unit inside)
ProportionInterval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence);

/// The same where each success is certain for `certain` trials only and possible for `possible` of them: the lower end
/// of the one, the upper end of the other.
ProportionInterval clopper_pearson(std::uint64_t certain, std::uint64_t possible, std::uint64_t trials,
                                   double confidence);

}  // namespace softlin::check
