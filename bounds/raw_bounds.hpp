#pragma once
/// Sub-Gaussian tokens and queries, raw, staircase and majorant forms. Source: docs/theory/bounds.md C2.1, C4.1, C2.2 as
/// printed and with D1.4, D2.1 for a Gaussian query and U Sz U^T of rank one, D2.2, D4.4;
/// sharper-bounds.md E3.4.
///
/// Of the linear programs of D2.2 and D4.4 one feasible point is used, in closed form.
/// Checked by: tests/bounds/sub_gaussian_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// sub-gaussian-raw, sub-gaussian-staircase, sub-gaussian-staircase-raw, sub-gaussian-staircase-gaussian,
/// sub-gaussian-majorant and sub-gaussian-majorant-tight, each also -v (V-gradient); sub-gaussian-raw-u, sub-gaussian-majorant-u.
std::vector<Bound> raw_bounds();

}  // namespace softlin::bounds
