#pragma once
/// Polynomials of the certificate checker, with nothing shared with those of the derivations.

#include <algorithm>
#include <compare>
#include <initializer_list>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::symbolic::recheck {

/// Why a step does not hold.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A variable, kept as a number: texts are compared once.
class Name {
 public:
  Name(const std::string& text) : id_(id_of(text)) {}     // NOLINT(google-explicit-constructor): the same thing
  Name(const char* text) : Name(std::string(text)) {}     // NOLINT(google-explicit-constructor)
  operator const std::string&() const { return text(); }  // NOLINT(google-explicit-constructor)
  const std::string& text() const;
  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  static std::size_t id_of(const std::string& text);
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

Monomial times(Monomial a, const Monomial& b);
Poly times(const Poly& a, const Poly& b);
Poly minus(Poly a, const Poly& b);
/// The monomial with one factor less of a variable that it has.
Monomial without_one(Monomial m, Name name);
/// For messages; long ones are cut.
std::string shown(const Poly& p);

/// (n, p) when the variable is the statistic S(n,p).
std::optional<std::pair<int, int>> indices_of(const std::string& variable);

}  // namespace softlin::symbolic::recheck
