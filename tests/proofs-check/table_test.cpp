#include "proofs-check/table.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "symbolic/error.hpp"

using namespace softlin::check;

namespace {

Table small() {
  Table table;
  table.caption = "Deviation_and bound, 50% of $L$ & more";
  table.label = "tab:small_one";
  table.notes = {"Seed 1; see [2]."};
  table.columns = {{.key = "claim", .heading = "claim", .in_group_heading = true},
                   {.key = "length", .heading = "L", .align = Align::number},
                   {.key = "deviation", .heading = "deviation", .align = Align::number},
                   {.key = "verdict", .heading = "verdict"}};
  table.rows = {{"a_1", "1", "0.5000", "proved"},
                {"a_1", "1000", "2.5e-30", "violated"},
                {"b|2", "inf", "-1.25e+4", "[x], \"y\""}};
  table.groups = {{0, "a_1: output <= c^2"}, {2, "b|2: *"}};
  table.marks = {{1, "<-- not as expected"}};
  return table;
}

Table long_one() {
  Table table = small();
  table.label = "tab:long";
  for (int i = 0; i < 120; ++i)
    table.rows.push_back({"b|2", std::to_string(i + 1), "0.125", "sigma \xcf\x83, \xc3\xa9"});
  return table;
}

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

/// Compares with tests/latex/NAME, which compile_table typesets; SOFTLIN_WRITE_GOLDEN=1 writes the file first.
void check_latex(const std::string& name, const Table& table) {
  const std::string path = std::string(SOFTLIN_TEST_DATA) + "/../latex/" + name;
  const std::string text = render(table, Format::latex);
  if (std::getenv("SOFTLIN_WRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
  BOOST_TEST(text == file_text(path), path + " is not what render gives:\n" + text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(format_names) {
  BOOST_TEST((parse_format("text") == Format::text));
  BOOST_TEST((parse_format("json") == Format::json));
  BOOST_TEST((parse_format("csv") == Format::csv));
  BOOST_TEST((parse_format("latex") == Format::latex));
  BOOST_TEST((parse_format("markdown") == Format::markdown));
  BOOST_TEST((parse_format("html") == Format::html));
  for (const char* bad : {"", "yaml", "Text", "text "}) {
    BOOST_CHECK_EXCEPTION(parse_format(bad), softlin::InputError, [](const softlin::InputError& error) {
      return std::string(error.what()).find("text, json, csv, latex, markdown or html") != std::string::npos;
    });
  }
}

BOOST_AUTO_TEST_CASE(plain_numbers) {
  for (const char* good : {"0", "12", "-0.5", "2.5e-30", "1E+4", "1000000000000000000"}) {
    BOOST_TEST(is_plain_number(good), good);
  }
  for (const char* bad : {"", "-", ".5", "5.", "1e", "1e-", "inf", "1 2", "0x1p3", "+1", "0.52..0.61", "1,5"}) {
    BOOST_TEST(!is_plain_number(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(text) {
  BOOST_TEST(render(small(), Format::text) ==
             "Deviation_and bound, 50% of $L$ & more\n"
             "\n"
             "   L  deviation  verdict\n"
             "----  ---------  --------\n"
             "a_1: output <= c^2\n"
             "   1     0.5000  proved\n"
             "1000    2.5e-30  violated  <-- not as expected\n"
             "\n"
             "b|2: *\n"
             " inf   -1.25e+4  [x], \"y\"\n"
             "\n"
             "Seed 1; see [2].\n");
}

BOOST_AUTO_TEST_CASE(text_counts_letters_and_keeps_lines) {
  Table table;
  table.columns = {{.key = "a", .heading = "a"}, {.key = "b", .heading = "b"}};
  table.rows = {{"\xcf\x83\xc2\xb2", "1\n2"}, {"xyz", "3"}};
  BOOST_TEST(render(table, Format::text) == "a    b\n---  ---\n\xcf\x83\xc2\xb2   1 2\nxyz  3\n");
  table.rows.clear();
  BOOST_TEST(render(table, Format::text) == "a  b\n-  -\n");
}

BOOST_AUTO_TEST_CASE(csv) {
  BOOST_TEST(render(small(), Format::csv) ==
             "claim,length,deviation,verdict\n"
             "a_1,1,0.5000,proved\n"
             "a_1,1000,2.5e-30,violated\n"
             "b|2,inf,-1.25e+4,\"[x], \"\"y\"\"\"\n");
  Table table;
  table.columns = {{.key = "a", .heading = "a"}};
  table.rows = {{"one\ntwo"}, {"\r"}, {"\""}, {" "}};
  BOOST_TEST(render(table, Format::csv) == "a\n\"one\ntwo\"\n\"\r\"\n\"\"\"\"\n \n");
}

BOOST_AUTO_TEST_CASE(markdown) {
  BOOST_TEST(render(small(), Format::markdown) ==
             "**Deviation\\_and bound, 50% of \\$L\\$ \\& more**\n"
             "\n"
             "| claim | L (tokens) | deviation | verdict |\n"
             "| --- | ---: | ---: | --- |\n"
             "| **a\\_1: output \\<= c^2** | | | |\n"
             "| a\\_1 | 1 | 0.5000 | proved |\n"
             "| a\\_1 | 1000 | 2.5e-30 | violated **\\<-- not as expected** |\n"
             "| **b\\|2: \\*** | | | |\n"
             "| b\\|2 | inf | -1.25e+4 | \\[x\\], \"y\" |\n"
             "\n"
             "Seed 1; see \\[2\\].\n");
}

BOOST_AUTO_TEST_CASE(latex_short) { check_latex("small.tex", small()); }
BOOST_AUTO_TEST_CASE(latex_long) { check_latex("long.tex", long_one()); }

BOOST_AUTO_TEST_CASE(latex_breaks_pages_only_when_long) {
  Table table;
  table.columns = {{.key = "a", .heading = "a", .align = Align::number}};
  table.rows.assign(k_longest_single_page, {"1"});
  BOOST_TEST(render(table, Format::latex).find("\\begin{table}") != std::string::npos);
  table.rows.push_back({"2"});
  BOOST_TEST(render(table, Format::latex).find("\\begin{longtable}{@{}S[table-format=1]@{}}") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(latex_columns_without_numbers) {
  Table table;
  table.columns = {{.key = "a", .heading = "a", .align = Align::number}};
  table.rows = {{"inf"}, {""}};
  const std::string text = render(table, Format::latex);
  BOOST_TEST(text.find("\\begin{tabular}{@{}r@{}}") != std::string::npos);
  BOOST_TEST(text.find("S[") == std::string::npos);
}

/// Digits, seeds, version and command stand where readers of each format look.
BOOST_AUTO_TEST_CASE(origin) {
  Table table;
  table.caption = "Numbers";
  table.columns = {{"x", "x"}};
  table.rows = {{"[0.25 +/- 1e-9]"}, {"-"}};
  table.origin = {"0.1.0", "softlin table --rows 'a=1;b=`2`'"};
  table.seeds = {"1", "2"};
  BOOST_TEST(render(table, Format::text).substr(0, 9) == "Numbers\n\n");
  BOOST_TEST(render(table, Format::csv) == "x\n[0.25 +/- 1e-9]\n-\n");
  table.digits = 6;
  BOOST_TEST(render(table, Format::text).substr(0, 66) ==
             "Numbers: exact values to 6 digits, seeds 1, 2, softlin 0.1.0\n\nx\n--");
  BOOST_TEST(render(table, Format::markdown) ==
             "**Numbers** (exact values to 6 digits, seeds 1, 2, softlin 0.1.0)\n"
             "\n"
             "| x (6 digits) |\n"
             "| --- |\n"
             "| \\[0.25 +/- 1e-9\\] |\n"
             "| - |\n"
             "\n"
             "`` softlin table --rows 'a=1;b=`2`' ``\n");
  const std::string latex = render(table, Format::latex);
  for (const char* part :
       {"\\caption[{Numbers}]{Numbers. Exact values to 6 digits, seeds 1, 2, softlin 0.1.0; \\texttt{softlin table "
        "-{}-rows 'a=\\allowbreak{}1;b=\\allowbreak{}`2`'}}",
        "S[table-format=1.6(1)]", "{\\scriptsize (6 digits)}", "  0.250000(1) \\\\\n", "  {-} \\\\\n"}) {
    BOOST_TEST(latex.find(part) != std::string::npos, part << " in " << latex);
  }
}

/// What is too wide is set smaller, then broken into lines, then turned.
BOOST_AUTO_TEST_CASE(latex_width) {
  Table table;
  const auto with_columns = [&](std::size_t count, const std::string& cell) {
    table.columns.assign(count, {"c", "c"});
    table.rows = {std::vector<std::string>(count, cell)};
    return render(table, Format::latex);
  };
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  BOOST_TEST(has(with_columns(4, "ten letter"), "\\small"));
  BOOST_TEST(has(with_columns(7, "ten letter"), "\\footnotesize\\setlength{\\tabcolsep}"));
  const std::string broken = with_columns(2, "one two three four five six seven eight nine ten eleven twelve");
  BOOST_TEST(has(broken, "}p{"), broken);
  BOOST_TEST(has(broken, "\\begin{table}"));
  BOOST_TEST(has(with_columns(11, "ten letter"), "\\begin{sidewaystable}"));
  BOOST_TEST(has(with_columns(11, "ten letter"), "\\usepackage{booktabs,rotating,siunitx}"));
  table.rows.assign(k_longest_single_page + 1, table.rows.front());
  const std::string turned = render(table, Format::latex);
  BOOST_TEST(has(turned, "\\begin{landscape}"));
  BOOST_TEST(has(turned, "\\usepackage{booktabs,longtable,pdflscape,siunitx}"));
}

BOOST_AUTO_TEST_CASE(json_is_not_a_form_of_a_table) {
  BOOST_CHECK_THROW(render(small(), Format::json), softlin::Error);
}

BOOST_AUTO_TEST_SUITE_END()
