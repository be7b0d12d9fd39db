// Data and script of the figure; gnuplot draws it where there is one.

#include "proofs-check/regression_figure.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using namespace softlin::check;
using numeric::Attention;
using tests::text_of;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(regression_figure)

BOOST_AUTO_TEST_CASE(data_and_script) {
  const tests::Folder folder;
  const std::vector<TrainingRow> rows{{10, Attention::softmax, 5, 0.5, 0.25, 0.01, 100, std::nullopt},
                                      {10, Attention::linear, 5, 0.5, 0.125, 0.02, 100, std::nullopt},
                                      {20, Attention::softmax, 5, 0.5, 0.0625, 0.03, 100, std::nullopt}};
  const std::vector<RegressionReference> references{{10, 0.2, 0.4, 0.01, 0.02}, {20, 0.1, std::nullopt, 0.005, 0.01}};
  const WrittenFigure written = write_training_figure("it's a `title`", rows, references, folder.path / "figure");
  BOOST_TEST(text_of(folder.path / "figure" / "regression-training.dat") ==
             "# it's a  title \n"
             "# exact: length, softmax attention at the endpoint, linear optimum, Bayes risk (lower, upper bound)\n"
             "10 0.4 0.2 0.01 0.02\n"
             "20 ? 0.1 0.005 0.01\n"
             "\n\n# trained softmax: length, sampled risk, standard error, steps\n"
             "10 0.25 0.01 5\n"
             "20 0.0625 0.03 5\n"
             "\n\n# trained linear: length, sampled risk, standard error, steps\n"
             "10 0.125 0.02 5\n");
  const std::string script = text_of(folder.path / "figure" / "regression-training.gp");
  for (const char* piece : {"'it''s a ''title''' noenhanced", "index 0 using 1:4:5 with filledcurves",
                            "index 0 using 1:2 with lines", "index 0 using 1:3 with lines",
                            "index 1 using 1:2 with points", "index 2 using 1:($2-$3):(0):(2*$3) with vectors",
                            "softmax, trained", "linear, trained", "set logscale x", "set logscale y"}) {
    BOOST_TEST(script.find(piece) != std::string::npos, piece);
  }
  if (!written.gnuplot_found) return;
  BOOST_TEST(written.drawn);
  BOOST_TEST(text_of(folder.path / "figure" / "regression-training.svg").find("</svg>") != std::string::npos);
  BOOST_TEST(text_of(folder.path / "figure" / "regression-training.png").substr(1, 3) == "PNG");
}

/// No block for a model that was not trained, no band or line for what is not known.
BOOST_AUTO_TEST_CASE(what_is_missing_is_left_out) {
  const tests::Folder folder;
  write_training_figure("title", {{10, Attention::linear, 5, 0.5, 0.125, 0.02, 100, std::nullopt}},
                        {{10, 0.2, std::nullopt, 0, 0.5}}, folder.path);
  const std::string script = text_of(folder.path / "regression-training.gp");
  BOOST_TEST(script.find("index 1 using 1:2 with points") != std::string::npos);
  for (const char* piece : {"index 2", "filledcurves", "endpoint", "softmax, trained"}) {
    BOOST_TEST(script.find(piece) == std::string::npos, piece);
  }
}

BOOST_AUTO_TEST_SUITE_END()
