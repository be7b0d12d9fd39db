#pragma once
/// Sub-Gaussian tokens and queries, raw, staircase and majorant forms. Source: docs/theory/bounds.md C2.1, C4.1, C2.2
/// with D1.4, D2.2.
///
/// Of the linear program of D2.2 one feasible point is used, in closed form. D4.4, the same for the U-gradient, is not here.
/// Checked by: tests/bounds/sub_gaussian_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// sub-gaussian-raw, sub-gaussian-staircase, sub-gaussian-majorant, each also -v (V-gradient); sub-gaussian-raw-u.
std::vector<Bound> raw_bounds();

}  // namespace softlin::bounds
