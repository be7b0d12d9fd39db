#pragma once
/// Prompts of tokens with few atoms, summed over all counts: exact expectations for the steps about sub-Gaussian laws.

#include <functional>
#include <vector>

#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

using RationalVector = std::vector<Rational>;
using IntervalVector = std::vector<numeric::Interval>;

/// A centred law on finitely many points, with a proved sub-Gaussian parameter (Hoeffding: half the range of each
/// coordinate; coordinates are independent).
struct DiscreteLaw {
  std::vector<RationalVector> atoms;
  RationalVector probabilities;
  Rational sigma_squared;

  std::size_t dimension() const { return atoms.front().size(); }
};

/// The laws that the steps are tried on: +-1, +-2, a skewed one, a sparse one, and two in the plane.
const std::vector<DiscreteLaw>& discrete_laws();

numeric::Interval square(const IntervalVector& x);  ///< |x|^2

/// A law tilted by e^{<a,x>}.
class TiltedLaw {
 public:
  TiltedLaw(const DiscreteLaw& law, RationalVector a, numeric::Bits bits);

  const DiscreteLaw& law() const { return *law_; }
  const RationalVector& a() const { return a_; }
  const numeric::Interval& psi() const { return psi_; }       ///< ln E e^{<a,X>}
  const IntervalVector& mean() const { return mean_; }        ///< xbar = T for V = I
  const numeric::Interval& trace() const { return trace_; }   ///< tr Ca
  numeric::Interval b() const;                                ///< sigma^2 |a|^2
  numeric::Interval y(std::size_t k) const { return y_[k]; }  ///< e^{<a,x_k> - psi}
  /// E_{mu_a} f(X), f of the number of the atom.
  numeric::Interval expect(const std::function<numeric::Interval(std::size_t)>& f) const;
  numeric::Interval square_of_atom(std::size_t k) const;     ///< |x_k|^2
  numeric::Interval square_about_mean(std::size_t k) const;  ///< |x_k - xbar|^2
  numeric::Bits bits() const { return bits_; }

 private:
  const DiscreteLaw* law_;
  RationalVector a_;
  numeric::Bits bits_;
  std::vector<numeric::Interval> y_;
  numeric::Interval psi_;
  IntervalVector mean_;
  numeric::Interval trace_;
};

/// What one prompt of L tokens comes to.
struct DiscretePrompt {
  numeric::Interval D;             ///< D_L = (1/L) sum y_i
  numeric::Interval error;         ///< |T_L - T|^2
  numeric::Interval largest;       ///< max |X_i|^2
  numeric::Interval covariance;    ///< |Chat - Ca|_F^2
  numeric::Interval spread;        ///< |Pm|_F^2, Pm = sum w_i [(X_i-xbar)(X_i-xbar)^T - Ca] (C4.2)
  numeric::Interval spread_trace;  ///< tr Pm
  numeric::Interval along;         ///< De^T Ca De, De = T_L - T
};

/// E f over all prompts of L tokens. Cost: binomial(L + atoms - 1, L) evaluations.
numeric::Interval expect_prompts(const TiltedLaw& law, int L,
                                 const std::function<numeric::Interval(const DiscretePrompt&)>& f);

/// 1 where D < c, 0 where not, [0, 1] where that is not decided.
numeric::Interval below(const DiscretePrompt& prompt, const numeric::Interval& c);

}  // namespace softlin::check
