#include "numeric/lattice_correlation.hpp"

#include <algorithm>
#include <cassert>

namespace softlin::numeric {

void SlotSequence::set(std::size_t k, mpz_srcptr value) {
  const std::size_t used = mpz_size(value);
  assert(mpz_sgn(value) >= 0 && used <= slot_limbs_);
  std::copy_n(mpz_limbs_read(value), used, slot(k));
  std::fill(slot(k) + used, slot(k) + slot_limbs_, 0);
}

mpz_srcptr SlotSequence::view(std::size_t k, mpz_t view) const {
  return mpz_roinit_n(view, slot(k), static_cast<mp_size_t>(slot_limbs_));
}

SlotSequence correlate(const SlotSequence& weights, const SlotSequence& table, long stride) {
  const std::size_t limbs = weights.slot_limbs();
  assert(weights.size() > 0 && weights.size() <= table.size() && limbs == table.slot_limbs() && stride >= 1);
  // The reversed weights times the table: coefficient j + size - 1 is sum_l weights[l] table[j + l].
  SlotSequence reversed(weights.size(), limbs);
  for (std::size_t l = 0; l < weights.size(); ++l) {
    std::copy_n(weights.slot(l), limbs, reversed.slot(weights.size() - 1 - l));
  }
  SlotSequence product(weights.size() + table.size(), limbs);
  mpn_mul(product.slot(0), table.slot(0), static_cast<mp_size_t>(table.size() * limbs), reversed.slot(0),
          static_cast<mp_size_t>(weights.size() * limbs));

  const std::size_t step = static_cast<std::size_t>(stride);
  SlotSequence out((table.size() - weights.size()) / step + 1, limbs);
  for (std::size_t j = 0; j < out.size(); ++j) {
    std::copy_n(product.slot(j * step + weights.size() - 1), limbs, out.slot(j));
  }
  return out;
}

}  // namespace softlin::numeric
