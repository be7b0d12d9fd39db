#include "symbolic/hermite_reduction.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/symbolic/monomial_draw.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

WeightPolynomial S(int n) { return WeightPolynomial::power_sum(n); }

bool same(const std::map<int, WeightPolynomial>& a, const std::map<int, WeightPolynomial>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.terms() == y.second.terms();
  });
}

std::string text_of(const std::map<int, WeightPolynomial>& reduced) {
  std::string out;
  for (const auto& [k, f] : reduced) out += "s^" + std::to_string(k) + " (" + f.text() + ") ";
  return out;
}

Rational power(const Rational& x, int n) {
  Rational out = 1;
  for (int i = 0; i < n; ++i) out *= x;
  return out;
}

/// The value for given weights.
Rational at(const WeightPolynomial& f, const std::vector<Rational>& weights) {
  Rational sum = 0;
  for (const auto& [monomial, coefficient] : f.terms()) {
    Rational product = coefficient;
    for (const int n : monomial) {
      Rational power_sum = 0;
      for (const Rational& w : weights) power_sum += power(w, n);
      product *= power_sum;
    }
    sum += product;
  }
  return sum;
}

/// sum over distinct indices of prod_k w_{i_k}^{n_k}, by going through all of them.
Rational distinct_sum_by_hand(const std::vector<int>& exponents, const std::vector<Rational>& weights) {
  std::vector<bool> taken(weights.size(), false);
  const std::function<Rational(std::size_t)> from = [&](std::size_t k) -> Rational {
    if (k == exponents.size()) return 1;
    Rational sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (taken[i]) continue;
      taken[i] = true;
      sum += power(weights[i], exponents[k]) * from(k + 1);
      taken[i] = false;
    }
    return sum;
  };
  return from(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hermite_reduction)

BOOST_AUTO_TEST_CASE(distinct_sums) {
  BOOST_TEST((distinct_sum({2, 2}).terms() == (S(2) * S(2) - S(4)).terms()));
  BOOST_TEST((distinct_sum({1, 2}).terms() == (S(2) - S(3)).terms()));
  BOOST_TEST((distinct_sum({}).terms() == WeightPolynomial(Rational(1)).terms()));
  const std::uint64_t seed = 46001;
  Dice dice(seed);
  for (int i = 0; i < scaled(60); ++i) {
    std::vector<Rational> weights(static_cast<std::size_t>(dice.between(1, 5)));
    Rational total = 0;
    for (Rational& w : weights) total += w = Rational(dice.between(1, 20));
    for (Rational& w : weights) w /= total;
    std::vector<int> exponents(static_cast<std::size_t>(dice.between(1, 5)));
    for (int& n : exponents) n = static_cast<int>(dice.between(1, 4));
    std::sort(exponents.begin(), exponents.end());
    const WeightPolynomial f = distinct_sum(exponents);
    const Rational value = distinct_sum_by_hand(exponents, weights);
    BOOST_TEST(at(f, weights) == value, "seed " << seed << " case " << i << ": " << f.text());
    // Fewer tokens than indices leave nothing.
    if (exponents.size() > weights.size()) BOOST_TEST(value == 0);
  }
}

BOOST_AUTO_TEST_CASE(small_cases) {
  // E sum w xi = s (1 - A), and B = A + s^2 A2 with E (S(1,1))^2 = B + 2 s C - s^2.
  BOOST_TEST(text_of(symbolic::hermite_reduction({{1, 1}})) == "s^1 (1 - S2) ");
  BOOST_TEST(text_of(symbolic::hermite_reduction({{1, 0}})) == "s^0 (1) ");
  BOOST_TEST(text_of(symbolic::hermite_reduction({{1, 1}, {1, 1}})) == "s^0 (S2) s^2 (1 - S2 + 6*S2^2 - 6*S3) ");
  // Without scores nothing changes, however often S(1,0) = 1 occurs.
  BOOST_TEST(text_of(symbolic::hermite_reduction({{1, 0}, {2, 0}, {3, 0}})) == "s^0 (S2*S3) ");
}

BOOST_AUTO_TEST_CASE(one_token_gives_gaussian_moments) {
  const Integer moments[] = {1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395};
  for (int p = 0; p <= 12; ++p) {
    for (const ScoreMonomial& monomial : {ScoreMonomial(static_cast<std::size_t>(p), {1, 1}), ScoreMonomial{{3, p}}}) {
      // L = 1: each coefficient of s^k, k > 0, must vanish by itself.
      for (const auto& [k, f] : symbolic::hermite_reduction(monomial)) {
        BOOST_TEST(f.at_equal_weights(1) == (k == 0 ? Rational(moments[p]) : Rational(0)), tests::text_of(monomial));
      }
    }
  }
}

/// Two derivations that share no step give the same polynomial.
BOOST_AUTO_TEST_CASE(random_monomials_as_by_steins_rule) {
  const std::uint64_t seed = 46002;
  Dice dice(seed);
  for (int i = 0; i < scaled(400); ++i) {
    const ScoreMonomial monomial = draw_monomial(dice, 12, 8);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << tests::text_of(monomial)) {
      const auto hermite = symbolic::hermite_reduction(monomial);
      const auto stein = stein_reduction(monomial);
      BOOST_TEST(same(hermite, stein), text_of(hermite) << " by Stein's rule " << text_of(stein));
    }
  }
}

BOOST_AUTO_TEST_CASE(largest_degrees_as_by_steins_rule) {
  for (const ScoreMonomial& monomial : {ScoreMonomial(12, {1, 1}), ScoreMonomial(6, {2, 2}), ScoreMonomial{{16, 16}},
                                        ScoreMonomial{{1, 1}, {1, 2}, {1, 3}, {2, 1}, {3, 2}, {4, 3}}}) {
    BOOST_TEST(same(symbolic::hermite_reduction(monomial), stein_reduction(monomial)), tests::text_of(monomial));
  }
}

/// The comparison above tells neighbours apart: one power more in one factor, or one factor more.
BOOST_AUTO_TEST_CASE(other_monomials_are_told_apart) {
  const std::uint64_t seed = 46003;
  Dice dice(seed);
  for (int i = 0; i < scaled(60); ++i) {
    const ScoreMonomial monomial = draw_monomial(dice, 10, 6);
    ScoreMonomial other = monomial;
    auto& factor = other[static_cast<std::size_t>(dice.between(0, static_cast<long>(other.size()) - 1))];
    switch (dice.between(0, 2)) {
      case 0: factor.first += 1; break;
      case 1: factor.second += 1; break;
      default: other.emplace_back(2, 0); break;
    }
    std::sort(other.begin(), other.end());
    BOOST_TEST(!same(symbolic::hermite_reduction(other), stein_reduction(monomial)),
               "seed " << seed << " case " << i << ": " << tests::text_of(monomial) << " " << tests::text_of(other));
  }
}

BOOST_AUTO_TEST_SUITE_END()
