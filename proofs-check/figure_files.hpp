#pragma once
/// A figure in a folder: data, script, text for LaTeX, and what gnuplot draws from them.
/// Checked by: tests/proofs-check/figure_writers_test.cpp, tests/golden/plot_*.case

#include <filesystem>
#include <string>
#include <vector>

#include "proofs-check/figure_plan.hpp"

namespace softlin::check {

struct WrittenFigure {
  std::vector<std::filesystem::path> files;  ///< STEM.dat, STEM.gp, STEM.tex, then what was drawn
  bool gnuplot_found = true;
  bool drawn = true;  ///< gnuplot ended well and every picture is there
};

/// Leaves the files in `directory`, which is made when it is missing; each whole or not at all.
///
/// Inputs : formats to draw: words of "svg pdf png"; none: gnuplot is not run
/// Result : a missing gnuplot is no error: `cd directory; gnuplot STEM.gp` draws the figure later. Pictures of an earlier run that
///          would show other data are removed. The same plan gives the same bytes of data, script and text
/// Errors : Error, InputError when a file cannot be written
WrittenFigure write_figure(const FigurePlan& plan, const std::string& stem, const std::filesystem::path& directory,
                           const std::string& formats = "svg pdf png", bool run = true);

}  // namespace softlin::check
