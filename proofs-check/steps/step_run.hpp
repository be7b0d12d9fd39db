#pragma once
/// Tries proof steps at many points.
/// Checked by: tests/proofs-check/proof_step_test.cpp (every step holds, every twin fails, equal enclosures are undecided)

#include <cstdint>
#include <optional>
#include <string>

#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

enum class StepVerdict { holds, fails, undecided };
std::string name_of(StepVerdict verdict);

struct StepRunOptions {
  long points = 24;
  std::uint64_t seed = 1;
  bool mutated = false;  ///< with the twin in place of the constant
  int most_effort = 2;   ///< how often an undecided comparison is repeated with more digits
};

/// The point that decided the verdict, and the claim there.
struct StepWitness {
  std::string point;
  StepSides sides;
};

struct StepResult {
  StepVerdict verdict = StepVerdict::undecided;
  long points = 0;                     ///< points tried; the last of them is the witness when the step fails
  long undecided = 0;                  ///< how many of them could not be decided
  std::optional<StepWitness> witness;  ///< of the failure, or of the first undecided point
};

/// Whether a claim holds, as far as its two enclosures tell.
///
///   at_most, at_least : the comparison of whole enclosures
///   equal             : fails when they are disjoint; holds when they meet and neither is wider than
///                       k_identity_width times the larger side: agreement to that many digits, no proof of equality
StepVerdict judge_sides(const StepSides& sides);
inline constexpr double k_identity_width = 1e-12;

/// Tries the step at `options.points` points of its domain.
///
/// Result : fails at the first point where a claim certainly fails; undecided when some point is; holds otherwise.
/// Errors : Error when the generator leaves the domain too often.
StepResult run_step(const ProofStep& step, const StepRunOptions& options);

}  // namespace softlin::check
