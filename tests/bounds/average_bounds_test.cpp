#include "bounds/average_bounds.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <tuple>
#include <vector>

#include "bounds/situation.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/query_average.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Bound;
using numeric::Interval;
using symbolic::AttentionModel;
using symbolic::GaussianQuery;
using symbolic::GaussianTokens;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

Vector vec(const std::vector<Rational>& entries) {
  Vector out(static_cast<Eigen::Index>(entries.size()));
  for (Eigen::Index i = 0; i < out.size(); ++i) out(i) = entries[static_cast<std::size_t>(i)];
  return out;
}

Matrix mat(Eigen::Index rows, const std::vector<Rational>& entries) {
  Matrix out(rows, static_cast<Eigen::Index>(entries.size()) / rows);
  for (Eigen::Index i = 0; i < out.rows(); ++i) {
    for (Eigen::Index j = 0; j < out.cols(); ++j) out(i, j) = entries[static_cast<std::size_t>(i * out.cols() + j)];
  }
  return out;
}

/// Everything standard normal but U.
AttentionModel model(const Matrix& u, const Matrix& v) {
  const Eigen::Index d = u.cols();
  return {GaussianTokens{Vector::Constant(d, Number(0)), symbolic::identity(d)},
          {u, v},
          GaussianQuery{Vector::Constant(d, Number(0)), symbolic::identity(d)}};
}

AttentionModel line(const Rational& u) { return model(mat(1, {u}), mat(1, {1})); }

struct Entry {
  std::string name;
  AttentionModel model;
  bool is_mean_of_a = false;  ///< V Gamma U = 0 and tr V Gamma V^T = 1: the output error is E_z A
};

const std::vector<Integer>& lengths() {
  static const std::vector<Integer> values{1, 2, 3, 1000, 1000000};
  return values;
}

std::vector<Entry> entries() {
  std::vector<Entry> out;
  for (const Rational& u : {Rational(1, 4), Rational(1, 2), Rational(1), Rational(2)}) {
    out.push_back({"line " + u.str(), line(u)});
    out.push_back({"mean A " + u.str(), model(mat(2, {u, 0, 0, 0}), mat(1, {0, 1})), true});
  }
  AttentionModel full = model(mat(2, {Rational(1, 2), Rational(1, 4), 0, Rational(1, 3)}), mat(2, {1, 0, 1, 2}));
  std::get<GaussianTokens>(full.tokens).covariance = mat(2, {1, Rational(1, 2), Rational(1, 2), 1});
  std::get<GaussianQuery>(full.query).covariance = mat(2, {1, Rational(1, 4), Rational(1, 4), Rational(1, 2)});
  out.push_back({"full", full});
  std::get<GaussianQuery>(full.query).mean = vec({Rational(1, 2), -1});
  out.push_back({"full with a mean", full});
  out.push_back({"isotropic", model(symbolic::identity(3, Rational(2, 5)), symbolic::identity(3))});
  return out;
}

struct Truth {
  Entry entry;
  std::map<Quantity, std::vector<Interval>> values;
};

const std::vector<Truth>& truths() {
  static const std::vector<Truth> out = [] {
    std::vector<Truth> list;
    for (const Entry& entry : entries()) {
      Truth truth{entry, {}};
      const auto& tokens = *symbolic::as_gaussian(entry.model.tokens);
      const auto query = *symbolic::as_gaussian_query(entry.model);
      for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
        const numeric::QueryAverage average(symbolic::average_form(tokens, entry.model.head, query, quantity));
        truth.values[quantity] = average.enclose(lengths(), 8);
      }
      list.push_back(std::move(truth));
    }
    return list;
  }();
  return out;
}

bool is_about(const Bound& bound, const Entry& entry) {
  return bound.name.find("average") == 0 || (bound.subject == "mean A" && entry.is_mean_of_a);
}

/// The worst outcome over all models and lengths: -1 broken, 1 certainly held wherever it applies, 0 not told apart
/// (equality at L = 1). `applied` counts.
int outcome(const Bound& bound, int* applied = nullptr) {
  int worst = 1;
  for (const Truth& truth : truths()) {
    bounds::Situation situation(truth.entry.model, {});
    if (!is_about(bound, truth.entry) || situation.failed_hypothesis(bound)) continue;
    const bounds::CompiledBound compiled(bound);
    for (std::size_t i = 0; i < lengths().size(); ++i) {
      const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, lengths()[i]));
      if (compiled.failed_condition(values)) continue;
      if (applied != nullptr) ++*applied;
      const Interval value = compiled.enclose(values, 10).value;
      const Interval& exact = truth.values.at(bound.quantity)[i];
      const int result = verdict(bound, value, exact);
      if (result == 0 && lengths()[i] != 1) {
        BOOST_TEST_MESSAGE(bound.name << " undecided at " << truth.entry.name << ", L = " << lengths()[i]);
      }
      if (result == -1) {
        BOOST_TEST_MESSAGE(bound.name << " broken at " << truth.entry.name << ", L = " << lengths()[i] << ": "
                                      << to_text(value) << " against " << to_text(exact));
      }
      worst = std::min(worst, result == 0 && lengths()[i] != 1 ? -1 : result);
    }
  }
  return worst;
}

/// bound/truth
Interval ratio(const std::string& name, const AttentionModel& at, const Integer& L) {
  const Bound& bound = bound_named(name);
  bounds::Situation situation(at, {});
  const bounds::CompiledBound compiled(bound);
  const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, L));
  const numeric::QueryAverage average(symbolic::average_form(*symbolic::as_gaussian(at.tokens), at.head,
                                                             *symbolic::as_gaussian_query(at), bound.quantity));
  return compiled.enclose(values, 10).value / average.enclose({L}, 8)[0];
}

bool is_between(const Interval& x, const Rational& low, const Rational& high) {
  return certainly_less_equal(Interval(low, x.precision()), x) &&
         certainly_less_equal(x, Interval(high, x.precision()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(average_bounds)

BOOST_AUTO_TEST_CASE(every_bound_holds_on_exact_averages) {
  for (const Bound& bound : bounds::average_bounds()) {
    int applied = 0;
    BOOST_TEST(outcome(bound, &applied) >= 0, bound.name);
    BOOST_TEST(applied >= 3, bound.name << " applied " << applied << " times");
  }
}

BOOST_AUTO_TEST_CASE(changed_constants_are_noticed) {
  const std::vector<std::tuple<std::string, std::string, std::string>> changes{
      {"average-trivial", "mean_signal", "99/100*mean_signal"},
      {"average-headline", "mean_signal", "mean_signal/2"},
      {"average-headline-v", "rows", "rows*99/100"},
      {"average-am-gm", "trace +", "trace*99/100 +"},
      {"average-power-law", "constant*L^(-r)", "constant/20*L^(-r)"},
      {"mean-a-power-law", "constant*L^(-r)", "constant/20*L^(-r)"},
      {"mean-a-exponent", "8*exp(1/2)", "exp(1/2)/50"},
      {"mean-a-exponent", "L^(-rho)", "L^(-2*rho)"},
      {"mean-a-floor", "L/4*", "64*L*"},
      {"mean-a-floor-closed", "16*pi", "pi/8"},
      {"average-floor", "trace*inside", "4096*trace*inside"},
      {"average-floor-rank", "max(1/L", "max(4/L"}};
  for (const auto& [name, from, to] : changes) {
    BOOST_TEST(outcome(replaced(bound_named(name), from, to)) == -1, name << " with " << to);
  }
  BOOST_TEST(outcome(times(bound_named("average-light"), "0.5")) == -1);
  BOOST_TEST(outcome(times(bound_named("average-staircase"), "0.4")) == -1);
  BOOST_TEST(outcome(times(bound_named("average-staircase-rank-one"), "0.5")) == -1);
  BOOST_TEST(outcome(times(bound_named("average-trivial-shifted"), "0.4")) == -1);
}

BOOST_AUTO_TEST_CASE(tight_where_the_theory_says_so) {
  const Integer many = mp::pow(Integer(10), 12);
  BOOST_TEST(
      is_between(ratio("average-headline", line(Rational(1, 4)), many), Rational(999, 1000), Rational(1001, 1000)));
  BOOST_TEST(
      is_between(ratio("average-headline-v", line(Rational(1, 4)), many), Rational(999, 1000), Rational(1001, 1000)));
  BOOST_TEST(is_between(ratio("average-staircase-rank-one", line(1), 1000000), 1, 12));
  BOOST_TEST(is_between(ratio("average-staircase", line(1), 1000000), 1, 260));
  BOOST_TEST(is_between(ratio("average-power-law", line(1), 1000000), 10, 600));
}

/// Python mpmath 1.3, 40 digits; M(1) was checked there against quadrature. d = 1, V = Gamma = Sz = 1, U = 1/2.
BOOST_AUTO_TEST_CASE(spot_values) {
  const Numbers numbers{{"L", 64},
                        {"lambda", Rational(1, 4)},
                        {"trace_h", Rational(1, 4)},
                        {"trace", 1},
                        {"mean_signal", Rational(1, 4)}};
  BOOST_TEST(rounds_to(value_at(bound_named("average-headline"), numbers, 25).value(), "0.03314563036811941520629"));
  BOOST_TEST(rounds_to(value_at(bound_named("average-power-law"), numbers, {{"r", Rational(1, 2)}}),
                       "0.8880672134243242773094"));
  Numbers shape = numbers;
  shape["norm_out"] = 1;
  const std::map<std::string, Rational> steps{
      {"h", Rational(1, 8)}, {"beta", Rational(3, 2)}, {"a", Rational(1, 64)}, {"gamma", Rational(1, 2)}};
  BOOST_TEST(rounds_to(value_at(bound_named("average-staircase-rank-one"), shape, steps), "0.0364177818605657882989"));
  BOOST_TEST(rounds_to(value_at(bound_named("average-staircase"), shape, steps), "0.1744696571603725999838"));
  for (const auto& [lambda, rho] : std::map<long, std::string>{
           {1, "0.6180339887498948482046"}, {2, "0.3660254037844386467637"}, {4, "0.2071067811865475244008"}}) {
    const auto formula = bound_named("mean-a-exponent")
                             .expanded_definition("rho")
                             .substitute({{"lambda", symbolic::Formula(Rational(lambda))}});
    BOOST_TEST(rounds_to(numeric::evaluate(formula.compile(), numeric::Bits(200)), rho), lambda);
  }
}

/// The two regimes: rho = 1 exactly up to lambda = 1/2, smaller beyond, and rho (1 + rho) lambda = 1 there.
BOOST_AUTO_TEST_CASE(exponent) {
  const auto rho = bound_named("mean-a-exponent").expanded_definition("rho");
  const auto at = [&](const Rational& lambda) {
    return numeric::evaluate(rho.substitute({{"lambda", symbolic::Formula(lambda)}}).compile(), numeric::Bits(200));
  };
  BOOST_TEST(contains(at(0), Rational(1)));
  BOOST_TEST(contains(at(Rational(1, 3)), Rational(1)));
  BOOST_TEST(contains(at(Rational(1, 2)), Rational(1)));
  for (const Rational& lambda : {Rational(51, 100), Rational(1), Rational(7)}) {
    const Interval r = at(lambda);
    BOOST_TEST(certainly_less(r, Interval(1, r.precision())));
    BOOST_TEST(contains(r * (1 + r) * Interval(lambda, r.precision()), Rational(1)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
