#include <algorithm>
#include <cctype>
#include <optional>

#include "symbolic/certificate_equation.hpp"
#include "symbolic/certificate_language.hpp"

namespace softlin::symbolic::recheck {

namespace {

constexpr const char* k_w = "w[i]";  // weight and score of the token i that a derivative is taken for
constexpr const char* k_x = "xi[i]";

std::string statistic_name(int n, int p) { return "S(" + std::to_string(n) + "," + std::to_string(p) + ")"; }

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

void require_equal(const Poly& found, const Poly& claimed, const std::string& what) {
  const Poly gap = minus(found, claimed);
  if (!gap.is_zero()) throw Refusal(what + " differs from what is written by " + shown(gap));
}

/// The parts of one statistic equation.
class StatisticEquation : public EquationCheck {
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

  void apply(const CertificateStep& step) override {
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

  bool proved() const override { return proved_; }

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

}  // namespace

std::unique_ptr<EquationCheck> statistic_equation(const std::string& equation, const std::set<std::string>& scalars,
                                                  const std::map<std::string, std::string>& definitions) {
  return std::make_unique<StatisticEquation>(equation, scalars, definitions);
}

bool is_taken(const std::string& name) {
  return meaning(name) || (name.size() > 1 && (name[0] == 'S' || name[0] == 'D') &&
                           std::isdigit(static_cast<unsigned char>(name[1])) != 0);
}

}  // namespace softlin::symbolic::recheck
