#pragma once
/// A linear program in floating point: it chooses parameters of bounds, which are then enclosed. Nothing proved rests on it.

#include <Eigen/Core>

namespace softlin::bounds {

/// Formula    : x >= 0 that makes costs . x small subject to functions * x >= values, by the simplex method on the dual
///              problem (largest coefficient, then smallest index), whose slack basis is feasible.
/// Inputs     : functions(k, j) >= 0, the function j at the point k, not all 0 in any row with a positive value; costs > 0
/// Result     : feasible up to rounding; the best one unless the steps ran out (then what there is, still feasible for the
///              caller to repair)
/// Checked by : tests/bounds/smallest_majorant_test.cpp
Eigen::VectorXd smallest_majorant(const Eigen::MatrixXd& functions, const Eigen::VectorXd& values,
                                  const Eigen::VectorXd& costs);

}  // namespace softlin::bounds
