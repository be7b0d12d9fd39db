#pragma once
/// Hypotheses that several bounds share. Each is decided exactly from the model.

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// Tokens N(m, Gamma).
Hypothesis gaussian_tokens();
/// One query, or the pair z, -z: Gaussian tokens have the same error at both.
Hypothesis single_query();
/// A Gaussian query law, the law "tokens" of Gaussian tokens included.
Hypothesis gaussian_query();
/// A Gaussian query law with mean 0.
Hypothesis centred_gaussian_query();
/// A Gaussian query law for which U Sz U^T has rank at most one, so that |Uz|^2 is its trace times the square of a standard
/// normal variable when the mean is 0.
Hypothesis rank_one_query();
/// A Gaussian query law for which top_query_eigenvalue() (bounds/model_symbols.hpp) is exact.
Hypothesis exact_lambda();
/// E X = 0.
Hypothesis centred_tokens();
/// E e^{<u, X>} <= e^{sigma^2 |u|^2/2} for all u. Proved parameters of centred laws: Gaussian sigma^2 I >= Gamma;
/// Rademacher sigma >= scale (cosh x <= e^{x^2/2}); cube sigma^2 >= half_width^2/3 (sinh x/x <= e^{x^2/6}, compare
/// series: (2k+1)! >= 6^k k!); sphere sigma^2 >= radius^2/d (series of the spherical average: (d/2)_k >= (d/2)^k).
/// A centred mixture of N(m_k, Gamma_k): sigma^2 I - D^2/4 I >= Gamma_k for each k, D the largest |m_j - m_k| (Hoeffding's
/// lemma for the law of the means, whose values <u, m_k> lie in an interval of length |u| D). Discrete tokens: the same
/// with Gamma_k = 0. Rows of a table: sigma^2 >= R^2, R the radius of the smallest ball about the middle of their box
/// that holds them (an interval of length 2 |u| R). Student tokens: none, unless they are a point.
Hypothesis sub_gaussian_tokens();
/// The smallest sigma for which sub_gaussian_tokens() is proved, up to the rounding of irrational operator norms.
/// Errors : Error for Student tokens.
symbolic::Number sub_gaussian_parameter(const symbolic::TokenLaw& tokens);
/// E z = 0 and E e^{<u, z>} <= e^{|u|^2/2}: the pair z, -z with |z| <= 1 (cosh x <= e^{x^2/2}), a centred Gaussian with
/// covariance <= I, or the token law when it is 1-sub-Gaussian.
Hypothesis sub_gaussian_query();
/// sigma >= 1.
Hypothesis sigma_at_least_one();
/// The hypotheses of parts C and D: sigma >= 1, centred sigma-sub-Gaussian tokens, a centred 1-sub-Gaussian query.
std::vector<Hypothesis> sub_gaussian_hypotheses();
/// The same at one query: fixed or a pair.
std::vector<Hypothesis> sub_gaussian_query_hypotheses();

}  // namespace softlin::bounds
