#include "symbolic/formula_code.hpp"

#include <set>

#include "symbolic/formula_text.hpp"

namespace softlin::symbolic {

namespace {

using GiNaC::ex;

/// What two languages write differently.
struct Language {
  std::set<std::string> reserved;  ///< words no variable may be called
  std::string pi;
  std::string one;
  std::string prefix;   ///< of every function
  bool power_operator;  ///< base**exponent; otherwise pow(base, exponent)
  std::string minimum;
  std::string maximum;
  std::string absolute;
  std::string (*number)(const Integer& top, const Integer& bottom);
};

const Language& cpp() {
  static const Language language{
      {"auto",     "break",   "case",   "char",     "class",    "const",    "default", "delete", "do",        "double",
       "else",     "enum",    "float",  "for",      "goto",     "if",       "int",     "long",   "namespace", "new",
       "operator", "private", "public", "return",   "short",    "signed",   "sizeof",  "static", "struct",    "switch",
       "this",     "try",     "union",  "unsigned", "using",    "void",     "while",   "and",    "or",        "not",
       "xor",      "bool",    "true",   "false",    "template", "typename", "std"},
      "std::numbers::pi",
      "1.0",
      "std::",
      false,
      "fmin",
      "fmax",
      "abs",
      [](const Integer& top, const Integer& bottom) {
        return bottom == 1 ? top.str() + ".0" : top.str() + ".0/" + bottom.str() + ".0";
      }};
  return language;
}

const Language& python() {
  static const Language language{
      {"and",    "as",       "assert", "async", "await", "break",  "class",  "continue", "def",   "del",
       "elif",   "else",     "except", "for",   "from",  "global", "if",     "import",   "in",    "is",
       "lambda", "nonlocal", "not",    "or",    "pass",  "raise",  "return", "try",      "while", "with",
       "yield",  "mpf",      "pi",     "exp",   "log",   "sqrt",   "erf",    "erfc"},
      "pi",
      "mpf(1)",
      "",
      true,
      "min",
      "max",
      "fabs",
      [](const Integer& top, const Integer& bottom) {
        return bottom == 1 ? top.str() : "mpf(" + top.str() + ")/" + bottom.str();
      }};
  return language;
}

/// Every part but atoms and calls stands in brackets: the text is for compilers.
class Writer {
 public:
  explicit Writer(const Language& language) : language_(language) {}

  std::string write(const ex& e) const {
    if (const auto value = Formula(e).as_rational()) return number(*value);
    if (e.is_equal(GiNaC::Pi)) return language_.pi;
    if (GiNaC::is_a<GiNaC::symbol>(e)) {
      const std::string name = GiNaC::ex_to<GiNaC::symbol>(e).get_name();
      return language_.reserved.count(name) > 0 ? name + "_" : name;
    }
    if (GiNaC::is_a<GiNaC::add>(e)) return "(" + joined(e, " + ") + ")";
    if (GiNaC::is_a<GiNaC::mul>(e)) return joined(e, "*");
    if (GiNaC::is_a<GiNaC::power>(e)) return power(e.op(0), e.op(1));
    return function(e);
  }

 private:
  std::string number(const Rational& value) const {
    const std::string text = language_.number(mp::numerator(value), mp::denominator(value));
    return mp::denominator(value) == 1 && value >= 0 ? text : "(" + text + ")";
  }

  std::string joined(const ex& e, const std::string& between) const {
    std::string out;
    for (const ex& operand : ordered_operands(e)) out += (out.empty() ? "" : between) + write(operand);
    return out;
  }

  std::string power(const ex& base, const ex& exponent) const {
    const auto value = Formula(exponent).as_rational();
    if (value && *value < 0) return "(" + language_.one + "/" + power(base, -exponent) + ")";
    if (value && *value == 1) return write(base);
    if (value && mp::denominator(*value) == 2) {
      const std::string root = language_.prefix + "sqrt(" + write(base) + ")";
      return *value == Rational(1, 2) ? root : raised(root, std::to_string(mp::numerator(*value).convert_to<long>()));
    }
    if (value && mp::denominator(*value) == 1) return raised(write(base), mp::numerator(*value).str());
    return raised(write(base), write(exponent));
  }

  std::string raised(const std::string& base, const std::string& exponent) const {
    return language_.power_operator ? "(" + base + ")**" + exponent
                                    : language_.prefix + "pow(" + base + ", " + exponent + ")";
  }

  std::string function(const ex& e) const {
    std::string name = GiNaC::is_a<GiNaC::function>(e) ? GiNaC::ex_to<GiNaC::function>(e).get_name() : "?";
    // GiNaC writes abs(f)^2 as conjugate(f) f; every value here is real.
    if (name == "conjugate" || name == "real_part") return write(e.op(0));
    if (name == "abs") name = language_.absolute;
    if (name == "min") name = language_.minimum;
    if (name == "max") name = language_.maximum;
    return language_.prefix + name + "(" + joined(e, ", ") + ")";
  }

  const Language& language_;
};

}  // namespace

std::string cpp_text(const Formula& formula) { return Writer(cpp()).write(formula.expression()); }

std::string python_text(const Formula& formula) { return Writer(python()).write(formula.expression()); }

}  // namespace softlin::symbolic
