#pragma once
/// Weight vectors for the steps that hold for every weight vector.

#include <vector>

#include "symbolic/weight_polynomial.hpp"

namespace softlin::check {

/// Positive weights that sum to 1: `equal` equal ones, or for equal = 0 six drawn ones, of all sizes.
std::vector<Rational> drawn_weights(const Rational& draw, long equal);

/// The polynomial at these weights, exactly.
Rational value_at(const symbolic::WeightPolynomial& f, const std::vector<Rational>& weights);

}  // namespace softlin::check
