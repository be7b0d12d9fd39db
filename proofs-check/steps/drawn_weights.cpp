#include "proofs-check/steps/drawn_weights.hpp"

#include "proofs-check/steps/step_point.hpp"

namespace softlin::check {

std::vector<Rational> drawn_weights(const Rational& draw, long equal) {
  if (equal > 0) return std::vector<Rational>(static_cast<std::size_t>(equal), Rational(1, equal));
  constexpr std::uint64_t k_count = 6;
  std::vector<Rational> out;
  Rational total;
  for (std::uint64_t k = 0; k < k_count; ++k) {
    // A power spreads the sizes: the largest may hold nearly all.
    const Rational entry = drawn_entry(draw, k) + Rational(129, 64);
    out.push_back(mp::numerator(draw) % 2 == 0 ? entry : Rational(entry * entry * entry * entry));
    total += out.back();
  }
  for (Rational& w : out) w /= total;
  return out;
}

Rational value_at(const symbolic::WeightPolynomial& f, const std::vector<Rational>& weights) {
  Rational sum;
  for (const auto& [monomial, coefficient] : f.terms()) {
    Rational product = coefficient;
    for (const int n : monomial) {
      Rational power_sum;
      for (const Rational& w : weights) {
        Rational power = w;
        for (int k = 1; k < n; ++k) power *= w;
        power_sum += power;
      }
      product *= power_sum;
    }
    sum += product;
  }
  return sum;
}

}  // namespace softlin::check
