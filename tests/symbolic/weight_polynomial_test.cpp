#include "symbolic/weight_polynomial.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <random>
#include <set>

using namespace softlin;
using namespace softlin::symbolic;

namespace {

using P = WeightPolynomial;

P S(int n) { return P::power_sum(n); }
P operator*(int c, const P& p) { return Rational(c) * p; }
bool equal(const P& a, const P& b) { return a.terms() == b.terms(); }

/// A Taylor polynomial c0 + c1 t + c2 t^2 with rational coefficients.
using Series = std::array<Rational, 3>;

Series product(const Series& a, const Series& b) {
  return {a[0] * b[0], a[0] * b[1] + a[1] * b[0], a[0] * b[2] + a[1] * b[1] + a[2] * b[0]};
}

Series reciprocal(const Series& a) {
  const Rational r = 1 / a[0];
  return {r, -a[1] * r * r, (a[1] * a[1] * r - a[2]) * r * r};
}

/// The polynomial at weights given as Taylor polynomials.
Series at(const P& p, const std::vector<Series>& weights) {
  Series sum{};
  for (const auto& [monomial, coefficient] : p.terms()) {
    Series value{coefficient, 0, 0};
    for (const int n : monomial) {
      Series power_sum{};
      for (const Series& w : weights) {
        Series power{1, 0, 0};
        for (int k = 0; k < n; ++k) power = product(power, w);
        for (int i = 0; i < 3; ++i) power_sum[i] += power[i];
      }
      value = product(value, power_sum);
    }
    for (int i = 0; i < 3; ++i) sum[i] += value[i];
  }
  return sum;
}

Rational at(const P& p, const std::vector<Rational>& weights) {
  std::vector<Series> constant;
  for (const Rational& w : weights) constant.push_back({w, 0, 0});
  return at(p, constant)[0];
}

struct Draw {
  std::mt19937 engine;
  int operator()(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); }

  P polynomial() {
    P sum;
    for (int terms = (*this)(1, 4); terms > 0; --terms) {
      P monomial(Rational((*this)(-9, 9), (*this)(1, 5)));
      for (int factors = (*this)(0, 3); factors > 0; --factors) monomial = monomial * S((*this)(1, 4));
      sum = sum + monomial;
    }
    return sum;
  }

  std::vector<Rational> weights() {
    std::vector<Rational> w(static_cast<std::size_t>((*this)(1, 4)));
    Rational total = 0;
    for (Rational& x : w) x = (*this)(1, 9), total += x;
    for (Rational& x : w) x /= total;
    return w;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(weight_polynomial)

BOOST_AUTO_TEST_CASE(normal_form) {
  BOOST_TEST(equal(S(1), P(1)));
  BOOST_TEST(P().terms().empty());
  BOOST_TEST(equal(P(0), P()));
  BOOST_TEST((S(2) - S(2)).terms().empty());
  BOOST_TEST((0 * S(2)).terms().empty());
  BOOST_TEST(equal(S(3) * S(2), S(2) * S(3)));
  BOOST_TEST((S(3) * S(2) * S(3)).terms().begin()->first == (P::Monomial{2, 3, 3}), boost::test_tools::per_element());
  BOOST_TEST(P().text() == "0");
  BOOST_TEST(P(Rational(-1, 2)).text() == "-1/2");
  BOOST_TEST((S(2) - 6 * S(3) + 6 * (S(2) * S(2))).text() == "S2 + 6*S2^2 - 6*S3");
  BOOST_TEST((P(1) - S(2) * S(3)).text() == "1 - S2*S3");
}

BOOST_AUTO_TEST_CASE(algebra_laws) {
  const unsigned seed = 3;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 200; ++i) {
    const P a = draw.polynomial(), b = draw.polynomial(), c = draw.polynomial();
    const Rational r(draw(-5, 5), draw(1, 3));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": a = " << a.text() << ", b = " << b.text()
                               << ", c = " << c.text()) {
      BOOST_TEST(equal(a + b, b + a));
      BOOST_TEST(equal((a + b) + c, a + (b + c)));
      BOOST_TEST(equal(a * b, b * a));
      BOOST_TEST(equal((a * b) * c, a * (b * c)));
      BOOST_TEST(equal((a + b) * c, a * c + b * c));
      BOOST_TEST(equal(r * (a - b), r * a - r * b));
      BOOST_TEST(equal(a - b + b, a));
      BOOST_TEST(equal(a * P(1), a));
      const P mixed = a * b - c;
      for (const auto& term : mixed.terms()) {
        BOOST_TEST(!term.second.is_zero());
        BOOST_TEST(std::is_sorted(term.first.begin(), term.first.end()));
        for (const int n : term.first) BOOST_TEST(n >= 2);
      }
      // As functions of the weights.
      const auto w = draw.weights();
      BOOST_TEST(at(a * b + c, w) == at(a, w) * at(b, w) + at(c, w));
      BOOST_TEST(mp::abs(at(a, w)) <= a.absolute_sum());
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_weights) {
  BOOST_TEST(S(2).at_equal_weights(7) == Rational(1, 7));
  BOOST_TEST((S(3) * S(2)).at_equal_weights(10) == Rational(1, 1000));
  BOOST_TEST((P(2) - S(4)).at_equal_weights(1) == Rational(1));
  BOOST_TEST(S(3).at_equal_weights(mp::pow(Integer(10), 18)) == Rational(Integer(1), mp::pow(Integer(10), 36)));
  const unsigned seed = 8;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 50; ++i) {
    const P a = draw.polynomial();
    const int L = draw(1, 6);
    const std::vector<Rational> w(static_cast<std::size_t>(L), Rational(1, L));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << a.text() << ", L = " << L) {
      BOOST_TEST(a.at_equal_weights(L) == at(a, w));
    }
  }
}

/// The two flows printed in exact.md 4.2 and 8.
BOOST_AUTO_TEST_CASE(heat_flow_by_hand) {
  BOOST_TEST(equal(S(2).heat_flow(), S(2) - 4 * S(3) + 3 * (S(2) * S(2))));
  BOOST_TEST(
      equal((S(2) * S(2)).heat_flow(), 2 * (S(2) * S(2)) - 16 * (S(2) * S(3)) + 10 * (S(2) * S(2) * S(2)) + 4 * S(4)));
  BOOST_TEST(P(5).heat_flow().terms().empty());
}

/// Half the Laplacian of softmax weights in the scores, from second-order Taylor polynomials at random rational weights:
/// raising score i by t turns w_j into w_j e^{t [i=j]}/(1 + w_i (e^t - 1)).
BOOST_AUTO_TEST_CASE(heat_flow_is_half_the_laplacian) {
  const unsigned seed = 17;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 100; ++i) {
    const P a = draw.polynomial();
    const auto w = draw.weights();
    Rational half_laplacian = 0;
    for (std::size_t moved = 0; moved < w.size(); ++moved) {
      std::vector<Series> weights;
      for (std::size_t j = 0; j < w.size(); ++j) {
        const Rational share = w[moved];
        const Series up = j == moved ? Series{w[j], w[j], w[j] / 2} : Series{w[j], 0, 0};
        weights.push_back(product(up, reciprocal({1, share, share / 2})));
      }
      half_laplacian += at(a, weights)[2];  // the coefficient of t^2 is half the second derivative
    }
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << a.text() << ", L = " << w.size()) {
      BOOST_TEST(at(a.heat_flow(), w) == half_laplacian);
    }
  }
}

BOOST_AUTO_TEST_CASE(block_sums_count_the_bell_numbers) {
  const std::vector<long> bell{1, 1, 2, 5, 15, 52, 203, 877, 4140};
  for (std::size_t count = 0; count < bell.size(); ++count) {
    Integer total = 0;
    for (const auto& [sums, times] : block_sums(std::vector<int>(count, 2))) total += times;
    BOOST_TEST(total == bell[count]);
  }
}

BOOST_AUTO_TEST_CASE(block_sums_of_small_monomials) {
  using Shapes = std::map<std::vector<int>, Integer>;
  BOOST_TEST((block_sums({}) == Shapes{{{}, 1}}));
  BOOST_TEST((block_sums({5}) == Shapes{{{5}, 1}}));
  BOOST_TEST((block_sums({2, 2}) == Shapes{{{4}, 1}, {{2, 2}, 1}}));
  BOOST_TEST((block_sums({2, 2, 3}) == Shapes{{{7}, 1}, {{3, 4}, 1}, {{2, 5}, 2}, {{2, 2, 3}, 1}}));
  BOOST_TEST(
      (block_sums({2, 2, 2, 2}) == Shapes{{{8}, 1}, {{2, 6}, 4}, {{4, 4}, 3}, {{2, 2, 4}, 6}, {{2, 2, 2, 2}, 1}}));
}

BOOST_AUTO_TEST_SUITE_END()
