#pragma once
/// Inequalities between powers and exponentials on the whole line, by subdivision with outward rounding.
///
/// E2.3 (ii) of docs/theory/sharper-bounds.md: w^2 e^{2w} <= c_h (e^{hw} - 1 - hw) for every real w, seven pairs (h, c_h).
/// For w <= 0 it follows from c_h >= 2/h^2 and h <= 6, for 0 < w <= 1/500 from c_h >= 2 e^{1/250}/h^2, beyond 10 from its
/// truth at 10, as the ratio of the sides decreases there. E2.4 and E2.10: t^2 <= kp2 (e^t - 1) and t^3 <= kp3 (e^t - 1),
/// t >= 0; up to 1/500 as e^t - 1 >= t, beyond 10 as the ratio decreases. In between both sides increase, and the left one at
/// the right end of a box is at most the right one at its left end.
///
/// Checked by: tests/proofs-check/region_test.cpp (proved as they are, not with smaller constants)

#include <utility>
#include <vector>

#include "proofs-check/steps/region_result.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

/// (h, c_h)
const std::vector<std::pair<Rational, Rational>>& exponential_constants();

/// E2.3 (ii) with every c_h times `factor`: proved, or undecided with the box that could not be proved.
RegionResult prove_exponential_majorants(const Rational& factor = 1);

/// kp2 = 0.6477, kp3 = 1.4215, both times `factor`.
RegionResult prove_power_majorants(const Rational& factor = 1);

}  // namespace softlin::check
