#pragma once
/// The figure of an experiment on in-context regression: risks of trained heads over the prompt length, with exact risks beside
/// them, drawn by gnuplot.

#include <filesystem>
#include <string>
#include <vector>

#include "proofs-check/figure_files.hpp"
#include "proofs-check/regression_references.hpp"
#include "proofs-check/regression_training_run.hpp"

namespace softlin::check {

/// Writes regression-training.dat, .gp and .tex into `directory` (made when missing) and draws regression-training.svg, .pdf and .png
/// (figure_files.hpp).
///
/// Figure : both axes logarithmic. Trained heads as points with bars of one standard error, softmax filled, linear hollow; the
///          exact risk of softmax attention at the endpoint as a solid line, the linear optimum as a dashed one, the
///          bracket of the Bayes risk as a grey band
/// Inputs : last rows of each length and model; references at any lengths, ascending
/// Result : as write_figure(); the same inputs give the same bytes of data and script
/// Errors : Error when a file cannot be written
/// Checked by : tests/proofs-check/regression_figure_test.cpp
WrittenFigure write_training_figure(const std::string& title, const std::vector<TrainingRow>& rows,
                                    const std::vector<RegressionReference>& references,
                                    const std::filesystem::path& directory);

/// Lengths for smooth lines: about 12 a decade from the least to the largest of `lengths`, these included, ascending.
std::vector<std::uint64_t> reference_lengths(const std::vector<std::uint64_t>& lengths);

}  // namespace softlin::check
