// Tubes around finite-prompt flows: docs/theory/regression-tubes.md section 3.

#include "numeric/flow_tube.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/regression_risk.hpp"
#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

double distance(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += std::pow(x[i] - y[i], 2);
  return std::sqrt(sum);
}

/// The flow at one length, at the times of a tube, from a fit of its own.
std::vector<std::vector<double>> own_flow(const CommutingRegression& problem, long L, const FlowTube& tube) {
  std::vector<double> times;
  for (const TubePoint& point : tube.points) times.push_back(point.time);
  return floating_flow(BlockStatistics({Integer(L), Integer(L)}, 50).risk<double>(problem), floating_start(problem),
                       times);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flow_tube)

BOOST_AUTO_TEST_CASE(it_contains_the_flows_of_all_lengths_of_the_block) {
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}), Rational(1, 2));
  TubeOptions options;
  options.horizon = 2;
  for (const auto& [first, last] : {std::pair{40L, 40L}, {60L, 63L}}) {
    const BlockStatistics block({Integer(first), Integer(last)}, 50, 1e-8);
    const FlowTube tube = numeric::flow_tube(problem, block, options);
    BOOST_REQUIRE_MESSAGE(tube.given_up.empty(), tube.given_up);
    BOOST_TEST(tube.points.back().time == 2);
    for (const long L : {first, last}) {
      const auto flow = own_flow(problem, L, tube);
      const PromptRisk<double> risk = BlockStatistics({Integer(L), Integer(L)}, 50).risk<double>(problem);
      for (std::size_t i = 0; i < flow.size(); ++i) {
        const TubePoint& point = tube.points[i];
        BOOST_TEST(distance(flow[i], point.theta) <= point.radius + 1e-9);
        const double value = risk.jet(flow[i], false).value;
        BOOST_TEST(value <= point.risk_upper + 1e-9);
        BOOST_TEST(value >= point.risk_lower - 1e-9);
      }
    }
    // It is no empty claim: a length outside leaves the tube.
    const auto other = own_flow(problem, first / 2, tube);
    BOOST_TEST(distance(other.back(), tube.points.back().theta) > tube.points.back().radius);
    BOOST_TEST(tube.points.back().radius < 0.1);
  }
}

BOOST_AUTO_TEST_CASE(smaller_steps_narrow_it) {
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}, Rational(1, 10)), Rational(1, 2));
  const BlockStatistics block({Integer(64), Integer(64)}, 50, 1e-9);
  TubeOptions options;
  options.horizon = 1;
  const double wide = numeric::flow_tube(problem, block, options).points.back().radius;
  options.tolerance /= 10;
  const double narrow = numeric::flow_tube(problem, block, options).points.back().radius;
  BOOST_TEST(narrow < wide / 5);
}

BOOST_AUTO_TEST_CASE(the_risk_at_the_start_is_the_exact_one) {
  const auto model = diagonal_model({Rational(1), Rational(1, 2)}, Rational(1, 10));
  const auto laws = symbolic::laws_of(model);
  const auto scale = symbolic::Number(1) / symbolic::sqrt(symbolic::Number(8));
  const auto point = symbolic::regression_point(laws, symbolic::identity(2, scale), symbolic::Number(Rational(1, 2)));
  const Interval exact = RegressionRisk(laws, point).enclose({Integer(64)}, 12).front();
  TubeOptions options;
  options.target = 10;  // reached at once
  const FlowTube tube =
      numeric::flow_tube(flow_of(model, Rational(1, 2)), BlockStatistics({Integer(64), Integer(64)}, 50), options);
  BOOST_TEST(tube.reached_target);
  BOOST_TEST(tube.points.size() == 1U);
  BOOST_TEST(tube.points[0].risk_lower <= exact.upper_double());
  BOOST_TEST(tube.points[0].risk_upper >= exact.lower_double());
  BOOST_TEST(tube.points[0].risk_upper - tube.points[0].risk_lower < 1e-7);
}

BOOST_AUTO_TEST_SUITE_END()
