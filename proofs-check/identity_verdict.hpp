#pragma once
/// Is an identity true? Proved by algebra, refuted by a witness, or undecided.

#include <cstddef>
#include <string>

#include "proofs-check/claim.hpp"
#include "symbolic/identity.hpp"

namespace softlin::check {

struct IdentityVerdict {
  Verdict verdict = Verdict::undecided;
  std::size_t failed_step = 0;  ///< first step of the certificate that does not hold, from 1; 0 when proved
  std::string rule;             ///< its rule; "end" when the certificate ends too early
  std::string reason;           ///< why it does not hold
  std::string witness;          ///< when violated: where the sides differ, and their values there
  symbolic::IdentityProof proof;
};

/// proved    : the algebra derives every equation, and the certificate stands up to check_certificate()
/// violated  : a statistic equation whose sides are different exact numbers at L = 1 or s = 0, or have disjoint enclosures
///             at a rational s and a length; a matrix equation whose entries differ as polynomials in some dimension
/// undecided : neither
/// Errors : InputError for an equation that cannot be read; Error when the certificate of a derived identity fails, which
///          would be a mistake of the program.
/// Threads : any; identities, certificates and the enclosures of their witnesses hold no GiNaC object.
/// Checked by : tests/proofs-check/identity_verdict_test.cpp
IdentityVerdict judge_identity(const symbolic::Identity& identity);

/// The identity that a suite or a user names: one of the catalogue, or an equation between statistics.
/// Errors : InputError at `place`.
symbolic::Identity identity_of(const std::string& text, const Place& place);

}  // namespace softlin::check
