#pragma once
/// A figure as a script for gnuplot, which reads its numbers from STEM.dat.
/// Checked by: tests/proofs-check/figure_writers_test.cpp, tests/golden/plot_*.case

#include <string>

#include "proofs-check/figure_plan.hpp"

namespace softlin::check {

/// `gnuplot STEM.gp` in the folder of the two files draws STEM.svg, STEM.pdf and STEM.png: those of the `formats`, words with spaces
/// between them.
/// Inputs : gnuplot 5.2 or later, with the terminals svg, pdfcairo and pngcairo
std::string gnuplot_script(const FigurePlan& plan, const std::string& stem, const std::string& formats = "svg pdf png");

}  // namespace softlin::check
