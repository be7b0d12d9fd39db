#pragma once
/// Enclosures of the infinite-prompt attention of every token law that has one.

#include <optional>
#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/attention_model.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::numeric {

/// Encloses $T(z) = V E_{mu_a} X$ at $a = U z$.
///
/// Formula    : $E_{mu_a} X$ is, with h the scale, radius or half width,
///                gaussian      $m + Gamma a$
///                rademacher    $m_i + h tanh(h a_i)$
///                uniform-cube  $m_i + h^2 a_i B(3, (h a_i)^2)$,  $B(d, x^2) = I_{d/2}(x)/(x I_{d/2-1}(x))$
///                sphere        $m + h^2 B(d, h^2 |a|^2) a$
///                mixture       $sum_j p_j (m_j + Gamma_j a)$, $p_j$ prop. to $weight_j exp(<a, m_j> + a^T Gamma_j a/2)$
///                discrete      $sum_k p_k x_k$, $p_k$ prop. to $weight_k exp(<a, x_k>)$
///                rows          the same with equal weights
///                student-t     m where $a^T scale a = 0$
/// Source     : notation.md; the gradient of the cumulant generating function of each law
/// Inputs     : an exact z of the model's dimension
/// Result     : entries of relative width at most 10^-digits; an entry below 10^{-2 digits} of the largest, such as one that
///              is 0 by symmetry, may be that wide in all
/// Errors     : Error for Student tokens elsewhere; PrecisionError at the cap of 2^16 bits; DomainError for a sphere with
///              h |a| > 1e12
/// Precision  : doubled until reached
/// Cost       : rows: N d products of an interval and a number a try
/// Checked by : tests/numeric/limit_enclosure_test.cpp (60-digit values made with mpmath; symbolic/limit_operator; two
///              precisions; Arb)
std::vector<Interval> enclose_limit(const symbolic::AttentionModel& model, const symbolic::Vector& z, int digits);

/// $E_{mu_a} X$ at one precision, with whatever width that gives.
std::vector<Interval> enclose_tilted_mean(const symbolic::TokenLaw& law, const symbolic::Vector& a, Bits bits);

/// What the infinite prompt is off a linear operator: $|T(z) - target(z)|^2$ averaged over the queries of a fixed or pair law.
///
/// Formula    : output: $|T(z) - (offset + matrix z)|^2$ with the operator of symbolic/limit_operator.hpp; grad_v:
///              rows(V) times the same for the head V = I
/// Errors     : Error for other query laws and quantities; as enclose_limit and as the operator
/// Checked by : tests/numeric/limit_enclosure_test.cpp
class LimitGap {
 public:
  LimitGap(const symbolic::AttentionModel& model, symbolic::Quantity quantity, symbolic::Target target);

  /// Relative width at most 10^-digits; where the gap is below 10^{-2 digits} |T|^2, or 0, at most that in all.
  Interval enclose(int digits) const;

 private:
  Interval at(Bits bits, double& size) const;

  symbolic::TokenLaw tokens_;
  symbolic::Head head_;
  long factor_ = 1;  ///< rows(V) for grad_v
  std::vector<symbolic::Vector> queries_;
  std::vector<symbolic::Vector> targets_;
};

}  // namespace softlin::numeric
