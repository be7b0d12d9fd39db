#pragma once
/// Evidence from samples: e-values by betting against a claimed mean.

#include <array>
#include <cstddef>
#include <cstdint>

#include "numeric/sampler.hpp"

namespace softlin::check {

/// Number of bets, the smallest and the largest of them.
inline constexpr std::size_t k_bet_count = 16;
inline constexpr double k_smallest_bet = 0x1p-12;
inline constexpr double k_largest_bet = 989560464998 * 0x1p-40;  // 0.9, rounded down

/// The bets: t_k = 2^-12 (0.9 2^12)^(k/15), k = 0..15 (equal steps in ln t), each rounded to a multiple of 2^-40, so that
/// 1 - t_k is a double too.
const std::array<double, k_bet_count>& bets();

/// A lower end of the value meant by a sample: max(0, value - rounding), rounded down.
double lowered(const numeric::SampleValue& y);

/// Evidence against "E[Y] <= B" from independent values Y_1, Y_2, ... >= 0.
///
/// Formula    : wealth W_n = average over the bets t of prod_{i<=n} (1 - t + t Y_i/B)
/// Why valid  : under the null each factor is >= 1 - t > 0 and has conditional mean 1 - t + t E[Y_i | past]/B <= 1, so
///              every product, and their average, is a non-negative supermartingale that starts at 1. Hence
///              E[W_tau] <= 1 at every stopping time tau, also one chosen while looking at the values, and (Ville)
///              P(W_n >= 1/alpha for some n) <= alpha. Nothing is assumed of the law of Y beyond Y >= 0. Lowering Y, or
///              raising B, only lowers the wealth, so Y lowered by its rounding bound and the upper end of B keep it.
/// Rounding   : an e-value returned is at most the exact wealth of the same values. With u = 2^-53: 1 - t and t are
///              exact and both terms of a factor are positive, so that the division, the product and the sum make it at
///              most (1 + u)^3 too large, and the product of the wealth with it once more; the sum over the bets adds
///              (1 + u)^5. After n values the computed wealth is at most (1 + u)^{4n+5} times the exact one (an
///              underflow of Y/B or of t Y/B is below 2^-1000 of the factor), and is divided by more than that before it
///              is returned. Scaling by powers of two is exact; bets that are 2^-700 of the largest count as 0.
/// Inputs     : bound_upper >= 0, the upper end of the bound's enclosure; at most 2^43 values (k_prompt_limit)
/// Special    : B = 0: a positive Y has mean > 0, so the evidence is infinite; Y = 0 leaves the wealth as it is
/// Errors     : DomainError for a bound or a value that is negative or not finite
/// Result     : from +, *, / and scaling alone: the same bits on every machine with IEEE doubles
/// Cost       : 3 multiplications and 2 additions a bet and value, a division a value; no logarithm
/// Threads    : one object, one thread; add values in prompt order so that the result is reproducible
/// Not promised : that a false claim is found (a heavy tail may hide its mean for any number of samples); validity for
///              several rows at once, where the threshold has to be multiplied by the number of rows
/// Source     : Waudby-Smith and Ramdas, JRSS-B 86 (2024); Ville (1939)
/// Example    :
///     BettingEvidence evidence(/*bound_upper=*/0.5);
///     for (const auto& y : values) evidence.add(y);
///     bool violated = evidence.max_e_value() >= rows / (1 - confidence);
/// Checked by : tests/proofs-check/evidence_test.cpp (products in rational arithmetic, alarms under the null against the
///              binomial law, power at 1.2 B), tests/proofs-check/false_alarms_slow_test.cpp
class BettingEvidence {
 public:
  explicit BettingEvidence(double bound_upper);

  /// Takes in an exact value. To take in a sample with its rounding, pass the sample itself.
  void add(double y);
  void add(const numeric::SampleValue& y) { add(lowered(y)); }

  /// Now. The largest finite double stands for everything above it; infinite only at B = 0.
  double e_value() const;
  double max_e_value() const;  ///< largest so far, at least 1 (the value before the first sample)
  std::uint64_t count() const { return count_; }
  double bound() const { return bound_; }

 private:
  double weighted_sum() const;
  double lowered_wealth(double sum) const;
  void rescale();

  double bound_;
  // Wealth of bet k: wealth_[k] 2^exponent_[k]; scale_[k] = 2^(exponent_[k] - reference_).
  alignas(64) std::array<double, k_bet_count> wealth_{};
  alignas(64) std::array<double, k_bet_count> scale_{};
  std::array<std::int64_t, k_bet_count> exponent_{};
  std::int64_t reference_ = 0;
  double sum_;      ///< of the scaled wealths, now
  double sum_max_;  ///< the largest since the last rescaling
  double max_ = 1;  ///< the largest before it, as returned
  int since_rescaling_ = 0;
  bool infinite_ = false;
  std::uint64_t count_ = 0;
};

}  // namespace softlin::check
