#pragma once
/// The standard normal law in the language of formulas.

#include <string>

namespace softlin::bounds {

/// Phi(x) = P(N(0,1) <= x)
inline std::string normal_below(const std::string& x) { return "(erfc(-(" + x + ")/sqrt(2))/2)"; }
/// 1 - Phi(x)
inline std::string normal_above(const std::string& x) { return "(erfc((" + x + ")/sqrt(2))/2)"; }
/// e^{-x^2/2}/sqrt(2 pi)
inline std::string normal_density(const std::string& x) { return "(exp(-(" + x + ")^2/2)/sqrt(2*pi))"; }

}  // namespace softlin::bounds
