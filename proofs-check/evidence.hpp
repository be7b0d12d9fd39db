#pragma once
/// Evidence from samples: e-values by betting against a claimed mean, and exact binomial intervals.

#include <array>
#include <cstddef>
#include <cstdint>

#include "numeric/sampler.hpp"

namespace softlin::check {

/// Number of bets, the smallest and the largest of them.
inline constexpr std::size_t k_bet_count = 16;
inline constexpr double k_smallest_bet = 0x1p-12;
inline constexpr double k_largest_bet = 0.9;

/// The bets: t_k = k_smallest_bet (k_largest_bet / k_smallest_bet)^(k/15), k = 0..15 (equal steps in ln t).
const std::array<double, k_bet_count>& bets();

/// A lower end of the value meant by a sample: max(0, value - rounding), rounded down.
double lowered(const numeric::SampleValue& y);

/// Evidence against "E[Y] <= B" from independent values Y_1, Y_2, ... >= 0.
///
/// Formula    : wealth W_n = average over the bets t of prod_{i<=n} (1 + t (Y_i/B - 1)), in logarithms
/// Why valid  : under the null each factor is >= 1 - t > 0 and has conditional mean 1 + t (E[Y_i | past]/B - 1) <= 1, so
///              every product, and their average, is a non-negative supermartingale that starts at 1. Hence
///              E[W_tau] <= 1 at every stopping time tau, also one chosen while looking at the values, and (Ville)
///              P(W_n >= 1/alpha for some n) <= alpha. Nothing is assumed of the law of Y beyond Y >= 0. Lowering Y, or
///              raising B, only lowers the wealth, so Y lowered by its rounding bound and the upper end of B keep it.
/// Rounding   : every logarithm is lowered by a bound on the rounding committed so far: the e-value returned is at most
///              the exact wealth of the same values
/// Inputs     : bound_upper >= 0, the upper end of the bound's enclosure
/// Special    : B = 0: a positive Y has mean > 0, so the evidence is infinite; Y = 0 leaves the wealth as it is
/// Errors     : DomainError for a bound or a value that is negative or not finite
/// Cost       : 16 logarithms and 16 exponentials a value
/// Threads    : one object, one thread; add values in prompt order so that the result is reproducible
/// Not promised : that a false claim is found (a heavy tail may hide its mean for any number of samples); validity for
///              several rows at once, where the threshold has to be multiplied by the number of rows
/// Source     : Waudby-Smith and Ramdas, JRSS-B 86 (2024); Ville (1939)
/// Example    :
///     BettingEvidence evidence(/*bound_upper=*/0.5);
///     for (const auto& y : values) evidence.add(y);
///     bool violated = evidence.max_e_value() >= rows / (1 - confidence);
/// Checked by : tests/proofs-check/evidence_test.cpp (alarms under the null against the binomial law, power at 1.2 B)
class BettingEvidence {
 public:
  explicit BettingEvidence(double bound_upper);

  /// Takes in an exact value. To take in a sample with its rounding, pass the sample itself.
  void add(double y);
  void add(const numeric::SampleValue& y) { add(lowered(y)); }

  double e_value() const;      ///< now; may be infinite
  double max_e_value() const;  ///< largest so far, at least 1 (the value before the first sample)
  double log_e_value() const { return log_now_; }
  double log_max_e_value() const { return log_max_; }
  std::uint64_t count() const { return count_; }
  double bound() const { return bound_; }

 private:
  double bound_;
  std::array<double, k_bet_count> log_wealth_{};
  std::array<double, k_bet_count> slack_{};  ///< bound on the rounding in log_wealth_
  double log_now_ = 0;
  double log_max_ = 0;
  std::uint64_t count_ = 0;
};

struct ProportionInterval {
  double lower;
  double upper;
};

/// Exact (Clopper-Pearson) two-sided confidence interval for a probability.
///
/// Formula    : alpha = 1 - confidence, k successes in n trials; lower = alpha/2 quantile of Beta(k, n - k + 1) (0 at
///              k = 0), upper = 1 - alpha/2 quantile of Beta(k + 1, n - k) (1 at k = n)
/// Source     : Clopper and Pearson, Biometrika 26 (1934)
/// Inputs     : successes <= trials, trials >= 1, 0 < confidence < 1
/// Errors     : DomainError outside
/// Result     : double precision, about 14 digits
/// Not promised : validity at a trial count chosen while looking at the outcomes
/// Checked by : tests/proofs-check/evidence_test.cpp (binomial tails at the ends)
ProportionInterval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence);

}  // namespace softlin::check
