#include "numeric/pair_functions.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace softlin::numeric {

namespace {

// One copy of a loop for each instruction set; the loader takes the best. Sanitizers dislike that.
#if defined(__x86_64__) && defined(__linux__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SOFTLIN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SOFTLIN_CLONES
#endif

/// ln 2 to 107 bits.
constexpr DoublePair k_ln2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
constexpr double k_inverse_ln2 = 0x1.71547652b82fep+0;
/// Adding and subtracting it rounds a number below 2^51 to a whole one.
constexpr double k_round = 0x1.8p52;
/// The argument is divided by 2^6 before the Taylor series.
constexpr double k_shrink = 0x1p-6;
constexpr int k_doublings = 6;

/// 1/n! as pairs, for the leading terms of the series, and as doubles for the rest.
constexpr DoublePair k_over_2{0.5, 0};
constexpr DoublePair k_over_6{0x1.5555555555555p-3, 0x1.5555555555555p-57};
constexpr DoublePair k_over_24{0x1.5555555555555p-5, 0x1.5555555555555p-59};
constexpr DoublePair k_over_120{0x1.1111111111111p-7, 0x1.1111111111111p-63};
constexpr DoublePair k_over_720{0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65};

/// 2^k for a whole k from -1022 to 1023.
SOFTLIN_INLINE double power_of_two(double k) {
  // k + 1023 stands in the low bits of the double k + 1023 + 1.5 * 2^52.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(k + 1023 + k_round);
  return std::bit_cast<double>(bits << 52);
}

/// e^r - 1 for |r| <= 0.35: Taylor series of degree 12 at r/64, then x -> x (2 + x) six times.
SOFTLIN_INLINE DoublePair small_expm1(const DoublePair& r) {
  const DoublePair s = scaled(r, k_shrink);
  const double x = s.high;
  double tail = 1.0 / 479001600;
  tail = std::fma(tail, x, 1.0 / 39916800);
  tail = std::fma(tail, x, 1.0 / 3628800);
  tail = std::fma(tail, x, 1.0 / 362880);
  tail = std::fma(tail, x, 1.0 / 40320);
  tail = std::fma(tail, x, 1.0 / 5040);
  DoublePair sum = k_over_720 + two_product(tail, x);
  sum = k_over_120 + sum * s;
  sum = k_over_24 + sum * s;
  sum = k_over_6 + sum * s;
  sum = k_over_2 + sum * s;
  DoublePair e = s + sum * (s * s);
  for (int i = 0; i < k_doublings; ++i) e = e * (DoublePair{2, 0} + e);
  return e;
}

/// e^x = 2^k (1 + rest), |rest| <= 0.43, for |x| <= 700.
struct Exponential {
  double k;
  DoublePair rest;
};
SOFTLIN_INLINE Exponential exponential(const DoublePair& x) {
  const double k = (x.high * k_inverse_ln2 + k_round) - k_round;
  return {k, small_expm1((x - two_product(k, k_ln2.high)) - DoublePair{k * k_ln2.low, 0})};
}

}  // namespace

namespace {

/// The loop of exp_negative: arrays that do not overlap.
SOFTLIN_CLONES void decays_and_rests(std::size_t size, const double* __restrict x_high, const double* __restrict x_low,
                                     double* __restrict decay_high, double* __restrict decay_low,
                                     double* __restrict rest_high, double* __restrict rest_low) {
  for (std::size_t i = 0; i < size; ++i) {
    const Exponential e = exponential({-x_high[i], -x_low[i]});
    const double power = power_of_two(e.k);
    const DoublePair decay = scaled(DoublePair{1, 0} + e.rest, power);
    decay_high[i] = decay.high;
    decay_low[i] = decay.low;
    // 1 - 2^k (1 + rest); for k = 0 that is -rest.
    const DoublePair rest = two_sum(1, -power) - scaled(e.rest, power);
    rest_high[i] = rest.high;
    rest_low[i] = rest.low;
  }
}

}  // namespace

void exp_negative(const PairTable& x, PairTable& decay, PairTable& rest) {
  decays_and_rests(x.size(), x.high(), x.low(), decay.high(), decay.low(), rest.high(), rest.low());
}

SOFTLIN_CLONES void exp_negative(const PairTable& x, PairTable& decay) {
  const std::size_t size = x.size();
  const double* x_high = x.high();
  const double* x_low = x.low();
  double* decay_high = decay.high();
  double* decay_low = decay.low();
  for (std::size_t i = 0; i < size; ++i) {
    const Exponential e = exponential({-x_high[i], -x_low[i]});
    const DoublePair out = scaled(DoublePair{1, 0} + e.rest, power_of_two(e.k));
    decay_high[i] = out.high;
    decay_low[i] = out.low;
  }
}

SOFTLIN_CLONES void log_reciprocal(const PairTable& q, PairTable& y) {
  // A double value by the library, then one step of Newton's method in pairs; z tells how good the value was.
  for (std::size_t i = 0; i < q.size(); ++i) {
    const DoublePair x = q[i];
    const DoublePair p = DoublePair{1, 0} - x;
    double start = x.high < 0.5 ? -std::log1p(-x.high) : -std::log(p.high);
    bool right = x.high >= 0 && p.high >= 0x1p-90 && start >= 0 && start < 64;
    if (!right) start = 0;
    const Exponential e = exponential({start, 0});
    DoublePair z;  // (1 - q) e^start - 1
    if (e.k == 0) {
      z = (e.rest - x) - x * e.rest;
    } else {
      z = p * scaled(DoublePair{1, 0} + e.rest, power_of_two(e.k)) - DoublePair{1, 0};
    }
    right = right && std::abs(z.high) <= 0x1p-45 * std::min(1.0, x.high);
    // start - ln(1 + z)
    const DoublePair out = DoublePair{start, 0} - (z - DoublePair{z.high * z.high / 2, 0});
    y.set(i, right ? out : DoublePair{std::numeric_limits<double>::infinity(), 0});
  }
}

SOFTLIN_CLONES void add_products(const double* weights_high, const double* weights_low, const double* table_high,
                                 const double* table_low, std::size_t count, PairSums& sums) {
  double high[k_pair_lanes];
  double low[k_pair_lanes];
  for (std::size_t i = 0; i < k_pair_lanes; ++i) {
    high[i] = sums.high[i];
    low[i] = sums.low[i];
  }
  for (std::size_t l = 0; l < count; ++l) {
    const double w = weights_high[l];
    const double w_low = weights_low[l];
    const double* g = table_high + l;
    const double* g_low = table_low + l;
    for (std::size_t i = 0; i < k_pair_lanes; ++i) {
      const DoublePair product = two_product(w, g[i]);
      const DoublePair sum = two_sum(high[i], product.high);
      high[i] = sum.high;
      low[i] += sum.low + std::fma(w, g_low[i], std::fma(w_low, g[i], product.low));
    }
  }
  for (std::size_t i = 0; i < k_pair_lanes; ++i) {
    const DoublePair sum = fast_two_sum(high[i], low[i]);
    sums.high[i] = sum.high;
    sums.low[i] = sum.low;
  }
}

SOFTLIN_CLONES void multiply(const PairTable& a, const PairTable& b, PairTable& out) {
  const std::size_t size = out.size();
  const double* a_high = a.high();
  const double* a_low = a.low();
  const double* b_high = b.high();
  const double* b_low = b.low();
  double* out_high = out.high();
  double* out_low = out.low();
  for (std::size_t i = 0; i < size; ++i) {
    const DoublePair product = DoublePair{a_high[i], a_low[i]} * DoublePair{b_high[i], b_low[i]};
    out_high[i] = product.high;
    out_low[i] = product.low;
  }
}

}  // namespace softlin::numeric
