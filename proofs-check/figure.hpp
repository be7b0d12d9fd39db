#pragma once
/// Figures of deviations and bounds over the prompt length, drawn by gnuplot.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/result_row.hpp"

namespace softlin::check {

/// A claim has a figure when at least this many exact rows at finite lengths can be drawn on logarithmic axes.
inline constexpr std::size_t k_fewest_points = 3;

struct FigureFiles {
  std::vector<std::filesystem::path> scripts;           ///< the .gp files written
  std::map<std::string, std::filesystem::path> images;  ///< the .svg files drawn, by claim
  bool gnuplot_found = true;                            ///< false: scripts and data are there, images are not
  std::vector<std::string> failures;                    ///< scripts that gnuplot ended with an error
};

/// Writes CLAIM.dat, CLAIM.gp and CLAIM.tex into `directory` (made when missing) and draws CLAIM.svg, for every claim with enough rows
/// (figure_files.hpp).
///
/// Figure  : both axes logarithmic; enclosures as points with bars, bounds as lines, samples as hollow points with bars
///           of one standard error; series (one a factor on U) differ by mark, dash and lightness
/// Inputs  : a claim's name may hold any bytes; file names are made by file_stem, and no shell is involved
/// Result  : a missing gnuplot is no error. `cd directory; gnuplot CLAIM.gp` draws the figure again. The same rows give
///           the same bytes of data and script
/// Errors  : Error when a file cannot be written
/// Not promised : lengths, deviations and bounds beyond the range of double are drawn; they stand in the data only
/// Checked by   : tests/proofs-check/figure_test.cpp
FigureFiles write_figures(const std::vector<ResultRow>& rows, const std::filesystem::path& directory);

/// `name` with everything but ASCII letters, digits, dot, dash and underscore replaced by a dash; never empty, never
/// beginning with a dot or a dash, at most 100 characters.
std::string file_stem(std::string_view name);

}  // namespace softlin::check
