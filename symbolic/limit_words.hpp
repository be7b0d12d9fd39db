#pragma once
/// The infinite-prompt limit in matrix notation, with its derivatives, as words a paper can take over.
/// Source: docs/theory/notation.md (Lemma 2.1 of arXiv 2512.11784) for the operator; everything else follows by the product
/// rule of symbolic/matrix_sum.hpp.
/// Checked by: tests/symbolic/limit_words_test.cpp (entrywise symbolic differentiation at random rational matrices)

#include <string>
#include <vector>

#include "symbolic/matrix_sum.hpp"

namespace softlin::symbolic {

/// The parameters: V is k x d, U and Gamma d x d, K and Q p x d; m and z vectors of length d; c of length k.
struct LimitLetters {
  MatrixLetter z = MatrixLetter::vector("z", "d");
  MatrixLetter m = MatrixLetter::vector("m", "d");
  MatrixLetter V = MatrixLetter::matrix("V", "k", "d");
  MatrixLetter U = MatrixLetter::matrix("U", "d", "d");
  MatrixLetter K = MatrixLetter::matrix("K", "p", "d");
  MatrixLetter Q = MatrixLetter::matrix("Q", "p", "d");
  MatrixLetter Gamma = MatrixLetter::symmetric_matrix("Gamma", "d");
  MatrixLetter c = MatrixLetter::vector("c", "k");  ///< a direction of the output
};

/// T(z) = V m + V Gamma U z for Gaussian tokens.
MatrixSum limit_word();
/// The same with U = K^T Q.
MatrixSum limit_word_of_keys_and_queries();

/// One equation: left = right.
struct WordEquation {
  std::string left;
  std::string right;
  std::string left_latex;
  std::string right_latex;
};

/// For Gaussian tokens: T, dT, d2T; the Jacobian d vec T / d (vec X)^T, the gradient of <c, T>, and the blocks of the
/// Hessian of <c, T> that are not 0, in every parameter z, m, V, U, Gamma, K, Q.
std::vector<WordEquation> gaussian_limit_equations();

/// For a mixture with weights pi_k, means m_k and covariances Gamma_k: the tilted weights p_k and means c_k, the tilted
/// covariance S, T; dT and the Jacobians in every parameter; d2T in V, U and z, by the third cumulant of the tilted law.
/// The weights are free: where they must sum to 1, so must their changes to 0.
std::vector<WordEquation> mixture_limit_equations();

/// "left = right", one a line, with two blanks in front.
std::string text_of(const std::vector<WordEquation>& equations);
/// An align* environment.
std::string latex_of(const std::vector<WordEquation>& equations);

}  // namespace softlin::symbolic
