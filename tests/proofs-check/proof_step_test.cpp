// The registered steps of docs/theory, their twins, and the three-valued runner.

#include <boost/test/unit_test.hpp>
#include <set>

#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_run.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::check;
using numeric::Interval;

namespace {

constexpr numeric::Bits k_bits{64};

Interval third() { return {Rational(1, 3), k_bits}; }

/// A step of one parameter x in [0, 1] with these sides.
ProofStep small_step(std::function<std::vector<StepSides>(const StepTrial&)> sides) {
  return {.id = "T1.1",
          .statement = "x <= {c}",
          .domain = "x in [0,1]",
          .parameters = {{"x", 0, 1, Spread::even, false, {0, 1}}},
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = std::move(sides)};
}

std::string shown(const StepResult& result) {
  return name_of(result.verdict) + (result.witness ? " at " + result.witness->point : "");
}

std::string message_of(const std::string& word) {
  try {
    find_steps({word});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(proof_step)

BOOST_AUTO_TEST_CASE(every_step_holds) {
  StepRunOptions options;
  options.points = tests::scaled(12);
  for (const ProofStep& step : proof_steps()) {
    const StepResult result = run_step(step, options);
    BOOST_TEST_CONTEXT(step.id << " seed " << options.seed << ": " << shown(result)) {
      BOOST_TEST(name_of(result.verdict) == "holds");
      BOOST_TEST(result.points == options.points);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_twin_fails) {
  StepRunOptions options;
  options.points = 300;
  options.mutated = true;
  options.most_effort = 0;
  for (const ProofStep& step : proof_steps()) {
    const StepResult result = run_step(step, options);
    BOOST_TEST_CONTEXT(step.id << " seed " << options.seed << ": " << shown(result)) {
      BOOST_TEST(name_of(result.verdict) == "fails");
      BOOST_TEST((step.twin != step.constant));
      BOOST_REQUIRE(result.witness.has_value());
      BOOST_TEST(name_of(judge_sides(result.witness->sides)) == "fails");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_step_names_its_constant) {
  std::set<std::string> ids;
  for (const ProofStep& step : proof_steps()) {
    BOOST_TEST(step.statement.find("{c}") != std::string::npos, step.id);
    BOOST_TEST(!step.domain.empty(), step.id);
    BOOST_TEST(ids.insert(step.id).second, step.id);
    for (const StepParameter& parameter : step.parameters) {
      for (const Rational& value : parameter.extremes) {
        BOOST_TEST((parameter.least <= value && value <= parameter.most), step.id << " " << parameter.name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_enclosures_are_undecided) {
  const StepResult result = run_step(small_step([](const StepTrial&) -> std::vector<StepSides> {
                                       return {{"", third(), Relation::at_most, third()}};
                                     }),
                                     {});
  BOOST_TEST(name_of(result.verdict) == "undecided");
  BOOST_TEST(result.undecided == result.points);
  BOOST_TEST(result.witness.has_value());
}

BOOST_AUTO_TEST_CASE(judging) {
  const Interval one(1, k_bits);
  const Interval two(2, k_bits);
  const Interval wide = Interval::from_ends(one, two);
  const auto verdict = [](const Interval& a, Relation relation, const Interval& b) {
    return name_of(judge_sides({"", a, relation, b}));
  };
  BOOST_TEST(verdict(one, Relation::at_most, two) == "holds");
  BOOST_TEST(verdict(one, Relation::at_most, one) == "holds");
  BOOST_TEST(verdict(two, Relation::at_most, one) == "fails");
  BOOST_TEST(verdict(one, Relation::at_least, two) == "fails");
  BOOST_TEST(verdict(wide, Relation::at_most, Interval(Rational(3, 2), k_bits)) == "undecided");
  BOOST_TEST(verdict(third(), Relation::equal, third()) == "holds");
  BOOST_TEST(verdict(one, Relation::equal, two) == "fails");
  BOOST_TEST(verdict(wide, Relation::equal, wide) == "undecided");
  BOOST_TEST(verdict(one, Relation::equal, wide) == "undecided");
}

BOOST_AUTO_TEST_CASE(failing_point_is_named) {
  StepRunOptions options;
  options.mutated = true;
  const StepResult result = run_step(small_step([](const StepTrial& t) -> std::vector<StepSides> {
                                       return {{"half", t("x"), Relation::at_most, t.constant()}};
                                     }),
                                     options);
  BOOST_TEST(name_of(result.verdict) == "fails");
  BOOST_REQUIRE(result.witness.has_value());
  BOOST_TEST(result.witness->point.substr(0, 4) == "x = ");
  BOOST_TEST(result.witness->sides.part == "half");
}

BOOST_AUTO_TEST_CASE(points_outside_the_domain_are_drawn_again) {
  const auto at_least_half = [](const StepTrial& t) -> std::vector<StepSides> {
    if (t.exact("x") < Rational(1, 2)) return {};
    return {{"", t.number(Rational(1, 2)), Relation::at_most, t("x")}};
  };
  const StepResult result = run_step(small_step(at_least_half), {});
  BOOST_TEST(name_of(result.verdict) == "holds");
  BOOST_TEST(result.points == StepRunOptions{}.points);
  const auto never = [](const StepTrial&) -> std::vector<StepSides> { return {}; };
  BOOST_CHECK_THROW(run_step(small_step(never), {}), Error);
}

BOOST_AUTO_TEST_CASE(points_are_the_same_every_time) {
  const auto& parameters = proof_steps().front().parameters;
  for (std::uint64_t k = 0; k < 20; ++k) {
    BOOST_TEST(draw_point(parameters, "A0.1", 7, k).text() == draw_point(parameters, "A0.1", 7, k).text());
  }
  BOOST_TEST(draw_point(parameters, "A0.1", 7, 0).text() != draw_point(parameters, "A0.1", 8, 0).text());
  BOOST_TEST(draw_point(parameters, "A0.1", 7, 0).text() != draw_point(parameters, "A0.2", 7, 0).text());
  BOOST_CHECK_THROW(StepPoint().at("s"), Error);
}

BOOST_AUTO_TEST_CASE(draws_stay_between_the_ends) {
  const StepParameter even{"a", Rational(-1, 3), Rational(5, 7), Spread::even, false, {}};
  const StepParameter orders{"b", 2, 1000000, Spread::by_orders, true, {}};
  for (std::uint64_t k = 0; k < 500; ++k) {
    const StepPoint point = draw_point({even, orders}, "X", 3, k);
    BOOST_TEST((point.at("a") >= even.least && point.at("a") <= even.most), point.text());
    BOOST_TEST((point.at("b") >= 2 && point.at("b") <= 1000000), point.text());
    BOOST_TEST((mp::denominator(point.at("b")) == 1), point.text());
  }
}

BOOST_AUTO_TEST_CASE(words_that_name_steps) {
  BOOST_TEST(find_steps({}).size() == proof_steps().size());
  BOOST_TEST(find_steps({"A1.5"}).size() == 1U);
  BOOST_TEST(find_steps({"A2.1"}).size() == 1U);  // not A2.10
  BOOST_TEST(find_steps({"A2"}).size() == 10U);
  BOOST_TEST(find_steps({"A1.5", "A1"}).size() == 9U);
  BOOST_TEST(find_steps({"B2"}).size() == 1U);  // not B2'
  BOOST_TEST(find_steps({"I3.1"}).size() == 8U);
  BOOST_TEST(find_steps({"I3.1.2"}).size() == 1U);
  BOOST_TEST(find_steps({"I"}).back()->id == "I5.3");
  BOOST_TEST(find_steps({"A"}).size() > find_steps({"A5"}).size());
  BOOST_TEST(message_of("A1.55").find("A1.5,") != std::string::npos, message_of("A1.55"));
  for (const char* bad : {"", ".", "A1.", "Z", "A22", "a1.5"}) BOOST_TEST(!message_of(bad).empty(), bad);
}

BOOST_AUTO_TEST_SUITE_END()
