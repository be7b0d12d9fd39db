#pragma once
/// Identities between matrices, vectors and traces, proved for every dimension: both sides become sums of matrix words in
/// canonical form, Gaussian means by pairing (Isserlis), gradients by the product rule.
///
/// Language : symbolic/identity_expression.hpp with the letters of the setting, I, and
///              tr(X)           trace
///              grad(f, A)      gradient of a scalar, entry by entry, by a letter that is not symmetric
///              mean(X, x, w)   mean over centred jointly Gaussian letters
/// Setting  : one declaration a line:
///              scalar b c | vector x | matrix A | symmetric Sigma      letters; every dimension is the same d
///              law cov(x,y) = C                                       E x y^T = C; pairs that are not named are independent
///              define M = b*Sigma*A - I

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/certificate.hpp"
#include "symbolic/identity_expression.hpp"
#include "symbolic/matrix_sum.hpp"

namespace softlin::symbolic {

class MatrixSetting {
 public:
  /// Errors : InputError for a line that cannot be read, or a name declared twice.
  explicit MatrixSetting(const std::vector<std::string>& lines);

  /// The expression as a sum of words.
  /// Errors : InputError for an unknown name or function, shapes that do not fit, a denominator other than a number.
  MatrixSum read(const Expression& expression) const;

 private:
  MatrixSum call(const Expression& expression) const;

  std::map<std::string, MatrixLetter> letters_;
  std::map<std::string, Expression> definitions_;
  std::map<std::pair<std::string, std::string>, Expression> covariances_;
};

/// The sum in the language of certificates: "b*V*Gamma*z + tr(Gamma*U')*I".
std::string expression_text(const MatrixSum& sum);

/// Appends the steps that prove one equation to `certificate`, whose setting and dimensions are filled in.
/// Result : do the sides agree as sums of words, that is, in every dimension?
/// Errors : as MatrixSetting::read.
bool prove_matrix(const Equation& equation, const MatrixSetting& setting, Certificate& certificate);

}  // namespace softlin::symbolic
