#include "numeric/normal_stream.hpp"

namespace softlin::numeric {

std::array<double, 2> normal_pair(const PhiloxBlock& block) {
  std::uint64_t halves[2][k_lanes];
  for (std::size_t half = 0; half < 2; ++half) {
    for (std::uint64_t& word : halves[half]) word = half_block(block, half);
  }
  double out[2][k_lanes];
  lane_kernels().normals(halves[0], halves[1], out[0], out[1]);
  return {out[0][0], out[1][0]};
}

namespace {

/// Throws unless the `blocks` blocks of (token, slot) on exist.
void check_range(std::uint64_t token, std::uint32_t slot, std::size_t blocks) {
  PhiloxStream::check(token, blocks == 0 ? slot : slot + (std::uint64_t{blocks} - 1));
}

}  // namespace

void NormalStream::normals(std::uint64_t token, std::uint32_t slot, std::span<double> out) const {
  check_range(token, slot, (out.size() + 1) / 2);
  if (!out.empty()) lane_kernels().normal_rows(lanes_, token, slot, 1, out.size(), out.data());
}

void NormalStream::uniforms(std::uint64_t token, std::uint32_t slot, std::span<double> out) const {
  check_range(token, slot, (out.size() + 1) / 2);
  for (std::size_t i = 0; i < out.size(); i += 2) {
    const PhiloxBlock block = stream_.unchecked_block(token, slot + static_cast<std::uint32_t>(i / 2));
    out[i] = unit_uniform(half_block(block, 0));
    if (i + 1 < out.size()) out[i + 1] = unit_uniform(half_block(block, 1));
  }
}

void NormalStream::signs(std::uint64_t token, std::uint32_t slot, std::span<double> out) const {
  check_range(token, slot, (out.size() + 127) / 128);
  PhiloxBlock block{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 128 == 0) block = stream_.unchecked_block(token, slot + static_cast<std::uint32_t>(i / 128));
    const std::uint32_t word = block[(i % 128) / 32];
    out[i] = ((word >> (i % 32)) & 1U) != 0 ? -1.0 : 1.0;
  }
}

void NormalStream::normal_rows(std::uint64_t first_token, std::size_t tokens, std::size_t per_token,
                               double* out) const {
  if (tokens == 0) return;
  check_range(first_token, 0, (per_token + 1) / 2);
  check_range(first_token + (tokens - 1), 0, (per_token + 1) / 2);
  if (per_token > 0) lane_kernels().normal_rows(lanes_, first_token, 0, tokens, per_token, out);
}

}  // namespace softlin::numeric
