/// A lattice rule with a fault put in gives an enclosure that misses the true value; without the fault it holds it.

#include <boost/test/unit_test.hpp>

#include "tests/numeric/coarse_rule.hpp"
#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

using Monomial = std::vector<int>;

/// By the engine, far narrower than any coarse rule.
Interval reference(const Monomial& monomial, const Rational& s, long L) {
  symbolic::WeightPolynomial f(Rational(1));
  for (const int n : monomial) f = f * symbolic::WeightPolynomial::power_sum(n);
  return expect_weights({f}, ScoreVariance(symbolic::Number(Rational(s * s))), L, 25).front();
}

/// s = 1, L = 3: every error term below 10^-5.
CoarseRule fine_rule() {
  CoarseRule rule;
  rule.s = 1;
  rule.L = 3;
  rule.outer_step = Rational(3, 10);
  rule.inner_step = Rational(2, 5);
  rule.theta = Rational(7, 5);
  rule.low = -14;
  rule.high = 6;
  return rule;
}

/// s = 3/10, L = 1000: the sum of the exponentials hardly varies, so that an outer lattice errs in one direction.
CoarseRule narrow_rule() {
  CoarseRule rule = fine_rule();
  rule.s = Rational(3, 10);
  rule.L = 1000;
  rule.inner_step = Rational(1, 10);
  rule.theta = 1;
  rule.low = -24;
  rule.high = -2;
  return rule;
}

/// The sound rule holds the value, more narrowly than `width`; with the fault it misses it.
void expect_caught(CoarseRule rule, Fault fault, const Monomial& monomial, double width, const char* what) {
  const Interval truth = reference(monomial, rule.s, rule.L);
  const Interval sound = rule.expectation(monomial);
  rule.fault = fault;
  const Interval faulty = rule.expectation(monomial);
  BOOST_TEST_CONTEXT(what << ": true " << to_text(truth) << ", sound " << to_text(sound) << ", faulty "
                          << to_text(faulty)) {
    BOOST_TEST(subset(truth, sound));
    BOOST_TEST(sound.relative_width() < width);
    BOOST_TEST(!overlap(truth, faulty));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seeded_fault)

BOOST_AUTO_TEST_CASE(unity) {
  // S_1 = 1: (1) with factors (1,0) must give 1, by Theorems A and B alone.
  for (const long L : {1L, 2L, 1000L}) {
    CoarseRule rule = fine_rule();
    rule.L = L;
    rule.low = -24;
    rule.high = 10;
    for (const Monomial& monomial : {Monomial{1}, Monomial{1, 1}, Monomial{1, 1, 1}}) {
      const Interval found = rule.expectation(monomial);
      BOOST_TEST(contains(found, 1), "L = " << L << ": " << to_text(found));
      BOOST_TEST(found.relative_width() < (monomial.size() == 1 ? 1e-2 : 1e-5), to_text(found));
      // One partition too many is seen at once.
      rule.fault = Fault::partition_count;
      BOOST_TEST(!contains(rule.expectation(monomial), 1));
      rule.fault = Fault::none;
    }
  }
}

BOOST_AUTO_TEST_CASE(wrong_formulas) {
  const std::pair<Fault, const char*> faults[] = {{Fault::falling_factorial, "L^b"},
                                                  {Fault::tokens_left, "m_0^L"},
                                                  {Fault::partition_count, "partition count"},
                                                  {Fault::factorial, "N!"},
                                                  {Fault::inner_function, "m_n with e^{(n-1)v}"},
                                                  {Fault::step_of_sum, "step 1/500 too large"}};
  for (const auto& [fault, what] : faults) {
    expect_caught(fine_rule(), fault, {2, 2}, 1e-5, what);
    CoarseRule two = fine_rule();
    two.L = 2;
    expect_caught(two, fault, {2, 3}, 1e-5, what);
  }
}

BOOST_AUTO_TEST_CASE(outer_discretisation_left_out_or_halved) {
  for (const auto& [fault, what] : {std::pair{Fault::no_aliasing, "no Theorem A"},
                                    std::pair{Fault::step_of_bound, "Theorem A with half the step"}}) {
    CoarseRule rule = narrow_rule();
    rule.outer_step = 1;
    rule.offset = Rational(1, 4);
    expect_caught(rule, fault, {2}, 1e-2, what);
    rule.offset = Rational(3, 4);
    expect_caught(rule, fault, {2}, 1e-2, what);
  }
}

BOOST_AUTO_TEST_CASE(inner_discretisation_left_out) {
  CoarseRule rule = narrow_rule();
  rule.inner_step = Rational(45, 100);  // 3/2 in xi: the density alone sums up to 1 + 3e-4
  rule.theta = Rational(5, 4);
  expect_caught(rule, Fault::no_strip, {2}, 2e-2, "no Theorem B");
}

BOOST_AUTO_TEST_CASE(ends_of_the_sums_left_out) {
  CoarseRule window = fine_rule();
  window.window = Rational(7, 2);
  expect_caught(window, Fault::no_window, {2, 2}, 2e-1, "inner window");
  CoarseRule left = fine_rule();
  left.low = -5;
  expect_caught(left, Fault::no_left_tail, {2}, 2e-1, "left tail");
  CoarseRule right = fine_rule();
  right.high = 1;
  expect_caught(right, Fault::no_right_tail, {2}, 1, "right tail");
}

BOOST_AUTO_TEST_CASE(rounding_in_a_wrong_direction) {
  CoarseRule rule = fine_rule();
  rule.sum_bits = Bits(16);
  for (const Fault fault : {Fault::rounding_to_nearest, Fault::rounding_up}) {
    expect_caught(rule, fault, {2, 2}, 1e-2, fault == Fault::rounding_up ? "rounded up" : "rounded to nearest");
  }
}

BOOST_AUTO_TEST_SUITE_END()
