#pragma once
/// Exact integer correlations: all sums of products of two sequences from one big-integer multiplication.

#include <gmp.h>

#include <vector>

namespace softlin::numeric {

/// Non-negative integers side by side in one block of memory, each in a slot of the same number of limbs.
class SlotSequence {
 public:
  /// `size` zeros.
  SlotSequence(std::size_t size, std::size_t slot_limbs) : slot_limbs_(slot_limbs), limbs_(size * slot_limbs) {}

  /// Limbs that hold a number of `bits` bits.
  static std::size_t limbs_for(long bits) {
    return static_cast<std::size_t>((bits + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS);
  }

  std::size_t size() const { return limbs_.size() / slot_limbs_; }
  std::size_t slot_limbs() const { return slot_limbs_; }
  mp_limb_t* slot(std::size_t k) { return limbs_.data() + k * slot_limbs_; }
  const mp_limb_t* slot(std::size_t k) const { return limbs_.data() + k * slot_limbs_; }

  /// Entry k becomes the non-negative `value`, which must fit into a slot.
  void set(std::size_t k, mpz_srcptr value);
  /// Makes `view`, which needs no clearing, show entry k as a GMP integer.
  mpz_srcptr view(std::size_t k, mpz_t view) const;

 private:
  std::size_t slot_limbs_;
  std::vector<mp_limb_t> limbs_;
};

/// C_j = sum_l weights[l] table[j * stride + l] for every j with j * stride + weights.size() <= table.size().
///
/// Method : Kronecker substitution. The sequences are the digits of two integers in the base of one slot; GMP multiplies
///          them (FFT for long inputs), and the digits of the product are the sums.
/// Inputs : equal slots, wide enough for every sum of weights.size() products; weights not empty and not longer than
///          the table; stride >= 1.
/// Result : exact.
/// Checked by: tests/numeric/lattice_correlation_test.cpp (direct sums).
SlotSequence correlate(const SlotSequence& weights, const SlotSequence& table, long stride);

}  // namespace softlin::numeric
