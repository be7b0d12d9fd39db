#include "numeric/special.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

BOOST_AUTO_TEST_SUITE(special)

BOOST_AUTO_TEST_CASE(spot_values) {
  // mpmath 1.2 at 80 digits, rounded to 50: the last digit is off by at most one half
  const auto check = [](const Interval& x, const std::string& digits, int unit) {
    const Interval given = parse_interval("[" + digits + " +/- 1e" + std::to_string(unit) + "]", Bits(400));
    BOOST_TEST(overlap(x, given), to_text(x) << " is not " << digits);
    BOOST_TEST(x.relative_width() < 1e-55);
  };
  const Bits bits(200);
  check(erf(Interval(1, bits)), "0.84270079294971486934122063508260925929606699796630", -50);
  check(erfc(Interval(10, bits)), "2.0884875837625447570007862949577886115608181193212e-45", -94);
  check(erfc(Interval(Rational(-1, 2), bits)), "1.5204998778130465376827466538919645287364515757580", -49);
  check(normal_tail(Interval(5, bits)), "2.8665157187919391167375233287464535385442301361189e-7", -56);
}

BOOST_AUTO_TEST_CASE(identities) {
  const std::uint64_t seed = 9001;
  Dice dice(seed);
  for (int i = 0; i < scaled(300); ++i) {
    const Rational q(dice.between(-6000, 6000), 1000);
    const Bits p(dice.between(10, 250));
    const Interval x(q, p);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " x " << q.str() << " bits " << p.count) {
      const Interval one(1, p);
      BOOST_TEST(overlap(erf(x) + erfc(x), one));
      BOOST_TEST(overlap(erf(-x), -erf(x)));
      BOOST_TEST(overlap(erfc(-x), 2 - erfc(x)));
      BOOST_TEST(overlap(normal_tail(x) + normal_distribution(x), one));
      BOOST_TEST(overlap(normal_distribution(x), normal_tail(-x)));
      BOOST_TEST(overlap(normal_tail(x), (1 - erf(x / sqrt(Interval(2, p)))) / 2));
    }
  }
}

BOOST_AUTO_TEST_CASE(power_series_of_erf) {
  // erf x = 2/sqrt(pi) e^{-x^2} sum_k 2^k x^{2k+1}/(2k+1)!!, positive terms: for x <= 3, terms k >= 200 shrink by more
  // than 1/2 each, so the rest is below the last term.
  for (const Rational& q : {Rational(1, 7), Rational(1), Rational(5, 2), Rational(3)}) {
    const Bits bits(150);
    const Interval x(q, bits);
    Interval term = x;
    Interval sum = x;
    for (long k = 1; k <= 200; ++k) {
      term *= 2 * sqr(x) / (2 * k + 1);
      sum += term;
    }
    const Interval series = 2 / sqrt(Interval::pi(bits)) * exp(-sqr(x)) * widen(sum, term);
    BOOST_TEST(overlap(series, erf(x)), q.str());
    BOOST_TEST(series.relative_width() < 1e-35);
  }
}

BOOST_AUTO_TEST_CASE(far_tail_keeps_relative_accuracy) {
  // Mills' ratio: x/(1 + x^2) < tail(x)/density(x) < 1/x.
  for (const long n : {3L, 10L, 40L, 200L}) {
    const Bits bits(120);
    const Interval x(n, bits);
    const Interval density = exp(-sqr(x) / 2) / sqrt(2 * Interval::pi(bits));
    const Interval tail = normal_tail(x);
    BOOST_TEST(certainly_less(density * x / (1 + sqr(x)), tail));
    BOOST_TEST(certainly_less(tail, density / x));
    // x/sqrt(2) is off by 3 units of 2^{1-p}; erfc multiplies a relative error by at most x^2 + 1, for its slope is
    // x phi(x)/tail(x) < x^2 + 1 (Mills); then one more unit.
    BOOST_TEST(tail.relative_width() <= std::ldexp(4.0 * static_cast<double>(n * n + 2), 1 - 120));
  }
}

BOOST_AUTO_TEST_CASE(monotone_on_boxes) {
  const Interval x = Box{Rational(-1), Rational(2)}.at(Bits(100));
  BOOST_TEST(subset(erf(Interval(-1, Bits(100))), erf(x)));
  BOOST_TEST(subset(erf(Interval(2, Bits(100))), erf(x)));
  BOOST_TEST(subset(erfc(Interval(-1, Bits(100))), erfc(x)));
  BOOST_TEST(subset(erfc(Interval(2, Bits(100))), erfc(x)));
  BOOST_TEST(certainly_less(normal_tail(Interval(2, Bits(100))), normal_tail(Interval(1, Bits(100)))));
}

BOOST_AUTO_TEST_CASE(factorials) {
  Integer product = 1;
  for (unsigned long n = 0; n <= 60; ++n) {
    if (n > 0) product *= n;
    for (const long bits : {2L, 20L, 300L}) BOOST_TEST(contains(factorial(n, Bits(bits)), Rational(product)), n);
    BOOST_TEST(factorial(n, Bits(300)).is_point());
  }
}

BOOST_AUTO_TEST_SUITE_END()
