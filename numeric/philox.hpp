#pragma once
/// Counter-based random bits: Philox4x32-10 of the Random123 library, with one fixed layout of its counter.
///
/// A random number in softlin is a pure function of (seed; row, prompt, token, slot). Nothing is drawn "next", so the
/// bits of a prompt depend neither on the thread that draws them nor on how many prompts are drawn.
///
/// Source : Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

#include <array>
#include <cstdint>

namespace softlin::numeric {

/// 128 random bits as four 32-bit words.
using PhiloxBlock = std::array<std::uint32_t, 4>;

/// Ranges of the stream indices: `prompt < k_prompt_limit`, `token < k_token_limit`, `slot < k_slot_limit`;
/// `row` is any 32-bit and `seed` any 64-bit number.
inline constexpr std::uint64_t k_prompt_limit = std::uint64_t{1} << 43;
inline constexpr std::uint64_t k_token_limit = std::uint64_t{1} << 41;
inline constexpr std::uint32_t k_slot_limit = std::uint32_t{1} << 12;

/// The bijection Philox4x32-10 on raw words.
///
/// Inputs     : counter word 0 first, key word 0 first, as in Random123's tests/kat_vectors
/// Threads    : safe, a pure function
/// Checked by : tests/numeric/philox_test.cpp (the published known-answer vectors, tests/data/philox_kat.txt)
PhiloxBlock philox_block(const PhiloxBlock& counter, const std::array<std::uint32_t, 2>& key);

/// The random blocks of one prompt.
///
/// Formula    : key = (seed bits 0-31, seed bits 32-63); counter words
///
///                  word 0 : token bits 0-31
///                  word 1 : bits 0-8 token bits 32-40, bits 9-20 slot, bits 21-31 prompt bits 32-42
///                  word 2 : prompt bits 0-31
///                  word 3 : row
///
///              The map from (row, prompt, token, slot) to counters is a bijection onto all 128-bit counters, and
///              Philox is a bijection for each key: two different index tuples never share a counter.
/// Inputs     : ranges above
/// Errors     : DomainError when prompt, token or slot is out of range
/// Threads    : safe, immutable
/// Not promised : secrecy (Philox is not a cipher); independence of streams of different seeds beyond what the
///              statistical tests of Random123 show
/// Example    :
///     PhiloxStream stream(/*seed=*/7, /*row=*/0, /*prompt=*/12);
///     PhiloxBlock bits = stream.block(/*token=*/3, /*slot=*/0);
/// Checked by : tests/numeric/philox_test.cpp (layout against hand-built counters, distinctness, ranges)
class PhiloxStream {
 public:
  PhiloxStream(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt);

  PhiloxBlock block(std::uint64_t token, std::uint32_t slot) const;

  /// As `block`, without the range check, for loops that have checked their ends.
  PhiloxBlock unchecked_block(std::uint64_t token, std::uint32_t slot) const;

  /// Throws DomainError unless `token` and `slot` are in range.
  static void check(std::uint64_t token, std::uint64_t slot);

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint32_t prompt_low_;
  std::uint32_t prompt_high_;  ///< already shifted to bits 21-31
  std::uint32_t row_;
};

}  // namespace softlin::numeric
