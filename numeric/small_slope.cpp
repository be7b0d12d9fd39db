#include "numeric/small_slope.hpp"

#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <tuple>
#include <vector>

#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

using symbolic::WeightPolynomial;

constexpr int k_order = 10;

/// One heat-flow derivative, made ready for any length.
struct Derivative {
  std::vector<Rational> by_power;  ///< the value at equal weights is sum_k by_power[k] L^{-k}
  Rational size;                   ///< sum of absolute coefficients
  double log_size = 0;
};

Derivative prepare(const WeightPolynomial& f) {
  Derivative out;
  for (const auto& [monomial, coefficient] : f.terms()) {
    std::size_t power = 0;
    for (const int n : monomial) power += static_cast<std::size_t>(n - 1);
    if (out.by_power.size() <= power) out.by_power.resize(power + 1, 0);
    out.by_power[power] += coefficient;
  }
  out.size = f.absolute_sum();
  out.log_size = std::log(out.size.convert_to<double>());
  return out;
}

/// f, f', f'', ... with respect to s^2, up to order k_order, each derived when it is first asked for: high orders have
/// hundreds of monomials and are often not needed.
class Chain {
 public:
  explicit Chain(const WeightPolynomial& f) : next_(f) {}
  const Derivative& at(int order) {
    const std::lock_guard lock(guard_);
    for (; ready_ <= order; ++ready_) {
      if (ready_ > 0) next_ = next_.heat_flow();
      derivatives_[static_cast<std::size_t>(ready_)] = prepare(next_);
    }
    return derivatives_[static_cast<std::size_t>(order)];
  }

 private:
  std::mutex guard_;
  int ready_ = 0;
  WeightPolynomial next_;  ///< the last derivative that is ready
  std::array<Derivative, k_order + 1> derivatives_;
};

/// Shared by all threads; derived once for each statistic.
Chain& derivatives(const WeightPolynomial& f) {
  static std::mutex guard;
  static std::map<WeightPolynomial::Terms, Chain> known;
  const std::lock_guard lock(guard);
  return known.try_emplace(f.terms(), f).first->second;
}

Interval at_equal_weights(const Derivative& f, const Integer& L, Bits bits) {
  // An average asks for the same values at hundreds of slopes.
  constexpr std::size_t k_most_kept = 20000;
  thread_local std::map<std::tuple<const Derivative*, Integer, long>, Interval> kept;
  if (kept.size() > k_most_kept) kept.clear();
  const auto found = kept.find({&f, L, bits.count});
  if (found != kept.end()) return found->second;
  const Interval inverse_length = 1 / Interval(L, bits);
  Interval sum(0, bits);
  for (std::size_t k = f.by_power.size(); k-- > 0;) sum = sum * inverse_length + Interval(f.by_power[k], bits);
  kept.emplace(std::tuple{&f, L, bits.count}, sum);
  return sum;
}

}  // namespace

SmallSlopeSeries::SmallSlopeSeries(const std::vector<WeightPolynomial>& statistics, const Interval& s_squared,
                                   int digits, Bits bits)
    : statistics_(statistics), s_squared_(s_squared), bits_(bits), q_(0, bits), part_(0, bits) {
  const double u = s_squared.upper_double();
  // c_K/K! is at least 10^K for every statistic in use: skip the algebra when that already rules the series out.
  hopeless_ = k_order * (1 + std::log10(u)) > -digits;
  if (hopeless_) return;
  log_slope_ = std::log(u);
  log_part_ = -digits * std::numbers::ln10;
  q_ = exp(s_squared);
  part_ = exp(log(Interval(10, bits)) * (-digits));
}

std::optional<std::vector<Interval>> SmallSlopeSeries::at(const Integer& L) const {
  if (hopeless_) return std::nullopt;
  const Interval a_bound = q_ / (Interval(Integer(L - 1), bits_) + q_);
  const Interval goal = part_ / Interval(L, bits_);
  std::vector<Interval> out;
  for (const auto& f : statistics_) {
    Chain& chain = derivatives(f);
    // a_bound is about 1/L; three digits more than asked for, where a lower order gives them.
    constexpr double k_margin = 7;
    int order = 1;
    while (order < k_order &&
           order * log_slope_ - std::lgamma(order + 1.0) + chain.at(order).log_size > log_part_ - k_margin) {
      ++order;
    }
    Interval sum(0, bits_);
    for (int k = order - 1; k >= 0; --k) {  // Horner in u with the factorials inside
      sum = sum * s_squared_ / (k + 1) + at_equal_weights(chain.at(k), L, bits_);
    }
    const Interval remainder =
        pow(s_squared_, order) / factorial(order, bits_) * Interval(chain.at(order).size, bits_) * a_bound;
    if (!certainly_less_equal(remainder, goal)) return std::nullopt;
    out.push_back(widen(sum, remainder));
  }
  return out;
}

}  // namespace softlin::numeric
