#pragma once
/// Identities as data, and their proof with a certificate.

#include <string>
#include <vector>

#include "symbolic/certificate.hpp"
#include "symbolic/statistic_identity.hpp"

namespace softlin::symbolic {

enum class IdentityKind {
  statistic,  ///< means of softmax statistics: reduced to weight power sums by Stein's rule
  matrix      ///< matrices, traces, Gaussian vectors: sums of words in every dimension, and entry by entry
};

struct Identity {
  std::string name;
  std::string statement;  ///< one sentence for readers
  std::string source;     ///< theory file and step
  IdentityKind kind = IdentityKind::statistic;
  std::vector<std::string> setting;  ///< declarations (matrix_identity.hpp); free scalars only for statistics
  std::vector<std::string> equations;
  std::vector<int> dimensions{};  ///< of a matrix identity: checked entry by entry in these
};

struct IdentityProof {
  bool derived = false;                    ///< the algebra proves every equation
  std::vector<StatisticProof> statistics;  ///< both sides of each equation, of a statistic identity
  Certificate certificate;                 ///< with the steps as far as they go: a false identity has one that fails
};

std::string name_of(IdentityKind kind);

/// Errors : InputError naming the identity for an equation that cannot be read.
IdentityProof prove(const Identity& identity);

/// The identity with one coefficient of one equation changed, for each coefficient: all of them are false unless the
/// identity was.
std::vector<Identity> mutants(const Identity& identity);

}  // namespace softlin::symbolic
