#include "symbolic/score_polynomial.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <tuple>

#include "symbolic/ascii.hpp"

namespace softlin::symbolic {

namespace {

/// What is still to be reduced: the total power of xi (highest first), the factors, and a power of s.
using Key = std::tuple<int, ScoreMonomial, int>;

/// Sorted, without the factors S_1 = 1.
ScoreMonomial normal(ScoreMonomial factors) {
  factors.erase(std::remove(factors.begin(), factors.end(), std::pair(1, 0)), factors.end());
  std::sort(factors.begin(), factors.end());
  return factors;
}

class Reduction {
 public:
  void add(ScoreMonomial factors, int s_power, const Rational& coefficient) {
    if (coefficient.is_zero()) return;
    int power = 0;
    for (const auto& [n, p] : factors) power += p;
    const auto place = rest_.try_emplace(Key{-power, std::move(factors), s_power}, 0).first;
    place->second += coefficient;
    if (place->second.is_zero()) rest_.erase(place);
  }

  std::map<int, WeightPolynomial> run() {
    while (!rest_.empty()) {
      const auto [key, c] = *rest_.begin();
      rest_.erase(rest_.begin());
      const auto& [power, factors, k] = key;
      if (power == 0) {
        WeightPolynomial product(c);
        for (const auto& [n, p] : factors) product = product * WeightPolynomial::power_sum(n);
        done_[k] = done_[k] + product;
      } else {
        for (SteinTerm& term : stein_step(factors)) {
          add(std::move(term.monomial), k + term.s_power, Rational(c * term.coefficient));
        }
      }
    }
    std::erase_if(done_, [](const auto& entry) { return entry.second.terms().empty(); });
    return std::move(done_);
  }

 private:
  std::map<Key, Rational> rest_;
  std::map<int, WeightPolynomial> done_;
};

/// Symbols that stand for statistics while a formula is read: "S_n_p".
std::string symbol_of(int n, int p) { return "S_" + std::to_string(n) + "_" + std::to_string(p); }

int read_index(const std::string& digits, const Place& place, const std::string& found) {
  int value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc() || value > 64) throw InputError(place, "'" + found + "'", "indices up to 64 in S(n,p)");
  return value;
}

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '_'; }

/// "S(2,1)", "S ( 2 )" or "S2" in a text.
struct WrittenStatistic {
  std::size_t end = 0;  ///< behind it
  std::string n;
  std::string p;  ///< empty: not written
};

/// The statistic that begins at the S at `start`, if there is one.
std::optional<WrittenStatistic> written_statistic(std::string_view text, std::size_t start) {
  std::size_t at = start + 1;
  const auto take = [&](const auto& is_part) {
    const std::size_t from = at;
    while (at < text.size() && is_part(text[at])) ++at;
    return std::string(text.substr(from, at - from));
  };
  const auto comes = [&](char c) {
    take(is_space);
    if (at == text.size() || text[at] != c) return false;
    ++at;
    return true;
  };
  const auto number = [&] {
    take(is_space);
    return take(is_ascii_digit);
  };
  WrittenStatistic out;
  out.n = take(is_ascii_digit);
  if (!out.n.empty()) {
    out.end = at;
    return at < text.size() && is_word(text[at]) ? std::nullopt : std::optional(out);
  }
  if (!comes('(')) return std::nullopt;
  out.n = number();
  const bool has_p = comes(',');
  if (has_p) out.p = number();
  if (out.n.empty() || (has_p && out.p.empty()) || !comes(')')) return std::nullopt;
  out.end = at;
  return out;
}

}  // namespace

std::vector<SteinTerm> stein_step(const ScoreMonomial& monomial) {
  const auto first = std::find_if(monomial.begin(), monomial.end(), [](const auto& f) { return f.second > 0; });
  if (first == monomial.end()) throw Error("Stein's rule: no power of a score is left");
  const auto [n, p] = *first;
  ScoreMonomial others = monomial;
  others.erase(others.begin() + (first - monomial.begin()));
  std::vector<SteinTerm> out;
  const auto put = [&](ScoreMonomial extra, const ScoreMonomial& base, int s_power, const Rational& factor) {
    extra.insert(extra.end(), base.begin(), base.end());
    out.push_back({factor, s_power, normal(std::move(extra))});
  };
  if (p >= 2) put({{n, p - 2}}, others, 0, p - 1);
  put({{n, p - 1}}, others, 1, n);
  put({{n + 1, p - 1}}, others, 1, -n);
  for (std::size_t j = 0; j < others.size(); ++j) {
    const auto [m, q] = others[j];
    ScoreMonomial without = others;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(j));
    put({{n + m, p - 1 + q}}, without, 1, m);
    put({{n + 1, p - 1}, {m, q}}, without, 1, -m);
    if (q >= 1) put({{n + m, p + q - 2}}, without, 0, q);
  }
  return out;
}

std::map<int, WeightPolynomial> stein_reduction(const ScoreMonomial& monomial) {
  Reduction reduction;
  reduction.add(normal(monomial), 0, 1);
  return reduction.run();
}

ScorePolynomial ScorePolynomial::parse(std::string_view text, const Place& place) {
  // Statistics become symbols, so that the formula reader sees names only.
  std::map<std::string, std::pair<int, int>> statistics;
  std::string rewritten;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = text[at] == 'S' && (at == 0 || !is_word(text[at - 1]));
    const auto found = begins ? written_statistic(text, at) : std::nullopt;
    if (found) {
      const std::string written(text.substr(at, found->end - at));
      const int n = read_index(found->n, place, written);
      const int p = found->p.empty() ? 0 : read_index(found->p, place, written);
      if (n < 1) throw InputError(place, "'" + written + "'", "S(n,p) with n at least 1");
      statistics[symbol_of(n, p)] = {n, p};
      rewritten += symbol_of(n, p);
      at = found->end;
    } else if (begins && (at + 1 == text.size() || !is_word(text[at + 1]))) {
      throw InputError(place, "'" + std::string(text) + "'", "statistics as S(n,p), S(n) or Sn");
    } else {
      rewritten += text[at++];
    }
  }
  std::set<std::string> symbols{"s"};
  for (const auto& [name, index] : statistics) symbols.insert(name);
  const GiNaC::ex expression = Formula::parse(rewritten, symbols, place).expanded().expression();

  ScorePolynomial out;
  const auto terms_of = [](const GiNaC::ex& sum) {
    std::vector<GiNaC::ex> terms;
    if (GiNaC::is_a<GiNaC::add>(sum)) {
      terms.assign(sum.begin(), sum.end());
    } else {
      terms.push_back(sum);
    }
    return terms;
  };
  for (const GiNaC::ex& term : terms_of(expression)) {
    ScoreMonomial monomial;
    GiNaC::ex coefficient = term;
    int weight_degree = 0;
    int score_degree = 0;
    for (const auto& [name, index] : statistics) {
      const GiNaC::ex symbol = Formula::symbol(name).expression();
      if (!term.is_polynomial(symbol)) {
        throw InputError(place, "'" + std::string(text) + "'", "a polynomial in the statistics S(n,p)");
      }
      const int power = term.degree(symbol);
      weight_degree += power * index.first;
      score_degree += power * index.second;
      if (weight_degree > k_max_weight_degree || score_degree > k_max_score_degree) {
        throw InputError(place,
                         "a product of statistics of degree " + std::to_string(std::max(weight_degree, score_degree)),
                         "at most " + std::to_string(k_max_weight_degree) + " weights and " +
                             std::to_string(k_max_score_degree) + " scores in one product");
      }
      coefficient = coefficient.coeff(symbol, power);
      monomial.insert(monomial.end(), static_cast<std::size_t>(power), index);
    }
    std::sort(monomial.begin(), monomial.end());
    const auto found = out.terms_.try_emplace(monomial).first;
    found->second = found->second + Formula(coefficient);
  }
  return out;
}

ExpectationForm ScorePolynomial::reduce(const Number& s, const MonomialReduction& reduction, int divisor) const {
  // Rational multiples of the same power of s are collected before anything is enclosed: what cancels exactly is gone.
  std::map<int, WeightPolynomial> exact;
  ExpectationForm form{s * s, 0, {}, 0};
  const auto power_of_s = [&](int k) {
    Number out = 1;
    for (int i = 0; i < k; ++i) out *= s;
    return out;
  };
  const GiNaC::ex slope = Formula::symbol("s").expression();
  for (const auto& [monomial, coefficient] : terms_) {
    const std::map<int, WeightPolynomial> reduced = reduction(monomial);
    const GiNaC::ex expression = coefficient.expanded().expression();
    const bool polynomial = expression.is_polynomial(slope);
    for (int k = 0; polynomial && k <= expression.degree(slope); ++k) {
      const Formula factor(expression.coeff(slope, k));
      const auto rational = factor.as_rational();
      for (const auto& [j, f] : reduced) {
        if (rational) {
          exact[j + k] = exact[j + k] + *rational * f;
        } else {
          form.terms.push_back({Number(factor) * power_of_s(j + k), f});
        }
      }
    }
    if (polynomial) continue;
    const Number factor(coefficient.substitute({{"s", s.formula()}}));
    for (const auto& [j, f] : reduced) form.terms.push_back({factor * power_of_s(j), f});
  }
  if (divisor > 0 && !form.terms.empty()) throw Error("division by a power of s needs rational coefficients");
  for (const auto& [k, f] : exact) {
    if (f.terms().empty()) continue;
    if (k < divisor) throw Error("not divisible by s^" + std::to_string(divisor) + ": " + f.text());
    form.terms.push_back({power_of_s(k - divisor), f});
  }
  return form;
}

}  // namespace softlin::symbolic
