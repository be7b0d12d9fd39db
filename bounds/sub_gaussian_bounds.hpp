#pragma once
/// Propositions 3.1 and 3.4 of arXiv 2512.11784 with explicit constants. Source: docs/theory/bounds.md C3 to C5.

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// prop-3.1, prop-3.4-v, prop-3.4-u.
std::vector<Bound> sub_gaussian_bounds();

}  // namespace softlin::bounds
