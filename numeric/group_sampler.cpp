#include "numeric/group_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/naive_lane_sampler.hpp"
#include "numeric/prompt_sampler.hpp"
#include "numeric/reduced_lane_sampler.hpp"
#include "numeric/sample_rounding.hpp"

namespace softlin::numeric {

std::unique_ptr<GroupSampler> make_group_sampler(const SamplerProblem& problem, SampleMethod method,
                                                 std::uint64_t length, const std::atomic<bool>* stop) {
  if (method == SampleMethod::reduced) return std::make_unique<ReducedLaneSampler>(problem, length, stop);
  if (raw_law(problem.tokens)) {
    return std::make_unique<NaiveLaneSampler>(problem, std::vector{problem.quantity}, length, stop);
  }
  return std::make_unique<PromptSampler>(problem, length, stop);
}

std::uint64_t chunk_length(std::uint64_t length, std::size_t block, std::size_t d) {
  constexpr std::uint64_t k_most_numbers = std::uint64_t{1} << 20;
  const auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(length))) + 1;
  const std::uint64_t most = std::max<std::uint64_t>(k_most_numbers / d / block, 1);
  return block * std::min((root + block - 1) / block, most);
}

double chunked_sum_error(std::uint64_t length, std::uint64_t chunk) {
  const std::uint64_t chunks = (length + chunk - 1) / chunk;
  return (static_cast<double>(std::min(length, chunk)) + static_cast<double>(chunks) + 4) * k_unit;
}

}  // namespace softlin::numeric
