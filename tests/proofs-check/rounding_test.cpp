#include "proofs-check/rounding.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace softlin;
using namespace softlin::check;
using numeric::Bits;
using numeric::Interval;

namespace {

Interval point(const char* text, long bits = 200) { return Interval(*symbolic::parse_rational(text), Bits(bits)); }
Interval between(const char* lower, const char* upper, long bits = 200) {
  return Interval::from_ends(point(lower, bits), point(upper, bits));
}
Rational value(const std::string& text) {
  const auto read = symbolic::parse_rational(text);
  BOOST_REQUIRE_MESSAGE(read, text << " is not a number");
  return *read;
}
Rational end_value(mpfr_srcptr end) {
  Rational out;
  mpfr_get_q(out.backend().data(), end);
  return out;
}
Rational lower_value(const Interval& x) { return end_value(&x.raw()->left); }
Rational upper_value(const Interval& x) { return end_value(&x.raw()->right); }

/// An interval with ends of any sign, size and width.
Interval random_interval(std::mt19937_64& engine) {
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); };
  const Bits bits(draw(24, 200));
  const auto end = [&] {
    return numeric::scale_by_power_of_two(Interval(draw(-1000000, 1000000), bits) / 3, draw(-90, 60)).lower();
  };
  const Interval a = end();
  if (draw(0, 3) == 0) return a;
  if (draw(0, 1) == 0) return Interval(1, bits) / 3 * a;
  return hull(a, end());
}

Interval positive(const Interval& x) { return sqr(x) + Interval(Rational(1, 1000), x.precision()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(rounding)

BOOST_AUTO_TEST_CASE(by_hand) {
  const Interval third = point("1/3");
  BOOST_TEST(rounded_down(third, 4) == "0.3333");
  BOOST_TEST(rounded_up(third, 4) == "0.3334");
  BOOST_TEST(short_value(third, 4) == "0.3333");
  BOOST_TEST(rounded_down(-third, 4) == "-0.3334");
  BOOST_TEST(rounded_up(-third, 4) == "-0.3333");
  BOOST_TEST(rounded_up(point("1/2"), 4) == "0.5000");
  BOOST_TEST(rounded_down(point("0"), 4) == "0");
  BOOST_TEST(rounded_down(point("16"), 4) == "16.00");
  BOOST_TEST(rounded_up(point("9999.5"), 4) == "10000");
  BOOST_TEST(rounded_down(point("1234567"), 4) == "1234000");
  BOOST_TEST(rounded_up(point("12345678"), 4) == "1.235e+7");
  BOOST_TEST(rounded_up(point("1e12"), 4) == "1.000e+12");
  BOOST_TEST(rounded_down(point("1e12"), 1) == "1e+12");
  BOOST_TEST(rounded_down(point("1e12"), 0) == "1e+12");
  BOOST_TEST(rounded_up(point("1/3"), 1) == "0.4");
  BOOST_TEST(rounded_down(point("1/1024"), 3) == "0.000976");
  BOOST_TEST(rounded_down(point("1/8192"), 3) == "0.000122");
  BOOST_TEST(rounded_down(point("1/16384"), 3) == "6.10e-5");
  BOOST_TEST(rounded_up(point("2.5e-30"), 4).substr(0, 4) == "2.50");
  BOOST_TEST(short_value(between("1", "2"), 3) == "1.50");
}

BOOST_AUTO_TEST_CASE(ranges) {
  BOOST_TEST(range_text(point("1/3"), 4) == "0.3333");
  BOOST_TEST(range_text(between("0.52101", "0.61808"), 4) == "0.5210..0.6181");
  BOOST_TEST(range_text(between("-1", "1"), 2) == "-1.0..1.0");
}

BOOST_AUTO_TEST_CASE(infinite_ends) {
  Interval x = point("1");
  mpfr_set_inf(&x.raw()->right, 1);
  BOOST_TEST(rounded_up(x, 4) == "inf");
  BOOST_TEST(rounded_down(x, 4) == "1.000");
  BOOST_TEST(short_value(x, 4) == "inf");
  const PrintedPair pair = printed_pair(point("2"), x, Verdict::undecided, Relation::at_most, 3);
  BOOST_TEST(pair.deviation == "2.00");
  BOOST_TEST(pair.bound == "inf");
}

BOOST_AUTO_TEST_CASE(never_inside) {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 3000; ++i) {
    const Interval x = random_interval(engine);
    const int digits = std::uniform_int_distribution<int>(1, 25)(engine);
    const Rational down = value(rounded_down(x, digits));
    const Rational up = value(rounded_up(x, digits));
    BOOST_TEST_CONTEXT("case " << i << ", digits " << digits << ", " << rounded_down(x, 40) << ".."
                               << rounded_up(x, 40)) {
      BOOST_TEST((down <= lower_value(x)));
      BOOST_TEST((up >= upper_value(x)));
      // Off by less than one unit of the last of `digits` digits: 10^(1-digits) relatively.
      const Rational unit(1, mp::pow(Integer(10), static_cast<unsigned>(digits - 1)));
      BOOST_TEST((lower_value(x) - down <= unit * mp::abs(lower_value(x))));
      BOOST_TEST((up - upper_value(x) <= unit * mp::abs(upper_value(x))));
    }
  }
}

BOOST_AUTO_TEST_CASE(pairs_by_verdict) {
  const Interval small = between("0.12341", "0.12349");
  const Interval large = between("0.56781", "0.56789");
  const auto shown = [](const PrintedPair& pair) { return pair.deviation + " " + pair.bound; };
  using enum Relation;
  BOOST_TEST(shown(printed_pair(small, large, Verdict::proved, at_most, 3)) == "0.124 0.567");
  BOOST_TEST(shown(printed_pair(large, small, Verdict::violated, at_most, 3)) == "0.567 0.124");
  BOOST_TEST(shown(printed_pair(large, small, Verdict::proved, at_least, 3)) == "0.567 0.124");
  BOOST_TEST(shown(printed_pair(small, large, Verdict::violated, at_least, 3)) == "0.124 0.567");
  BOOST_TEST(shown(printed_pair(small, large, Verdict::undecided, at_most, 3)) == "0.123 0.568");
  BOOST_TEST(shown(printed_pair(small, large, Verdict::proved, equal, 3)) == "0.123 0.568");
}

BOOST_AUTO_TEST_CASE(more_digits_where_needed) {
  const auto shown = [](const PrintedPair& pair) { return pair.deviation + " " + pair.bound; };
  using enum Relation;
  const Interval a = point("0.500000123");
  const Interval b = point("0.500000456");
  BOOST_TEST(shown(printed_pair(a, b, Verdict::proved, at_most, 4)) == "0.5000002 0.5000004");
  BOOST_TEST(shown(printed_pair(b, a, Verdict::violated, at_most, 4)) == "0.5000004 0.5000002");
  BOOST_TEST(shown(printed_pair(b, a, Verdict::proved, at_least, 4)) == "0.5000004 0.5000002");
  BOOST_TEST(shown(printed_pair(a, b, Verdict::violated, equal, 4)) == "0.5000001 0.5000005");
  // Printed numbers that are equal suit "at most", not "violated".
  BOOST_TEST(shown(printed_pair(point("0.49999"), point("0.50001"), Verdict::proved, at_most, 4)) == "0.5000 0.5000");
  BOOST_TEST(shown(printed_pair(point("0.500012"), point("0.499987"), Verdict::violated, at_most, 4)) ==
             "0.50001 0.49999");
  BOOST_TEST(shown(printed_pair(point("1"), point("1"), Verdict::proved, at_most, 4)) == "1.000 1.000");
  BOOST_TEST(shown(printed_pair(point("0"), point("0"), Verdict::proved, at_most, 4)) == "0 0");
}

BOOST_AUTO_TEST_CASE(equal_ends_that_are_not_decimals) {
  const Interval third = Interval(1, Bits(53)) / 3;
  const PrintedPair pair = printed_pair(third.lower(), third.lower(), Verdict::proved, Relation::at_most, 4);
  BOOST_TEST(pair.deviation.size() >= 18U);
  BOOST_TEST((value(pair.deviation) >= lower_value(third)));
  BOOST_TEST((value(pair.bound) <= lower_value(third)));
}

BOOST_AUTO_TEST_CASE(printed_comparisons_follow_from_the_ends) {
  std::mt19937_64 engine(11);
  int decided = 0;
  for (int i = 0; i < 4000; ++i) {
    const Interval x = random_interval(engine);
    // Often so close to x that few digits do not tell the two apart.
    const Interval y = i % 2 == 0 ? random_interval(engine)
                                  : x + numeric::scale_by_power_of_two(x.upper(), -1 - static_cast<int>(engine() % 20));
    const int digits = std::uniform_int_distribution<int>(1, 6)(engine);
    const bool below = certainly_less(x, y);
    if (!below && !certainly_less(y, x)) continue;
    ++decided;
    for (const Relation relation : {Relation::at_most, Relation::at_least}) {
      const Verdict verdict = below == (relation == Relation::at_most) ? Verdict::proved : Verdict::violated;
      const PrintedPair pair = printed_pair(x, y, verdict, relation, digits);
      const Rational deviation = value(pair.deviation);
      const Rational bound = value(pair.bound);
      BOOST_TEST_CONTEXT("case " << i << ": " << pair.deviation << " and " << pair.bound) {
        if (below) {
          BOOST_TEST((deviation >= upper_value(x)));
          BOOST_TEST((bound <= lower_value(y)));
          BOOST_TEST((deviation <= bound));
          if (verdict == Verdict::violated) BOOST_TEST((deviation < bound));
        } else {
          BOOST_TEST((deviation <= lower_value(x)));
          BOOST_TEST((bound >= upper_value(y)));
          BOOST_TEST((deviation >= bound));
          if (verdict == Verdict::violated) BOOST_TEST((deviation > bound));
        }
      }
    }
  }
  BOOST_TEST(decided > 1000);
}

BOOST_AUTO_TEST_CASE(ratios) {
  using enum Relation;
  BOOST_TEST(printed_ratio(point("1"), point("3"), Verdict::proved, at_most, 3) == "0.334");
  BOOST_TEST(printed_ratio(point("3"), point("1.7"), Verdict::violated, at_most, 3) == "1.76");
  BOOST_TEST(printed_ratio(point("3"), point("1.7"), Verdict::proved, at_least, 3) == "1.76");
  BOOST_TEST(printed_ratio(point("1"), point("3"), Verdict::violated, at_least, 3) == "0.334");
  BOOST_TEST(printed_ratio(point("1"), point("3"), Verdict::undecided, at_most, 3) == "0.333");
  BOOST_TEST(printed_ratio(point("1"), point("0"), Verdict::violated, at_most, 3) == "inf");
  BOOST_TEST(printed_ratio(point("0"), point("0"), Verdict::proved, at_most, 3) == "-");
  BOOST_TEST(printed_ratio(point("1"), point("-1"), Verdict::violated, at_most, 3) == "-");
  BOOST_TEST(printed_ratio(point("1"), between("-1", "2"), Verdict::undecided, at_most, 3) == "-");
}

BOOST_AUTO_TEST_CASE(ratios_are_on_the_safe_side) {
  std::mt19937_64 engine(13);
  for (int i = 0; i < 1000; ++i) {
    const Interval x = positive(random_interval(engine));
    const Interval y = positive(random_interval(engine));
    const bool below = certainly_less(x, y);
    if (!below && !certainly_less(y, x)) continue;
    const Rational ratio =
        value(printed_ratio(x, y, below ? Verdict::proved : Verdict::violated, Relation::at_most, 4));
    BOOST_TEST((below ? ratio >= upper_value(x) / lower_value(y) : ratio <= lower_value(x) / upper_value(y)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
