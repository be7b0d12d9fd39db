#pragma once
/// Functions of whole arrays of double pairs: exponentials, logarithms, sums of products. Each is one loop that the
/// compiler turns into vector instructions, for several instruction sets; the processor's best is taken at run time, and
/// all of them give the same bits.
/// Source    : docs/theory/double-pairs.md P3 to P6 (relative errors in units of u^2 = 2^-106).
/// Checked by: tests/numeric/pair_functions_test.cpp (against MPFR).

#include <cstddef>
#include <vector>

#include "numeric/double_pair.hpp"

namespace softlin::numeric {

/// An array of double pairs, highs and lows apart.
class PairTable {
 public:
  PairTable() = default;
  explicit PairTable(std::size_t size) : high_(size), low_(size) {}

  std::size_t size() const { return high_.size(); }
  DoublePair operator[](std::size_t k) const { return {high_[k], low_[k]}; }
  void set(std::size_t k, const DoublePair& x) {
    high_[k] = x.high;
    low_[k] = x.low;
  }
  double* high() { return high_.data(); }
  double* low() { return low_.data(); }
  const double* high() const { return high_.data(); }
  const double* low() const { return low_.data(); }

 private:
  std::vector<double> high_;
  std::vector<double> low_;
};

/// P3: the error that exp_negative adds, in units, besides that of its argument.
inline constexpr double k_exp_units = 0x1p14;
/// P4: the error that log_reciprocal adds, likewise.
inline constexpr double k_log_units = 0x1p13;
/// Largest argument of exp_negative.
inline constexpr double k_exp_most = 600;

/// decay[k] = e^{-x[k]} and rest[k] = 1 - e^{-x[k]}, for 0 <= x[k] <= k_exp_most; tables of equal size that differ.
/// Error : relative, k_exp_units each (of rest too, however small x is).
void exp_negative(const PairTable& x, PairTable& decay, PairTable& rest);
/// The same without the second; `decay` may be x itself.
void exp_negative(const PairTable& x, PairTable& decay);

/// y[k] = -ln(1 - q[k]), for q[k] in [0, 1) with 1 - q[k] >= 2^-90. The value is checked as it is made: a wrong one, and
/// an argument out of range, becomes infinite.
/// Error : k_log_units relative, besides 8 units of 1/(1 - q[k]) absolute.
void log_reciprocal(const PairTable& q, PairTable& y);

/// Entries of sums[j] that one call of add_products adds to.
inline constexpr std::size_t k_pair_lanes = 16;

/// Partial sums of add_products: what is there is high[j] + low[j].
struct PairSums {
  double high[k_pair_lanes] = {};
  double low[k_pair_lanes] = {};
};

/// sums[j] += sum_{l < count} weights[l] table[j + l] for j = 0 .. k_pair_lanes - 1; all entries non-negative.
/// Error : P5, relative, at most (n + 8)^2 units after n products in all.
void add_products(const double* weights_high, const double* weights_low, const double* table_high,
                  const double* table_low, std::size_t count, PairSums& sums);

/// out[k] = a[k] b[k], P1; `out` may be one of the two.
void multiply(const PairTable& a, const PairTable& b, PairTable& out);

}  // namespace softlin::numeric
