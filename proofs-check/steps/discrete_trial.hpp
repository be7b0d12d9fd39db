#pragma once
/// What the steps of parts C and D are tried on: a law with few atoms, a score vector a = U z with U = u I, V = I.

#include <utility>

#include "proofs-check/steps/discrete_prompt.hpp"

namespace softlin::check {

/// Parameters "law", "u"; with a prompt also "L".
std::vector<StepParameter> law_parameters(std::vector<StepParameter> more = {});
std::vector<StepParameter> prompt_parameters(std::vector<StepParameter> more = {});

/// A query z with few atoms, centred and 1-sub-Gaussian.
struct DiscreteQuery {
  std::vector<RationalVector> atoms;
  RationalVector probabilities;
};

/// Uniform on {-1, 1}^d: |z|^2 = d.
DiscreteQuery sign_query(std::size_t d);
/// Independent coordinates -17/10, 0, 17/10 with probabilities 1/6, 2/3, 1/6: |z| varies. 1-sub-Gaussian, as the moments
/// (289/100)^n/3 are at most (2n-1)!!, those of N(0,1).
DiscreteQuery spread_query(std::size_t d);

Rational square(const RationalVector& x);  ///< |x|^2

struct DiscreteTrial {
  const StepTrial& t;
  const DiscreteLaw& law;
  TiltedLaw tilted;   ///< at a = u (1, ..., 1)
  TiltedLaw doubled;  ///< at 2a
  numeric::Interval sigma, b, u, L;

  DiscreteTrial(const StepTrial& trial, bool with_prompt);

  numeric::Interval d() const { return t.number(static_cast<long>(law.dimension())); }
  numeric::Interval log_L() const { return log(L); }
  numeric::Interval Hd() const { return d() / 2 * log(t.number(2)); }
  /// -(d/2) ln(1 - ka): D(ka) of part D with V = I.
  numeric::Interval half_log(const numeric::Interval& ka) const { return -d() / 2 * log(1 - ka); }
  /// E e^{lambda |X|^2} under a tilted law, lambda = ka/(2 sigma^2).
  numeric::Interval exponential_moment(const TiltedLaw& under, const numeric::Interval& ka) const;
  numeric::Interval second_moment() const { return exp(doubled.psi() - 2 * tilted.psi()); }  ///< E y^2
  numeric::Interval weighted_variance() const;                                               ///< E y^2 |X - T|^2

  numeric::Interval prompts(const std::function<numeric::Interval(const DiscretePrompt&)>& f) const {
    return expect_prompts(tilted, static_cast<int>(t.whole("L")), f);
  }
  numeric::Interval error() const;       ///< E|T_L - T|^2
  numeric::Interval covariance() const;  ///< E|Chat - Ca|_F^2
  /// E_z f(z, the law tilted at a = u z)
  using QueryFunction = std::function<numeric::Interval(const RationalVector&, const TiltedLaw&)>;
  numeric::Interval over(const DiscreteQuery& query, const QueryFunction& f) const;
  /// E|T_L - T|^2 and E|Chat-Ca|_F^2 for another tilt.
  numeric::Interval error_at(const TiltedLaw& at) const;
  numeric::Interval covariance_at(const TiltedLaw& at) const;
  /// E_z of these over sign_query(d).
  numeric::Interval averaged_error() const;
  numeric::Interval averaged_covariance() const;
  /// E_z E|T_L - T|^2 over spread_query(d).
  numeric::Interval spread_error() const;
};

/// A step about laws with few atoms. With "L" among the parameters it has prompts.
ProofStep discrete_step(const std::string& id, const std::string& statement, const std::string& domain,
                        std::vector<StepParameter> parameters, const Rational& constant, const Rational& twin,
                        std::function<std::vector<StepSides>(const DiscreteTrial&)> sides);

}  // namespace softlin::check
