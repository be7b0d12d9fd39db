#include "proofs-check/steps/exponential_ratio_region.hpp"

#include <functional>

#include "numeric/interval.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;

constexpr Bits k_bits{80};
const Rational k_least(1, 500);
const Rational k_most = 10;

Interval number(const Rational& x) { return {x, k_bits}; }

/// Two functions that increase from k_least on.
struct Inequality {
  std::string name;
  std::function<Interval(const Interval&)> left;
  std::function<Interval(const Interval&)> right;
  bool holds_near_zero;  ///< up to k_least, and for negative arguments if there are any
};

/// left <= right from k_least to k_most; nothing is said beyond.
bool subdivide(const Inequality& inequality, RegionResult& result) {
  const Rational narrowest(1, 1 << 24);
  std::vector<std::pair<Rational, Rational>> open{{k_least, k_most}};
  while (!open.empty()) {
    const auto [low, high] = open.back();
    open.pop_back();
    if (certainly_less_equal(inequality.left(number(high)), inequality.right(number(low)))) {
      ++result.boxes;
      ++result.methods[inequality.name];
      continue;
    }
    if (high - low < narrowest) {
      result.open_box = inequality.name + ", " + symbolic::to_text(low) + " .. " + symbolic::to_text(high);
      return false;
    }
    const Rational middle = (low + high) / 2;
    open.emplace_back(middle, high);
    open.emplace_back(low, middle);
  }
  return true;
}

RegionResult prove_all(const std::vector<Inequality>& inequalities) {
  RegionResult result;
  for (const Inequality& inequality : inequalities) {
    if (!inequality.holds_near_zero) {
      result.open_box = inequality.name + ", up to " + symbolic::to_text(k_least);
      return result;
    }
    if (!subdivide(inequality, result)) return result;
  }
  result.verdict = Verdict::proved;
  return result;
}

Inequality exponential_majorant(const Rational& h, const Rational& c) {
  const bool near_zero = h <= 6 && h > Rational(11, 5) &&  // 2/w + 2 - h < 0 beyond 10
                         certainly_less_equal(2 * exp(number(2 * k_least)) / number(h * h), number(c));
  return {"h = " + symbolic::to_text(h), [](const Interval& w) { return sqr(w * exp(w)); },
          [h, c](const Interval& w) { return number(c) * (expm1(number(h) * w) - number(h) * w); }, near_zero};
}

/// t^n <= c (e^t - 1). Up to k_least: t^n <= k_least^{n-1} t.
Inequality power_majorant(long n, const Rational& c) {
  return {"t^" + std::to_string(n), [n](const Interval& t) { return pow(t, n); },
          [c](const Interval& t) { return number(c) * expm1(t); }, k_least <= c};
}

}  // namespace

const std::vector<std::pair<Rational, Rational>>& exponential_constants() {
  static const std::vector<std::pair<Rational, Rational>> out{
      {Rational(5, 2), Rational(218, 100)},    {3, Rational(556, 1000)},
      {Rational(7, 2), Rational(261, 1000)},   {4, Rational(1583, 10000)},
      {Rational(9, 2), Rational(1103, 10000)}, {5, Rational(837, 10000)},
      {Rational(11, 2), Rational(671, 10000)}};
  return out;
}

RegionResult prove_exponential_majorants(const Rational& factor) {
  std::vector<Inequality> all;
  for (const auto& [h, c] : exponential_constants()) all.push_back(exponential_majorant(h, c * factor));
  return prove_all(all);
}

RegionResult prove_power_majorants(const Rational& factor) {
  return prove_all(
      {power_majorant(2, factor * Rational(6477, 10000)), power_majorant(3, factor * Rational(14215, 10000))});
}

}  // namespace softlin::check
