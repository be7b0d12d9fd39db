#pragma once
/// Bounds for Gaussian tokens at one query. Source: docs/theory/bounds.md, part A.

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// headline, headline-v, theorem-a1, bias-floor, am-gm.
std::vector<Bound> query_bounds();

}  // namespace softlin::bounds
