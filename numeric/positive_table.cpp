#include "numeric/positive_table.hpp"

namespace softlin::numeric {

PositiveTable::PositiveTable(std::size_t size, Bits bits) : bits_(bits), ends_(2 * size) {
  const std::size_t bytes = mpfr_custom_get_size(bits.count);
  const std::size_t limbs = (bytes + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t);
  limbs_.assign(2 * size * limbs, 0);
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    mpfr_custom_init_set(&ends_[i], MPFR_ZERO_KIND, 0, bits.count, &limbs_[i * limbs]);
  }
}

void PositiveTable::set(std::size_t k, const Interval& x) {
  if (mpfr_sgn(&x.raw()->right) < 0) throw DomainError("PositiveTable", "a negative number", "x >= 0");
  if (mpfr_sgn(&x.raw()->left) > 0) {
    mpfr_set(lower(k), &x.raw()->left, MPFR_RNDD);
  } else {
    mpfr_set_zero(lower(k), 1);
  }
  mpfr_set(upper(k), &x.raw()->right, MPFR_RNDU);
}

void PositiveTable::set(std::size_t k, const PositiveTable& a, std::size_t i) {
  mpfr_set(lower(k), a.lower(i), MPFR_RNDD);
  mpfr_set(upper(k), a.upper(i), MPFR_RNDU);
}

void PositiveTable::set_product(std::size_t k, const PositiveTable& a, std::size_t i, const PositiveTable& b,
                                std::size_t j) {
  mpfr_mul(lower(k), a.lower(i), b.lower(j), MPFR_RNDD);
  mpfr_mul(upper(k), a.upper(i), b.upper(j), MPFR_RNDU);
}

void PositiveTable::set_rest(std::size_t k, const PositiveTable& a, std::size_t i) {
  // The ends change places, which matters when the entry is its own source.
  mpfr_ui_sub(lower(k), 1, a.lower(i), MPFR_RNDU);
  if (&a == this && k == i) {
    mpfr_ui_sub(upper(k), 1, upper(k), MPFR_RNDD);
  } else {
    mpfr_ui_sub(upper(k), 1, a.upper(i), MPFR_RNDD);
  }
  mpfr_swap(lower(k), upper(k));
  if (mpfr_sgn(lower(k)) < 0) mpfr_set_zero(lower(k), 1);
  if (mpfr_sgn(upper(k)) < 0) mpfr_set_zero(upper(k), 1);
}

void PositiveTable::scale_by_power_of_two(std::size_t k, long e) {
  mpfr_mul_2si(lower(k), lower(k), e, MPFR_RNDD);
  mpfr_mul_2si(upper(k), upper(k), e, MPFR_RNDU);
}

void PositiveTable::add(std::size_t k, const PositiveTable& a, std::size_t i) {
  mpfr_add(lower(k), lower(k), a.lower(i), MPFR_RNDD);
  mpfr_add(upper(k), upper(k), a.upper(i), MPFR_RNDU);
}

Interval PositiveTable::at(std::size_t k) const {
  Interval out = Interval::blank(bits_);
  mpfr_set(&out.raw()->left, lower(k), MPFR_RNDD);
  mpfr_set(&out.raw()->right, upper(k), MPFR_RNDU);
  return out;
}

namespace {

/// y = x^n by squaring from the highest bit of n, every step rounded in one direction.
void power(mpfr_ptr y, mpfr_srcptr x, std::uint64_t n, mpfr_rnd_t rounding) {
  int bit = 63;
  while (((n >> bit) & 1U) == 0) --bit;
  mpfr_set(y, x, rounding);
  while (--bit >= 0) {
    mpfr_sqr(y, y, rounding);
    if (((n >> bit) & 1U) != 0) mpfr_mul(y, y, x, rounding);
  }
}

}  // namespace

void set_power(PositiveTable& out, std::size_t k, mpfr_srcptr x_lower, mpfr_srcptr x_upper, std::uint64_t n) {
  if (n == 0) {
    mpfr_set_ui(out.lower(k), 1, MPFR_RNDD);
    mpfr_set_ui(out.upper(k), 1, MPFR_RNDU);
    return;
  }
  power(out.lower(k), x_lower, n, MPFR_RNDD);
  if (mpfr_sgn(out.lower(k)) > 0) {
    constexpr mpfr_prec_t k_bits = 64;
    mp_limb_t limb[1];
    __mpfr_struct y;
    mpfr_custom_init_set(&y, MPFR_ZERO_KIND, 0, k_bits, limb);
    mp_limb_t other_limb[1];
    __mpfr_struct rounded;
    mpfr_custom_init_set(&rounded, MPFR_ZERO_KIND, 0, k_bits, other_limb);
    mpfr_sub(&y, x_upper, x_lower, MPFR_RNDU);
    mpfr_div(&y, &y, x_lower, MPFR_RNDU);
    mpfr_set_ui_2exp(&rounded, 1, 3 - out.precision().count, MPFR_RNDU);
    mpfr_add(&y, &y, &rounded, MPFR_RNDU);
    mpfr_mul_ui(&y, &y, n, MPFR_RNDU);
    if (mpfr_cmp_ui_2exp(&y, 1, -2) <= 0) {
      mpfr_mul_2ui(&y, &y, 1, MPFR_RNDU);
      mpfr_mul(out.upper(k), out.lower(k), &y, MPFR_RNDU);
      mpfr_add(out.upper(k), out.upper(k), out.lower(k), MPFR_RNDU);
      return;
    }
  }
  power(out.upper(k), x_upper, n, MPFR_RNDU);
}

}  // namespace softlin::numeric
