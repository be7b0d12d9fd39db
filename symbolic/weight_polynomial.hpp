#pragma once
/// Polynomials in the weight power sums $S_n = sum_i w_i^n$ of softmax weights, and the exact calculus on them.
/// Source: docs/theory/exact.md sections 1.2 and 4.2.

#include <map>
#include <string>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::symbolic {

/// $sum_j c_j prod_k S_{n_jk}$ with rational c_j. S_1 = 1 is used up at once, so every n_jk is at least 2.
class WeightPolynomial {
 public:
  /// The exponents n_k of one monomial, in increasing order; empty for the constant 1.
  using Monomial = std::vector<int>;
  using Terms = std::map<Monomial, Rational>;

  WeightPolynomial() = default;  ///< zero
  explicit WeightPolynomial(const Rational& constant);
  /// S_n, n >= 1.
  static WeightPolynomial power_sum(int n);

  const Terms& terms() const { return terms_; }

  /// The value when all weights are 1/L (that is at s = 0): $S_n = L^{1-n}$.
  Rational at_equal_weights(const Integer& L) const;
  /// $sum_j |c_j|$; bounds |f| because $0 <= S_n <= 1$.
  Rational absolute_sum() const;

  /// The polynomial g with d/d(s^2) E f = E g for standard normal scores with slope s (exact.md 4.2):
  /// g = (1/2) Laplacian of f in the scores.
  WeightPolynomial heat_flow() const;

  std::string text() const;

  friend WeightPolynomial operator+(WeightPolynomial a, const WeightPolynomial& b);
  friend WeightPolynomial operator*(const WeightPolynomial& a, const WeightPolynomial& b);
  friend WeightPolynomial operator*(const Rational& c, WeightPolynomial a);
  friend WeightPolynomial operator-(const WeightPolynomial& a, const WeightPolynomial& b);

 private:
  void add(const Monomial& monomial, const Rational& coefficient);
  Terms terms_;
};

/// The set partitions of the factors of a monomial, told apart by the sums of the exponents in their blocks only:
/// block sums in increasing order, and how many partitions have them. The counts add up to a Bell number.
/// Source : docs/theory/exact.md 1.2; {2, 2} gives {4}: 1 and {2, 2}: 1.
std::map<std::vector<int>, Integer> block_sums(const WeightPolynomial::Monomial& monomial);

}  // namespace softlin::symbolic
