#pragma once
/// What the steps of parts C and D are tried on: a law with few atoms, a score vector a = U z with U = u I, V = I.

#include <utility>

#include "proofs-check/steps/discrete_prompt.hpp"

namespace softlin::check {

/// Parameters "law", "u"; with a prompt also "L".
std::vector<StepParameter> law_parameters(std::vector<StepParameter> more = {});
std::vector<StepParameter> prompt_parameters(std::vector<StepParameter> more = {});

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
  /// E_z of these over z uniform on {-1, 1}^d, a 1-sub-Gaussian query; |z|^2 = d.
  numeric::Interval averaged_error() const;
  numeric::Interval averaged_covariance() const;
};

/// A step about laws with few atoms. With "L" among the parameters it has prompts.
ProofStep discrete_step(const std::string& id, const std::string& statement, const std::string& domain,
                        std::vector<StepParameter> parameters, const Rational& constant, const Rational& twin,
                        std::function<std::vector<StepSides>(const DiscreteTrial&)> sides);

}  // namespace softlin::check
