#include "symbolic/formula_code.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/symbolic/double_value.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

const std::set<std::string> k_symbols{"a", "b", "lambda", "double"};

Formula parse(const std::string& text) { return Formula::parse(text, k_symbols, Place{"test", 0, {}}); }

/// `text` with every `from` replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

void same(const std::string& formula, const std::string& code, double compiled) {
  BOOST_TEST_CONTEXT(formula) {
    const auto blankless = [](const std::string& text) { return replaced(text, " ", ""); };
    BOOST_TEST(blankless(cpp_text(parse(formula))) == blankless(code));
    const double expected = testing::double_value(parse(formula).compile({"a", "b"}), {0.75, 2.5});
    BOOST_TEST(std::abs(compiled - expected) <= 1e-14 * std::abs(expected));
  }
}

}  // namespace

// The compiler reads the very text that is expected.
#define SAME(formula, code) same(formula, #code, code)

BOOST_AUTO_TEST_SUITE(formula_code)

BOOST_AUTO_TEST_CASE(cpp_is_what_the_compiler_reads) {
  const double a = 0.75;
  const double b = 2.5;
  SAME("1/3 - a", ((-1.0) * a + (1.0 / 3.0)));
  SAME("a^3/b^2", (1.0 / std::pow(b, 2)) * std::pow(a, 3));
  SAME("sqrt(2)*pi*exp(-a/2)", std::exp((-1.0 / 2.0) * a) * std::numbers::pi * std::sqrt(2.0));
  SAME("erfc(a) + erf(b)*log(b)", (std::erf(b) * std::log(b) + std::erfc(a)));
  SAME("max(a, b) - min(a, b^a)", ((-1.0) * std::fmin(a, std::pow(b, a)) + std::fmax(a, b)));
  SAME("(a + b)^(-3/2)", (1.0 / std::pow(std::sqrt((a + b)), 3)));
  SAME("abs(a - b)*tanh(a)*sinh(b)/cosh(b)",
       (1.0 / std::cosh(b)) * std::abs(((-1.0) * b + a)) * std::sinh(b) * std::tanh(a));
}

BOOST_AUTO_TEST_CASE(python_reads_back) {
  BOOST_TEST(python_text(parse("a^3/b + 1/3")) == "((mpf(1)/3) + (mpf(1)/b)*(a)**3)");
  for (const char* formula :
       {"1/3 - a", "-7/2*a^3/b^2", "sqrt(2)*pi*exp(-a/2)", "erfc(a) + erf(b)*log(b)", "a^b - (a + b)^(-3/2)",
        "exp(a^2*b/2 + a)*(a + b*3)^2 - 1/sqrt(1 - 2*a*b)", "max(a, b) - min(a, b^a)", "tanh(a)*sinh(b)/cosh(b)"}) {
    const std::string text = replaced(replaced(python_text(parse(formula)), "mpf(1)", "1"), "mpf", "");
    BOOST_TEST_CONTEXT(formula << " as " << text) {
      BOOST_TEST((parse(replaced(text, "**", "^")) - parse(formula)).is_identically_zero());
    }
  }
}

BOOST_AUTO_TEST_CASE(reserved_words_are_renamed) {
  BOOST_TEST(python_text(parse("lambda")) == "lambda_");
  BOOST_TEST(cpp_text(parse("double")) == "double_");
  BOOST_TEST(cpp_text(parse("lambda")) == "lambda");
}

BOOST_AUTO_TEST_SUITE_END()
