#include "numeric/softmax_expectation.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <numbers>
#include <sstream>

#include "numeric/evaluate.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/small_slope.hpp"
#include "numeric/special.hpp"
#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::Number;
using symbolic::WeightPolynomial;

namespace {

const std::vector<std::string>& names() { return symbolic::statistic_names(); }

Integer ten_to(unsigned k) { return mp::pow(Integer(10), k); }

Interval rational(const Rational& q, int digits) { return Interval(q, bits_for_digits(digits, 64)); }

/// E f for one weight polynomial, with slope s.
Interval expect_polynomial(const WeightPolynomial& f, const Rational& s_squared, const Integer& L, int digits) {
  return expect_weights({f}, ScoreVariance(Number(s_squared)), L, digits).front();
}

/// (upper - lower) <= 10^-digits min |x|, decided by exact rationals.
bool relative_width_at_most(const Interval& x, int digits) {
  const Rational low = exact_lower(x);
  const Rational high = exact_upper(x);
  if (low <= 0 && high >= 0) return low == high;
  const Rational least = low > 0 ? low : Rational(-high);
  return Rational((high - low) * ten_to(static_cast<unsigned>(digits))) <= least;
}

void near(const Interval& x, double value, double tolerance, const std::string& what) {
  const double found = x.mid_double();
  BOOST_TEST(std::abs(found - value) <= tolerance,
             what << ": enclosure near " << found << ", quadrature " << value << ", difference " << found - value);
}

/// Steps from -end to end; the trapezoidal rule of the standard normal law.
std::vector<std::pair<double, double>> normal_nodes(double step, double end) {
  std::vector<std::pair<double, double>> out;
  const int n = static_cast<int>(std::ceil(end / step));
  for (int i = -n; i <= n; ++i) {
    const double x = i * step;
    out.emplace_back(x, step * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi));
  }
  return out;
}

/// The table of exact.md 4.4 at L = 1.
std::map<std::string, Rational> values_at_one_token(const Rational& s) {
  const Rational u = s * s;
  return {{"A", 1},       {"B", 1 + u}, {"C", 0},  {"VHAT", 0}, {"G1", 1},  {"G2", -1},
          {"G3", 0},      {"G4", 1},    {"G5", 0}, {"A2", 1},   {"K04", 1}, {"K40", 3 + 6 * u + u * u},
          {"K22", 1 + u}, {"A3", 0},    {"A4", 0}, {"A5", 0}};
}

/// The table of exact.md 4.4 at s = 0.
std::map<std::string, Rational> values_at_equal_weights(const Integer& L) {
  const Rational x(Integer(1), L);
  const Rational x2 = x * x, x3 = x2 * x, x4 = x2 * x2;
  const Rational a34 = x - 7 * x2 + 6 * x3;
  return {{"A", x},        {"B", x},           {"A2", x},       {"C", 0},
          {"VHAT", 1 - x}, {"G1", 2 * x - x2}, {"G2", -x2},     {"G3", x - x2},
          {"G5", x - x2},  {"G4", x},          {"K40", 3 * x2}, {"K22", x2},
          {"K04", x2},     {"A3", a34},        {"A4", a34},     {"A5", x - 35 * x2 + 154 * x3 - 120 * x4}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(softmax_expectation)

// --- reference values ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(reference_values) {
  std::ifstream file(std::string(SOFTLIN_TEST_DATA) + "/exact_reference.csv");
  BOOST_REQUIRE(file.good());
  std::string line;
  std::getline(file, line);
  BOOST_TEST(line.find("rigorous Arb enclosures, each computed twice with different steps") != std::string::npos);
  std::getline(file, line);
  BOOST_REQUIRE(line == "statistic,s,L,value,digits");
  int cases = 0;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    std::string name, s, L, value, digits;
    std::getline(row, name, ',');
    std::getline(row, s, ',');
    std::getline(row, L, ',');
    std::getline(row, value, ',');
    std::getline(row, digits, ',');
    ++cases;
    BOOST_TEST_CONTEXT(line) {
      const auto point = value.find('.');
      BOOST_REQUIRE(point != std::string::npos);
      // 40 digits and the last digit given may be off by one: the true value lies within one unit of it.
      const Rational middle = *symbolic::parse_rational(value);
      const Rational unit(Integer(1), ten_to(static_cast<unsigned>(value.size() - point - 1)));
      const Interval reference = Box{Rational(middle - unit), Rational(middle + unit)}.at(Bits(400));
      const Number slope(*symbolic::parse_rational(s));
      const Interval found = expect(name, slope, Integer(L), 40);
      BOOST_TEST(overlap(found, reference), to_text(found));
      BOOST_TEST(relative_width_at_most(found, 40), "width " << found.relative_width());
      // At 55 digits the enclosure is thinner than the reference and must lie inside it.
      BOOST_TEST(subset(expect(name, slope, Integer(L), 55), reference), to_text(found));
    }
  }
  BOOST_TEST(cases == 20);
}

// --- closed forms ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(one_token) {
  for (const Rational& s : {Rational(0), Rational(1, 2), Rational(3), Rational(1, 7), Rational(8)}) {
    for (const auto& [name, value] : values_at_one_token(s)) {
      const auto form = symbolic::named_statistic(name, s);
      BOOST_TEST_CONTEXT(name << " s = " << s.str()) {
        BOOST_TEST((form.at_equal_weights(1) == Number(value)));
        const Interval found = Expectation(form).enclose(1, 30);
        BOOST_TEST(contains(found, value), to_text(found));
        BOOST_TEST(relative_width_at_most(found, 30));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_weights) {
  BOOST_TEST(values_at_equal_weights(7).size() == names().size());
  for (const Integer& L : {Integer(1), Integer(2), Integer(3), Integer(6), Integer(1001), Integer(ten_to(18) + 1)}) {
    for (const auto& [name, value] : values_at_equal_weights(L)) {
      BOOST_TEST_CONTEXT(name << " L = " << L.str()) {
        const auto form = symbolic::named_statistic(name, 0);
        BOOST_TEST((form.at_equal_weights(L) == Number(value)));
        const Interval found = Expectation(form).enclose(L, 30);
        BOOST_TEST(contains(found, value), to_text(found));
        BOOST_TEST(relative_width_at_most(found, 30));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(slope_near_zero_tends_to_equal_weights) {
  // |E f(s) - E f(0)| <= s^2 times the sum of absolute coefficients of the heat flow (exact.md 4.2).
  for (const Rational& u : {Rational(Integer(1), ten_to(6)), Rational(Integer(1), ten_to(30))}) {
    for (const auto& f : {symbolic::softmax::a(), symbolic::softmax::a2(), symbolic::softmax::a5()}) {
      for (const Integer& L : {Integer(2), Integer(5), Integer(ten_to(9) + 7)}) {
        const Interval found = expect_polynomial(f, u, L, 25);
        const Interval start = rational(f.at_equal_weights(L), 60);
        BOOST_TEST(overlap(found, widen(start, rational(u * f.heat_flow().absolute_sum(), 60))),
                   "u " << u.str() << " L " << L.str());
      }
    }
  }
}

// --- independent quadrature ------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(two_tokens_by_one_dimensional_quadrature) {
  // Scores m + g/sqrt2, m - g/sqrt2 with m ~ N(0, 1/2) independent of g: m is integrated exactly, g by the trapezoidal
  // rule. The weights have poles at |Im g| = pi/(s sqrt2) >= 0.44, so the rule errs by e^{-2 pi 0.44 64} = e^{-177}.
  // Rounding: each integrand is off by at most 4 |y|^3 2^-50 (|xi| + s), below 3e-12 on average at s = 5.
  for (const Rational& s : {Rational(1, 2), Rational(2), Rational(5)}) {
    const double slope = s.convert_to<double>();
    MeanStatistics sums(slope);
    for (const auto& [g, weight] : normal_nodes(1.0 / 64, 10)) {
      sums.add(weight, {g / std::numbers::sqrt2, -g / std::numbers::sqrt2}, 0.5);
    }
    for (const auto& [name, value] : sums.values()) {
      double tolerance = 1e-11;
      if (name == "A2" || name == "A3" || name == "A4") tolerance *= 3 / (slope * slope);
      if (name == "A5") tolerance *= 9 / std::pow(slope, 4);
      near(expect(name, s, 2, 13), value, tolerance, name + " at s = " + s.str());
    }
  }
}

BOOST_AUTO_TEST_CASE(three_and_four_tokens_by_product_quadrature) {
  // Trapezoidal rule in every score. The weights have poles at |Im xi| = pi/s >= 2.09: an error e^{2.2 - 2 pi 2.09/h}
  // in each direction, below 1e-15 for h = 0.35; beyond 8.4 the normal law has less than 1e-16. Weights below 1e-22 are
  // left out: they belong to radii R with R^2/2 > 42, and R^4 (R^2/2) e^{-R^2/2} is then below 1e-12.
  const auto nodes = normal_nodes(0.35, 8.4);
  for (const Rational& s : {Rational(4, 5), Rational(3, 2)}) {
    const double slope = s.convert_to<double>();
    MeanStatistics three(slope);
    MeanStatistics four(slope);
    for (const auto& [x, p] : nodes) {
      for (const auto& [y, q] : nodes) {
        for (const auto& [z, r] : nodes) {
          three.add(p * q * r, {x, y, z}, 0);
          // The scores are exchangeable: a fourth one at or above the third, doubled (once on the diagonal).
          if (s != Rational(4, 5) || p * q * r < 1e-22) continue;
          for (const auto& [t, v] : nodes) {
            if (t < z || p * q * r * v < 1e-22) continue;
            four.add((t > z ? 2 : 1) * p * q * r * v, {x, y, z, t}, 0);
          }
        }
      }
    }
    for (const auto& [length, sums] : {std::pair<long, const MeanStatistics&>{3, three}, {4, four}}) {
      if (length == 4 && s != Rational(4, 5)) continue;
      for (const auto& [name, value] : sums.values()) {
        double tolerance = 1e-11;
        if (name == "A2" || name == "A3" || name == "A4") tolerance *= 3 / (slope * slope);
        if (name == "A5") tolerance *= 9 / std::pow(slope, 4);
        near(expect(name, s, length, 13), value, tolerance,
             name + " at s = " + s.str() + ", L = " + std::to_string(length));
      }
    }
  }
}

// --- structure -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(long_prompts_follow_the_asymptotic_series) {
  // L A e^{-s^2} = 1 + c/L + R(L)/L^2 with c = 3q - 2q^2 - 1, q = e^{s^2}, and R(L) = r + O(1/L): exact.md 4.4.
  // At 60 digits R(L) is known to 60 - 2 log10 L digits; between L = 10^9 and 10^12 it changes by a relative
  // O(q^5/10^9), and lengths that differ by 3 must be told apart. A length rounded to a double (10^17 + 3) would move
  // R by about c L 3/L = 3 c.
  for (const Rational& s : {Rational(1, 3), Rational(1), Rational(3, 2)}) {
    const double q_double = std::exp((s * s).convert_to<double>());
    const auto second_order = [&](const Integer& L) {
      const Interval q = exp(rational(Rational(s * s), 90));
      const Interval length = rational(Rational(L), 90);
      const Interval first = (3 * q - 2 * sqr(q) - 1) / length;
      return (expect("A", s, L, 60) * length / q - 1 - first) * sqr(length);
    };
    const double middle = second_order(Integer(ten_to(9) + 1)).mid_double();
    for (const Integer& L : {Integer(ten_to(12) + 7), Integer(ten_to(15) + 1), Integer(ten_to(17) + 3)}) {
      const Interval found = second_order(L);
      BOOST_TEST_CONTEXT("s " << s.str() << " L " << L.str() << " R " << to_text(found, 12) << " at 10^9 " << middle) {
        BOOST_TEST(std::abs(found.mid_double() - middle) <= 1e-8 * std::pow(q_double, 5) * (1 + std::abs(middle)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(long_prompts_share_one_limit) {
  // L A_k -> e^{s^2}, k = 2..5. The next term is K/L with one K for all L: compare two lengths.
  const Rational s(4, 5);
  for (const std::string name : {"A", "A2", "A3", "A4", "A5"}) {
    const auto next = [&](const Integer& L) {
      const Interval length = rational(Rational(L), 60);
      return ((expect(name, s, L, 40) * length - exp(rational(Rational(s * s), 60))) * length).mid_double();
    };
    const double a = next(Integer(ten_to(8) + 1));
    const double b = next(Integer(ten_to(13) + 3));
    // The term after it is K2/10^8 with K2 at most the coefficients of A5 (2480) times e^{10 s^2}.
    BOOST_TEST(std::abs(a - b) <= 2480 * std::exp(6.4) * 1e-8, name << ": " << a << " " << b);
    BOOST_TEST(std::abs(a) < 62 * std::exp(5 * 0.64), name << ": " << a);
  }
}

BOOST_AUTO_TEST_CASE(inequalities) {
  const std::uint64_t seed = 41001;
  Dice dice(seed);
  for (int i = 0; i < scaled(25); ++i) {
    const SoftmaxCase c = draw_softmax_case(dice);
    const int digits = 15;
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << c) {
      const Rational u = c.s * c.s;
      const Interval a = expect("A", c.s, c.L, digits);
      const Interval b = expect("B", c.s, c.L, digits);
      const Interval u_box = rational(u, digits);
      BOOST_TEST(!certainly_less(b, u_box * sqr(a)));   // Jensen: B >= (s A)^2
      BOOST_TEST(!certainly_less((1 + u_box) * a, b));  // exact.md 4.3
      const Rational least(Integer(1), c.L);
      BOOST_TEST(Rational(exact_upper(a)) >= least);
      BOOST_TEST(exact_lower(a) <= 1);
      const Interval q = exp(u_box);
      BOOST_TEST(!certainly_less(q / (rational(Rational(c.L - 1), digits) + q), a));  // bounds.md A2.9
      // A does not decrease in s: a step of a tenth is decided at this precision unless A is near its ends.
      const Interval more = expect("A", Rational(c.s * Rational(11, 10)), c.L, digits);
      BOOST_TEST(!certainly_less(more, a));
      if (c.s > Rational(1, 10)) BOOST_TEST(certainly_less(a, more));
      // It does not grow with L.
      BOOST_TEST(!certainly_less(a, expect("A", c.s, Integer(c.L + 1), digits)));
      const Interval a2 = expect("A2", c.s, c.L, 8);
      BOOST_TEST(!certainly_less(a, a2));
    }
  }
}

BOOST_AUTO_TEST_CASE(low_precision_agrees_with_high) {
  const std::uint64_t seed = 41002;
  Dice dice(seed);
  for (int i = 0; i < scaled(200); ++i) {
    SoftmaxCase c = draw_softmax_case(dice);
    c.digits = static_cast<int>(dice.between(5, i % 8 == 0 ? 30 : 12));
    const int more = c.digits + static_cast<int>(dice.between(1, 15));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << c << " and " << more) {
      check_at_two_precisions(c, more);
    }
  }
}

BOOST_AUTO_TEST_CASE(steep_slopes_and_high_degrees_at_every_precision) {
  for (const int degree : {6, 12, 16}) {
    const WeightPolynomial f = WeightPolynomial::power_sum(degree);
    for (const long s : {8, 12, 15, 16}) {
      const ScoreVariance variance{Number(s * s)};
      const Interval many = expect_weights({f}, variance, Integer(1000), 26).front();
      for (const int digits : {8, 12, 15, 18}) {
        const Interval few = expect_weights({f}, variance, Integer(1000), digits).front();
        BOOST_TEST_CONTEXT("S" << degree << ", s " << s << ", " << digits << " digits") {
          BOOST_TEST(overlap(few, many), to_text(few) << " " << to_text(many));
          BOOST_TEST(few.relative_width() < 1);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(derivative_in_the_variance_is_the_heat_flow) {
  // d/du E f = E g, g = heat flow of f, u = s^2; and |E g at another variance - E g at u| <= du c, c the sum of
  // absolute coefficients of the heat flow of g. So E f(u + du) - E f(u) lies in du (E g(u) +- du c): two values of
  // one program that use different monomials, partitions and steps.
  const std::uint64_t seed = 41003;
  Dice dice(seed);
  namespace sm = symbolic::softmax;
  const WeightPolynomial all[] = {sm::a(),  sm::a2(),  sm::a3(),     sm::g4(),
                                  sm::g5(), sm::k04(), sm::k22_s2(), WeightPolynomial::power_sum(3) * sm::a()};
  for (int i = 0; i < scaled(16); ++i) {
    const WeightPolynomial& f = all[i % 8];
    const Rational u(dice.between(1, 6000), 1000);
    const Integer L = dice.between(2, 9) * ten_to(static_cast<unsigned>(dice.between(0, 6)));
    const Rational du(Integer(1), ten_to(15));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << f.text() << " u = " << u.str()
                               << " L = " << L.str()) {
      const WeightPolynomial g = f.heat_flow();
      const Interval change = expect_polynomial(f, Rational(u + du), L, 40) - expect_polynomial(f, u, L, 40);
      const Interval slope = widen(expect_polynomial(g, u, L, 20), rational(du * g.heat_flow().absolute_sum(), 40));
      BOOST_TEST(overlap(change, slope * rational(du, 40)), to_text(change)
                                                                << " " << to_text(slope * rational(du, 40)));
      // and this says something: both sides are narrow
      BOOST_TEST(change.relative_width() < 1e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(linear_in_the_statistics) {
  // Several statistics at once give what each gives alone, and constants pass through.
  namespace sm = symbolic::softmax;
  const ScoreVariance variance(Number(Rational(9, 4)));
  const Integer L(1000);
  const WeightPolynomial seven(Rational(7));
  const auto together = expect_weights(
      {sm::a5(), sm::a(), seven, seven + Rational(2, 3) * sm::k04(), WeightPolynomial()}, variance, L, 20);
  BOOST_REQUIRE(together.size() == 5U);
  BOOST_TEST(overlap(together[0], expect_weights({sm::a5()}, variance, L, 20)[0]));
  BOOST_TEST(overlap(together[1], expect_weights({sm::a()}, variance, L, 20)[0]));
  BOOST_TEST(contains(together[2], 7));
  BOOST_TEST(together[2].is_point());
  BOOST_TEST(overlap(together[3], 7 + rational(Rational(2, 3), 20) * expect_weights({sm::k04()}, variance, L, 20)[0]));
  BOOST_TEST(contains(together[4], 0));
  BOOST_TEST(expect_weights({}, variance, L, 20).empty());
}

BOOST_AUTO_TEST_CASE(irrational_slopes) {
  const auto number = [](const char* text) { return Number::parse(text, Place{"test", 0, {}}); };
  // s^2 = 2 is the same number however it is written.
  const Interval plain = expect_weights({symbolic::softmax::a()}, ScoreVariance(Number(2)), 12, 40)[0];
  const Interval root = expect("A", number("sqrt(2)"), 12, 40);
  BOOST_TEST(overlap(plain, root));
  BOOST_TEST(relative_width_at_most(root, 40));
  // s^2 = pi between rationals
  const Interval at_pi = expect_weights({symbolic::softmax::a()}, ScoreVariance(number("pi")), 12, 40)[0];
  const Interval below =
      expect_polynomial(symbolic::softmax::a(), *symbolic::parse_rational("3.14159265358979323846"), 12, 40);
  const Interval above =
      expect_polynomial(symbolic::softmax::a(), *symbolic::parse_rational("3.14159265358979323847"), 12, 40);
  BOOST_TEST(certainly_less(below, at_pi));
  BOOST_TEST(certainly_less(at_pi, above));
}

// --- small slopes ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(series_and_lattice_agree_around_the_switch) {
  const std::uint64_t seed = 41004;
  Dice dice(seed);
  int compared = 0;
  for (int i = 0; i < scaled(16); ++i) {
    const int digits = static_cast<int>(dice.between(3, 12));
    const Integer L = dice.between(2, 9) * ten_to(static_cast<unsigned>(dice.between(0, 12)));
    const std::string& name = names()[static_cast<std::size_t>(i) % names().size()];
    // The weight polynomials behind the statistic.
    std::vector<WeightPolynomial> statistics;
    for (const auto& term : symbolic::named_statistic(name, 1).terms) statistics.push_back(term.statistic);
    const Bits bits = bits_for_digits(digits, 64);
    const auto series = [&](const Rational& u, int asked) {
      return expect_weights_at_small_slope(statistics, Interval(u, bits), L, asked, bits);
    };
    // The largest variance 1/k for which the series still serves, to within 1%.
    Rational inside(Integer(1), ten_to(20));
    Rational outside(1);
    BOOST_REQUIRE(series(inside, digits));
    BOOST_REQUIRE(!series(outside, digits));
    for (int step = 0; step < 12; ++step) {
      const Rational middle(
          1 + static_cast<long>(std::sqrt(inside.convert_to<double>() * outside.convert_to<double>()) * 1e12),
          ten_to(12));
      if (middle <= inside || middle >= outside) break;
      (series(middle, digits) ? inside : outside) = middle;
    }
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << name << " L = " << L.str() << " digits " << digits
                               << " s^2 in " << inside.str() << " .. " << outside.str()) {
      // Left of the switch: the series against the lattice, which more digits force.
      const auto short_way = series(inside, digits);
      const int more = digits + 10;
      BOOST_REQUIRE(!expect_weights_at_small_slope(statistics, Interval(inside, Bits(400)), L, more, Bits(400)));
      const auto long_way = expect_weights(statistics, ScoreVariance(Number(inside)), L, more);
      const auto right = expect_weights(statistics, ScoreVariance(Number(outside)), L, digits);
      const auto right_more = expect_weights(statistics, ScoreVariance(Number(outside)), L, more);
      for (std::size_t k = 0; k < statistics.size(); ++k) {
        ++compared;
        BOOST_TEST(overlap((*short_way)[k], long_way[k]), to_text((*short_way)[k]) << " " << to_text(long_way[k]));
        BOOST_TEST(overlap(right[k], right_more[k]), to_text(right[k]) << " " << to_text(right_more[k]));
        // The promise of the series: 10^-digits/L each way.
        const Interval width = (*short_way)[k].upper() - (*short_way)[k].lower();
        BOOST_TEST(Rational(exact_lower(width) * L * ten_to(static_cast<unsigned>(digits))) <= 3);
      }
    }
  }
  BOOST_TEST(compared >= scaled(16));
}

BOOST_AUTO_TEST_CASE(series_against_exact_taylor_sums) {
  // Twelve exact terms and the remainder |R_12| <= (u^12/12!) c_12 E S_2, E S_2 <= 1, all in rationals: the true value
  // lies there. For small u that is far thinner than any error in a term of the series would be.
  namespace sm = symbolic::softmax;
  for (const WeightPolynomial& f : {sm::a(), sm::a2(), sm::g5()}) {
    std::vector<WeightPolynomial> chain{f};
    for (int k = 0; k < 12; ++k) chain.push_back(chain.back().heat_flow());
    for (const Rational& u : {Rational(Integer(1), ten_to(4)), Rational(Integer(3), ten_to(7))}) {
      for (const Integer& L : {Integer(2), Integer(3), Integer(1000003), Integer(ten_to(18) + 1)}) {
        Rational sum = 0;
        Rational factor = 1;         // u^k/k!
        Rational radius_of_ten = 0;  // (u^10/10!) c_10 / L, at most the radius the series must have, as E S_2 >= 1/L
        for (int k = 0; k < 12; ++k) {
          if (k == 10) radius_of_ten = factor * chain[10].absolute_sum() / L;
          sum += factor * chain[static_cast<std::size_t>(k)].at_equal_weights(L);
          factor *= u / (k + 1);
        }
        const Rational rest = factor * chain[12].absolute_sum();
        const int digits = u == Rational(Integer(1), ten_to(4)) ? 20 : 40;
        const Bits bits(600);
        const auto series = expect_weights_at_small_slope({f}, Interval(u, bits), L, digits, bits);
        BOOST_TEST_CONTEXT(f.text() << " u " << u.str() << " L " << L.str()) {
          BOOST_REQUIRE(series);
          const Interval found = series->front();
          BOOST_TEST(overlap(found, Box{Rational(sum - rest), Rational(sum + rest)}.at(bits)), to_text(found));
          BOOST_TEST(contains(found, sum));
          BOOST_TEST(exact_upper(found) - exact_lower(found) >= 2 * radius_of_ten);
          BOOST_TEST(exact_upper(found) - exact_lower(found) <=
                     3 * Rational(Integer(1), ten_to(static_cast<unsigned>(digits))) / L);
        }
      }
    }
  }
}

// --- interface -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(refused_inputs) {
  const std::vector<WeightPolynomial> a{symbolic::softmax::a()};
  const ScoreVariance one{Number(1)};
  BOOST_CHECK_THROW(expect_weights(a, one, 0, 10), InputError);
  BOOST_CHECK_THROW(expect_weights(a, one, -5, 10), InputError);
  BOOST_CHECK_THROW(expect_weights(a, one, 5, 0), InputError);
  BOOST_CHECK_THROW(expect_weights(a, one, 5, 1501), InputError);
  BOOST_CHECK_THROW(ScoreVariance(Number(-1)), Error);
  BOOST_CHECK_THROW(ScoreVariance(Number(k_max_slope * k_max_slope + 1)), Error);
  BOOST_CHECK_THROW(symbolic::named_statistic("NONE", 1), InputError);
  BOOST_TEST(ScoreVariance(Number(0)).is_zero());
  BOOST_TEST(!one.is_zero());
  BOOST_TEST(contains(ScoreVariance(Number(Rational(1, 3))).enclose(Bits(90)), Rational(1, 3)));
}

BOOST_AUTO_TEST_CASE(ends_of_the_range) {
  // s = 16 is accepted; one digit; very long prompts.
  const Interval steep = expect("A", k_max_slope, 3, 10);
  BOOST_TEST(relative_width_at_most(steep, 10));
  // E S_2 > E max w >= P(top gap times 16 is large): near 1 but below it
  BOOST_TEST(certainly_less(steep, Interval(1, Bits(64))));
  BOOST_TEST(certainly_less(Interval(Rational(9, 10), Bits(64)), steep));
  const Interval one_digit = expect("B", 2, 100, 1);
  BOOST_TEST(overlap(one_digit, expect("B", 2, 100, 20)));
  BOOST_TEST(relative_width_at_most(one_digit, 1));
}

BOOST_AUTO_TEST_CASE(threads_give_the_same_enclosures) {
  const Expectation g1(symbolic::named_statistic("G1", Rational(3, 2)));
  const Interval expected = g1.enclose(50, 12);
  std::vector<std::vector<Interval>> found(4);
  parallel_for(found.size(), static_cast<unsigned>(found.size()),
               [&](std::size_t i) { found[i].push_back(g1.enclose(50, 12)); });
  for (const auto& place : found) {
    BOOST_REQUIRE(place.size() == 1U);
    BOOST_TEST((subset(place[0], expected) && subset(expected, place[0])));
  }
}

BOOST_AUTO_TEST_SUITE_END()
