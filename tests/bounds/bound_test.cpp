#include "bounds/bound.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "bounds/catalogue.hpp"
#include "numeric/evaluate.hpp"
#include "symbolic/error.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using bounds::Bound;
using numeric::Bits;
using numeric::Interval;
using softlin::tests::bound_named;
using softlin::tests::rounds_to;
using symbolic::Formula;

namespace {

using Values = std::map<std::string, Rational>;

/// Encloses a formula in the symbols of `values`.
Interval value(const Formula& formula, const Values& values) {
  std::vector<std::string> names;
  std::vector<Interval> points;
  for (const auto& [name, q] : values) {
    names.push_back(name);
    points.emplace_back(q, Bits(200));
  }
  return evaluate(formula.compile(names), points, Bits(200));
}

Interval constant(const std::string& bound, const std::string& definition, const Rational& u, long d) {
  return value(bound_named(bound).expanded_definition(definition), {{"norm_u", u}, {"norm_v", 1}, {"d", d}});
}

Bound sample() {
  return {.name = "sample",
          .statement = "",
          .source = "",
          .tight = "",
          .hypotheses = {{"never mind", [](const auto&, const auto&) { return true; }},
                         {"the first that fails", [](const auto&, const auto&) { return false; }},
                         {"the second that fails", [](const auto&, const auto&) { return false; }}},
          .definitions = {{"half", "s/2"}, {"twice", "half*4"}},
          .formula = "twice + L"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bound)

BOOST_AUTO_TEST_CASE(definitions_are_put_in) {
  const Bound b = sample();
  BOOST_TEST((b.expanded() - Formula::symbol("s") - Formula::symbol("s") - Formula::symbol("L")).is_identically_zero());
  BOOST_TEST(
      (b.expanded_definition("half") + b.expanded_definition("half") - Formula::symbol("s")).is_identically_zero());
  BOOST_CHECK_THROW(b.expanded_definition("third"), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(constants_depend_on_neither_length_nor_choice) {
  Bound b = sample();
  b.parameters = {{"r", "0", "1"}};
  b.definitions = {{"half", "s/2"}, {"long", "half*L"}, {"of_long", "long + 1"}, {"of_r", "r"}, {"twice", "half*4"}};
  BOOST_TEST((b.constants() == std::vector<std::string>{"half", "twice"}));
  BOOST_TEST((bound_named("prop-3.1").constants() == std::vector<std::string>{"c2", "rho", "c1"}));
}

BOOST_AUTO_TEST_CASE(texts_that_do_not_parse) {
  const auto refusal = [](const Bound& b) -> std::string {
    try {
      b.expanded();
      return "accepted";
    } catch (const InputError& error) {
      return error.what();
    }
  };
  Bound late = sample();  // a definition may use only the ones before it
  std::swap(late.definitions[0], late.definitions[1]);
  BOOST_TEST(refusal(late).find("bound sample: twice: found the unknown name 'half' at column 1") == 0u, refusal(late));
  Bound unknown = sample();
  unknown.formula = "twice + x";
  BOOST_TEST(refusal(unknown).find("bound sample: formula: found the unknown name 'x' at column 9") == 0u,
             refusal(unknown));
}

BOOST_AUTO_TEST_CASE(first_failed_hypothesis) {
  Bound b = sample();
  const symbolic::AttentionModel model;
  BOOST_TEST(b.failed_hypothesis(model, 1).value() == "the first that fails");
  b.hypotheses.resize(1);
  BOOST_TEST(!b.failed_hypothesis(model, 1).has_value());
}

BOOST_AUTO_TEST_CASE(formulas_use_known_symbols_only) {
  const auto& symbols = bounds::bound_symbols();
  const std::set<std::string> all(symbols.begin(), symbols.end());
  BOOST_TEST(all.size() == symbols.size());
  for (const std::string& name : bounds::formula_symbols()) BOOST_TEST(all.count(name) == 1u, name);
  for (const Bound& b : bounds::catalogue()) {
    BOOST_TEST_CONTEXT(b.name) {
      std::set<std::string> known = all;
      for (const auto& parameter : b.parameters) {
        BOOST_TEST(known.insert(parameter.name).second, parameter.name << " hides a symbol");
      }
      const auto named = b.symbols();
      BOOST_TEST(!named.empty());
      BOOST_TEST(std::includes(all.begin(), all.end(), named.begin(), named.end()));
      if (b.definitions.size() < 40) {  // written out, the staircases and majorants have a million terms
        const auto used = b.expanded().symbols();
        BOOST_TEST(std::includes(known.begin(), known.end(), used.begin(), used.end()));
        for (const std::string& symbol : used) BOOST_TEST((all.count(symbol) == 0 || named.count(symbol) == 1), symbol);
      }
      for (const auto& [name, text] : b.definitions) {
        BOOST_TEST(known.insert(name).second, name << " hides a symbol, a parameter or another part");
      }
      BOOST_TEST(!b.about().empty());
      if (b.is_plain()) BOOST_TEST(!b.expanded().latex().empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_claim_can_name) {
  for (const std::string name : {"headline", "headline-v", "theorem-a1", "bias-floor", "am-gm", "prop-3.1",
                                 "prop-3.4-u", "prop-3.1-sharp", "prop-3.4-u-sharp"}) {
    BOOST_TEST(bound_named(name).is_plain(), name);
  }
  for (const std::string name : {"a-logistic", "output-threshold", "output-sharp-closed", "grad-u", "average-headline",
                                 "radius-markov", "moment-4-4"}) {
    BOOST_TEST(!bound_named(name).is_plain(), name);
  }
}

/// The examples of bounds.md: c1 for |V| = 1.
BOOST_AUTO_TEST_CASE(printed_constants) {
  for (const std::string name : {"prop-3.1", "prop-3.4-v"}) {
    BOOST_TEST(rounds_to(constant(name, "c1", 0, 1), "110.3"));
    BOOST_TEST(rounds_to(constant(name, "c1", Rational(1, 4), 1), "171.9"));
    BOOST_TEST(rounds_to(constant(name, "c1", 1, 1), "300.3"));
    BOOST_TEST(rounds_to(constant(name, "c1", 1, 2), "383"));
  }
}

/// Theorems C3 and C5 written out a second time, in double.
BOOST_AUTO_TEST_CASE(constants_by_hand) {
  const double e = std::exp(1.0), ln2 = std::log(2.0);
  for (const double u : {0.0, 0.125, 0.5, 1.0, 4.0}) {
    for (const long d : {1L, 2L, 5L, 16L}) {
      const double rho = 4 * u * u / (1 + 8 * u * u), n = static_cast<double>(d);
      const double edge = std::pow(std::sqrt(2 * n) + 6 * std::sqrt(rho), 2);
      const double c1 = 4 * edge + 64 / e * (1 + rho + n / 2) + 256 / (e * e * ln2) +
                        8 * std::pow(2, n / 2) * (1 + rho + n / 2 + 4 * u * u / ln2);
      const double e1 = std::sqrt(1 / ln2 + n / 2 + 4 * rho) + std::sqrt(rho), spread = std::pow(2 * n + 4 * rho, 2);
      const double c1u =
          8 * n * (16 * std::pow(e1, 4) + spread + 4 * std::pow(std::sqrt(2 + n / 2) + std::sqrt(rho), 2) * edge) +
          n * (8 / e + 1) * (16 * std::pow(1 / ln2 + 2 + n / 2, 2) + spread) +
          std::pow(2, n) * (128 / e * std::pow(1 / ln2 + 1 + n / 2, 2) + 64 * n * n / e +
                            32 * std::pow(u, 4) * std::pow(24 / e, 3) / (ln2 * ln2));
      const Rational exact = symbolic::rational_of_shortest_decimal(u);
      // Sums of positive terms, each from fewer than 30 operations of relative error at most 2^-52.
      const auto agrees = [](const Interval& x, double by_hand) {
        const Interval y = Interval::point(by_hand, Bits(200));
        return overlap(x, widen(y, y * Interval(Rational(Integer(60), mp::pow(Integer(2), 52)), Bits(200))));
      };
      BOOST_TEST_CONTEXT("u = " << u << ", d = " << d) {
        BOOST_TEST(agrees(constant("prop-3.1", "c1", exact, d), c1));
        BOOST_TEST(agrees(constant("prop-3.4-u", "c1", exact, d), c1u));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(exponents) {
  for (const std::string name : {"prop-3.1", "prop-3.4-v", "prop-3.4-u"}) {
    const Formula c2 = bound_named(name).expanded_definition("c2");
    BOOST_TEST((c2.symbols() == std::set<std::string>{"norm_u"}));
    for (const Rational& u : {Rational(0), Rational(1, 4), Rational(1), Rational(7, 3)}) {
      const Formula at = c2.substitute({{"norm_u", Formula(u)}});
      BOOST_REQUIRE(at.as_rational().has_value());
      BOOST_TEST(*at.as_rational() == Rational(1 / (1 + 8 * u * u)));
      // 1 - 2 rho = c2
      const Formula rho = bound_named(name).expanded_definition("rho").substitute({{"norm_u", Formula(u)}});
      BOOST_TEST(Rational(1 - 2 * *rho.as_rational()) == *at.as_rational());
    }
  }
}

/// How the bounds depend on L and sigma: the value at (L, sigma) over the value at sigma = 1 and L = 2.
BOOST_AUTO_TEST_CASE(scaling) {
  const Values base{{"norm_u", Rational(1, 4)}, {"norm_v", 1}, {"d", 2}, {"rows", 3}, {"L", 2}, {"sigma", 1}};
  const auto ratio = [&](const std::string& name, const std::string& symbol, const Rational& to) {
    Values moved = base;
    moved[symbol] = to;
    return value(bound_named(name).expanded(), moved) / value(bound_named(name).expanded(), base);
  };
  const auto is = [](const Interval& x, const std::string& text) {
    return overlap(x, evaluate(Formula::parse(text, {}, Place{}).compile(), Bits(200)));
  };
  for (const std::string name : {"prop-3.1", "prop-3.4-v"}) {  // c2 = 2/3
    BOOST_TEST(is(ratio(name, "L", 1024), "10*512^(-2/3)"));
    BOOST_TEST(is(ratio(name, "sigma", 2), "16*2^(1/2)"));
  }
  BOOST_TEST(is(ratio("prop-3.4-u", "L", 1024), "100*512^(-2/3)"));
  BOOST_TEST(is(ratio("prop-3.4-u", "sigma", 2), "256*2^(1/2)"));
  BOOST_TEST(is(ratio("prop-3.1", "norm_v", 3), "9"));
  BOOST_TEST(is(ratio("prop-3.4-v", "norm_v", 3), "1"));
  BOOST_TEST(is(ratio("prop-3.4-u", "norm_v", 3), "9"));
  BOOST_TEST(is(ratio("prop-3.4-v", "rows", 6), "2"));
  BOOST_TEST(is(ratio("prop-3.1", "rows", 6), "1"));
}

BOOST_AUTO_TEST_SUITE_END()
