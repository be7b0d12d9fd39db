#pragma once
/// Signs of polynomials in two variables on boxes, in exact rational arithmetic.

#include <map>
#include <utility>

#include "symbolic/rational.hpp"

namespace softlin::check {

/// sum of coefficient * x^i y^j by (i, j).
class BoxPolynomial {
 public:
  BoxPolynomial() = default;
  BoxPolynomial(const Rational& constant) {  // NOLINT(google-explicit-constructor): a constant is a polynomial
    if (constant != 0) terms_[{0, 0}] = constant;
  }
  static BoxPolynomial x() { return monomial(1, 0); }
  static BoxPolynomial y() { return monomial(0, 1); }

  friend BoxPolynomial operator+(const BoxPolynomial& a, const BoxPolynomial& b);
  friend BoxPolynomial operator*(const BoxPolynomial& a, const BoxPolynomial& b);

  /// A polynomial is an average of its Bernstein coefficients with nonnegative weights at every point of the box: where
  /// the largest is negative, so is the polynomial.
  Rational largest_bernstein_coefficient(const Rational& x0, const Rational& x1, const Rational& y0,
                                         const Rational& y1) const;

 private:
  static BoxPolynomial monomial(int i, int j);
  std::map<std::pair<int, int>, Rational> terms_;
};

/// True when the largest Bernstein coefficient is negative on each of the boxes that up to `depth` bisections of both
/// variables make of [x0, x1] x [0, 1]: a proof that the polynomial is negative there. False proves nothing.
bool is_negative_on(const BoxPolynomial& p, const Rational& x0, const Rational& x1, int depth);

}  // namespace softlin::check
