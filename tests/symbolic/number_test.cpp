#include "symbolic/number.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <type_traits>

#include "double_value.hpp"
#include "symbolic/error.hpp"
#include "symbolic/matrix.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using softlin::symbolic::testing::double_value;

namespace {

Number read(const std::string& text) { return Number::parse(text, Place{"model.toml", 3, "gamma"}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(number)

static_assert(!std::is_constructible_v<Number, double> && !std::is_constructible_v<Number, float>);
static_assert(!std::is_convertible_v<double, Number>);
static_assert(std::is_convertible_v<int, Number> && std::is_convertible_v<unsigned long, Number>);

BOOST_AUTO_TEST_CASE(rational_stays_rational) {
  const Number a = read("0.1"), b = read("-2/3");
  for (const Number& x : {a + b, a - b, a * b, a / b, -a, sqrt(Number(Rational(9, 4)))}) BOOST_TEST(x.is_rational());
  BOOST_TEST((a + b).rational() == Rational(-17, 30));
  BOOST_TEST((a / b).rational() == Rational(-3, 20));
  BOOST_TEST(sqrt(Number(Rational(9, 4))).rational() == Rational(3, 2));
  BOOST_TEST(Number().rational() == Rational(0));
  BOOST_TEST(Number(9223372036854775807L).rational() == Rational(Integer("9223372036854775807")));
  BOOST_TEST((a == Number(Rational(1, 10))));
}

BOOST_AUTO_TEST_CASE(formulas_that_turn_out_rational) {
  for (const auto& [text, value] :
       std::initializer_list<std::pair<const char*, Rational>>{{"sqrt(4)", 2},
                                                               {"sqrt(2)^2", 2},
                                                               {"(1+sqrt(2))*(1-sqrt(2))", -1},
                                                               {"sqrt(8)-2*sqrt(2)", 0},
                                                               {"exp(0)", 1},
                                                               {"2^3^2", 512}}) {
    const Number x = read(text);
    BOOST_REQUIRE_MESSAGE(x.is_rational(), text);
    BOOST_TEST(x.rational() == value, text);
  }
  const Number root = read("sqrt(2)");
  BOOST_TEST(!root.is_rational());
  BOOST_TEST((root * root).is_rational());
  BOOST_TEST((root - root).is_recognised_zero());
  BOOST_TEST((root * root == Number(2)));
  BOOST_TEST((sqrt(Number(8)) == Number(2) * root));
  BOOST_TEST(((root + Number(1)) * (root - Number(1)) == Number(1)));
  BOOST_TEST((Number(1) / (root + Number(1)) == root - Number(1)));
  BOOST_TEST((read("exp(1)*exp(-1)") == Number(1)));
}

BOOST_AUTO_TEST_CASE(refused) {
  for (const std::string text : {"", "x", "1/0", "sqrt(-2)", "log(-1)", "2^(10^9)", "1 2"}) {
    try {
      const Number x = read(text);
      BOOST_TEST(false, text << " was read as " << x.text());
    } catch (const InputError& error) {
      BOOST_TEST(std::string(error.what()).find("model.toml:3: gamma: found ") == 0u, error.what());
    }
  }
  BOOST_CHECK_THROW(Number(1) / Number(0), Error);
  BOOST_CHECK_THROW(Number(1) / (read("sqrt(8)") - read("2*sqrt(2)")), Error);
  BOOST_CHECK_THROW(Number(Formula::symbol("x")), Error);
  BOOST_CHECK_NO_THROW(Number(Formula::symbol("x") - Formula::symbol("x")));
}

BOOST_AUTO_TEST_CASE(text_and_latex) {
  BOOST_TEST(read("0.25").text() == "1/4");
  BOOST_TEST(read("0.25").latex() == "\\frac{1}{4}");
  BOOST_TEST(read("sqrt(2)").text() == "sqrt(2)");
  BOOST_TEST(read("sqrt(8)").text() == "2*sqrt(2)");
}

/// Random combinations of rationals and roots: the field laws hold exactly, and the value agrees with double arithmetic.
BOOST_AUTO_TEST_CASE(field_laws) {
  const unsigned seed = 91;
  std::mt19937 engine(seed);
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); };
  const auto random = [&] {
    const Number rational(Rational(draw(-9, 9), draw(1, 7)));
    const Number root = read(draw(0, 1) == 0 ? "sqrt(2)" : "exp(1)");
    return draw(0, 2) == 0 ? rational : rational + Number(draw(-3, 3)) * root;
  };
  for (int i = 0; i < 60; ++i) {
    const Number a = random(), b = random(), c = random();
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": a = " << a.text() << ", b = " << b.text()
                               << ", c = " << c.text()) {
      BOOST_TEST((a + b == b + a));
      BOOST_TEST((a * b == b * a));
      BOOST_TEST(((a + b) * c == a * c + b * c));
      BOOST_TEST(((a * b) * c == a * (b * c)));
      BOOST_TEST((a - b == -(b - a)));
      if (!b.is_recognised_zero()) BOOST_TEST((a / b * b == a));
      // |a|, |b|, |c| < 18, so the value is below 2*18^2 = 648 and made of fewer than 30 operations.
      const double expected = (double_value(a) + double_value(b)) * double_value(c);
      BOOST_TEST(std::abs(double_value((a + b) * c) - expected) < 30 * 648 * std::ldexp(1.0, -52));
    }
  }
}

BOOST_AUTO_TEST_CASE(matrices) {
  Matrix a(2, 2), b(2, 2);
  a << 1, read("1/2"), read("sqrt(2)"), 0;
  b << 3, 0, 1, read("sqrt(2)");
  const Matrix product = a * b;
  BOOST_TEST((product(0, 0) == read("7/2")));
  BOOST_TEST((product(0, 1) == read("sqrt(2)/2")));
  BOOST_TEST((product(1, 0) == read("3*sqrt(2)")));
  BOOST_TEST(product(1, 1).is_recognised_zero());
  BOOST_TEST((entrywise_dot(a, b) == read("3+sqrt(2)")));
  Vector x(2), y(2);
  x << 1, read("sqrt(2)");
  y << 5, read("sqrt(2)");
  BOOST_TEST((dot(x, y) == Number(7)));
}

BOOST_AUTO_TEST_SUITE_END()
