#pragma once
/// Quantiles of a sampled distance, with distribution-free intervals.

#include <cstdint>
#include <span>
#include <vector>

#include "numeric/sampler.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

/// An estimate of a quantile; `upper` may be infinite, when the sample is too small to bound it.
struct QuantileEstimate {
  double value;
  double lower;
  double upper;
};

/// Quantiles of |D| from independent samples of |D|^2.
///
/// Formula    : X_(1) <= ... <= X_(n) the sampled |D|; the estimate is X_(ceil(n q)), the interval [X_(l), X_(u)] with the
///              largest l for which P(Bin(n, q) <= l - 1) <= alpha/2 and the smallest u for which P(Bin(n, q) >= u) <=
///              alpha/2, alpha = 1 - confidence; X_(0) = 0, X_(n+1) infinite
/// Why valid  : with x the q-quantile, X_(l) > x needs at most l - 1 values <= x, each of which has probability at least
///              q; X_(u) < x needs u values < x, each of which has probability at most q. No law is assumed
/// Rounding   : the lower end comes from values lowered by their rounding bounds, the upper end from raised ones: an order
///              statistic is monotone in every value
/// Inputs     : 0 < q < 1, 0 < confidence < 1; each quantile has this confidence by itself
/// Errors     : DomainError outside, or without values
/// Checked by : tests/proofs-check/order_statistics_test.cpp (coverage over fixed seeds, ranks by exact binomial sums)
class OrderStatistics {
 public:
  explicit OrderStatistics(std::span<const numeric::SampleValue> squares);

  QuantileEstimate quantile(const Rational& q, double confidence) const;

  std::uint64_t count() const { return low_.size(); }
  /// Values certainly above, and possibly above, the bound on the distance whose square lies in [lower, upper].
  std::uint64_t certainly_above(double square_upper) const;
  std::uint64_t possibly_above(double square_lower) const;

 private:
  std::vector<double> low_;     ///< lower ends of the squares, ascending
  std::vector<double> middle_;  ///< squares as sampled, ascending
  std::vector<double> high_;    ///< upper ends, ascending
};

/// An upper end of the value meant by a sample.
double raised(const numeric::SampleValue& y);

}  // namespace softlin::check
