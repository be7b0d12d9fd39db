#pragma once
/// Rows of enclosures [lower, upper] of numbers >= 0, in one block of memory: what the inner loops of the lattice rule
/// work on. Every operation rounds the lower ends down and the upper ends up, so that no error term is needed.
/// Checked by: tests/numeric/positive_table_test.cpp (against Interval).

#include <mpfr.h>

#include <vector>

#include "numeric/interval.hpp"

namespace softlin::numeric {

class PositiveTable {
 public:
  PositiveTable() = default;
  /// `size` entries [0, 0] with ends of `bits` bits.
  PositiveTable(std::size_t size, Bits bits);
  // The entries point into the block.
  PositiveTable(PositiveTable&&) = default;
  PositiveTable& operator=(PositiveTable&&) = default;
  PositiveTable(const PositiveTable&) = delete;
  PositiveTable& operator=(const PositiveTable&) = delete;

  std::size_t size() const { return ends_.size() / 2; }
  Bits precision() const { return bits_; }
  mpfr_ptr lower(std::size_t k) { return &ends_[2 * k]; }
  mpfr_ptr upper(std::size_t k) { return &ends_[2 * k + 1]; }
  mpfr_srcptr lower(std::size_t k) const { return &ends_[2 * k]; }
  mpfr_srcptr upper(std::size_t k) const { return &ends_[2 * k + 1]; }

  /// Entry k becomes the part of x that is >= 0 (x must reach it).
  void set(std::size_t k, const Interval& x);
  /// Entry k becomes entry i of `a`, rounded outward.
  void set(std::size_t k, const PositiveTable& a, std::size_t i);
  /// Entry k becomes the product of entry i of `a` and entry j of `b`.
  void set_product(std::size_t k, const PositiveTable& a, std::size_t i, const PositiveTable& b, std::size_t j);
  /// Entry k becomes 1 - x, x entry i of `a`, cut at 0.
  void set_rest(std::size_t k, const PositiveTable& a, std::size_t i);
  /// Entry k times 2^e, exactly.
  void scale_by_power_of_two(std::size_t k, long e);
  /// Entry k + [0, x], x entry i of `a`.
  void add(std::size_t k, const PositiveTable& a, std::size_t i);

  Interval at(std::size_t k) const;

 private:
  Bits bits_{2};
  std::vector<mp_limb_t> limbs_;
  std::vector<__mpfr_struct> ends_;
};

/// Entry k of `out` becomes the power n >= 0 of [x_lower, x_upper], 0 <= x_lower <= x_upper <= 1.
///
/// Method : repeated squaring of the lower end, rounded down. If y = n (x_upper - x_lower)/x_lower + n 2^{3-p} <= 1/4,
///          p the precision of `out`, then the upper end is at most the computed lower one times 1 + 2y: fewer than 3n
///          roundings by a factor >= 1 - 2^{1-p}, and e^y <= 1 + 2y. Otherwise the upper end is powered too.
/// Note   : the relative width is about n 2^{4-p}; callers add log2(n) bits to p.
void set_power(PositiveTable& out, std::size_t k, mpfr_srcptr x_lower, mpfr_srcptr x_upper, std::uint64_t n);

}  // namespace softlin::numeric
