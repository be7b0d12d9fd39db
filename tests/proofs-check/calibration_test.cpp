#include "proofs-check/calibration.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/row_compute.hpp"
#include "proofs-check/row_plan.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;
using softlin::symbolic::Number;

namespace {

const std::string k_models = R"toml(
[models.normal]     # trace 1, signal 1, s 1
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "pair", z = [1] }
[models.flat]       # s 0: the error is trace/L = 4/L
tokens = { law = "gaussian", covariance = [[4]] }
head = { U = [[0]], V = [[1]] }
query = { law = "pair", z = [1] }
[models.random-query]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [["1/4"]], V = [[1]] }
query = { law = "gaussian", covariance = [[1]] }
)toml";

Claim claim_of(const std::string& keys) {
  return parse_suite("[[claim]]\nid = \"one\"\n" + keys + "\n" + k_models, "s.toml", "").claims.at(0);
}

Calibrated solve(const std::string& keys, const std::string& constant, std::map<std::string, Number> fixed = {},
                 const std::string& proved = "") {
  Calibrator calibrator(claim_of(keys), Number(1));
  return calibrator.solve({constant, std::move(fixed), proved, 12, 1});
}

Interval number(const std::string& text) { return numeric::enclose(Number::parse(text, Place{}), Bits(256)); }

/// A message of the InputError that `action` throws.
template <class Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The verdicts of the claim with the constant `value`.
std::vector<Verdict> verdicts(const std::string& keys, const std::string& constant, const Rational& value) {
  Claim claim = claim_of(keys);
  claim.constants[constant] = Number(value);
  std::vector<Verdict> out;
  for (const RowPlan& plan : plan_rows(Suite{"s", {claim}})) out.push_back(compute_row(plan, 0, {})->verdict);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calibration)

BOOST_AUTO_TEST_CASE(closed_forms) {
  // 4/L <= c1/L^(1/2) at L = 2, 16: c1 = 4/sqrt(2)
  const auto root =
      solve("bound = \"c1/sqrt(L)\"\nconstants = { c1 = \"any\" }\nlengths = [2, 16]\nmodel = \"flat\"", "c1");
  BOOST_TEST((root.status == CalibrationStatus::found));
  BOOST_TEST(overlap(*root.value, number("4/sqrt(2)")));
  BOOST_TEST(numeric::width_reached(*root.value, 12));
  BOOST_TEST(to_text(*root.witness) == "2");
  BOOST_TEST(root.smallest);
  // 4/L <= 5 L^(-c2): c2 <= 1 + ln(5/4)/ln L, least at the longest prompt
  const auto rate =
      solve("bound = \"5*L^(-c2)\"\nconstants = { c2 = \"any\" }\nlengths = [2, 16]\nmodel = \"flat\"", "c2");
  BOOST_TEST(!rate.smallest);
  BOOST_TEST(overlap(*rate.value, number("1 + log(5/4)/log(16)")));
  BOOST_TEST(to_text(*rate.witness) == "16");
  // a bound that falls in its constant: 4/L <= 7 - c
  const auto falling = solve("bound = \"7 - c\"\nconstants = { c = \"any\" }\nlengths = [1, 4]\nmodel = \"flat\"", "c");
  BOOST_TEST(!falling.smallest);
  BOOST_TEST(contains(*falling.value, Rational(3)));
  // a lower bound: 4/L >= c/L^2, c <= 4 L
  const auto lower = solve(
      "relation = \">=\"\nbound = \"c/L^2\"\nconstants = { c = \"any\" }\nlengths = [3, 4]\nmodel = \"flat\"", "c");
  BOOST_TEST(!lower.smallest);
  BOOST_TEST(contains(*lower.value, Rational(12)));
}

BOOST_AUTO_TEST_CASE(equal_at_every_length) {
  const auto found = solve("bound = \"c*trace/L\"\nconstants = { c = 3 }\nlengths = [2, 5, 9]\nmodel = \"flat\"", "c");
  BOOST_TEST(contains(*found.value, Rational(1)));
  BOOST_TEST(to_text(*found.witness) == "2");
}

BOOST_AUTO_TEST_CASE(whatever_the_constant) {
  const auto none =
      solve("bound = \"c1*log(L)\"\nconstants = { c1 = \"any\" }\nlengths = [2, 1]\nmodel = \"normal\"", "c1");
  BOOST_TEST((none.status == CalibrationStatus::none));
  BOOST_TEST(to_text(*none.witness) == "1");
  BOOST_TEST(!none.value.has_value());
  const auto all =
      solve("bound = \"2 + c1*log(L)\"\nconstants = { c1 = \"any\" }\nlengths = [1]\nmodel = \"normal\"", "c1");
  BOOST_TEST((all.status == CalibrationStatus::all));
}

BOOST_AUTO_TEST_CASE(proved_beside) {
  const std::string named = "bound = \"prop-3.1\"\nsigma = 1\nlengths = [2, 16]\nmodel = \"normal\"";
  const auto own = solve(named, "c1");
  BOOST_TEST(own.fixed.at("c2") == "1/9");
  BOOST_TEST(own.proved->bound == "prop-3.1");
  BOOST_TEST(own.proved->serves);
  BOOST_TEST(overlap(*own.slack * *own.value, own.proved->value));
  // the same formula in other words is recognised, with the values of its constants
  const std::string written =
      "bound = \"c1*sigma^4*log(L)/L^(c2/sigma^2)\"\nconstants = { c1 = \"any\", c2 = \"any\" }\nsigma = 1\n"
      "lengths = [2, 16]\nmodel = \"normal\"";
  const auto same = solve(written, "c1");
  BOOST_TEST(same.proved->bound == "prop-3.1");
  BOOST_TEST(overlap(*same.slack, *own.slack));
  // a smaller exponent is implied by the proved one, a larger one is not
  BOOST_TEST(solve(written, "c1", {{"c2", Number(Rational(1, 10))}}).proved->serves);
  const auto larger = solve(written, "c1", {{"c2", Number(Rational(1, 2))}});
  BOOST_TEST(!larger.proved->serves);
  BOOST_TEST(!larger.slack.has_value());
  BOOST_TEST(solve(written, "c1", {}, "prop-3.1-sharp").proved->bound == "prop-3.1-sharp");
}

BOOST_AUTO_TEST_CASE(verdicts_change_at_the_answer) {
  for (const std::string model : {"normal", "random-query"}) {
    const std::string keys =
        "bound = \"c1*log(L)*L^(-1/3)\"\nconstants = { c1 = 1 }\nlengths = [2, 16, 100]\nmodel = \"" + model + "\"";
    const auto found = solve(keys, "c1");
    const Rational c(found.value->mid_double()), step(1, 100000000);
    std::size_t violated = 0;
    for (const Verdict verdict : verdicts(keys, "c1", c * (1 + step))) BOOST_TEST((verdict == Verdict::proved), model);
    for (const Verdict verdict : verdicts(keys, "c1", c * (1 - step))) violated += verdict == Verdict::violated ? 1 : 0;
    BOOST_TEST(violated == 1U, model);
  }
}

BOOST_AUTO_TEST_CASE(refusals) {
  const std::string rest = "\nlengths = [2, 16]\nmodel = \"normal\"";
  const auto message = [&](const std::string& bound, const std::string& constants, const std::string& constant,
                           std::map<std::string, Number> fixed = {}, const std::string& proved = "") {
    return refusal(
        [&] { solve("bound = \"" + bound + "\"\nconstants = { " + constants + " }" + rest, constant, fixed, proved); });
  };
  BOOST_TEST(mentions(message("c1^2", "c1 = 1", "c1"), "neither linear nor in an exponent"));
  BOOST_TEST(mentions(message("c1", "c1 = 1", "c3"), "s.toml:4: claim \"one\": constants: found none named c3"));
  BOOST_TEST(mentions(message("c1", "c1 = 1", "c1", {{"c1", Number(1)}}), "--fix: found c1"));
  BOOST_TEST(mentions(message("c1", "c1 = 1", "c1", {{"c2", Number(1)}}), "none named c2"));
  BOOST_TEST(mentions(message("c1*L^(-b)", "c1 = 1, b = \"any\"", "c1"), "b without a value"));
  BOOST_TEST(mentions(message("c1", "c1 = 1", "c1", {}, "prop-9"), "--proved: found 'prop-9'"));
  BOOST_TEST(mentions(message("c1", "c1 = 1", "c1", {}, "prop-3.4-v"), "another error"));
  BOOST_TEST(mentions(message("1 + c1*(L - 3)", "c1 = 1", "c1"), "same direction at every length"));
  BOOST_TEST(mentions(message("c1/log(L/2)", "c1 = 1", "c1"), "bound: found no value at L = 2"));
  BOOST_TEST(mentions(refusal([] {
                        solve("relation = \"=\"\nbound = \"c\"\nconstants = { c = 1 }\nlengths = [2]\nmodel = \"flat\"",
                              "c");
                      }),
                      "relation: found \"=\""));
}

BOOST_AUTO_TEST_CASE(all_claims_together) {
  const auto one = solve("bound = \"c/L\"\nconstants = { c = 1 }\nlengths = [2]\nmodel = \"flat\"", "c");
  const auto two = solve("bound = \"c/L + 2\"\nconstants = { c = 1 }\nlengths = [2]\nmodel = \"flat\"", "c");
  std::size_t decides = 9;
  const auto both = combine({two, one}, decides);
  BOOST_TEST(decides == 1U);
  BOOST_TEST(contains(*both.value, Rational(4)));
  const auto none = solve("bound = \"c*log(L)\"\nconstants = { c = 1 }\nlengths = [1]\nmodel = \"flat\"", "c");
  BOOST_TEST((combine({one, none, two}, decides).status == CalibrationStatus::none));
  BOOST_TEST(decides == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
