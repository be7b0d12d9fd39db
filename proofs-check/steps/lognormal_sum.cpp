#include "proofs-check/steps/lognormal_sum.hpp"

#include <vector>

#include "numeric/special.hpp"

namespace softlin::check {

using numeric::Bits;
using numeric::Interval;

namespace {

constexpr Bits k_mass_bits{64};

/// Weights of the sum of two independent numbers, up to the length of both.
std::vector<Interval> convolve(const std::vector<Interval>& a, const std::vector<Interval>& b) {
  std::vector<Interval> out(a.size(), Interval(0, k_mass_bits));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; i + j < out.size(); ++j) out[i + j] += a[i] * b[j];
  }
  return out;
}

}  // namespace

Interval lognormal_distribution(const Interval& c, const Interval& s) {
  return numeric::normal_distribution(log(c) / s + s / 2);
}

Interval lognormal_lower_tail(int n, const Interval& c, const Interval& s, int cells) {
  if (n == 1) return lognormal_distribution(c, s);
  const Interval zero(0, k_mass_bits);
  const Interval one(1, k_mass_bits);
  std::vector<Interval> cell;
  Interval below = zero;
  for (int j = 1; j <= cells; ++j) {
    const Interval up_to = lognormal_distribution(c * j / cells, s);
    cell.push_back(intersect(up_to - below, Interval::from_ends(zero, one)).with_precision(k_mass_bits));
    below = up_to;
  }
  std::vector<Interval> sum;  // empty: the sum of none
  for (int left = n; left > 0; left /= 2) {
    if (left % 2 == 1) sum = sum.empty() ? cell : convolve(sum, cell);
    if (left > 1) cell = convolve(cell, cell);
  }
  Interval certain = zero;
  Interval possible = zero;
  for (int j = 0; j < cells; ++j) {
    possible += sum[static_cast<std::size_t>(j)];
    if (j == cells - n) certain = possible;
  }
  return Interval::from_ends(certain, min(possible, one));
}

Interval capped_moment(int k, const Interval& c, const Interval& s) {
  const Interval k0 = log(c) / s + s / 2;
  return exp(sqr(s) * (k * (k - 1)) / 2 - log(c) * k) * numeric::normal_distribution(k0 - s * k) +
         numeric::normal_tail(k0);
}

}  // namespace softlin::check
