/// Arb's rigorous integration of the one-dimensional integrals at L = 2, as an independent value for the lattice rule.

#include <acb.h>
#include <acb_calc.h>
#include <arb.h>

#include <boost/test/unit_test.hpp>

#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

constexpr slong k_precision = 192;

/// Which function of g ~ N(0, 1); the shift m ~ N(0, 1/2) of both scores is integrated by hand (exact.md 4.4).
enum class Mean { a, b, c, vhat, k40, k22, k04, g1, g2, g3, g5 };

struct Integrand {
  Mean mean;
  arb_t s;
};

/// A polynomial in the odd function t = tanh(s g/sqrt2) = 2w - 1, in g and in s, times the normal density:
/// S_2 = (1 + t^2)/2, w(1-w) = (1 - t^2)/4, y = t g/sqrt2 - s, vhat = (1 - t^2) g^2/2, rho = (1 - t^2)^2 g^2/4.
int integrand(acb_ptr out, const acb_t g, void* parameter, slong order, slong precision) {
  if (order > 1) return 0;
  const auto& f = *static_cast<const Integrand*>(parameter);
  acb_t t, u, y, x, half_root;
  acb_init(t);
  acb_init(u);
  acb_init(y);
  acb_init(x);
  acb_init(half_root);
  acb_set_ui(half_root, 2);
  acb_rsqrt(half_root, half_root, precision);
  acb_mul(t, g, half_root, precision);
  acb_mul_arb(x, t, f.s, precision);  // s g / sqrt 2
  acb_mul(y, t, t, precision);        // g^2/2, for later
  acb_tanh(x, x, precision);
  acb_mul(t, t, x, precision);  // t g / sqrt2
  acb_mul(u, x, x, precision);  // t^2
  acb_t mean, s2, rest, vhat;
  acb_init(mean);
  acb_init(s2);
  acb_init(rest);
  acb_init(vhat);
  acb_set(mean, t);
  acb_add_ui(s2, u, 1, precision);
  acb_mul_2exp_si(s2, s2, -1);  // S_2
  acb_sub_ui(rest, u, 1, precision);
  acb_neg(rest, rest);                // 1 - t^2
  acb_mul(vhat, rest, y, precision);  // (1 - t^2) g^2/2
  acb_sub_arb(t, mean, f.s, precision);
  acb_mul(t, t, t, precision);  // (t g/sqrt2 - s)^2
  switch (f.mean) {
    case Mean::a: acb_set(out, s2); break;
    case Mean::b:
      acb_set_ui(out, 1);
      acb_mul_2exp_si(out, out, -1);
      acb_add(out, out, t, precision);
      break;
    case Mean::c: acb_set(out, mean); break;
    case Mean::vhat: acb_set(out, vhat); break;
    case Mean::k40:  // y^4 + 3 y^2 + 3/4
      acb_mul(out, t, t, precision);
      acb_addmul_ui(out, t, 3, precision);
      acb_set_ui(x, 3);
      acb_mul_2exp_si(x, x, -2);
      acb_add(out, out, x, precision);
      break;
    case Mean::k22:
      acb_set_ui(out, 1);
      acb_mul_2exp_si(out, out, -1);
      acb_add(out, out, t, precision);
      acb_mul(out, out, s2, precision);
      break;
    case Mean::k04: acb_mul(out, s2, s2, precision); break;
    case Mean::g1:
      acb_sub_ui(out, vhat, 1, precision);
      acb_mul(out, out, out, precision);
      break;
    case Mean::g2:
      acb_sub_ui(out, vhat, 1, precision);
      acb_mul(out, out, s2, precision);
      break;
    case Mean::g3:
      acb_mul(out, rest, vhat, precision);
      acb_mul_2exp_si(out, out, -1);
      break;
    case Mean::g5:  // tau2 = 4 w^2 (1-w)^2 = (1 - t^2)^2/4
      acb_mul(out, rest, rest, precision);
      acb_mul_2exp_si(out, out, -2);
      break;
  }
  acb_neg(y, y);
  acb_exp(y, y, precision);
  acb_mul(out, out, y, precision);  // e^{-g^2/2}
  for (acb_ptr z : {t, u, y, x, half_root, mean, s2, rest, vhat}) acb_clear(z);
  return 0;
}

void set(arb_t out, const Rational& q, slong precision) {
  fmpq_t exact;
  fmpq_init(exact);
  fmpq_set_mpq(exact, q.backend().data());
  arb_set_fmpq(out, exact, precision);
  fmpq_clear(exact);
}

/// The integral over the line: over [-20, 20] by Arb, plus the tails by hand. |integrand| <= (2 |g| + s + 2)^4
/// e^{-g^2/2} for every case above, and beyond 20 that is below e^{-g^2/2 + 4 ln(2g + s + 2)}; with s <= 5 the two
/// tails together are below e^{-180} < 10^-78.
Interval reference(Mean mean, const Rational& s) {
  Integrand f{mean, {}};
  arb_init(f.s);
  set(f.s, s, k_precision);
  acb_t a, b, sum;
  acb_init(a);
  acb_init(b);
  acb_init(sum);
  acb_set_si(a, -20);
  acb_set_si(b, 20);
  mag_t goal;
  mag_init(goal);
  mag_set_ui_2exp_si(goal, 1, -130);
  acb_calc_integrate_opt_t options;
  acb_calc_integrate_opt_init(options);
  const int status = acb_calc_integrate(sum, integrand, &f, a, b, 130, goal, options, k_precision);
  BOOST_TEST(status == ARB_CALC_SUCCESS);
  mag_t tail;
  mag_init(tail);
  mag_set_ui_2exp_si(tail, 1, -255);  // 10^-76
  arb_add_error_mag(acb_realref(sum), tail);
  arb_t scale;
  arb_init(scale);
  arb_const_pi(scale, k_precision);
  arb_mul_2exp_si(scale, scale, 1);
  arb_rsqrt(scale, scale, k_precision);
  arb_mul(acb_realref(sum), acb_realref(sum), scale, k_precision);
  Interval out = Interval::blank(Bits(k_precision));
  arb_get_interval_mpfr(&out.raw()->left, &out.raw()->right, acb_realref(sum));
  mag_clear(goal);
  mag_clear(tail);
  arb_clear(scale);
  acb_clear(a);
  acb_clear(b);
  acb_clear(sum);
  arb_clear(f.s);
  return out.check("reference");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(softmax_expectation_arb)

BOOST_AUTO_TEST_CASE(two_tokens_at_30_digits) {
  for (const Rational& s : {Rational(1, 10), Rational(3, 4), Rational(2), Rational(9, 2)}) {
    const auto at = [&s](Mean mean) { return reference(mean, s); };
    const Interval a = at(Mean::a), b = at(Mean::b), g1 = at(Mean::g1), g2 = at(Mean::g2), g3 = at(Mean::g3),
                   g5 = at(Mean::g5), k04 = at(Mean::k04);
    const Interval g4 = k04 + g5;
    const Interval u = Interval(Rational(s * s), Bits(k_precision));
    const std::map<std::string, Interval> values{{"A", a},
                                                 {"B", b},
                                                 {"C", at(Mean::c)},
                                                 {"VHAT", at(Mean::vhat)},
                                                 {"K40", at(Mean::k40)},
                                                 {"K22", at(Mean::k22)},
                                                 {"K04", k04},
                                                 {"G1", g1},
                                                 {"G2", g2},
                                                 {"G3", g3},
                                                 {"G4", g4},
                                                 {"G5", g5},
                                                 // the quotients of exact.md 2 and (9)
                                                 {"A2", (b - a) / u},
                                                 {"A3", (g3 - g5) / u},
                                                 {"A4", (g3 - g2 - g4) / u},
                                                 {"A5", (g1 + 2 * g2 - 4 * g3 + g4 + g5) / sqr(u)}};
    BOOST_TEST(values.size() == symbolic::statistic_names().size());
    for (const auto& [name, value] : values) {
      BOOST_TEST_CONTEXT(name << " s = " << s.str()) {
        const Interval found = expect(name, s, 2, 30);
        BOOST_TEST(overlap(found, value), to_text(found) << " Arb " << to_text(value));
        BOOST_TEST(width_reached(found, 30));
        // The check is only as good as Arb's own width: 2^-130 absolute, divided by s^4 for the quotients.
        const Interval width = value.upper() - value.lower();
        BOOST_TEST(certainly_less(width, Interval(Rational(Integer(1), mp::pow(Integer(10), 32)), Bits(64))));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
