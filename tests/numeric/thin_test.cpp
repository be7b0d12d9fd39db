#include "numeric/thin.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

namespace {

using namespace softlin;
using namespace softlin::numeric;

constexpr unsigned k_seed = 20250301;

Rational draw(std::mt19937_64& engine, long top) {
  std::uniform_int_distribution<long> number(-top * 1000000, top * 1000000);
  return Rational(number(engine), 1000000);
}

/// An interval around `centre` whose relative radius is 2^-power.
Interval around(const Rational& centre, long power, Bits bits) {
  const Rational radius = mp::abs(centre) / Rational(Integer(1) << static_cast<unsigned>(power));
  return Interval::from_ends(Interval(Rational(centre - radius), bits), Interval(Rational(centre + radius), bits));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thin)

BOOST_AUTO_TEST_CASE(exp_contains_the_values_at_the_ends) {
  std::mt19937_64 engine(k_seed);
  for (int i = 0; i < 2000; ++i) {
    const long power = std::uniform_int_distribution<long>(1, 150)(engine);
    const Rational centre = draw(engine, 200);
    BOOST_TEST_CONTEXT("seed " << k_seed << " case " << i << " centre " << centre << " power " << power) {
      const Interval x = around(centre, power, Bits(100));
      const Interval value = thin_exp(x);
      for (const Interval& end : {x.lower(), x.upper()}) {
        BOOST_TEST(subset(exp(end.with_precision(Bits(400))), value));
      }
      // Tightness: at most 5 times the width of the exact image and 16 units in the last place.
      const double image = exp(x).relative_width();
      BOOST_TEST(value.relative_width() <= 5 * image + 0x1p-96);
    }
  }
}

BOOST_AUTO_TEST_CASE(log_of_rest_contains_the_values_at_the_ends) {
  std::mt19937_64 engine(k_seed);
  for (int i = 0; i < 2000; ++i) {
    const long power = std::uniform_int_distribution<long>(1, 150)(engine);
    Rational centre = mp::abs(draw(engine, 1)) / Rational(Integer(1) << static_cast<unsigned>(i % 90));
    if (i % 3 == 0) centre = 1 - centre;
    if (centre <= 0) continue;
    const Interval q = around(centre, power, Bits(120));
    if (!certainly_less(q, Interval(1, Bits(120)))) continue;
    BOOST_TEST_CONTEXT("seed " << k_seed << " case " << i << " centre " << centre << " power " << power) {
      const Interval value = thin_log_of_rest(q);
      for (const Interval& end : {q.lower(), q.upper()}) {
        BOOST_TEST(subset(log1p(-end.with_precision(Bits(400))), value));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(outside_the_domain) {
  const Interval wide = hull(Interval(0, Bits(64)), Interval(2, Bits(64)));
  BOOST_CHECK_THROW(thin_log_of_rest(wide), DomainError);
  BOOST_TEST(subset(exp(wide), thin_exp(wide)));
}

BOOST_AUTO_TEST_SUITE_END()
