#include "numeric/interval_text.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

Interval range(const Rational& low, const Rational& high, Bits bits) { return Box{low, high}.at(bits); }

Rational read(const std::string& text) {
  const auto value = parse_rational(text);
  BOOST_REQUIRE_MESSAGE(value, "not a number: " << text);
  return *value;
}

/// The exact set that a printed interval stands for.
Box meant(const std::string& text) {
  const auto sign = text.find(" +/- ");
  if (sign == std::string::npos) return {read(text), read(text)};
  BOOST_REQUIRE(text.front() == '[' && text.back() == ']');
  const Rational middle = read(text.substr(1, sign - 1));
  const Rational radius = read(text.substr(sign + 5, text.size() - sign - 6));
  BOOST_TEST(radius > 0);
  return {Rational(middle - radius), Rational(middle + radius)};
}

/// Significant digits of a printed decimal.
int digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? 0 : static_cast<int>(digits.size() - first);
}

Interval draw(Dice& dice) { return draw_box(dice, 3000).at(Bits(dice.between(2, 250))); }

}  // namespace

BOOST_AUTO_TEST_SUITE(interval_text)

BOOST_AUTO_TEST_CASE(spot_values) {
  const Bits bits(100);
  BOOST_TEST(to_text(Interval(1, bits)) == "1");
  BOOST_TEST(to_text(Interval(0, bits)) == "0");
  BOOST_TEST(to_text(Interval(-12, bits)) == "-12");
  BOOST_TEST(to_text(Interval(Rational(1, 8), bits)) == "0.125");
  BOOST_TEST(to_text(Interval(Rational(-5, 4), bits)) == "-1.25");
  BOOST_TEST(to_text(range(Rational(1, 4), Rational(1, 2), bits)).find("+/-") != std::string::npos);
  BOOST_TEST(lower_text(Interval(Rational(1, 3), bits), 3) == "0.333");
  BOOST_TEST(upper_text(Interval(Rational(1, 3), bits), 3) == "0.334");
  BOOST_TEST(lower_text(Interval(Rational(-1, 3), bits), 3) == "-0.334");
  BOOST_TEST(upper_text(Interval(Rational(-1, 3), bits), 3) == "-0.333");
  BOOST_TEST(upper_text(Interval(Rational(9999, 10000), bits), 3) == "1");
  BOOST_TEST(lower_text(Interval(Integer("120000000000000000000"), bits), 2) == "120000000000000000000");
  BOOST_TEST(lower_text(Interval(Integer("1000000000000000000000"), bits), 2) == "1e+21");
  BOOST_TEST(lower_text(Interval(Integer("12345678901234567890123456"), bits), 3) == "1.23e+25");
  BOOST_TEST(upper_text(Interval(Rational(1, 3000000), bits), 3) == "3.34e-7");
  BOOST_TEST(lower_text(Interval(Rational(1, 64), bits), 7) == "0.015625");
}

BOOST_AUTO_TEST_CASE(parse_contains_what_was_printed) {
  const std::uint64_t seed = 7001;
  Dice dice(seed);
  for (int digits = 1; digits <= 60; ++digits) {
    for (int i = 0; i < scaled(20); ++i) {
      const Interval x = draw(dice);
      const std::string text = to_text(x, digits);
      const Bits bits(dice.between(2, 250));
      BOOST_TEST_CONTEXT("seed " << seed << " digits " << digits << " case " << i << " x " << shown(x) << " text "
                                 << text) {
        const Interval back = parse_interval(text, bits);
        BOOST_TEST(back.precision().count == bits.count);
        BOOST_TEST(subset(x, back), shown(back));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_printed_radius_really_contains) {
  const std::uint64_t seed = 7002;
  Dice dice(seed);
  for (int i = 0; i < scaled(1500); ++i) {
    const Interval x = draw(dice);
    const int digits = static_cast<int>(dice.between(1, 60));
    const std::string text = to_text(x, digits);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " digits " << digits << " x " << shown(x) << " text "
                               << text) {
      const Box box = meant(text);
      const Rational low = exact_lower(x);
      const Rational high = exact_upper(x);
      BOOST_TEST(box.low <= low);
      BOOST_TEST(box.high >= high);
      // Not absurdly wide. The binary midpoint is an end at worst: radius <= width; printing the middle to max(digits, 2)
      // digits adds 10^{1-digits} |x|/2, or to the accuracy of the width half of it; the radius is rounded up by 10%.
      const Rational size = std::max(mp::abs(low), mp::abs(high));
      const int kept = std::min(std::max(digits, 2), 17);
      const Rational allowance =
          Rational(33, 10) * (high - low + size * Rational(1, mp::pow(Integer(10), static_cast<unsigned>(kept - 1))));
      BOOST_TEST(Rational(box.high - box.low) <= allowance);
    }
  }
}

BOOST_AUTO_TEST_CASE(ends_round_outward) {
  const std::uint64_t seed = 7003;
  Dice dice(seed);
  for (int i = 0; i < scaled(1500); ++i) {
    const Interval x = draw(dice);
    const int digits = static_cast<int>(dice.between(1, 60));
    const std::string lower = lower_text(x, digits);
    const std::string upper = upper_text(x, digits);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " digits " << digits << " x " << shown(x) << " " << lower
                               << " " << upper) {
      const Rational low = exact_lower(x);
      const Rational high = exact_upper(x);
      BOOST_TEST(read(lower) <= low);
      BOOST_TEST(read(upper) >= high);
      BOOST_TEST(digits_of(lower) <= std::max({digits, 2, lower.find('e') == std::string::npos ? 22 : 0}));
      // Off by less than one unit of the last of max(digits, 2) digits: at most 10^{1-digits} relative.
      const Rational unit(1, mp::pow(Integer(10), static_cast<unsigned>(std::max(digits, 2) - 1)));
      BOOST_TEST(Rational(low - read(lower)) <= unit * mp::abs(low));
      BOOST_TEST(Rational(read(upper) - high) <= unit * mp::abs(high));
    }
  }
}

BOOST_AUTO_TEST_CASE(chosen_digits_lose_little_of_the_width) {
  const std::uint64_t seed = 7004;
  Dice dice(seed);
  for (int i = 0; i < scaled(1000); ++i) {
    const Rational low = draw_rational(dice, 100);
    const Rational high = low + mp::abs(low) * power_of_two(-dice.between(0, 100));
    const Interval x = range(low, high, Bits(250));
    if (x.is_point()) continue;
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " x " << shown(x)) {
      const Rational width = exact_upper(x) - exact_lower(x);
      const Rational down = exact_lower(x) - read(lower_text(x));
      const Rational up = read(upper_text(x)) - exact_upper(x);
      BOOST_TEST(down >= 0);
      BOOST_TEST(up >= 0);
      BOOST_TEST(Rational(down * 100) <= width, lower_text(x));
      BOOST_TEST(Rational(up * 100) <= width, upper_text(x));
    }
  }
}

BOOST_AUTO_TEST_CASE(hexadecimal_ends_are_exact) {
  const std::uint64_t seed = 7005;
  Dice dice(seed);
  mpfr_t back;
  mpfr_init2(back, 300);
  for (int i = 0; i < scaled(500); ++i) {
    const Interval x = draw(dice);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " " << shown(x)) {
      BOOST_TEST(mpfr_set_str(back, lower_hex(x).c_str(), 0, MPFR_RNDN) == 0);
      BOOST_TEST(exact(back) == exact_lower(x));
      BOOST_TEST(mpfr_set_str(back, upper_hex(x).c_str(), 0, MPFR_RNDN) == 0);
      BOOST_TEST(exact(back) == exact_upper(x));
    }
  }
  mpfr_clear(back);
}

BOOST_AUTO_TEST_CASE(infinite_ends_are_shown) {
  const Interval huge = exp(exp(Interval(1000, Bits(60))));
  BOOST_TEST(upper_text(huge) == "inf");
  BOOST_TEST(to_text(huge).find("inf") != std::string::npos);
  BOOST_TEST(lower_text(-huge) == "-inf");
}

BOOST_AUTO_TEST_CASE(parse_forms) {
  const Bits bits(80);
  const auto same = [](const Interval& x, const Interval& y) {
    BOOST_TEST((subset(x, y) && subset(y, x)), shown(x) << " " << shown(y));
  };
  same(parse_interval("[0.25, 0.5]", bits), range(Rational(1, 4), Rational(1, 2), bits));
  same(parse_interval("[0.25,1/2]", bits), range(Rational(1, 4), Rational(1, 2), bits));
  same(parse_interval("[1 +/- 0.5]", bits), range(Rational(1, 2), Rational(3, 2), bits));
  same(parse_interval("[-1 +/- 0]", bits), Interval(-1, bits));
  same(parse_interval("2.5e-1", bits), Interval(Rational(1, 4), bits));
  // The binary ends of a decimal lie outside it.
  const Interval tenths = parse_interval("[0.1, 0.2]", Bits(5));
  BOOST_TEST(contains(tenths, Rational(1, 10)));
  BOOST_TEST(contains(tenths, Rational(1, 5)));
  const Interval around = parse_interval("[0.3 +/- 0.1]", Bits(5));
  BOOST_TEST(contains(around, Rational(1, 5)));
  BOOST_TEST(contains(around, Rational(2, 5)));
}

BOOST_AUTO_TEST_CASE(parse_refuses) {
  for (const std::string text :
       {"",      " ",           "[",          "]",       "[]",       "[1",        "1]",    "[1]",
        "[1, 2", "[2, 1]",      "[1 +/- -1]", "[1 +/-]", "[+/- 1]",  "[1, 2, 3]", "{1,2}", "nan",
        "inf",   "[-inf, inf]", "1 2",        "sqrt(2)", "[1 +- 2]", "0x1p3"}) {
    BOOST_CHECK_THROW(parse_interval(text, Bits(53)), InputError);
  }
}

BOOST_AUTO_TEST_CASE(more_digits_than_a_double_has_exponents) {
  // Relative width about 10^-420: nothing may be lost in print.
  const Interval x = Interval(1, Bits(1400)) / 3;
  BOOST_TEST(std::abs(log10_relative_width(x) + 421) < 2);
  const std::string shown = to_text(x, 400);
  BOOST_TEST(shown.size() > 400U);
  BOOST_TEST(contains(parse_interval(shown, Bits(2000)), Rational(1, 3)));
  BOOST_TEST(log10_relative_width(parse_interval(shown, Bits(2000))) < -398);
  const Interval ends =
      Interval::from_ends(parse_interval(lower_text(x), Bits(2000)), parse_interval(upper_text(x), Bits(2000)));
  BOOST_TEST(contains(ends, Rational(1, 3)));
  BOOST_TEST(log10_relative_width(ends) < -418);
  BOOST_TEST(log10_relative_width(Interval(2, Bits(10))) == -std::numeric_limits<double>::infinity());
  BOOST_TEST(log10_relative_width(Interval(0, Bits(10)) + (x - x)) == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_SUITE_END()
