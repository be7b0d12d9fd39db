#pragma once
/// The figures of `softlin plot`: each a gnuplot script with its data, drawn as SVG and PNG beside them.
/// Checked by: tests/golden/plot_*.case

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "proofs-check/claim.hpp"

namespace softlin::check {

struct FigureRequest {
  std::vector<Length> lengths;  ///< finite; empty: the figure's own
  unsigned threads = 1;
  std::function<void(double)> progress = [](double) {};
};

/// A figure as text. The script has the lines after the terminal and output are set, and reads the file NAME.dat.
struct StandardFigure {
  std::string data;
  std::string script;
};

/// R_L(theta*) over L for several covariances, with the lines K/L of the light regime.
StandardFigure regression_figure(const FigureRequest& request);

/// Name, what it shows, and the function.
struct StandardFigureKind {
  std::string name;
  std::string shows;
  StandardFigure (*make)(const FigureRequest& request);
};
const std::vector<StandardFigureKind>& standard_figures();

struct WrittenFigure {
  std::vector<std::filesystem::path> files;  ///< NAME.dat, NAME.gp, then NAME.svg and NAME.png where they were drawn
  bool gnuplot_found = true;
  bool drawn = true;  ///< gnuplot ended well
};

/// Leaves the files in `directory`, which is made when it is missing. A missing gnuplot is no error: `cd directory; gnuplot
/// NAME.gp` draws the figure.
/// Errors : Error, InputError when a file cannot be written
WrittenFigure write_figure(const std::string& name, const StandardFigure& figure,
                           const std::filesystem::path& directory);

}  // namespace softlin::check
