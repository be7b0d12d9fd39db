// Blocks of lengths: docs/theory/regression-tubes.md section 2.

#include "numeric/prompt_block.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/softmax_expectation.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using softlin::tests::Dice;
using softlin::tests::scaled;
using symbolic::WeightPolynomial;

namespace {

/// A, dA/du, H, dH/du at one length.
std::array<double, 4> statistics_at(const Integer& L, double u) {
  const WeightPolynomial A = WeightPolynomial::power_sum(2);
  const WeightPolynomial H = A + Rational(6) * WeightPolynomial::power_sum(3) - Rational(6) * (A * A);
  const ScoreVariance variance([u](Bits bits) { return Interval::point(u, bits); });
  const auto found = expect_weights({A, A.heat_flow(), H, H.heat_flow()}, variance, L, 15);
  return {found[0].mid_double(), found[1].mid_double(), found[2].mid_double(), found[3].mid_double()};
}

double error_at(const StatisticErrors& errors, std::size_t k, double u) {
  double sum = 0;
  for (const auto& term : errors.terms) sum += term.weight[k] * std::exp(-term.rate * u);
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prompt_block)

BOOST_AUTO_TEST_CASE(a_block_without_end_bounds_every_longer_prompt) {
  constexpr std::uint64_t seed = 20260705;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  const BlockStatistics block({Integer(200), std::nullopt}, 20);
  const StatisticErrors errors = block.errors(0.5).front();
  for (int trial = 0; trial < scaled(60); ++trial) {
    const Integer L = Integer(200) + (Integer(1) << dice.between(0, 30)) - 1;
    const double u = 20 * dice.unit();
    const auto exact = statistics_at(L, u);
    for (std::size_t k = 0; k < 4; ++k)
      BOOST_TEST(std::abs(exact[k]) <= error_at(errors, k, u), "L " << L << " u " << u);
  }
}

BOOST_AUTO_TEST_CASE(the_polynomial_in_the_length_keeps_its_rest) {
  // The risk of one direction is linear in A and H: compare whole risks and gradients instead of the statistics, at
  // every length of the block.
  const auto problem = tests::flow_of(tests::diagonal_model({Rational(1)}, Rational(1, 3)), Rational(1, 2));
  for (const auto& [first, last] : {std::pair{20, 23}, {20, 40}, {300, 330}}) {
    const BlockStatistics block({Integer(first), Integer(last)}, 20, 1e-8);
    const PromptRisk<double> middle = block.risk<double>(problem);
    const auto change = block.change<double>(problem);
    BOOST_REQUIRE(change.has_value());
    for (const int L : {first, last - 1}) {
      const PromptRisk<double> exact = BlockStatistics({Integer(L), Integer(L)}, 20).risk<double>(problem);
      const double x = (2.0 * L - first - last) / (last - first);
      for (const double f : {0.25, 0.5, 0.75}) {
        const std::vector<double> theta{f, 1.25};
        const auto right = exact.jet(theta, false);
        const auto near = middle.jet(theta, false);
        const auto step = change->jet(theta, false);
        bool whole_holds = false;
        bool rest_holds = false;
        double whole_size = 1e300;
        for (const bool whole : {true, false}) {
          for (const StatisticErrors& errors : block.errors(f * f * 1.000001, whole)) {
            const auto gap = middle.gap(theta, errors);
            const double part = whole ? 0 : x;
            const bool holds =
                std::abs(right.value - near.value - part * step.value) <= gap.risk + 1e-9 &&
                std::abs(right.gradient[0] - near.gradient[0] - part * step.gradient[0]) <= gap.gradient[0] + 1e-9 &&
                std::abs(right.gradient[1] - near.gradient[1] - part * step.gradient[1]) <= gap.gradient[1] + 1e-9;
            BOOST_TEST(holds, first << " to " << last << " L " << L << " f " << f << " whole " << whole);
            (whole ? whole_holds : rest_holds) = true;
            if (whole) whole_size = std::min(whole_size, gap.risk);
          }
        }
        BOOST_TEST(whole_holds);
        BOOST_TEST(rest_holds);
        // In a narrow block the bound is of the size of the change.
        if (8 * (last - first) <= first) BOOST_TEST(whole_size < 40 * std::abs(step.value) + 1e-6);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_rest_that_is_left_out_would_be_seen) {
  // Without the change and the rest, the middle misses the ends of the block.
  const auto problem = tests::flow_of(tests::diagonal_model({Rational(1)}), Rational(1, 2));
  const BlockStatistics block({Integer(20), Integer(40)}, 20, 1e-8);
  const PromptRisk<double> exact = BlockStatistics({Integer(20), Integer(20)}, 20).risk<double>(problem);
  const std::vector<double> theta{0.5, 1.25};
  const double off = std::abs(exact.jet(theta, false).value - block.risk<double>(problem).jet(theta, false).value);
  BOOST_TEST(off > 100 * block.fit_error());
}

BOOST_AUTO_TEST_CASE(blocks_outside_the_domain_are_refused) {
  BOOST_CHECK_THROW(BlockStatistics({Integer(1), Integer(1)}, 10), Error);
  BOOST_CHECK_THROW(BlockStatistics({Integer(9), Integer(8)}, 10), Error);
  BOOST_CHECK_THROW(BlockStatistics({Integer(9), Integer(30)}, 10), Error);
  BOOST_CHECK_THROW(BlockStatistics({Integer(100), Integer(301)}, 10), Error);
}

BOOST_AUTO_TEST_SUITE_END()
