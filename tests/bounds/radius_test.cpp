// The high-probability bounds: spot values, and whole prompts drawn at random.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using symbolic::Number;

namespace {

/// Tokens N(0, I) in R^2, V = I, a = (s, 0): trace 2, signal s^2, |V Gamma V^T| = 1.
Numbers plane(const Rational& s, const Rational& delta, long L) {
  return {{"s", s}, {"trace", 2}, {"signal", s * s}, {"norm_out", 1}, {"delta", delta}, {"L", L}};
}

/// How many of `prompts` prompts have |T_L - T| > radius.
int exceedances(double s, long L, double radius, int prompts, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  int out = 0;
  for (int i = 0; i < prompts; ++i) {
    double total = 0, first = 0, second = 0;
    for (long j = 0; j < L; ++j) {
      const double x = normal(engine), y = normal(engine), weight = std::exp(s * x - s * s / 2);
      total += weight;
      first += weight * (x - s);
      second += weight * y;
    }
    out += std::hypot(first, second) > radius * total ? 1 : 0;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(radius)

/// Python mpmath 1.3, 40 digits.
BOOST_AUTO_TEST_CASE(spot_values) {
  const Numbers at = plane(Rational(1, 4), Rational(1, 10), 1024);
  BOOST_TEST(rounds_to(value_at(bound_named("radius-markov"), at, std::map<std::string, Rational>{}),
                       "0.1464215590344217311380"));
  BOOST_TEST(
      rounds_to(value_at(bound_named("radius-bernstein"), at, {{"t0", Rational(9, 2)}}), "0.2724367796800372997378"));
}

BOOST_AUTO_TEST_CASE(prompts_stay_inside) {
  const int prompts = 2000;
  const std::vector<std::pair<Rational, long>> cases{{Rational(1, 4), 16}, {1, 64}, {Rational(1, 4), 512}};
  for (const auto& [s, L] : cases) {
    for (const std::string name : {"radius-markov", "radius-bernstein"}) {
      const Rational delta(1, 20);
      const auto value = value_at(bound_named(name), plane(s, delta, L), 8);
      if (!value) continue;
      const double r = value->upper_double();
      // A tenth of the prompts outside, when at most a twentieth may be, has probability below 1e-18 for 2000 prompts.
      BOOST_TEST(exceedances(s.convert_to<double>(), L, r, prompts, 71) <= prompts / 10,
                 name << " at s = " << s << ", L = " << L);
      // A radius that is too small is noticed.
      const double small = r / (name == "radius-markov" ? 8 : 32);
      BOOST_TEST(exceedances(s.convert_to<double>(), L, small, prompts, 72) > prompts / 10, name << ", reduced");
    }
  }
}

BOOST_AUTO_TEST_CASE(smaller_of_the_two) {
  // bounds.md: A4.2 beats Markov at s = 0.3, delta = 0.01, L = 16384 (3.1 against 5.0 times the true quantile).
  const Numbers at = plane(Rational(3, 10), Rational(1, 100), 16384);
  const auto markov = value_at(bound_named("radius-markov"), at, 8).value();
  const auto bernstein = value_at(bound_named("radius-bernstein"), at, 8).value();
  BOOST_TEST(certainly_less(bernstein, markov));
  BOOST_TEST(certainly_less(markov, bernstein * 2));
}

BOOST_AUTO_TEST_CASE(probabilities_outside_are_refused) {
  const auto refusal = [](const std::string& name, const Rational& delta) {
    return bounds::CompiledBound(bound_named(name))
        .failed_condition(bounds::SymbolValues{plane(1, delta, 8)})
        .value_or("");
  };
  for (const std::string name : {"radius-markov", "radius-bernstein"}) {
    BOOST_TEST(refusal(name, 0) == "0 < delta");
    BOOST_TEST(refusal(name, 1) == "delta < 1");
    BOOST_TEST(refusal(name, Rational(1, 2)) == "");
  }
}

BOOST_AUTO_TEST_SUITE_END()
