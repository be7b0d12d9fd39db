#pragma once
/// The softmax statistics that have names, reduced to weight power sums. Source: docs/theory/exact.md 1.1 and 4.3.

#include <string>
#include <vector>

#include "symbolic/expectation_form.hpp"

namespace softlin::symbolic {

namespace softmax {

WeightPolynomial a();       ///< A = S2
WeightPolynomial a2();      ///< A2, with B = A + s^2 A2
WeightPolynomial a3();      ///< A3, with G3 = G5 + s^2 A3
WeightPolynomial a4();      ///< A4, with G2 = G3 - G4 - s^2 A4
WeightPolynomial a5();      ///< A5, with G1 = s^4 A5 - 2 G2 + 4 G3 - G4 - G5
WeightPolynomial g4();      ///< S_2^2 + tau2
WeightPolynomial g5();      ///< tau2 = S2 - 2 S3 + S2^2
WeightPolynomial k04();     ///< S2^2
WeightPolynomial k22_s2();  ///< K22 = K04 + s^2 E[k22_s2]
WeightPolynomial k40_s2();  ///< K40 = 3 K04 + s^2 E[k40_s2] + s^4 E[k40_s4]
WeightPolynomial k40_s4();

}  // namespace softmax

/// Names that named_statistic knows, in the order of exact.md 1.1.
const std::vector<std::string>& statistic_names();

/// The expectation that `name` stands for, at slope s (docs/theory/exact.md 1.1 defines, 4.3 reduces).
/// Errors : InputError for an unknown name.
ExpectationForm named_statistic(const std::string& name, const Number& s);

}  // namespace softlin::symbolic
