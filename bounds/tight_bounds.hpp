#pragma once
/// Sub-Gaussian tokens, averaged over queries or at one: the constants of part E.
///
/// Source     : docs/theory/sharper-bounds.md E3.5 to E3.8 (output, V-gradient), E2.9 to E2.11 (U-gradient).
/// Hypotheses : sigma >= 1, centred sigma-sub-Gaussian tokens; L >= 2; centred 1-sub-Gaussian queries, or a single one.
/// The stable ranks dV and dU of the theory are replaced by d, which is at least as large; every bound increases in them.
/// Checked by: tests/bounds/sub_gaussian_test.cpp, sub_gaussian_query_test.cpp; the regions behind E3.5 and E2.9: tests/proofs-check/region_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// prop-3.1-tight, prop-3.4-v-tight, prop-3.4-u-tight; with free parameters sub-gaussian-tight, -v, -u.
std::vector<Bound> tight_bounds();

/// sub-gaussian-query-tight, -v, -u: at a query that is fixed or a pair z, -z.
std::vector<Bound> tight_query_bounds();

}  // namespace softlin::bounds
