#include "symbolic/rational.hpp"

#include <boost/test/unit_test.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

Rational value(const std::string& text) {
  const auto read = parse_rational(text);
  BOOST_REQUIRE_MESSAGE(read, "refused: " << text);
  return *read;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rational)

BOOST_AUTO_TEST_CASE(exact_values) {
  BOOST_TEST(value("12") == Rational(12));
  BOOST_TEST(value("0.1") == Rational(1, 10));
  BOOST_TEST(value("-0.1") == Rational(-1, 10));
  BOOST_TEST(value("+0.25") == Rational(1, 4));
  BOOST_TEST(value(".5") == Rational(1, 2));
  BOOST_TEST(value("5.") == Rational(5));
  BOOST_TEST(value("2.5e-3") == Rational(1, 400));
  BOOST_TEST(value("1e6") == Rational(1000000));
  BOOST_TEST(value("1E+6") == Rational(1000000));
  BOOST_TEST(value("12.50e1") == Rational(125));
  BOOST_TEST(value("1/3") == Rational(1, 3));
  BOOST_TEST(value("-2/6") == Rational(-1, 3));
  BOOST_TEST(value("0.1/0.3") == Rational(1, 3));
  BOOST_TEST(value("-0") == Rational(0));
  BOOST_TEST(value("0.000") == Rational(0));
  BOOST_TEST(value("0e5") == Rational(0));
}

BOOST_AUTO_TEST_CASE(leading_zeros_are_not_octal) {
  BOOST_TEST(value("010") == Rational(10));
  BOOST_TEST(value("-0017") == Rational(-17));
  BOOST_TEST(value("089") == Rational(89));  // not even an octal number
  BOOST_TEST(value("0.010") == Rational(1, 100));
  BOOST_TEST(value("00.5") == Rational(1, 2));
  BOOST_TEST(value("010/020") == Rational(1, 2));
  BOOST_TEST(value("1e08") == Rational(100000000));
}

BOOST_AUTO_TEST_CASE(refused) {
  for (const std::string text :
       {"",      "+",     "-",     ".",    "e5",      "1e",  "1e+",     "1e-",   "1e+-5",  "1e-+5",
        "1e--5", "1e++5", "1e5.0", "--1",  "+-1",     "1 ",  " 1",      "1 2",   "1,5",    "0x10",
        "1f",    "nan",   "inf",   "1/",   "/3",      "1/0", "1/-3",    "1/2/3", "1/0.00", "1..2",
        "1.2.",  "1_000", "1e5e5", "1e 5", "sqrt(2)", "1d5", "\xc2\xbd"}) {
    BOOST_TEST(!parse_rational(text), text << " was read");
  }
  BOOST_TEST(!parse_rational(std::string("1\0", 2)));
}

BOOST_AUTO_TEST_CASE(exponents) {
  BOOST_TEST(k_max_decimal_exponent == 10000);
  BOOST_TEST(value("1e10000") == Rational(mp::pow(Integer(10), 10000)));
  BOOST_TEST(value("1e-10000") == Rational(Integer(1), mp::pow(Integer(10), 10000)));
  for (const std::string text : {"1e10001", "1e-10001", "0e10001", "1e9223372036854775807", "1e9223372036854775808",
                                 "1e-9223372036854775809", "1e99999999999999999999999999", "1/1e10001"}) {
    BOOST_TEST(!parse_rational(text), text << " was read");
  }
}

BOOST_AUTO_TEST_CASE(shortest_decimal_of_a_double) {
  BOOST_TEST(rational_of_shortest_decimal(0.1) == Rational(1, 10));
  BOOST_TEST(rational_of_shortest_decimal(-0.3) == Rational(-3, 10));
  BOOST_TEST(rational_of_shortest_decimal(0.1 + 0.2) == value("0.30000000000000004"));
  BOOST_TEST(rational_of_shortest_decimal(1e22) == Rational(mp::pow(Integer(10), 22)));
  BOOST_TEST(rational_of_shortest_decimal(-0.0) == Rational(0));
  BOOST_TEST(rational_of_shortest_decimal(5e-324) == value("5e-324"));
  BOOST_TEST(rational_of_shortest_decimal(std::numeric_limits<double>::max()) == value("1.7976931348623157e308"));
  for (const double bad : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_THROW(rational_of_shortest_decimal(bad), InputError);
  }
}

BOOST_AUTO_TEST_CASE(every_double_comes_back) {
  const std::uint64_t seed = 20240611;
  std::mt19937_64 engine(seed);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t bits = engine();
    double x;
    std::memcpy(&x, &bits, sizeof x);
    if (!std::isfinite(x)) continue;
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", x = " << x) {
      // The text has at most 17 digits, so 25 digits of the value show all of it, and reading them gives x back.
      const Rational q = rational_of_shortest_decimal(x);
      char buffer[64];
      const auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, x);
      BOOST_TEST((status == std::errc{}));
      BOOST_TEST(q == value(std::string(buffer, end)));
      double back = 0;
      const std::string text = q.convert_to<mp::mpf_float_50>().str(25, std::ios_base::scientific);
      std::from_chars(text.data(), text.data() + text.size(), back);
      BOOST_TEST(back == x);
    }
  }
}

BOOST_AUTO_TEST_CASE(text_and_back) {
  BOOST_TEST(to_text(Rational(3)) == "3");
  BOOST_TEST(to_text(Rational(-1, 3)) == "-1/3");
  BOOST_TEST(to_text(Rational(0)) == "0");
  const std::uint64_t seed = 7;
  std::mt19937_64 engine(seed);
  for (int i = 0; i < 500; ++i) {
    const Integer top = Integer(engine()) * Integer(engine()) - Integer(engine()) * Integer(engine());
    const Rational q(top, Integer(engine()) + 1);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) { BOOST_TEST(value(to_text(q)) == q); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
