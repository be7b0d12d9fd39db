// Claims about in-context regression: what they compare, which verdicts they reach, and what they refuse.

#include "proofs-check/regression_claim.hpp"

#include <boost/test/unit_test.hpp>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/suite_run.hpp"
#include "tests/input_error.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

const std::string k_regressions = R"(
[regressions.worked]
regression = { Sigma = [[1, 0], [0, "1/2"]] }
start = { alpha = "1/2" }
[regressions.heavy]
regression = { Sigma = 1 }
[regressions.correlated]
regression = { Sigma = [[1, "1/3"], ["1/3", "4/5"]], noise_variance = "1/10" }
start = { alpha = "1/3" }
[regressions.coded]
regression = { Sigma = [[1, "1/3"], ["1/3", "4/5"]], generator = "as-coded", noise_variance = "1/10" }
start = { alpha = "1/3" }
)";

Suite suite_of(const std::string& keys) {
  return parse_suite("[[claim]]\nid = \"one\"\nkind = \"regression\"\n" + keys + k_regressions, "s.toml", "");
}

std::vector<ResultRow> rows_of(const std::string& keys) { return run_suite(plan_rows(suite_of(keys)), "", {}).rows; }

std::string verdicts_of(const std::string& keys) {
  std::string out;
  for (const ResultRow& row : rows_of(keys)) out += (out.empty() ? "" : " ") + name_of(row.verdict);
  return out;
}

std::string refusal_of(const std::string& keys) {
  return tests::message_of([&] { plan_rows(suite_of(keys)); });
}

void check_refused(const std::string& keys, const std::string& part) {
  const std::string message = refusal_of(keys);
  BOOST_TEST(message.find(part) != std::string::npos, message);
}

const std::string k_worked = "regression = \"worked\"\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_claim)

// R_1(theta*) = (T_1 (1 + b*^2) + b*^2 tau^2)/2 (I3.6), and the table of the theory file.
BOOST_AUTO_TEST_CASE(risks) {
  BOOST_TEST(verdicts_of(k_worked + "bound = \"0.78957\"\nlengths = [4]") == "proved");
  BOOST_TEST(verdicts_of(k_worked + "bound = \"0.78955\"\nlengths = [4]") == "violated");
  BOOST_TEST(verdicts_of(k_worked + "bound = \"0.78955\"\nrelation = \">=\"\nlengths = [4]") == "proved");
  BOOST_TEST(
      verdicts_of("regression = \"correlated\"\nbound = \"(2*null*(1 + b2) + b2*noise)/2*1.0001\"\nlengths = [1]") ==
      "proved");
  BOOST_TEST(
      verdicts_of("regression = \"correlated\"\nbound = \"(2*null*(1 + b2) + b2*noise)/2*0.9999\"\nlengths = [1]") ==
      "violated");
}

BOOST_AUTO_TEST_CASE(exact_zeros) {
  for (const char* name : {"worked", "correlated", "coded", "heavy"}) {
    const std::string regression = "regression = \"" + std::string(name) + "\"\nrelation = \"=\"\nbound = 0\n";
    BOOST_TEST(verdicts_of(regression + "lengths = [\"inf\"]") == "proved", name);
    BOOST_TEST(verdicts_of(regression + "quantity = \"gradient\"") == "proved", name);
    BOOST_TEST(verdicts_of(regression + "quantity = \"balance\"") == "proved", name);
  }
  BOOST_TEST(verdicts_of(k_worked + "quantity = \"balance\"\nat = \"start\"\nrelation = \"=\"\nbound = 0") == "proved");
}

// A = I, b = 1 with Sigma = diag(1, 1/2): M = I, R_inf = (1/4)(1/2)/2 = 1/16; gradient: grad_A = diag(0, -1/8), grad_b = -1/8.
BOOST_AUTO_TEST_CASE(written_points) {
  const std::string at = k_worked + "at = { A = [[1, 0], [0, 1]], b = 1 }\nrelation = \"=\"\n";
  BOOST_TEST(verdicts_of(at + "bound = \"1/16\"\nlengths = [\"inf\"]") == "proved");
  BOOST_TEST(verdicts_of(at + "bound = \"1/32\"\nquantity = \"gradient\"") == "proved");
  BOOST_TEST(verdicts_of(at + "bound = \"1\"\nquantity = \"balance\"") == "proved");
  BOOST_TEST(verdicts_of(at + "bound = \"1/17\"\nlengths = [\"inf\"]") == "violated");
}

BOOST_AUTO_TEST_CASE(linear_attention) {
  const std::string linear = k_worked + "quantity = \"linear-risk\"\n";
  BOOST_TEST(verdicts_of(linear + "relation = \"=\"\nbound = \"(2*null + d*label)/(2*L)\"\nlengths = [1, 50]") ==
             "proved proved");
  BOOST_TEST(verdicts_of(linear + "at = \"optimum\"\nbound = \"(2*null + d*label)/(2*L)\"\nlengths = [1, 50]") ==
             "proved proved");
}

// The flow itself takes 1.93, the proved time is 27.2.
BOOST_AUTO_TEST_CASE(times) {
  const std::string time = k_worked + "quantity = \"time\"\neps = 0.1\n";
  BOOST_TEST(verdicts_of(time + "bound = 27.3") == "proved");
  BOOST_TEST(verdicts_of(time + "bound = 1.93") == "undecided");
  BOOST_TEST(verdicts_of(time + "bound = 0.1") == "violated");
}

BOOST_AUTO_TEST_CASE(formulas) {
  const std::string formula = "quantity = \"formula\"\n";
  BOOST_TEST(verdicts_of(formula + k_worked +
                         "value = \"alpha^2*hi*sqrt(d)\"\nrelation = \"=\"\nbound = \"sqrt(2)/4\"") == "proved");
  BOOST_TEST(verdicts_of(formula + "regression = \"correlated\"\nvalue = \"hi + lo\"\nbound = \"trace + 1e-30\"") ==
             "proved");
  BOOST_TEST(verdicts_of(formula + "regression = \"heavy\"\nvalue = \"gamma\"\nbound = 0.61804") == "proved");
  BOOST_TEST(verdicts_of(formula + k_worked + "value = \"K/L\"\nbound = \"83.3/L\"\nlengths = [1, 7]") ==
             "proved proved");
}

BOOST_AUTO_TEST_CASE(rows_read_back) {
  for (const std::string& keys : {k_worked + "bound = \"K/L\"\nlengths = [16]",
                                  k_worked + "quantity = \"formula\"\nvalue = \"alpha\"\nbound = 1"}) {
    const auto rows = rows_of(keys);
    const std::string line = to_json_line(rows.front());
    BOOST_TEST(line.find("\"kind\":\"regression\"") != std::string::npos, line);
    BOOST_TEST(to_json_line(from_json_line(line)) == line);
  }
}

BOOST_AUTO_TEST_CASE(refusals) {
  check_refused("bound = 1\nlengths = [1]", "regression");
  check_refused("regression = \"other\"\nbound = 1\nlengths = [1]", "one of the regressions");
  check_refused(k_worked + "bound = 1", "lengths");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nsigma = 1", "sigma");
  check_refused(k_worked + "bound = \"q\"\nlengths = [1]", "unknown name 'q'");
  check_refused(k_worked + "bound = \"K/L\"\nlengths = [\"inf\"]", "'L' at length inf");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nat = \"optimum\"", "linear-risk");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nat = { A = [[1]], b = 1 }", "dimension");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nat = { A = [[1, 0], [0, 1]], b = 0 }", "b = 0");
  check_refused(k_worked + "bound = \"eps\"\nlengths = [1]", "eps without a value");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nvalue = \"d\"", "quantity formula");
  check_refused(k_worked + "quantity = \"formula\"\nbound = 1", "value");
  check_refused(k_worked + "quantity = \"balance\"\nbound = 1\nlengths = [1]", "infinite prompt");
  check_refused(k_worked + "quantity = \"time\"\nbound = 1", "eps");
  check_refused(k_worked + "quantity = \"time\"\nbound = 1\neps = 0", "positive");
  check_refused(k_worked + "quantity = \"time\"\nbound = 1\neps = 1\nat = \"start\"", "not taken at a point");
  check_refused("regression = \"coded\"\nquantity = \"time\"\nbound = 1\neps = 1", "matched generator");
  check_refused("regression = \"heavy\"\nquantity = \"time\"\nbound = 1\neps = 1", "start");
  check_refused("regression = \"heavy\"\nbound = \"K\"\nlengths = [1]", "heavy regime");
  check_refused(k_worked + "bound = 1\nlengths = [1]\nexpected = \"consistent\"", "only sampling");
}

BOOST_AUTO_TEST_SUITE_END()
