#include "proofs-check/evidence.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;
constexpr double k_infinity = std::numeric_limits<double>::infinity();

}  // namespace

const std::array<double, k_bet_count>& bets() {
  static const std::array<double, k_bet_count> grid = [] {
    std::array<double, k_bet_count> out{};
    for (std::size_t k = 0; k < k_bet_count; ++k) {
      const double position = static_cast<double>(k) / (k_bet_count - 1);
      out[k] = k_smallest_bet * std::pow(k_largest_bet / k_smallest_bet, position);
    }
    out.back() = k_largest_bet;
    return out;
  }();
  return grid;
}

double lowered(const numeric::SampleValue& y) {
  const double low = y.value - y.rounding;
  return low > 0 ? std::nextafter(low, 0.0) : 0.0;
}

BettingEvidence::BettingEvidence(double bound_upper) : bound_(bound_upper) {
  if (!(bound_upper >= 0) || !std::isfinite(bound_upper)) {
    throw DomainError("BettingEvidence", "bound = " + std::to_string(bound_upper), "finite and >= 0");
  }
}

void BettingEvidence::add(double y) {
  if (!(y >= 0) || !std::isfinite(y)) {
    throw DomainError("BettingEvidence::add", "y = " + std::to_string(y), "finite and >= 0");
  }
  ++count_;
  if (bound_ == 0) {
    if (y > 0) log_now_ = log_max_ = k_infinity;
    return;
  }
  // A tiny bound may overflow the ratio; a smaller ratio keeps the evidence valid.
  const double ratio = std::min(y / bound_, 1e300);
  double top = -k_infinity;
  std::array<double, k_bet_count> low{};
  for (std::size_t k = 0; k < k_bet_count; ++k) {
    const double t = bets()[k];
    const double step = std::log1p(t * (ratio - 1));
    log_wealth_[k] += step;
    // t (ratio - 1) is off by 3 units of t (ratio + 1), and t (ratio + 1) / (1 + t (ratio - 1)) <= (1 + t)/(1 - t) <= 19:
    // at most 57 units in the logarithm, then 2 of the logarithm itself and one of the sum.
    slack_[k] += k_unit * (64 + 3 * std::abs(step) + std::abs(log_wealth_[k]));
    low[k] = log_wealth_[k] - slack_[k];
    top = std::max(top, low[k]);
  }
  double sum = 0;
  for (const double x : low) sum += std::exp(x - top);
  const double now = top + std::log(sum / k_bet_count);
  log_now_ = now - k_unit * (64 + 4 * std::abs(now) + 4 * std::abs(top));
  log_max_ = std::max(log_max_, log_now_);
}

double BettingEvidence::e_value() const { return count_ == 0 ? 1.0 : std::exp(log_now_); }

double BettingEvidence::max_e_value() const { return std::exp(log_max_); }

ProportionInterval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence) {
  if (trials == 0 || successes > trials || !(confidence > 0 && confidence < 1)) {
    throw DomainError("clopper_pearson",
                      std::to_string(successes) + " of " + std::to_string(trials) + " at " + std::to_string(confidence),
                      "successes <= trials, trials >= 1, 0 < confidence < 1");
  }
  const double tail = (1 - confidence) / 2;
  const auto k = static_cast<double>(successes);
  const auto n = static_cast<double>(trials);
  ProportionInterval out{0, 1};
  if (successes > 0) out.lower = boost::math::ibeta_inv(k, n - k + 1, tail);
  if (successes < trials) out.upper = boost::math::ibetac_inv(k + 1, n - k, tail);
  return out;
}

}  // namespace softlin::check
