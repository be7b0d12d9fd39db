#include "numeric/exact_sign.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/error.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Number;

namespace {

Number read(const std::string& text) { return Number::parse(text, Place{"test", 0, {}}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(exact_sign)

BOOST_AUTO_TEST_CASE(rationals) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, int>>{{"0", 0},
                                                                               {"-0.0", 0},
                                                                               {"1e-10000", 1},
                                                                               {"-1e-10000", -1},
                                                                               {"1e10000", 1},
                                                                               {"0.1 - 1/10", 0},
                                                                               {"1/3 - 0.333333333333", 1}}) {
    BOOST_TEST(sign(read(text)).value() == expected, text);
  }
}

BOOST_AUTO_TEST_CASE(irrational_numbers) {
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, int>>{{"sqrt(2) - 1.41421356237309504880168872420969807856967187538", -1},
                                                {"sqrt(2) - 1.41421356237309504880168872420969807856967187537", 1},
                                                {"pi - 355/113", -1},
                                                {"pi - 22/7", -1},
                                                {"exp(1) - 2.718281828459045235360287471352662497757247", 1},
                                                {"exp(pi) - pi - 19.9990999791", 1},
                                                {"-exp(-1000)", -1},
                                                {"exp(pi*sqrt(163)) - 262537412640768744", -1},  // -7.5e-13
                                                {"tanh(40) - 1", -1},
                                                {"erfc(30)", 1}}) {
    BOOST_TEST(sign(read(text)).value() == expected, text);
    BOOST_TEST(sign(Number(0) - read(text)).value() == -expected, "-(" << text << ")");
    BOOST_TEST(require_sign(read(text), "test") == expected);
  }
}

BOOST_AUTO_TEST_CASE(zeros_by_algebra) {
  for (const std::string text :
       {"sqrt(2)^2 - 2", "(1 + sqrt(2))^2 - 3 - 2*sqrt(2)", "sqrt(8) - 2*sqrt(2)", "sqrt(1/2) - sqrt(2)/2",
        "(sqrt(3) - 1)*(sqrt(3) + 1) - 2", "pi - pi", "exp(1)*exp(0) - exp(1)", "(pi + 1)^2 - pi^2 - 2*pi - 1"}) {
    BOOST_TEST(sign(read(text)).value() == 0, text);
  }
}

BOOST_AUTO_TEST_CASE(undecided_is_said_and_never_guessed) {
  // Zeros that the algebra may miss: 0 or nothing, never a sign.
  for (const std::string text :
       {"sqrt(2)*sqrt(3) - sqrt(6)", "log(6) - log(2) - log(3)", "exp(1)*exp(-1) - 1", "cosh(1)^2 - sinh(1)^2 - 1",
        "sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", "erf(1) + erfc(1) - 1"}) {
    const auto known = sign(read(text), 512);
    BOOST_TEST((!known || *known == 0), text);
  }
  const Number tiny = read("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)");
  if (!sign(tiny, 256)) {
    try {
      require_sign(tiny, "the pivot");
      BOOST_ERROR("no error");
    } catch (const Error& error) {
      BOOST_TEST(std::string(error.what()).find("the pivot") != std::string::npos);
    }
  }
  // More bits decide: sqrt(2) against 150 of its digits is beyond 64 bits but within 1024.
  Integer scaled_root = mp::sqrt(Integer(Integer(2) * mp::pow(Integer(10), 300)));
  const Number close = symbolic::sqrt(Number(2)) - Number(Rational(scaled_root, mp::pow(Integer(10), 150)));
  BOOST_TEST(!sign(close, 128));
  BOOST_TEST(sign(close, 1024).value() == 1);
}

BOOST_AUTO_TEST_CASE(random_quadratic_numbers) {
  // a + b sqrt(2): the sign follows from comparing a^2 with 2 b^2.
  const std::uint64_t seed = 6001;
  tests::Dice dice(seed);
  for (int i = 0; i < tests::scaled(300); ++i) {
    // b from convergents makes near-ties likely
    const long b = dice.between(-5741, 5741);
    const long a = dice.one_in(2) ? -static_cast<long>(std::lround(static_cast<double>(b) * 1.4142135623730951))
                                  : dice.between(-9000, 9000);
    const Integer gap = Integer(a) * a - 2 * Integer(b) * b;
    const int sa = (a > 0) - (a < 0);
    const int sb = (b > 0) - (b < 0);
    const int expected = sa == sb || gap == 0 ? (sa != 0 ? sa : sb) : (gap > 0 ? sa : sb);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " a " << a << " b " << b) {
      BOOST_TEST(sign(Number(a) + Number(b) * symbolic::sqrt(Number(2))).value() == expected);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
