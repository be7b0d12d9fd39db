#include "numeric/expectation.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/evaluate.hpp"
#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::ExpectationForm;
using symbolic::Number;

namespace {

namespace sm = symbolic::softmax;

Number parsed(const char* text) { return Number::parse(text, Place{"test", 0, {}}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(expectation)

BOOST_AUTO_TEST_CASE(squared_bias_and_constant) {
  // constant + c E A2 + b (E A)^2 against the parts.
  const Integer L(37);
  const Number u(Rational(7, 5));
  const ExpectationForm form{u, Number(Rational(-1, 3)), {{Number(5), sm::a2()}}, Number(Rational(2, 7))};
  const Interval found = Expectation(form).enclose(L, 25);
  const Interval a = Expectation({u, 0, {{1, sm::a()}}, 0}).enclose(L, 30);
  const Interval a2 = Expectation({u, 0, {{1, sm::a2()}}, 0}).enclose(L, 30);
  const Interval parts = 5 * a2 + Interval(Rational(2, 7), Bits(200)) * sqr(a) - Interval(Rational(1, 3), Bits(200));
  BOOST_TEST(overlap(found, parts), to_text(found) << " " << to_text(parts));
  BOOST_TEST(width_reached(found, 25));
}

BOOST_AUTO_TEST_CASE(a_constant_alone) {
  const Interval found = Expectation({Number(1), parsed("sqrt(2)"), {}, 0}).enclose(10, 30);
  BOOST_TEST(overlap(sqr(found), Interval(2, Bits(300))));
  BOOST_TEST(width_reached(found, 30));
}

BOOST_AUTO_TEST_CASE(zero_coefficients_are_left_out) {
  const ExpectationForm with{
      Number(2), 0, {{0, sm::a5()}, {1, sm::a()}, {parsed("sqrt(8)-2*sqrt(2)"), sm::k40_s4()}}, 0};
  const ExpectationForm without{Number(2), 0, {{1, sm::a()}}, 0};
  const Interval x = Expectation(with).enclose(9, 20);
  const Interval y = Expectation(without).enclose(9, 20);
  BOOST_TEST((subset(x, y) && subset(y, x)));
}

BOOST_AUTO_TEST_CASE(irrational_coefficients) {
  const Interval found = Expectation({Number(2), 0, {{parsed("exp(1)"), sm::a()}}, 0}).enclose(9, 30);
  const Interval a = Expectation({Number(2), 0, {{1, sm::a()}}, 0}).enclose(9, 40);
  BOOST_TEST(overlap(found, a * exp(Interval(1, Bits(300)))));
  BOOST_TEST(width_reached(found, 30));
}

BOOST_AUTO_TEST_CASE(cancellation_is_paid_for_with_guard_digits) {
  // 10^25 A - 10^25 A' for statistics that differ by 10^-25 A2: the width asked for is still reached.
  const Rational tiny(Integer(1), mp::pow(Integer(10), 25));
  const ExpectationForm form{Number(1), 0, {{1, sm::a() + tiny * sm::a2()}, {-1, sm::a()}}, 0};
  const Interval found = Expectation(form).enclose(20, 15);
  const Interval expected = Interval(tiny, Bits(300)) * Expectation({Number(1), 0, {{1, sm::a2()}}, 0}).enclose(20, 20);
  BOOST_TEST(overlap(found, expected), to_text(found) << " " << to_text(expected));
  BOOST_TEST(width_reached(found, 15));
}

BOOST_AUTO_TEST_CASE(a_value_of_zero_at_one_token_is_exact) {
  // C = s (1 - A) = 0 at L = 1, also where s has to be rounded.
  for (const Number& s : {Number(2), Number(Rational(1, 3)), parsed("sqrt(2)"), parsed("exp(1)/7")}) {
    const ExpectationForm form = symbolic::named_statistic("C", s);
    BOOST_TEST((form.at_equal_weights(1) == Number(0)));
    const Interval found = Expectation(form).enclose(1, 30);
    BOOST_TEST(found.is_point(), s.text() << ": " << to_text(found));
    BOOST_TEST(contains(found, 0));
  }
}

BOOST_AUTO_TEST_CASE(exact_values_at_equal_weights) {
  const ExpectationForm form{Number(0), Number(Rational(1, 2)), {{Number(3), sm::g4()}}, Number(4)};
  // g4 = 1/L + 2/L^2 - 2/L^2 = 1/L; 1/2 + 3/5 + 4/25 at L = 5
  BOOST_TEST((form.at_equal_weights(5) == Number(Rational(63, 50))));
  BOOST_TEST(contains(Expectation(form).enclose(5, 30), Rational(63, 50)));
  BOOST_TEST(
      contains(Expectation({Number(7), Number(Rational(1, 2)), {{Number(3), sm::g4()}}, Number(4)}).enclose(1, 30),
               Rational(15, 2)));
}

BOOST_AUTO_TEST_CASE(slope_is_kept_exactly) {
  const Expectation e({Number(Rational(1, 3)), 0, {{1, sm::a()}}, 0});
  BOOST_TEST(contains(e.s_squared().enclose(Bits(500)), Rational(1, 3)));
  BOOST_CHECK_THROW(Expectation({Number(-1), 0, {}, 0}), Error);
  BOOST_CHECK_THROW(e.enclose(0, 5), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
