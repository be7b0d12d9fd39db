#pragma once
/// Attention in the plane with drawn rational entries, and prompts of it: what the steps about matrices are tried on.

#include <vector>

#include "proofs-check/steps/proof_step.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::check {

/// V, Gamma = R R^T, m, a in dimension 2; U is the identity, so that z = a.
class DrawnModel {
 public:
  /// `draw` is the list of drawn_entry().
  explicit DrawnModel(const Rational& draw);

  using Matrix2 = std::array<std::array<Rational, 2>, 2>;
  using Vector2 = std::array<Rational, 2>;
  const Matrix2& V() const { return v_; }
  const Matrix2& Gamma() const { return gamma_; }
  const Vector2& m() const { return m_; }
  const Vector2& a() const { return a_; }
  const Rational& draw() const { return draw_; }

  Vector2 gamma_a() const;     ///< Gamma a
  Rational s_squared() const;  ///< a^T Gamma a
  Rational trace() const;      ///< tr(V Gamma V^T)
  Rational signal() const;     ///< |V Gamma a|^2

  symbolic::GaussianTokens tokens() const;
  symbolic::Head head() const;
  symbolic::Vector query() const;

 private:
  Rational draw_;
  Matrix2 v_;
  Matrix2 gamma_;
  Vector2 m_;
  Vector2 a_;
};

DrawnModel::Vector2 operator*(const DrawnModel::Matrix2& a, const DrawnModel::Vector2& x);
DrawnModel::Matrix2 operator*(const DrawnModel::Matrix2& a, const DrawnModel::Matrix2& b);
DrawnModel::Matrix2 transpose(const DrawnModel::Matrix2& a);
Rational dot(const DrawnModel::Vector2& x, const DrawnModel::Vector2& y);

/// A prompt of drawn tokens, its softmax weights enclosed.
class DrawnPrompt {
 public:
  DrawnPrompt(const DrawnModel& model, int tokens, const StepTrial& trial);

  numeric::Interval error(int k) const;        ///< entry k of T_L - T
  numeric::Interval signal_part(int k) const;  ///< of (V g) tau
  numeric::Interval rest_part(int k) const;    ///< of V sum w_i Y_i

 private:
  numeric::Interval value(const DrawnModel::Vector2& row, const std::vector<DrawnModel::Vector2>& points) const;

  const DrawnModel* model_;
  numeric::Bits bits_;
  std::vector<DrawnModel::Vector2> x_;      ///< X_i - m
  std::vector<DrawnModel::Vector2> y_;      ///< Y_i
  std::vector<numeric::Interval> weights_;  ///< w_i
};

}  // namespace softlin::check
