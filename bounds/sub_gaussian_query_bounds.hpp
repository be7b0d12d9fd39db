#pragma once
/// Parts C and D at one query: sub-Gaussian tokens, and a query that is fixed or a pair z, -z; $b = sigma^2 |U z|^2$.
///
/// Source     : bounds.md C1.1 to C1.3 ("-raw"), D1.4, D1.5 ("-closed"), D4.3 and D4.5 (U-gradient).
/// Hypotheses : sigma >= 1, centred sigma-sub-Gaussian tokens, a single query; L >= 2.
/// Checked by : tests/bounds/sub_gaussian_query_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

std::vector<Bound> sub_gaussian_query_bounds();

}  // namespace softlin::bounds
