#pragma once
/// Averages over a Gaussian query that the steps of part B compare with: Gamma = I, V = diag(1, 1/2), U = diag(u), so that
/// H = diag(u_1^2, u_2^2), for a few u.

#include <array>
#include <vector>

#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

struct QueryCase {
  std::array<Rational, 2> u;
  std::array<Rational, 2> mean;  ///< mz

  Rational eigenvalue(std::size_t j) const { return u[j] * u[j]; }
  Rational lam() const { return std::max(eigenvalue(0), eigenvalue(1)); }
  int rank() const { return (u[0] != 0 ? 1 : 0) + (u[1] != 0 ? 1 : 0); }
};

/// The cases with mean 0, from light (2 lam < 1) to heavy; the last ones have a mean.
const std::vector<QueryCase>& query_cases();
inline constexpr long k_centred_cases = 6;

/// |V e_j|^2, tr V Gamma V^T and |V Gamma V^T| of every case.
inline const std::array<Rational, 2> k_value_squares{Rational(1), Rational(1, 4)};
inline const Rational k_value_trace{5, 4};
inline const Rational k_value_norm{1};

/// The lengths 4^order.
inline Integer query_length(long order) { return Integer(1) << static_cast<unsigned>(2 * order); }
inline constexpr long k_most_order = 9;

enum class QueryMean {
  error,  ///< Err = E_z E|T_L - T|^2
  A,      ///< E_z A
  B       ///< E_z B
};

/// The mean for case number `index` at 4^order tokens. Computed once for each case, all orders together.
numeric::Interval query_mean(QueryMean what, long index, long order, const StepTrial& trial);

/// M(beta) of part B; 2 beta lam < 1.
numeric::Interval tilted_mean(const QueryCase& query, const numeric::Interval& beta);
/// t0 m(beta) + |V Gamma V^T| m'(beta) of B8.
numeric::Interval shifted_tilted_mean(const QueryCase& query, const numeric::Interval& beta);

}  // namespace softlin::check
