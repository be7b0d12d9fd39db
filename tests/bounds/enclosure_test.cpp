#include "bounds/enclosure.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/interval_text.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Bound;
using bounds::CompiledBound;
using bounds::SymbolValues;
using numeric::Bits;
using numeric::Interval;

namespace {

/// s/x + x with x from 1/10 to 10: least value 2 sqrt(s).
Bound sum() {
  Bound out;
  out.name = "sum";
  out.parameters = {{"x", "1/10", "10"}};
  out.definitions = {{"part", "s/x"}};
  out.formula = "part + x";
  return out;
}

const SymbolValues k_two{{{"s", 2}}};

bool is_dyadic(const Rational& q) {
  Integer bottom = mp::denominator(q);
  while (bottom % 2 == 0) bottom /= 2;
  return bottom == 1;
}

Interval literal(const Rational& q) { return Interval(q, Bits(128)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(enclosure)

BOOST_AUTO_TEST_CASE(the_best_choice_is_found) {
  const auto found = CompiledBound(sum()).enclose(k_two, 20);
  // 2 sqrt(2) = 2.8284271247461900976...
  BOOST_TEST(certainly_less_equal(literal(*symbolic::parse_rational("2.8284271247461900976")), found.value));
  BOOST_TEST(certainly_less_equal(found.value, literal(*symbolic::parse_rational("2.8284271248"))));
  BOOST_TEST(found.parameters.size() == 1u);
  BOOST_TEST(is_dyadic(found.parameters.at("x")));
  BOOST_TEST(found.value.relative_width() < 1e-20);
  // The same parameter given by hand gives the same number.
  BOOST_TEST(overlap(CompiledBound(sum()).enclose(k_two, found.parameters, 20), found.value));
}

BOOST_AUTO_TEST_CASE(ends_and_lower_bounds) {
  Bound rising = sum();
  rising.formula = "x";

  BOOST_TEST(certainly_less_equal(CompiledBound(rising).enclose(k_two, 15).value, literal(Rational(103, 1000))));
  BOOST_TEST(certainly_less(literal(Rational(1, 10)), CompiledBound(rising).enclose(k_two, 15).value));
  rising.is_lower = true;
  const auto top = CompiledBound(rising).enclose(k_two, 15);
  BOOST_TEST(top.parameters.at("x") == 10);  // the upper end is dyadic
}

BOOST_AUTO_TEST_CASE(choices_outside_the_domain_are_left_out) {
  Bound part = sum();
  part.definitions.emplace_back("needed", "log(x - 2)");  // x > 2 is required, though the formula does not use it
  const auto found = CompiledBound(part).enclose(k_two, 12);
  BOOST_TEST(found.parameters.at("x") > 2);
  BOOST_TEST(certainly_less(found.value, literal(Rational(302, 100))));
  Bound nowhere = sum();
  nowhere.definitions.emplace_back("needed", "log(-x)");
  BOOST_CHECK_THROW(CompiledBound(nowhere).enclose(k_two, 12), DomainError);
}

BOOST_AUTO_TEST_CASE(ranges_may_depend_on_numbers_and_earlier_parameters) {
  Bound two = sum();
  two.parameters = {{"x", "0", "s"}, {"y", "x", "2*x"}};
  two.definitions.clear();
  two.formula = "(x - 1)^2 + (y - 3/2)^2";
  const auto found = CompiledBound(two).enclose(k_two, 6);
  BOOST_TEST(found.parameters.at("y") <= 2 * found.parameters.at("x"));
  BOOST_TEST(certainly_less(found.value, literal(Rational(1, 1000000))));
}

BOOST_AUTO_TEST_CASE(refusals) {
  const CompiledBound compiled(sum());
  BOOST_CHECK_THROW(compiled.enclose(SymbolValues{}, 10), Error);
  BOOST_CHECK_THROW(compiled.enclose(k_two, {{"x", Rational(11)}}, 10), Error);
  BOOST_CHECK_THROW(compiled.enclose(k_two, {{"y", Rational(1)}}, 10), Error);
  BOOST_CHECK_NO_THROW(compiled.enclose(k_two, {{"x", Rational(10)}}, 10));
}

BOOST_AUTO_TEST_CASE(conditions) {
  Bound bound = sum();
  bound.least_length = 2;
  bound.conditions = {{"s > 2", "s - 2"}, {"s <= L", "L - s", false}};
  const auto failed = [&](const symbolic::Number& s, const symbolic::Number& L) {
    return CompiledBound(bound).failed_condition(SymbolValues{{{"s", s}, {"L", L}}}).value_or("");
  };
  BOOST_TEST(failed(3, 1) == "L >= 2");
  BOOST_TEST(failed(2, 5) == "s > 2");
  BOOST_TEST(failed(Rational(7, 2), 3) == "s <= L");
  BOOST_TEST(failed(3, 3) == "");
  BOOST_TEST(failed(symbolic::Number::parse("2+1e-40", Place{}), 3) == "");
  BOOST_TEST(failed(symbolic::Number::parse("sqrt(2)^2", Place{}), 3) == "s > 2");
  BOOST_TEST(CompiledBound(bound).failed_condition(k_two).value_or("") == "s > 2");  // no length: only what can be told
}

BOOST_AUTO_TEST_SUITE_END()
