#pragma once
/// What the bounds on errors of sub-Gaussian tokens have in common: names, words and pieces of formulas.

#include <string>
#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

std::string name_suffix(symbolic::Quantity quantity);       ///< "", "-v", "-u"
const std::string& left_side(symbolic::Quantity quantity);  ///< "E|T_L - T|^2", ...
std::string scale(symbolic::Quantity quantity);             ///< |V|^2, and for the V-gradient (V = I) the rows of V
std::string scale_in_words(symbolic::Quantity quantity);    ///< the same for statements

/// A bound for L >= 2 under sub_gaussian_hypotheses(), to be filled in.
Bound sub_gaussian_bound(const std::string& name, symbolic::Quantity quantity, const std::string& tight);

/// The exponent r up to rho_sg = 1/max(1, 4 sigma^2 |U|^2) (D3).
FreeParameter exponent_parameter();

/// max(0, x_first, ..., x_last) of the texts
std::string largest(const std::vector<std::string>& texts);

}  // namespace softlin::bounds
