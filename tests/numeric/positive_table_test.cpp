#include "numeric/positive_table.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

constexpr Bits k_bits(80);

/// A rational in (0, 1), now and then next to an end.
Rational draw_unit(Dice& dice) {
  const Integer scale = Integer(1) << static_cast<unsigned>(dice.between(3, 120));
  if (dice.one_in(6)) return Rational(Integer(scale - 1), scale);
  if (dice.one_in(6)) return Rational(Integer(1), scale);
  return Rational(Integer(dice.bits()) % (scale - 1) + 1, scale);
}

bool holds(const PositiveTable& table, std::size_t k, const Rational& x) { return contains(table.at(k), x); }

Rational power(const Rational& x, std::uint64_t n) {
  Rational out = 1;
  for (std::uint64_t i = 0; i < n; ++i) out *= x;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(positive_table)

BOOST_AUTO_TEST_CASE(starts_with_zeros) {
  const PositiveTable table(3, k_bits);
  BOOST_TEST(table.size() == 3U);
  BOOST_TEST(holds(table, 2, 0));
  BOOST_TEST(table.at(1).is_point());
}

BOOST_AUTO_TEST_CASE(negative_numbers_are_refused_and_ends_below_zero_cut) {
  PositiveTable table(1, k_bits);
  BOOST_CHECK_THROW(table.set(0, Interval(-1, k_bits)), DomainError);
  table.set(0, hull(Interval(-1, k_bits), Interval(2, k_bits)));
  BOOST_TEST(holds(table, 0, 0));
  BOOST_TEST(holds(table, 0, 2));
  BOOST_TEST(!holds(table, 0, Rational(-1, 1000)));
}

BOOST_AUTO_TEST_CASE(random_operations_enclose_the_exact_result) {
  const std::uint64_t seed = 42101;
  Dice dice(seed);
  for (int i = 0; i < scaled(3000); ++i) {
    const Rational x = draw_unit(dice);
    const Rational y = draw_unit(dice);
    PositiveTable table(4, Bits(dice.between(2, 130)));
    table.set(0, Interval(x, k_bits));
    table.set(1, Interval(y, k_bits));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": x = " << x.str() << ", y = " << y.str()) {
      BOOST_TEST(holds(table, 0, x));
      table.set_product(2, table, 0, table, 1);
      BOOST_TEST(holds(table, 2, x * y));
      table.set_rest(3, table, 0);
      BOOST_TEST(holds(table, 3, 1 - x));
      table.add(3, table, 2);
      BOOST_TEST(holds(table, 3, 1 - x + x * y));
      table.scale_by_power_of_two(3, -7);
      BOOST_TEST(holds(table, 3, (1 - x + x * y) / 128));
      table.set_rest(1, table, 1);
      BOOST_TEST(holds(table, 1, 1 - y));
      table.set_product(1, table, 1, table, 1);
      BOOST_TEST(holds(table, 1, (1 - y) * (1 - y)));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_powers_enclose_both_ends) {
  const std::uint64_t seed = 42102;
  Dice dice(seed);
  for (int i = 0; i < scaled(1000); ++i) {
    Rational x = draw_unit(dice);
    Rational y =
        dice.one_in(3) ? draw_unit(dice) : x + (1 - x) / (Integer(1) << static_cast<unsigned>(dice.between(1, 90)));
    if (y < x) std::swap(x, y);
    const std::uint64_t n = static_cast<std::uint64_t>(dice.between(0, 60));
    PositiveTable ends(2, Bits(200));
    ends.set(0, Interval(x, Bits(200)));
    ends.set(1, Interval(y, Bits(200)));
    PositiveTable out(1, Bits(dice.between(10, 130)));
    set_power(out, 0, ends.lower(0), ends.upper(1), n);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << x.str() << " .. " << y.str() << " to the " << n) {
      BOOST_TEST(holds(out, 0, power(x, n)));
      BOOST_TEST(holds(out, 0, power(y, n)));
    }
  }
}

BOOST_AUTO_TEST_CASE(high_powers_stay_narrow) {
  // (1 - 10^-15)^(10^15) = e^-1 (1 - 10^-15/2 + ...)
  const Rational x = 1 - Rational(Integer(1), Integer(1000000000000000));
  PositiveTable base(1, Bits(200));
  base.set(0, Interval(x, Bits(200)));
  PositiveTable out(1, Bits(160));
  set_power(out, 0, base.lower(0), base.upper(0), 1000000000000000U);
  BOOST_TEST(out.at(0).relative_width() < 1e-30);
  BOOST_TEST(overlap(out.at(0), exp(Interval(1000000000000000, Bits(300)) * log(Interval(x, Bits(300))))));
}

BOOST_AUTO_TEST_CASE(the_power_of_zero) {
  PositiveTable base(1, k_bits);
  PositiveTable out(1, k_bits);
  set_power(out, 0, base.lower(0), base.upper(0), 3);
  BOOST_TEST(holds(out, 0, 0));
  BOOST_TEST(out.at(0).is_point());
  set_power(out, 0, base.lower(0), base.upper(0), 0);
  BOOST_TEST(holds(out, 0, 1));
}

BOOST_AUTO_TEST_SUITE_END()
