#include "symbolic/statistic_sum.hpp"

#include <algorithm>

#include "symbolic/formula.hpp"

namespace softlin::symbolic {

namespace {

std::string power_text(const std::string& base, int exponent) {
  if (exponent == 1) return base;
  return base + "^" + (exponent < 0 ? "(" + std::to_string(exponent) + ")" : std::to_string(exponent));
}

/// Signed terms: "a - 2*b".
class TermList {
 public:
  explicit TermList(std::string times, bool latex = false) : times_(std::move(times)), latex_(latex) {}

  void add(const Rational& coefficient, const std::string& product) {
    const Rational size = mp::abs(coefficient);
    out_ += out_.empty() ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + ");
    const std::string number = latex_ ? Formula(size).latex() : to_text(size);
    if (product.empty() || product == "1") {
      out_ += number;
    } else {
      out_ += size == 1 ? product : number + times_ + product;
    }
  }
  std::string text() const { return out_.empty() ? "0" : out_; }

 private:
  std::string times_;
  bool latex_;
  std::string out_;
};

std::string joined(const std::vector<std::string>& factors, const std::string& times) {
  std::string out;
  for (const std::string& factor : factors) out += (out.empty() ? "" : times) + factor;
  return out;
}

int score_degree(const ScoreMonomial& monomial) {
  int power = 0;
  for (const auto& [n, p] : monomial) power += p;
  return power;
}

/// Sorts a sum of weight monomials for readers: by degree, then by the exponents.
std::vector<std::pair<WeightPolynomial::Monomial, Rational>> by_degree(const WeightPolynomial& f) {
  std::vector<std::pair<WeightPolynomial::Monomial, Rational>> out(f.terms().begin(), f.terms().end());
  const auto degree = [](const WeightPolynomial::Monomial& monomial) {
    int sum = 0;
    for (const int n : monomial) sum += n;
    return sum;
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto& a, const auto& b) { return degree(a.first) < degree(b.first); });
  return out;
}

std::string weight_monomial_text(const WeightPolynomial::Monomial& monomial, FormStyle style) {
  std::vector<std::string> factors;
  for (std::size_t i = 0; i < monomial.size();) {
    std::size_t end = i;
    while (end < monomial.size() && monomial[end] == monomial[i]) ++end;
    const std::string n = std::to_string(monomial[i]);
    const std::string power = std::to_string(end - i);
    if (style == FormStyle::latex) {
      factors.push_back("S_{" + n + "}" + (end - i > 1 ? "^{" + power + "}" : ""));
    } else {
      factors.push_back("S" + n + (end - i > 1 ? "^" + power : ""));
    }
    i = end;
  }
  return joined(factors, style == FormStyle::parseable ? "*" : " ");
}

std::string weight_text(const WeightPolynomial& f, FormStyle style) {
  TermList list(style == FormStyle::parseable ? "*" : " ", style == FormStyle::latex);
  for (const auto& [monomial, coefficient] : by_degree(f)) {
    list.add(coefficient, weight_monomial_text(monomial, style));
  }
  return list.text();
}

/// c0 + c1 E S2, if that is all there is.
bool is_affine_in_a(const WeightPolynomial& f) {
  return std::all_of(f.terms().begin(), f.terms().end(), [](const auto& term) {
    return term.first.empty() || term.first == WeightPolynomial::Monomial{2};
  });
}

}  // namespace

StatisticSum::StatisticSum(const Rational& constant) { add({}, constant); }

StatisticSum StatisticSum::statistic(int n, int p) {
  StatisticSum out;
  out.add({n == 1 && p == 0 ? ScoreMonomial{} : ScoreMonomial{{n, p}}, {}}, 1);
  return out;
}

StatisticSum StatisticSum::scalar(const std::string& name, int exponent) {
  StatisticSum out;
  out.add({{}, exponent == 0 ? ScalarMonomial{} : ScalarMonomial{{name, exponent}}}, 1);
  return out;
}

StatisticSum StatisticSum::of(const WeightForm& form) {
  StatisticSum out;
  for (const auto& [scalars, f] : form) {
    for (const auto& [monomial, coefficient] : f.terms()) {
      ScoreMonomial factors;
      for (const int n : monomial) factors.emplace_back(n, 0);
      out.add({factors, scalars}, coefficient);
    }
  }
  return out;
}

bool StatisticSum::is_scalar() const {
  return std::all_of(terms_.begin(), terms_.end(), [](const auto& term) { return term.first.first.empty(); });
}

bool StatisticSum::is_weight_only() const {
  return std::all_of(terms_.begin(), terms_.end(),
                     [](const auto& term) { return score_degree(term.first.first) == 0; });
}

bool StatisticSum::uses_scalar(const std::string& name) const {
  return std::any_of(terms_.begin(), terms_.end(), [&](const auto& term) { return term.first.second.count(name) > 0; });
}

void StatisticSum::add(const Key& key, const Rational& coefficient) {
  if (coefficient.is_zero()) return;
  const auto [place, fresh] = terms_.try_emplace(key, coefficient);
  if (fresh) return;
  place->second += coefficient;
  if (place->second.is_zero()) terms_.erase(place);
}

StatisticSum operator+(StatisticSum a, const StatisticSum& b) {
  for (const auto& [key, coefficient] : b.terms_) a.add(key, coefficient);
  return a;
}

StatisticSum operator-(StatisticSum a, const StatisticSum& b) {
  for (const auto& [key, coefficient] : b.terms_) a.add(key, Rational(-coefficient));
  return a;
}

StatisticSum operator*(const StatisticSum& a, const StatisticSum& b) {
  StatisticSum out;
  for (const auto& [x, cx] : a.terms_) {
    for (const auto& [y, cy] : b.terms_) {
      StatisticSum::Key key = x;
      key.first.insert(key.first.end(), y.first.begin(), y.first.end());
      std::sort(key.first.begin(), key.first.end());
      for (const auto& [name, exponent] : y.second) {
        if ((key.second[name] += exponent) == 0) key.second.erase(name);
      }
      out.add(key, Rational(cx * cy));
    }
  }
  return out;
}

StatisticSum StatisticSum::substitute(const std::string& scalar, const StatisticSum& value) const {
  StatisticSum kept;
  StatisticSum factor;
  for (const auto& [key, coefficient] : terms_) {
    Key rest = key;
    (rest.second.erase(scalar) > 0 ? factor : kept).add(rest, coefficient);
  }
  return kept + factor * value;
}

WeightForm StatisticSum::weights() const {
  WeightForm out;
  for (const auto& [key, coefficient] : terms_) {
    WeightPolynomial product(coefficient);
    for (const auto& [n, p] : key.first) {
      if (p > 0) throw Error("a power of a score is left in " + text());
      product = product * WeightPolynomial::power_sum(n);
    }
    out[key.second] = out[key.second] + product;
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.terms().empty(); });
  return out;
}

std::string StatisticSum::text() const {
  TermList list("*");
  for (const auto& [key, coefficient] : terms_) {
    std::vector<std::string> factors;
    if (!key.second.empty()) factors.push_back(text_of(key.second));
    if (!key.first.empty()) factors.push_back(text_of(key.first));
    list.add(coefficient, joined(factors, "*"));
  }
  return list.text();
}

WeightForm reduce(const StatisticSum& sum, const SteinRecord& record) {
  StatisticSum done;
  // Total power of xi, highest first; then the monomial. A step lowers the power, so that each monomial comes up once.
  std::map<std::pair<int, ScoreMonomial>, std::map<ScalarMonomial, Rational>> rest;
  const auto put = [&](const StatisticSum::Key& key, const Rational& coefficient) {
    const int power = score_degree(key.first);
    if (power == 0) return done.add(key, coefficient);
    rest[{-power, key.first}][key.second] += coefficient;
  };
  for (const auto& [key, coefficient] : sum.terms()) put(key, coefficient);
  while (!rest.empty()) {
    const auto [key, factors] = *rest.begin();
    rest.erase(rest.begin());
    if (std::all_of(factors.begin(), factors.end(), [](const auto& entry) { return entry.second.is_zero(); })) continue;
    StatisticSum value;
    for (const SteinTerm& term : stein_step(key.second)) {
      value.add({term.monomial, term.s_power == 0 ? ScalarMonomial{} : ScalarMonomial{{"s", term.s_power}}},
                term.coefficient);
    }
    if (record) record(key.second, value);
    StatisticSum scalars;
    for (const auto& [scalar, coefficient] : factors) scalars.add({{}, scalar}, coefficient);
    const StatisticSum replaced = scalars * value;
    for (const auto& [term, coefficient] : replaced.terms()) put(term, coefficient);
  }
  return done.weights();
}

WeightForm derivative_in_s_squared(const WeightForm& form) {
  WeightForm out;
  const auto put = [&out](const ScalarMonomial& scalars, const WeightPolynomial& f) {
    out[scalars] = out[scalars] + f;
  };
  for (const auto& [scalars, f] : form) {
    put(scalars, f.heat_flow());
    const auto found = scalars.find("s");
    if (found == scalars.end()) continue;
    ScalarMonomial lower = scalars;
    if ((lower["s"] -= 2) == 0) lower.erase("s");
    put(lower, Rational(found->second, 2) * f);
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.terms().empty(); });
  return out;
}

WeightForm derivative_in_s(const WeightForm& form) {
  WeightForm out;
  for (const auto& [scalars, f] : derivative_in_s_squared(form)) {
    ScalarMonomial higher = scalars;
    if (++higher["s"] == 0) higher.erase("s");
    out[higher] = Rational(2) * f;
  }
  return out;
}

std::string text_of(const ScoreMonomial& monomial) {
  std::vector<std::string> factors;
  for (std::size_t i = 0; i < monomial.size();) {
    std::size_t end = i;
    while (end < monomial.size() && monomial[end] == monomial[i]) ++end;
    const auto [n, p] = monomial[i];
    const std::string factor =
        p == 0 ? "S" + std::to_string(n) : "S(" + std::to_string(n) + "," + std::to_string(p) + ")";
    factors.push_back(power_text(factor, static_cast<int>(end - i)));
    i = end;
  }
  return factors.empty() ? "1" : joined(factors, "*");
}

std::string text_of(const ScalarMonomial& scalars) {
  std::vector<std::string> factors;
  for (const auto& [name, exponent] : scalars) factors.push_back(power_text(name, exponent));
  return factors.empty() ? "1" : joined(factors, "*");
}

std::string text_of(const WeightForm& form, FormStyle style) {
  const bool latex = style == FormStyle::latex;
  const std::string times = style == FormStyle::parseable ? "*" : " ";
  const std::string open = latex ? "\\operatorname{E}\\left[" : style == FormStyle::text ? "E[" : "(";
  const std::string close = latex ? "\\right]" : style == FormStyle::text ? "]" : ")";
  TermList list(times, latex);
  for (const auto& [scalars, f] : form) {
    std::string factor;
    for (const auto& [name, exponent] : scalars) {
      factor += factor.empty() ? "" : times;
      if (latex) {
        factor += Formula::symbol(name).latex() + (exponent == 1 ? "" : "^{" + std::to_string(exponent) + "}");
      } else {
        factor += power_text(name, exponent);
      }
    }
    const auto with = [&](const std::string& rest) { return factor.empty() ? rest : factor + times + rest; };
    if (f.terms().size() == 1 && !is_affine_in_a(f)) {
      const auto& [monomial, coefficient] = *f.terms().begin();
      const std::string product = weight_monomial_text(monomial, style);
      list.add(coefficient, with(style == FormStyle::parseable ? product : open + product + close));
    } else if (!is_affine_in_a(f)) {
      list.add(1, with(open + weight_text(f, style) + close));
    } else if (f.terms().size() == 1 || factor.empty()) {
      for (const auto& [monomial, coefficient] : f.terms()) {
        list.add(coefficient, monomial.empty() ? factor : with("A"));
      }
    } else {
      TermList inner(times, latex);
      for (const auto& [monomial, coefficient] : f.terms()) inner.add(coefficient, monomial.empty() ? "" : "A");
      list.add(1, with((latex ? "\\left(" : "(") + inner.text() + (latex ? "\\right)" : ")")));
    }
  }
  return list.text();
}

}  // namespace softlin::symbolic
