#include "symbolic/formula.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <random>

#include "double_value.hpp"
#include "symbolic/number.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using softlin::symbolic::testing::double_value;

namespace {

const std::set<std::string> k_names{"x", "y", "L", "sigma"};
const std::vector<std::string> k_variables{"x", "y", "L", "sigma"};

Formula parse(const std::string& text) { return Formula::parse(text, k_names, Place{"claims.toml", 7, "bound"}); }

Rational rational(const std::string& text) {
  const auto value = parse(text).as_rational();
  BOOST_REQUIRE_MESSAGE(value, text << " is not a rational");
  return *value;
}

/// The message of the InputError that the text must raise.
std::string refusal(const std::string& text) {
  try {
    const Formula f = parse(text);
    return "accepted as " + f.text();
  } catch (const InputError& error) {
    return error.what();
  }
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// True when a binary float occurs anywhere in e.
bool has_float(const GiNaC::ex& e) {
  if (GiNaC::is_a<GiNaC::numeric>(e)) return !GiNaC::ex_to<GiNaC::numeric>(e).is_crational();
  for (std::size_t i = 0; i < e.nops(); ++i) {
    if (has_float(e.op(i))) return true;
  }
  return false;
}

std::string repeat(const std::string& part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formula)

BOOST_AUTO_TEST_CASE(numbers_are_exact) {
  BOOST_TEST(rational("0.1") == Rational(1, 10));
  BOOST_TEST(rational("0.1 + 0.2 - 0.3") == Rational(0));
  BOOST_TEST(rational("1e-3") == Rational(1, 1000));
  BOOST_TEST(rational("2.5E2") == Rational(250));
  BOOST_TEST(rational(".5") == Rational(1, 2));
  BOOST_TEST(rational("5.") == Rational(5));
  BOOST_TEST(rational("010") == Rational(10));
  BOOST_TEST(rational("0.1^2") == Rational(1, 100));
  BOOST_TEST(rational("1e10000/1e9999") == Rational(10));
  BOOST_TEST((parse("0.1*x") - parse("x/10")).is_identically_zero());
}

BOOST_AUTO_TEST_CASE(no_binary_floats_anywhere) {
  for (const std::string text :
       {"0.1",       "0.1*x",         "x^0.5",      "sqrt(0.1)",    "sqrt(2)",       "sqrt(1e40+1)", "exp(0.3)",
        "log(2.5)",  "2^0.3",         "0.7^0.1",    "sinh(0.5)",    "cosh(0.5)",     "tanh(0.25)",   "erf(0.1)",
        "erfc(0.1)", "abs(-0.1)",     "abs(-pi)",   "min(0.1, pi)", "max(0.1, 0.2)", "pi*0.1",       "exp(-x^2/2)",
        "sqrt(1/3)", "log(exp(0.1))", "1e-5000*pi", "(1/3)^(1/3)"}) {
    BOOST_TEST(!has_float(parse(text).expression()), text);
    BOOST_TEST(!has_float(parse(text).expanded().expression()), text);
    BOOST_TEST(!has_float(parse(text).derivative("x").expression()), text);
    BOOST_TEST(!has_float(parse(text).substitute({{"x", Formula(Rational(1, 10))}}).expression()), text);
  }
}

BOOST_AUTO_TEST_CASE(precedence) {
  BOOST_TEST(rational("2+3*4") == Rational(14));
  BOOST_TEST(rational("(2+3)*4") == Rational(20));
  BOOST_TEST(rational("10-3-2") == Rational(5));
  BOOST_TEST(rational("12/3/2") == Rational(2));
  BOOST_TEST(rational("12/3*2") == Rational(8));
  BOOST_TEST(rational("2^3^2") == Rational(512));
  BOOST_TEST(rational("(2^3)^2") == Rational(64));
  BOOST_TEST(rational("2*3^2") == Rational(18));
  BOOST_TEST(rational("-2^2") == Rational(-4));
  BOOST_TEST(rational("(-2)^2") == Rational(4));
  BOOST_TEST(rational("2^-1") == Rational(1, 2));
  BOOST_TEST(rational("2^-2^2") == Rational(1, 16));
  BOOST_TEST(rational("2^--2") == Rational(4));
  BOOST_TEST(rational("2--3") == Rational(5));
  BOOST_TEST(rational("2*-3") == Rational(-6));
  BOOST_TEST(rational("6/-3") == Rational(-2));
  BOOST_TEST(rational("-+-3") == Rational(3));
  BOOST_TEST(rational(" 1\t+\n2 ") == Rational(3));
}

BOOST_AUTO_TEST_CASE(functions_of_rationals) {
  BOOST_TEST(rational("sqrt(16/9)") == Rational(4, 3));
  BOOST_TEST(rational("sqrt(0)") == Rational(0));
  BOOST_TEST(rational("exp(0)") == Rational(1));
  BOOST_TEST(rational("log(1)") == Rational(0));
  BOOST_TEST(rational("ln(1)") == Rational(0));
  BOOST_TEST(rational("sinh(0) + cosh(0) + tanh(0)") == Rational(1));
  BOOST_TEST(rational("erf(0) + 2*erfc(0)") == Rational(2));
  BOOST_TEST(rational("abs(-3/2)") == Rational(3, 2));
  BOOST_TEST(rational("min(1/2, 1/3)") == Rational(1, 3));
  BOOST_TEST(rational("max(1/2, 1/3)") == Rational(1, 2));
  BOOST_TEST(rational("8^(1/3)") == Rational(2));
  BOOST_TEST(parse("ln(x)").text() == parse("log(x)").text());
  BOOST_TEST(parse("max(x, x)").text() == "x");
  BOOST_TEST(parse("sqrt(L^2)").text() == "L");                          // L is positive
  BOOST_TEST(!(parse("sqrt(x^2)") - parse("x")).is_identically_zero());  // x may be negative
  for (const auto& name : formula_functions()) {
    const bool binary = name == "min" || name == "max";
    BOOST_CHECK_NO_THROW(parse(name + (binary ? "(x, y)" : "(x)")).compile(k_variables));
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_column) {
  const std::vector<std::pair<std::string, std::string>> cases{{"", "column 1"},
                                                               {"   ", "column 4"},
                                                               {"x +", "column 4"},
                                                               {"(x", "column 3"},
                                                               {"x)", "column 2"},
                                                               {"x y", "column 3"},
                                                               {"1..2", "column 3"},
                                                               {"1,5", "column 2"},
                                                               {"1e+-5", "column 2"},
                                                               {"1e", "column 2"},
                                                               {"0x10", "column 2"},
                                                               {"2*(3+*4)", "column 6"},
                                                               {"foo", "column 1"},
                                                               {"1 + foo(3)", "column 5"},
                                                               {"sqrt 3", "column 6"},
                                                               {"sqrt()", "column 6"},
                                                               {"min(1)", "column 6"},
                                                               {"sqrt(1,2)", "column 7"},
                                                               {"X", "column 1"},
                                                               {"1 + 1e10001", "column 5"},
                                                               {"1e99999999999999999999", "column 1"},
                                                               {"1/0", "column 4"},
                                                               {"1/(x-x)", "column 8"},
                                                               {"0^0", "column 4"},
                                                               {"0^-1", "column 5"},
                                                               {"log(0)", "column 7"},
                                                               {"log(-1)", "column 8"},
                                                               {"log(-5/2)", "column 10"},
                                                               {"sqrt(-1)", "column 9"},
                                                               {"sqrt(-3)", "column 9"},
                                                               {"(-1)^(1/2)", "column 11"},
                                                               {"(-8)^(1/3)", "column 11"},
                                                               {"(-3)^0.5", "column 9"},
                                                               {"2^(10^9)", "column 9"},
                                                               {"x = 1", "column 3"},
                                                               {"\xcf\x80", "column 1"},
                                                               {"x!", "column 2"},
                                                               {"[x]", "column 1"},
                                                               {"Pi", "column 1"},
                                                               {"I", "column 1"}};
  for (const auto& [text, column] : cases) {
    const std::string message = refusal(text);
    BOOST_TEST(has(message, column + " "), "\"" << text << "\": " << message);
    BOOST_TEST(has(message, "claims.toml:7: bound: found "), message);
    BOOST_TEST(has(message, "expected "), message);
  }
}

BOOST_AUTO_TEST_CASE(unknown_names_are_answered_with_the_known_ones) {
  BOOST_TEST(has(refusal("x + foo"), "the unknown name 'foo' at column 5"));
  BOOST_TEST(has(refusal("x + foo"), "one of pi, L, sigma, x, y, or a function"));
  BOOST_TEST(has(refusal("y_1"), "'y_1'"));
}

BOOST_AUTO_TEST_CASE(values_outside_the_reals_are_refused) {
  for (const std::string text : {"log(-1)", "log(-2)", "sqrt(-1)", "sqrt(-3)", "sqrt(-1/4)", "(-1)^0.5", "(-2)^(1/3)",
                                 "sqrt(-3)^2", "log(-1)^2", "abs(sqrt(-1))", "x + sqrt(-1)", "(-4)^(-3/2)"}) {
    BOOST_TEST(has(refusal(text), "not real"), text << ": " << refusal(text));
  }
  for (const std::string text : {"1/0", "x/0", "0/0", "1/(2-2)", "log(0)", "0^(-1/2)", "0^0"}) {
    BOOST_TEST(has(refusal(text), "pole"), text << ": " << refusal(text));
  }
  BOOST_CHECK_THROW(parse("1") / parse("x - x"), Error);
}

BOOST_AUTO_TEST_CASE(depth_and_length) {
  BOOST_TEST(rational(repeat("(", 200) + "1" + repeat(")", 200)) == Rational(1));
  BOOST_TEST(has(refusal(repeat("(", 201) + "1" + repeat(")", 201)), "at most 200 levels"));
  BOOST_TEST(has(refusal(repeat("(", 9000)), "column 201"));
  BOOST_TEST(has(refusal(repeat("abs(", 4000)), "at most 200 levels"));
  BOOST_TEST(has(refusal(repeat("x^", 5000) + "x"), "at most 200 levels"));
  BOOST_TEST(rational(std::string(19999, '-') + "1") == Rational(-1));
  BOOST_TEST(rational("1" + repeat("+1", 9999)) == Rational(10000));
  BOOST_TEST(has(refusal(std::string(20001, ' ')), "20001 characters"));
}

/// Each either raises an Error or is kept; never in more than a few milliseconds, so a second is generous.
BOOST_AUTO_TEST_CASE(large_formulas_do_not_hang) {
  const std::string irrationals = "sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11)+pi+exp(1)+exp(2)+log(2)+log(3)";
  std::string product = "1";
  for (const int p : {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97}) {
    product += "*(1+sqrt(" + std::to_string(p) + "))";
  }
  struct Case {
    std::string text;
    bool accepted;
  };
  const std::vector<Case> cases{{"9^9^9^9", false},
                                {"2^(10^9)", false},
                                {"(1/2)^(10^9)", false},
                                {"sqrt(2)^(10^15)", false},
                                {"(2+2*pi)^(10^12)", false},
                                {repeat("2^", 150) + "2", false},
                                {repeat("9e9999*", 2000) + "1", false},
                                {"pi" + repeat("/9e9999", 2000), false},
                                {"2^60000", true},
                                {"exp(10^9)", true},
                                {"exp(1)^(10^9)", true},
                                {"pi^(10^15)", true},
                                {"(1+pi)^(10^15)", true},
                                {"((sqrt(2)+pi)^400)^40", true},
                                {"(" + irrationals + ")^25", true},
                                {"(((sqrt(2)+pi)^16+exp(1))^16+log(2))^16", true},
                                {product, true},
                                {"2^0.3333333333333333333333333333", true},
                                {repeat("sqrt(", 190) + "2" + repeat(")", 190), true},
                                {"1/(1+" + repeat("1/(1+", 90) + "pi" + repeat(")", 91), true}};
  for (const auto& [text, accepted] : cases) {
    BOOST_TEST_CONTEXT(text.substr(0, 60)) {
      try {
        const Formula f = parse(text);
        BOOST_TEST(accepted);
        const Number n(f);  // expands and looks for a rational value
        BOOST_TEST(!n.is_recognised_zero());
        n.compile();
      } catch (const InputError& error) {
        BOOST_TEST(!accepted, error.what());
        BOOST_TEST(has(error.what(), "too large"), std::string(error.what()).substr(0, 200));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(zero_is_recognised) {
  for (const std::string text :
       {"sqrt(8)-2*sqrt(2)", "sqrt(1/2)-sqrt(2)/2", "(1+sqrt(2))^2-3-2*sqrt(2)", "1/(1+sqrt(2))-sqrt(2)+1",
        "sqrt(75)-5*sqrt(3)", "sqrt(2)^2-2", "exp(1)*exp(-1)-1", "log(exp(3))-3", "(x+y)^2-x^2-2*x*y-y^2",
        "x/(x+y)+y/(x+y)-1", "(x^2-y^2)/(x-y)-x-y", "0.1+0.2-0.3"}) {
    BOOST_TEST(parse(text).is_identically_zero(), text);
  }
  for (const std::string text :
       {"sqrt(2)-1.4142135623730950488", "x-y", "pi-3.14159265358979", "exp(1)-2.718281828459045", "1e-9000"}) {
    BOOST_TEST(!parse(text).is_identically_zero(), text);
  }
}

BOOST_AUTO_TEST_CASE(symbols_and_substitution) {
  BOOST_TEST((parse("x*sigma + exp(y) + L - L").symbols() == std::set<std::string>{"sigma", "x", "y"}));
  const Formula swapped = parse("x - y^2").substitute({{"x", parse("y")}, {"y", parse("x")}});
  BOOST_TEST((swapped - parse("y - x^2")).is_identically_zero());  // all at once
  BOOST_TEST(*parse("x^y").substitute({{"x", parse("2")}, {"y", parse("10")}}).as_rational() == Rational(1024));
  BOOST_TEST(*parse("sqrt(x)").substitute({{"x", parse("9/4")}}).as_rational() == Rational(3, 2));
  BOOST_TEST(*parse("min(x, y)").substitute({{"x", parse("3")}, {"y", parse("2")}}).as_rational() == Rational(2));
  BOOST_TEST(parse("erf(x)").substitute({{"x", parse("0")}}).is_identically_zero());
}

BOOST_AUTO_TEST_CASE(substitution_keeps_the_limits) {
  const std::vector<std::pair<std::string, std::map<std::string, Formula>>> cases{
      {"x^y", {{"x", parse("9")}, {"y", parse("9^9")}}},
      {"2^x", {{"x", parse("10^9")}}},
      {"exp(1) + 2^(x^2)", {{"x", parse("10^5")}}},
      {"1/x", {{"x", parse("0")}}},
      {"1/(x - y)", {{"x", parse("y")}}},
      {"log(x)", {{"x", parse("0")}}},
      {"log(x)", {{"x", parse("-1")}}},
      {"log(x)^2", {{"x", parse("-1")}}},
      {"sqrt(x)", {{"x", parse("-1")}}},
      {"sqrt(x)", {{"x", parse("-3")}}},
      {"x^y", {{"x", parse("-2")}, {"y", parse("1/3")}}},
      {"x^y", {{"x", parse("0")}, {"y", parse("0")}}}};
  for (const auto& [text, values] : cases) {
    BOOST_TEST_CONTEXT(text) {
      try {
        const Formula f = parse(text).substitute(values);
        BOOST_TEST(false, "accepted as " << f.text().substr(0, 60));
      } catch (const Error& error) {
        BOOST_TEST(has(error.what(), "formula "), error.what());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(derivatives) {
  const std::vector<std::pair<std::string, std::string>> cases{{"x^3", "3*x^2"},
                                                               {"sqrt(x)", "1/(2*sqrt(x))"},
                                                               {"exp(x^2)", "2*x*exp(x^2)"},
                                                               {"log(x)", "1/x"},
                                                               {"sinh(x)", "cosh(x)"},
                                                               {"cosh(x)", "sinh(x)"},
                                                               {"tanh(x)", "1 - tanh(x)^2"},
                                                               {"y^2", "0"},
                                                               {"x*y", "y"},
                                                               {"erf(x)", "2/sqrt(pi)*exp(-x^2)"},
                                                               {"erfc(x)", "-2/sqrt(pi)*exp(-x^2)"},
                                                               {"L^(-x)", "-log(L)*L^(-x)"}};
  for (const auto& [text, expected] : cases) {
    const Formula gap = parse(text).derivative("x") - parse(expected);
    BOOST_TEST(gap.is_identically_zero(), text << ": " << gap.text());
  }
}

BOOST_AUTO_TEST_CASE(postfix) {
  using Op = CompiledFormula::Op;
  const CompiledFormula half = parse("x^(3/2)").compile({"x"});
  BOOST_REQUIRE(half.instructions.size() == 3u);
  BOOST_TEST((half.instructions[0].op == Op::variable && half.instructions[0].index == 0));
  BOOST_TEST((half.instructions[1].op == Op::square_root));
  BOOST_TEST((half.instructions[2].op == Op::integer_power && half.instructions[2].index == 3));
  BOOST_TEST(half.instructions[1].subformula == "x^(3/2)");
  const CompiledFormula tenth = parse("0.1").compile();
  BOOST_REQUIRE(tenth.instructions.size() == 1u);
  BOOST_TEST(tenth.constants.at(0) == Rational(1, 10));
  BOOST_TEST((parse("x - y").compile(k_variables).variables == k_variables));
  BOOST_CHECK_THROW(parse("x + y").compile({"x"}), Error);
  BOOST_CHECK_THROW(parse("x").compile(), Error);
}

BOOST_AUTO_TEST_CASE(postfix_values) {
  struct Case {
    std::string text;
    std::function<double(double, double)> value;
  };
  const std::vector<Case> cases{
      {"x - y*2", [](double x, double y) { return x - y * 2; }},
      {"(x + y)^3/(1 + x^2)", [](double x, double y) { return std::pow(x + y, 3) / (1 + x * x); }},
      {"sqrt(x)/y^(3/2)", [](double x, double y) { return std::sqrt(x) / (y * std::sqrt(y)); }},
      {"x^y", [](double x, double y) { return std::pow(x, y); }},
      {"x^0.3", [](double x, double) { return std::pow(x, 0.3); }},
      {"exp(-x^2/2)/sqrt(2*pi)",
       [](double x, double) { return std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979323846); }},
      {"log(x*y) + ln(2)", [](double x, double y) { return std::log(x * y) + std::log(2.0); }},
      {"sinh(x)*cosh(y) - tanh(x)", [](double x, double y) { return std::sinh(x) * std::cosh(y) - std::tanh(x); }},
      {"min(x, y)/max(x, y)", [](double x, double y) { return std::min(x, y) / std::max(x, y); }},
      {"abs(x - y) + erf(x) - erfc(y)",
       [](double x, double y) { return std::abs(x - y) + std::erf(x) - std::erfc(y); }}};
  for (const auto& [text, value] : cases) {
    const CompiledFormula compiled = parse(text).compile({"x", "y"});
    for (const auto& [x, y] : {std::pair{0.5, 1.25}, {2.0, 0.375}, {1.75, 3.0}}) {
      // Fewer than 20 operations on values below 200, each within 2^-52 relative (2 ulp for the library functions).
      BOOST_TEST(std::abs(double_value(compiled, {x, y}) - value(x, y)) < 40 * 200 * std::ldexp(1.0, -52),
                 text << " at " << x << ", " << y);
    }
  }
}

BOOST_AUTO_TEST_CASE(latex) {
  BOOST_TEST(parse("1/3").latex() == "\\frac{1}{3}");
  BOOST_TEST(parse("sqrt(x)").latex() == "\\sqrt{x}");
  BOOST_TEST(parse("2*x/3").latex() == "\\frac{2 x}{3}");
  BOOST_TEST(parse("1/(x*y)").latex() == "\\frac{1}{x y}");
  BOOST_TEST(has(parse("x^2").latex(), "^{2}"));
  BOOST_TEST(has(parse("sigma*x").latex(), "\\sigma"));
  BOOST_TEST(has(parse("erf(x)").latex(), "\\operatorname{erf}"));
  BOOST_TEST(has(parse("min(x, y)").latex(), "\\min"));
  BOOST_TEST(has(parse("log(x)").latex(), "\\ln"));
  BOOST_TEST(has(parse("pi*x").latex(), "\\pi"));
  BOOST_TEST(Formula::symbol("norm_u").latex() == "\\|U\\|");
  BOOST_TEST(Formula::symbol("A2").latex() == "A_{2}");
  BOOST_TEST(Formula::symbol("rows").latex() == "\\mathrm{rows}");
  for (const std::string text :
       {"exp(-(x+y)^2/(2*L))*sqrt(sigma)", "((x))^((y))", "log(x)^(-c)", "(x-1)/(y^(1/2)*(x+1)^3)"}) {
    const std::string latex = Formula::parse(text, {"x", "y", "L", "sigma", "c"}, Place{}).latex();
    int depth = 0;
    for (const char c : latex) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      BOOST_TEST(depth >= 0);
    }
    BOOST_TEST(depth == 0, latex);
  }
}

/// What text() prints is read back as the same formula.
BOOST_AUTO_TEST_CASE(text_and_back) {
  for (const std::string text :
       {"x^2/3 - 7*y", "exp(-x)*sqrt(y)", "L^(-1/(1+8*x^2))", "sqrt(2)*x + 1/10", "min(x, y)^2", "-(x+y)^(-3/2)",
        "2^(-x)", "(2/3)^x", "(-x)^2", "x^y^2", "(x^y)^sigma", "x/(y/2)", "-1/x", "1 - pi", "pi^2/6", "-x*(y - 1)",
        "exp(-1/2)", "x - (y - sigma)", "abs(x - y)*erf(x)/erfc(y)"}) {
    const Formula f = parse(text);
    BOOST_TEST((parse(f.text()) - f).is_identically_zero(), text << " printed as " << f.text());
  }
  const unsigned seed = 77;
  std::mt19937 engine(seed);
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); };
  const std::function<std::string(int)> random = [&](int depth) -> std::string {
    const auto part = [&] { return random(depth - 1); };
    if (depth == 0)
      return std::vector<std::string>{"x", "y", "L", "2", "0.3", "pi", "(-3)"}[static_cast<std::size_t>(draw(0, 6))];
    switch (draw(0, 6)) {
      case 0: return "(" + part() + " + " + part() + ")";
      case 1: return "(" + part() + " - " + part() + ")";
      case 2: return "(" + part() + ")*(" + part() + ")";
      case 3: return "(" + part() + ")/(1 + (" + part() + ")^2)";
      case 4: return "(" + part() + ")^" + std::vector<std::string>{"2", "3"}[static_cast<std::size_t>(draw(0, 1))];
      case 5: return "exp(" + part() + ")";
      default: return "-sqrt(1 + (" + part() + ")^2)";
    }
  };
  for (int i = 0; i < 200; ++i) {
    const std::string text = random(draw(1, 4));
    const Formula f = parse(text);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": " << text << " printed as " << f.text()) {
      const Formula back = parse(f.text());
      BOOST_TEST(back.text() == f.text());
      // Equal at one point as exact numbers, or at least as doubles: fewer than 200 operations on values whose size
      // shows in the result, so equal up to 1e-9 of the larger of the value and the parts it is made of.
      const double a = double_value(f.compile(k_variables), {0.5, -0.25, 3, 1});
      const double b = double_value(back.compile(k_variables), {0.5, -0.25, 3, 1});
      BOOST_TEST(((std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= 1e-9 * std::abs(a)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
