#include "proofs-check/steps/normal_polynomial.hpp"

#include <algorithm>

namespace softlin::check {

NormalPolynomial::NormalPolynomial(const Rational& constant) { add({}, constant); }

NormalPolynomial NormalPolynomial::variable(std::size_t index) {
  NormalPolynomial out;
  Exponents exponents(index + 1, 0);
  exponents.back() = 1;
  out.add(exponents, 1);
  return out;
}

void NormalPolynomial::add(const Exponents& exponents, const Rational& coefficient) {
  if (coefficient.is_zero()) return;
  const auto [found, is_new] = terms_.emplace(exponents, coefficient);
  if (is_new) return;
  found->second += coefficient;
  if (found->second.is_zero()) terms_.erase(found);
}

Rational NormalPolynomial::mean() const {
  Rational sum;
  for (const auto& [exponents, coefficient] : terms_) {
    if (std::any_of(exponents.begin(), exponents.end(), [](int n) { return n % 2 != 0; })) continue;
    Rational moment = coefficient;
    for (const int n : exponents) {
      for (int k = n - 1; k > 1; k -= 2) moment *= k;
    }
    sum += moment;
  }
  return sum;
}

NormalPolynomial& NormalPolynomial::operator+=(const NormalPolynomial& b) {
  for (const auto& [exponents, coefficient] : b.terms_) add(exponents, coefficient);
  return *this;
}

NormalPolynomial operator*(const Rational& c, NormalPolynomial a) {
  if (c.is_zero()) return {};
  for (auto& term : a.terms_) term.second *= c;
  return a;
}

NormalPolynomial operator*(const NormalPolynomial& a, const NormalPolynomial& b) {
  NormalPolynomial out;
  for (const auto& [left, first] : a.terms_) {
    for (const auto& [right, second] : b.terms_) {
      NormalPolynomial::Exponents exponents(std::max(left.size(), right.size()), 0);
      for (std::size_t k = 0; k < left.size(); ++k) exponents[k] += left[k];
      for (std::size_t k = 0; k < right.size(); ++k) exponents[k] += right[k];
      out.add(exponents, first * second);
    }
  }
  return out;
}

NormalVector normal_vector(const symbolic::Matrix& root, std::size_t first) {
  NormalVector g;
  for (Eigen::Index k = 0; k < root.cols(); ++k) {
    g.push_back(NormalPolynomial::variable(first + static_cast<std::size_t>(k)));
  }
  return times(root, g);
}

NormalVector constant_vector(const symbolic::Matrix& column) {
  NormalVector out;
  for (Eigen::Index k = 0; k < column.rows(); ++k) out.emplace_back(column(k, 0).rational());
  return out;
}

NormalPolynomial inner(const NormalVector& x, const NormalVector& y) {
  NormalPolynomial sum;
  for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * y[k];
  return sum;
}

NormalVector times(const symbolic::Matrix& a, const NormalVector& x) {
  NormalVector out(static_cast<std::size_t>(a.rows()));
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      out[static_cast<std::size_t>(i)] += a(i, j).rational() * x[static_cast<std::size_t>(j)];
    }
  }
  return out;
}

}  // namespace softlin::check
