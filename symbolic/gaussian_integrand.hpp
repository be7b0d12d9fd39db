#pragma once
/// What stands inside E[...]: a sum of polynomial times exponential of an at most quadratic form, each possibly restricted
/// to a half-space.

#include <map>
#include <optional>
#include <vector>

#include "symbolic/formula.hpp"
#include "symbolic/gaussian_table.hpp"

namespace softlin::symbolic {

/// The variables x1, ..., xd.
Formula coordinate(std::size_t i);  ///< x_{i+1}

/// Greatest total degree, and greatest number of monomials of one integrand, that are accepted.
inline constexpr int k_max_moment_degree = 200;
inline constexpr std::size_t k_max_monomials = 20000;

/// constant + <linear, x> + x^T quadratic x, quadratic symmetric.
struct QuadraticForm {
  Formula constant;
  std::vector<Formula> linear;
  std::vector<std::vector<Formula>> quadratic;
};

/// polynomial(x) exp(exponent(x)) 1{side(x) > 0}; side has no quadratic part, and is absent for the whole space.
struct GaussianIntegrand {
  std::map<Exponents, Formula> polynomial;
  QuadraticForm exponent;
  std::optional<QuadraticForm> side;
};

/// Formulas that stand for 1{side > 0}: the symbol used in the body, and its side.
using HalfSpaces = std::vector<std::pair<Formula, Formula>>;

/// Takes `body`, a formula in x1, ..., xd and other symbols, apart.
/// Result : terms with distinct exponents and sides.
/// Errors : InputError at `place` for a body of any other form (the part is named), a degree or a number of monomials
///          above the limits, and a product of two different half-spaces.
std::vector<GaussianIntegrand> take_apart(const Formula& body, std::size_t dimension, const HalfSpaces& half_spaces,
                                          const Place& place);

}  // namespace softlin::symbolic
