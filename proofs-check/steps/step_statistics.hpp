#pragma once
/// Enclosures that the sides of proof steps are made of.

#include <string>
#include <vector>

#include "numeric/softmax_expectation.hpp"
#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

using symbolic::WeightPolynomial;

/// p_k = sum_i w_i^k as a polynomial.
inline WeightPolynomial power_sum(int k) { return WeightPolynomial::power_sum(k); }

/// E f for each f, for the weights of L standard normal scores with slope s.
std::vector<numeric::Interval> expectations(const std::vector<WeightPolynomial>& f, const Rational& s, const Integer& L,
                                            const StepTrial& trial);
numeric::Interval expectation(const WeightPolynomial& f, const Rational& s, const Integer& L, const StepTrial& trial);
/// The same at the point's own s and L.
numeric::Interval expectation(const WeightPolynomial& f, const StepTrial& trial);

/// E of a polynomial in S(n,p) = sum w_i^n xi_i^p and s, as ScorePolynomial::parse reads it, at the point's s and L.
/// The reduction is the one by set partitions and Hermite polynomials, which shares nothing with the integration by parts
/// of bounds.md.
numeric::Interval expectation_by_definition(const std::string& polynomial, const StepTrial& trial);

/// A = E p_2 and B = E tau^2 = A + s^2 E[p_2 - 6 p_3 + 6 p_2^2] (A1.4).
struct MeanPair {
  numeric::Interval A;
  numeric::Interval B;
};
MeanPair mean_pair(const Rational& s, const Integer& L, const StepTrial& trial);

/// Integer part of the parameter `name`.
inline Integer length(const StepTrial& trial, std::string_view name = "L") { return mp::numerator(trial.exact(name)); }

/// The parameters s in [least, most] and L in [1, longest], with the delicate values of each.
StepParameter slope_parameter(const Rational& least, const Rational& most);
StepParameter length_parameter(const Integer& least, const Integer& most);

}  // namespace softlin::check
