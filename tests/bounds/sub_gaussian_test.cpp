// The bounds of parts C, D and E: held against exact averages over Gaussian queries and against independent values.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "bounds/hypotheses.hpp"
#include "bounds/moment_bounds.hpp"
#include "bounds/program_bounds.hpp"
#include "bounds/raw_bounds.hpp"
#include "bounds/sharp_bounds.hpp"
#include "bounds/situation.hpp"
#include "bounds/tight_bounds.hpp"
#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/query_average.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Bound;
using numeric::Interval;
using symbolic::AttentionModel;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

constexpr numeric::Bits k_bits{128};

const std::vector<Integer>& lengths() {
  static const std::vector<Integer> values{2, 1024, 1000000};
  return values;
}

/// Standard normal tokens and queries in d dimensions, U = u I, V = I.
AttentionModel standard(Eigen::Index d, const Rational& u) {
  const Vector zero = Vector::Constant(d, Number(0));
  return {symbolic::GaussianTokens{zero, symbolic::identity(d)},
          {symbolic::identity(d, u), symbolic::identity(d)},
          symbolic::GaussianQuery{zero, symbolic::identity(d)}};
}

struct Truth {
  AttentionModel model;
  std::string name;
};

const std::vector<Truth>& truths() {
  static const std::vector<Truth> out = [] {
    std::vector<Truth> list;
    for (const auto& [d, u] : std::vector<std::pair<int, Rational>>{
             {1, 0}, {1, Rational(1, 10)}, {1, Rational(1, 4)}, {1, 1}, {2, Rational(1, 4)}}) {
      list.push_back({standard(d, u), "d = " + std::to_string(d) + ", u = " + u.str()});
    }
    return list;
  }();
  return out;
}

/// The exact averages at lengths(), made when they are first asked for.
const std::vector<Interval>& errors(const Truth& truth, Quantity quantity) {
  static std::map<std::pair<std::string, Quantity>, std::vector<Interval>> known;
  const auto key = std::pair(truth.name, quantity);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  const auto& tokens = *symbolic::as_gaussian(truth.model.tokens);
  if (truth.model.head.U(0, 0).is_recognised_zero()) {  // the scores are 0 at every query, and E |z|^2 = 1
    const Vector one = Vector::Constant(tokens.mean.size(), Number(1));
    const numeric::Expectation error(symbolic::error_form(tokens, truth.model.head, one, quantity));
    return known[key] = error.enclose(lengths(), 5);
  }
  const numeric::QueryAverage average(
      symbolic::average_form(tokens, truth.model.head, *symbolic::as_gaussian_query(truth.model), quantity));
  return known[key] = average.enclose(lengths(), 5);
}

std::vector<Bound> all_averages() {
  std::vector<Bound> out = bounds::sharp_bounds();
  for (const Bound& bound : bounds::tight_bounds()) out.push_back(bound);
  for (const Bound& bound : bounds::raw_bounds()) out.push_back(bound);
  for (const Bound& bound : bounds::program_bounds()) out.push_back(bound);
  std::erase_if(out, [](const Bound& bound) { return !bound.subject.empty(); });
  return out;
}

/// Smallest and largest bound/truth as doubles, for messages and for what the theory's table says.
struct Slack {
  double least = INFINITY;
  double most = 0;
  int applied = 0;
};

/// The formula for the V-gradient is that for the output with V = I: where d = 1, there is nothing new in it.
bool is_worth_a_try(const Bound& bound, const Truth& truth) {
  return bound.quantity != Quantity::grad_v || truth.model.head.V.rows() > 1 || truth.name == "d = 1, u = 1/4";
}

Slack slack(const Bound& bound, const std::string& only = "") {
  Slack out;
  const bounds::CompiledBound compiled(bound);
  for (const Truth& truth : truths()) {
    if (only.empty() ? !is_worth_a_try(bound, truth) : truth.name != only) continue;
    bounds::Situation situation(truth.model, {});
    const std::string refusal = situation.failed_hypothesis(bound).value_or("");
    BOOST_TEST((refusal.empty() || (refusal == bounds::rank_one_query().statement && truth.model.head.U.rows() > 1)),
               bound.name << ": " << refusal);
    if (!refusal.empty()) continue;
    for (std::size_t i = 0; i < lengths().size(); ++i) {
      const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, lengths()[i]));
      if (compiled.failed_condition(values)) continue;
      const Interval ratio = compiled.enclose(values, 8).value / errors(truth, bound.quantity)[i];
      out.least = std::min(out.least, ratio.lower_double());
      out.most = std::max(out.most, ratio.upper_double());
      ++out.applied;
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sub_gaussian)

BOOST_AUTO_TEST_CASE(every_bound_holds_on_exact_averages) {
  for (const Bound& bound : all_averages()) {
    const Slack found = slack(bound);
    BOOST_TEST_MESSAGE(bound.name << ": bound/truth from " << found.least << " to " << found.most);
    BOOST_TEST(found.least >= 1, bound.name << " " << found.least);
    BOOST_TEST(found.applied >= 3, bound.name);
  }
}

BOOST_AUTO_TEST_CASE(smaller_constants_are_noticed) {
  for (const std::string name : {"sub-gaussian-light", "sub-gaussian-staircase", "sub-gaussian-majorant",
                                 "sub-gaussian-program", "sub-gaussian-majorant-tight", "prop-3.1-sharp"}) {
    BOOST_TEST(slack(times(bound_named(name), "1/50"), "d = 1, u = 1/10").least < 1, name);
  }
  BOOST_TEST(slack(times(bound_named("sub-gaussian-staircase-gaussian"), "1/2"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(slack(times(bound_named("sub-gaussian-staircase-raw"), "1/50"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(slack(times(bound_named("sub-gaussian-majorant-u"), "1/100"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(slack(replaced(bound_named("sub-gaussian-closed"), "L^(-r)", "L^(-3*r)"), "d = 1, u = 1/10").least < 1);
  for (const std::string name : {"prop-3.1-tight", "sub-gaussian-tight"}) {
    BOOST_TEST(slack(times(bound_named(name), "1/7"), "d = 1, u = 1/10").least < 1, name);
    BOOST_TEST(slack(replaced(bound_named(name), "3*d", "d/10"), "d = 1, u = 0").least < 1, name);
  }
  BOOST_TEST(slack(times(bound_named("sub-gaussian-tight-u"), "1/40"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(slack(replaced(bound_named("sub-gaussian-tight"), "L^(-r)", "L^(-2*r)"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(slack(replaced(bound_named("sub-gaussian-tight-u"), "L^(-r)", "L^(-2*r)"), "d = 1, u = 1/10").least < 1);
  BOOST_TEST(
      slack(replaced(bound_named("prop-3.1-sharp"), "L^(-c2/sigma^2)", "L^(-2*c2/sigma^2)"), "d = 1, u = 1/10").least <
      1);
}

/// The table of bounds.md D6 (Gauss, d = 1, L = 1024): D2.4 is 44.4 at u = 0.1 and 105 at u = 0.25, D2.5 is 2.33 and
/// 10.5 with stable ranks 1 and free parameters on a grid; D4.6 is 1.17e4 and 1.03e5, D4.5 2.32e3, against a truth that
/// was sampled there (1 to 3 percent).
BOOST_AUTO_TEST_CASE(slack_of_the_theory) {
  const auto at_1024 = [](const std::string& name, const std::string& only) {
    const Bound& bound = bound_named(name);
    for (const Truth& truth : truths()) {
      if (truth.name != only) continue;
      bounds::Situation situation(truth.model, {});
      const bounds::CompiledBound compiled(bound);
      const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, 1024));
      return (compiled.enclose(values, 8).value / errors(truth, bound.quantity)[1]).mid_double();
    }
    throw Error("no such case");
  };
  BOOST_TEST(std::abs(at_1024("prop-3.1-sharp", "d = 1, u = 1/10") / 44.4 - 1) < 0.01);
  BOOST_TEST(std::abs(at_1024("prop-3.1-sharp", "d = 1, u = 1/4") / 105 - 1) < 0.03);
  BOOST_TEST(std::abs(at_1024("prop-3.4-u-sharp", "d = 1, u = 1/10") / 1.17e4 - 1) < 0.04);
  BOOST_TEST(at_1024("sub-gaussian-light", "d = 1, u = 1/10") < 2.4);
  BOOST_TEST(at_1024("sub-gaussian-light", "d = 1, u = 1/4") < 10.8);
  BOOST_TEST(at_1024("sub-gaussian-closed", "d = 1, u = 1/10") < 33.3);
  BOOST_TEST(at_1024("sub-gaussian-closed-u", "d = 1, u = 1/10") < 2.42e3);
  // sharper-bounds.md, the table of E4.
  BOOST_TEST(std::abs(at_1024("prop-3.1-tight", "d = 1, u = 1/10") / 5.97 - 1) < 0.01);
  BOOST_TEST(std::abs(at_1024("prop-3.1-tight", "d = 1, u = 1/4") / 20.0 - 1) < 0.03);
  BOOST_TEST(at_1024("sub-gaussian-tight", "d = 1, u = 1/10") < 4.2);
  BOOST_TEST(at_1024("sub-gaussian-tight", "d = 1, u = 1/4") < 12.6);
  BOOST_TEST(at_1024("sub-gaussian-tight-u", "d = 1, u = 1/10") < 24.5);
  BOOST_TEST(at_1024("sub-gaussian-tight-u", "d = 1, u = 1/4") < 160);
  // The staircase against the C2 column (9.53, 62.6), which it should beat.
  BOOST_TEST(at_1024("sub-gaussian-staircase", "d = 1, u = 1/10") < 5);
  BOOST_TEST(at_1024("sub-gaussian-staircase", "d = 1, u = 1/4") < 40);
  // 62.6 with the tails and the grid of the table
  BOOST_TEST(at_1024("sub-gaussian-staircase-raw", "d = 1, u = 1/4") < 80);
  BOOST_TEST(at_1024("sub-gaussian-staircase-gaussian", "d = 1, u = 1/10") < 2);
  // 546 with D1.3 in all its forms
  BOOST_TEST(at_1024("sub-gaussian-staircase-gaussian", "d = 1, u = 1") < 800);
  // The linear program reaches 37.9 and 457.
  BOOST_TEST(at_1024("sub-gaussian-majorant-u", "d = 1, u = 1/10") < 80);
  BOOST_TEST(at_1024("sub-gaussian-majorant-u", "d = 1, u = 1/4") < 1000);
  // The linear program finds what bounds.md and sharper-bounds.md have for their raw forms: 1.16 and 1.58.
  BOOST_TEST(at_1024("sub-gaussian-program", "d = 1, u = 1/10") < 1.2);
  BOOST_TEST(at_1024("sub-gaussian-program", "d = 1, u = 1/4") < 1.9);
  BOOST_TEST(at_1024("sub-gaussian-majorant", "d = 1, u = 1/10") < 3);
  BOOST_TEST(at_1024("sub-gaussian-majorant", "d = 1, u = 1/4") < 12);
  BOOST_TEST(at_1024("sub-gaussian-majorant-tight", "d = 1, u = 1/10") < 2.4);
  BOOST_TEST(at_1024("sub-gaussian-majorant-tight", "d = 1, u = 1/4") < 8);
}

/// Python mpmath 1.3, 40 digits.
BOOST_AUTO_TEST_CASE(spot_values) {
  const auto constant = [](const std::string& name, long d, const Rational& u) {
    const auto formula =
        bound_named(name).expanded_definition("c1").substitute({{"d", symbolic::Formula(Rational(d))},
                                                                {"norm_u", symbolic::Formula(u)},
                                                                {"norm_v", symbolic::Formula(Rational(1))}});
    return numeric::evaluate(formula.compile(), numeric::Bits(200));
  };
  const Rational quarter(1, 4), half(1, 2);
  for (const std::string name : {"prop-3.1-sharp", "prop-3.4-v-sharp"}) {
    BOOST_TEST(rounds_to(constant(name, 1, quarter), "120.4111867435947225525"));
    BOOST_TEST(rounds_to(constant(name, 1, 1), "1395.9820417898032560177"));
    BOOST_TEST(rounds_to(constant(name, 2, 1), "7894.2"));
    BOOST_TEST(rounds_to(constant(name, 3, half), "4728.4737515714845951588"));
    BOOST_TEST(rounds_to(constant(name + "-tilt", 3, half), "1500.1382978041523397964"));
    BOOST_TEST(rounds_to(constant(name + "-tilt", 2, 1), "4545.18752584349364765"));
  }
  BOOST_TEST(rounds_to(constant("prop-3.4-u-sharp", 1, quarter), "333154.2205295921677650057"));
  BOOST_TEST(rounds_to(constant("prop-3.4-u-sharp", 3, half), "17970557.0955027463640025"));

  for (const std::string name : {"prop-3.1-tight", "prop-3.4-v-tight"}) {
    BOOST_TEST(rounds_to(constant(name, 1, quarter), "22.43996010023828396848"));
    BOOST_TEST(rounds_to(constant(name, 1, 1), "307.8563764487277552492"));
    BOOST_TEST(rounds_to(constant(name, 3, half), "562.3842521751332285911"));
  }
  BOOST_TEST(rounds_to(constant("prop-3.4-u-tight", 1, quarter), "3052.9118882342884643191"));
  BOOST_TEST(rounds_to(constant("prop-3.4-u-tight", 3, half), "306437.62223124653013158"));

  const auto at = [](const std::string& name, const Rational& u, long L, const std::map<std::string, Rational>& free) {
    return value_at(bound_named(name), {{"d", 1}, {"norm_u", u}, {"norm_v", 1}, {"sigma", 1}, {"L", L}}, free);
  };
  BOOST_TEST(rounds_to(at("sub-gaussian-closed", half, 64, {{"r", half}, {"eta", half}}), "46.1375"));
  BOOST_TEST(
      rounds_to(at("sub-gaussian-closed", Rational(1, 16), 64, {{"r", half}, {"eta", 40}}), "4.0131677994417756214"));
  BOOST_TEST(rounds_to(at("sub-gaussian-tight", quarter, 64, {{"r", half}, {"eta", Rational(1, 16)}}),
                       "1.777192851211899410325"));
  const auto in_the_plane = [](const std::string& name, const std::map<std::string, Rational>& free) {
    return value_at(bound_named(name), {{"d", 2}, {"norm_u", Rational(1, 4)}, {"norm_v", 1}, {"sigma", 1}, {"L", 64}},
                    free);
  };
  BOOST_TEST(rounds_to(in_the_plane("sub-gaussian-tight", {{"r", half}, {"eta", half}}), "3.779115412267917299838"));
  BOOST_TEST(rounds_to(
      in_the_plane("sub-gaussian-tight-u", {{"r", half}, {"eta1", half}, {"eta2", quarter}, {"eta3", Rational(3, 4)}}),
      "215.247361538331615967"));
  BOOST_TEST(rounds_to(at("sub-gaussian-raw", quarter, 1024, {{"part", Rational(1, 8)}, {"th", half}, {"vv", half}}),
                       "3.9783845450165085003"));
  BOOST_TEST(rounds_to(at("sub-gaussian-raw-u", quarter, 1024, {{"part", Rational(1, 8)}, {"th", half}, {"gam", 2}}),
                       "458.4321709082166007414"));
  BOOST_TEST(rounds_to(
      at("sub-gaussian-light", quarter, 1024, {{"c", half}, {"ka", half}, {"k", 2}, {"eta1", 1}, {"eta2", half}}),
      "0.0232221682702111867172"));
  const Rational eighth(1, 8);
  const std::map<std::string, Rational> cells{
      {"h", quarter}, {"kappa", Rational(3, 2)}, {"kb", Rational(5, 8)}, {"ka", Rational(15, 16)}};
  const auto cells_of_the_gaussian = cells;
  auto for_staircase = cells, for_majorant = cells;
  for_staircase["vv"] = 1 - eighth;
  for_majorant["eta1"] = 1 - eighth;
  for_majorant["eta2"] = Rational(15, 16);
  BOOST_TEST(rounds_to(at("sub-gaussian-staircase", quarter, 1024, for_staircase), "0.0253553553001673985073"));
  BOOST_TEST(rounds_to(at("sub-gaussian-majorant", quarter, 1024, for_majorant), "0.0108420283644401940144"));
  for_staircase = {{"h", quarter}, {"kappa", Rational(3, 2)}, {"vv", 1 - eighth}};
  BOOST_TEST(rounds_to(at("sub-gaussian-staircase-raw", quarter, 1024, for_staircase), "0.106666107892975582844884"));
  const Interval gaussian = value_at(
      bound_named("sub-gaussian-staircase-gaussian"),
      {{"d", 1}, {"mean_uz2", Rational(1, 16)}, {"norm_v", 1}, {"sigma", 1}, {"L", 1024}}, cells_of_the_gaussian);
  BOOST_TEST(rounds_to(gaussian, "0.00491221660020248581090496"));
  for_majorant["ka"] = Rational(3, 4);
  for_majorant.erase("kb");
  BOOST_TEST(rounds_to(at("sub-gaussian-majorant-u", quarter, 1024, for_majorant), "3.17814315223621188070608"));
  std::map<std::string, Rational> program{{"al1", 20}, {"ka", Rational(3, 4)}};
  for (int k = 1; k <= 40; ++k) {
    program["c" + std::to_string(k)] = half;
    program["k" + std::to_string(k)] = quarter;
    program["kfour" + std::to_string(k)] = quarter;
  }
  for (int j = 1; j <= 9; ++j) program["be" + std::to_string(j)] = j == 5 ? Rational(1, 100000000) : Rational(0);
  BOOST_TEST(rounds_to(at("sub-gaussian-program", quarter, 1024, program), "20.001127225764716113981"));
  const auto moment = bound_named("moment-4-4")
                          .expanded_definition("M")
                          .substitute({{"d", symbolic::Formula(Rational(2))}, {"norm_u", symbolic::Formula(half)}});
  BOOST_TEST(rounds_to(numeric::evaluate(moment.compile(), numeric::Bits(200)), "66661.3608282263659516356"));
}

/// bounds.md D3: 1 as long as 4 sigma^2 |U|^2 <= 1.
BOOST_AUTO_TEST_CASE(worst_exponent) {
  const Bound& bound = bound_named("worst-exponent");
  BOOST_TEST(bound.about() == "exponent");
  const auto at = [&](const Rational& u, const Rational& sigma) {
    return value_at(bound, {{"norm_u", u}, {"sigma", sigma}, {"L", 2}}, std::map<std::string, Rational>{});
  };
  const auto is = [](const Interval& x, const Rational& q) {
    return certainly_less_equal(x, Interval(q, k_bits)) && certainly_less_equal(Interval(q, k_bits), x);
  };
  BOOST_TEST(is(at(0, 1), 1));
  BOOST_TEST(is(at(Rational(1, 2), 1), 1));
  BOOST_TEST(is(at(1, 1), Rational(1, 4)));
  BOOST_TEST(is(at(Rational(1, 2), 2), Rational(1, 4)));
  // No closed form claims a larger exponent for the law of D3: r of D2.3 and c2 of D2.4 stay at or below it.
  for (const Rational& u : {Rational(1, 4), Rational(1), Rational(3)}) {
    const auto c2 =
        bound_named("prop-3.1-sharp").expanded_definition("c2").substitute({{"norm_u", symbolic::Formula(u)}});
    BOOST_TEST(certainly_less_equal(numeric::evaluate(c2.compile(), k_bits), at(u, 1)));
  }
}

/// One-dimensional Gaussian tokens and queries: X = a + g under the tilted law, a = u z, so that the moments are closed.
BOOST_AUTO_TEST_CASE(moments_of_gaussians) {
  const auto normal_moment = [](int n) {  // E g^n
    double out = n % 2 == 0 ? 1 : 0;
    for (int i = n - 1; i > 0; i -= 2) out *= i;
    return out;
  };
  const auto truth = [&](int p, int q, double u) {
    double sum = 0, choose = 1;
    for (int k = 0; k <= p; ++k) {
      sum += choose * std::pow(u, k) * normal_moment(p - k) * normal_moment(q + k);
      choose = choose * (p - k) / (k + 1);
    }
    return sum;
  };
  BOOST_TEST(truth(4, 0, 1) == 12.0);  // 3 + 6 + 3
  for (const int p : {0, 4, 8}) {
    for (const int q : {0, 4, 8}) {
      if (p + q == 0) continue;
      const std::string name = "moment-" + std::to_string(p) + "-" + std::to_string(q);
      for (const Rational& u : {Rational(0), Rational(1, 4), Rational(1), Rational(3)}) {
        const Interval value =
            value_at(bound_named(name), {{"d", 1}, {"norm_u", u}, {"sigma", 1}}, std::map<std::string, Rational>{});
        const double exact = truth(p, q, u.convert_to<double>());
        BOOST_TEST(value.lower_double() >= exact, name << " at u = " << u);
        BOOST_TEST(value.upper_double() / 1e9 < exact, name << " is useless at u = " << u);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
