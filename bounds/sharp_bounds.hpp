#pragma once
/// Sub-Gaussian tokens and queries without the logarithm. Source: docs/theory/bounds.md D2.3 to D2.6, D4.5, D4.6.
///
/// The stable ranks dV and dU of the theory are replaced by d, which is at least as large; every bound increases in them.
/// Checked by: tests/bounds/sub_gaussian_test.cpp

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// prop-3.1-sharp, prop-3.1-sharp-tilt, prop-3.4-v-sharp, prop-3.4-v-sharp-tilt, prop-3.4-u-sharp; with free parameters
/// sub-gaussian-closed, -v, -u, and sub-gaussian-light, -v; worst-exponent, the exponent that no bound of this kind exceeds.
std::vector<Bound> sharp_bounds();

}  // namespace softlin::bounds
