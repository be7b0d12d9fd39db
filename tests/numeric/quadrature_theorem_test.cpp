/// Theorems A and B (docs/theory/exact.md 5.1, 5.2) at steps so coarse that the errors are visible: the bounds hold, and
/// how sharp they are.

#include <acb.h>
#include <acb_calc.h>
#include <arb.h>

#include <boost/test/unit_test.hpp>
#include <numbers>

#include "tests/numeric/coarse_rule.hpp"
#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

constexpr Bits k_bits(192);

Interval number(const Rational& q) { return Interval(q, k_bits); }

/// h sum_j (D e^{u_j})^N e^{-D e^{u_j}}/Gamma(N) over u_j = j h, D = e^log_d. Nodes with |u_j + log_d| above 100 on the
/// left and 6 on the right hold e^{-100} and e^{-e^6 + 48} or less, below 10^-40 together.
Interval gamma_lattice_sum(int N, const Rational& h, const Rational& log_d) {
  Interval sum = number(0);
  const long first = static_cast<long>(Rational((-100 - log_d) / h).convert_to<double>()) - 1;
  const long last = static_cast<long>(Rational((6 - log_d) / h).convert_to<double>()) + 1;
  for (long j = first; j <= last; ++j) {
    const Interval v = number(Rational(log_d + j * h));
    sum += exp(N * v - exp(v));
  }
  const Interval out = number(h) * sum / factorial(static_cast<unsigned long>(N - 1), k_bits);
  return widen(out, number(Rational(Integer(1), mp::pow(Integer(10), 40))));
}

/// phi(x) G_n(u + s x), or phi(x) H(u + s x) for n = 0; without the constant of phi.
struct InnerIntegrand {
  int n;
  arb_t u, s;
};

int inner_integrand(acb_ptr out, const acb_t x, void* parameter, slong, slong precision) {
  const auto& f = *static_cast<const InnerIntegrand*>(parameter);
  acb_t v, e;
  acb_init(v);
  acb_init(e);
  acb_mul_arb(v, x, f.s, precision);
  acb_add_arb(v, v, f.u, precision);
  acb_exp(e, v, precision);
  acb_neg(e, e);
  if (f.n == 0) {
    acb_expm1(out, e, precision);
    acb_neg(out, out);
    acb_zero(e);
  } else {
    acb_one(out);
    acb_addmul_si(e, v, f.n, precision);
  }
  acb_mul(v, x, x, precision);
  acb_mul_2exp_si(v, v, -1);
  acb_sub(e, e, v, precision);
  acb_exp(e, e, precision);
  acb_mul(out, out, e, precision);
  acb_clear(v);
  acb_clear(e);
  return 0;
}

void set(arb_t out, const Interval& x) {
  arb_init(out);
  arb_set_interval_mpfr(out, &x.raw()->left, &x.raw()->right, k_bits.count);
}

/// m_n(u), or q(u) for n = 0, by Arb's integration over [-16, 16]. Beyond it |G_n| <= (n/e)^n and H <= 1.
Interval inner_by_arb(int n, const Interval& u, const Interval& s) {
  InnerIntegrand f{n, {}, {}};
  set(f.u, u);
  set(f.s, s);
  acb_t a, b, sum;
  acb_init(a);
  acb_init(b);
  acb_init(sum);
  acb_set_si(a, -16);
  acb_set_si(b, 16);
  mag_t goal;
  mag_init(goal);
  mag_set_ui_2exp_si(goal, 1, -150);
  BOOST_TEST(acb_calc_integrate(sum, inner_integrand, &f, a, b, 100, goal, nullptr, k_bits.count) == ARB_CALC_SUCCESS);
  Interval out = Interval::blank(k_bits);
  arb_get_interval_mpfr(&out.raw()->left, &out.raw()->right, acb_realref(sum));
  mag_clear(goal);
  acb_clear(a);
  acb_clear(b);
  acb_clear(sum);
  arb_clear(f.u);
  arb_clear(f.s);
  const Interval most = n == 0 ? number(1) : pow(number(n) / exp(number(1)), n);
  return widen(out / sqrt(2 * Interval::pi(k_bits)), 2 * most * normal_tail(number(16)));
}

/// The strip that makes the bound (12) about smallest.
Rational best_strip(int n, double s, double h) {
  double best = 0;
  double least = 1e300;
  for (double theta = 0.01; theta < 1.56; theta += 0.01) {
    const double size =
        theta * theta / (2 * s * s) - (n + 1) * std::log(std::cos(theta)) - 2 * std::numbers::pi * theta / h;
    if (size < least) {
      least = size;
      best = theta;
    }
  }
  return {std::lround(100 * best), 100};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(quadrature_theorem)

/// Theorem A is a statement about every D; the worst D comes within a tenth of eps_N(h).
BOOST_AUTO_TEST_CASE(outer_error_is_at_most_eps_and_nearly_reaches_it) {
  for (int N = 1; N <= 8; ++N) {
    for (const Rational& h : {Rational(6, 5), Rational(4, 5), Rational(1, 2), Rational(3, 10)}) {
      const Interval eps = aliasing_bound(N, number(h));
      double most = 0;
      constexpr int k_shifts = 32;
      for (int i = 0; i < k_shifts; ++i) {
        const Interval error = abs(gamma_lattice_sum(N, h, Rational(h * Rational(i, k_shifts))) - 1);
        BOOST_TEST(!certainly_less(eps, error), "N " << N << " h " << h.str() << " shift " << i);
        most = std::max(most, (error / eps).lower_double());
      }
      BOOST_TEST_MESSAGE("Theorem A: N = " << N << ", h = " << h.str() << ", eps " << eps.mid_double()
                                           << ", largest error / eps " << most);
      BOOST_TEST(most >= 0.9, "N " << N << " h " << h.str() << ": " << most);
      // A bound a fifth smaller would be wrong.
      bool broken = false;
      for (int i = 0; i < k_shifts; ++i) {
        const Interval error = abs(gamma_lattice_sum(N, h, Rational(h * Rational(i, k_shifts))) - 1);
        broken = broken || certainly_less(eps * 4 / 5, error);
      }
      BOOST_TEST(broken);
    }
  }
}

/// (11) for the statistics themselves: the sum over the whole lattice is within eps_N(h) times the value.
BOOST_AUTO_TEST_CASE(outer_error_of_statistics) {
  for (const long L : {1L, 2L, 7L, 1000L}) {
    double most = 0;
    for (int shift = 0; shift < 6; ++shift) {
      CoarseRule rule;
      rule.s = Rational(1, 2);
      rule.L = L;
      rule.outer_step = Rational(3, 2);
      rule.inner_step = Rational(1, 5);
      rule.theta = Rational(13, 10);
      rule.low = -30;
      rule.high = 7;
      rule.offset = rule.outer_step * Rational(shift, 6);
      const std::vector<int> monomial{2, 2};
      const symbolic::WeightPolynomial a = symbolic::softmax::a();
      const Interval truth = expect_weights({a * a}, ScoreVariance(symbolic::Number(Rational(1, 4))), L, 20).front();
      const Interval ratio =
          abs(rule.lattice_sum(monomial) - truth) / (aliasing_bound(4, number(rule.outer_step)) * truth);
      BOOST_TEST(!certainly_less(number(1), ratio), "L " << L << " shift " << shift << ": " << to_text(ratio));
      most = std::max(most, ratio.lower_double());
    }
    BOOST_TEST_MESSAGE("(11): L = " << L << ", largest error / bound " << most);
    BOOST_TEST(most > 0.05);
  }
}

/// Theorem B, (12) for n >= 1 and (14) for q.
BOOST_AUTO_TEST_CASE(inner_error_is_within_the_strip_bound) {
  double most = 0;
  int visible = 0;
  int cases = 0;
  for (const Rational& s : {Rational(2, 5), Rational(1), Rational(3)}) {
    for (const Rational& h : {Rational(1), Rational(3, 5)}) {
      for (const int n : {0, 1, 2, 3, 4, 6, 8}) {
        const Interval theta = number(best_strip(n, s.convert_to<double>(), h.convert_to<double>()));
        const Interval eta = strip_bound(theta, number(s), number(h));
        double most_here = 0;
        for (const int u : {-4, -1, 0, 2}) {
          const Interval exact = inner_by_arb(n, number(u), number(s));
          const Interval shifted = n == 0 ? exact : inner_by_arb(n, number(u) + log(cos(theta)), number(s));
          const Interval bound = eta / pow(cos(theta), n == 0 ? 1 : n) * shifted;
          for (const Rational& offset : {Rational(0), Rational(1, 4), Rational(1, 2)}) {
            const Rational step = h / s;
            Interval sum = number(0);
            for (long l = static_cast<long>(Rational(-16 / step).convert_to<double>()) - 2; (l - 2) * step < 16; ++l) {
              const Interval x = number(Rational((l + offset) * step));
              const Interval v = number(u) + number(s) * x;
              sum += exp(-sqr(x) / 2) * (n == 0 ? -expm1(-exp(v)) : exp(n * v - exp(v)));
            }
            sum = number(step) * sum / sqrt(2 * Interval::pi(k_bits));
            const Interval most_rest = n == 0 ? number(1) : pow(number(n) / exp(number(1)), n);
            sum = widen(sum, 2 * most_rest * normal_tail(number(15)));
            const Interval error = abs(sum - exact);
            ++cases;
            BOOST_TEST_CONTEXT("s " << s.str() << " h " << h.str() << " n " << n << " u " << u << " offset "
                                    << offset.str() << ": error " << to_text(error) << ", bound " << to_text(bound)) {
              BOOST_TEST(certainly_less(error, bound));
            }
            const double ratio = (error / bound).lower_double();
            if (ratio > 0) ++visible;
            most_here = std::max(most_here, ratio);
          }
        }
        BOOST_TEST_MESSAGE("Theorem B: s = " << s.str() << ", h = " << h.str() << ", n = " << n << ", eta "
                                             << eta.mid_double() << ", largest error / bound " << most_here);
        most = std::max(most, most_here);
      }
    }
  }
  BOOST_TEST_MESSAGE("Theorem B: largest error / bound of all " << most << ", visible in " << visible << " of "
                                                                << cases);
  // The errors are no rounding noise, and a bound ten times smaller would be broken.
  BOOST_TEST(visible == cases);
  BOOST_TEST(most > 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
