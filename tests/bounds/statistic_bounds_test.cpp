#include "bounds/statistic_bounds.hpp"

#include <boost/test/unit_test.hpp>
#include <tuple>
#include <vector>

#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Bound;
using numeric::Interval;
using symbolic::Number;

namespace {

const std::vector<Rational>& slopes() {
  static const std::vector<Rational> values{0, Rational(1, 100), Rational(1, 4), 1, 2, 4, 8};
  return values;
}

const std::vector<Integer>& lengths() {
  static const std::vector<Integer> values{1, 2, 3, 16, 1000, 1000000, mp::pow(Integer(10), 12)};
  return values;
}

struct Point {
  Rational s;
  Integer L;
  std::map<std::string, Interval> truths;  ///< by subject

  bool is_equality() const { return L == 1 || s == 0; }
};

/// Exact values over the grid, made once; with 20 digits, as some bounds come closer than 10^-12.
const std::vector<Point>& grid() {
  static const std::vector<Point> points = [] {
    std::vector<Point> out;
    for (const Rational& s : slopes()) {
      const Number slope(s);
      const symbolic::ExpectationForm s3{slope * slope, 0, {{1, symbolic::WeightPolynomial::power_sum(3)}}, 0};
      std::map<std::string, std::vector<Interval>> values;
      for (const std::string name : {"A", "B"}) {
        values[name] = numeric::Expectation(symbolic::named_statistic(name, slope)).enclose(lengths(), 20);
      }
      values["S3"] = numeric::Expectation(s3).enclose(lengths(), 20);
      for (std::size_t i = 0; i < lengths().size(); ++i) {
        Point point{s, lengths()[i], {}};
        for (const auto& [name, list] : values) point.truths.emplace(name, list[i]);
        out.push_back(std::move(point));
      }
    }
    return out;
  }();
  return points;
}

std::optional<Interval> value_at(const bounds::CompiledBound& compiled, const Point& point) {
  return softlin::tests::value_at(compiled, {{"s", point.s}, {"L", Rational(point.L)}}, 20);
}

/// True when the bound is certainly broken at some point of the grid.
bool is_broken(const Bound& bound) {
  const bounds::CompiledBound compiled(bound);
  for (const Point& point : grid()) {
    const auto value = value_at(compiled, point);
    if (value && verdict(bound, *value, point.truths.at(bound.subject)) == -1) return true;
  }
  return false;
}

Interval ratio(const std::string& name, const Rational& s, const Integer& L) {
  for (const Point& point : grid()) {
    if (point.s != s || point.L != L) continue;
    const Bound& bound = bound_named(name);
    return value_at(bounds::CompiledBound(bound), point).value() / point.truths.at(bound.subject);
  }
  throw Error("not on the grid");
}

bool is_at_most(const Interval& x, const Rational& q) { return certainly_less_equal(x, Interval(q, x.precision())); }
bool is_at_least(const Interval& x, const Rational& q) { return certainly_less_equal(Interval(q, x.precision()), x); }

}  // namespace

BOOST_AUTO_TEST_SUITE(statistic_bounds)

BOOST_AUTO_TEST_CASE(every_bound_holds_on_the_grid) {
  for (const Bound& bound : bounds::statistic_bounds()) {
    int applied = 0;
    const bounds::CompiledBound compiled(bound);
    for (const Point& point : grid()) {
      const auto value = value_at(compiled, point);
      if (!value) continue;
      ++applied;
      const Interval& truth = point.truths.at(bound.subject);
      const int result = verdict(bound, *value, truth);
      BOOST_TEST((point.is_equality() ? result != -1 : result == 1),
                 bound.name << " at s = " << point.s << ", L = " << point.L << ": " << to_text(*value) << " against "
                            << to_text(truth));
    }
    BOOST_TEST(applied >= 12, bound.name);
  }
}

/// Each with one constant changed: the same comparison must notice.
BOOST_AUTO_TEST_CASE(changed_constants_are_noticed) {
  const std::vector<std::tuple<std::string, std::string, std::string>> changes{
      {"a-logistic", "(L - 1)", "L"},
      {"a-logistic", "exp(-s^2)", "exp(-99/100*s^2)"},
      {"a-am-gm", "2*s^2", "s^2/2"},
      {"a-threshold", "/c^2", "/(101/100*c)^2"},
      {"a-threshold", "exp(2*s^2/2)", "exp(99/100*s^2)"},
      {"a-sharp", "x/(1 - theta)^2", "x*(1 - theta)^2"},
      {"a-sharp-closed", "^(-2)", "^2"},
      {"a-power-law", "exp(r*(1 + r)*s^2/2)", "exp(r*s^2/2)"},
      {"a-power-law", "constant*", "constant/20*"},
      {"a-floor-uniform", "1/L", "1.01/L"},
      {"a-floor-tail", "L/4*", "4*L*"},
      {"a-floor-closed", "exp(s^2)", "exp(1.02*s^2)"},
      {"b-logistic", "1 + s^2", "1 + 99/100*s^2"},
      {"b-floor-tail", "L/4*", "8*L*"},
      {"s3-logistic", "3*s^2/2", "s^2/2"},
      {"s3-am-gm", "9*s^2", "s^2"},
      {"s3-threshold", "exp(6*s^2/2)", "exp(2*s^2)"}};
  for (const auto& [name, from, to] : changes) {
    BOOST_TEST(is_broken(replaced(bound_named(name), from, to)), name << " with " << to);
  }
  for (const std::string name : {"a-threshold", "a-sharp", "a-sharp-closed", "a-staircase", "s3-threshold"}) {
    BOOST_TEST(is_broken(times(bound_named(name), "0.99")), name);
  }
  for (const std::string name : {"a-floor-steps", "b-floor-steps", "a-floor-closed"}) {
    BOOST_TEST(is_broken(times(bound_named(name), "1.01")), name);
  }
}

BOOST_AUTO_TEST_CASE(tight_where_the_theory_says_so) {
  const Integer many = mp::pow(Integer(10), 12);
  for (const std::string name : {"a-logistic", "a-threshold", "a-sharp", "a-sharp-closed", "a-staircase", "b-logistic",
                                 "s3-logistic", "s3-threshold"}) {
    const Interval found = ratio(name, 1, many);
    BOOST_TEST(is_at_most(found, Rational(1001, 1000)), name << " " << to_text(found));
  }
  for (const std::string name : {"a-floor-closed", "a-floor-steps", "b-floor-steps"}) {
    BOOST_TEST(is_at_least(ratio(name, 1, many), Rational(998, 1000)), name);
  }
  // The table of bounds.md has A2.8/A = 6.89 for long prompts.
  BOOST_TEST(is_at_most(ratio("a-power-law", Rational(1, 4), many), Rational(689, 100)));
  BOOST_TEST(is_at_least(ratio("a-power-law", Rational(1, 4), many), Rational(688, 100)));
  // Where A is far below the logistic bound, the staircase is better.
  BOOST_TEST(certainly_less(ratio("a-staircase", 4, 1000000), ratio("a-logistic", 4, 1000000)));
}

/// Python mpmath 1.3, 40 digits; the capped moment was checked there against quadrature.
BOOST_AUTO_TEST_CASE(spot_values) {
  const Numbers at64{{"s", 1}, {"L", 64}};
  const auto at = [&](const std::string& name, const std::map<std::string, Rational>& parameters) {
    return softlin::tests::value_at(bound_named(name), at64, parameters);
  };
  const Rational half(1, 2);
  BOOST_TEST(rounds_to(at("a-logistic", {}), "0.0413626429789268152742"));
  BOOST_TEST(rounds_to(at("a-am-gm", {}), "0.1119018553514642375724"));
  BOOST_TEST(rounds_to(at("a-power-law", {{"r", half}}), "0.8906608915570285243688"));
  BOOST_TEST(rounds_to(at("a-sharp", {{"theta", half}}), "0.2225981108624508249920"));
  BOOST_TEST(rounds_to(at("a-threshold", {{"depth", half}, {"t0", 3}, {"r", half}}), "0.2608686914618005232183"));
  BOOST_TEST(rounds_to(at("s3-threshold", {{"depth", half}, {"t0", 3}, {"r", half}}), "0.1664642522800307522443"));
  BOOST_TEST(rounds_to(
      at("a-staircase", {{"depth", Rational(1, 4)}, {"gap", Rational(1, 4)}, {"t0", Rational(5, 2)}, {"r", 1}}),
      "0.1137481646392509331772"));
  // quadrature over the steps
  BOOST_TEST(rounds_to(at("a-floor-steps", {{"start", 1}, {"step", half}}), "0.034685122619975080448"));
  BOOST_TEST(rounds_to(at("b-floor-steps", {{"start", 1}, {"step", half}}), "0.052885397951007031485"));
  BOOST_TEST(rounds_to(at("a-floor-closed", {{"t", 4}}), "0.0186438264610518801275"));
  BOOST_TEST(rounds_to(at("a-floor-tail", {{"t", 1}}), "0.0000254343761683476002"));
  BOOST_TEST(rounds_to(at("b-floor-tail", {}), "0.0003405008139993673621"));
  BOOST_TEST(rounds_to(softlin::tests::value_at(bound_named("a-sharp-closed"), {{"s", 1}, {"L", 4096}},
                                                std::map<std::string, Rational>{}),
                       "0.0008964386524319195840"));
  // The integrals of A3.1 and A3.3, which the steps approach from below: 0.036330727... and 0.057860979...
  const std::map<std::string, Rational> integrals{{"a-floor-steps", Rational(36330728, 1000000000)},
                                                  {"b-floor-steps", Rational(57860980, 1000000000)}};
  for (const auto& [name, integral] : integrals) {
    const Interval value = softlin::tests::value_at(bound_named(name), at64).value();
    BOOST_TEST(is_at_most(value, integral), name);
    BOOST_TEST(is_at_least(value, integral * Rational(95, 100)), name);
  }
}

BOOST_AUTO_TEST_CASE(conditions_are_named) {
  const auto refusal = [](const std::string& name, const Rational& s, const Integer& L) {
    return bounds::CompiledBound(bound_named(name))
        .failed_condition(bounds::SymbolValues{{{"s", s}, {"L", Rational(L)}}})
        .value_or("");
  };
  BOOST_TEST(refusal("a-threshold", 0, 5) == "s > 0");
  BOOST_TEST(refusal("a-staircase", 1, 1) == "L >= 2");
  BOOST_TEST(refusal("a-sharp-closed", 1, 2) == "e^{s^2} < L");
  BOOST_TEST(refusal("a-sharp-closed", 1, 10) == "4 x ln(1/x) < 1, x = e^{s^2}/L");
  BOOST_TEST(refusal("a-sharp-closed", 1, 100) == "");
  BOOST_TEST(refusal("b-floor-tail", 2, 7) == "s^2 < 2 ln L");
  BOOST_TEST(refusal("b-floor-tail", 2, 8) == "");
  BOOST_TEST(refusal("a-logistic", 0, 1) == "");
}

BOOST_AUTO_TEST_SUITE_END()
