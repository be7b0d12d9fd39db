#include "proofs-check/steps/bernstein.hpp"

#include <algorithm>
#include <vector>

namespace softlin::check {

namespace {

Rational power(const Rational& base, int n) {
  Rational out = 1;
  for (int k = 0; k < n; ++k) out *= base;
  return out;
}

Rational binomial(int n, int k) {
  Rational out = 1;
  for (int j = 0; j < k; ++j) out *= Rational(n - j, j + 1);
  return out;
}

bool is_negative(const BoxPolynomial& p, const Rational& x0, const Rational& x1, const Rational& y0, const Rational& y1,
                 int depth) {
  if (p.largest_bernstein_coefficient(x0, x1, y0, y1) < 0) return true;
  if (depth == 0) return false;
  const Rational x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  return is_negative(p, x0, x, y0, y, depth - 1) && is_negative(p, x0, x, y, y1, depth - 1) &&
         is_negative(p, x, x1, y0, y, depth - 1) && is_negative(p, x, x1, y, y1, depth - 1);
}

}  // namespace

BoxPolynomial BoxPolynomial::monomial(int i, int j) {
  BoxPolynomial out;
  out.terms_[{i, j}] = 1;
  return out;
}

BoxPolynomial operator+(const BoxPolynomial& a, const BoxPolynomial& b) {
  BoxPolynomial out = a;
  for (const auto& [degree, coefficient] : b.terms_) out.terms_[degree] += coefficient;
  return out;
}

BoxPolynomial operator*(const BoxPolynomial& a, const BoxPolynomial& b) {
  BoxPolynomial out;
  for (const auto& [p, c] : a.terms_) {
    for (const auto& [q, e] : b.terms_) out.terms_[{p.first + q.first, p.second + q.second}] += c * e;
  }
  return out;
}

Rational BoxPolynomial::largest_bernstein_coefficient(const Rational& x0, const Rational& x1, const Rational& y0,
                                                      const Rational& y1) const {
  int m = 0, n = 0;
  for (const auto& term : terms_) {
    m = std::max(m, term.first.first);
    n = std::max(n, term.first.second);
  }
  // Powers of the coordinates u, v in [0, 1]: x = x0 + (x1 - x0) u, y = y0 + (y1 - y0) v.
  std::map<std::pair<int, int>, Rational> unit;
  for (const auto& [degree, coefficient] : terms_) {
    for (int i = 0; i <= degree.first; ++i) {
      const Rational in_x = binomial(degree.first, i) * power(x1 - x0, i) * power(x0, degree.first - i);
      for (int j = 0; j <= degree.second; ++j) {
        unit[{i, j}] +=
            coefficient * in_x * binomial(degree.second, j) * power(y1 - y0, j) * power(y0, degree.second - j);
      }
    }
  }
  std::vector<Rational> all;
  for (int i = 0; i <= m; ++i) {
    for (int j = 0; j <= n; ++j) {
      Rational sum;
      for (const auto& [degree, coefficient] : unit) {
        const auto [k, l] = degree;
        if (k > i || l > j) continue;
        sum += coefficient * binomial(i, k) / binomial(m, k) * binomial(j, l) / binomial(n, l);
      }
      all.push_back(sum);
    }
  }
  return *std::max_element(all.begin(), all.end());
}

bool is_negative_on(const BoxPolynomial& p, const Rational& x0, const Rational& x1, int depth) {
  return is_negative(p, x0, x1, 0, 1, depth);
}

}  // namespace softlin::check
