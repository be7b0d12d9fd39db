#include "proofs-check/table_view.hpp"

#include <boost/test/unit_test.hpp>

#include "proofs-check/row_condition.hpp"
#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

StandardTable sample() {
  StandardTable out;
  Table& table = out.table;
  table.columns = {{.key = "model", .heading = "model", .in_group_heading = true},
                   {"length", "L", Align::number},
                   {"error", "error"},
                   {.key = "upper_bound", .heading = "which", .field = "upper"},
                   {"upper", "upper", Align::number},
                   {"verdict", "verdict"}};
  table.rows = {{"plane, d=2", "16", "[0.25 +/- 1e-3]", "a", "0.5", "proved"},
                {"plane, d=2", "1000000", "[1e-6 +/- 1e-9]", "b", "-", "violated"},
                {"line", "2", "1/3", "a", "inf", "proved"},
                {"line", "16", "[0.2 +/- 1e-3]", "b", "0.25", "undecided"}};
  table.groups = {{0, "Plane"}, {2, "Line"}};
  table.marks = {{1, "mark"}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    out.json.push_back(
        {R"({"table":"t","model":"m","length":")" + table.rows[i][1] + R"(","upper":{"bound":"a"}})", i, ""});
  }
  out.json.push_back({R"({"table":"t","note":"no row"})", std::nullopt, ""});
  out.json.push_back({R"({"length":"16","upper":{}})", 0, "upper"});
  return out;
}

std::vector<std::string> column(const StandardTable& made, std::size_t j) {
  std::vector<std::string> out;
  for (const auto& row : made.table.rows) out.push_back(row[j]);
  return out;
}

using Cells = std::vector<std::string>;

Cells lengths_where(const std::string& rows) { return column(chosen(sample(), {.rows = rows}), 1); }

bool names(const InputError& error, const std::string& part) {
  return std::string(error.what()).find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(table_view)

BOOST_AUTO_TEST_CASE(rows_by_number) {
  BOOST_TEST(lengths_where("L=16") == (Cells{"16", "16"}));
  BOOST_TEST(lengths_where("length=1e6,2") == (Cells{"1000000", "2"}));
  BOOST_TEST(lengths_where("L=16..1e6") == (Cells{"16", "1000000", "16"}));
  BOOST_TEST(lengths_where("L=..16") == (Cells{"16", "2", "16"}));
  BOOST_TEST(lengths_where("L=17..") == (Cells{"1000000"}));
  BOOST_TEST(lengths_where("L!=16") == (Cells{"1000000", "2"}));
  // fractions and infinities
  BOOST_TEST(lengths_where("error=1/3") == (Cells{"2"}));
  BOOST_TEST(lengths_where("upper=0.3..") == (Cells{"16", "2"}));
  BOOST_TEST(lengths_where("upper=..1") == (Cells{"16", "16"}));
}

BOOST_AUTO_TEST_CASE(an_enclosure_is_in_a_range_when_all_of_it_is) {
  BOOST_TEST(lengths_where("error=0.249..0.251") == (Cells{"16"}));
  BOOST_CHECK_EXCEPTION(lengths_where("error=0.2491..0.251"), InputError,
                        [](const InputError& e) { return names(e, "which no row meets"); });
  BOOST_CHECK_THROW(lengths_where("error=0.25"), InputError);
}

/// Doubles would take these two for one.
BOOST_AUTO_TEST_CASE(numbers_are_compared_exactly) {
  StandardTable made = sample();
  made.table.rows[0][1] = "9007199254740992";
  made.table.rows[1][1] = "9007199254740993";
  BOOST_TEST(column(chosen(made, {.rows = "L=9007199254740993"}), 2) == (Cells{"[1e-6 +/- 1e-9]"}));
  BOOST_TEST(column(chosen(made, {.rows = "L=9007199254740993.."}), 2) == (Cells{"[1e-6 +/- 1e-9]"}));
  BOOST_TEST(column(chosen(made, {.sort = "-L"}), 1).front() == "9007199254740993");
}

BOOST_AUTO_TEST_CASE(rows_by_text) {
  BOOST_TEST(lengths_where("verdict=violated,undecided") == (Cells{"1000000", "16"}));
  BOOST_TEST(lengths_where("verdict!=proved") == (Cells{"1000000", "16"}));
  BOOST_TEST(lengths_where("model~lan") == (Cells{"16", "1000000"}));
  BOOST_TEST(lengths_where("model=\"plane, d=2\"; L=16") == (Cells{"16"}));
  BOOST_TEST(lengths_where("verdict=proved;model=line") == (Cells{"2"}));
}

BOOST_AUTO_TEST_CASE(bad_conditions) {
  for (const char* bad : {"L", "=1", "L=", "L=1,,2", "L=3..2", "L=a..b", "L=\"1", "L=1;", "L=\"1\"2"}) {
    BOOST_CHECK_EXCEPTION(lengths_where(bad), InputError, [](const InputError& e) { return names(e, "--rows"); });
  }
  BOOST_CHECK_EXCEPTION(lengths_where("length_=1"), InputError, [](const InputError& e) {
    return names(e, "found the column 'length_', expected one of model, length, error, upper_bound, upper, verdict");
  });
}

BOOST_AUTO_TEST_CASE(groups_and_marks_follow) {
  const StandardTable made = chosen(sample(), {.rows = "L=1000000,2"});
  BOOST_REQUIRE(made.table.groups.size() == 2U);
  BOOST_TEST(made.table.groups[1].first_row == 1U);
  BOOST_TEST(made.table.groups[1].heading == "Line");
  BOOST_TEST(made.table.marks.at(0) == "mark");
  const StandardTable one = chosen(sample(), {.rows = "model=line"});
  BOOST_REQUIRE(one.table.groups.size() == 1U);
  BOOST_TEST(one.table.groups[0].first_row == 0U);
}

BOOST_AUTO_TEST_CASE(sorting) {
  StandardTable made = chosen(sample(), {.sort = "L"});
  BOOST_TEST(column(made, 1) == (Cells{"2", "16", "16", "1000000"}));
  BOOST_TEST(column(made, 0) == (Cells{"line", "plane, d=2", "line", "plane, d=2"}));  // stable
  BOOST_TEST(made.table.groups.empty());
  BOOST_TEST(made.table.marks.at(3) == "mark");
  BOOST_TEST(column(chosen(sample(), {.sort = "-L"}), 1) == (Cells{"1000000", "16", "16", "2"}));
  BOOST_TEST(column(chosen(sample(), {.sort = "error"}), 1) == (Cells{"1000000", "16", "16", "2"}));
  // what is missing comes last, in both directions; an infinity is above every number
  BOOST_TEST(column(chosen(sample(), {.sort = "upper"}), 4) == (Cells{"0.25", "0.5", "inf", "-"}));
  BOOST_TEST(column(chosen(sample(), {.sort = "-upper"}), 4) == (Cells{"inf", "0.5", "0.25", "-"}));
  BOOST_TEST(column(chosen(sample(), {.sort = "verdict,-L"}), 1) == (Cells{"16", "2", "16", "1000000"}));
  BOOST_CHECK_THROW(chosen(sample(), {.sort = "x"}), InputError);
  BOOST_CHECK_THROW(chosen(sample(), {.sort = "-"}), InputError);
  BOOST_CHECK_THROW(chosen(sample(), {.sort = "L,"}), InputError);
}

BOOST_AUTO_TEST_CASE(columns) {
  const StandardTable made = chosen(sample(), {.columns = "verdict, L,model"});
  BOOST_TEST(made.table.rows[1] == (Cells{"violated", "1000000", "plane, d=2"}));
  BOOST_TEST(made.table.columns[2].key == "model");
  BOOST_TEST(!made.table.columns[2].in_group_heading);
  BOOST_TEST(made.table.groups.size() == 2U);
  BOOST_CHECK_THROW(chosen(sample(), {.columns = "L,length"}), InputError);
  BOOST_CHECK_THROW(chosen(sample(), {.columns = "L,x"}), InputError);
  BOOST_CHECK_THROW(chosen(sample(), {.columns = ","}), InputError);
}

BOOST_AUTO_TEST_CASE(json_lines_follow) {
  BOOST_TEST(chosen(sample(), {.columns = "length"}).json_text() ==
             "{\"table\":\"t\",\"length\":\"16\"}\n{\"table\":\"t\",\"length\":\"1000000\"}\n"
             "{\"table\":\"t\",\"length\":\"2\"}\n{\"table\":\"t\",\"length\":\"16\"}\n"
             "{\"table\":\"t\",\"note\":\"no row\"}\n");
  // a column that is part of a field of another name
  BOOST_TEST(chosen(sample(), {.columns = "which", .rows = "L=2"}).json_text() ==
             "{\"table\":\"t\",\"upper\":{\"bound\":\"a\"}}\n");
  const StandardTable made = chosen(sample(), {.rows = "L=16", .sort = "-upper"});
  BOOST_REQUIRE(made.json.size() == 3U);
  BOOST_TEST(made.json[1].column == "upper");
  BOOST_TEST(*made.json[2].row == 1U);
}

BOOST_AUTO_TEST_CASE(caption_and_label) {
  const StandardTable made = chosen(sample(), {.caption = "Mine", .label = "tab:x"});
  BOOST_TEST(made.table.caption == "Mine");
  BOOST_TEST(made.table.label == "tab:x");
}

BOOST_AUTO_TEST_SUITE_END()
