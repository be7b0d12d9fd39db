#include "proofs-check/sampled_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "proofs-check/evidence.hpp"
#include "proofs-check/order_statistics.hpp"
#include "proofs-check/verdict.hpp"

namespace softlin::check {

namespace {

constexpr std::uint64_t k_first_look = 256;

/// Prompts after which the evidence is looked at next.
std::uint64_t next_look(std::uint64_t done) { return done + std::max(k_first_look, done / 4); }

numeric::SampleSummary summary_of_indicators(std::uint64_t successes, std::uint64_t prompts) {
  numeric::SampleSummary out;
  const double n = static_cast<double>(prompts);
  out.prompts = prompts;
  out.mean = static_cast<double>(successes) / n;
  if (prompts >= 2) out.std_error = std::sqrt(out.mean * (1 - out.mean) / (n - 1));
  return out;
}

}  // namespace

std::optional<SampledEvidence> gather_evidence(const SampleSource& source, const numeric::SamplerProblem& problem,
                                               numeric::SampleMethod method, std::uint64_t length,
                                               const numeric::SampleOptions& sampling,
                                               const EvidenceQuestion& question) {
  const auto& radius = question.radius;
  const double threshold = e_threshold(question.rows, question.confidence);
  BettingEvidence evidence(question.bound_upper);
  SampledEvidence out;
  std::vector<numeric::SampleValue> values;
  for (std::uint64_t done = 0; done < sampling.prompts;) {
    const std::uint64_t end = question.stop_early ? std::min(sampling.prompts, next_look(done)) : sampling.prompts;
    numeric::SampleOptions part = sampling;
    part.first_prompt = sampling.first_prompt + done;
    part.prompts = end - done;
    if (sampling.progress) {
      part.progress = [&, done](std::uint64_t now, std::uint64_t) { sampling.progress(done + now, sampling.prompts); };
    }
    numeric::SampleResult result = source(problem, method, length, part);
    if (result.stopped) return std::nullopt;
    for (const numeric::SampleValue& value : result.values) {
      if (radius) {
        const bool exceeds = lowered(value) > radius->upper;
        out.exceedances += exceeds ? 1 : 0;
        out.possible_exceedances += raised(value) > radius->lower ? 1 : 0;
        evidence.add(exceeds ? 1.0 : 0.0);
      } else {
        evidence.add(value);
      }
    }
    done = end;
    if (!radius) {
      if (values.empty()) {
        values = std::move(result.values);
      } else {
        values.insert(values.end(), result.values.begin(), result.values.end());
      }
    }
    if (question.stop_early && evidence.max_e_value() >= threshold) break;
  }
  out.summary = radius ? summary_of_indicators(out.exceedances, evidence.count()) : numeric::summarize(values);
  const bool at_fixed_count = radius && !question.stop_early;
  out.verdict = at_fixed_count ? judge_proportion(out.exceedances, evidence.count(), question.bound_upper,
                                                  question.rows, question.confidence)
                               : judge(evidence, question.rows, question.confidence);
  out.e_value = out.verdict == Verdict::violated ? evidence.max_e_value() : evidence.e_value();
  return out;
}

}  // namespace softlin::check
