#pragma once
/// Infinite-prompt attention of the supported token laws, in double precision with a stated rounding bound: the values
/// that sampled prompts are compared with.

#include <Eigen/Dense>
#include <memory>
#include <vector>

namespace softlin::numeric {

/// One Gaussian of a token law.
struct SamplerComponent {
  double weight = 1;     ///< positive; the weights of a law sum to 1
  Eigen::VectorXd mean;  ///< length d
  Eigen::MatrixXd root;  ///< d x d, covariance = root * root^T, any rank
};

/// A token law in double precision; the doubles themselves are meant.
///
///   gaussian     : components has one entry (its weight is 1); scale and mean are not read
///   mixture      : components has one entry or more; scale and mean are not read
///   rademacher   : mean + scale * (independent signs)
///   sphere       : mean + scale * (uniform on the unit sphere)
///   uniform_cube : mean + scale * (independent uniforms on [-1, 1])
///   student_t    : components has one entry (its weight is 1): mean + root * g / sqrt(W / degrees_of_freedom), W chi-square
///   discrete     : the columns of `atoms` with the odds `weights`, or all equally likely; nothing else is read
///
/// For rademacher, sphere and uniform_cube, `mean` must be given (zeros if centred): its length is d.
struct SamplerTokens {
  enum class Law { gaussian, rademacher, sphere, uniform_cube, mixture, student_t, discrete };
  Law law = Law::gaussian;
  std::vector<SamplerComponent> components;
  double scale = 1;
  Eigen::VectorXd mean;
  double degrees_of_freedom = 0;
  std::shared_ptr<const Eigen::MatrixXd> atoms;  ///< d x K
  Eigen::VectorXd weights;                       ///< of the atoms; empty: 1/K each

  Eigen::Index dimension() const;

  /// Throws InputError when shapes disagree, an entry is not finite, scale < 0, degrees_of_freedom <= 0, weights are not a
  /// probability vector to 1e-12, or Student tokens have more coordinates than leave room for their chi-square variables.
  void check() const;

  /// Throws InputError when the law has no infinite-prompt limit (or tilted covariance, if wanted) to compare with:
  /// Student tokens have one only where all scores are 0, and moments only up to their degrees of freedom.
  void check_limit(bool scores_are_zero, bool wants_covariance) const;
};

/// First two moments of the tilted law e^{<a,x>} mu(dx) / int e^{<a,x>} mu(dx).
struct TiltedMoments {
  Eigen::VectorXd mean;         ///< attention is V * mean
  Eigen::MatrixXd covariance;   ///< d(mean)/da; attention's Jacobian in a is V * covariance. Empty unless asked for
  double mean_error = 0;        ///< bound on the 2-norm of the error of `mean`
  double covariance_error = 0;  ///< bound on the Frobenius norm of the error of `covariance`
};

/// Tilted moments of one law for any number of score vectors.
///
/// Formula    : with a the score vector and h = scale,
///                gaussian     m + Gamma a;                              Gamma
///                rademacher   mean_k + h tanh(h a_k);                   diag h^2 / cosh^2(h a_k)
///                uniform_cube mean_k + h Lv(h a_k);                     diag h^2 Lv'(h a_k), Lv(x) = coth x - 1/x
///                sphere       mean + h A(k) e, k = h |a|, e = a/|a|;    h^2 [A'(k) e e^T + (A(k)/k) (I - e e^T)],
///                             A = I_{d/2}/I_{d/2-1} (Bessel ratio)
///                mixture      c = sum p_j c_j;                          sum p_j (Gamma_j + (c_j - c)(c_j - c)^T),
///                             p_j prop. to weight_j exp(<a,m_j> + a^T Gamma_j a / 2), c_j = m_j + Gamma_j a
///                discrete     c = sum p_k x_k;                          sum p_k (x_k - c)(x_k - c)^T,
///                             p_k prop. to weight_k exp(<a,x_k>)
///                student_t    m and nu/(nu-2) root root^T where root^T a = 0; elsewhere E e^{<a,X>} is infinite
/// Source     : notation.md (Lemma 2.1 and the fact on Rademacher tokens); cumulant generating functions of the laws
/// Inputs     : a of length d; `a_error` bounds |a - a meant|, and the stated errors then hold for the a meant
/// Errors     : InputError from SamplerTokens::check; DomainError when a has the wrong length or a result is not finite,
///              for `sphere` when k > 1e9, and for `student_t` where the moments asked for do not exist
/// Cost       : O(d^2) for the mean (O(d) unless Gaussian), O(d^2) more per component for the covariance, O(d^3) once;
///              `discrete`: O(K d), O(K d^2) for the covariance
/// Threads    : safe, immutable after construction
/// Not promised : the errors are forward bounds to first order with a safety factor, from library functions off by
///              less than one unit in the last place; they are not enclosures in the sense of numeric/interval.hpp
///              (numeric/limit_enclosure.hpp has those). The functions are those of numeric/rounded_functions.hpp, so that
///              the bits do not depend on the machine.
/// Checked by : tests/numeric/token_limit_test.cpp (sums and quadrature over the law, difference quotients),
///              tests/numeric/limit_enclosure_test.cpp (within the stated error of enclosures)
class TokenLimit {
 public:
  explicit TokenLimit(SamplerTokens tokens);

  TiltedMoments moments(const Eigen::VectorXd& a, bool with_covariance = true, double a_error = 0) const;

  Eigen::VectorXd tilted_mean(const Eigen::VectorXd& a) const { return moments(a, false).mean; }
  Eigen::MatrixXd tilted_covariance(const Eigen::VectorXd& a) const { return moments(a, true).covariance; }

  /// A point near which sampled means of tokens with the score vector a lie: the tilted mean, or where there is none the
  /// mean of the components. For centring, where any point will do.
  Eigen::VectorXd centre(const Eigen::VectorXd& a) const;

  const SamplerTokens& tokens() const { return tokens_; }

 private:
  TiltedMoments gaussian_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const;
  TiltedMoments product_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const;
  TiltedMoments sphere_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const;
  TiltedMoments student_moments(const Eigen::VectorXd& a, bool with_covariance) const;
  TiltedMoments discrete_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const;

  SamplerTokens tokens_;
  std::vector<Eigen::MatrixXd> covariances_;  ///< of the components
  double radius_ = 0;                         ///< of discrete tokens: max |x_k|
};

/// A(x) = I_{d/2}(x) / I_{d/2-1}(x) and its relatives.
struct BesselRatio {
  double value;          ///< A(x)
  double over_argument;  ///< A(x)/x, which is 1/d at x = 0
  double derivative;     ///< A'(x)
  double error;          ///< relative bound for the first two; absolute bound for `derivative`
};

/// Formula    : A = x/(d + x A_1), A_1 = x/(d + 2 + x A_2), ... (Gauss), evaluated backwards: every term is positive, so
///              nothing cancels and errors shrink from step to step; A' = (A/x) (1 + x (A_1 - A))
/// Inputs     : d >= 1; 0 <= x <= 1e9
/// Errors     : DomainError outside
/// Cost       : 30 + sqrt(45 x) steps: the factor A_k A_{k+1} by which an error shrinks multiplies up to e^{-N^2/x}
/// Checked by : tests/numeric/token_limit_test.cpp (Boost.Math's Bessel functions, tanh, coth)
BesselRatio bessel_ratio(Eigen::Index d, double x);

/// Langevin function coth x - 1/x and its derivative 1/x^2 - 1/sinh^2 x, finite at 0.
/// Checked by : tests/numeric/token_limit_test.cpp
double langevin(double x);
double langevin_derivative(double x);

}  // namespace softlin::numeric
