#pragma once
/// Bounds for Gaussian tokens at one query. Source: docs/theory/bounds.md, part A.
///
/// The headline: $E |T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) q/(L - 1 + q)$, $q = e^{s^2}$, $s^2 = (U z)^T Gamma U z$.
/// Checked by: tests/bounds/catalogue_test.cpp, tests/bounds/radius_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// headline, headline-v, theorem-a1, bias-floor, am-gm; output-... and grad-v-... for every other upper bound of A;
/// output-floor, grad-v-floor; grad-u; radius-markov, radius-bernstein.
std::vector<Bound> query_bounds();

}  // namespace softlin::bounds
