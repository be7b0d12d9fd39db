#include "symbolic/formula.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <sstream>

#include "symbolic/evaluation_order.hpp"
#include "symbolic/formula_text.hpp"

namespace softlin::symbolic {

// Held functions that GiNaC lacks. minimum and maximum simplify when both arguments are rational.
DECLARE_FUNCTION_1P(erf)
DECLARE_FUNCTION_1P(erfc)
DECLARE_FUNCTION_2P(min)
DECLARE_FUNCTION_2P(max)

namespace {

bool both_rational(const GiNaC::ex& a, const GiNaC::ex& b) {
  return GiNaC::is_a<GiNaC::numeric>(a) && GiNaC::is_a<GiNaC::numeric>(b) &&
         GiNaC::ex_to<GiNaC::numeric>(a).is_rational() && GiNaC::ex_to<GiNaC::numeric>(b).is_rational();
}

GiNaC::ex min_eval(const GiNaC::ex& a, const GiNaC::ex& b) {
  if (both_rational(a, b)) return GiNaC::ex_to<GiNaC::numeric>(a) < GiNaC::ex_to<GiNaC::numeric>(b) ? a : b;
  return a.is_equal(b) ? a : min(a, b).hold();
}

GiNaC::ex max_eval(const GiNaC::ex& a, const GiNaC::ex& b) {
  if (both_rational(a, b)) return GiNaC::ex_to<GiNaC::numeric>(a) < GiNaC::ex_to<GiNaC::numeric>(b) ? b : a;
  return a.is_equal(b) ? a : max(a, b).hold();
}

GiNaC::ex erf_eval(const GiNaC::ex& x) { return x.is_zero() ? GiNaC::ex(0) : erf(x).hold(); }
GiNaC::ex erfc_eval(const GiNaC::ex& x) { return x.is_zero() ? GiNaC::ex(1) : erfc(x).hold(); }

GiNaC::ex erf_deriv(const GiNaC::ex& x, unsigned) { return 2 / GiNaC::sqrt(GiNaC::Pi) * GiNaC::exp(-GiNaC::pow(x, 2)); }
GiNaC::ex erfc_deriv(const GiNaC::ex& x, unsigned) { return -erf_deriv(x, 0); }

// All four are real for real arguments; GiNaC asks when it simplifies abs(...).
GiNaC::ex erf_self(const GiNaC::ex& x) { return erf(x).hold(); }
GiNaC::ex erfc_self(const GiNaC::ex& x) { return erfc(x).hold(); }
GiNaC::ex min_self(const GiNaC::ex& a, const GiNaC::ex& b) { return min(a, b).hold(); }
GiNaC::ex max_self(const GiNaC::ex& a, const GiNaC::ex& b) { return max(a, b).hold(); }
GiNaC::ex zero_of_one(const GiNaC::ex&) { return 0; }
GiNaC::ex zero_of_two(const GiNaC::ex&, const GiNaC::ex&) { return 0; }

}  // namespace

REGISTER_FUNCTION(erf, eval_func(erf_eval)
                           .conjugate_func(erf_self)
                           .real_part_func(erf_self)
                           .imag_part_func(zero_of_one)
                           .derivative_func(erf_deriv)
                           .latex_name("\\operatorname{erf}"))
REGISTER_FUNCTION(erfc, eval_func(erfc_eval)
                            .conjugate_func(erfc_self)
                            .real_part_func(erfc_self)
                            .imag_part_func(zero_of_one)
                            .derivative_func(erfc_deriv)
                            .latex_name("\\operatorname{erfc}"))
REGISTER_FUNCTION(min, eval_func(min_eval)
                           .conjugate_func(min_self)
                           .real_part_func(min_self)
                           .imag_part_func(zero_of_two)
                           .latex_name("\\min"))
REGISTER_FUNCTION(max, eval_func(max_eval)
                           .conjugate_func(max_self)
                           .real_part_func(max_self)
                           .imag_part_func(zero_of_two)
                           .latex_name("\\max"))

namespace {

using GiNaC::ex;
using GiNaC::numeric;

constexpr std::size_t k_max_length = 20000;  // characters of one formula
constexpr int k_max_depth = 200;             // nested parentheses
constexpr double k_max_power_bits = 200000;  // size of a power that is written down exactly
constexpr double k_max_expansion = 256;      // terms times exponent of a power of a sum that is multiplied out
constexpr double k_max_terms = 4096;         // terms of a product or power of sums that is multiplied out

numeric to_ginac(const Rational& value) {
  const numeric top(mp::numerator(value).str().c_str());
  const numeric bottom(mp::denominator(value).str().c_str());
  return top / bottom;
}

Rational from_ginac(const numeric& value) {
  const auto integer = [](const numeric& n) {
    std::ostringstream out;
    out << n;
    return Integer(out.str());
  };
  return Rational(integer(value.numer()), integer(value.denom()));
}

bool is_rational_number(const ex& e) { return GiNaC::is_a<numeric>(e) && GiNaC::ex_to<numeric>(e).is_rational(); }

/// About how many bits the numbers in e take when every power is multiplied out.
double number_bits(const ex& e) {
  if (GiNaC::is_a<numeric>(e)) {
    if (!is_rational_number(e)) return 64;
    const numeric q = GiNaC::ex_to<numeric>(e);
    if (q.is_zero() || q == 1 || q == -1) return 0;
    return static_cast<double>(q.numer().int_length()) + static_cast<double>(q.denom().int_length());
  }
  if (GiNaC::is_a<GiNaC::power>(e) && GiNaC::is_a<numeric>(e.op(1))) {
    return number_bits(e.op(0)) * std::abs(GiNaC::ex_to<numeric>(e.op(1)).to_double());
  }
  double sum = 0;
  for (std::size_t i = 0; i < e.nops(); ++i) sum += number_bits(e.op(i));
  return sum;
}

/// False when base^exponent would take more than k_max_power_bits to write down.
bool power_is_small(const ex& base, const ex& exponent) {
  if (!GiNaC::is_a<numeric>(exponent)) return true;
  return number_bits(base) * std::abs(GiNaC::ex_to<numeric>(exponent).to_double()) <= k_max_power_bits;
}

/// Size of the rational factor in front of e.
double coefficient_bits(const ex& e) {
  if (GiNaC::is_a<numeric>(e)) return number_bits(e);
  if (!GiNaC::is_a<GiNaC::mul>(e)) return 0;
  double bits = 0;
  for (std::size_t i = 0; i < e.nops(); ++i) {
    if (GiNaC::is_a<numeric>(e.op(i))) bits += number_bits(e.op(i));
  }
  return bits;
}

/// At most how many terms e has when its products and powers of sums are multiplied out; infinite when one of them is
/// beyond k_max_terms or k_max_expansion.
double expanded_terms(const ex& e) {
  constexpr double k_too_many = std::numeric_limits<double>::infinity();
  double count = 1;
  if (GiNaC::is_a<GiNaC::add>(e)) {
    count = 0;
    for (std::size_t i = 0; i < e.nops(); ++i) count += expanded_terms(e.op(i));
    return count;
  }
  if (GiNaC::is_a<GiNaC::mul>(e)) {
    for (std::size_t i = 0; i < e.nops(); ++i) count *= expanded_terms(e.op(i));
  } else if (GiNaC::is_a<GiNaC::power>(e) && GiNaC::is_a<numeric>(e.op(1))) {
    const double terms = expanded_terms(e.op(0));
    const double power = std::abs(GiNaC::ex_to<numeric>(e.op(1)).to_double());
    if (terms > 1) {
      if (terms * power > k_max_expansion) return k_too_many;
      count = std::exp(std::lgamma(terms + power) - std::lgamma(terms) - std::lgamma(power + 1));
    }
  } else {
    for (std::size_t i = 0; i < e.nops(); ++i) {
      if (expanded_terms(e.op(i)) == k_too_many) return k_too_many;
    }
  }
  return count <= k_max_terms ? count : k_too_many;
}

/// False when multiplying out the sums in e would give very many terms.
bool expansion_is_small(const ex& e) { return std::isfinite(expanded_terms(e)); }

/// False for a complex number, or a function or power outside its real domain, such as log(-2) or sqrt(-3).
bool is_real(const ex& e) {
  if (GiNaC::is_a<numeric>(e)) return GiNaC::ex_to<numeric>(e).is_real();
  return !e.has(GiNaC::I);
}
bool is_real_power(const ex& base, const ex& exponent) {
  const bool negative = is_rational_number(base) && GiNaC::ex_to<numeric>(base).is_negative();
  return !negative || !is_rational_number(exponent) || GiNaC::ex_to<numeric>(exponent).is_integer();
}

/// sqrt(q) with the square factors of small primes taken out, so that sqrt(8) and 2 sqrt(2) are written alike.
ex tidy_sqrt(const ex& x) {
  if (!is_rational_number(x) || GiNaC::ex_to<numeric>(x).is_negative()) return GiNaC::sqrt(x);
  const Rational q = from_ginac(GiNaC::ex_to<numeric>(x));
  Integer rest = mp::numerator(q) * mp::denominator(q);  // sqrt(p/q) = sqrt(p q)/q
  Integer outside = 1;
  for (long p = 2; p < 1000 && Integer(p) * p <= rest; ++p) {
    while (rest % (p * p) == 0) rest /= p * p, outside *= p;
  }
  // GiNaC takes the root of a `numeric` in floating point, of an `ex` exactly.
  return to_ginac(Rational(outside, mp::denominator(q))) * GiNaC::sqrt(ex(to_ginac(Rational(rest))));
}

/// Symbols that stand for positive quantities, so that sqrt(L^2) simplifies.
bool is_positive_name(const std::string& name) {
  static const std::set<std::string> names{"L", "sigma", "d"};
  return names.count(name) > 0;
}

std::string latex_name(const std::string& name) {
  static const std::set<std::string> greek{"alpha", "beta",  "gamma", "delta", "lambda", "mu",    "rho",   "sigma",
                                           "tau",   "theta", "kappa", "Gamma", "Omega",  "Sigma", "Lambda"};
  if (greek.count(name) > 0) return "\\" + name;
  if (name == "norm_u") return "\\|U\\|";
  if (name == "norm_v") return "\\|V\\|";
  if (name == "trace") return "\\operatorname{tr}(V\\Gamma V^\\top)";
  if (name == "signal") return "|V\\Gamma Uz|^2";
  const auto digit = name.find_first_of("0123456789");
  if (digit != std::string::npos && digit > 0) {
    const std::string base = name.substr(0, digit);
    return (greek.count(base) > 0 ? "\\" + base : base) + "_{" + name.substr(digit) + "}";
  }
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.size() == 2 && name[0] >= 'A' && name[0] <= 'Z' && is_lower(name[1])) {  // Sx: S with the index x
    return name.substr(0, 1) + "_{" + name.substr(1) + "}";
  }
  return name.size() == 1 ? name : "\\mathrm{" + std::string(name) + "}";
}

/// Recursive descent over the grammar in the header.
class Parser {
 public:
  Parser(std::string_view text, const std::set<std::string>& symbols, const Place& place, const Formula::Calls& calls)
      : text_(text), symbols_(symbols), place_(place), calls_(calls) {}

  ex run() {
    if (text_.size() > k_max_length) {
      throw InputError(place_, "a formula of " + std::to_string(text_.size()) + " characters",
                       "at most " + std::to_string(k_max_length));
    }
    const ex value = sum();
    skip_space();
    if (at_ < text_.size()) fail(found_here(), "an operator or the end of the formula");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& found, const std::string& expected) const {
    throw InputError(place_, found + " at column " + std::to_string(at_ + 1) + " of \"" + excerpt() + "\"", expected);
  }

  /// The formula, or its part around the present column when it is long.
  std::string excerpt() const {
    constexpr std::size_t k_shown = 80;
    if (text_.size() <= k_shown) return std::string(text_);
    const std::size_t start = std::min(at_ > k_shown / 2 ? at_ - k_shown / 2 : 0, text_.size() - k_shown);
    return (start > 0 ? "..." : "") + std::string(text_.substr(start, k_shown)) +
           (start + k_shown < text_.size() ? "..." : "");
  }

  std::string found_here() const {
    if (at_ >= text_.size()) return "the end";
    return "'" + std::string(1, text_[at_]) + "'";
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }

  void need(char c) {
    if (!take(c)) fail(found_here(), std::string("'") + c + "'");
  }

  /// GiNaC throws for poles and yields complex numbers for real functions outside their domain; both are bad input.
  ex checked(const std::function<ex()>& make) const {
    ex value;
    try {
      value = make();
    } catch (const std::exception&) {
      fail("a pole (division by zero or the like)", "a finite value");
    }
    if (!is_real(value)) fail_not_real();
    return value;
  }

  [[noreturn]] void fail_not_real() const { fail("a value that is not real", "real arguments inside the domain"); }

  /// Keeps long sums and products of numbers from growing without limit, as power_is_small does for powers.
  ex bounded(ex value) const {
    if (coefficient_bits(value) > k_max_power_bits) fail("a number too large to write down", "smaller numbers");
    return value;
  }

  ex sum() {
    ex value = product();
    for (;;) {
      if (take('+')) {
        value = bounded(value + product());
      } else if (take('-')) {
        value = bounded(value - product());
      } else {
        return value;
      }
    }
  }

  ex product() {
    ex value = signed_power();
    for (;;) {
      if (take('*')) {
        value = bounded(value * signed_power());
      } else if (take('/')) {
        const ex bottom = signed_power();
        value = bounded(checked([&] { return value / bottom; }));
      } else {
        return value;
      }
    }
  }

  ex signed_power() {
    bool negative = false;
    for (;;) {
      if (take('-')) {
        negative = !negative;
      } else if (!take('+')) {
        break;
      }
    }
    const ex value = power();
    return negative ? ex(-value) : value;
  }

  ex power() {
    const ex base = atom();
    if (!take('^')) return base;
    if (++depth_ > k_max_depth) fail("a tower of powers", "at most " + std::to_string(k_max_depth) + " levels");
    const ex exponent = signed_power();
    --depth_;
    if (!power_is_small(base, exponent)) {
      fail("a power too large to expand", "an exponent of smaller size, or exp(...)");
    }
    if (!is_real_power(base, exponent)) fail_not_real();
    return checked([&] { return GiNaC::pow(base, exponent); });
  }

  ex atom() {
    skip_space();
    if (at_ >= text_.size()) fail("the end", "a number, a name or '('");
    const char c = text_[at_];
    if (c == '(') {
      if (++depth_ > k_max_depth) fail("parentheses", "at most " + std::to_string(k_max_depth) + " levels");
      ++at_;
      const ex value = sum();
      need(')');
      --depth_;
      return value;
    }
    if ((c >= '0' && c <= '9') || c == '.') return number();
    if (is_name_start(c)) return name();
    fail(found_here(), "a number, a name or '('");
  }

  static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

  ex number() {
    const std::size_t start = at_;
    const auto digits = [&] {
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    };
    digits();
    if (at_ < text_.size() && text_[at_] == '.') ++at_, digits();
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      std::size_t after = at_ + 1;
      if (after < text_.size() && (text_[after] == '+' || text_[after] == '-')) ++after;
      if (after < text_.size() && text_[after] >= '0' && text_[after] <= '9') at_ = after, digits();
    }
    const auto value = parse_rational(text_.substr(start, at_ - start));
    if (!value) {
      at_ = start;
      fail("an unreadable number", "a decimal with an exponent of at most " + std::to_string(k_max_decimal_exponent));
    }
    return to_ginac(*value);
  }

  ex name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || (text_[at_] >= '0' && text_[at_] <= '9'))) ++at_;
    const std::string word(text_.substr(start, at_ - start));
    if (const auto own = calls_.find(word); own != calls_.end()) return call_of_caller(own->second);
    if (formula_functions().count(word) > 0) return call(word);
    if (symbols_.count(word) > 0) return Formula::symbol(word).expression();
    if (word == "pi") return GiNaC::Pi;
    at_ = start;
    std::string known = "pi";
    for (const auto& symbol : symbols_) known += ", " + symbol;
    fail("the unknown name '" + word + "'", "one of " + known + ", or a function");
  }

  ex call_of_caller(const std::function<Formula(const Formula&)>& function) {
    if (++depth_ > k_max_depth) fail("function calls", "at most " + std::to_string(k_max_depth) + " levels");
    const bool square = take('[');
    if (!square && !take('(')) fail(found_here(), "'[' or '('");
    const ex argument = sum();
    need(square ? ']' : ')');
    --depth_;
    return function(Formula(argument)).expression();
  }

  ex call(const std::string& function) {
    if (++depth_ > k_max_depth) fail("function calls", "at most " + std::to_string(k_max_depth) + " levels");
    need('(');
    const ex x = sum();
    ex y;
    const bool binary = function == "min" || function == "max";
    if (binary) {
      need(',');
      y = sum();
    }
    need(')');
    --depth_;
    if (function == "sqrt" && !is_real_power(x, numeric(1, 2))) fail_not_real();
    return checked([&]() -> ex {
      if (function == "sqrt") return tidy_sqrt(x);
      if (function == "exp") return GiNaC::exp(x);
      if (function == "log" || function == "ln") return GiNaC::log(x);
      if (function == "sinh") return GiNaC::sinh(x);
      if (function == "cosh") return GiNaC::cosh(x);
      if (function == "tanh") return GiNaC::tanh(x);
      if (function == "abs") return GiNaC::abs(x);
      if (function == "erf") return erf(x);
      if (function == "erfc") return erfc(x);
      if (function == "min") return min(x, y);
      return max(x, y);
    });
  }

  std::string_view text_;
  const std::set<std::string>& symbols_;
  const Place& place_;
  const Formula::Calls& calls_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// Walks an expression and emits postfix instructions.
class Compiler {
 public:
  explicit Compiler(const std::vector<std::string>& variables) { out_.variables = variables; }

  CompiledFormula run(const ex& e) {
    emit(e);
    return std::move(out_);
  }

 private:
  using Op = CompiledFormula::Op;

  void push(Op op, long index = 0, const ex& source = 0) {
    CompiledFormula::Instruction instruction{op, index, {}};
    switch (op) {  // only what can leave its domain needs its text
      case Op::power:
      case Op::integer_power:
      case Op::square_root:
      case Op::logarithm: instruction.subformula = Formula(source).text(); break;
      default: break;
    }
    out_.instructions.push_back(std::move(instruction));
  }

  void constant(const Rational& value) {
    push(Op::constant, static_cast<long>(out_.constants.size()));
    out_.constants.push_back(value);
  }

  void emit_all(const ex& e, Op combine) {
    bool first = true;
    for (const ex& operand : order_.operands(e)) {
      emit(operand);
      if (!first) push(combine);
      first = false;
    }
  }

  void emit_power(const ex& e) {
    const ex base = e.op(0);
    const ex exponent = e.op(1);
    emit(base);
    if (is_rational_number(exponent)) {
      const Rational value = from_ginac(GiNaC::ex_to<numeric>(exponent));
      const Integer top = mp::numerator(value);
      if (mp::denominator(value) <= 2 && mp::abs(top) < 1000000) {
        if (mp::denominator(value) == 2) push(Op::square_root, 0, e);
        if (top != 1) push(Op::integer_power, top.convert_to<long>(), e);
        return;
      }
    }
    emit(exponent);
    push(Op::power, 0, e);
  }

  void emit(const ex& e) {
    if (is_rational_number(e)) return constant(from_ginac(GiNaC::ex_to<numeric>(e)));
    if (GiNaC::is_a<GiNaC::symbol>(e)) {
      const std::string name = GiNaC::ex_to<GiNaC::symbol>(e).get_name();
      const auto found = std::find(out_.variables.begin(), out_.variables.end(), name);
      if (found == out_.variables.end()) throw Error("formula: the symbol '" + name + "' has no value");
      return push(Op::variable, found - out_.variables.begin());
    }
    if (e.is_equal(GiNaC::Pi)) return push(Op::pi);
    if (GiNaC::is_a<GiNaC::add>(e)) return emit_all(e, Op::add);
    if (GiNaC::is_a<GiNaC::mul>(e)) return emit_all(e, Op::multiply);
    if (GiNaC::is_a<GiNaC::power>(e)) return emit_power(e);
    if (GiNaC::is_a<GiNaC::function>(e)) {
      static const std::map<std::string, Op> operations{{"exp", Op::exponential},
                                                        {"log", Op::logarithm},
                                                        {"sinh", Op::hyperbolic_sine},
                                                        {"cosh", Op::hyperbolic_cosine},
                                                        {"tanh", Op::hyperbolic_tangent},
                                                        {"abs", Op::absolute},
                                                        {"erf", Op::error_function},
                                                        {"erfc", Op::complementary_error_function},
                                                        {"min", Op::minimum},
                                                        {"max", Op::maximum}};
      const std::string name = GiNaC::ex_to<GiNaC::function>(e).get_name();
      // GiNaC writes abs(f)^2 as conjugate(f) f and abs(exp(f)) as exp(real_part(f)); every value here is real.
      if (name == "conjugate" || name == "real_part") return emit(e.op(0));
      const auto found = operations.find(name);
      if (found != operations.end()) {
        for (std::size_t i = 0; i < e.nops(); ++i) emit(e.op(i));
        return push(found->second, 0, e);
      }
    }
    throw Error("formula: no evaluator for " + Formula(e).text());
  }

  CompiledFormula out_;
  EvaluationOrder order_;
};

/// e with values for symbols, node by node, so that a power is looked at before it is expanded to digits.
ex substitute_bounded(const ex& e, const GiNaC::exmap& values) {
  if (GiNaC::is_a<GiNaC::symbol>(e)) {
    const auto found = values.find(e);
    return found == values.end() ? e : found->second;
  }
  if (GiNaC::is_a<GiNaC::power>(e)) {
    const ex base = substitute_bounded(e.op(0), values);
    const ex exponent = substitute_bounded(e.op(1), values);
    if (!power_is_small(base, exponent)) throw Error("a power too large to write down exactly");
    if (!is_real_power(base, exponent)) throw Error("a value that is not real");
    return GiNaC::pow(base, exponent);
  }
  struct Visitor : GiNaC::map_function {
    const GiNaC::exmap& values;
    explicit Visitor(const GiNaC::exmap& v) : values(v) {}
    ex operator()(const ex& part) override { return substitute_bounded(part, values); }
  };
  Visitor visitor(values);
  const ex value = e.map(visitor);
  if (GiNaC::is_a<GiNaC::function>(e) && !is_real(value)) throw Error("a value that is not real");
  return value;
}

void collect_symbols(const ex& e, std::set<std::string>& out) {
  if (GiNaC::is_a<GiNaC::symbol>(e)) out.insert(GiNaC::ex_to<GiNaC::symbol>(e).get_name());
  for (std::size_t i = 0; i < e.nops(); ++i) collect_symbols(e.op(i), out);
}

}  // namespace

const std::set<std::string>& formula_functions() {
  static const std::set<std::string> names{"sqrt", "exp", "log", "ln",   "sinh", "cosh",
                                           "tanh", "abs", "erf", "erfc", "min",  "max"};
  return names;
}

Formula::Formula(const Rational& value) : expression_(to_ginac(value)) {}

Formula Formula::parse(std::string_view text, const std::set<std::string>& symbols, const Place& place) {
  return parse(text, symbols, place, {});
}

Formula Formula::parse(std::string_view text, const std::set<std::string>& symbols, const Place& place,
                       const Calls& calls) {
  return Formula(Parser(text, symbols, place, calls).run());
}

Formula Formula::symbol(const std::string& name) {
  static std::map<std::string, ex> known;
  auto found = known.find(name);
  if (found == known.end()) {
    const ex made = is_positive_name(name) ? ex(GiNaC::possymbol(name, latex_name(name)))
                                           : ex(GiNaC::realsymbol(name, latex_name(name)));
    found = known.emplace(name, made).first;
  }
  return Formula(found->second);
}

std::set<std::string> Formula::symbols() const {
  std::set<std::string> out;
  collect_symbols(expression_, out);
  return out;
}

Formula Formula::substitute(const std::map<std::string, Formula>& values) const {
  GiNaC::exmap map;
  for (const auto& [name, value] : values) map[symbol(name).expression_] = value.expression_;
  try {
    return Formula(substitute_bounded(expression_, map));
  } catch (const std::exception& error) {
    throw Error("formula " + text() + ": " + error.what());
  }
}

Formula Formula::derivative(const std::string& name) const {
  return Formula(expression_.diff(GiNaC::ex_to<GiNaC::symbol>(symbol(name).expression_)));
}

bool Formula::is_identically_zero() const {
  if (expression_.is_zero()) return true;
  if (!expansion_is_small(expression_)) return false;
  const ex expanded = expression_.expand();
  return expanded.is_zero() || expanded.normal().is_zero();
}

std::optional<Rational> Formula::as_rational() const {
  if (!is_rational_number(expression_)) return std::nullopt;
  return from_ginac(GiNaC::ex_to<numeric>(expression_));
}

CompiledFormula Formula::compile(const std::vector<std::string>& variables) const {
  return Compiler(variables).run(expression_);
}

Formula Formula::expanded() const { return expansion_is_small(expression_) ? Formula(expression_.expand()) : *this; }

Formula Formula::sqrt() const { return Formula(tidy_sqrt(expression_)); }

Formula Formula::exp() const { return Formula(GiNaC::exp(expression_)); }

Formula Formula::erfc() const { return Formula(symbolic::erfc(expression_)); }

std::string Formula::text() const { return plain_text(expression_); }

std::string Formula::latex() const { return latex_text(expression_); }

Formula operator/(const Formula& a, const Formula& b) {
  if (b.expression_.is_zero()) throw Error("formula: division by zero");
  return Formula(a.expression_ / b.expression_);
}

}  // namespace softlin::symbolic
