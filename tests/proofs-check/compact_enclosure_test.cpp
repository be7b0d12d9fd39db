#include "proofs-check/compact_enclosure.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "proofs-check/table.hpp"
#include "symbolic/rational.hpp"

using namespace softlin;

namespace {

Rational number(const std::string& text) {
  const auto value = symbolic::parse_rational(text);
  BOOST_REQUIRE(value.has_value());
  return *value;
}

/// The ends that "1.25(3)e-5" stands for.
std::pair<Rational, Rational> ends_of(const std::string& text) {
  const auto open = text.find('(');
  const auto e = std::min(text.find('e'), text.size());
  const std::string power = text.substr(e);
  const std::string middle = text.substr(0, std::min(open, e));
  if (open == std::string::npos) return {number(middle + power), number(middle + power)};
  const auto point = middle.find('.');
  const std::size_t places = point == std::string::npos ? 0 : middle.size() - point - 1;
  const std::string radius = text.substr(open + 1, text.find(')') - open - 1);
  BOOST_TEST(radius.size() == 1U);
  const Rational r = number(radius + "e-" + std::to_string(places)) * number("1" + power);
  const Rational m = number(middle + power);
  return {Rational(m - r), Rational(m + r)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compact_enclosure)

BOOST_AUTO_TEST_CASE(examples) {
  BOOST_TEST(check::compact_enclosure("[0.0103345127 +/- 3.2e-12]", 6) == "0.0103345(1)");
  BOOST_TEST(check::compact_enclosure("[0.0103345127 +/- 3.2e-12]") == "0.010334512700(4)");
  BOOST_TEST(check::compact_enclosure("[0.25 +/- 1e-9]") == "0.250000000(1)");
  BOOST_TEST(check::compact_enclosure("[-1.5e-30 +/- 2e-32]") == "-1.50(2)e-30");
  BOOST_TEST(check::compact_enclosure("[12345678.9 +/- 0.2]") == "1.23456789(2)e7");
  BOOST_TEST(check::compact_enclosure("[1234 +/- 20]") == "1.23(3)e3");
  BOOST_TEST(check::compact_enclosure("[0 +/- 1e-9]") == "0(1)e-9");
  BOOST_TEST(check::compact_enclosure("[0.125 +/- 0]", 6) == "0.125");
  BOOST_TEST(check::compact_enclosure("[9.9999999 +/- 1e-9]", 3) == "10.00(1)");
}

BOOST_AUTO_TEST_CASE(other_text) {
  for (const char* text : {"", "-", "0.5", "[0.5]", "[a +/- b]", "[1 +/- -1]", "x [1 +/- 1]", "[1 +/- 1] y", "[ +/- ]",
                           "[1 +/- 1e-9999999999999999999]", "[1e9000 +/- 1]"}) {
    BOOST_TEST(check::compact_enclosure(text) == "", text);
  }
  BOOST_TEST(!check::is_enclosure("0.5"));
  BOOST_TEST(check::is_enclosure("[0.5 +/- 1e-9]"));
}

BOOST_AUTO_TEST_CASE(contains_what_it_stands_for) {
  std::mt19937_64 random(5);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  for (int i = 0; i < 4000; ++i) {
    std::string middle = std::to_string(below(10)) + "." + std::to_string(below(1000000000));
    if (below(2) == 0) middle = "-" + middle;
    const long power = static_cast<long>(below(60)) - 30;
    const std::string radius = std::to_string(1 + below(99)) + "." + std::to_string(below(100)) + "e" +
                               std::to_string(power - static_cast<long>(below(14)));
    middle += "e" + std::to_string(power);
    const int digits = static_cast<int>(below(13));
    const std::string text = check::compact_enclosure("[" + middle + " +/- " + radius + "]", digits);
    BOOST_REQUIRE(!text.empty());
    const auto [low, high] = ends_of(text);
    BOOST_TEST((low <= number(middle) - number(radius) && number(middle) + number(radius) <= high),
               middle + " " + radius + " " + std::to_string(digits) + " " + text);
    // One digit of uncertainty is no more than a factor of ten, or the digits asked for.
    const Rational width = high - low;
    if (digits == 0)
      BOOST_TEST((width <= 22 * number(radius) + 2 * number("1e-9") * number("1e" + std::to_string(power))), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
