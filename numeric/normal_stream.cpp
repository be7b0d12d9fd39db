#include "numeric/normal_stream.hpp"

#include <cmath>
#include <numbers>

namespace softlin::numeric {

std::array<double, 2> normal_pair(const PhiloxBlock& block) {
  const double r = std::sqrt(-2 * std::log(unit_uniform(half_block(block, 0))));
  // u2 = k 2^-53; the nearest quarter turn q and the signed rest f are exact integers at this scale.
  const auto k = static_cast<std::int64_t>((half_block(block, 1) >> 11) | 1U);
  const std::int64_t q = (k + (std::int64_t{1} << 50)) >> 51;
  const double f = static_cast<double>(k - (q << 51)) * 0x1p-53;
  const double angle = 2 * std::numbers::pi * f;
  const std::array<double, 2> leg = {r * std::cos(angle), r * std::sin(angle)};
  // Quarter turns (c, s), (-s, c), (-c, -s), (s, -c), without a branch that no predictor could learn.
  static constexpr std::array<double, 4> k_first_sign = {1, -1, -1, 1};
  static constexpr std::array<double, 4> k_second_sign = {1, 1, -1, -1};
  const auto turn = static_cast<std::size_t>(q & 3);
  const std::size_t odd = turn & 1U;
  return {k_first_sign[turn] * leg[odd], k_second_sign[turn] * leg[1 - odd]};
}

namespace {

/// Throws unless the `blocks` blocks of (token, slot) on exist.
void check_range(std::uint64_t token, std::uint32_t slot, std::size_t blocks) {
  PhiloxStream::check(token, blocks == 0 ? slot : slot + (std::uint64_t{blocks} - 1));
}

void fill_normals(const PhiloxStream& stream, std::uint64_t token, std::uint32_t slot, std::size_t size, double* out) {
  for (std::size_t k = 0; 2 * k < size; ++k) {
    const auto pair = normal_pair(stream.unchecked_block(token, slot + static_cast<std::uint32_t>(k)));
    out[2 * k] = pair[0];
    if (2 * k + 1 < size) out[2 * k + 1] = pair[1];
  }
}

}  // namespace

void NormalStream::normals(std::uint64_t token, std::uint32_t slot, std::span<double> out) const {
  check_range(token, slot, (out.size() + 1) / 2);
  fill_normals(stream_, token, slot, out.size(), out.data());
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
  for (std::size_t t = 0; t < tokens; ++t) fill_normals(stream_, first_token + t, 0, per_token, out + t * per_token);
}

}  // namespace softlin::numeric
