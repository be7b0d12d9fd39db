// Gradient descent on exact risks.

#include "numeric/population_descent.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/flow_tube.hpp"
#include "numeric/prompt_block.hpp"
#include "symbolic/regression_form.hpp"
#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

BOOST_AUTO_TEST_SUITE(population_descent)

BOOST_AUTO_TEST_CASE(linear_attention_comes_to_its_exact_optimum) {
  for (const auto generator : {symbolic::Generator::matched, symbolic::Generator::as_coded}) {
    const auto model = diagonal_model({Rational(1), Rational(1, 2)}, Rational(1, 10), Rational(1, 2), generator);
    const auto found = linear_descent(flow_of(model, Rational(1, 2)), 20, 0.05, 40000, 10000);
    BOOST_REQUIRE(found.size() == 5U);
    BOOST_TEST(found[1].step == 10000U);
    const double least = approximate(symbolic::least_linear_risk(symbolic::laws_of(model), Rational(1, 20)));
    BOOST_TEST(std::abs(found.back().risk - least) < 1e-9);
    BOOST_TEST(found.front().risk > least + 0.01);
  }
}

BOOST_AUTO_TEST_CASE(small_steps_follow_the_flow) {
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}), Rational(1, 2));
  const PromptRisk<double> risk = BlockStatistics({Integer(64), Integer(64)}, 50).risk<double>(problem);
  const auto found = softmax_descent(risk, problem, 1e-4, 20000, 20000);
  const auto flow = floating_flow(risk, floating_start(problem), {2});
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(found.back().theta[i] - flow[0][i]) < 1e-3);
  // Twice the rate is another time of the flow.
  const auto faster = softmax_descent(risk, problem, 2e-4, 20000, 20000);
  BOOST_TEST(std::abs(faster.back().theta[2] - flow[0][2]) > 1e-2);
}

BOOST_AUTO_TEST_CASE(a_rate_that_diverges_is_reported) {
  const auto problem = flow_of(diagonal_model({Rational(1)}), Rational(1, 2));
  BOOST_CHECK_THROW(linear_descent(problem, 20, 50, 1000, 1000), Error);
}

BOOST_AUTO_TEST_SUITE_END()
