#include "numeric/lattice_correlation.hpp"

#include <gmp.h>

#include <algorithm>
#include <cassert>

namespace softlin::numeric {

namespace {

std::size_t bit_length(std::span<const Integer> values) {
  std::size_t most = 1;
  for (const Integer& value : values) most = std::max(most, mpz_sizeinbase(value.backend().data(), 2));
  return most;
}

/// Writes each value into its own slot of `limbs` limbs, the first value lowest.
template <class Iterator>
std::vector<mp_limb_t> pack(Iterator first, Iterator last, std::size_t limbs) {
  std::vector<mp_limb_t> out(static_cast<std::size_t>(last - first) * limbs, 0);
  mp_limb_t* slot = out.data();
  for (; first != last; ++first, slot += limbs) {
    const mpz_srcptr value = first->backend().data();
    std::copy_n(mpz_limbs_read(value), mpz_size(value), slot);
  }
  return out;
}

}  // namespace

std::vector<Integer> correlate(std::span<const Integer> weights, std::span<const Integer> table, long stride) {
  assert(!weights.empty() && weights.size() <= table.size() && stride >= 1);
  std::size_t count_bits = 1;
  while ((weights.size() >> count_bits) != 0) ++count_bits;
  const std::size_t slot_bits = bit_length(weights) + bit_length(table) + count_bits;
  const std::size_t limbs = (slot_bits + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS;

  // The reversed weights times the table: coefficient j + size - 1 is sum_l weights[l] table[j + l].
  const std::vector<mp_limb_t> a = pack(table.begin(), table.end(), limbs);
  const std::vector<mp_limb_t> b = pack(weights.rbegin(), weights.rend(), limbs);
  std::vector<mp_limb_t> product(a.size() + b.size());
  mpn_mul(product.data(), a.data(), static_cast<mp_size_t>(a.size()), b.data(), static_cast<mp_size_t>(b.size()));

  std::vector<Integer> out;
  for (std::size_t j = 0; j + weights.size() <= table.size(); j += static_cast<std::size_t>(stride)) {
    const mp_limb_t* slot = product.data() + (j + weights.size() - 1) * limbs;
    std::size_t used = limbs;
    while (used > 0 && slot[used - 1] == 0) --used;
    Integer value;
    if (used > 0) {
      const mpz_ptr raw = value.backend().data();
      std::copy_n(slot, used, mpz_limbs_write(raw, static_cast<mp_size_t>(used)));
      mpz_limbs_finish(raw, static_cast<mp_size_t>(used));
    }
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace softlin::numeric
