#include "proofs-check/math_markup.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bounds/catalogue.hpp"
#include "proofs-check/bound_report.hpp"
#include "proofs-check/embedded_suites.hpp"
#include "proofs-check/sentence_markup.hpp"
#include "symbolic/identity_catalogue.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

std::string typeset(const std::string& text, MathNotation notation) {
  const auto found = math_markup(text, notation);
  return found ? found->substr(6, found->size() - 13) : "refused";
}
std::string formula(const std::string& text) { return typeset(text, MathNotation::formula); }
std::string prose(const std::string& text) { return typeset(text, MathNotation::prose); }
std::string identity(const std::string& text) { return typeset(text, MathNotation::identity); }

bool is_refused(const std::string& text, MathNotation notation) { return !math_markup(text, notation).has_value(); }

/// Elements are closed in order, and nothing but known names occurs.
bool is_well_formed(const std::string& markup) {
  static const std::vector<std::string> known{"math",    "mrow",   "mi",     "mn",         "mo",
                                              "mtext",   "mspace", "mfrac",  "msup",       "msub",
                                              "msubsup", "msqrt",  "munder", "munderover", "mover"};
  std::vector<std::string> open;
  for (auto at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const bool closing = markup[at + 1] == '/';
    const auto start = at + (closing ? 2 : 1);
    const std::string name = markup.substr(start, markup.find_first_of(" >", start) - start);
    if (std::find(known.begin(), known.end(), name) == known.end()) return false;
    if (!closing) {
      open.push_back(name);
    } else {
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
    }
  }
  return open.empty() && markup.find('\x01') == std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(math_markup)

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(formula("L") == "<mi>L</mi>");
  BOOST_TEST(formula("sigma") == "<mi>σ</mi>");
  BOOST_TEST(formula("c1") == "<msub><mi>c</mi><mn>1</mn></msub>");
  BOOST_TEST(formula("c12^2") == "<msubsup><mi>c</mi><mn>12</mn><mn>2</mn></msubsup>");
  BOOST_TEST(formula("slack") == "<mi>slack</mi>");
  BOOST_TEST(formula("my_c") == "<mtext>my_c</mtext>");
  BOOST_TEST(prose("Gamma") == "<mi mathvariant=\"normal\">Γ</mi>");
  BOOST_TEST(prose("R_inf") == "<msub><mi>R</mi><mi>∞</mi></msub>");
  BOOST_TEST(prose("b*^4") == "<msubsup><mi>b</mi><mo>∗</mo><mn>4</mn></msubsup>");
  BOOST_TEST(prose("V^T") == "<msup><mi>V</mi><mo>⊤</mo></msup>");
  BOOST_TEST(identity("V'") == "<msup><mi>V</mi><mo>⊤</mo></msup>");
  BOOST_TEST(identity("S(2,1)") ==
             "<msub><mi>S</mi><mrow><mn>2</mn><mo separator=\"true\">,</mo><mn>1</mn></mrow></msub>");
  // A symbol of bounds is written out; in a power it needs its parentheses.
  BOOST_TEST(formula("norm_u") == prose("|U|"));
  BOOST_TEST(formula("signal^2") == prose("(|V Gamma U z|^2)^2"));
  BOOST_TEST(typeset("noise", MathNotation::regression) == prose("tau^2"));
}

BOOST_AUTO_TEST_CASE(fractions) {
  const std::string l = "<mi>L</mi>";
  BOOST_TEST(formula("1/L") == "<mfrac><mn>1</mn>" + l + "</mfrac>");
  // a*b/c is (a b)/c, a/b*c is (a/b) c, a/b/c is a/(b c): as the grammar has it.
  BOOST_TEST(formula("2*x/L") == "<mfrac><mrow><mn>2</mn><mi>x</mi></mrow>" + l + "</mfrac>");
  BOOST_TEST(formula("2/L*x") == "<mfrac><mn>2</mn>" + l + "</mfrac><mi>x</mi>");
  BOOST_TEST(formula("x/L/y") == "<mfrac><mi>x</mi><mrow>" + l + "<mi>y</mi></mrow></mfrac>");
  BOOST_TEST(formula("x/(L + 1)/2") == "<mfrac><mi>x</mi><mrow><mn>2</mn><mrow><mo stretchy=\"false\">(</mo>" + l +
                                           "<mo>+</mo><mn>1</mn><mo stretchy=\"false\">)</mo></mrow></mrow></mfrac>");
  BOOST_TEST(formula("(x + 1)/(L)") == "<mfrac><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow>" + l + "</mfrac>");
  // A power of a sum keeps its parentheses above the bar.
  BOOST_TEST(formula("(x)^2/L").find("(") != std::string::npos);
  BOOST_TEST(prose("2 ln L/x") ==
             "<mfrac><mrow><mn>2</mn><mspace width=\".17em\"></mspace><mi>ln</mi><mspace width=\".17em\"></mspace>" +
                 l + "</mrow><mi>x</mi></mfrac>");
  BOOST_TEST(prose("x/L y") == "<mfrac><mi>x</mi>" + l + "</mfrac><mi>y</mi>");
  BOOST_TEST(is_refused("1/2x", MathNotation::prose));
  // In an exponent they lie in one line.
  BOOST_TEST(formula("L^(c2/s^2)").find("mfrac") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(powers_and_signs) {
  BOOST_TEST(formula("2^3^x") == "<msup><mn>2</mn><msup><mn>3</mn><mi>x</mi></msup></msup>");
  BOOST_TEST(formula("-x^2") == "<mo>−</mo><msup><mi>x</mi><mn>2</mn></msup>");
  BOOST_TEST(formula("L^-2") == "<msup><mi>L</mi><mrow><mo>−</mo><mn>2</mn></mrow></msup>");
  BOOST_TEST(formula("2*3") == "<mn>2</mn><mo>·</mo><mn>3</mn>");
  BOOST_TEST(formula("exp(-s^2)") == "<msup><mi>e</mi><mrow><mo>−</mo><msup><mi>s</mi><mn>2</mn></msup></mrow></msup>");
  BOOST_TEST(formula("sqrt(2)") == "<msqrt><mn>2</mn></msqrt>");
  BOOST_TEST(formula("log(L)^2") == formula("ln(L)^2"));
  BOOST_TEST(formula("x*-y").find("(") != std::string::npos);
  BOOST_TEST(
      identity("d(A)/d(s^2)") ==
      "<mfrac><mrow><mi mathvariant=\"normal\">d</mi><mi>A</mi></mrow><mrow><mi mathvariant=\"normal\">d</mi><mrow><mo "
      "stretchy=\"false\">(</mo><msup><mi>s</mi><mn>2</mn></msup><mo stretchy=\"false\">)</mo></mrow></mrow></mfrac>");
}

BOOST_AUTO_TEST_CASE(prose_of_papers) {
  const std::string text = prose("E|T_L - T|^2 <= A (tr V Gamma V^T + |V Gamma U z|^2), A = E sum w_i^2");
  BOOST_TEST(is_well_formed(text));
  BOOST_TEST(text.find("<mi mathvariant=\"normal\">E</mi>") == 0U);
  BOOST_TEST(text.find("<mo>≤</mo>") != std::string::npos);
  BOOST_TEST(text.find("<mo>∑</mo>") != std::string::npos);
  // P is a probability before a parenthesis only.
  BOOST_TEST(prose("P(x > r)").find("normal") != std::string::npos);
  BOOST_TEST(prose("P (x)").find("normal") == std::string::npos);
  BOOST_TEST(prose("theta in [0, 1)").find("<mo>∈</mo>") != std::string::npos);
  BOOST_TEST(prose("[F(t)]_+").find("<msub>") == 0U);
}

BOOST_DATA_TEST_CASE(what_is_not_understood_is_refused,
                     boost::unit_test::data::make(std::vector<std::string>{
                         "",         " ",           "x +",   "(x",           "x)",   "|x",
                         "x^",       "x_",          "/x",    "1/2x",         "<b>",  "a & b",
                         "\"",       "x; <script>", "$x$",   "\\frac{1}{2}", "x\ny", std::string("x\0y", 3),
                         "\xcf\x83", "the rate",    "x <= ", "{x",           "x}",   "a,,b",
                         "sqrt",     "x'",          "1..2",  "f(x"}),
                     text) {
  BOOST_TEST(is_refused(text, MathNotation::prose));
  const std::string shown = inline_math(text, MathNotation::prose);
  BOOST_TEST(shown.rfind("<code>", 0) == 0U);
  BOOST_TEST(shown.find("<script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(formulas_refuse_prose) {
  for (const char* text : {"x y", "|x|", "f(x)", "x_1 + {2}", "E|x|", "x'", "sqrt(1, 2)"}) {
    BOOST_TEST(is_refused(text, MathNotation::formula), text);
  }
}

BOOST_AUTO_TEST_CASE(long_and_deep_texts_end) {
  BOOST_TEST(is_refused(std::string(5000, '1'), MathNotation::formula));
  for (const char* piece : {"(", "|", "{", "-", "x^", "sqrt(", "x/", "x_{"}) {
    std::string text;
    while (text.size() < 3900) text += piece;
    BOOST_TEST(is_refused(text, MathNotation::prose), piece);
    BOOST_TEST(is_refused(text, MathNotation::formula), piece);
    BOOST_TEST(is_refused(text, MathNotation::identity), piece);
  }
  std::string sum = "x";
  while (sum.size() < 3900) sum += " + x^2/y";
  BOOST_TEST(is_well_formed(display_math(sum, MathNotation::formula)));
}

/// Every text of some bytes gives markup that is closed, or is refused.
BOOST_AUTO_TEST_CASE(random_texts) {
  const std::vector<std::string> pieces{"x", "2",   "+",  "-",  "*",  "/",     "^",    "_",     "(", ")",
                                        "[", "]",   "{",  "}",  "|",  " ",     ",",    "<=",    "'", "sqrt",
                                        "E", "sum", "tr", "ln", "c1", "Gamma", "exp(", "S(2,1)"};
  std::uint64_t state = 12345;
  std::size_t read = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    const auto draw = [&](std::uint64_t n) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return (state >> 33) % n;
    };
    for (std::uint64_t k = draw(12) + 1; k > 0; --k) text += pieces[draw(pieces.size())];
    for (const auto notation : {MathNotation::formula, MathNotation::identity, MathNotation::prose}) {
      const auto found = check::math_markup(text, notation);
      if (found) ++read;
      const bool good = !found || is_well_formed(*found);
      if (!good) BOOST_TEST(good, text);
    }
  }
  BOOST_TEST(read > 1000U);
}

BOOST_AUTO_TEST_CASE(long_formulas_may_be_broken) {
  const std::string short_one = display_math("B = A + s^2*S2", MathNotation::identity);
  BOOST_TEST(short_one.find("</math> <math") == std::string::npos);
  const std::string text = "G1 = s^4*(S2 + 27*S2^2 + 240*S2^3 + 840*S2^4 - 2880*S2^2*S3 - 680*S2*S3) - 2*G2 + 4*G3";
  const std::string long_one = display_math(text, MathNotation::identity);
  BOOST_TEST(is_well_formed(long_one));
  std::size_t parts = 0;
  for (auto at = long_one.find("<math"); at != std::string::npos; at = long_one.find("<math", at + 1)) ++parts;
  BOOST_TEST(parts == 9U);  // before =, the five signs in the parentheses and the two after them
  // Nothing is lost: without the elements' ends both are the same signs.
  const auto signs = [](const std::string& markup) {
    std::string out;
    bool inside = false;
    for (const char c : markup) {
      if (c == '<') inside = true;
      if (!inside && c != ' ') out += c;
      if (c == '>') inside = false;
    }
    return out;
  };
  BOOST_TEST(signs(long_one) == signs(*check::math_markup(text, MathNotation::identity)));
}

BOOST_AUTO_TEST_CASE(sentences) {
  BOOST_TEST(sentence_markup("At `L = 1` <all>.") ==
             "At " + *check::math_markup("L = 1", MathNotation::prose) + " &lt;all&gt;.");
  BOOST_TEST(sentence_markup("One ` alone & more") == "One ` alone &amp; more");
  BOOST_TEST(sentence_markup("`1/2x`") == "<code>1/2x</code>");
  BOOST_TEST(sentence_markup("`` ``") == " ");
  BOOST_TEST(sentence_text("At `L = 1`.") == "At L = 1.");
  BOOST_TEST(sentence_text("One ` alone") == "One ` alone");
}

/// All that softlin itself shows is read.
BOOST_AUTO_TEST_CASE(catalogues) {
  std::vector<std::string> left;
  for (const auto& bound : bounds::catalogue()) {
    for (const std::string& text : {bound.statement, hypotheses_text(bound)}) {
      const std::string markup = statement_markup(text);
      if (markup.find("<code>") != std::string::npos) left.push_back(text);
    }
  }
  for (const auto& entry : symbolic::identity_catalogue()) {
    for (const auto& equation : entry.equations) {
      if (is_refused(equation, MathNotation::identity)) left.push_back(equation);
    }
  }
  for (const auto& suite : embedded_suites()) {
    for (auto at = suite.text.find("statement = \""); at != std::string::npos;
         at = suite.text.find("statement = \"", at + 1)) {
      const std::string line = suite.text.substr(at + 13, suite.text.find('\n', at) - at - 14);
      BOOST_TEST(std::count(line.begin(), line.end(), '`') % 2 == 0, line);
      if (sentence_markup(line).find("<code>") != std::string::npos) left.push_back(line);
    }
  }
  for (const auto& text : left) BOOST_TEST(false, text);
}

BOOST_AUTO_TEST_CASE(words_of_statements) {
  const std::string text =
      statement_markup("the tokens are sigma-sub-Gaussian; the query law is fixed or a pair; s > 0");
  BOOST_TEST(text == "the tokens are sigma-sub-Gaussian; the query law is fixed or a pair; " +
                         *check::math_markup("s > 0", MathNotation::prose));
  BOOST_TEST(statement_markup("x <= y, <b>") == "<code>x &lt;= y, &lt;b&gt;</code>");
}

BOOST_AUTO_TEST_SUITE_END()
