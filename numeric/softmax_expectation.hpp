#pragma once
/// Rigorous enclosures of E p(w) for softmax weights w of L standard normal scores with slope s.
///
/// Formula : E prod_k S_{n_k} = 1/(N-1)! int sum_pi (L)_{|pi|} prod_B m_{n_B}(u) m_0(u)^{L-|pi|} du, both integrals by
///           the trapezoidal rule on one lattice (docs/theory/exact.md (1), 5.1 to 5.4).
/// Proof   : outer discretisation Theorem A, inner Theorem B, outer tails (15) and (16); inner sums are exact integer
///           correlations of fixed-point tables whose rounding and cut-off errors are counted in units; everything
///           else is outward-rounded interval arithmetic. No error is estimated.
/// Checked by: tests/numeric/softmax_expectation_test.cpp (reference values, closed forms at L = 1, s = 0, L = 2,
///           random enclosures at two precisions), tests/numeric/softmax_expectation_arb_test.cpp.

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/compiled_formula.hpp"
#include "symbolic/number.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

/// Largest score standard deviation accepted.
inline constexpr int k_max_slope = 16;

/// The score variance s^2 >= 0, exactly known; can be handed to any thread.
class ScoreVariance {
 public:
  /// Errors : Error when s^2 is negative, its sign cannot be decided, or s exceeds k_max_slope.
  explicit ScoreVariance(const symbolic::Number& s_squared);

  bool is_zero() const { return zero_; }
  Interval enclose(Bits bits) const;

 private:
  symbolic::CompiledFormula value_;
  bool zero_ = false;
};

/// Encloses E f for each weight polynomial f.
///
/// Inputs    : L >= 1 (any size up to 10^18), digits from 1 to 1500.
/// Result    : enclosures whose width is aimed at 10^-digits times E S_2; exact rationals at L = 1 and s = 0.
///             The aim is not a promise: look at the width (callers raise `digits`).
/// Cost      : one big-integer product for each inner function; grows a little faster than digits^2, and with s.
/// Threads   : safe.
/// Errors    : InputError for L < 1 or digits out of range.
std::vector<Interval> expect_weights(const std::vector<symbolic::WeightPolynomial>& statistics,
                                     const ScoreVariance& s_squared, const Integer& L, int digits);

}  // namespace softlin::numeric
