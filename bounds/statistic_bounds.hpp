#pragma once
/// Bounds for the statistics A = E S_2, B and E S_3 at (s, L). Source: docs/theory/bounds.md A1.5, A2, A3.
/// Checked by: tests/bounds/statistic_bounds_test.cpp (exact values on a grid; changed constants are noticed)

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// A:  a-logistic, a-am-gm, a-threshold, a-sharp, a-sharp-closed, a-staircase, a-power-law;
///     a-floor-uniform, a-floor-tail, a-floor-closed, a-floor-steps.
/// B:  b-logistic; b-floor-tail, b-floor-steps.
/// S3: s3-logistic, s3-am-gm, s3-threshold.
std::vector<Bound> statistic_bounds();

/// `bound` with its formula replaced by `formula`, in which `inner` stands for the value of the bound as it was.
Bound with_outer_formula(Bound bound, const std::string& inner, const std::string& formula);

/// Definitions floor_a and floor_b, lower bounds of A and B by A3.1 and A3.3 in steps, and their free parameters.
void add_floor_steps(Bound& bound);

/// s > 0
Condition positive_slope();

}  // namespace softlin::bounds
