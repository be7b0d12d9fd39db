#pragma once
/// Exact integer correlations: all sums of products of two sequences from one big-integer multiplication.

#include <span>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::numeric {

/// C_j = sum_l weights[l] table[j * stride + l] for every j with j * stride + weights.size() <= table.size().
///
/// Method : Kronecker substitution. The sequences become the base-2^b digits of two integers, b wide enough that no
///          digit of the product overflows; GMP multiplies them (FFT for long inputs), and the digits are read back.
/// Inputs : non-negative integers; weights not empty and not longer than the table; stride >= 1.
/// Result : exact.
/// Checked by: tests/numeric/lattice_correlation_test.cpp (direct sums).
std::vector<Integer> correlate(std::span<const Integer> weights, std::span<const Integer> table, long stride);

}  // namespace softlin::numeric
