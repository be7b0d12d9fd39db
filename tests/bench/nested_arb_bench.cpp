/// What exact expectations are compared with: A as a double integral, by Arb's rigorous adaptive integration inside
/// itself. Same slope and length as expectation/digits_*, same guarantee.

#include <acb.h>
#include <acb_calc.h>
#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>

namespace {

// A = int L m_2(u) m_0(u)^{L-1} du, m_n(u) = E e^{n v - e^v}, v = u + xi (docs/theory/exact.md (1) with s = 1).
constexpr ulong k_length = 1000;

struct Inner {
  acb_srcptr u;
  slong n;
};

/// e^{n v - e^v - x^2/2}
int inner_integrand(acb_ptr out, const acb_t x, void* parameter, slong, slong precision) {
  const auto& inner = *static_cast<const Inner*>(parameter);
  acb_t v, e;
  acb_init(v);
  acb_init(e);
  acb_add(v, x, inner.u, precision);
  acb_exp(e, v, precision);
  acb_mul_si(v, v, inner.n, precision);
  acb_sub(v, v, e, precision);
  acb_mul(e, x, x, precision);
  acb_mul_2exp_si(e, e, -1);
  acb_sub(v, v, e, precision);
  acb_exp(out, v, precision);
  acb_clear(v);
  acb_clear(e);
  return 0;
}

struct Outer {
  slong goal;    ///< bits wanted
  double reach;  ///< inner integrals go from -reach to reach
};

/// Encloses m_n on the ball u. Beyond the reach |G_n| <= (n/(e cos Im u))^n (5.2), and the normal tail is below
/// e^{-reach^2/2} on both sides together.
void inner_integral(acb_t out, slong n, const acb_t u, const Outer& outer, slong precision) {
  Inner inner{u, n};
  // Nodes are balls of rounding size; a wide ball is only to be bounded, and has no more accuracy to give.
  mag_t radius;
  mag_init(radius);
  mag_hypot(radius, arb_radref(acb_realref(u)), arb_radref(acb_imagref(u)));
  const bool wide = mag_cmp_2exp_si(radius, -20) > 0;
  const slong goal = wide ? 24 : outer.goal + 16;
  acb_t a, b;
  acb_init(a);
  acb_init(b);
  acb_set_d(a, -outer.reach);
  acb_set_d(b, outer.reach);
  mag_t absolute;
  mag_init(absolute);
  mag_set_ui_2exp_si(absolute, 1, -goal);
  acb_calc_integrate_opt_t options;
  acb_calc_integrate_opt_init(options);
  if (wide) options->eval_limit = 400;
  acb_calc_integrate(out, inner_integrand, &inner, a, b, goal, absolute, options, precision);
  arb_t bound, root;
  arb_init(bound);
  arb_init(root);
  arb_const_pi(root, precision);
  arb_mul_2exp_si(root, root, 1);
  arb_rsqrt(root, root, precision);
  acb_mul_arb(out, out, root, precision);
  arb_cos(bound, acb_imagref(u), precision);
  if (arb_is_positive(bound)) {
    arb_pow_ui(bound, bound, static_cast<ulong>(n), precision);
    arb_inv(bound, bound, precision);  // (n/e)^n <= 1 for n = 0, 2
    arb_set_d(root, -outer.reach * outer.reach / 2);
    arb_exp(root, root, precision);
    arb_mul(bound, bound, root, precision);
    arb_get_mag(radius, bound);
    acb_add_error_mag(out, radius);
  } else {
    acb_indeterminate(out);
  }
  mag_clear(radius);
  mag_clear(absolute);
  acb_clear(a);
  acb_clear(b);
  arb_clear(bound);
  arb_clear(root);
}

int outer_integrand(acb_ptr out, const acb_t u, void* parameter, slong, slong precision) {
  const auto& outer = *static_cast<const Outer*>(parameter);
  acb_t m0;
  acb_init(m0);
  inner_integral(m0, 0, u, outer, precision);
  acb_pow_ui(m0, m0, k_length - 1, precision);
  inner_integral(out, 2, u, outer, precision);
  acb_mul(out, out, m0, precision);
  acb_mul_ui(out, out, k_length, precision);
  acb_clear(m0);
  return 0;
}

/// A to about `digits` digits. The parts left and right of the range are below L e^{2 u + 2}/2 and, by (16) without its
/// lattice factor, Gamma(2 + lambda) (L e^u)^-lambda e^{lambda^2/(2 L)}: at most 10^-digits A with the ends chosen here.
void nested(acb_t out, int digits) {
  const double log_target = -(digits + 3) * std::numbers::ln10;  // A is about e/1000
  const double low = (log_target - std::log(k_length) - 2) / 2;
  double high = 1e9;
  for (double lambda = 1; lambda < 200; lambda += 1) {
    high = std::min(
        high, (std::lgamma(2 + lambda) + lambda * lambda / (2 * k_length) - log_target) / lambda - std::log(k_length));
  }
  const slong goal = static_cast<slong>(std::ceil((digits + 3) / std::numbers::log10e * std::numbers::log2e));
  Outer outer{goal, std::sqrt(2 * (-log_target + 20))};
  acb_t a, b;
  acb_init(a);
  acb_init(b);
  acb_set_d(a, low);
  acb_set_d(b, high);
  mag_t absolute;
  mag_init(absolute);
  mag_set_ui_2exp_si(absolute, 1, -goal);
  acb_calc_integrate(out, outer_integrand, &outer, a, b, goal, absolute, nullptr, goal + 48);
  mag_clear(absolute);
  acb_clear(a);
  acb_clear(b);
}

void expectation_baseline_arb(benchmark::State& state, int digits) {
  acb_t value;
  acb_init(value);
  for (auto _ : state) nested(value, digits);
  state.counters["digits"] = static_cast<double>(arb_rel_accuracy_bits(acb_realref(value))) / std::log2(10.0);
  acb_clear(value);
}
BENCHMARK_CAPTURE(expectation_baseline_arb, digits_15, 15)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(expectation_baseline_arb, digits_30, 30)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(expectation_baseline_arb, digits_50, 50)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
