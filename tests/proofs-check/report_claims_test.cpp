#include "proofs-check/report_claims.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/sentence_markup.hpp"
#include "proofs-check/suite_files.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

ReportClaim claim_of(const std::string& keys, const std::vector<ResultRow>& rows = {}) {
  const Suite suite = parse_suite(R"toml(
[models.plane]
tokens = { law = "gaussian", covariance = [[1, "1/2"], ["1/2", 1]] }
head = { U = [["1/5", 0], [0, "1/5"]] }
query = { law = "fixed", z = [1, -1] }
[[claim]]
id = "a"
)toml" + keys,
                                  "test.toml", ".");
  return check::report_claims(suite, {{"test.toml", "A title"}}, rows).at(0);
}

bool is_typeset(const std::string& text, MathNotation notation) { return math_markup(text, notation).has_value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(report_claims)

BOOST_AUTO_TEST_CASE(a_formula) {
  const ReportClaim claim = claim_of(
      "model = 'plane'\nlengths = [16]\nbound = 'c1*A*s^2'\nconstants = { c1 = 'any' }\ntarget = 'linear'\nexpected = "
      "'violated'\nmethod='exact'");
  BOOST_TEST(claim.suite == "A title");
  BOOST_TEST(claim.quantity == "E|T_L - T_lin|^2");
  BOOST_TEST(claim.relation == "<=");
  BOOST_TEST(!claim.bound_is_name);
  BOOST_TEST(claim.expected == "violated");
  BOOST_TEST(claim.notes.size() == 3U);  // T_lin, A, s
  BOOST_TEST(claim.inputs.find("# c1 = any positive value\n") != std::string::npos);
  BOOST_CHECK_NO_THROW(parse_model(claim.inputs, "inputs"));
}

BOOST_AUTO_TEST_CASE(names_and_factors) {
  const ReportClaim claim = claim_of(
      "model = 'plane'\nlengths = [16]\nquantity = 'grad-v'\nbound = 'headline-v'\nfactor = '1/2'\nexpected = "
      "'violated'");
  BOOST_TEST(claim.quantity == "E|grad_V T_L - grad_V T|_F^2");
  BOOST_TEST(claim.bound_is_name);
  BOOST_TEST(claim.factor == "1/2");
  BOOST_TEST(claim.bounds.size() == 1U);
  BOOST_TEST(claim.bounds.at(0).name == "headline-v");

  ResultRow row;
  row.claim = "a";
  row.bound_text = "1/12*(best: theorem-a1)";
  ResultRow other = row;
  other.bound_text = "best: am-gm";
  const ReportClaim best = claim_of("model = 'plane'\nlengths = [16]\nbound = 'best'", {row, other, row});
  BOOST_TEST(best.bound_is_name);
  BOOST_TEST(best.bounds.size() == 2U);
  BOOST_TEST(best.bounds.at(0).name == "theorem-a1");
  BOOST_TEST(best.bounds.at(1).name == "am-gm");

  const ReportClaim exceedance = claim_of(
      "model = 'plane'\nlengths = [16]\nquantity = 'exceedance'\nbound = '1/20'\nradius = "
      "'radius-markov'\nradius_factor = 2\nmethod = 'naive'");
  BOOST_TEST(exceedance.quantity == "P(|T_L - T| > r)");
  BOOST_TEST(exceedance.radius_is_name);
  BOOST_TEST(exceedance.radius_factor == "2");
  BOOST_TEST(exceedance.inputs.find("# prompts = 10000, seed = 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(identities_and_regressions) {
  const ReportClaim identity = claim_of("kind = 'identity'\nidentity = 'lemma-2.1'");
  BOOST_TEST(identity.equations.size() == 2U);
  BOOST_TEST(identity.inputs.find("define U = K'*Q\n") != std::string::npos);
  const ReportClaim time = claim_of(
      "kind = 'regression'\nregression = { regression = { Sigma = 1 }, start = { alpha = 1 } }\nquantity = 'time'\neps "
      "= '1/10'\nbound = 99");
  BOOST_TEST(is_typeset(time.quantity, MathNotation::prose));
  BOOST_TEST((time.notation == MathNotation::regression));
  BOOST_CHECK_NO_THROW(parse_regression(time.inputs, "inputs"));
  const ReportClaim formula = claim_of(
      "kind = 'regression'\nregression = { regression = { Sigma = 1 }, start = { alpha = 1 } }\nquantity = "
      "'formula'\nvalue = 'alpha*hi'\nbound = 99");
  BOOST_TEST(formula.quantity_is_formula);
}

BOOST_AUTO_TEST_CASE(large_models_are_left_out) {
  std::string z = "1";
  for (int i = 1; i < 128; ++i) z += ", 1";
  const ReportClaim claim = claim_of(
      "model = { tokens = { law = 'gaussian', covariance = { kind = 'toeplitz', rho = '1/2', dimension = 128 } }, head "
      "= { U = { kind = "
      "'identity' } }, query = { law = 'fixed', z = [" +
      z + "] } }\nlengths = ['inf']\nbound = 1");
  BOOST_TEST(claim.inputs.size() < k_longest_inputs);
  BOOST_TEST(claim.inputs.find("is left out here") != std::string::npos);
}

/// Everything that the page typesets for the built-in claims is understood.
BOOST_AUTO_TEST_CASE(built_in_claims) {
  std::map<std::string, std::string> titles;
  const Suite suite = load_suites({}, &titles);
  BOOST_TEST(titles.size() > 5U);
  for (const auto& claim : check::report_claims(suite, titles, {})) {
    if (claim.quantity.empty()) continue;
    BOOST_TEST(is_typeset(claim.quantity, claim.quantity_is_formula ? claim.notation : MathNotation::prose), claim.id);
    if (!claim.bound_is_name) BOOST_TEST(is_typeset(claim.bound, claim.notation), claim.id);
    for (const auto& note : claim.notes) BOOST_TEST(sentence_markup(note).find("<code>") == std::string::npos, note);
    BOOST_TEST(claim.suite != suite.name, claim.id);
    if (claim.notation == MathNotation::formula) {
      BOOST_CHECK_NO_THROW(parse_model(claim.inputs, claim.id));
    } else {
      BOOST_CHECK_NO_THROW(parse_regression(claim.inputs, claim.id));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
