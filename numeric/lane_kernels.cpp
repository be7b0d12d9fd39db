#include "numeric/lane_kernels.hpp"

#include <cstdlib>
#include <string>

#include "symbolic/error.hpp"

namespace softlin::numeric {

extern const LaneKernels k_lane_kernels_plain;
#if SOFTLIN_X86_LANES
extern const LaneKernels k_lane_kernels_avx2;
extern const LaneKernels k_lane_kernels_avx512;
#endif

LaneStream::LaneStream(std::uint64_t seed, std::uint32_t row_index, std::uint64_t first_prompt) : row(row_index) {
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32);
  for (std::size_t r = 0; r < 10; ++r) {
    round_keys[2 * r] = k0;
    round_keys[2 * r + 1] = k1;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  for (std::size_t i = 0; i < k_lanes; ++i) {
    prompt_low[i] = (first_prompt + i) & 0xffffffffU;
    prompt_high[i] = (((first_prompt + i) >> 32) << 21) & 0xffffffffU;
  }
}

std::size_t available_lane_kernels(const LaneKernels* out[3]) {
  std::size_t count = 0;
#if SOFTLIN_X86_LANES
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) out[count++] = &k_lane_kernels_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) out[count++] = &k_lane_kernels_avx2;
#endif
  out[count++] = &k_lane_kernels_plain;
  return count;
}

namespace {

const LaneKernels& chosen() {
  const LaneKernels* sets[3];
  const std::size_t count = available_lane_kernels(sets);
  const char* wanted = std::getenv("SOFTLIN_SIMD");
  if (wanted == nullptr || *wanted == '\0') return *sets[0];
  std::string names;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::string(wanted) == sets[i]->name) return *sets[i];
    names += (i == 0 ? "" : " or ") + std::string(sets[i]->name);
  }
  throw InputError("environment variable SOFTLIN_SIMD", "'" + std::string(wanted) + "'",
                   names + " (what this machine has)");
}

}  // namespace

const LaneKernels& lane_kernels() {
  static const LaneKernels& kernels = chosen();
  return kernels;
}

}  // namespace softlin::numeric
