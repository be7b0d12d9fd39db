// Proofs of lim R_L <= eps for one length, a block, and all lengths from one on.

#include "numeric/length_proof.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

CommutingRegression worked_example() { return flow_of(diagonal_model({Rational(1), Rational(1, 2)}), Rational(1, 2)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(length_proof)

// docs/theory/icl-regression.md I4.8: at L = 56 the risk at T = 10 is .098907, and at L = 54 the flow ends above .1.
BOOST_AUTO_TEST_CASE(the_worked_example_is_proved_where_the_flow_gets_there) {
  const auto problem = worked_example();
  ProofOptions options;
  const auto proved = prove_block(problem, {Integer(56), Integer(56)}, 0.1, options);
  BOOST_REQUIRE(proved.has_value());
  BOOST_TEST(proved->risk_upper <= 0.1);
  BOOST_TEST(proved->time < 10);
  options.horizon = 12;
  BOOST_TEST(!prove_block(problem, {Integer(54), Integer(54)}, 0.1, options).has_value());
}

BOOST_AUTO_TEST_CASE(a_proof_of_all_lengths_continues_where_it_was) {
  const auto problem = worked_example();
  ProofOptions options;
  options.horizon = 8;
  const std::vector<ProvedBlock> done{{{Integer(900000), Integer(999999)}, 2, 0.09, 0.01}};
  int fresh = 0;
  const LengthProof proof =
      prove_all_lengths(problem, Integer(900000), 0.1, options, done, [&](const ProvedBlock&) { ++fresh; });
  BOOST_TEST(proof.complete);
  BOOST_TEST(fresh == 1);
  BOOST_REQUIRE(proof.blocks.size() == 2U);
  BOOST_TEST(proof.blocks[1].block.first == 1000000);
  BOOST_TEST(!proof.blocks[1].block.last.has_value());
  BOOST_TEST(proof.blocks[1].risk_upper <= 0.1);
  // A gap is refused.
  BOOST_CHECK_THROW(prove_all_lengths(problem, Integer(899999), 0.1, options, done), Error);
}

BOOST_AUTO_TEST_CASE(the_threshold_in_floating_point) {
  ProofOptions options;
  options.horizon = 40;
  const auto found = floating_threshold(worked_example(), 0.2, options);
  BOOST_REQUIRE(found.has_value());
  const auto risk_at = [&](const Integer& L) {
    const PromptRisk<double> risk = BlockStatistics({L, L}, 50).risk<double>(worked_example());
    return risk.jet(floating_flow(risk, floating_start(worked_example()), {40}).front(), false).value;
  };
  BOOST_TEST(risk_at(*found) <= 0.2);
  BOOST_TEST(risk_at(*found - 1) > 0.2);
}

BOOST_AUTO_TEST_SUITE_END()
