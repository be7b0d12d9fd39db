#include "proofs-check/results_table.hpp"

#include <boost/test/unit_test.hpp>

using namespace softlin;
using namespace softlin::check;

namespace {

ResultRow row_of(const char* claim, int length, Verdict verdict, bool as_expected = true) {
  ResultRow row;
  row.claim = claim;
  row.source = "bounds.md C3";
  row.model = "normal-1d";
  row.length = {.value = length, .infinite = false};
  row.bound_text = "c1/L";
  row.deviation_shown = "0.1235";
  row.bound_shown = "2.5e-3";
  row.ratio_shown = "0.50";
  row.verdict = verdict;
  row.as_expected = as_expected;
  row.version = "0.1.0";
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(results_table)

BOOST_AUTO_TEST_CASE(summary) {
  using enum Verdict;
  BOOST_TEST(results_summary({}) == "no rows");
  std::vector<ResultRow> rows{row_of("a", 1, proved)};
  BOOST_TEST(results_summary(rows) == "1 row: 1 proved, 0 violated, 0 consistent, 0 undecided; all as expected");
  rows.push_back(row_of("a", 2, violated, false));
  rows.push_back(row_of("b", 2, consistent));
  rows.push_back(row_of("b", 2, undecided, false));
  BOOST_TEST(results_summary(rows) == "4 rows: 1 proved, 1 violated, 1 consistent, 1 undecided; 2 not as expected");
}

BOOST_AUTO_TEST_CASE(groups_by_claim_in_order_of_appearance) {
  const std::vector<ResultRow> rows{row_of("b", 1, Verdict::proved), row_of("a", 1, Verdict::proved),
                                    row_of("b", 256, Verdict::violated, false)};
  const Table table = check::results_table(rows, "Checks");
  BOOST_REQUIRE(table.rows.size() == 3U);
  BOOST_REQUIRE(table.groups.size() == 2U);
  BOOST_TEST(table.groups[0].first_row == 0U);
  BOOST_TEST(table.groups[1].first_row == 2U);
  BOOST_TEST(table.rows[1][2] == "256");
  BOOST_TEST(table.marks.count(1) == 1U);
  BOOST_TEST(table.marks.size() == 1U);
  const std::string text = render(table, Format::text);
  const std::string start =
      "Checks\n"
      "\n"
      "model        L  method  deviation   bound  ratio  verdict   expected\n"
      "---------  ---  ------  ---------  ------  -----  --------  --------\n"
      "b: output <= c1/L [bounds.md C3]\n"
      "normal-1d    1  exact      0.1235  2.5e-3   0.50  proved    holds\n"
      "normal-1d  256  exact      0.1235  2.5e-3   0.50  violated  holds     <-- not as expected\n"
      "\n"
      "a: output <= c1/L [bounds.md C3]\n"
      "normal-1d    1  exact      0.1235  2.5e-3   0.50  proved    holds\n"
      "\n"
      "3 rows: 2 proved, 1 violated, 0 consistent, 0 undecided; 1 not as expected.\n";
  BOOST_TEST(text.substr(0, start.size()) == start);
}

BOOST_AUTO_TEST_CASE(scales_and_seeds_only_where_they_matter) {
  std::vector<ResultRow> rows{row_of("a", 1, Verdict::proved), row_of("a", 1, Verdict::consistent)};
  BOOST_TEST(render(check::results_table(rows, ""), Format::csv).substr(0, 20) == "claim,model,length,m");
  rows[1].scale = "1/2";
  rows[1].method = Method::naive;
  rows[1].seed = 5;
  const Table table = check::results_table(rows, "");
  BOOST_TEST(render(table, Format::csv) ==
             "claim,model,scale,length,method,deviation,bound,ratio,verdict,expected\n"
             "a,normal-1d,1,1,exact,0.1235,2.5e-3,0.50,proved,holds\n"
             "a,normal-1d,1/2,1,naive,0.1235,2.5e-3,0.50,consistent,holds\n");
  BOOST_TEST(table.seeds == std::vector<std::string>{"5"});
}

BOOST_AUTO_TEST_CASE(no_rows) {
  const Table table = check::results_table({}, "Nothing");
  for (const Format format : {Format::text, Format::csv, Format::latex, Format::markdown}) {
    BOOST_TEST(!render(table, format).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
