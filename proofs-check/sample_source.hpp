#pragma once
/// Where the samples of a row come from: drawn at once, or partly taken from a file of an earlier, unfinished run.

#include <functional>

#include "numeric/sampler.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

/// Has the meaning of numeric::sample, and gives the same values: whoever computes a row calls it and nothing else.
using SampleSource = std::function<numeric::SampleResult(const numeric::SamplerProblem&, numeric::SampleMethod,
                                                         std::uint64_t length, const numeric::SampleOptions&)>;

/// How a sampled method draws.
inline numeric::SampleMethod sampler_of(Method method) {
  return method == Method::reduced ? numeric::SampleMethod::reduced : numeric::SampleMethod::naive;
}

/// Counts of prompts told as the part of all that is done, from 0 to 1; nothing when `progress` is empty. Keeps a reference.
inline std::function<void(std::uint64_t, std::uint64_t)> in_parts(const std::function<void(double)>& progress) {
  if (!progress) return {};
  return [&progress](std::uint64_t done, std::uint64_t all) {
    progress(static_cast<double>(done) / static_cast<double>(all));
  };
}

}  // namespace softlin::check
