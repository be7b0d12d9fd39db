#pragma once
/// Bounds for Gaussian tokens averaged over a Gaussian query. Source: docs/theory/bounds.md, part B.
///
/// The theory's M(beta) is used through three numbers: lambda and trace_h, the largest eigenvalue and the trace of H, and
/// mean_signal = E |V Gamma U z|^2. Since -ln(1 - 2 beta x)/2 is convex and 0 at 0, $det(I - 2 beta H)^{-1/2}$ is at most
/// $(1 - 2 beta lambda)^{-trace_h/(2 lambda)}$; and $tr Nz (I - 2 beta H)^{-1} Nz^T <= mean_signal/(1 - 2 beta lambda)$.
/// Both are equalities when the eigenvalues of H are lambda and 0. They increase in lambda: an upper bound serves.
/// Checked by: tests/bounds/average_bounds_test.cpp (exact averages; changed constants are noticed)

#include <vector>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// average-trivial, -headline, -am-gm, -light, -power-law, each also -v (V-gradient) and -shifted (query with a mean);
/// average-staircase, average-staircase-rank-one; average-floor, average-floor-rank;
/// mean-a-power-law, mean-a-exponent, mean-a-floor, mean-a-floor-closed.
std::vector<Bound> average_bounds();

}  // namespace softlin::bounds
