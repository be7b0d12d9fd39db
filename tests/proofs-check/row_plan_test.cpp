#include "proofs-check/row_plan.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>

#include "numeric/evaluate.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/row_compute.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

namespace {

const std::string k_models = R"toml(
[models.normal]     # trace 1, signal 1, s 1
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "fixed", z = [1] }
[models.flat]       # s 0
tokens = { law = "gaussian", covariance = [[4]] }
head = { U = [[0]], V = [[1]] }
query = { law = "pair", z = [1] }
[models.plane]
tokens = { law = "gaussian", mean = [1, -1], covariance = [[1, "1/3"], ["1/3", "1/2"]] }
head = { U = [[1, "1/2"], [0, 1]], V = [[1, 1], [0, 2], [1, 0]] }
query = { law = "fixed", z = ["1/2", 1] }
[models.far-query]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "pair", z = [2] }
[models.random-query]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "gaussian", covariance = [[1]] }
[models.shifted-query]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "gaussian", mean = [1], covariance = [[1]] }
[models.signs]
tokens = { law = "rademacher" }
head = { U = { kind = "identity" }, V = [[1, 0], [0, 1], [1, 1]] }
query = { law = "fixed", z = [1, -1] }
)toml";

/// The rows of one claim named "one" on line 1.
std::vector<RowPlan> plans_of(const std::string& keys) {
  return plan_rows(parse_suite("[[claim]]\nid = \"one\"\n" + keys + "\n" + k_models, "s.toml", ""));
}

RowPlan plan_of(const std::string& keys) {
  std::vector<RowPlan> plans = plans_of(keys);
  BOOST_REQUIRE(plans.size() == 1U);
  return std::move(plans[0]);
}

std::string decided(const RowPlan& plan) { return plan.decided ? name_of(*plan.decided) : "open"; }
std::string decided(const std::string& keys) { return decided(plan_of(keys)); }

ResultRow computed(const RowPlan& plan) {
  const auto row = compute_row(plan, 0, {});
  BOOST_REQUIRE(row.has_value());
  return *row;
}

std::string verdict_of(const std::string& keys) { return name_of(computed(plan_of(keys)).verdict); }

/// The deviation of a row decided by algebra.
Interval closed_deviation(const std::string& keys) {
  const RowPlan plan = plan_of(keys);
  BOOST_REQUIRE(plan.closed_deviation.has_value());
  return numeric::evaluate(*plan.closed_deviation, Bits(200));
}

bool is_number(const Interval& x, const Rational& q) { return contains(x, q) && x.relative_width() < 1e-50; }

std::string message_of(const std::string& keys) {
  try {
    static_cast<void>(plans_of(keys));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

/// Planning fails with a message that names the file, the claim and its key and holds `text`.
void refused(const std::string& keys, const std::string& key, const std::string& text) {
  const std::string message = message_of(keys);
  BOOST_TEST_CONTEXT(keys << "\n-> " << message) {
    BOOST_TEST(message.find("s.toml:") == 0U);
    BOOST_TEST(message.find(": claim \"one\": " + key + ": found ") != std::string::npos);
    BOOST_TEST(message.find(text) != std::string::npos);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_plan)

BOOST_AUTO_TEST_CASE(order_and_inputs) {
  const auto plans = plans_of(
      "model = \"normal\"\nbound = \"2/L\"\nlengths = [2, 4]\nscales = [1, \"1/2\"]\nmethod = \"both\"\n"
      "seed = 7\nprompts = 30");
  std::string order;
  for (const RowPlan& plan : plans) {
    order += plan.row.scale + "/" + to_text(plan.row.length) + "/" + name_of(plan.row.method) + " ";
    BOOST_TEST(plan.is_sampled() == (plan.row.method == Method::naive));
    BOOST_TEST(plan.row.prompts == (plan.is_sampled() ? 30U : 0U));
    BOOST_TEST(plan.row.claim == "one");
    BOOST_TEST(plan.row.model == "normal");
    BOOST_TEST(plan.row.bound_text == "2/L");
    BOOST_TEST(plan.second_moment.operator bool() == plan.is_sampled());
  }
  BOOST_TEST(order == "1/2/exact 1/2/naive 1/4/exact 1/4/naive 1/2/2/exact 1/2/2/naive 1/2/4/exact 1/2/4/naive ");
}

BOOST_AUTO_TEST_CASE(inputs_tell_models_apart) {
  const std::string keys = "bound = \"c/L\"\nlengths = [2]\n";
  const std::string first = plan_of(keys + "model = \"normal\"\nconstants = { c = 1 }").row.inputs;
  BOOST_TEST(first == plan_of(keys + "model = \"normal\"\nconstants = { c = 1 }").row.inputs);
  BOOST_TEST(first != plan_of(keys + "model = \"far-query\"\nconstants = { c = 1 }").row.inputs);
  BOOST_TEST(first != plan_of(keys + "model = \"normal\"\nconstants = { c = 2 }").row.inputs);
  BOOST_TEST(first != plan_of(keys + "model = \"normal\"\nconstants = { c = \"any\" }").row.inputs);
  BOOST_TEST(first != plan_of(keys + "model = \"normal\"\ntarget = \"linear\"\nconstants = { c = 1 }").row.inputs);
  BOOST_TEST(first != plan_of(keys + "model = \"normal\"\nsigma = 2\nconstants = { c = 1 }").row.inputs);
}

BOOST_AUTO_TEST_CASE(length_one_is_decided_exactly) {
  // E|X - T|^2 = trace + signal = 2
  const std::string keys = "model = \"normal\"\nlengths = [1]\n";
  BOOST_TEST(is_number(closed_deviation(keys + "bound = \"2\""), 2));
  BOOST_TEST(decided(keys + "bound = \"2\"") == "proved");
  BOOST_TEST(decided(keys + "bound = \"2\"\nrelation = \">=\"") == "proved");
  BOOST_TEST(decided(keys + "bound = \"2\"\nrelation = \"=\"") == "proved");
  BOOST_TEST(decided(keys + "bound = \"2 - 1e-80\"") == "violated");
  BOOST_TEST(decided(keys + "bound = \"2 + 1e-80\"") == "proved");
  BOOST_TEST(decided(keys + "bound = \"2 + 1e-80\"\nrelation = \"=\"") == "violated");
  for (const char* name : {"headline", "theorem-a1", "am-gm"}) {
    const RowPlan plan = plan_of(keys + "bound = \"" + name + "\"");
    BOOST_TEST(decided(plan) == "proved");
    BOOST_TEST(plan.equal);
    BOOST_TEST(computed(plan).deviation_shown == computed(plan).bound_shown);
  }
  BOOST_TEST(!plan_of(keys + "bound = \"3\"").equal);
}

BOOST_AUTO_TEST_CASE(length_one_of_every_quantity) {
  // Each deviation at L = 1 has a closed form in the symbols.
  const std::string keys = "model = \"plane\"\nlengths = [1]\nrelation = \"=\"\n";
  BOOST_TEST(decided(keys + "bound = \"trace + signal\"") == "proved");
  BOOST_TEST(decided(keys + "quantity = \"bias\"\nbound = \"signal\"") == "proved");
  BOOST_TEST(decided(keys + "quantity = \"grad-v\"\nbound = \"rows*(trace_gamma + signal_gamma)\"") == "proved");
  // One token has no covariance: |V Gamma|_F^2 |z|^2 with V = 1, Gamma = 4, z = 1.
  BOOST_TEST(decided("model = \"flat\"\nlengths = [1]\nrelation = \"=\"\nquantity = \"grad-u\"\nbound = \"16\"") ==
             "proved");
}

BOOST_AUTO_TEST_CASE(equal_weights_are_decided_exactly) {
  const std::string flat = "model = \"flat\"\nlengths = [1, 2, 1000, 1e18]\n";
  for (const RowPlan& plan : plans_of(flat + "relation = \"=\"\nbound = \"trace/L\"")) {
    BOOST_TEST(decided(plan) == "proved");
    BOOST_TEST(plan.equal);
  }
  for (const RowPlan& plan : plans_of(flat + "bound = \"(1 - 1e-60)*trace/L\"")) {
    BOOST_TEST(decided(plan) == "violated");
  }
  for (const RowPlan& plan : plans_of(flat + "relation = \"=\"\nbound = \"A*trace\"")) {
    BOOST_TEST(decided(plan) == "proved");
  }
  for (const RowPlan& plan :
       plans_of("model = \"plane\"\nscales = [0]\nlengths = [3, 50]\nrelation = \"=\"\nbound = \"trace/L\"")) {
    BOOST_TEST(decided(plan) == "proved");
  }
}

BOOST_AUTO_TEST_CASE(infinite_gaussian_prompt) {
  for (const char* quantity : {"output", "grad-v", "grad-u", "bias"}) {
    for (const char* target : {"limit", "linear"}) {
      const RowPlan plan =
          plan_of("model = \"plane\"\nlengths = [\"inf\"]\nrelation = \"=\"\nbound = \"0\"\nquantity = \"" +
                  std::string(quantity) + "\"\ntarget = \"" + target + "\"");
      BOOST_TEST(decided(plan) == "proved");
      BOOST_TEST(plan.equal);
    }
  }
  BOOST_TEST(decided("model = \"plane\"\nlengths = [\"inf\"]\nrelation = \"=\"\nbound = \"A + A2 + B\"") == "proved");
  BOOST_TEST(decided("model = \"plane\"\nlengths = [\"inf\"]\ntarget = \"inverse\"\nbound = \"0\"") == "violated");
}

BOOST_AUTO_TEST_CASE(infinite_rademacher_prompt) {
  const std::string keys = "model = \"signs\"\nlengths = [\"inf\"]\n";
  const Interval one(1, Bits(200));
  const Interval gap = sqr(one - tanh(one));  // of each of the two entries
  // V gap = (g, -g, 0) with g = 1 - tanh 1
  const Interval output = closed_deviation(keys + "target = \"linear\"\nbound = \"0\"");
  BOOST_TEST(overlap(output, 2 * gap));
  BOOST_TEST(output.relative_width() < 1e-50);
  BOOST_TEST(decided(keys + "target = \"linear\"\nbound = \"0\"") == "violated");
  BOOST_TEST(decided(keys + "target = \"linear\"\nbound = \"2*(1 - tanh(1))^2 + 1e-60\"") == "proved");
  BOOST_TEST(decided(keys + "target = \"linear\"\nbound = \"2*(1 - tanh(1))^2 - 1e-60\"") == "violated");
  BOOST_TEST(decided(keys + "target = \"limit\"\nbound = \"0\"\nrelation = \"=\"") == "proved");

  const std::string v = keys + "quantity = \"grad-v\"\n";
  const Interval v_gap = closed_deviation(v + "target = \"linear\"\nbound = \"0\"");
  BOOST_TEST(overlap(v_gap, 3 * (2 * gap)));
  BOOST_TEST(v_gap.relative_width() < 1e-50);
  BOOST_TEST(decided(v + "target = \"linear\"\nbound = \"0\"") == "violated");
  BOOST_TEST(decided(v + "target = \"linear\"\nbound = \"6*(1 - tanh(1))^2 + 1e-60\"") == "proved");
  BOOST_TEST(decided(v + "target = \"linear\"\nbound = \"6*(1 - tanh(1))^2 - 1e-60\"") == "violated");
  BOOST_TEST(decided(v + "target = \"limit\"\nbound = \"0\"") == "proved");
}

BOOST_AUTO_TEST_CASE(rademacher_u_gradient_has_no_linear_target) {
  const std::string keys = "model = \"signs\"\nlengths = [\"inf\"]\nquantity = \"grad-u\"\nbound = \"0\"\n";
  refused(keys + "target = \"linear\"", "model", "tokens with the law rademacher");
  BOOST_TEST(decided(keys + "target = \"limit\"") == "proved");
}

BOOST_AUTO_TEST_CASE(identities_between_statistics) {
  const std::string keys = "model = \"plane\"\nrelation = \"=\"\nlengths = [2, 100, 1e9]\nquantity = \"bias\"\n";
  for (const RowPlan& plan : plans_of(keys + "bound = \"A^2*signal\"")) {
    BOOST_TEST(decided(plan) == "proved");
    BOOST_TEST(plan.equal);
    const ResultRow row = computed(plan);
    BOOST_TEST(row.deviation_shown == row.bound_shown);
    BOOST_TEST(row.ratio_shown == "1");
  }
  for (const RowPlan& plan : plans_of(keys + "bound = \"(A + 1)*(A - 1)*signal + signal\"")) {
    BOOST_TEST(decided(plan) == "proved");
  }
  for (const RowPlan& plan : plans_of(keys + "bound = \"A*signal\"")) {
    BOOST_TEST(decided(plan) == "open");
    BOOST_TEST(name_of(computed(plan).verdict) == "violated");
  }
  // The same identity as an inequality, both ways.
  BOOST_TEST(decided("model = \"plane\"\nlengths = [9]\nquantity = \"bias\"\nbound = \"A^2*signal\"") == "proved");
  BOOST_TEST(
      decided("model = \"plane\"\nlengths = [9]\nquantity = \"bias\"\nrelation = \">=\"\nbound = \"A^2*signal\"") ==
      "proved");
}

BOOST_AUTO_TEST_CASE(open_constants) {
  const std::string keys = "model = \"normal\"\nconstants = { c1 = \"any\", c2 = \"any\" }\n";
  const std::string bound = "bound = \"c1*log(L)/L^c2\"\n";
  const RowPlan at_one = plan_of(keys + bound + "lengths = [1]");
  BOOST_TEST(decided(at_one) == "violated");  // the bound is 0 whatever the constants
  BOOST_TEST(at_one.any_constants);
  BOOST_TEST(!at_one.has_free_constants());
  BOOST_TEST(computed(at_one).witness.find("for every positive value of the free constants") != std::string::npos);
  const RowPlan at_two = plan_of(keys + bound + "lengths = [2]");
  BOOST_TEST(decided(at_two) == "open");
  BOOST_TEST(at_two.any_constants);
  BOOST_TEST(at_two.has_free_constants());
  BOOST_TEST(name_of(computed(at_two).verdict) == "undecided");

  const std::string one = "model = \"normal\"\nlengths = [4]\nconstants = { c = \"any\" }\n";
  BOOST_TEST(verdict_of(one + "bound = \"2 + c\"") == "proved");
  BOOST_TEST(verdict_of(one + "bound = \"-c\"") == "violated");
  BOOST_TEST(verdict_of(one + "bound = \"c\"") == "undecided");
  BOOST_TEST(verdict_of(one + "bound = \"log(c - 1)\"") == "undecided");
  BOOST_TEST(verdict_of(one + "bound = \"2 + c - c\"") == "proved");
}

BOOST_AUTO_TEST_CASE(a_given_constant_is_a_number) {
  const std::string keys = "model = \"normal\"\nlengths = [1]\nconstants = { c = 2 }\n";
  BOOST_TEST(decided(keys + "bound = \"c/L\"\nrelation = \"=\"") == "proved");
  BOOST_TEST(!plan_of(keys + "bound = \"c/L\"").any_constants);
}

BOOST_AUTO_TEST_CASE(hypotheses_are_refused_by_name) {
  const auto fails = [](const std::string& keys, const std::string& hypothesis) {
    refused(keys + "\nlengths = [4]", "model", "a model that does not meet the hypothesis: " + hypothesis);
  };
  fails("bound = \"headline\"\nmodel = \"signs\"\nmethod = \"naive\"", "the tokens are Gaussian");
  fails("bound = \"headline\"\nmodel = \"random-query\"\nmethod = \"reduced\"", "the query law is fixed or a pair");
  fails("bound = \"prop-3.1\"\nmodel = \"flat\"\nsigma = \"1/2\"", "sigma >= 1");
  fails("bound = \"prop-3.1\"\nmodel = \"plane\"\nsigma = 1", "the tokens have mean 0");
  fails("bound = \"prop-3.1\"\nmodel = \"flat\"\nsigma = 1", "the tokens are sigma-sub-Gaussian");
  fails("bound = \"prop-3.1\"\nmodel = \"flat\"\nsigma = \"2 - 1e-40\"", "the tokens are sigma-sub-Gaussian");
  fails("bound = \"prop-3.1\"\nmodel = \"far-query\"\nsigma = 1", "the query law is centred and 1-sub-Gaussian");
  fails("bound = \"prop-3.1\"\nmodel = \"normal\"\nsigma = 1", "the query law is centred and 1-sub-Gaussian");
  refused("bound = \"prop-3.1\"\nmodel = \"flat\"\nlengths = [4]", "sigma", "the sub-Gaussian parameter");
  BOOST_TEST(plans_of("bound = \"prop-3.1\"\nmodel = \"flat\"\nsigma = 2\nlengths = [4]").size() == 1U);
}

BOOST_AUTO_TEST_CASE(named_bounds_ask_for_their_claim) {
  const std::string keys = "model = \"normal\"\nbound = \"headline\"\n";
  refused(keys + "lengths = [4]\nquantity = \"grad-v\"", "quantity",
          "output, which is what the bound headline is about");
  refused(keys + "lengths = [4]\nrelation = \">=\"", "relation", "\"<=\" for the bound headline");
  refused(keys + "lengths = [4]\nrelation = \"=\"", "relation", "\"<=\" for the bound headline");
  refused("model = \"normal\"\nbound = \"bias-floor\"\nlengths = [4]", "relation", "\">=\" for the bound bias-floor");
  refused(keys + "lengths = [4]\nconstants = { c1 = 1 }", "constants", "none: its constants are proved");
  refused("model = \"flat\"\nsigma = 2\nbound = \"prop-3.1\"\nlengths = [2, 1]", "lengths",
          "found 1, expected at least 2 for the bound prop-3.1");
}

BOOST_AUTO_TEST_CASE(formulas_that_have_no_value) {
  const std::string keys = "model = \"normal\"\n";
  refused(keys + "lengths = [4]\nbound = \"c9/L\"", "bound", "c9");
  refused(keys + "lengths = [4]\nbound = \"1/(L\"", "bound", "");
  refused(keys + "lengths = [4]\nbound = \"sigma^2/L\"", "sigma", "found nothing, expected a value");
  refused(keys + "lengths = [4]\nbound = \"1/L\"\nconstants = { c = 1 }", "constants.c",
          "a constant that the bound does not use");
  refused(keys + "lengths = [\"inf\"]\nbound = \"1/L\"", "bound", "the symbol 'L' at length inf");
  refused("model = \"random-query\"\nmethod = \"naive\"\nlengths = [4]\nbound = \"exp(s)\"", "bound",
          "the symbol 's' with the query law gaussian");
  refused("model = \"shifted-query\"\nquantity = \"bias\"\nlengths = [4]\nbound = \"1\"", "method",
          "exact for bias with the query law gaussian");
  refused("model = \"signs\"\nmethod = \"naive\"\nlengths = [4]\nbound = \"A\"", "model", "the statistic A");
  refused(keys + "lengths = [4]\nbound = \"1\"\nrelation = \">=\"\nmethod = \"naive\"", "relation",
          "\">=\" with a sampled method");
}

BOOST_AUTO_TEST_CASE(formulas_that_leave_their_domain) {
  const std::string keys = "model = \"normal\"\n";
  refused(keys + "lengths = [9, 2]\nbound = \"log(L - 3)\"", "bound", "no real value at length 2");
  refused(keys + "lengths = [9, 2]\nbound = \"1/(L - 2)\"", "bound", "at length 2");
  refused(keys + "lengths = [2]\nbound = \"sqrt(1 - L)\"", "bound", "no real value at length 2");
  refused(keys + "lengths = [1]\nbound = \"1/log(L)\"", "bound", "at length 1");
  refused(keys + "lengths = [4]\nscales = [1, 0]\nbound = \"1/s\"", "bound", "at length 4");
  refused(keys + "lengths = [4]\nmethod = \"naive\"\nbound = \"log(-L)\"", "bound", "no real value at length 4");
}

BOOST_AUTO_TEST_SUITE_END()
