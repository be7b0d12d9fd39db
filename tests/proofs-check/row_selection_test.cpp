#include "proofs-check/row_selection.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/suite_run.hpp"
#include "tests/input_error.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

/// Several scales and methods, an identity, and constants that are left open.
Suite suite() {
  return parse_suite(R"toml(
[models.plane]
tokens = { law = "gaussian", covariance = [[1, "1/2"], ["1/2", 1]] }
head = { U = [["1/5", 0], [0, "1/5"]] }
query = { law = "fixed", z = [1, -1] }
[[claim]]
id = "first"
model = "plane"
bound = "am-gm"
lengths = [1, 16]
[[claim]]
id = "identity"
kind = "identity"
identity = "exact-c"
[[claim]]
id = "both"
model = "plane"
bound = "am-gm"
lengths = [4, 64]
scales = [1, "1/2"]
method = "both"
prompts = 64
[[claim]]
id = "open"
model = "plane"
bound = "c*log(L)"
constants = { c = "any" }
lengths = [1, 16]
expected = "violated"
[[claim]]
id = "sampled"
model = "plane"
bound = "am-gm"
lengths = [4]
method = "reduced"
prompts = 64
)toml",
                     "test.toml", ".");
}

std::vector<std::string> lines_of(const RunOutcome& outcome) {
  std::vector<std::string> out;
  for (const auto& row : outcome.rows) out.push_back(to_json_line(row));
  return out;
}

std::vector<std::string> run(const SelectedRows& rows) {
  RunOptions options;
  options.only = rows.asked;
  options.numbers = rows.numbers;
  options.sampled_rows = rows.sampled_rows_of_suite;
  return lines_of(run_suite(rows.plans, "", options));
}

std::vector<std::size_t> numbers(const RowSelection& selection) {
  const SelectedRows rows = select_rows(suite(), selection);
  std::vector<std::size_t> out;
  for (const std::size_t place : rows.asked) out.push_back(rows.numbers[place]);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_selection)

BOOST_AUTO_TEST_CASE(which_rows) {
  using Numbers = std::vector<std::size_t>;
  const auto all = numbers({});
  BOOST_TEST(all.size() == 14U);
  BOOST_TEST((numbers({.claims = {"identity"}, .lengths = {}, .scales = {}, .methods = {}}) == Numbers{2}));
  BOOST_TEST(
      (numbers({.claims = {"both"}, .lengths = {{64, false}}, .scales = {}, .methods = {}}) == Numbers{5, 6, 9, 10}));
  BOOST_TEST((numbers({.claims = {"both"},
                       .lengths = {},
                       .scales = {symbolic::Number(Rational(1, 2))},
                       .methods = {Method::naive}}) == Numbers{8, 10}));
  BOOST_TEST((numbers({.claims = {}, .lengths = {{16, false}}, .scales = {}, .methods = {}}) == Numbers{1, 12}));
  BOOST_TEST(
      (numbers({.claims = {"open", "first"}, .lengths = {}, .scales = {}, .methods = {}}) == Numbers{0, 1, 11, 12}));
}

BOOST_AUTO_TEST_CASE(a_row_alone_is_the_same) {
  const auto whole = run(select_rows(suite(), {}));
  BOOST_TEST(whole == lines_of(run_suite(plan_rows(suite()), "", {})));
  const auto plans = plan_rows(suite());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const ResultRow row = from_json_line(whole[i]);
    RowSelection selection;
    selection.claims = {row.claim};
    if (!row.identity) {
      selection.lengths = {row.length};
      selection.scales = {symbolic::Number::parse(row.scale, Place{})};
      selection.methods = {row.method};
    }
    const auto alone = run(select_rows(suite(), selection));
    BOOST_TEST(alone == std::vector<std::string>{whole[i]});
  }
}

/// The rows of a claim are counted without planning it.
BOOST_AUTO_TEST_CASE(built_in_rows_are_counted) {
  const Suite all = load_suites({});
  const SelectedRows last =
      select_rows(all, {.claims = {all.claims.back().id}, .lengths = {}, .scales = {}, .methods = {}});
  BOOST_TEST(last.numbers.back() + 1 == last.rows_of_suite);
  const SelectedRows first =
      select_rows(all, {.claims = {all.claims.front().id}, .lengths = {}, .scales = {}, .methods = {}});
  BOOST_TEST(first.numbers.front() == 0U);
  BOOST_TEST(first.rows_of_suite == last.rows_of_suite);
}

BOOST_AUTO_TEST_CASE(wrong_choices) {
  const auto refuse = [](const RowSelection& selection, const std::string& message) {
    BOOST_TEST(tests::message_of([&] { select_rows(suite(), selection); }) == message);
  };
  refuse({.claims = {"second"}, .lengths = {}, .scales = {}, .methods = {}},
         "--claim: found \"second\", expected first, identity, both, open or sampled");
  refuse({.claims = {"first"}, .lengths = {{64, false}}, .scales = {}, .methods = {}},
         "--length: found \"64\", expected 1 or 16");
  refuse({.claims = {"first"}, .lengths = {}, .scales = {symbolic::Number(2)}, .methods = {}},
         "--scale: found \"2\", expected 1");
  refuse({.claims = {"first"}, .lengths = {{16, false}}, .scales = {}, .methods = {Method::naive}},
         "--method: found \"naive\", expected exact");
}

BOOST_AUTO_TEST_CASE(commands) {
  ResultRow row;
  row.claim = "a";
  row.length = {16, false};
  ResultRow other = row;
  BOOST_TEST(row_command({}, row, {&row}) == "softlin check --claim a --format json");
  other.length = {1, true};
  BOOST_TEST(row_command({"my claims.toml", "--digits", "30"}, other, {&row, &other}) ==
             "softlin check 'my claims.toml' --digits 30 --claim a --length inf --format json");
  other.scale = "1/2";
  other.method = Method::naive;
  other.claim = row.claim = "-it's $x";
  BOOST_TEST(row_command({}, other, {&row, &other}) ==
             "softlin check --claim='-it'\\''s $x' --length inf --scale 1/2 --method naive --format json");
}

BOOST_AUTO_TEST_SUITE_END()
