#include "symbolic/certificate_polynomial.hpp"

#include <cstdio>
#include <deque>
#include <unordered_map>

namespace softlin::symbolic::recheck {

namespace {

std::deque<std::string>& texts() {
  thread_local std::deque<std::string> all;
  return all;
}

}  // namespace

std::size_t Name::id_of(const std::string& text) {
  thread_local std::unordered_map<std::string, std::size_t> ids;
  const auto [place, fresh] = ids.emplace(text, texts().size());
  if (fresh) texts().push_back(text);
  return place->second;
}

const std::string& Name::text() const { return texts()[id_]; }

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

Monomial without_one(Monomial m, Name name) {
  m.multiply(name, -1);
  return m;
}

// Names are numbered in the order in which a thread met them, so polynomials are kept in an order of the day. What is shown
// is sorted by text: scalars, then statistics.
std::string shown(const Poly& p) {
  if (p.is_zero()) return "0";
  const auto place = [](const std::string& name) { return std::pair(name.find('(') != std::string::npos, name); };
  std::vector<std::pair<std::string, Rational>> terms;
  for (const auto& [m, c] : p.terms()) {
    std::vector<std::pair<std::string, int>> factors;
    for (const auto& [name, exponent] : m) factors.emplace_back(name.text(), exponent);
    std::sort(factors.begin(), factors.end(),
              [&](const auto& x, const auto& y) { return place(x.first) < place(y.first); });
    std::string text;
    for (const auto& [name, exponent] : factors) {
      text += "*" + name + (exponent == 1 ? "" : "^" + std::to_string(exponent));
    }
    terms.emplace_back(std::move(text), c);
  }
  std::sort(terms.begin(), terms.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
  std::string out;
  for (const auto& [text, c] : terms) {
    if (out.size() > 120) return out + " + ...";
    out += (out.empty() ? "" : " + ") + ("(" + to_text(c) + ")") + text;
  }
  return out;
}

std::optional<std::pair<int, int>> indices_of(const std::string& variable) {
  int n = 0;
  int p = 0;
  char end = 0;
  if (std::sscanf(variable.c_str(), "S(%d,%d%c", &n, &p, &end) != 3 || end != ')') return std::nullopt;
  return std::pair(n, p);
}

}  // namespace softlin::symbolic::recheck
