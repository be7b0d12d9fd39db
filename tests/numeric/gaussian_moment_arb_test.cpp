#include <acb.h>
#include <acb_calc.h>
#include <arb.h>

#include <boost/test/unit_test.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "symbolic/moment_expression.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::tests;
using symbolic::Formula;

namespace {

constexpr long k_bits = 160;

/// x^power exp(a x + b x^2) times the density of N(mean, variance).
struct Integrand {
  long power;
  Rational a, b, mean, variance;
};

void set(acb_t out, const Rational& q) {
  acb_set_si(out, mp::numerator(q).convert_to<long>());
  acb_div_si(out, out, mp::denominator(q).convert_to<long>(), k_bits);
}

int evaluate_integrand(acb_ptr out, const acb_t x, void* data, slong, slong prec) {
  const auto& f = *static_cast<const Integrand*>(data);
  acb_t exponent, t;
  acb_init(exponent);
  acb_init(t);
  set(exponent, f.b);
  acb_mul(exponent, exponent, x, prec);
  set(t, f.a);
  acb_add(exponent, exponent, t, prec);
  acb_mul(exponent, exponent, x, prec);  // (b x + a) x
  set(t, f.mean);
  acb_sub(t, x, t, prec);
  acb_mul(t, t, t, prec);
  acb_div_si(t, t, 2, prec);
  acb_t variance;
  acb_init(variance);
  set(variance, f.variance);
  acb_div(t, t, variance, prec);
  acb_sub(exponent, exponent, t, prec);
  acb_exp(out, exponent, prec);
  acb_pow_ui(t, x, static_cast<ulong>(f.power), prec);
  acb_mul(out, out, t, prec);
  acb_const_pi(t, prec);
  acb_mul(t, t, variance, prec);
  acb_mul_si(t, t, 2, prec);
  acb_rsqrt(t, t, prec);
  acb_mul(out, out, t, prec);
  acb_clear(variance);
  acb_clear(t);
  acb_clear(exponent);
  return 0;
}

/// The integral from `from` to `from` + 80; what is left out is below 1e-100 for the laws drawn here.
double difference_to(const numeric::Interval& value, const Integrand& integrand, const Rational& from) {
  acb_t a, b, result, ours;
  acb_init(a);
  acb_init(b);
  acb_init(result);
  acb_init(ours);
  set(a, from);
  set(b, from + 80);
  mag_t tolerance;
  mag_init(tolerance);
  mag_set_ui_2exp_si(tolerance, 1, -110);
  Integrand copy = integrand;
  acb_calc_integrate(result, evaluate_integrand, &copy, a, b, 110, tolerance, nullptr, k_bits);
  arf_set_mpfr(arb_midref(acb_realref(ours)), &value.midpoint().raw()->left);
  acb_sub(result, result, ours, k_bits);
  mag_t size;
  mag_init(size);
  acb_get_mag(size, result);
  const double out = mag_get_d(size);
  mag_clear(size);
  mag_clear(tolerance);
  acb_clear(ours);
  acb_clear(result);
  acb_clear(b);
  acb_clear(a);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gaussian_moment_arb)

BOOST_AUTO_TEST_CASE(random_half_line_integrals) {
  constexpr std::uint64_t k_seed = 401;
  Dice dice(k_seed);
  for (int n = scaled(12); n > 0; --n) {
    const Rational variance(dice.between(1, 4), 2);
    const Integrand f{dice.between(0, 6), Rational(dice.between(-4, 4), 3), Rational(dice.between(-6, 2), 12),
                      Rational(dice.between(-3, 3), 2), variance};
    if (2 * f.b * variance * 4 > 3) continue;  // keep the tail short
    const Rational from(dice.between(-4, 4), 3);
    const auto b = [](const Rational& q) { return "(" + q.str() + ")"; };
    const std::string text = "E[x1^" + std::to_string(f.power) + "*exp(" + b(f.a) + "*x1 + " + b(f.b) +
                             "*x1^2)*positive(x1 - " + b(from) + ")]";
    const symbolic::GaussianLaw law{{Formula(f.mean)}, {{Formula(variance)}}};
    const auto moment = symbolic::MomentExpression::parse(text, Place{"test", 0, {}})
                            .value({{Formula(Rational(1)), law}}, {},
                                   [](const Formula& x) { return numeric::require_sign(symbolic::Number(x), "test"); });
    const auto value = numeric::evaluate(moment.value.compile(), numeric::Bits(k_bits));
    BOOST_TEST_CONTEXT("seed " << k_seed << ", " << text << ", mean " << f.mean.str() << ", variance "
                               << variance.str()) {
      const double size = 1 + std::abs(value.mid_double());
      BOOST_TEST(difference_to(value, f, from) < 1e-28 * size);
      BOOST_TEST(difference_to(value, f, from + Rational(1, 1000)) > 1e-28 * size);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
