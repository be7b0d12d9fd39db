#include "symbolic/certificate_check.hpp"

#include <algorithm>
#include <cctype>
#include <compare>
#include <cstdio>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::symbolic {

namespace {

/// Why a step does not hold.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// --- Polynomials in named variables ----------------------------------------------------------------------------------

/// A variable, kept as a number: texts are compared once.
class Name {
 public:
  Name(const std::string& text) : id_(id_of(text)) {}     // NOLINT(google-explicit-constructor): the same thing
  Name(const char* text) : Name(std::string(text)) {}     // NOLINT(google-explicit-constructor)
  operator const std::string&() const { return text(); }  // NOLINT(google-explicit-constructor)
  const std::string& text() const { return texts()[id_]; }
  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  static std::deque<std::string>& texts() {
    thread_local std::deque<std::string> all;
    return all;
  }
  static std::size_t id_of(const std::string& text) {
    thread_local std::unordered_map<std::string, std::size_t> ids;
    const auto [place, fresh] = ids.emplace(text, texts().size());
    if (fresh) texts().push_back(text);
    return place->second;
  }
  std::size_t id_;
};

/// Variables and their exponents, which are never 0, sorted.
class Monomial {
 public:
  using Factor = std::pair<Name, int>;
  Monomial() = default;
  Monomial(std::initializer_list<Factor> factors) : factors_(factors) { std::sort(factors_.begin(), factors_.end()); }
  auto begin() const { return factors_.begin(); }
  auto end() const { return factors_.end(); }
  bool empty() const { return factors_.empty(); }
  std::size_t size() const { return factors_.size(); }
  /// 0 where the variable does not occur.
  int exponent(Name name) const {
    const auto place = where(name);
    return place != factors_.end() && place->first == name ? place->second : 0;
  }
  bool has(Name name) const { return exponent(name) != 0; }
  void multiply(Name name, int exponent) {
    const auto place = factors_.begin() + (where(name) - factors_.begin());
    if (place == factors_.end() || place->first != name) {
      if (exponent != 0) factors_.insert(place, {name, exponent});
    } else if ((place->second += exponent) == 0) {
      factors_.erase(place);
    }
  }
  friend bool operator<(const Monomial& a, const Monomial& b) { return a.factors_ < b.factors_; }
  friend bool operator==(const Monomial& a, const Monomial& b) = default;

 private:
  std::vector<Factor>::const_iterator where(Name name) const {
    return std::lower_bound(factors_.begin(), factors_.end(), name,
                            [](const Factor& factor, Name n) { return factor.first < n; });
  }
  std::vector<Factor> factors_;
};

class Poly {
 public:
  Poly() = default;
  explicit Poly(const Rational& c) { add(Monomial{}, c); }
  static Poly variable(const std::string& name) {
    Poly out;
    out.add(Monomial{{name, 1}}, 1);
    return out;
  }
  const std::map<Monomial, Rational>& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  void add(const Monomial& m, const Rational& c) {
    if (c.is_zero()) return;
    Rational& place = terms_[m];
    place += c;
    if (place.is_zero()) terms_.erase(m);
    if (terms_.size() > 200000) throw Refusal("more terms than the checker takes on");
  }
  /// Takes the terms out for which `concerns` holds.
  template <class Concerns>
  Poly extract(const Concerns& concerns) {
    Poly out;
    for (auto term = terms_.begin(); term != terms_.end();) {
      const auto here = term++;
      if (concerns(here->first)) out.terms_.insert(terms_.extract(here));
    }
    return out;
  }
  void add(const Poly& other, const Rational& c = 1) {
    for (const auto& [m, x] : other.terms_) add(m, Rational(c * x));
  }

 private:
  std::map<Monomial, Rational> terms_;
};

Monomial times(Monomial a, const Monomial& b) {
  for (const auto& [name, exponent] : b) a.multiply(name, exponent);
  return a;
}

Poly times(const Poly& a, const Poly& b) {
  if (a.terms().size() * b.terms().size() > 20000000) throw Refusal("a product larger than the checker takes on");
  Poly out;
  for (const auto& [x, cx] : a.terms()) {
    for (const auto& [y, cy] : b.terms()) out.add(times(x, y), Rational(cx * cy));
  }
  return out;
}

Poly minus(Poly a, const Poly& b) {
  a.add(b, -1);
  return a;
}

/// The monomial with one factor less of a variable that it has.
Monomial without_one(Monomial m, Name name) {
  m.multiply(name, -1);
  return m;
}

std::string shown(const Poly& p) {
  if (p.is_zero()) return "0";
  std::string out;
  for (const auto& [m, c] : p.terms()) {
    if (out.size() > 120) return out + " + ...";
    out += (out.empty() ? "" : " + ") + ("(" + to_text(c) + ")");
    for (const auto& [name, exponent] : m) {
      out += "*" + name.text() + (exponent == 1 ? "" : "^" + std::to_string(exponent));
    }
  }
  return out;
}

// --- Statistics as formal sums over the tokens -----------------------------------------------------------------------

constexpr const char* k_w = "w[i]";  // weight and score of the token i that a derivative is taken for
constexpr const char* k_x = "xi[i]";

std::string statistic_name(int n, int p) { return "S(" + std::to_string(n) + "," + std::to_string(p) + ")"; }

/// (n, p) when the variable is S(n,p).
std::optional<std::pair<int, int>> indices_of(const std::string& variable) {
  int n = 0;
  int p = 0;
  char end = 0;
  if (std::sscanf(variable.c_str(), "S(%d,%d%c", &n, &p, &end) != 3 || end != ')') return std::nullopt;
  return std::pair(n, p);
}

Poly statistic(int n, int p) { return n == 1 && p == 0 ? Poly(1) : Poly::variable(statistic_name(n, p)); }

Poly token(int n, int p) {  // w_i^n xi_i^p
  Monomial m;
  m.multiply(k_w, n);
  m.multiply(k_x, p);
  Poly out;
  out.add(m, 1);
  return out;
}

/// d_i of one variable: d_i w_j = slope w_i (delta_ij - w_j), d_i xi_j = delta_ij (if scores are differentiated too).
Poly derivative_of(const std::string& variable, const Poly& slope, bool scores) {
  Poly out;
  const auto put = [&](const Rational& c, const Poly& f) { out.add(f, c); };
  if (variable == k_w) {
    put(1, token(1, 0));
    put(-1, token(2, 0));
    return times(slope, out);
  }
  if (variable == k_x) return scores ? Poly(1) : Poly();
  const auto indices = indices_of(variable);
  if (!indices) return {};
  const auto [n, p] = *indices;  // sum_j w_j^n xi_j^p
  put(n, token(n, p));
  put(-n, times(token(1, 0), statistic(n, p)));
  out = times(slope, out);
  if (scores && p > 0) out.add(token(n, p - 1), p);
  return out;
}

/// d_i f by the product rule.
Poly token_derivative(const Poly& f, const Poly& slope, bool scores) {
  Poly out;
  for (const auto& [m, c] : f.terms()) {
    for (const auto& [name, exponent] : m) {
      Poly rest;
      rest.add(without_one(m, name), Rational(c * exponent));
      out.add(times(rest, derivative_of(name, slope, scores)));
    }
  }
  return out;
}

/// sum_i: w_i^n xi_i^p becomes S(n,p).
Poly summed(const Poly& f) {
  Poly out;
  for (const auto& [m, c] : f.terms()) {
    Monomial rest = m;
    const int n = m.exponent(k_w);
    const int p = m.exponent(k_x);
    if (n < 1) throw Refusal("a sum over the tokens without a weight");
    rest.multiply(k_w, -n);
    rest.multiply(k_x, -p);
    Poly factor;
    factor.add(rest, c);
    out.add(times(factor, statistic(n, p)));
  }
  return out;
}

bool has_scores(const Monomial& m) {
  return std::any_of(m.begin(), m.end(), [](const auto& factor) {
    const auto indices = indices_of(factor.first);
    return indices && indices->second > 0;
  });
}

/// sum_i d_i d_i f in the variables s xi: there d_i w_j = w_i (delta_ij - w_j).
Poly laplacian(const Poly& f) {
  const Poly one(1);
  return summed(token_derivative(token_derivative(f, one, false), one, false));
}

/// d/d(s^2) of the mean.
Poly heat_derivative(const Poly& f) {
  Poly out;
  for (const auto& [m, c] : f.terms()) {
    if (has_scores(m)) throw Refusal("a derivative of a sum that still has scores in it");
    Poly term;
    term.add(m, c);
    out.add(laplacian(term), Rational(1, 2));
    const int power = m.exponent("s");
    if (power != 0) out.add(times(m, {{"s", -2}}), Rational(c * Rational(power, 2)));
  }
  return out;
}

const std::map<std::string, std::pair<std::string, bool>>& meanings() {
  // name -> definition, and whether the name is the mean of it
  static const std::map<std::string, std::pair<std::string, bool>> all{
      {"A", {"S(2,0)", true}},
      {"B", {"(S(1,1) - s)^2", true}},
      {"C", {"S(1,1)", true}},
      {"VHAT", {"S(1,2) - S(1,1)^2", true}},
      {"G1", {"(S(1,2) - S(1,1)^2 - 1)^2", true}},
      {"G2", {"(S(1,2) - S(1,1)^2 - 1)*S(2,0)", true}},
      {"G3", {"S(2,2) - 2*S(1,1)*S(2,1) + S(1,1)^2*S(2,0)", true}},
      {"G4", {"2*S(2,0)^2 + S(2,0) - 2*S(3,0)", true}},
      {"G5", {"S(2,0)^2 + S(2,0) - 2*S(3,0)", true}},
      {"A2", {"S(2,0) - 6*S(3,0) + 6*S(2,0)^2", true}},
      {"A3", {"S(2,0) + 7*S(2,0)^2 + 20*S(2,0)^3 - 52*S(2,0)*S(3,0) - 14*S(3,0) + 38*S(4,0)", true}},
      {"A4", {"S(2,0) + 11*S(2,0)^2 + 40*S(2,0)^3 - 92*S(2,0)*S(3,0) - 18*S(3,0) + 58*S(4,0)", true}},
      {"A5",
       {"S(2,0) + 27*S(2,0)^2 + 240*S(2,0)^3 + 840*S(2,0)^4 - 2880*S(2,0)^2*S(3,0) - 680*S(2,0)*S(3,0)"
        " + 2480*S(2,0)*S(4,0) - 62*S(3,0) + 1020*S(3,0)^2 + 594*S(4,0) - 1580*S(5,0)",
        true}},
      {"H", {"S(2,0) + 6*S(3,0) - 6*S(2,0)^2", true}},
      {"xibar", {"S(1,1)", false}},
      {"Y1", {"S(1,1) - s", false}},
      {"vhat", {"S(1,2) - S(1,1)^2", false}},
      {"rho", {"S(2,2) - 2*S(1,1)*S(2,1) + S(1,1)^2*S(2,0)", false}},
      {"tau2", {"S(2,0)^2 + S(2,0) - 2*S(3,0)", false}}};
  return all;
}

std::optional<std::pair<std::string, bool>> meaning(const std::string& name) {
  const auto found = meanings().find(name);
  if (found != meanings().end()) return found->second;
  if (name.size() == 3 && name[0] == 'K' && std::isdigit(name[1]) != 0 && std::isdigit(name[2]) != 0 && name != "K00" &&
      (name[2] - '0') % 2 == 0) {
    return std::pair("(S(1,1) - s)^" + name.substr(1, 1) + "*S(2,0)^" + std::to_string((name[2] - '0') / 2), true);
  }
  return std::nullopt;
}

// --- Reading texts: straight to values -------------------------------------------------------------------------------

/// A matrix of polynomials; statistics are 1 x 1.
struct Value {
  int rows = 1;
  int columns = 1;
  std::vector<Poly> entries;
  bool is_mean = false;

  static Value scalar(Poly p) { return {1, 1, {std::move(p)}}; }
  bool is_scalar() const { return rows == 1 && columns == 1; }
  const Poly& operator()(int i, int j) const { return entries[static_cast<std::size_t>(i * columns + j)]; }
  Poly& operator()(int i, int j) { return entries[static_cast<std::size_t>(i * columns + j)]; }
};

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

/// Recursive descent over one text; what names and functions mean is left to the two languages below.
class Language {
 public:
  virtual ~Language() = default;

  Value read(const std::string& text) {
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

 protected:
  virtual Value name(const std::string& name) = 0;
  /// The arguments have been read where `is_value(name, i)` says so; the others are kept as text.
  virtual Value call(const std::string& name, const std::vector<Value>& values,
                     const std::vector<std::string>& texts) = 0;
  virtual Value derivative(const Value& inside, const std::string& text, bool by_square) = 0;
  /// In grad(f, A) and mean(f, x, y) all arguments but the first are names.
  static bool is_value(const std::string& function, std::size_t argument) {
    return argument == 0 || (function != "grad" && function != "mean");
  }

 private:
  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool end() { return peek() == '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c))
      throw Refusal(std::string("no '") + c + "' at column " + std::to_string(at_ + 1) + " of '" + text_ + "'");
  }

  Value terms() {
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

  Value factors() {
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

  Value postfix() {
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

  int digits() {
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

  Value primary() {
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

  std::string identifier() {
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

  std::string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

// --- The language of statistics --------------------------------------------------------------------------------------

class Statistics : public Language {
 public:
  explicit Statistics(std::set<std::string> scalars) : scalars_(std::move(scalars)) { scalars_.insert("s"); }

  struct Derivative {
    Poly inside;
    std::string text;
    bool by_square;
  };
  std::vector<Derivative> derivatives;  ///< in the order in which they end
  std::set<std::string> names_used;

 protected:
  Value name(const std::string& name) override {
    if (scalars_.count(name) > 0) return Value::scalar(Poly::variable(name));
    if (name.size() > 1 && name[0] == 'S' && name.size() < 5 &&
        std::all_of(name.begin() + 1, name.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
      const int n = std::stoi(name.substr(1));
      if (n < 1) throw Refusal("S0 is no statistic of the weights");
      return Value::scalar(statistic(n, 0));
    }
    if (const auto found = meaning(name)) {
      names_used.insert(name);
      Value out = read(found->first);
      out.is_mean = found->second;
      return out;
    }
    // The symbol of a derivative, in the texts of later steps.
    if (name.size() > 1 && name[0] == 'D' &&
        std::all_of(name.begin() + 1, name.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
      return Value::scalar(Poly::variable(name));
    }
    throw Refusal("the name '" + name + "' has no meaning");
  }

  Value call(const std::string& function, const std::vector<Value>& values, const std::vector<std::string>&) override {
    if (function == "S" && values.size() == 2) {
      const int n = index(values[0]);
      if (n < 1) throw Refusal("S(n,p) with n = 0");
      return Value::scalar(statistic(n, index(values[1])));
    }
    if (function == "lap" && values.size() == 1) return Value::scalar(laplacian(weights_only(values[0])));
    if (function == "dot" && values.size() == 2) {
      const Poly one(1);
      return Value::scalar(summed(times(token_derivative(weights_only(values[0]), one, false),
                                        token_derivative(weights_only(values[1]), one, false))));
    }
    throw Refusal("the function '" + function + "' has no meaning");
  }

  Value derivative(const Value& inside, const std::string& text, bool by_square) override {
    derivatives.push_back({inside.entries[0], text, by_square});
    Value out = Value::scalar(Poly::variable("D" + std::to_string(derivatives.size())));
    out.is_mean = true;
    return out;
  }

 private:
  static int index(const Value& value) {
    const auto& terms = value.entries[0].terms();
    if (terms.empty()) return 0;
    const Rational& c = terms.begin()->second;
    if (terms.size() != 1 || !terms.begin()->first.empty() || mp::denominator(c) != 1 || c < 0 || c > 1000) {
      throw Refusal("an index of S(n,p) that is no whole number");
    }
    return c.convert_to<int>();
  }

  static Poly weights_only(const Value& value) {
    for (const auto& [m, c] : value.entries[0].terms()) {
      for (const auto& [name, exponent] : m) {
        if (!indices_of(name) || has_scores({{name, 1}})) throw Refusal("lap or dot of something else than weights");
      }
    }
    if (value.is_mean) throw Refusal("lap or dot of a mean");
    return value.entries[0];
  }

  std::set<std::string> scalars_;
};

// --- The language of matrices, in one dimension ----------------------------------------------------------------------

enum class Shape { scalar, vector, matrix, symmetric };

struct Setting {
  std::map<std::string, Shape> shapes;
  std::map<std::pair<std::string, std::string>, std::string> covariances;
  std::map<std::string, std::string> definitions;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::exchange(word, ""));
    }
  }
  return out;
}

/// "scalar b c", "vector x", "matrix A", "symmetric Sigma", "law cov(x,y) = C", "define M = b*A - I"
Setting read_setting(const std::vector<std::string>& lines) {
  static const std::map<std::string, Shape> kinds{
      {"scalar", Shape::scalar}, {"vector", Shape::vector}, {"matrix", Shape::matrix}, {"symmetric", Shape::symmetric}};
  Setting out;
  for (const std::string& line : lines) {
    const auto words = words_of(line);
    if (words.empty()) throw Refusal("an empty line in the setting");
    const auto equals = line.find('=');
    if (const auto kind = kinds.find(words[0]); kind != kinds.end()) {
      for (std::size_t i = 1; i < words.size(); ++i) {
        if (!out.shapes.emplace(words[i], kind->second).second) throw Refusal("'" + words[i] + "' declared twice");
      }
    } else if (words[0] == "define" && words.size() > 3 && words[2] == "=") {
      out.definitions[words[1]] = trimmed(line.substr(equals + 1));
    } else if (words[0] == "law" && equals != std::string::npos) {
      const std::string head = line.substr(0, equals);
      const auto open = head.find("cov(");
      const auto comma = head.find(',');
      const auto close = head.find(')');
      if (open == std::string::npos || comma == std::string::npos || close == std::string::npos) {
        throw Refusal("unreadable law '" + line + "'");
      }
      const std::string x = trimmed(head.substr(open + 4, comma - open - 4));
      const std::string y = trimmed(head.substr(comma + 1, close - comma - 1));
      out.covariances[{x, y}] = trimmed(line.substr(equals + 1));
    } else {
      throw Refusal("unreadable line '" + line + "' in the setting");
    }
  }
  return out;
}

class Entries : public Language {
 public:
  Entries(const Setting& setting, int dimension) : setting_(setting), d_(dimension) {}

  /// Remembered: sides are long and are asked for more than once.
  const Value& value_of(const std::string& text) {
    const auto found = known_.find(text);
    return found != known_.end() ? found->second : known_.emplace(text, read(text)).first->second;
  }

 protected:
  Value name(const std::string& name) override {
    if (name == "I") return filled(d_, d_, [](int i, int j) { return Poly(i == j ? 1 : 0); });
    if (setting_.shapes.count(name) > 0) return free_entries(name);
    const auto definition = setting_.definitions.find(name);
    if (definition == setting_.definitions.end()) throw Refusal("the name '" + name + "' has no meaning");
    if (!open_.insert(name).second) throw Refusal("the definition of '" + name + "' uses itself");
    Value out = value_of(definition->second);
    open_.erase(name);
    return out;
  }

  Value call(const std::string& function, const std::vector<Value>& values,
             const std::vector<std::string>& texts) override {
    if (function == "tr" && values.size() == 1) {
      if (values[0].rows != values[0].columns) throw Refusal("the trace of a matrix that is not square");
      Poly sum;
      for (int i = 0; i < values[0].rows; ++i) sum.add(values[0](i, i));
      return Value::scalar(sum);
    }
    if (function == "grad" && texts.size() == 2) return gradient(values[0], texts[1]);
    if (function == "mean" && texts.size() > 1) return mean(values[0], {texts.begin() + 1, texts.end()});
    throw Refusal("the function '" + function + "' has no meaning");
  }

  Value derivative(const Value&, const std::string&, bool) override {
    throw Refusal("a derivative by s among matrices");
  }

 private:
  static std::string entry_name(const std::string& name, int i, int j) {
    return name + "[" + std::to_string(i + 1) + "," + std::to_string(j + 1) + "]";
  }

  Value free_entries(const std::string& name) const {
    const Shape shape = setting_.shapes.at(name);
    if (shape == Shape::scalar) return Value::scalar(Poly::variable(name));
    return filled(d_, shape == Shape::vector ? 1 : d_, [&](int i, int j) {
      const bool turned = shape == Shape::symmetric && j < i;
      return Poly::variable(turned ? entry_name(name, j, i) : entry_name(name, i, j));
    });
  }

  static Poly partial(const Poly& f, const std::string& variable) {
    Poly out;
    for (const auto& [m, c] : f.terms()) {
      const int power = m.exponent(variable);
      if (power != 0) out.add(without_one(m, variable), Rational(c * power));
    }
    return out;
  }

  Value gradient(const Value& f, const std::string& name) const {
    const auto shape = setting_.shapes.find(name);
    if (!f.is_scalar() || shape == setting_.shapes.end() || shape->second == Shape::symmetric) {
      throw Refusal("a gradient of something else than a scalar by a free letter");
    }
    const Value letter = free_entries(name);
    return filled(letter.rows, letter.columns, [&](int i, int j) {
      return partial(f.entries[0], letter(i, j).terms().begin()->first.begin()->first);
    });
  }

  /// Averages over centred jointly Gaussian letters.
  Value mean(const Value& f, const std::vector<std::string>& names) {
    std::map<std::string, std::pair<std::string, int>> components;  // variable -> letter, index
    for (const std::string& name : names) {
      const auto shape = setting_.shapes.find(name);
      if (shape == setting_.shapes.end() || (shape->second != Shape::scalar && shape->second != Shape::vector)) {
        throw Refusal("a mean over something else than free scalars and vectors");
      }
      const Value letter = free_entries(name);
      for (int i = 0; i < letter.rows; ++i) {
        components[letter(i, 0).terms().begin()->first.begin()->first] = {name, i};
      }
    }
    const auto covariance = [&](const std::string& u, const std::string& v) {
      const auto& [x, i] = components.at(u);
      const auto& [y, j] = components.at(v);
      if (const auto law = setting_.covariances.find({x, y}); law != setting_.covariances.end()) {
        return value_of(law->second)(i, j);
      }
      if (const auto law = setting_.covariances.find({y, x}); law != setting_.covariances.end()) {
        return value_of(law->second)(j, i);
      }
      return Poly();
    };
    std::map<Monomial, Poly> known;
    const std::function<const Poly&(const Monomial&)> average = [&](const Monomial& m) -> const Poly& {
      if (const auto found = known.find(m); found != known.end()) return found->second;
      Poly out;
      if (m.empty()) {
        out = Poly(1);
      } else {  // E u g = sum_v Cov(u, v) E dg/dv
        const std::string u = m.begin()->first;
        if (m.begin()->second < 0) throw Refusal("a mean of a negative power");
        const Monomial rest = without_one(m, u);
        for (const auto& [v, exponent] : rest) {
          out.add(times(covariance(u, v), average(without_one(rest, v))), exponent);
        }
      }
      return known.emplace(m, std::move(out)).first->second;
    };
    return filled(f.rows, f.columns, [&](int i, int j) {
      Poly out;
      for (const auto& [m, c] : f(i, j).terms()) {
        Monomial averaged;
        Monomial rest;
        for (const auto& [name, exponent] : m) {
          (components.count(name) > 0 ? averaged : rest).multiply(name, exponent);
        }
        Poly factor;
        factor.add(rest, c);
        out.add(times(factor, average(averaged)));
      }
      return out;
    });
  }

  const Setting& setting_;
  int d_;
  std::map<std::string, Value> known_;
  std::set<std::string> open_;
};

std::string first_entry(const Value& v) {
  for (int i = 0; i < v.rows; ++i) {
    for (int j = 0; j < v.columns; ++j) {
      if (v(i, j).is_zero()) continue;
      const std::string place =
          v.is_scalar() ? "" : "entry (" + std::to_string(i + 1) + "," + std::to_string(j + 1) + "): ";
      return place + "left - right = " + shown(v(i, j));
    }
  }
  return "";
}

// --- The steps -------------------------------------------------------------------------------------------------------

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

void require_equal(const Poly& found, const Poly& claimed, const std::string& what) {
  const Poly gap = minus(found, claimed);
  if (!gap.is_zero()) throw Refusal(what + " differs from what is written by " + shown(gap));
}

/// The parts of one statistic equation.
class StatisticEquation {
 public:
  StatisticEquation(const std::string& equation, const std::set<std::string>& scalars,
                    const std::map<std::string, std::string>& definitions)
      : language_(scalars) {
    Part& difference = parts_["difference"];
    difference.text = difference_of(equation);
    difference.expected = language_.read(difference.text).entries[0];
    for (std::size_t k = 0; k < language_.derivatives.size(); ++k) {
      Part& part = parts_["D" + std::to_string(k + 1)];
      part.text = language_.derivatives[k].text;
      part.expected = language_.derivatives[k].inside;
      part.by_square = language_.derivatives[k].by_square;
    }
    for (const std::string& name : language_.names_used) {
      const auto given = definitions.find(name);
      if (given == definitions.end()) throw Refusal("the definition of " + name + " is missing");
      if (!minus(language_.read(given->second).entries[0], language_.read(meaning(name)->first).entries[0]).is_zero()) {
        throw Refusal("the definition of " + name + " is not " + meaning(name)->first);
      }
    }
  }

  void apply(const CertificateStep& step) {
    const auto found = parts_.find(step.part);
    if (found == parts_.end()) throw Refusal("there is no part '" + step.part + "'");
    Part& part = found->second;
    if (step.rule == "expand") {
      if (without_blanks(step.before) != without_blanks(part.text)) {
        throw Refusal("what is expanded is not " + part.text);
      }
      require_equal(part.expected, read(step.after), "the expansion");
      part.current = part.expected;
      return;
    }
    if (!part.current) throw Refusal("the part '" + step.part + "' has not been expanded yet");
    if (step.rule == "insert") {
      insert(part, step);
    } else if (step.rule == "stein") {
      stein(part, step);
    } else if (step.rule == "differentiate") {
      require_equal(*part.current, read(step.before), "what is differentiated");
      refuse_symbols(*part.current);
      Poly value = heat_derivative(*part.current);
      if (!part.by_square) value = times(value, times(Poly(2), Poly::variable("s")));
      require_equal(value, read(step.after), "the derivative");
      values_[step.part] = value;
    } else if (step.rule == "zero") {
      if (step.part != "difference") throw Refusal("'zero' belongs to the difference");
      require_equal(*part.current, read(step.before), "what is left");
      if (!part.current->is_zero()) throw Refusal("what is left is not 0: " + shown(*part.current));
      require_equal(*part.current, read(step.after), "what is left");
      proved_ = true;
    } else {
      throw Refusal("there is no rule '" + step.rule + "'");
    }
  }

  bool proved() const { return proved_; }

 private:
  struct Part {
    std::string text;
    Poly expected;
    std::optional<Poly> current;
    bool by_square = true;
  };

  Poly read(const std::string& text) { return language_.read(text).entries[0]; }

  void refuse_symbols(const Poly& f) const {
    for (const auto& [m, c] : f.terms()) {
      for (const auto& part : parts_) {
        if (m.has(part.first)) throw Refusal("the derivative " + part.first + " has not been inserted");
      }
    }
  }

  /// Every term that `concerns` picks has its factors `from` replaced by `value`.
  template <class Concerns>
  static void replace(Poly& f, const Concerns& concerns, const Monomial& from, const Poly& value) {
    Monomial inverse;
    for (const auto& [name, exponent] : from) inverse.multiply(name, -exponent);
    const Poly taken = f.extract(concerns);
    Poly factor;
    for (const auto& [m, c] : taken.terms()) factor.add(times(m, inverse), c);
    f.add(times(factor, value));
  }

  void insert(Part& part, const CertificateStep& step) {
    const auto value = values_.find(step.before);
    if (value == values_.end()) throw Refusal("the derivative '" + step.before + "' has no value yet");
    require_equal(value->second, read(step.after), "the value of " + step.before);
    replace(
        *part.current, [&](const Monomial& m) { return m.has(step.before); }, {{step.before, 1}}, value->second);
  }

  void stein(Part& part, const CertificateStep& step) {
    const Poly before = read(step.before);
    if (before.terms().size() != 1 || before.terms().begin()->second != 1)
      throw Refusal("Stein's rule is for one monomial");
    const Monomial& monomial = before.terms().begin()->first;
    const Poly after = read(step.after);
    std::optional<Poly> gap;
    for (const auto& [name, exponent] : monomial) {
      const auto indices = indices_of(name);
      if (!indices) throw Refusal("Stein's rule is for statistics only, not for " + name.text());
      const auto [n, p] = *indices;
      if (p < 1) continue;
      // S(n,p) F = sum_i xi_i (w_i^n xi_i^{p-1} F)
      Poly rest;
      rest.add(without_one(monomial, name), 1);
      const Poly found = summed(token_derivative(times(token(n, p - 1), rest), Poly::variable("s"), true));
      const Poly difference = minus(found, after);
      if (!gap || difference.is_zero()) gap = difference;
    }
    if (!gap) throw Refusal("Stein's rule needs a power of a score");
    if (!gap->is_zero()) throw Refusal("Stein's rule gives another right side; the difference is " + shown(*gap));
    const auto has_these_statistics = [&monomial](const Monomial& m) {
      std::size_t common = 0;
      for (const auto& [name, exponent] : m) {
        if (name.text().find('(') == std::string::npos) continue;  // a scalar
        if (monomial.exponent(name) != exponent) return false;
        ++common;
      }
      return common == monomial.size();
    };
    replace(*part.current, has_these_statistics, monomial, after);
  }

  Statistics language_;
  std::map<std::string, Part> parts_;
  std::map<std::string, Poly> values_;
  bool proved_ = false;
};

/// One matrix equation, in every dimension of the certificate.
class MatrixEquation {
 public:
  MatrixEquation(const std::string& equation, const Setting& setting, const std::vector<int>& dimensions) {
    std::tie(left_, right_) = sides_of(equation);
    if (dimensions.empty()) throw Refusal("no dimensions are named");
    for (const int d : dimensions) {
      if (d < 1 || d > 6) throw Refusal("dimensions from 1 to 6 can be checked entry by entry");
      languages_.emplace(d, Entries(setting, d));
    }
  }

  void apply(const CertificateStep& step) {
    if (step.rule == "entries") {
      for (auto& [d, language] : languages_) {
        if (step.part != "dimension " + std::to_string(d)) continue;
        const std::string gap = first_entry(sum(language.value_of(left_), language.value_of(right_), -1));
        if (!gap.empty()) throw Refusal("in " + step.part + ", " + gap);
        checked_.insert(d);
        return;
      }
      throw Refusal("'" + step.part + "' is not among the dimensions of the certificate");
    }
    if (step.rule == "normal-form") {
      if (step.part != "left" && step.part != "right") throw Refusal("there is no side '" + step.part + "'");
      for (auto& [d, language] : languages_) {
        const std::string where = " in dimension " + std::to_string(d);
        const Value& side = language.value_of(step.part == "left" ? left_ : right_);
        if (!first_entry(sum(language.value_of(step.before), side, -1)).empty()) {
          throw Refusal("what is expanded is not the " + step.part + " side" + where);
        }
        if (!first_entry(sum(side, language.value_of(step.after), -1)).empty()) {
          throw Refusal("the normal form is not equal to the " + step.part + " side" + where);
        }
      }
      forms_[step.part] = step.after;
      return;
    }
    if (step.rule != "equal-words") throw Refusal("there is no rule '" + step.rule + "'");
    if (forms_.count("left") == 0 || forms_.count("right") == 0) throw Refusal("the normal forms are missing");
    if (step.before != forms_["left"] || step.after != forms_["right"]) throw Refusal("these are not the normal forms");
    if (step.before != step.after) throw Refusal("the normal forms differ");
    equal_ = true;
  }

  bool proved() const { return equal_ && checked_.size() == languages_.size(); }

 private:
  std::string left_;
  std::string right_;
  std::map<int, Entries> languages_;
  std::set<int> checked_;
  std::map<std::string, std::string> forms_;
  bool equal_ = false;
};

template <class EquationCheck, class Make>
void run(const Certificate& certificate, std::size_t& at, const Make& make) {
  std::map<int, EquationCheck> equations;
  const int count = static_cast<int>(certificate.equations.size());
  for (at = 1; at <= certificate.steps.size(); ++at) {
    const CertificateStep& step = certificate.steps[at - 1];
    if (step.equation < 1 || step.equation > count)
      throw Refusal("there is no equation " + std::to_string(step.equation));
    auto found = equations.find(step.equation);
    if (found == equations.end()) {
      found = equations.emplace(step.equation, make(certificate.equations[static_cast<std::size_t>(step.equation - 1)]))
                  .first;
    }
    found->second.apply(step);
  }
  if (count == 0) throw Refusal("the certificate states nothing");
  for (int k = 1; k <= count; ++k) {
    const auto found = equations.find(k);
    if (found == equations.end() || !found->second.proved()) {
      throw Refusal("the certificate ends before equation " + std::to_string(k) + " is proved");
    }
  }
}

}  // namespace

CertificateVerdict check_certificate(const Certificate& certificate) {
  std::size_t at = 1;
  try {
    const Setting setting = read_setting(certificate.setting);
    if (certificate.kind == "statistic") {
      std::set<std::string> scalars;
      for (const auto& [name, shape] : setting.shapes) {
        const bool taken = meaning(name) || (name.size() > 1 && (name[0] == 'S' || name[0] == 'D') &&
                                             std::isdigit(static_cast<unsigned char>(name[1])) != 0);
        if (shape != Shape::scalar || taken) throw Refusal("'" + name + "' cannot be a free scalar here");
        scalars.insert(name);
      }
      if (!setting.definitions.empty() || !setting.covariances.empty())
        throw Refusal("a setting with more than scalars");
      run<StatisticEquation>(certificate, at, [&](const std::string& equation) {
        return StatisticEquation(equation, scalars, certificate.definitions);
      });
    } else if (certificate.kind == "matrix") {
      run<MatrixEquation>(certificate, at, [&](const std::string& equation) {
        return MatrixEquation(equation, setting, certificate.dimensions);
      });
    } else {
      throw Refusal("the kind '" + certificate.kind + "' is neither statistic nor matrix");
    }
    return {true, 0, ""};
  } catch (const std::exception& failure) {
    return {false, at, failure.what()};
  }
}

}  // namespace softlin::symbolic
