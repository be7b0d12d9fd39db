#include "numeric/small_slope.hpp"

#include <cmath>
#include <map>
#include <mutex>
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
  return out;
}

/// f, f', f'', ... with respect to s^2, up to order k_order. Shared by all threads; derived once for each statistic.
const std::vector<Derivative>& derivatives(const WeightPolynomial& f) {
  static std::mutex guard;
  static std::map<WeightPolynomial::Terms, std::vector<Derivative>> known;
  const std::lock_guard lock(guard);
  auto [place, fresh] = known.try_emplace(f.terms());
  if (fresh) {
    WeightPolynomial g = f;
    for (int k = 0; k <= k_order; ++k) {
      place->second.push_back(prepare(g));
      if (k < k_order) g = g.heat_flow();
    }
  }
  return place->second;
}

Interval at_equal_weights(const Derivative& f, const Interval& inverse_length) {
  Interval sum(0, inverse_length.precision());
  for (std::size_t k = f.by_power.size(); k-- > 0;) {
    sum = sum * inverse_length + Interval(f.by_power[k], inverse_length.precision());
  }
  return sum;
}

}  // namespace

std::optional<std::vector<Interval>> expect_weights_at_small_slope(const std::vector<WeightPolynomial>& statistics,
                                                                   const Interval& s_squared, const Integer& L,
                                                                   int digits, Bits bits) {
  // c_K/K! is at least 10^K for every statistic in use: skip the algebra when that already rules the series out.
  if (k_order * (1 + std::log10(s_squared.upper_double())) > -digits) return std::nullopt;
  const Interval q = exp(s_squared);
  const Interval a_bound = q / (Interval(Integer(L - 1), bits) + q);
  const Interval goal = exp(log(Interval(10, bits)) * (-digits)) / Interval(L, bits);
  const Interval inverse_length = 1 / Interval(L, bits);
  std::vector<Interval> out;
  for (const auto& f : statistics) {
    const auto& chain = derivatives(f);
    Interval sum(0, bits);
    for (int k = k_order - 1; k >= 0; --k) {  // Horner in u with the factorials inside
      sum = sum * s_squared / (k + 1) + at_equal_weights(chain[static_cast<std::size_t>(k)], inverse_length);
    }
    const Interval remainder =
        pow(s_squared, k_order) / factorial(k_order, bits) * Interval(chain.back().size, bits) * a_bound;
    if (!certainly_less_equal(remainder, goal)) return std::nullopt;
    out.push_back(widen(sum, remainder));
  }
  return out;
}

}  // namespace softlin::numeric
