#pragma once
/// Polynomials in independent standard normal variables, with exact means: E g^{2n} = (2n-1)!!, odd moments 0.
/// They know nothing of the closed forms that they are held against.

#include <map>
#include <vector>

#include "symbolic/matrix.hpp"

namespace softlin::check {

class NormalPolynomial {
 public:
  NormalPolynomial() = default;  ///< zero
  explicit NormalPolynomial(const Rational& constant);
  static NormalPolynomial variable(std::size_t index);

  Rational mean() const;

  NormalPolynomial& operator+=(const NormalPolynomial& b);
  friend NormalPolynomial operator+(NormalPolynomial a, const NormalPolynomial& b) { return a += b; }
  friend NormalPolynomial operator-(NormalPolynomial a, const NormalPolynomial& b) { return a += Rational(-1) * b; }
  friend NormalPolynomial operator*(const Rational& c, NormalPolynomial a);
  friend NormalPolynomial operator*(const NormalPolynomial& a, const NormalPolynomial& b);

 private:
  using Exponents = std::vector<int>;  ///< of the variables in order, without trailing zeros
  void add(const Exponents& exponents, const Rational& coefficient);
  std::map<Exponents, Rational> terms_;
};

using NormalVector = std::vector<NormalPolynomial>;

/// root (g_first, g_{first+1}, ...): a Gaussian vector with covariance root root^T.
NormalVector normal_vector(const symbolic::Matrix& root, std::size_t first);
/// Constants as polynomials.
NormalVector constant_vector(const symbolic::Matrix& column);

NormalPolynomial inner(const NormalVector& x, const NormalVector& y);
NormalVector times(const symbolic::Matrix& a, const NormalVector& x);  ///< A x

}  // namespace softlin::check
