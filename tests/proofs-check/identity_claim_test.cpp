#include "proofs-check/identity_claim.hpp"

#include <boost/test/unit_test.hpp>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/results_table.hpp"
#include "proofs-check/suite_run.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

const std::string k_head = "[[claim]]\nid = \"x\"\nkind = \"identity\"\n";

Suite suite_of(const std::string& text) { return parse_suite(text, "s.toml", "."); }

ResultRow row_of(const std::string& keys) {
  const auto plans = plan_rows(suite_of(k_head + keys));
  BOOST_REQUIRE(plans.size() == 1U);
  return run_suite(plans, "f", {}).rows.at(0);
}

void check_refused(const std::string& keys, const std::string& part) {
  BOOST_CHECK_EXCEPTION(plan_rows(suite_of(k_head + keys)), InputError, [&](const InputError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(part) != std::string::npos && std::string(error.what()).find("s.toml:") == 0;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_claim)

BOOST_AUTO_TEST_CASE(named) {
  const ResultRow row = row_of("identity = \"a1.4\"\n");
  BOOST_TEST(name_of(row.verdict) == "proved");
  BOOST_TEST(row.as_expected);
  BOOST_TEST(row.source == "bounds.md A1.4");
  BOOST_TEST(row.model == "statistic");
  BOOST_TEST_REQUIRE(row.identity.has_value());
  BOOST_TEST(row.identity->failed_step == 0U);
  BOOST_TEST(comparison_text(row) == "B = A + s^2*(S2 - 6*S3 + 6*S2^2)");
}

BOOST_AUTO_TEST_CASE(written_out) {
  BOOST_TEST(name_of(row_of("equations = [\"t*A = t*S2\"]\nsetting = [\"scalar t\"]\n").verdict) == "proved");
  const ResultRow row =
      row_of("equations = [\"tr(A*B) = tr(B*A)\"]\nsetting = [\"matrix A B\"]\ndimensions = [1, 2]\n");
  BOOST_TEST(name_of(row.verdict) == "proved");
  BOOST_TEST(row.model == "matrix");
  BOOST_TEST(row.inputs == "matrix A B; dimension 1; dimension 2");
}

BOOST_AUTO_TEST_CASE(a_changed_coefficient_is_violated_and_its_step_named) {
  const ResultRow row =
      row_of("identity = \"a1.4\"\nchange = { from = \"6*S3\", to = \"5*S3\" }\nexpected = \"violated\"\n");
  BOOST_TEST(name_of(row.verdict) == "violated");
  BOOST_TEST(row.as_expected);
  BOOST_TEST(row.identity->failed_step == row.identity->steps);
  BOOST_TEST(row.identity->rule == "zero");
  BOOST_TEST(row.identity->reason.find("what is left is not 0") == 0U);
  BOOST_TEST(row.witness.find("L = 1") != std::string::npos);
  const Table table = results_table({row}, "c");
  BOOST_TEST(table.marks.at(0) == "step 6 of 6 (zero) does not hold");
  BOOST_TEST(render(table, Format::text).find("algebra") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_row_is_stored_and_read_back) {
  for (const char* keys : {"identity = \"a1.9\"\n", "equations = [\"S2 = S3\"]\n"}) {
    const ResultRow row = row_of(keys);
    const std::string line = to_json_line(row);
    BOOST_TEST(line.find("\"kind\":\"identity\"") != std::string::npos);
    BOOST_TEST(line.find("deviation") == std::string::npos);
    BOOST_TEST(to_json_line(from_json_line(line)) == line);
    BOOST_TEST(from_json_line(line).ratio_shown == "-");
  }
}

BOOST_AUTO_TEST_CASE(bad_claims) {
  check_refused("", "s.toml:1: claim[0].identity: found neither identity nor equations");
  check_refused("identity = \"a1.99\"\n", "lemma-2.1");
  check_refused("identity = 7\n", "found 7");
  check_refused("identity = \"a1.4\"\nequations = [\"A = S2\"]\n", "equations beside identity");
  check_refused("identity = \"a1.4\"\nsetting = [\"scalar t\"]\n", "setting beside identity");
  check_refused("identity = \"a1.4\"\nmodel = \"m.toml\"\n", "model");
  check_refused("identity = \"a1.4\"\nexpected = \"consistent\"\n", "only sampling ends with");
  check_refused("identity = \"a1.4\"\nchange = { from = \"7*S3\", to = \"5*S3\" }\n", "occurs 0 times");
  check_refused("identity = \"a1.4\"\nchange = { from = \"S\", to = \"T\" }\n", "occurs 3 times");
  check_refused("identity = \"a1.4\"\nchange = { from = \"6*S3\" }\n", "to");
  check_refused("identity = \"a1.4\"\nchange = { from = \"6*S3\", to = \"6*T3\" }\n", "the name 'T3'");
  check_refused("equations = []\n", "a non-empty array");
  check_refused("equations = [\"A\"]\n", "s.toml:4: claim \"x\": equations: found an identity that cannot be read");
  check_refused("equations = [\"A = B*A\"]\n", "of a mean with another statistic");
  check_refused("equations = [\"X = X\"]\nsetting = [\"matrix X\"]\n", "free scalars only");
  check_refused("equations = [\"X = x\"]\nsetting = [\"matrix X\", \"vector x\"]\ndimensions = [2]\n",
                "cannot be read");
  check_refused("equations = [\"X = X\"]\nsetting = [\"matrix X\"]\ndimensions = [7]\n", "found 7");
  check_refused("equations = [\"X = X\"]\nsetting = [\"matrix X\"]\ndimensions = []\n", "dimensions from 1 to 6");
}

BOOST_AUTO_TEST_SUITE_END()
