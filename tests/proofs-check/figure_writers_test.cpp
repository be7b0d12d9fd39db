// A plan with every kind of curve as a gnuplot script and as PGFPlots text, and its files.

#include <boost/test/unit_test.hpp>

#include "proofs-check/figure_files.hpp"
#include "proofs-check/figure_pgfplots.hpp"
#include "proofs-check/figure_script.hpp"
#include "symbolic/error.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin::check;
using softlin::tests::text_of;

namespace {

FigurePlan whole_plan() {
  FigurePlan plan;
  plan.title = "a 'title' with `marks` and 100%";
  plan.shows_title = true;
  plan.notes = {"made by hand"};
  plan.blocks = {{"first", {{"1", "0.5", "0.25", "1"}, {"10", "?", "0", "1"}, {"100", "0.05", "0.04", "0.1"}}},
                 {"map", {{"0", "0", "1"}, {"0", "1", "0.1"}, {"1", "0", "0.01"}, {"1", "1", "0.001"}}}};
  FigurePanel curves;
  curves.title = maths("s = 2", "$s=2$");
  curves.x = {maths("length L", "length $L$"), true, {}, {}};
  curves.y = {literal("50% {y}"), true, {}, {}};
  curves.curves = {{CurveKind::line, literal("a_line"), line_look(1), 0, 1, 2},
                   {CurveKind::points, literal("points"), point_look(0), 0, 1, 2, 3, 4},
                   {CurveKind::samples, literal("samples"), hollow(point_look(0)), 0, 1, 2, 3},
                   {CurveKind::band, literal("band"), {"d9d9d9"}, 0, 1, 0, 3, 4}};
  curves.regions = {{std::nullopt, 5, literal("region")}};
  FigurePanel map;
  map.x = {literal("x"), false, -0.5, 1.5};
  map.y = {literal("y"), false, -0.5, 1.5};
  map.map = FigureMap{1, 1, 2, 3, 2, 2, literal("value"), -3, 0};
  map.labels = {{0.5, 0.5, literal("label"), true}};
  plan.panels = {curves, map};
  return plan;
}

void require_parts(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) BOOST_TEST(text.find(part) != std::string::npos, part);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(figure_writers)

BOOST_AUTO_TEST_CASE(script) {
  const std::string text = gnuplot_script(whole_plan(), "name");
  require_parts(text, {"# made by hand\n",
                       "formats = 'svg pdf png'",
                       "set terminal svg",
                       "set terminal pdfcairo",
                       "set terminal pngcairo",
                       "set output 'name.'.format",
                       "set datafile missing '?'",
                       "'a ''title'' with ''marks'' and 100%' noenhanced",
                       "'name.dat' index 0 using 1:2 with lines",
                       "'name.dat' index 0 using 1:3:(0):($4-$3) with vectors nohead",
                       "'name.dat' index 0 using 1:2 with points",
                       "'name.dat' index 0 using 1:($2-$3):(0):(2*$3) with vectors nohead",
                       "'name.dat' index 0 using 1:3:4 with filledcurves",
                       "'name.dat' index 1 using 1:2:(log10($3)) with image",
                       "rectangle from graph 0, graph 0 to first 5, graph 1 behind",
                       "'50% {y}' noenhanced",
                       "'s\u00a0=\u00a02'",
                       "set logscale x",
                       "unset logscale x",
                       "'a_line' noenhanced",
                       "'label' noenhanced at 0.5,0.5 center front tc rgb '#ffffff'"});
  BOOST_TEST(count(text, "`") == 0U);
  BOOST_TEST(gnuplot_script(whole_plan(), "name", "svg").find("formats = 'svg'\n") ==
             std::string::npos);  // a comment follows
}

BOOST_AUTO_TEST_CASE(pgfplots) {
  const std::string text = pgfplots_text(whole_plan());
  require_parts(text, {"% made by hand\n", "\\begin{tikzpicture}", "xmode=log", "ymode=log", "a 'title' with", "100\\%",
                       "title={$s=2$}", "ylabel={50\\% \\{y\\}}", "(1,0.5)", "(100,0.05)", "matrix plot*",
                       "mesh/cols=2", "(1,1) [-3]", "\\addlegendentry{a\\_line}", "\\addlegendentry{region}",
                       "error bars/.cd", "-- cycle", "{label}", "text=white"});
  BOOST_TEST(count(text, "\\begin{axis}") == 2U);
  BOOST_TEST(count(text, "\\end{axis}") == 2U);
  BOOST_TEST(count(text, "\\addlegendentry") == 5U);
  BOOST_TEST(count(text, "{") == count(text, "}"));
  // Points with their ends; what a logarithmic axis cannot show is a gap in lines and left out elsewhere.
  require_parts(text, {"(1,0.5) += (0,0.5) -= (0,0.25)", "(10,nan)"});
  BOOST_TEST(text.find("(10,0)") == std::string::npos);
  BOOST_TEST(text.find("(10,?)") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(same_bytes) {
  BOOST_TEST(gnuplot_script(whole_plan(), "name") == gnuplot_script(whole_plan(), "name"));
  BOOST_TEST(pgfplots_text(whole_plan()) == pgfplots_text(whole_plan()));
}

BOOST_AUTO_TEST_CASE(files) {
  const softlin::tests::Folder folder;
  const WrittenFigure written = write_figure(whole_plan(), "name", folder.path / "new");
  BOOST_TEST(text_of(folder.path / "new" / "name.dat") == data_text(whole_plan()));
  BOOST_TEST(text_of(folder.path / "new" / "name.gp") == gnuplot_script(whole_plan(), "name"));
  BOOST_TEST(text_of(folder.path / "new" / "name.tex") == pgfplots_text(whole_plan()));
  if (!written.gnuplot_found) return;
  BOOST_TEST(written.drawn);
  BOOST_REQUIRE(written.files.size() == 6U);
  BOOST_TEST(text_of(written.files[3]).find("</svg>") != std::string::npos);
  BOOST_TEST(text_of(written.files[4]).starts_with("%PDF"));
  BOOST_TEST(text_of(written.files[5]).substr(1, 3) == "PNG");
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path / "new")) ++left;
  BOOST_TEST(left == 6U);
}

BOOST_AUTO_TEST_CASE(not_drawn) {
  const softlin::tests::Folder folder;
  const WrittenFigure written = write_figure(whole_plan(), "name", folder.path, "svg", /*run=*/false);
  BOOST_TEST(!written.drawn);
  BOOST_TEST(written.files.size() == 3U);
  softlin::tests::put(folder.path / "file", "x");
  BOOST_CHECK_THROW(write_figure(whole_plan(), "name", folder.path / "file" / "below"), softlin::Error);
}

BOOST_AUTO_TEST_SUITE_END()
