#pragma once
/// What the steps about gradients of Gaussian tokens are made of (A5, D5, E1).

#include "proofs-check/steps/drawn_model.hpp"
#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

/// Expectations at one (s, L); A1.9 and exact.md 4.3 reduce them to weight power sums.
struct GradientMeans {
  /// E p_2, p_3, p_2^2, v, v^2, (v-1)^2, h, (v-1)p_2, p_2-2p_3+p_2^2
  numeric::Interval A, p3, p22, v, v2, C, h, vp2, trace2;

  GradientMeans(const Rational& s_squared, const Integer& L, const StepTrial& t);

 private:
  GradientMeans(const numeric::Interval& u, const std::vector<numeric::Interval>& f);
};

/// What A5.2 and A5.7 need of V, Gamma and a: |Vg|^2, |g|^2, tr V Gp V^T, tr Gp, |V Gp|_F^2, g^T Gp V^T V g.
struct GradientTraces {
  Rational vg2, g2, t1, t2, t3, om;

  explicit GradientTraces(const DrawnModel& model);

  Rational be() const { return vg2 * t2 + g2 * t1 + 2 * om; }  ///< what h multiplies in A5.2
};

/// a^T Gamma a is positive and not too large for a step to be quick.
inline bool has_score(const DrawnModel& model) { return model.s_squared() > 0 && model.s_squared() < 25; }

/// E|V(Chat - Gamma)|_F^2: the U-gradient's error (exact.md (9)) over |z|^2, z = a.
numeric::Interval u_gradient_error(const DrawnModel& model, const StepTrial& t);

inline StepParameter draw_parameter() { return {"draw", 1, 1000000, Spread::even, true, {}}; }
/// A weight vector for the claims that hold at each: "draw", and "equal": a few equal weights, or 0 for drawn ones.
inline std::vector<StepParameter> weight_parameters() {
  return {draw_parameter(), {"equal", 0, 6, Spread::even, true, {0, 1, 2}}};
}

}  // namespace softlin::check
