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

std::optional<std::pair<int, int>> indices_of(const std::string& variable) {
  int n = 0;
  int p = 0;
  char end = 0;
  if (std::sscanf(variable.c_str(), "S(%d,%d%c", &n, &p, &end) != 3 || end != ')') return std::nullopt;
  return std::pair(n, p);
}

}  // namespace softlin::symbolic::recheck
