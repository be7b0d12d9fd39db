/// The two exact reductions of random statistics, enclosed; and both against sums over the scores themselves.

#include <boost/test/unit_test.hpp>
#include <numbers>

#include "symbolic/hermite_reduction.hpp"
#include "symbolic/statistic_definition.hpp"
#include "tests/numeric/softmax_draw.hpp"
#include "tests/symbolic/monomial_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

using Reduced = std::map<int, WeightPolynomial>;

/// sum_k s^k E f_k, at most 10^-digits wide. High degrees need many guard digits: their coefficients are large.
Interval enclose(const Reduced& reduced, const Rational& s, const Integer& L, int digits) {
  std::vector<WeightPolynomial> parts;
  for (const auto& [k, f] : reduced) parts.push_back(f);
  const Interval goal(Rational(Integer(1), mp::pow(Integer(10), static_cast<unsigned>(digits))), Bits(64));
  for (int asked = digits + 4;; asked += 12) {
    const auto values = expect_weights(parts, ScoreVariance(Number(Rational(s * s))), L, asked);
    const Bits bits = bits_for_digits(asked, 64);
    Interval sum(0, bits);
    std::size_t place = 0;
    for (const auto& [k, f] : reduced) sum += pow(Interval(s, bits), k) * values[place++];
    if (certainly_less(sum.upper() - sum.lower(), goal)) return sum;
    BOOST_REQUIRE(asked < 100);
  }
}

Rational draw_slope(Dice& dice) { return Rational(dice.between(1, 400), 100 * dice.between(1, 3)); }

Integer draw_length(Dice& dice) {
  switch (dice.between(0, 5)) {
    case 0: return 1;
    case 1: return 2;
    case 2: return 3;
    case 3: return dice.between(4, 30);
    default: return dice.between(2, 9) * mp::pow(Integer(10), static_cast<unsigned>(dice.between(1, 17)));
  }
}

/// E |prod| and E prod over a product grid of scores, for many monomials at once.
class GridMeans {
 public:
  std::vector<double> mean;
  std::vector<double> size;

  GridMeans(double s, std::vector<ScoreMonomial> monomials)
      : mean(monomials.size()), size(monomials.size()), s_(s), monomials_(std::move(monomials)) {}

  void add(double weight, const std::vector<double>& xi) {
    double total = 0;
    std::vector<double> w;
    for (const double x : xi) total += w.emplace_back(std::exp(s_ * x));
    for (double& x : w) x /= total;
    double table[5][5];
    for (int n = 1; n <= 4; ++n) {
      for (int p = 0; p <= 4; ++p) {
        table[n][p] = 0;
        for (std::size_t i = 0; i < xi.size(); ++i) table[n][p] += std::pow(w[i], n) * std::pow(xi[i], p);
      }
    }
    for (std::size_t k = 0; k < monomials_.size(); ++k) {
      double product = weight;
      for (const auto& [n, p] : monomials_[k]) product *= table[n][p];
      mean[k] += product;
      size[k] += std::abs(product);
    }
  }

 private:
  double s_;
  std::vector<ScoreMonomial> monomials_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reduction_routes)

BOOST_AUTO_TEST_CASE(random_statistics_both_ways) {
  const std::uint64_t seed = 46101;
  Dice dice(seed);
  for (int i = 0; i < scaled(300); ++i) {
    const ScoreMonomial monomial = draw_monomial(dice, 8, 6);
    const Rational s = draw_slope(dice);
    const Integer L = draw_length(dice);
    const int digits = static_cast<int>(dice.between(6, 16));
    const int other = static_cast<int>(dice.between(6, 16));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << text_of(monomial) << " s = " << s.str()
                               << " L = " << L.str() << " digits " << digits << " and " << other) {
      const Interval stein = enclose(stein_reduction(monomial), s, L, digits);
      const Interval hermite = enclose(hermite_reduction(monomial), s, L, other);
      BOOST_TEST(overlap(stein, hermite), to_text(stein) << " " << to_text(hermite));
    }
  }
}

BOOST_AUTO_TEST_CASE(named_statistics_both_ways) {
  const std::uint64_t seed = 46102;
  Dice dice(seed);
  for (const std::string& name : statistic_names()) {
    for (int i = 0; i < scaled(3); ++i) {
      const Rational s = draw_slope(dice);
      const Integer L = draw_length(dice) + 1;
      BOOST_TEST_CONTEXT("seed " << seed << ": " << name << " s = " << s.str() << " L = " << L.str()) {
        const Interval stored = expect(name, s, L, 14);
        const Interval hermite = Expectation(reduce_definition(name, Number(s), hermite_reduction)).enclose(L, 20);
        BOOST_TEST(overlap(stored, hermite), to_text(stored) << " " << to_text(hermite));
        BOOST_TEST(width_reached(hermite, 20));
      }
    }
  }
}

/// L = 1, 2, 3: the trapezoidal rule in every score, which knows neither reduction. The weights have poles at
/// |Im xi| >= pi/(s sqrt 2) >= 1.48: an error e^{1.1 - 2 pi 1.48/h} in each direction, below 1e-15 for h = 1/4; nodes
/// beyond 9.5 carry 9.5^8 e^{-45} < 1e-11 for at most eight scores. Rounding stays below 1e-12 of E |prod|.
BOOST_AUTO_TEST_CASE(random_statistics_by_sums_over_the_scores) {
  const std::uint64_t seed = 46103;
  Dice dice(seed);
  constexpr double step = 0.25;
  constexpr int k_end = 38;
  for (const long L : {1L, 2L, 3L}) {
    const Rational s(dice.between(20, 150), 100);
    std::vector<ScoreMonomial> monomials;
    for (int i = 0; i < scaled(60); ++i) monomials.push_back(draw_monomial(dice, 8, 8));
    GridMeans means(s.convert_to<double>(), monomials);
    const auto density = [](double x) { return step * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); };
    std::vector<double> xi(static_cast<std::size_t>(L));
    const auto visit = [&](const auto& self, std::size_t axis, double weight) -> void {
      if (weight < 1e-24) return;
      if (axis == xi.size()) {
        // Scores are exchangeable: only decreasing ones are visited, each for all its orders.
        const bool tie = (L >= 2 && xi[0] == xi[1]) || (L == 3 && xi[1] == xi[2]);
        const double orders = L == 3 ? (tie ? (xi[0] == xi[2] ? 1 : 3) : 6) : L == 2 && !tie ? 2 : 1;
        return means.add(weight * orders, xi);
      }
      for (int i = -k_end; i <= k_end; ++i) {
        xi[axis] = i * step;
        if (axis > 0 && xi[axis] > xi[axis - 1]) break;
        self(self, axis + 1, weight * density(xi[axis]));
      }
    };
    visit(visit, 0, 1);
    for (std::size_t k = 0; k < monomials.size(); ++k) {
      const double found = enclose(hermite_reduction(monomials[k]), s, L, 12).mid_double();
      BOOST_TEST(std::abs(found - means.mean[k]) <= 1e-10 * (1 + means.size[k]),
                 "seed " << seed << ": " << text_of(monomials[k]) << " s = " << s.str() << " L = " << L << ": found "
                         << found << ", grid " << means.mean[k]);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
