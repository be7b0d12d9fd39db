#include <optional>
#include <tuple>

#include "symbolic/certificate_equation.hpp"
#include "symbolic/certificate_language.hpp"

namespace softlin::symbolic::recheck {

namespace {

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

/// The language of matrices, in one dimension: every letter has free entries.
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

/// One matrix equation, in every dimension of the certificate.
class MatrixEquation : public EquationCheck {
 public:
  MatrixEquation(const std::string& equation, const Setting& setting, const std::vector<int>& dimensions) {
    std::tie(left_, right_) = sides_of(equation);
    difference_ = difference_of(equation);
    if (dimensions.empty()) throw Refusal("no dimensions are named");
    for (const int d : dimensions) {
      if (d < 1 || d > 6) throw Refusal("dimensions from 1 to 6 can be checked entry by entry");
      languages_.emplace(d, Entries(setting, d));
    }
  }

  void apply(const CertificateStep& step) override {
    if (step.rule == "entries") {
      for (auto& [d, language] : languages_) {
        if (step.part != "dimension " + std::to_string(d)) continue;
        if (without_blanks(step.before) != without_blanks(difference_)) {
          throw Refusal("what is worked out is not " + difference_);
        }
        if (trimmed(step.after) != "0") throw Refusal("the entries are said to be " + step.after + " instead of 0");
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

  bool proved() const override { return equal_ && checked_.size() == languages_.size(); }

 private:
  std::string left_;
  std::string right_;
  std::string difference_;
  std::map<int, Entries> languages_;
  std::set<int> checked_;
  std::map<std::string, std::string> forms_;
  bool equal_ = false;
};

}  // namespace

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

std::unique_ptr<EquationCheck> matrix_equation(const std::string& equation, const Setting& setting,
                                               const std::vector<int>& dimensions) {
  return std::make_unique<MatrixEquation>(equation, setting, dimensions);
}

}  // namespace softlin::symbolic::recheck
