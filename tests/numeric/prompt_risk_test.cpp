// The finite-prompt risk with sums of exponentials: docs/theory/regression-tubes.md section 1.

#include "numeric/prompt_risk.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/prompt_block.hpp"
#include "numeric/regression_risk.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::Generator;

namespace {

std::vector<Interval> points(const std::vector<double>& x) {
  std::vector<Interval> out;
  for (const double value : x) out.push_back(Interval::point(value, Bits(80)));
  return out;
}

struct Case {
  symbolic::RegressionModel model;
  std::vector<double> theta;
};

std::vector<Case> cases() {
  return {{diagonal_model({Rational(3, 4)}, Rational(1, 5)), {0.625, 0.875}},
          {diagonal_model({Rational(1), Rational(1, 2)}), {0.75, 1.125, 1.25}},
          {diagonal_model({Rational(1), Rational(1, 2), Rational(5, 4)}, Rational(1, 10), Rational(1, 3),
                          Generator::as_coded),
           {0.5, 0.75, 0.25, 1.5}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prompt_risk)

BOOST_AUTO_TEST_CASE(it_agrees_with_the_exact_risk) {
  for (const Case& c : cases()) {
    const auto problem = flow_of(c.model, Rational(1, 2));
    const auto laws = symbolic::laws_of(c.model);
    const std::size_t d = problem.dimension();
    std::vector<Rational> diagonal_entries;
    for (std::size_t i = 0; i < d; ++i) diagonal_entries.emplace_back(c.theta[i]);
    const auto point =
        symbolic::regression_point(laws, diagonal(diagonal_entries), symbolic::Number(Rational(c.theta[d])));
    for (const long L : {3L, 40L}) {
      const Interval exact = RegressionRisk(laws, point).enclose({Integer(L)}, 12).front();
      const BlockStatistics block({Integer(L), Integer(L)}, 40);
      const PromptRisk<Interval> risk = block.risk<Interval>(problem, Bits(80));
      const Interval value = risk.jet(points(c.theta), false).value;
      double largest = 0;
      for (std::size_t i = 0; i < d; ++i) {
        largest = std::max(largest,
                           (problem.prompt[i] * problem.query[i]).upper_double() * c.theta[i] * c.theta[i] * 1.000001);
      }
      const Interval gap = risk.gap(points(c.theta), block.errors(largest).front()).risk;
      BOOST_TEST(overlap(widen(value, gap.upper()), exact), "d " << d << " L " << L);
      BOOST_TEST(gap.upper_double() < 1e-5);
      BOOST_TEST(std::abs(value.mid_double() - exact.mid_double()) < 1e-8);
    }
  }
}

BOOST_AUTO_TEST_CASE(derivatives_are_those_of_the_value) {
  for (const Case& c : cases()) {
    const auto problem = flow_of(c.model, Rational(1, 2));
    const BlockStatistics block({Integer(12), Integer(12)}, 30);
    const PromptRisk<double> risk = block.risk<double>(problem);
    const auto jet = risk.jet(c.theta, true);
    const std::size_t n = c.theta.size();
    constexpr double h = 1e-5;
    for (std::size_t k = 0; k < n; ++k) {
      std::vector<double> up = c.theta;
      std::vector<double> down = c.theta;
      up[k] += h;
      down[k] -= h;
      const auto above = risk.jet(up, true);
      const auto below = risk.jet(down, true);
      BOOST_TEST(std::abs((above.value - below.value) / (2 * h) - jet.gradient[k]) < 1e-8);
      std::vector<Dual<Interval>> theta;
      for (std::size_t i = 0; i < n; ++i) {
        theta.push_back({Interval::point(c.theta[i], Bits(80)), std::vector<Interval>(n, Interval(0, Bits(80)))});
        theta[i].derivative[i] = Interval(1, Bits(80));
      }
      const auto duals = block.risk<Dual<Interval>>(problem, Bits(80)).jet(theta, true);
      for (std::size_t i = 0; i < n; ++i) {
        BOOST_TEST(std::abs((above.gradient[i] - below.gradient[i]) / (2 * h) - jet.hessian[i * n + k]) < 1e-7);
        for (std::size_t j = 0; j < n; ++j) {
          const double third = (above.hessian[i * n + j] - below.hessian[i * n + j]) / (2 * h);
          BOOST_TEST(std::abs(third - duals.hessian[i * n + j].derivative[k].mid_double()) < 1e-6);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(boxes_contain_what_is_inside) {
  constexpr std::uint64_t seed = 20260704;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}), Rational(1, 2));
  const BlockStatistics block({Integer(30), Integer(30)}, 30);
  const PromptRisk<Interval> boxes = block.risk<Interval>(problem, Bits(80));
  const PromptRisk<double> risk = block.risk<double>(problem);
  for (int trial = 0; trial < scaled(50); ++trial) {
    std::vector<Interval> box;
    std::vector<double> inside;
    for (int i = 0; i < 3; ++i) {
      const double centre = 0.2 + 1.3 * dice.unit();
      const double radius = 0.05 * dice.unit();
      box.push_back(widen(Interval::point(centre, Bits(80)), Interval::point(radius, Bits(80))));
      inside.push_back(centre + radius * (2 * dice.unit() - 1));
    }
    const auto outer = boxes.jet(box, true);
    const auto inner = risk.jet(inside, true);
    const auto holds = [](const Interval& x, double y) {
      return x.lower_double() - 1e-12 <= y && y <= x.upper_double() + 1e-12;
    };
    BOOST_TEST(holds(outer.value, inner.value));
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(holds(outer.gradient[i], inner.gradient[i]));
    for (std::size_t i = 0; i < 9; ++i) BOOST_TEST(holds(outer.hessian[i], inner.hessian[i]));
  }
}

BOOST_AUTO_TEST_CASE(gaps_bound_the_effect_of_wrong_statistics) {
  // A and H replaced by others: the differences of risk and gradient stay below the bounds, which are near them.
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}, Rational(1, 4)), Rational(1, 2));
  ExponentialSum A{{0, 0.5}, {1, -0.75}, {}, {}};
  ExponentialSum H{{0, 0.5}, {1, -0.5}, {}, {}};
  const PromptRisk<double> right(problem, A, H);
  ExponentialSum A2 = A;
  ExponentialSum H2 = H;
  A2.coefficient[1] += 0.01;
  H2.coefficient[1] -= 0.02;
  const PromptRisk<double> wrong(problem, A2, H2);
  // |A - A2| = 0.01 e^{-u/2}, its derivative 0.005 e^{-u/2}, and so on.
  const StatisticErrors errors{{{0.5, {0.01, 0.005, 0.02, 0.01}}}};
  const std::vector<double> theta{0.75, 0.5, 1.25};
  const auto gap = right.gap(theta, errors);
  const auto a = right.jet(theta, false);
  const auto b = wrong.jet(theta, false);
  BOOST_TEST(std::abs(a.value - b.value) <= gap.risk);
  BOOST_TEST(std::abs(a.value - b.value) >= gap.risk / 4);
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(a.gradient[i] - b.gradient[i]) <= gap.gradient[i]);
  // A bound that forgot a term, here dH/du, would be too small somewhere.
  StatisticErrors forgetful = errors;
  forgetful.terms[0].weight[0] = 0;
  BOOST_TEST(right.gap(theta, forgetful).risk < std::abs(a.value - b.value));
}

BOOST_AUTO_TEST_SUITE_END()
