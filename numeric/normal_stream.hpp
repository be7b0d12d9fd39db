#pragma once
/// Standard normals, uniforms and signs as fixed functions of Philox blocks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "numeric/lane_kernels.hpp"
#include "numeric/philox.hpp"

namespace softlin::numeric {

/// Relative error of a computed normal: |computed - exact transform of the same bits| <= k_normal_error |exact|.
/// Derived at `normal_pair`.
inline constexpr double k_normal_error = 0x1p-46;

/// No normal exceeds sqrt(106 ln 2) = 8.5717 in size, because no uniform is below 2^-53.
inline constexpr double k_normal_max = 8.572;

/// Absolute error of a computed normal, for any bits: k_normal_error * k_normal_max < 1.3e-13.
inline constexpr double k_normal_absolute_error = k_normal_error * k_normal_max;

/// Uniform number in (0, 1) from 64 bits.
///
/// Formula    : k 2^-53 with k the top 53 bits of `bits`, the last of them set to 1: an odd number
/// Result     : exact (no rounding); 2^52 equally likely values, symmetric about 1/2, never 0 nor 1
/// Not promised : the law is the uniform law on a lattice of step 2^-52, at Kolmogorov distance 2^-53 from uniform
/// Checked by : tests/numeric/normal_stream_test.cpp
inline double unit_uniform(std::uint64_t bits) {
  return static_cast<double>(static_cast<std::int64_t>((bits >> 11) | 1U)) * 0x1p-53;
}

/// The first (half 0) or second (half 1) 64 bits of a block, low word first.
inline std::uint64_t half_block(const PhiloxBlock& block, std::size_t half) {
  return block[2 * half] | (static_cast<std::uint64_t>(block[2 * half + 1]) << 32);
}

/// Two independent standard normals from one block (Box-Muller).
///
/// Formula    : u1, u2 = unit_uniform of the two halves, r = sqrt(-2 ln u1); (r cos 2 pi u2, r sin 2 pi u2)
/// Result     : each within k_normal_error of the exact transform, relatively; the same bits on every machine. The turn is
///              split exactly, u2 = q/4 + f/4 with q an integer and |f| < 1/2, since u2 is an odd multiple of 2^-53: the
///              signs are exact and no normal is 0. The errors of logarithm, sine and cosine are derived at
///              numeric/lane_functions.hpp: half of 3 2^-48 from the logarithm, 2^-47.4 from the sine, and a few 2^-53.
/// Threads    : safe
/// Not promised : a law exactly normal (u1, u2 are lattice points, |normal| <= k_normal_max)
/// Checked by : tests/numeric/normal_stream_test.cpp (50-digit transform of the same bits; moments)
std::array<double, 2> normal_pair(const PhiloxBlock& block);

/// Arrays of random numbers of one prompt.
///
/// Formula    : `normals` and `uniforms` fill out[2 k], out[2 k + 1] from the block (token, slot + k), halves in order;
///              `signs` fills out[128 k + b] with +1 or -1 as bit b of the block (token, slot + k) is 0 or 1.
///              An odd length leaves the second half of the last block unused.
/// Inputs     : token < k_token_limit, slot + (blocks used) <= k_slot_limit
/// Errors     : DomainError outside those ranges
/// Threads    : safe, immutable
/// Not promised : independence of `normals`, `uniforms` and `signs` of the same token and slot: they share bits
/// Example    :
///     NormalStream stream(/*seed=*/7, /*row=*/0, /*prompt=*/12);
///     std::array<double, 3> g;
///     stream.normals(/*token=*/0, /*slot=*/0, g);
/// Checked by : tests/numeric/normal_stream_test.cpp
class NormalStream {
 public:
  NormalStream(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt)
      : stream_(seed, row, prompt), lanes_(seed, row, prompt) {}

  void normals(std::uint64_t token, std::uint32_t slot, std::span<double> out) const;
  void uniforms(std::uint64_t token, std::uint32_t slot, std::span<double> out) const;
  void signs(std::uint64_t token, std::uint32_t slot, std::span<double> out) const;

  /// Normals of `tokens` consecutive tokens, one after the other: token t fills `per_token` entries from its slot 0 on.
  void normal_rows(std::uint64_t first_token, std::size_t tokens, std::size_t per_token, double* out) const;

 private:
  PhiloxStream stream_;
  LaneStream lanes_;  ///< the same stream, for arrays of normals
};

}  // namespace softlin::numeric
