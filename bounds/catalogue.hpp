#pragma once
/// Every bound by name. A new bound is one file beside this one and one line in catalogue.cpp.

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

const std::vector<Bound>& catalogue();

/// The bound of that name, or null.
const Bound* find_bound(const std::string& name);

}  // namespace softlin::bounds
