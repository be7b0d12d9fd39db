#include "numeric/lattice_errors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_bits = LatticeErrors::k_bits;

/// Gamma(x), remembered: the exponents of (15) and (16) come from a short list, and Gamma is dear.
Interval remembered_gamma(double x) {
  static std::mutex guard;
  static std::map<double, Interval> known;
  const std::lock_guard lock(guard);
  const auto place = known.find(x);
  return place != known.end() ? place->second : known.emplace(x, gamma(x, k_bits)).first->second;
}

}  // namespace

Interval log_of_two(Bits bits) {
  Interval out = Interval::blank(bits);
  mpfr_const_log2(&out.raw()->left, MPFR_RNDD);
  mpfr_const_log2(&out.raw()->right, MPFR_RNDU);
  return out;
}

LatticeErrors::LatticeErrors(const LatticePlan& plan, const Interval& s_squared, const std::set<int>& degrees)
    : s2_(s_squared.with_precision(k_bits)),
      s_(std::sqrt(s_squared.mid_double())),
      inner_step_(log_of_two(k_bits) / plan.octave),
      outer_step_(inner_step_ * plan.stride) {
  const Interval theta = Interval::point(plan.theta, k_bits);
  const Interval cosine = cos(theta);
  eta_ = 2 * exp(sqr(theta) / (2 * s2_)) / expm1(2 * Interval::pi(k_bits) * theta / inner_step_);
  zeroth_strip_ = 2 * eta_ / cosine;
  if (!certainly_less_equal(zeroth_strip_, Interval(1, k_bits))) throw Error("lattice: step too coarse");
  shift_ = std::max(1L, static_cast<long>(std::ceil((-log(cosine) / outer_step_).upper_double())));
  for (const int N : degrees) aliasing_.emplace(N, make_aliasing(N));
}

Interval LatticeErrors::moment_bound(int n, const Interval& u) const {
  double best = std::numeric_limits<double>::infinity();
  double exponent = -n;
  for (double l = -n; l <= 3; l += 0.125) {
    const double power = n + l;
    const double value = (power > 0 ? power * (std::log(power) - 1) : 0) - l * u.mid_double() + l * l * s_ * s_ / 2;
    if (value < best) {
      best = value;
      exponent = l;
    }
  }
  const Interval l = Interval::point(exponent, k_bits);
  const Interval power = l + n;
  const Interval tail = exp(sqr(l) * s2_ / 2 - l * u);
  return contains_zero(power) ? tail : exp(power * (log(power) - 1)) * tail;
}

/// a_1 + a_2 + ... <= a_1/(1 - x), as a_{k+1}/a_k <= x.
Interval LatticeErrors::make_aliasing(int N) const {
  const Interval pi = Interval::pi(k_bits);
  const Interval ratio = pow(Interval(2, k_bits), N) * exp(-(sqr(pi) / outer_step_));  // above 2^{N-1/2} e^{-pi^2/h}
  if (!certainly_less(ratio, Interval(1, k_bits))) throw Error("lattice: step too coarse");
  const Interval y = 2 * pi / outer_step_;
  Interval square = 4 * pi * y / sinh(pi * y);
  for (long j = 1; j < N; ++j) square *= 1 + sqr(y) / (j * j);
  return (sqrt(square) / (1 - ratio)).upper();
}

std::map<int, Interval> LatticeErrors::tails(std::uint64_t L, const NodeRange& range) const {
  const Interval length(Integer(L), k_bits);
  const Interval log_l = log(length);
  const Interval u0 = outer_step_ * (range.first - 1);
  const Interval u1 = outer_step_ * (range.last + 1);
  const Interval half = s2_ / 2;
  const Interval half_over_length = half / length;
  const Interval left_base = log_l + u0;
  const Interval right_base = log_l + u1;
  const Interval square = sqr(outer_step_) / (2 * Interval::pi(k_bits));
  const auto lattice_factor = [&](double x) { return 1 + sqrt(square * Interval::point(x, k_bits)); };
  std::map<int, Interval> out;
  for (const auto& known : aliasing_) {
    const int N = known.first;
    // The exponents come from the plan's floating-point model of the bounds; only the chosen ones are enclosed.
    const double below = best_left_exponent(N, u0.mid_double(), s_, Integer(L));
    const double above = best_right_exponent(N, u1.mid_double(), s_, Integer(L));
    const Interval growth = Interval::point(std::max(below, below * below), k_bits);
    const Interval left = lattice_factor(N - below) * remembered_gamma(N - below) *
                          exp(Interval::point(below, k_bits) * left_base + growth * half);
    const Interval r = Interval::point(above, k_bits);
    const Interval right =
        lattice_factor(N + above) * remembered_gamma(N + above) * exp(r * (r * half_over_length - right_base));
    const Interval total = (left + right) / factorial(static_cast<unsigned long>(N - 1), k_bits);
    out.emplace(N, hull(Interval(0, k_bits), total.upper()));
  }
  return out;
}

}  // namespace softlin::numeric
