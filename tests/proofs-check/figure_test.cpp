#include "proofs-check/figure.hpp"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "proofs-check/gnuplot.hpp"
#include "symbolic/error.hpp"

using namespace softlin::check;
namespace fs = std::filesystem;

namespace {

/// An empty folder that goes with the object.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "softlin-figure-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

/// PATH for the time of a test.
struct SearchPath {
  std::string before = ::getenv("PATH") != nullptr ? ::getenv("PATH") : "";
  explicit SearchPath(const std::string& path) { ::setenv("PATH", path.c_str(), 1); }
  ~SearchPath() { ::setenv("PATH", before.c_str(), 1); }
  SearchPath(const SearchPath&) = delete;
  SearchPath& operator=(const SearchPath&) = delete;
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

ResultRow row_of(const std::string& claim, int length) {
  ResultRow row;
  row.claim = claim;
  row.length = {.value = length, .infinite = false};
  row.bound_text = "c1/L";
  row.deviation_lower = "0.1";
  row.deviation_upper = "0.11";
  row.bound_lower = "0.5";
  row.bound_upper = "0.6";
  row.verdict = Verdict::proved;
  return row;
}

std::vector<ResultRow> rows_of(const std::string& claim) {
  return {row_of(claim, 256), row_of(claim, 1), row_of(claim, 16)};
}

void write_program(const fs::path& path, const std::string& body) {
  std::ofstream(path) << "#!/bin/sh\n" << body;
  fs::permissions(path, fs::perms::owner_all);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(figure)

BOOST_AUTO_TEST_CASE(file_stems) {
  BOOST_TEST(file_stem("prop-3.1_x") == "prop-3.1_x");
  BOOST_TEST(file_stem("a b/c;rm -rf *") == "a-b-c-rm--rf--");
  BOOST_TEST(file_stem("../../etc/passwd") == "etc-passwd");
  BOOST_TEST(file_stem("-rf") == "rf");
  BOOST_TEST(file_stem("") == "claim");
  BOOST_TEST(file_stem("..") == "claim");
  BOOST_TEST(file_stem(std::string(300, 'x')).size() == 100U);
}

BOOST_AUTO_TEST_CASE(without_gnuplot) {
  const Folder folder;
  const SearchPath empty((folder.path / "nothing").string());
  const FigureFiles files = write_figures(rows_of("prop-3.1"), folder.path / "new" / "figures");
  BOOST_TEST(!files.gnuplot_found);
  BOOST_TEST(files.images.empty());
  BOOST_TEST(files.failures.empty());
  BOOST_REQUIRE(files.scripts.size() == 1U);
  BOOST_TEST(files.scripts[0] == folder.path / "new" / "figures" / "prop-3.1.gp");
  BOOST_TEST(text_of(folder.path / "new/figures/prop-3.1.dat") ==
             "# prop-3.1: output <= c1/L\n"
             "# exact blocks: length, deviation (lower, upper end), bound (lower, upper end), verdict\n"
             "# sampled blocks: length, mean, standard error, verdict\n"
             "# exact, scale 1\n"
             "1 0.1 0.11 0.5 0.6 proved\n"
             "16 0.1 0.11 0.5 0.6 proved\n"
             "256 0.1 0.11 0.5 0.6 proved\n");
  const std::string script = text_of(files.scripts[0]);
  for (const char* part :
       {"set logscale x", "set logscale y", "formats = 'svg'", "set terminal svg", "'prompt length L' noenhanced",
        "'output deviation' noenhanced", "'prop-3.1: output <= c1/L' noenhanced",
        "'prop-3.1.dat' index 0 using 1:3 with points", "'prop-3.1.dat' index 0 using 1:2:(0):($3-$2) with vectors",
        "'prop-3.1.dat' index 0 using 1:4 with lines"}) {
    BOOST_TEST(has(script, part), part);
  }
  BOOST_TEST(has(text_of(folder.path / "new/figures/prop-3.1.tex"), "\\begin{tikzpicture}"));
}

BOOST_AUTO_TEST_CASE(runs_gnuplot_in_the_folder) {
  const Folder folder;
  write_program(folder.path / "gnuplot", "echo \"$@\" >'" + (folder.path / "arguments").string() +
                                             "'\n[ -r \"$2\" ] && echo svg >\"${2%.gp}.svg\"\n");
  const SearchPath path(folder.path.string());
  const FigureFiles files = write_figures(rows_of("a;b"), folder.path / "out");
  BOOST_TEST(files.gnuplot_found);
  BOOST_REQUIRE(files.images.size() == 1U);
  BOOST_TEST(files.images.at("a;b") == folder.path / "out" / "a-b.svg");
  BOOST_TEST(text_of(files.images.at("a;b")) == "svg\n");
  BOOST_TEST(text_of(folder.path / "arguments") == "-d a-b.gp\n");
}

BOOST_AUTO_TEST_CASE(reports_a_failing_gnuplot) {
  const Folder folder;
  write_program(folder.path / "gnuplot", "exit 1\n");
  const SearchPath path(folder.path.string());
  const FigureFiles files = write_figures(rows_of("a"), folder.path / "out");
  BOOST_TEST(files.gnuplot_found);
  BOOST_TEST(files.images.empty());
  BOOST_TEST(files.failures == std::vector<std::string>{"a.gp"}, boost::test_tools::per_element());
}

/// A picture of an earlier run would show other data than lie beside it.
BOOST_AUTO_TEST_CASE(no_old_pictures) {
  const Folder folder;
  write_program(folder.path / "gnuplot", "exit 1\n");
  const SearchPath path(folder.path.string());
  fs::create_directories(folder.path / "out");
  std::ofstream(folder.path / "out" / "a.svg") << "old";
  write_figures(rows_of("a"), folder.path / "out");
  BOOST_TEST(!fs::exists(folder.path / "out" / "a.svg"));
  for (const auto& entry : fs::directory_iterator(folder.path / "out"))
    BOOST_TEST(!entry.path().string().ends_with(".part"), entry.path());
}

BOOST_AUTO_TEST_CASE(gnuplot_of_this_system) {
  const Folder folder;
  std::vector<ResultRow> rows = rows_of("it's `x` @y");
  rows.push_back(row_of("it's `x` @y", 64));
  rows.back().method = Method::naive;
  rows.back().mean = 0.2;
  rows.back().std_error = 0.01;
  rows.push_back(row_of("it's `x` @y", 8));
  rows.back().scale = "1/2";
  for (const auto& row : rows_of("it;s `x` @y")) rows.push_back(row);  // its files have the same stem
  const FigureFiles files = write_figures(rows, folder.path);
  BOOST_TEST(files.failures.empty());
  if (!files.gnuplot_found) return;
  BOOST_REQUIRE(files.images.size() == 2U);
  for (const auto& [claim, image] : files.images) BOOST_TEST(has(text_of(image), "</svg>"));
  BOOST_TEST(files.images.at("it's `x` @y") != files.images.at("it;s `x` @y"));
}

/// A comment is one line, and so is the next.
BOOST_AUTO_TEST_CASE(comments) {
  BOOST_TEST(gnuplot_comment("softlin 'it'\\''s' `x`\n") == "# softlin 'it'\\''s'  x  \n");
  BOOST_TEST(gnuplot_comment("ends\\") == "# ends \n");
}

BOOST_AUTO_TEST_CASE(only_claims_with_enough_drawable_rows) {
  const Folder folder;
  std::vector<ResultRow> rows{row_of("two", 1), row_of("two", 2)};
  for (const char* deviation : {"0", "inf", ""}) {
    rows.push_back(row_of("two", 3));
    rows.back().deviation_upper = deviation;
  }
  rows.push_back(row_of("two", 1));
  rows.back().length.infinite = true;
  rows.push_back(row_of("two", 4));
  rows.back().method = Method::naive;
  rows.back().mean = 1;
  const FigureFiles files = write_figures(rows, folder.path / "out");
  BOOST_TEST(files.scripts.empty());
  BOOST_TEST(!fs::exists(folder.path / "out"));
}

BOOST_AUTO_TEST_CASE(series_blocks_and_missing_values) {
  const Folder folder;
  const SearchPath empty((folder.path / "nothing").string());
  std::vector<ResultRow> rows = rows_of("a");
  for (auto& row : rows) row.relation = Relation::at_least;
  rows[0].bound_upper = "inf";
  rows[1].bound_lower = rows[1].bound_upper = "";
  rows[2].scale = "1/2";
  rows.push_back(row_of("a", 4));
  rows.back().method = Method::naive;
  rows.back().mean = 0.25;
  rows.back().std_error = 0.125;
  rows.back().verdict = Verdict::consistent;
  write_figures(rows, folder.path);
  BOOST_TEST(has(text_of(folder.path / "a.dat"),
                 "# exact, scale 1\n1 0.1 0.11 ? ? proved\n256 0.1 0.11 0.5 ? proved\n"
                 "\n\n# sampled, scale 1\n4 0.25 0.125 consistent\n"
                 "\n\n# exact, scale 1/2\n16 0.1 0.11 0.5 0.6 proved\n"));
  const std::string script = text_of(folder.path / "a.gp");
  BOOST_TEST(!has(script, "index 0 using 1:5"));
  BOOST_TEST(has(script, "index 0 using 1:2 with points"));
  BOOST_TEST(has(script, "index 1 using 1:($2-$3):(0):(2*$3) with vectors"));
  BOOST_TEST(has(script, "index 2 using 1:5 with lines"));
  BOOST_TEST(has(script, "'bound, U×1/2' noenhanced"));
}

BOOST_AUTO_TEST_CASE(claims_keep_their_own_files) {
  const Folder folder;
  const SearchPath empty((folder.path / "nothing").string());
  std::vector<ResultRow> rows = rows_of("a/b");
  for (const auto& row : rows_of("a b")) rows.push_back(row);
  const FigureFiles files = write_figures(rows, folder.path);
  BOOST_REQUIRE(files.scripts.size() == 2U);
  BOOST_TEST(files.scripts[0].filename() == "a-b.gp");
  BOOST_TEST(files.scripts[1].filename() == "a-b-2.gp");
}

BOOST_AUTO_TEST_CASE(unwritable_folder) {
  const Folder folder;
  std::ofstream(folder.path / "file") << "x";
  BOOST_CHECK_THROW(write_figures(rows_of("a"), folder.path / "file" / "below"), softlin::Error);
}

BOOST_AUTO_TEST_CASE(names_cannot_leave_their_quotes) {
  const Folder folder;
  const SearchPath empty((folder.path / "nothing").string());
  std::vector<ResultRow> rows = rows_of("x'\nsystem 'touch y'\\\n`touch z`");
  write_figures(rows, folder.path);
  for (const auto& entry : fs::directory_iterator(folder.path)) {
    std::istringstream lines(text_of(entry.path()));
    for (std::string line; std::getline(lines, line);) {
      BOOST_TEST(!line.starts_with("system"));
      if (entry.path().extension() != ".tex") BOOST_TEST(!has(line, "`"));  // in LaTeX a quotation mark
      if (line.starts_with("#")) BOOST_TEST(!line.ends_with("\\"));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
