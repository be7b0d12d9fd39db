#pragma once
/// The finite-prompt risk of in-context regression in a common eigenbasis, with A(s, L) and H(s, L) given as sums of
/// exponentials in u = s^2: a closed form with exact derivatives.
///
/// Formula : $R(f, b) = sum_i omega_i q_i (b c_i f_i - 1)^2 / 2 + E_x{ (b^2 t/2 + b m_x) A(u) - (b^2/2) m_2 H(u) }$
///           (docs/theory/icl-regression.md I3.3 in the eigenbasis), $x_i = sqrt(q_i) z_i$, z standard normal,
///           $u = sum mu_i z_i^2$, $mu_i = p_i q_i f_i^2$, $m_x = sum alpha_i f_i z_i^2$, $m_2 = sum beta_i f_i^2 z_i^2$, alpha = c omega q,
///           beta = c^2 omega q. With tau_i = 1/(1 + 2 r mu_i): $E e^{-r u} = prod sqrt(tau_i)$, and under that weight the z_i are independent
///           normals with variances tau_i.
/// Scalars : double (flows in floating point), Interval (enclosures over boxes), duals of intervals (third derivatives).
/// Checked by: tests/numeric/prompt_risk_test.cpp

#include <type_traits>
#include <vector>

#include "numeric/commuting_regression.hpp"
#include "numeric/dual.hpp"
#include "numeric/exponential_sum.hpp"

namespace softlin::numeric {

/// Value, gradient and Hessian (row by row) in the variables f_1, ..., f_d, b.
template <class T>
struct RegressionJet {
  T value;
  std::vector<T> gradient;
  std::vector<T> hessian;  ///< empty unless asked for
};

/// Upper bounds of errors E_0(u) of A, E_1 of dA/du, E_2 of H, E_3 of dH/du as sums of exponentials; rates may be negative.
struct StatisticErrors {
  struct Term {
    double rate;
    double weight[4];
  };
  std::vector<Term> terms;
};

template <class T>
class PromptRisk {
 public:
  /// The infinite prompt: A = H = 0.
  explicit PromptRisk(const CommutingRegression& problem, Bits bits = Bits(64));
  /// A and H as fitted; both have the same rates. Without the `limit` only what they add to the infinite prompt's risk.
  PromptRisk(const CommutingRegression& problem, const ExponentialSum& A, const ExponentialSum& H, Bits bits = Bits(64),
             bool limit = true);

  std::size_t dimension() const { return prompt_.size(); }

  /// Domain: 1 + 2 r mu_i > 0 for every rate, which holds for r >= 0.
  RegressionJet<T> jet(const std::vector<T>& theta, bool hessian) const;

  /// Bounds of | R_true - R | and of the entries of the gradient of the difference, for statistics whose errors are at most
  /// E_k(u). Domain: 1 + 2 r mu_i > 0 for every rate r of the errors.
  struct Gap {
    T risk;
    std::vector<T> gradient;
  };
  Gap gap(const std::vector<T>& theta, const StatisticErrors& errors) const
      requires(!std::is_same_v<T, Dual<Interval>>);

 private:
  T number(double x) const;

  Bits bits_;
  bool limit_ = true;
  std::vector<T> prompt_;  ///< p_i q_i
  std::vector<T> alpha_;
  std::vector<T> beta_;
  std::vector<T> cross_;
  std::vector<T> weight_;  ///< omega_i q_i
  T label_square_;
  std::vector<double> rate_;
  std::vector<double> A_;
  std::vector<double> H_;
};

extern template class PromptRisk<double>;
extern template class PromptRisk<Interval>;
extern template class PromptRisk<Dual<Interval>>;

}  // namespace softlin::numeric
