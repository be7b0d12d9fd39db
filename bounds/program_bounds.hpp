#pragma once
/// The raw form of part D with its linear program: the average over any 1-sub-Gaussian query of the sharpest one-query
/// bound, through a majorant $al0 + al1 w + sum_j be_j e^{eta_j w/2}$ of it in $w = |Uz|^2/|U|^2$.
/// Source : docs/theory/bounds.md D2.2 with docs/theory/sharper-bounds.md E3.3.

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// sub-gaussian-program, and -v for the V-gradient (V = I).
std::vector<Bound> program_bounds();

}  // namespace softlin::bounds
