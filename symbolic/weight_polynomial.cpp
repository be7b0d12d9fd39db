#include "symbolic/weight_polynomial.hpp"

#include <algorithm>

namespace softlin::symbolic {

namespace {

using Monomial = WeightPolynomial::Monomial;

Monomial without(const Monomial& monomial, std::size_t i) {
  Monomial out = monomial;
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(i));
  return out;
}

}  // namespace

WeightPolynomial::WeightPolynomial(const Rational& constant) { add({}, constant); }

WeightPolynomial WeightPolynomial::power_sum(int n) {
  WeightPolynomial out;
  out.add(n == 1 ? Monomial{} : Monomial{n}, 1);
  return out;
}

void WeightPolynomial::add(const Monomial& monomial, const Rational& coefficient) {
  if (coefficient.is_zero()) return;
  const auto [place, fresh] = terms_.try_emplace(monomial, coefficient);
  if (fresh) return;
  place->second += coefficient;
  if (place->second.is_zero()) terms_.erase(place);
}

WeightPolynomial operator+(WeightPolynomial a, const WeightPolynomial& b) {
  for (const auto& [monomial, coefficient] : b.terms_) a.add(monomial, coefficient);
  return a;
}

WeightPolynomial operator*(const WeightPolynomial& a, const WeightPolynomial& b) {
  WeightPolynomial out;
  for (const auto& [x, cx] : a.terms_) {
    for (const auto& [y, cy] : b.terms_) {
      Monomial product;
      std::merge(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(product));
      out.add(product, Rational(cx * cy));
    }
  }
  return out;
}

WeightPolynomial operator*(const Rational& c, WeightPolynomial a) {
  if (c.is_zero()) return {};
  for (auto& term : a.terms_) term.second *= c;
  return a;
}

WeightPolynomial operator-(const WeightPolynomial& a, const WeightPolynomial& b) { return a + Rational(-1) * b; }

Rational WeightPolynomial::at_equal_weights(const Integer& L) const {
  Rational sum = 0;
  for (const auto& [monomial, coefficient] : terms_) {
    unsigned power = 0;
    for (const int n : monomial) power += static_cast<unsigned>(n - 1);
    sum += coefficient / Rational(mp::pow(L, power));
  }
  return sum;
}

Rational WeightPolynomial::absolute_sum() const {
  Rational sum = 0;
  for (const auto& term : terms_) sum += mp::abs(term.second);
  return sum;
}

WeightPolynomial WeightPolynomial::heat_flow() const {
  WeightPolynomial out;
  for (const auto& [monomial, coefficient] : terms_) {
    const auto add_product = [&](Monomial rest, std::initializer_list<int> factors, int times) {
      rest.insert(rest.end(), factors);
      std::sort(rest.begin(), rest.end());
      out.add(rest, coefficient * Rational(times, 2));
    };
    for (std::size_t i = 0; i < monomial.size(); ++i) {
      const int n = monomial[i];
      // Lap S_n = n [ (n-1) S_n - 2n S_{n+1} + (n+1) S_2 S_n ]
      const Monomial others = without(monomial, i);
      add_product(others, {n}, n * (n - 1));
      add_product(others, {n + 1}, -2 * n * n);
      add_product(others, {2, n}, n * (n + 1));
      for (std::size_t j = 0; j < i; ++j) {
        const int m = monomial[j];
        // grad S_m . grad S_n = m n [ S_{m+n} - S_m S_{n+1} - S_n S_{m+1} + S_m S_n S_2 ], once for (i,j), once for (j,i)
        const Monomial rest = without(others, j);
        add_product(rest, {m + n}, 2 * m * n);
        add_product(rest, {m, n + 1}, -2 * m * n);
        add_product(rest, {n, m + 1}, -2 * m * n);
        add_product(rest, {m, n, 2}, 2 * m * n);
      }
    }
  }
  return out;
}

std::string WeightPolynomial::text() const {
  if (terms_.empty()) return "0";
  std::string out;
  for (const auto& [monomial, coefficient] : terms_) {
    const bool negative = coefficient < 0;
    const Rational size = mp::abs(coefficient);
    out += out.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    std::string product;
    for (std::size_t i = 0; i < monomial.size();) {
      std::size_t j = i;
      while (j < monomial.size() && monomial[j] == monomial[i]) ++j;
      if (!product.empty()) product += "*";
      product += "S" + std::to_string(monomial[i]);
      if (j - i > 1) product += "^" + std::to_string(j - i);
      i = j;
    }
    if (product.empty()) {
      out += to_text(size);
    } else {
      out += (size == 1 ? "" : to_text(size) + "*") + product;
    }
  }
  return out;
}

std::map<std::vector<int>, Integer> block_sums(const WeightPolynomial::Monomial& monomial) {
  std::map<std::vector<int>, Integer> shapes{{{}, 1}};
  for (const int n : monomial) {
    std::map<std::vector<int>, Integer> grown;
    for (const auto& [sums, count] : shapes) {
      for (std::size_t block = 0; block <= sums.size(); ++block) {  // joins a block, or opens one
        std::vector<int> next = sums;
        if (block == sums.size()) {
          next.push_back(n);
        } else {
          next[block] += n;
        }
        std::sort(next.begin(), next.end());
        grown[std::move(next)] += count;
      }
    }
    shapes = std::move(grown);
  }
  return shapes;
}

}  // namespace softlin::symbolic
