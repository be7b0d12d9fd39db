#include "proofs-check/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "proofs-check/binomial_interval.hpp"
#include "proofs-check/evidence.hpp"

namespace softlin::check {

using numeric::Bits;
using numeric::Interval;

namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

double root_down(double x) { return x > 0 ? std::nextafter(std::sqrt(x), 0.0) : 0.0; }
double root_up(double x) { return x > 0 ? std::nextafter(std::sqrt(x), k_infinity) : 0.0; }

/// Element of rank `rank`, counted from 1.
double ranked(const std::vector<double>& ascending, std::uint64_t rank) {
  return ascending[static_cast<std::size_t>(rank - 1)];
}

std::uint64_t above(const std::vector<double>& ascending, double bound) {
  return static_cast<std::uint64_t>(ascending.end() - std::upper_bound(ascending.begin(), ascending.end(), bound));
}

}  // namespace

double raised(const numeric::SampleValue& y) {
  const double high = y.value + y.rounding;
  return high > 0 ? std::nextafter(high, k_infinity) : 0.0;
}

OrderStatistics::OrderStatistics(std::span<const numeric::SampleValue> squares) {
  if (squares.empty()) throw DomainError("OrderStatistics", "no values", "at least one");
  for (const numeric::SampleValue& y : squares) {
    low_.push_back(lowered(y));
    middle_.push_back(std::max(0.0, y.value));
    high_.push_back(raised(y));
  }
  for (auto* values : {&low_, &middle_, &high_}) std::sort(values->begin(), values->end());
}

QuantileEstimate OrderStatistics::quantile(const Rational& q, double confidence) const {
  if (!(q > 0 && q < 1) || !(confidence > 0 && confidence < 1)) {
    throw DomainError("OrderStatistics::quantile", "q = " + q.str(), "0 < q < 1 and 0 < confidence < 1");
  }
  constexpr Bits bits(128);
  const std::uint64_t n = count();
  const Interval half = numeric::scale_by_power_of_two(1 - Interval::point(confidence, bits), -1);
  const Interval p(q, bits);
  // P(Bin(n, q) <= l - 1) = P(Bin(n, 1 - q) >= n - l + 1)
  const std::uint64_t l = n + 1 - rare_count(n, 1 - p, half);
  const std::uint64_t u = rare_count(n, p, half);
  const Rational product = q * Rational(Integer(n));
  const Integer whole = (mp::numerator(product) + mp::denominator(product) - 1) / mp::denominator(product);
  QuantileEstimate out{};
  out.value = std::sqrt(ranked(middle_, whole.convert_to<std::uint64_t>()));
  out.lower = l == 0 ? 0.0 : root_down(ranked(low_, l));
  out.upper = u > n ? k_infinity : root_up(ranked(high_, u));
  return out;
}

std::uint64_t OrderStatistics::certainly_above(double square_upper) const { return above(low_, square_upper); }
std::uint64_t OrderStatistics::possibly_above(double square_lower) const { return above(high_, square_lower); }

}  // namespace softlin::check
