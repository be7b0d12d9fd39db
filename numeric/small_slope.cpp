#include "numeric/small_slope.hpp"

#include <cmath>
#include <map>
#include <mutex>
#include <string>

#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

using symbolic::WeightPolynomial;

constexpr int k_order = 10;

/// f, f', f'', ... with respect to s^2, up to order k_order. Shared by all threads; derived once for each statistic.
const std::vector<WeightPolynomial>& derivatives(const WeightPolynomial& f) {
  static std::mutex guard;
  static std::map<std::string, std::vector<WeightPolynomial>> known;
  const std::lock_guard lock(guard);
  auto [place, fresh] = known.try_emplace(f.text());
  if (fresh) {
    place->second.push_back(f);
    for (int k = 0; k < k_order; ++k) place->second.push_back(place->second.back().heat_flow());
  }
  return place->second;
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
  std::vector<Interval> out;
  for (const auto& f : statistics) {
    const auto& chain = derivatives(f);
    Interval sum(0, bits);
    for (int k = k_order - 1; k >= 0; --k) {  // Horner in u with the factorials inside
      sum = sum * s_squared / (k + 1) + Interval(chain[static_cast<std::size_t>(k)].at_equal_weights(L), bits);
    }
    const Interval remainder =
        pow(s_squared, k_order) / factorial(k_order, bits) * Interval(chain.back().absolute_sum(), bits) * a_bound;
    if (!certainly_less_equal(remainder, goal)) return std::nullopt;
    out.push_back(widen(sum, remainder));
  }
  return out;
}

}  // namespace softlin::numeric
