#pragma once
/// Where the samples of a row come from: drawn at once, or partly taken from a file of an earlier, unfinished run.

#include <functional>

#include "numeric/sampler.hpp"

namespace softlin::check {

/// Has the meaning of numeric::sample, and gives the same values: whoever computes a row calls it and nothing else.
using SampleSource = std::function<numeric::SampleResult(const numeric::SamplerProblem&, numeric::SampleMethod,
                                                         std::uint64_t length, const numeric::SampleOptions&)>;

}  // namespace softlin::check
