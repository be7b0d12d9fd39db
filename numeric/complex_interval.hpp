#pragma once
/// Rectangles in the complex plane: just what contour integrals need.

#include "numeric/interval.hpp"

namespace softlin::numeric {

struct ComplexInterval {
  Interval re;
  Interval im;

  friend ComplexInterval operator+(const ComplexInterval& a, const ComplexInterval& b) {
    return {a.re + b.re, a.im + b.im};
  }
  friend ComplexInterval operator+(const ComplexInterval& a, const Interval& x) { return {a.re + x, a.im}; }
  friend ComplexInterval operator-(const ComplexInterval& a) { return {-a.re, -a.im}; }
  friend ComplexInterval operator*(const ComplexInterval& a, const ComplexInterval& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  friend ComplexInterval operator*(const ComplexInterval& a, const Interval& x) { return {a.re * x, a.im * x}; }
  friend ComplexInterval operator*(const ComplexInterval& a, long n) { return {a.re * n, a.im * n}; }
};

/// 1/a. Errors: DomainError when a may be 0.
inline ComplexInterval inverse(const ComplexInterval& a) {
  const Interval size = sqr(a.re) + sqr(a.im);
  return {a.re / size, -a.im / size};
}

/// One of the two square roots.
inline ComplexInterval some_root(const ComplexInterval& a) {
  const Interval size = sqrt(sqr(a.re) + sqr(a.im));
  if (certainly_nonnegative(a.re)) {
    const Interval re = sqrt((size + a.re) / 2);
    return {re, a.im / (re * 2)};
  }
  const Interval im = sqrt((size - a.re) / 2);
  return {a.im / (im * 2), im};
}

inline ComplexInterval exp(const ComplexInterval& a) {
  const Interval size = exp(a.re);
  return {size * cos(a.im), size * sin(a.im)};
}

}  // namespace softlin::numeric
