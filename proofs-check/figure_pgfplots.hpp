#pragma once
/// A figure as text for LaTeX with PGFPlots, numbers included: \input it where the picture should stand, or compile it by itself with
/// the frame that docs/how-to/figures.md shows. The preamble needs \usepackage{pgfplots} and what stands in the first lines of the text.
/// Checked by: tests/proofs-check/figure_writers_test.cpp; tests/latex/compile_figure runs LaTeX where there is one

#include <string>

#include "proofs-check/figure_plan.hpp"

namespace softlin::check {

std::string pgfplots_text(const FigurePlan& plan);

}  // namespace softlin::check
