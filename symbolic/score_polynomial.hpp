#pragma once
/// Polynomials in the softmax statistics S_{n,p} = sum_i w_i^n xi_i^p, and their exact reduction to weight power sums.
/// Source: docs/theory/exact.md 1.1 and 4.1.

#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "symbolic/expectation_form.hpp"

namespace softlin::symbolic {

/// Largest sum of the n, and of the p, of one monomial that is accepted.
inline constexpr int k_max_weight_degree = 16;
inline constexpr int k_max_score_degree = 16;

/// Factors (n, p) of a monomial prod_k S_{n_k,p_k}, in increasing order; n >= 1.
using ScoreMonomial = std::vector<std::pair<int, int>>;

/// coefficient * s^s_power * prod_k S_{n_k,p_k}
struct SteinTerm {
  Rational coefficient;
  int s_power = 0;
  ScoreMonomial monomial;  ///< sorted, without factors S_1 = 1
};

/// One application of Stein's rule: the terms whose sum has the same expectation as the monomial.
///
/// Source : exact.md 4.1, for the first factor that has a power of xi. Equal monomials may occur more than once.
/// Errors : Error when no factor has a power of xi.
std::vector<SteinTerm> stein_step(const ScoreMonomial& monomial);

/// E prod_k S_{n_k,p_k} as a polynomial in s: entry k is f_k in sum_k s^k E f_k, f_k a polynomial in weight power sums.
///
/// Method : Stein's rule (exact.md 4.1), E xi_i F = E d_i F, which lowers the total power of xi until none is left.
std::map<int, WeightPolynomial> stein_reduction(const ScoreMonomial& monomial);

/// stein_reduction, or hermite_reduction (symbolic/hermite_reduction.hpp).
using MonomialReduction = std::function<std::map<int, WeightPolynomial>(const ScoreMonomial&)>;

/// A polynomial in S(n,p) with coefficients in the slope s.
class ScorePolynomial {
 public:
  /// Reads e.g. "S(1,1)^2 - 2*s*S(1,1) + s^2"; S2 and S(2) stand for S(2,0). Numbers as in Formula::parse.
  /// Errors : InputError at `place` for a syntax error, an unknown name, a statistic inside a function or denominator,
  ///          n < 1, or a degree above the limits.
  static ScorePolynomial parse(std::string_view text, const Place& place);

  /// The expectation at slope s, reduced to weight power sums and divided by s^divisor, exactly, also at s = 0.
  /// Errors : Error when a lower power of s is left, or a coefficient other than a rational one, with divisor > 0.
  ExpectationForm reduce(const Number& s, const MonomialReduction& reduction = stein_reduction, int divisor = 0) const;

  /// Monomials with their coefficients, formulas in the symbol s.
  const std::map<ScoreMonomial, Formula>& terms() const { return terms_; }

 private:
  std::map<ScoreMonomial, Formula> terms_;
};

}  // namespace softlin::symbolic
