#include "proofs-check/binomial_interval.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <string>

namespace softlin::check {

using numeric::Bits;
using numeric::certainly_less;
using numeric::certainly_less_equal;
using numeric::Interval;

namespace {

constexpr Bits k_bits(128);

/// ln(n!)
Interval log_factorial(std::uint64_t n) {
  Interval argument(Integer(n) + 1, k_bits);
  Interval out = Interval::blank(k_bits);
  mpfr_lngamma(&out.raw()->left, &argument.raw()->left, MPFR_RNDD);  // increasing from 2 on, 0 at 1 and 2
  mpfr_lngamma(&out.raw()->right, &argument.raw()->right, MPFR_RNDU);
  return out.check("log_factorial");
}

/// P(N >= k) for 1 <= k <= n and 0 < p < 1, good above the mode.
Interval upper_tail(std::uint64_t k, std::uint64_t n, const Interval& p) {
  const Interval odds = p / (1 - p);
  Interval term = exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) + Interval(k, k_bits) * log(p) +
                      Interval(n - k, k_bits) * numeric::log1p(-p));
  Interval sum = term;
  for (std::uint64_t j = k; j < n; ++j) {
    const Interval ratio = odds * Interval(n - j, k_bits) / Interval(j + 1, k_bits);
    if (certainly_less(ratio, Interval(1, k_bits))) {
      // The terms after j add up to at most term ratio/(1 - ratio).
      const Interval rest = term * ratio / (1 - ratio);
      if (certainly_less(rest, numeric::scale_by_power_of_two(sum, -64))) {
        return Interval::from_ends(sum.lower(), (sum + rest).upper());
      }
    }
    term = term * ratio;
    sum = sum + term;
  }
  return sum;
}

void require(bool condition, const std::string& found, const char* expected) {
  if (!condition) throw DomainError("binomial", found, expected);
}

// Positive doubles with 40 bits, counted in their order.
constexpr int k_dropped_bits = 13;
double grid_value(std::uint64_t index) { return std::bit_cast<double>(index << k_dropped_bits); }
std::uint64_t grid_index(double x) { return std::bit_cast<std::uint64_t>(x) >> k_dropped_bits; }

/// The largest 40-bit p with P(Bin(n, p) >= k) <= tail, certainly.
double lower_end(std::uint64_t k, std::uint64_t n, const Interval& tail) {
  if (k == 0) return 0;
  const auto inside = [&](std::uint64_t index) {
    return certainly_less_equal(binomial_tail(k, n, Interval::point(grid_value(index), k_bits)), tail);
  };
  // A good guess saves steps; the answer does not depend on it.
  const double guess =
      boost::math::ibeta_inv(static_cast<double>(k), static_cast<double>(n - k) + 1, tail.mid_double());
  const std::uint64_t top = grid_index(1);
  std::uint64_t low =
      std::clamp<std::uint64_t>(grid_index(std::isfinite(guess) && guess > 0 ? guess : 0.5), 1, top - 1);
  std::uint64_t high = low + 1;
  for (std::uint64_t step = 1; low > 0 && !inside(low); step *= 2) {
    high = low;
    low -= std::min(low, step);
  }
  for (std::uint64_t step = 1; high < top && inside(high); step *= 2) {
    low = high;
    high = std::min(top, high + step);
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (inside(middle) ? low : high) = middle;
  }
  return grid_value(low);
}

Interval half_risk(double confidence) {
  return numeric::scale_by_power_of_two(1 - Interval::point(confidence, k_bits), -1);
}

}  // namespace

Interval binomial_tail(std::uint64_t k, std::uint64_t n, const Interval& p_given) {
  const Interval p = p_given.with_precision(k_bits);
  const Interval one(1, k_bits);
  require(n >= 1, "n = 0", "n >= 1");
  require(!certainly_negative(p.lower()) && certainly_less_equal(p, one), "p outside [0, 1]", "0 <= p <= 1");
  if (k == 0) return one;
  if (k > n) return Interval(0, k_bits);
  // Monotone in p: the ends are enclosed by themselves.
  const auto at = [&](const Interval& point) {
    if (contains_zero(point)) return Interval(0, k_bits);
    if (!certainly_less(point, one)) return one;
    const double mode = static_cast<double>(n) * point.mid_double();
    if (static_cast<double>(k) >= mode) return upper_tail(k, n, point);
    return 1 - upper_tail(n - k + 1, n, 1 - point);
  };
  if (p.is_point()) return at(p);
  return Interval::from_ends(at(p.lower()).lower(), at(p.upper()).upper());
}

std::uint64_t rare_count(std::uint64_t n, const Interval& p, const Interval& alpha) {
  require(certainly_positive(alpha), "alpha <= 0", "alpha > 0");
  std::uint64_t common = 0;
  std::uint64_t rare = n + 1;
  while (rare - common > 1) {
    const std::uint64_t middle = common + (rare - common) / 2;
    (certainly_less_equal(binomial_tail(middle, n, p), alpha) ? rare : common) = middle;
  }
  return rare;
}

ProportionInterval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence) {
  return clopper_pearson(successes, successes, trials, confidence);
}

ProportionInterval clopper_pearson(std::uint64_t certain, std::uint64_t possible, std::uint64_t trials,
                                   double confidence) {
  require(trials >= 1 && certain <= possible && possible <= trials && confidence > 0 && confidence < 1,
          std::to_string(certain) + " to " + std::to_string(possible) + " of " + std::to_string(trials) + " at " +
              std::to_string(confidence),
          "successes <= trials, trials >= 1, 0 < confidence < 1");
  const Interval tail = half_risk(confidence);
  const double above = 1 - lower_end(trials - possible, trials, tail);
  // 1 - x is exact for x with 40 bits from 2^-13 on; one step covers the rounding below that.
  const double upper = above < 1 ? std::nextafter(above, 1.0) : 1.0;
  return {lower_end(certain, trials, tail), upper};
}

}  // namespace softlin::check
