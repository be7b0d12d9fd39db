#pragma once
/// Identities between expectations of softmax statistics: read, reduced to weight power sums, proved.
///
/// Language : symbolic/identity_expression.hpp with numbers, s, S(n,p), the names of symbolic/named_mean.hpp, free
///            scalars, and
///              d(X)/d(s^2), d(X)/ds     derivative of the expectation of X
///              lap(X), dot(X, Y)        Laplacian and product of gradients in s xi of polynomials in weight power sums
///            Expectations are understood: S2^2 means E[S_2^2]. A name that is a mean (A, B, ...) or a derivative is a
///            number and may be multiplied by scalars only, because E S_2 times E S_2 is no mean of one polynomial.

#include <set>
#include <string>
#include <vector>

#include "symbolic/certificate.hpp"
#include "symbolic/identity_expression.hpp"
#include "symbolic/statistic_sum.hpp"

namespace softlin::symbolic {

/// Reads and reduces one expression; `parameters` are the free scalars.
/// Errors : InputError at `place` for an unknown name or function, a product of two means, a denominator that is no number
///          or power of a scalar, a degree above k_max_weight_degree or k_max_score_degree.
WeightForm reduce_statistic(const Expression& expression, const std::set<std::string>& parameters, const Place& place);

/// How an equation comes out.
struct StatisticProof {
  WeightForm left;
  WeightForm right;
  WeightForm rest;  ///< left - right, reduced: zero exactly when the algebra proves the equation
  bool proved() const { return rest.empty(); }
};

/// Proves, or fails to prove, one equation; appends its steps and the definitions it uses to `certificate`.
/// Errors : as reduce_statistic.
StatisticProof prove_statistic(const Equation& equation, const std::set<std::string>& parameters, const Place& place,
                               Certificate& certificate);

/// The equation "E expression = its reduction", in a form that parses.
Equation reduction_equation(const Expression& expression, const Place& place);

}  // namespace softlin::symbolic
