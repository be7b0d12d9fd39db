#pragma once
/// The risk of ridge regression, which is the Bayes predictor of in-context regression: no other beats it.
///
/// Formula : given the prompt, $w ~ N(., W)$, $W = (X^T X/tau^2 + Omega^{-1})^{-1}$, X with rows $N(0, S_p)$ and labels from these rows, so
///           that the posterior mean has the risk
///             $R(L) = E tr(S_q W)/2$,   $W = (I + Omega P)^{-1} Omega$, $P = X^T X/tau^2$: Omega may be singular.
///           For $Omega = I/d$ it is ridge with the penalty d tau^2 on $|y - X w|^2$.
/// Bracket : $tr(S_q W)$ is convex in P, so $R(L) >= tr(S_q (I + L Omega S_p/tau^2)^{-1} Omega)/2$ (Jensen). $W <= Omega$, and
///           $W <= tau^2 (X^T X)^{-1}$ for regular X^T X, whose mean is S_p^{-1}/(L - d - 1) when L > d + 1, so
///           $R(L) <= min(tr(S_q Omega), tau^2 tr(S_q S_p^{-1})/(L - d - 1))/2$.
/// Sample  : one prompt gives $tr(S_q W)$/2 from X^T X alone, which for L >= d is R T T^T R^T (Bartlett), S_p = R R^T, T lower
///           triangular, T_ii^2 chi-square with L - i degrees of freedom (i from 0), normals below: no cost in L.
/// Source  : docs/theory/icl-regression.md I5.3; A. M. Kshirsagar, Ann. Math. Statist. 30 (1959) 239-241, for Bartlett's factors
/// Domain  : S_p positive definite, labels from the tokens of the prompt (prompt = cross = label, both generators),
///           noise_variance > 0. Without noise the prompt determines w where it can, and there is no posterior density.
/// Checked by: tests/numeric/ridge_risk_test.cpp (closed form for d = 1, the table of the theory file, rows against Bartlett's
///           factors, brackets, threads)

#include <Eigen/Dense>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/sampler.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

/// How the matrix X^T X of a sampled prompt is made. `automatic`: rows below d tokens, Bartlett's factors otherwise.
enum class PromptMatrix { automatic, rows };

class RidgeRisk {
 public:
  /// Errors : Error outside the domain.
  explicit RidgeRisk(symbolic::RegressionLaws laws);

  struct Bracket {
    Interval lower;  ///< an enclosure of the lower bound
    Interval upper;  ///< and of the upper one
  };
  /// Both with relative width at most 10^-digits.
  /// Threads : that of the formulas only.
  Bracket bracket(const Integer& L, int digits) const;

  /// Values of prompts options.first_prompt, ...; random numbers of row i of X, or of T: token i, its normals from slot 0, its
  /// chi-square variable from the slots of numeric/chi_square_stream.hpp. Bits do not depend on the number of threads.
  /// Errors  : DomainError beyond the ranges of numeric/philox.hpp.
  SampleSummary sample(const Integer& L, const SampleOptions& options,
                       PromptMatrix matrix = PromptMatrix::automatic) const;

 private:
  double value(const Integer& L, const SampleOptions& options, std::uint64_t prompt, bool rows) const;

  symbolic::RegressionLaws laws_;
  Eigen::MatrixXd prompt_root_;  ///< R^T O/tau, Omega = O O^T
  Eigen::MatrixXd weight_;       ///< O^T S_q O
};

}  // namespace softlin::numeric
