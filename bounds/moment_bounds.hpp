#pragma once
/// The moments of Assumption 3.3 of arXiv 2512.11784. Source: docs/theory/bounds.md C6.1.
/// Checked by: tests/bounds/sub_gaussian_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// moment-P-Q for P, Q in {0, 4, 8}, not both 0: bounds of int int |x|^P |z|^Q dmu_{Uz}(x) dnu(z).
std::vector<Bound> moment_bounds();

}  // namespace softlin::bounds
