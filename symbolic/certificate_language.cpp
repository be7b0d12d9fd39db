#include "symbolic/certificate_language.hpp"

#include <cctype>

namespace softlin::symbolic::recheck {

namespace {

bool mentions_statistics(const Value& a) {
  for (const Poly& p : a.entries) {
    for (const auto& [m, c] : p.terms()) {
      for (const auto& [name, exponent] : m) {
        if (indices_of(name)) return true;
      }
    }
  }
  return false;
}

}  // namespace

Value filled(int rows, int columns, const std::function<Poly(int, int)>& entry) {
  Value out{rows, columns, {}};
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) out.entries.push_back(entry(i, j));
  }
  return out;
}

Value transpose(const Value& a) {
  return filled(a.columns, a.rows, [&](int i, int j) { return a(j, i); });
}

Value sum(Value a, const Value& b, const Rational& c) {
  if (a.rows != b.rows || a.columns != b.columns) throw Refusal("a sum of matrices of different shapes");
  for (std::size_t i = 0; i < a.entries.size(); ++i) a.entries[i].add(b.entries[i], c);
  a.is_mean = a.is_mean || b.is_mean;
  return a;
}

Value product(const Value& a, const Value& b) {
  if ((a.is_mean && (b.is_mean || mentions_statistics(b))) || (b.is_mean && mentions_statistics(a))) {
    throw Refusal("a product of a mean with another statistic");
  }
  Value out;
  if (a.is_scalar() || b.is_scalar()) {
    const Value& matrix = a.is_scalar() ? b : a;
    const Poly& factor = (a.is_scalar() ? a : b).entries[0];
    out = filled(matrix.rows, matrix.columns, [&](int i, int j) { return times(factor, matrix(i, j)); });
  } else {
    if (a.columns != b.rows) throw Refusal("a product of matrices whose shapes do not fit");
    out = filled(a.rows, b.columns, [&](int i, int j) {
      Poly entry;
      for (int k = 0; k < a.columns; ++k) entry.add(times(a(i, k), b(k, j)));
      return entry;
    });
  }
  out.is_mean = a.is_mean || b.is_mean;
  return out;
}

Value inverse(const Value& a) {
  if (!a.is_scalar() || a.is_mean || a.entries[0].terms().size() != 1 || mentions_statistics(a)) {
    throw Refusal("a denominator that is no number or product of scalars");
  }
  const auto& [m, c] = *a.entries[0].terms().begin();
  Monomial turned;
  for (const auto& [name, exponent] : m) turned.multiply(name, -exponent);
  Poly out;
  out.add(turned, Rational(1 / c));
  return Value::scalar(out);
}

Value Language::read(const std::string& text) {
  const std::string outer = std::exchange(text_, text);
  const std::size_t place = std::exchange(at_, 0);
  if (++depth_ > 300) throw Refusal("too deep a text");
  Value out = terms();
  if (!end()) throw Refusal("unreadable text at column " + std::to_string(at_ + 1) + " of '" + text_ + "'");
  --depth_;
  text_ = outer;
  at_ = place;
  return out;
}

char Language::peek() {
  while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool Language::take(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

void Language::need(char c) {
  if (!take(c))
    throw Refusal(std::string("no '") + c + "' at column " + std::to_string(at_ + 1) + " of '" + text_ + "'");
}

Value Language::terms() {
  if (++depth_ > 300) throw Refusal("too deep a text");
  bool negative = take('-');
  Value first = factors();
  Value out = negative ? product(Value::scalar(Poly(-1)), first) : first;
  for (;;) {
    if (take('+')) {
      out = sum(std::move(out), factors(), 1);
    } else if (take('-')) {
      out = sum(std::move(out), factors(), -1);
    } else {
      --depth_;
      return out;
    }
  }
}

Value Language::factors() {
  Value out = postfix();
  for (;;) {
    if (take('*')) {
      out = product(out, postfix());
    } else if (take('/')) {
      out = product(out, inverse(postfix()));
    } else {
      return out;
    }
  }
}

Value Language::postfix() {
  Value out = primary();
  for (;;) {
    if (take('\'')) {
      out = transpose(out);
    } else if (take('^')) {
      const bool bracket = take('(');
      const bool negative = take('-');
      const int exponent = digits();
      if (bracket) need(')');
      if (exponent > 64 || (exponent == 0 && !out.is_scalar())) throw Refusal("an exponent out of range");
      Value power = exponent > 0 ? out : Value::scalar(Poly(1));
      for (int i = 1; i < exponent; ++i) power = product(power, out);
      out = negative ? inverse(power) : power;
    } else {
      return out;
    }
  }
}

int Language::digits() {
  peek();
  int out = 0;
  const std::size_t start = at_;
  while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 && out < 1000) {
    out = 10 * out + (text_[at_++] - '0');
  }
  if (at_ == start || out >= 1000)
    throw Refusal("no whole number at column " + std::to_string(start + 1) + " of '" + text_ + "'");
  return out;
}

Value Language::primary() {
  const char c = peek();
  if (take('(')) {
    Value out = terms();
    need(')');
    return out;
  }
  if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') {
    const std::size_t start = at_;
    while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
      ++at_;
    const auto value = parse_rational(text_.substr(start, at_ - start));
    if (!value) throw Refusal("no number at column " + std::to_string(start + 1) + " of '" + text_ + "'");
    return Value::scalar(Poly(*value));
  }
  const std::string word = identifier();
  if (peek() != '(') return name(word);
  need('(');
  const std::size_t inside = at_;
  std::vector<Value> values;
  std::vector<std::string> texts;
  do {
    if (is_value(word, texts.size())) {
      values.push_back(terms());
      texts.emplace_back();
    } else {
      texts.push_back(identifier());
    }
  } while (take(','));
  const std::string written = text_.substr(inside, at_ - inside);
  need(')');
  if (word == "d" && values.size() == 1) {
    need('/');
    const std::string below = identifier();
    if (below == "ds") return derivative(values[0], written, false);
    if (below != "d") throw Refusal("a derivative by something else than s or s^2");
    for (const char expected : {'(', 's', '^', '2', ')'}) need(expected);
    return derivative(values[0], written, true);
  }
  return call(word, values, texts);
}

std::string Language::identifier() {
  peek();
  const std::size_t start = at_;
  const auto letter = [&](std::size_t i) {
    return std::isalpha(static_cast<unsigned char>(text_[i])) != 0 || text_[i] == '_';
  };
  while (at_ < text_.size() &&
         (letter(at_) || (at_ > start && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0))) {
    ++at_;
  }
  if (at_ == start) throw Refusal("no name at column " + std::to_string(at_ + 1) + " of '" + text_ + "'");
  return text_.substr(start, at_ - start);
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

std::pair<std::string, std::string> sides_of(const std::string& equation) {
  const auto equals = equation.find('=');
  if (equals == std::string::npos || equation.find('=', equals + 1) != std::string::npos) {
    throw Refusal("'" + equation + "' is not one equation");
  }
  return {trimmed(equation.substr(0, equals)), trimmed(equation.substr(equals + 1))};
}

std::string difference_of(const std::string& equation) {
  const auto [left, right] = sides_of(equation);
  return "(" + left + ") - (" + right + ")";
}

}  // namespace softlin::symbolic::recheck
