#include <boost/test/unit_test.hpp>

#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

BOOST_AUTO_TEST_SUITE(softmax_expectation_slow)

/// Random (statistic, s, L, digits): an enclosure of the width asked for, which agrees with one of other digits.
BOOST_AUTO_TEST_CASE(random_cases_at_two_precisions) {
  const std::uint64_t seed = 43001;
  Dice dice(seed);
  for (int i = 0; i < scaled(10000); ++i) {
    const SoftmaxCase c = draw_softmax_case(dice);
    const int other = static_cast<int>(dice.between(5, 42));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << c << " and " << other) {
      check_at_two_precisions(c, other);
    }
  }
}

/// Steep slopes and many digits.
BOOST_AUTO_TEST_CASE(ends_of_the_range) {
  const std::uint64_t seed = 43002;
  Dice dice(seed);
  for (int i = 0; i < scaled(40); ++i) {
    SoftmaxCase c = draw_softmax_case(dice);
    if (dice.one_in(2)) {
      c.s = Rational(dice.between(800, 1600), 100);
    } else {
      c.digits = static_cast<int>(dice.between(60, 150));
      c.s = Rational(dice.between(50, 300), 100);
    }
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << c) { check_at_two_precisions(c, c.digits + 7); }
  }
}

/// A grows with s and falls with L along random chains.
BOOST_AUTO_TEST_CASE(monotone_chains) {
  const std::uint64_t seed = 43003;
  Dice dice(seed);
  for (int i = 0; i < scaled(30); ++i) {
    SoftmaxCase c = draw_softmax_case(dice);
    Interval before = expect("A", c.s, c.L, 20);
    for (int step = 0; step < 6; ++step) {
      const bool grow = dice.one_in(2);
      if (grow) {
        c.s *= Rational(1000 + dice.between(1, 50), 1000);
      } else {
        c.L += dice.between(1, 3);
      }
      const Interval now = expect("A", c.s, c.L, 20);
      BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << c) {
        BOOST_TEST(!(grow ? certainly_less(now, before) : certainly_less(before, now)));
      }
      before = now;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
