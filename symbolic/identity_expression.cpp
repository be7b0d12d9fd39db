#include "symbolic/identity_expression.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

#include "symbolic/ascii.hpp"
#include "symbolic/formula.hpp"

namespace softlin::symbolic {

namespace {

using Kind = Expression::Kind;

constexpr std::size_t k_longest_text = 1000000;
constexpr int k_longest_chain = 500;  // factors in a row: trees that deep fit on the stack
constexpr int k_deepest = 200;
constexpr int k_largest_exponent = 64;

Expression number_node(const Rational& value) { return {.kind = Kind::number, .number = value}; }
Expression name_node(std::string name) { return {.kind = Kind::name, .name = std::move(name)}; }
Expression node(Kind kind, std::vector<Expression> parts) { return {.kind = kind, .parts = std::move(parts)}; }
Expression call_node(std::string name, std::vector<Expression> parts) {
  return {.kind = Kind::call, .name = std::move(name), .parts = std::move(parts)};
}

bool is_letter(char c) { return is_ascii_letter(c) || c == '_'; }

/// "S" and digits
bool is_power_sum(const std::string& name) {
  return name.size() > 1 && name.size() < 5 && name[0] == 'S' &&
         std::all_of(name.begin() + 1, name.end(), is_ascii_digit);
}

class Reader {
 public:
  Reader(std::string_view text, const Place& place) : text_(text), place_(place) {
    if (text.size() > k_longest_text) {
      throw InputError(place, std::to_string(text.size()) + " characters", "at most " + std::to_string(k_longest_text));
    }
  }

  Expression whole() {
    Expression out = sum();
    if (!at_end()) fail("an operator, or the end");
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) {
    skip();
    const std::string found = at_ >= text_.size() ? "the end" : "'" + std::string(1, text_[at_]) + "'";
    throw InputError(place_, found + " at column " + std::to_string(at_ + 1) + " of '" + shown() + "'", expected);
  }
  std::string shown() const { return std::string(text_.substr(0, 80)) + (text_.size() > 80 ? "..." : ""); }
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool at_end() {
    skip();
    return at_ >= text_.size();
  }
  bool next_is(char c) {
    skip();
    return at_ < text_.size() && text_[at_] == c;
  }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c)) fail(std::string("'") + c + "'");
  }

  Expression sum() {
    if (++depth_ > k_deepest) fail("nesting of at most " + std::to_string(k_deepest));
    std::vector<Expression> terms;
    bool minus = take('-');
    if (!minus) take('+');
    for (;;) {
      Expression term = product();
      terms.push_back(minus ? node(Kind::negative, {std::move(term)}) : std::move(term));
      if (take('+')) {
        minus = false;
      } else if (take('-')) {
        minus = true;
      } else {
        break;
      }
    }
    --depth_;
    return terms.size() == 1 ? std::move(terms.front()) : node(Kind::sum, std::move(terms));
  }

  Expression product() {
    Expression out = factor();
    for (int count = 1;; ++count) {
      if (count > k_longest_chain) fail("at most " + std::to_string(k_longest_chain) + " factors in a row");
      if (take('*')) {
        out = node(Kind::product, {std::move(out), factor()});
      } else if (take('/')) {
        out = node(Kind::quotient, {std::move(out), factor()});
      } else {
        return out;
      }
    }
  }

  Expression factor() {
    if (next_is('-')) fail("a number, a name or '(' (a negative factor stands in parentheses)");
    Expression out = primary();
    for (int count = 1;; ++count) {
      if (count > k_longest_chain) fail("at most " + std::to_string(k_longest_chain) + " powers in a row");
      if (take('\'')) {
        out = node(Kind::transpose, {std::move(out)});
      } else if (take('^')) {
        const int exponent = whole_exponent();
        out = node(Kind::power, {std::move(out)});
        out.exponent = exponent;
      } else {
        return out;
      }
    }
  }

  int whole_exponent() {
    const bool bracket = take('(');
    const bool minus = take('-');
    skip();
    int value = 0;
    const std::size_t start = at_;
    for (; at_ < text_.size() && is_ascii_digit(text_[at_]) && value <= k_largest_exponent; ++at_) {
      value = 10 * value + (text_[at_] - '0');
    }
    const bool ends_well = at_ >= text_.size() || (text_[at_] != '.' && !is_letter(text_[at_]));
    if (at_ == start || value > k_largest_exponent || !ends_well) {
      at_ = start;
      fail("a whole exponent up to " + std::to_string(k_largest_exponent));
    }
    if (bracket) need(')');
    return minus ? -value : value;
  }

  Expression primary() {
    skip();
    if (take('(')) {
      Expression inner = sum();
      need(')');
      return inner;
    }
    if (at_ >= text_.size()) fail("a number, a name or '('");
    if (is_ascii_digit(text_[at_]) || text_[at_] == '.') return decimal();
    if (!is_letter(text_[at_])) fail("a number, a name or '('");
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_ascii_digit(text_[at_]))) ++at_;
    std::string name(text_.substr(start, at_ - start));
    if (!next_is('(')) {
      if (is_power_sum(name)) return call_node("S", {number_node(*parse_rational(name.substr(1))), number_node(0)});
      return name_node(std::move(name));
    }
    need('(');
    std::vector<Expression> arguments;
    do {
      arguments.push_back(sum());
    } while (take(','));
    need(')');
    if (name == "d" && arguments.size() == 1) return derivative(std::move(arguments.front()));
    return call_node(std::move(name), std::move(arguments));
  }

  /// What stands behind d(X): /ds or /d(s^2).
  Expression derivative(Expression of) {
    need('/');
    skip();
    if (text_.substr(at_, 2) == "ds") {
      at_ += 2;
      return call_node("derivative", {std::move(of), name_node("s")});
    }
    if (take('d') && take('(') && take('s') && take('^') && take('2') && take(')')) {
      Expression square = node(Kind::power, {name_node("s")});
      square.exponent = 2;
      return call_node("derivative", {std::move(of), std::move(square)});
    }
    fail("ds or d(s^2) below d(...)");
  }

  Expression decimal() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_ascii_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const auto value = parse_rational(text_.substr(start, at_ - start));
    if (!value) {
      at_ = start;
      fail("a number");
    }
    return number_node(*value);
  }

  std::string_view text_;
  const Place& place_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

enum Level { k_sum, k_product, k_power, k_atom };

class Printer {
 public:
  explicit Printer(bool latex) : latex_(latex) {}

  std::string print(const Expression& e, int least = k_sum) const {
    const std::string out = bare(e);
    if (level(e) >= least) return out;
    return latex_ ? "\\left(" + out + "\\right)" : "(" + out + ")";
  }

 private:
  static int level(const Expression& e) {
    switch (e.kind) {
      case Kind::number: return e.number < 0 || mp::denominator(e.number) != 1 ? k_sum : k_atom;
      case Kind::name: return k_atom;
      case Kind::call: return e.name == "derivative" ? k_product : k_atom;
      case Kind::sum:
      case Kind::negative: return k_sum;
      case Kind::product:
      case Kind::quotient: return k_product;
      case Kind::power:
      case Kind::transpose: return k_power;
    }
    return k_sum;
  }

  std::string bare(const Expression& e) const {
    switch (e.kind) {
      case Kind::number: return latex_ ? Formula(e.number).latex() : to_text(e.number);
      case Kind::name: return name(e.name);
      case Kind::call: return call(e);
      case Kind::sum: return sum(e);
      case Kind::negative: return "-" + print(e.parts[0], k_product);
      case Kind::product: return print(e.parts[0], k_product) + (latex_ ? " " : "*") + print(e.parts[1], k_power);
      case Kind::quotient:
        if (latex_) return "\\frac{" + print(e.parts[0]) + "}{" + print(e.parts[1]) + "}";
        return print(e.parts[0], k_product) + "/" + print(e.parts[1], k_power);
      case Kind::power: {
        const std::string exponent = std::to_string(e.exponent);
        if (latex_) return "{" + print(e.parts[0], k_atom) + "}^{" + exponent + "}";
        return print(e.parts[0], k_atom) + "^" + (e.exponent < 0 ? "(" + exponent + ")" : exponent);
      }
      case Kind::transpose:
        if (latex_) return "{" + print(e.parts[0], k_atom) + "}^{\\top}";
        return print(e.parts[0], k_atom) + "'";
    }
    return {};
  }

  std::string name(const std::string& name) const { return latex_ ? Formula::symbol(name).latex() : name; }

  std::string sum(const Expression& e) const {
    std::string out;
    for (const Expression& term : e.parts) {
      const bool negative = term.kind == Kind::negative;
      const std::string text = negative ? print(term.parts[0], k_product) : print(term, k_product);
      out += out.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
      out += text;
    }
    return out;
  }

  std::string list(const Expression& e, std::size_t first, const std::string& separator) const {
    std::string out;
    for (std::size_t i = first; i < e.parts.size(); ++i) {
      out += (i == first ? "" : separator) + print(e.parts[i]);
    }
    return out;
  }

  std::string call(const Expression& e) const {
    if (e.name == "derivative") {
      const bool square = e.parts[1].kind == Kind::power;
      if (latex_) {
        return std::string("\\frac{\\mathrm{d}}{\\mathrm{d}") + (square ? "(s^2)" : "s") + "} " +
               print(e.parts[0], k_atom);
      }
      return "d(" + print(e.parts[0]) + ")/" + (square ? "d(s^2)" : "ds");
    }
    const bool statistic = e.name == "S" && e.parts.size() == 2;
    if (statistic && e.parts[1].kind == Kind::number && e.parts[1].number.is_zero()) {
      return latex_ ? "S_{" + print(e.parts[0]) + "}" : "S" + print(e.parts[0]);
    }
    if (!latex_) return e.name + "(" + list(e, 0, statistic ? "," : ", ") + ")";
    if (statistic) return "S_{" + list(e, 0, ",") + "}";
    const std::string inside = "\\left(" + print(e.parts[0]) + "\\right)";
    if (e.name == "mean" && e.parts.size() > 1) return "\\operatorname{E}_{" + list(e, 1, ",") + "}" + inside;
    if (e.name == "grad" && e.parts.size() == 2) return "\\nabla_{" + list(e, 1, ",") + "}" + inside;
    return "\\operatorname{" + e.name + "}\\left(" + list(e, 0, ", ") + "\\right)";
  }

  bool latex_;
};

bool begins_with_number(const Expression& e) {
  if (e.kind == Kind::number) return true;
  const bool looks_inside = e.kind == Kind::product || e.kind == Kind::quotient || e.kind == Kind::negative;
  return looks_inside && begins_with_number(e.parts[0]);
}

/// Calls `use` with the whole tree for every change at or below `here`; `here` is restored afterwards.
void change(Expression& here, bool is_term, const std::function<void()>& use) {
  if (here.kind == Kind::number) {
    here.number += 1;
    use();
    here.number -= 1;
    return;
  }
  if (here.kind == Kind::negative) return change(here.parts[0], is_term, use);
  if (is_term && here.kind != Kind::sum && !begins_with_number(here)) {
    Expression kept = here;
    here = node(Kind::product, {number_node(2), kept});
    use();
    here = std::move(kept);
  }
  const bool indices = here.kind == Kind::call && here.name == "S";
  const bool first_only =
      here.kind == Kind::call && (here.name == "grad" || here.name == "mean" || here.name == "derivative");
  const std::size_t count = indices ? 0 : first_only ? 1 : here.parts.size();
  for (std::size_t i = 0; i < count; ++i) {
    Expression& part = here.parts[i];
    change(part, here.kind == Kind::sum, use);
  }
}

}  // namespace

Expression Expression::parse(std::string_view text, const Place& place) { return Reader(text, place).whole(); }

std::string Expression::text() const { return Printer(false).print(*this); }
std::string Expression::latex() const { return Printer(true).print(*this); }

std::set<std::string> Expression::names() const {
  std::set<std::string> out;
  if (kind == Kind::name) out.insert(name);
  for (const Expression& part : parts) out.merge(part.names());
  return out;
}

Equation Equation::parse(std::string_view text, const Place& place) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || text.find('=', equals + 1) != std::string_view::npos) {
    throw InputError(place, "'" + std::string(text.substr(0, 80)) + "'", "one equation, left = right");
  }
  return {Expression::parse(text.substr(0, equals), place), Expression::parse(text.substr(equals + 1), place)};
}

Expression Equation::difference() const { return node(Kind::sum, {left, node(Kind::negative, {right})}); }

std::string Equation::difference_text() const { return "(" + left.text() + ") - (" + right.text() + ")"; }

std::vector<Expression> with_one_coefficient_changed(const Expression& expression) {
  std::vector<Expression> out;
  Expression work = expression;
  change(work, true, [&] { out.push_back(work); });
  return out;
}

}  // namespace softlin::symbolic
