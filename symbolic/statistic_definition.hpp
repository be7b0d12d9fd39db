#pragma once
/// What the named softmax statistics are by definition, before any reduction. Source: docs/theory/exact.md 1.1, (5), (9).
/// Checked by: tests/symbolic/score_polynomial_test.cpp (both reductions give the stored forms of 4.3).

#include <string>

#include "symbolic/score_polynomial.hpp"

namespace softlin::symbolic {

/// polynomial/s^divisor, the polynomial in S(n,p) and s as ScorePolynomial::parse reads it.
struct StatisticDefinition {
  std::string polynomial;
  int divisor = 0;  ///< above 0 for A2 .. A5, which are quotients
};

/// The definition of a name of statistic_names() (symbolic/softmax_statistic.hpp). Errors: InputError for another name.
StatisticDefinition statistic_definition(const std::string& name);

/// E of the named statistic, reduced from its definition.
ExpectationForm reduce_definition(const std::string& name, const Number& s, const MonomialReduction& reduction);

}  // namespace softlin::symbolic
