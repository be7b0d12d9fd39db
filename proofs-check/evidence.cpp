#include "proofs-check/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "numeric/rounding_unit.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

using numeric::k_unit;

constexpr double k_largest = std::numeric_limits<double>::max();

/// Multiples of 2^-40: powers from a library would differ in the last bit between machines.
constexpr std::array<double, k_bet_count> k_bets = [] {
  constexpr std::array<std::int64_t, k_bet_count> multiples{
      268435456,   464101931,   802392523,   1387268005,   2398467661,   4146745332,   7169367810,   12395223406,
      21430280517, 37051121062, 64058217572, 110751176236, 191479305897, 331051333565, 572359425170, 989560464998};
  std::array<double, k_bet_count> out{};
  for (std::size_t k = 0; k < k_bet_count; ++k) out[k] = static_cast<double>(multiples[k]) * 0x1p-40;
  return out;
}();

/// 1 - t, exactly.
constexpr std::array<double, k_bet_count> k_kept = [] {
  std::array<double, k_bet_count> out{};
  for (std::size_t k = 0; k < k_bet_count; ++k) out[k] = 1 - k_bets[k];
  return out;
}();

// A rescaled wealth lies in [1/2, 1). A value multiplies it by at least 1 - t >= 1/10 and, unless the ratio Y/B is rare, by
// at most k_usual_ratio: k_run of them stay within 2^-214 and 2^512. A rare one, at most k_ratio_cap, is rescaled before
// and after.
constexpr int k_run = 64;
constexpr double k_usual_ratio = 0x1p8;
constexpr double k_ratio_cap = 0x1p500;  // a smaller ratio keeps the evidence valid
constexpr std::int64_t k_least_scale = -700;

}  // namespace

const std::array<double, k_bet_count>& bets() { return k_bets; }

double lowered(const numeric::SampleValue& y) {
  const double low = y.value - y.rounding;
  return low > 0 ? std::nextafter(low, 0.0) : 0.0;
}

BettingEvidence::BettingEvidence(double bound_upper) : bound_(bound_upper) {
  if (!(bound_upper >= 0) || !std::isfinite(bound_upper)) {
    throw DomainError("BettingEvidence", "bound = " + std::to_string(bound_upper), "finite and >= 0");
  }
  wealth_.fill(1);
  scale_.fill(1);
  sum_ = sum_max_ = weighted_sum();
}

void BettingEvidence::add(double y) {
  if (!(y >= 0) || !std::isfinite(y)) {
    throw DomainError("BettingEvidence::add", "y = " + std::to_string(y), "finite and >= 0");
  }
  ++count_;
  if (bound_ == 0) {
    infinite_ = infinite_ || y > 0;
    return;
  }
  const double ratio = std::min(y / bound_, k_ratio_cap);
  const bool is_rare = ratio > k_usual_ratio;
  if (is_rare) rescale();
  for (std::size_t k = 0; k < k_bet_count; ++k) wealth_[k] *= k_kept[k] + k_bets[k] * ratio;
  sum_ = weighted_sum();
  sum_max_ = std::max(sum_max_, sum_);
  if (++since_rescaling_ == k_run || is_rare) rescale();
}

/// In four lanes, so that vector code keeps the order.
double BettingEvidence::weighted_sum() const {
  std::array<double, 4> lane{};
  for (std::size_t k = 0; k < k_bet_count; k += 4) {
    for (std::size_t j = 0; j < 4; ++j) lane[j] += wealth_[k + j] * scale_[k + j];
  }
  return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

/// At most the exact average wealth of which `sum` was computed (see Rounding).
double BettingEvidence::lowered_wealth(double sum) const {
  const double kept = 1 - k_unit * (5 * static_cast<double>(count_) + 32);
  int exponent = 0;
  const double mantissa = std::frexp(sum * kept / k_bet_count, &exponent);
  const std::int64_t power = reference_ + exponent;
  if (power > std::numeric_limits<double>::max_exponent) return k_largest;
  if (power < std::numeric_limits<double>::min_exponent) return 0;
  return std::ldexp(mantissa, static_cast<int>(power));
}

void BettingEvidence::rescale() {
  max_ = std::max(max_, lowered_wealth(sum_max_));
  for (std::size_t k = 0; k < k_bet_count; ++k) {
    int exponent = 0;
    wealth_[k] = std::frexp(wealth_[k], &exponent);
    exponent_[k] += exponent;
  }
  reference_ = *std::max_element(exponent_.begin(), exponent_.end());
  for (std::size_t k = 0; k < k_bet_count; ++k) {
    const std::int64_t power = exponent_[k] - reference_;
    scale_[k] = power < k_least_scale ? 0 : std::ldexp(1.0, static_cast<int>(power));
  }
  sum_ = sum_max_ = weighted_sum();
  since_rescaling_ = 0;
}

double BettingEvidence::e_value() const {
  if (infinite_) return std::numeric_limits<double>::infinity();
  return count_ == 0 || bound_ == 0 ? 1.0 : lowered_wealth(sum_);
}

double BettingEvidence::max_e_value() const {
  if (infinite_) return std::numeric_limits<double>::infinity();
  return bound_ == 0 ? 1.0 : std::max(max_, lowered_wealth(sum_max_));
}

}  // namespace softlin::check
