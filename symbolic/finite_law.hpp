#pragma once
/// Laws on finitely many points, exactly.

#include <optional>
#include <vector>

#include "symbolic/attention_model.hpp"

namespace softlin::symbolic {

/// P(X = atoms[k]) = probabilities[k]; the probabilities are positive and sum to 1. Atoms may repeat.
struct FiniteLaw {
  std::vector<Vector> atoms;
  std::vector<Number> probabilities;
};

/// Rademacher tokens up to this dimension are written out: they have 2^d atoms.
inline constexpr Eigen::Index k_most_sign_dimension = 10;

/// Tables of rows up to this size are written out.
inline constexpr Eigen::Index k_most_row_atoms = 1024;

/// The law as a list of atoms: discrete tokens, Rademacher tokens, mixtures of points (all covariances 0), a Gaussian with
/// covariance 0, rows of a table of at most k_most_row_atoms.
/// Nothing for other laws, and for Rademacher tokens in more than k_most_sign_dimension dimensions.
/// Checked by : tests/symbolic/finite_law_test.cpp
std::optional<FiniteLaw> finite_law(const TokenLaw& law);

/// The query law of the model as a list of atoms: one for a fixed query, two for a pair, those of the tokens for "tokens".
std::optional<FiniteLaw> finite_query(const AttentionModel& model);

}  // namespace softlin::symbolic
