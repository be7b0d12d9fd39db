#pragma once
/// A5.8 of docs/theory/bounds.md by branch and bound with outward rounding: at every weight vector
///
///   (i)  f1 = -14 p_3 +  7 p_2^2 +  c p_4 -  52 p_2 p_3 +  20 p_2^3 <= 0,  c = 38
///   (ii) f2 = -64 p_3 + 36 p_2^2 +  c p_4 - 288 p_2 p_3 + 120 p_2^3 <= 0,  c = 192
///
/// X is the largest weight. Where it is outside [0.227, 0.961] (i), [0.171, 0.972] (ii), f <= p_3 times a parabola in X
/// that is negative there: its two end values, enclosed, and its concavity. Inside, with Y the second largest weight,
/// R = 1 - X and the remaining sums R Y al, R Y^2 be, at most R Y^3 be, f is affine in be between al^2 and al, increasing in
/// p_4: both ends are shown to be negative on the box (X, Y/min(X, R), al), split at X = 1/2, by the mean value form.
///
/// Checked by: tests/proofs-check/region_test.cpp (both signs proved, wrong constants not)

#include "proofs-check/steps/region_result.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

enum class WeightSign { first, second };  ///< (i), (ii)

/// The true constant of each: 38, 192.
Rational constant_of(WeightSign sign);

/// proved, or undecided with the box that could not be proved; never violated, since a box need not hold a weight vector.
RegionResult prove_weight_sign(WeightSign sign, const Rational& constant, long most_boxes = 200000);

}  // namespace softlin::check
