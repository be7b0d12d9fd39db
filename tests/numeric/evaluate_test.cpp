#include "numeric/evaluate.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "numeric/parallel_for.hpp"
#include "numeric/special.hpp"
#include "symbolic/formula.hpp"
#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::CompiledFormula;
using symbolic::Formula;
using symbolic::Number;

namespace {

const std::vector<std::string> k_names{"x", "y"};

CompiledFormula compiled(const std::string& text) {
  return Formula::parse(text, {"x", "y"}, Place{"test", 0, {}}).compile(k_names);
}

Interval closed(const std::string& text, Bits bits) {
  return numeric::evaluate(compiled(text), std::vector<Interval>(2, Interval(0, bits)), bits);
}

/// The message of the DomainError that `text` raises at (x, y).
std::string domain_error(const std::string& text, const Interval& x, const Interval& y) {
  try {
    numeric::evaluate(compiled(text), std::vector<Interval>{x, y}, Bits(64));
  } catch (const DomainError& error) {
    return error.what();
  }
  BOOST_ERROR("no error from " << text);
  return {};
}

/// A random formula as text, its value computed beside it in long double, and a bound of the rounding of that value.
struct Random {
  std::string text;
  long double value;
  long double error;  ///< absolute
};

Random draw(Dice& dice, int depth, long double x, long double y) {
  constexpr long double unit = 0x1p-60L;
  if (depth == 0 || dice.one_in(6)) {
    switch (dice.between(0, 4)) {
      case 0: return {"x", x, 0};
      case 1: return {"y", y, 0};
      case 2: return {"pi", std::numbers::pi_v<long double>, 1e-18L};
      default: {
        const long n = dice.between(1, 40);
        return {std::to_string(n) + "/8", static_cast<long double>(n) / 8, 0};
      }
    }
  }
  const Random a = draw(dice, depth - 1, x, y);
  const auto call = [&](const std::string& name, long double value, long double slope) {
    return Random{name + "(" + a.text + ")", value, slope * a.error + std::abs(value) * unit};
  };
  const long choice = dice.between(0, 13);
  if (choice <= 4) {
    const Random b = draw(dice, depth - 1, x, y);
    const std::string pair[] = {"(" + a.text + ")+(" + b.text + ")", "(" + a.text + ")-(" + b.text + ")",
                                "(" + a.text + ")*(" + b.text + ")", "min(" + a.text + "," + b.text + ")",
                                "max(" + a.text + "," + b.text + ")"};
    const long double value[] = {a.value + b.value, a.value - b.value, a.value * b.value, std::min(a.value, b.value),
                                 std::max(a.value, b.value)};
    const long double error[] = {a.error + b.error, a.error + b.error,
                                 std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error,
                                 std::max(a.error, b.error), std::max(a.error, b.error)};
    return {pair[choice], value[choice], error[choice] + std::abs(value[choice]) * unit};
  }
  const long double v = a.value;
  switch (choice) {
    case 5: return {"(" + a.text + ")^2", v * v, 2 * std::abs(v) * a.error + a.error * a.error + v * v * unit};
    case 6: return call("tanh", std::tanh(v), 1);
    case 7: return call("erf", std::erf(v), 1.2L);
    case 8: return call("erfc", std::erfc(v), 1.2L);
    case 9: return call("abs", std::abs(v), 1);
    case 10: {  // keep exp small
      const long double w = std::tanh(v);
      return {"exp(tanh(" + a.text + "))", std::exp(w), 3 * (a.error + unit) + 3 * unit};
    }
    case 11: {
      const long double w = 1 + v * v;  // slope of sqrt(1 + v^2) is below 1
      return {"sqrt(1+(" + a.text + ")^2)", std::sqrt(w), a.error + 2 * std::sqrt(w) * unit};
    }
    case 12: {
      const long double w = 1 + v * v;
      return {"log(1+(" + a.text + ")^2)", std::log(w), a.error + (2 + std::log(w)) * 2 * unit};
    }
    default: {
      const long double w = 1 + v * v;  // slope of 1/(1 + v^2) is below 1
      return {"1/(1+(" + a.text + ")^2)", 1 / w, a.error + 3 * unit};
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate)  // a namespace: the function is numeric::evaluate below

BOOST_AUTO_TEST_CASE(exact_values_are_inside) {
  const Bits bits(80);
  BOOST_TEST(contains(closed("0.1 + 0.2", bits), Rational(3, 10)));
  BOOST_TEST(contains(closed("1/3 - 1/3", bits), Rational(0)));
  BOOST_TEST(contains(closed("sqrt(2)*sqrt(8)", bits), Rational(4)));
  BOOST_TEST(contains(closed("exp(log(7))", bits), Rational(7)));
  BOOST_TEST(contains(closed("2^(1/2)*2^(1/2)", bits), Rational(2)));
  BOOST_TEST(contains(closed("27^(1/3)", bits), Rational(3)));
  BOOST_TEST(contains(closed("4^(-3/2)", bits), Rational(1, 8)));
  BOOST_TEST(contains(closed("cosh(3)^2 - sinh(3)^2", bits), Rational(1)));
  BOOST_TEST(contains(closed("tanh(2) - sinh(2)/cosh(2)", bits), Rational(0)));
  BOOST_TEST(contains(closed("erf(2) + erfc(2)", bits), Rational(1)));
  BOOST_TEST(contains(closed("abs(-3/7)", bits), Rational(3, 7)));
  BOOST_TEST(contains(closed("min(pi, 3)", bits), Rational(3)));
  BOOST_TEST(overlap(closed("max(pi, 3)", bits), Interval::pi(bits)));
  BOOST_TEST(overlap(closed("ln(5)", bits), log(Interval(5, bits))));
  BOOST_TEST(closed("exp(1)", bits).precision().count >= 80);
}

BOOST_AUTO_TEST_CASE(variables_in_their_order) {
  const std::vector<Interval> values{Interval(3, Bits(60)), Interval(5, Bits(60))};
  BOOST_TEST(contains(numeric::evaluate(compiled("x - y"), values, Bits(60)), Rational(-2)));
  BOOST_TEST(contains(numeric::evaluate(compiled("x^y"), values, Bits(60)), Rational(243)));
  BOOST_TEST(contains(numeric::evaluate(compiled("x/y"), values, Bits(60)), Rational(3, 5)));
  BOOST_TEST(contains(numeric::evaluate(compiled("y^-2"), values, Bits(60)), Rational(1, 25)));
  const std::vector<double> doubles{3, 5};
  BOOST_TEST(approximate(compiled("x - y"), doubles) == -2);
}

BOOST_AUTO_TEST_CASE(powers_of_intervals) {
  const Interval y(Rational(1, 2), Bits(64));
  const auto box = [](const Rational& a, const Rational& b) { return Box{a, b}.at(Bits(64)); };
  const auto value = [&](const std::string& text, const Interval& x) {
    return numeric::evaluate(compiled(text), std::vector<Interval>{x, y}, Bits(64));
  };
  BOOST_TEST(contains(value("x^3", box(-2, 1)), Rational(-8)));
  BOOST_TEST(contains(value("x^2", box(-2, 1)), Rational(0)));
  BOOST_TEST(certainly_nonnegative(value("x^2", box(-2, 1))));
  BOOST_TEST(contains(value("x^y", box(0, 4)), Rational(0)));
  BOOST_TEST(contains(value("x^y", box(0, 4)), Rational(2)));
  BOOST_TEST(value("x^y", box(0, 0)).is_point());
  BOOST_TEST(contains(value("x^(3/2)", box(4, 9)), Rational(8)));
  BOOST_TEST(contains(value("x^(3/2)", box(4, 9)), Rational(27)));
  BOOST_TEST(contains(value("x^(1/3)", box(8, 27)), Rational(2)));
  BOOST_TEST(contains(value("x^(1/3)", box(8, 27)), Rational(3)));
}

BOOST_AUTO_TEST_CASE(errors_name_the_subformula) {
  const Interval across = Box{-1, 1}.at(Bits(64));
  const Interval one(1, Bits(64));
  const auto names = [](const std::string& message, const std::string& part) {
    BOOST_TEST(message.find(part) != std::string::npos, message << " does not name " << part);
  };
  names(domain_error("1 + log(x)", across, one), "log(x)");
  names(domain_error("y*sqrt(x)", across, one), "sqrt(x)");
  names(domain_error("y/x", across, one), "in 1/x:");
  names(domain_error("exp(y/(x*x))", across, one), "in 1/x^2:");
  names(domain_error("x^y", across, one), "x^y");
  names(domain_error("log(y - 2)", across, one), "log(");
}

BOOST_AUTO_TEST_CASE(absolute_values_of_real_functions) {
  // GiNaC writes these with conjugate() and real_part() where it does not know that the argument is real.
  const std::vector<Interval> values{Interval(Rational(1, 2), Bits(80)), Interval(3, Bits(80))};
  const auto same = [&](const std::string& text, const std::string& plain) {
    const Interval a = numeric::evaluate(compiled(text), values, Bits(80));
    const Interval b = numeric::evaluate(compiled(plain), values, Bits(80));
    BOOST_TEST(overlap(a, b), text << " " << shown(a) << " is not " << plain << " " << shown(b));
    BOOST_TEST(a.relative_width() < 1e-20);
  };
  same("abs(erf(x))^2", "erf(x)*erf(x)");
  same("abs(erfc(x))^2", "erfc(x)*erfc(x)");
  same("abs(min(x,y))^2", "1/4");
  same("abs(max(x,y))^4", "81");
  same("abs(log(x))^2", "log(x)*log(x)");
  same("abs(exp(erf(x)))", "exp(erf(x))");
  same("abs(exp(y*log(x)))", "1/8");
  // Outside the domain it stays an error.
  const std::vector<Interval> negative{Interval(-1, Bits(80)), Interval(3, Bits(80))};
  BOOST_CHECK_THROW(numeric::evaluate(compiled("abs(log(x))^2"), negative, Bits(80)), DomainError);
}

BOOST_AUTO_TEST_CASE(random_formulas) {
  const std::uint64_t seed = 5001;
  Dice dice(seed);
  for (int i = 0; i < scaled(600); ++i) {
    const long a = dice.between(-64, 64);
    const long b = dice.between(-64, 64);
    const Random formula = draw(dice, 4, static_cast<long double>(a) / 16, static_cast<long double>(b) / 16);
    if (!(formula.error < 1e-9L) || std::abs(formula.value) > 1e30L) continue;
    const Bits bits(dice.between(70, 200));
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << " x " << a << "/16 y " << b << "/16 formula "
                               << formula.text) {
      const CompiledFormula program = compiled(formula.text);
      const std::vector<Interval> values{Interval(Rational(a, 16), bits), Interval(Rational(b, 16), bits)};
      const Interval y = numeric::evaluate(program, values, bits);
      const Interval more = numeric::evaluate(
          program, std::vector<Interval>{values[0].with_precision(Bits(800)), values[1].with_precision(Bits(800))},
          Bits(800));
      BOOST_TEST(subset(more, y), shown(more) << " " << shown(y));
      const Interval expected =
          widen(Interval(Rational(formula.value), Bits(200)), Interval(Rational(formula.error + 1e-300L), Bits(200)));
      BOOST_TEST(overlap(y, expected), shown(y) << " " << static_cast<double>(formula.value));
      // A wider box contains.
      const Interval delta(power_of_two(-20), bits);
      const Interval wide =
          numeric::evaluate(program, std::vector<Interval>{widen(values[0], delta), widen(values[1], delta)}, bits);
      BOOST_TEST(subset(y, wide), shown(y) << " " << shown(wide));
      // The double evaluator: the same formula with 2^-53 in place of 2^-60; terms may be in another order, so 8 times.
      const std::vector<double> doubles{static_cast<double>(a) / 16, static_cast<double>(b) / 16};
      const double near = approximate(program, doubles);
      BOOST_TEST(std::abs(near - static_cast<double>(formula.value)) <=
                 8 * static_cast<double>(formula.error) * 0x1p7 + 1e-14 * (1 + std::abs(near)));
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers) {
  BOOST_TEST(contains(enclose(Number(Rational(1, 3)), Bits(50)), Rational(1, 3)));
  const Number root = symbolic::sqrt(Number(2));
  BOOST_TEST(contains(sqr(enclose(root, Bits(90))), Rational(2)));
  BOOST_TEST(approximate(root) == std::sqrt(2.0));
  BOOST_TEST(approximate(Number(Rational(1, 10))) == 0.1);
}

BOOST_AUTO_TEST_CASE(a_compiled_formula_travels_to_threads) {
  const CompiledFormula program = compiled("exp(x)*sqrt(y) + log(1 + x^2)/pi");
  const auto run = [&program] {
    return numeric::evaluate(
        program, std::vector<Interval>{Interval(Rational(1, 3), Bits(120)), Interval(7, Bits(120))}, Bits(120));
  };
  const Interval expected = run();
  std::vector<std::vector<Interval>> found(4);
  parallel_for(found.size(), static_cast<unsigned>(found.size()), [&](std::size_t slot) {
    for (int i = 0; i < 50; ++i) found[slot].assign(1, run());
  });
  for (const auto& slot : found) BOOST_TEST((subset(slot[0], expected) && subset(expected, slot[0])));
}

BOOST_AUTO_TEST_SUITE_END()
