#include "proofs-check/verdict.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

namespace {

Interval from(int lower, int upper) {
  return Interval::from_ends(Interval(lower, Bits(64)), Interval(upper, Bits(64)));
}

/// The verdicts of deviation <= bound, deviation >= bound, deviation = bound.
std::string compared(const Interval& deviation, const Interval& bound) {
  return name_of(compare(deviation, bound, Relation::at_most)) + " " +
         name_of(compare(deviation, bound, Relation::at_least)) + " " +
         name_of(compare(deviation, bound, Relation::equal));
}

/// The verdicts of the three relations when bound - deviation has this sign.
std::string decided(int sign) {
  return name_of(decide(sign, Relation::at_most)) + " " + name_of(decide(sign, Relation::at_least)) + " " +
         name_of(decide(sign, Relation::equal));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_CASE(disjoint_enclosures) {
  BOOST_TEST(compared(from(1, 2), from(3, 4)) == "proved violated violated");
  BOOST_TEST(compared(from(3, 4), from(1, 2)) == "violated proved violated");
  BOOST_TEST(compared(from(-4, -3), from(-2, -2)) == "proved violated violated");
  BOOST_TEST(compared(from(1, 1), from(2, 2)) == "proved violated violated");
}

BOOST_AUTO_TEST_CASE(overlapping_enclosures) {
  const std::string nothing = "undecided undecided undecided";
  BOOST_TEST(compared(from(1, 3), from(2, 4)) == nothing);
  BOOST_TEST(compared(from(2, 4), from(1, 3)) == nothing);
  BOOST_TEST(compared(from(1, 4), from(2, 3)) == nothing);
  BOOST_TEST(compared(from(2, 3), from(1, 4)) == nothing);
  BOOST_TEST(compared(from(1, 2), from(1, 2)) == nothing);
  BOOST_TEST(compared(from(2, 2), from(1, 3)) == nothing);
}

BOOST_AUTO_TEST_CASE(touching_ends) {
  // One common point: <= holds for every pair of values, > for none of those with it.
  BOOST_TEST(compared(from(1, 2), from(2, 3)) == "proved undecided undecided");
  BOOST_TEST(compared(from(2, 3), from(1, 2)) == "undecided proved undecided");
  BOOST_TEST(compared(from(2, 2), from(2, 3)) == "proved undecided undecided");
  BOOST_TEST(compared(from(2, 2), from(1, 2)) == "undecided proved undecided");
  BOOST_TEST(compared(from(1, 2), from(2, 2)) == "proved undecided undecided");
  BOOST_TEST(compared(from(2, 3), from(2, 2)) == "undecided proved undecided");
}

BOOST_AUTO_TEST_CASE(equal_points) {
  BOOST_TEST(compared(from(2, 2), from(2, 2)) == "proved proved proved");
  BOOST_TEST(compared(from(0, 0), from(0, 0)) == "proved proved proved");
  const Interval fine(2, Bits(500));
  BOOST_TEST(compared(from(2, 2), fine) == "proved proved proved");
}

BOOST_AUTO_TEST_CASE(one_unit_in_the_last_place) {
  const Interval one(1, Bits(200));
  const Interval above = one + numeric::scale_by_power_of_two(one, -199);
  BOOST_TEST(compared(one, above) == "proved violated violated");
  BOOST_TEST(compared(above, one) == "violated proved violated");
}

BOOST_AUTO_TEST_CASE(exact_signs) {
  BOOST_TEST(decided(1) == "proved violated violated");
  BOOST_TEST(decided(0) == "proved proved proved");
  BOOST_TEST(decided(-1) == "violated proved violated");
}

BOOST_AUTO_TEST_CASE(no_samples_are_consistent) {
  const BettingEvidence none(1);
  BOOST_TEST(name_of(judge(none, 1, 0.999)) == "consistent");
  const BettingEvidence zero(0);
  BOOST_TEST(name_of(judge(zero, 1, 0.999)) == "consistent");
}

BOOST_AUTO_TEST_CASE(threshold_is_multiplied_by_the_rows) {
  // One value makes the wealth 1 + mean(t) (y - 1): here 1500 of the 1000 rows that confidence 0.999 asks of each row.
  double mean_bet = 0;
  for (const double t : bets()) mean_bet += t / k_bet_count;
  BettingEvidence evidence(1);
  evidence.add(1 + 1499 / mean_bet);
  BOOST_TEST(evidence.e_value() == 1500, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(name_of(judge(evidence, 1, 0.999)) == "violated");
  BOOST_TEST(name_of(judge(evidence, 2, 0.999)) == "undecided");
  BOOST_TEST(name_of(judge(evidence, 149, 0.9)) == "violated");
  BOOST_TEST(name_of(judge(evidence, 151, 0.9)) == "undecided");
  BOOST_TEST(name_of(judge(evidence, 1, 0.9993)) == "violated");
  BOOST_TEST(name_of(judge(evidence, 1, 0.9994)) == "undecided");
}

BOOST_AUTO_TEST_CASE(the_largest_wealth_counts_for_a_violation_the_last_for_consistency) {
  double mean_bet = 0;
  for (const double t : bets()) mean_bet += t / k_bet_count;
  BettingEvidence evidence(1);
  evidence.add(1 + 1499 / mean_bet);
  while (evidence.e_value() > 1) evidence.add(0.0);
  BOOST_TEST(evidence.max_e_value() > 1499);
  BOOST_TEST(name_of(judge(evidence, 1, 0.999)) == "violated");
  BOOST_TEST(name_of(judge(evidence, 2, 0.999)) == "consistent");
}

BOOST_AUTO_TEST_CASE(infinite_evidence) {
  BettingEvidence evidence(0);
  evidence.add(1e-300);
  BOOST_TEST(name_of(judge(evidence, 1000000, 0.999999)) == "violated");
}

BOOST_AUTO_TEST_CASE(expected_verdicts) {
  using enum Verdict;
  const Verdict all[] = {proved, violated, consistent, undecided};
  for (const Verdict found : all) {
    BOOST_TEST(check::as_expected(found, std::nullopt) == (found == proved || found == consistent));
    for (const Verdict expected : all) BOOST_TEST(check::as_expected(found, expected) == (found == expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()
