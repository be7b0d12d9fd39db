#pragma once
/// Prompts are drawn and held against a bound.

#include <cstdint>
#include <optional>

#include "numeric/sampler.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/sample_source.hpp"

namespace softlin::check {

/// What is asked of the samples.
struct EvidenceQuestion {
  /// Upper end of the bound on the mean of the values or, with a radius, on the probability that they exceed it.
  double bound_upper = 0;
  /// Ends of the square of the radius: a value above the upper one exceeds the radius.
  struct SquareRadius {
    double lower = 0;
    double upper = 0;
  };
  std::optional<SquareRadius> radius;
  std::size_t rows = 1;  ///< sampled rows of the whole run: the threshold is multiplied by it
  double confidence = 0.999;
  bool stop_early = false;
};

struct SampledEvidence {
  /// Of the values or, with a radius, of their indicators; its `prompts` are those drawn.
  numeric::SampleSummary summary;
  std::uint64_t exceedances = 0;           ///< values that certainly exceed the radius
  std::uint64_t possible_exceedances = 0;  ///< values that may exceed it, within rounding
  double e_value = 1;                      ///< the largest when violated, otherwise the last
  Verdict verdict = Verdict::consistent;
};

/// Draws `sampling.prompts` prompts and judges them; nothing when it was stopped before its end.
///
/// A mean is judged by its e-value (evidence.hpp, verdict.hpp). A probability of exceedance is judged by Clopper and Pearson
/// at the number of prompts asked for, or, where sampling may stop early, by the e-value of the indicators, which is valid
/// at any stopping time. With `stop_early` the e-value is looked at after 256 prompts and whenever their number has grown
/// by a quarter: where it ends depends on nothing but the values, whatever the number of threads.
/// Rounding   : values are lowered by their rounding bounds, and a value counts as exceeding when it does so lowered
/// Checked by : tests/proofs-check/sampled_evidence_test.cpp, tests/proofs-check/false_alarms_slow_test.cpp
std::optional<SampledEvidence> gather_evidence(const SampleSource& source, const numeric::SamplerProblem& problem,
                                               numeric::SampleMethod method, std::uint64_t length,
                                               const numeric::SampleOptions& sampling,
                                               const EvidenceQuestion& question);

}  // namespace softlin::check
