#pragma once
/// The relative error of one rounding to nearest.

#include <limits>

namespace softlin::numeric {

/// Half the distance from 1 to the next double.
inline constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;

}  // namespace softlin::numeric
