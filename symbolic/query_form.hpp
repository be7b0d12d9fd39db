#pragma once
/// Builds averages over a query x ~ N(0, query) of softmax statistics at the slope s, s^2 = x^T key_square x, times quadratic
/// forms in x.
///
/// Formula : where s^2 has the law of c |g|^2, g ~ N(0, I_d), that is query key_square = c I, s and the direction of x are
///           independent, and forms are replaced by their means given |g| (docs/theory/icl-regression.md I3.5). In
///           z = c^{1/2} g, |z| = s, with Q = query:
///             x^T K x -> tr(K Q) s^2/(c d),   x x^T -> Q s^2/(c d),
///             (x^T K x) x x^T -> (tr(K Q) Q + 2 Q K Q) s^4/(c^2 d (d + 2)), K symmetric.
/// Checked by: tests/numeric/regression_risk_test.cpp, tests/numeric/regression_gradient_test.cpp (both paths)

#include <map>
#include <optional>

#include "symbolic/average_form.hpp"

namespace softlin::symbolic {

bool vanishes(const Matrix& a);

/// (a + a^T)/2
Matrix symmetric_part(const Matrix& a);

/// A quadratic form x^T matrix x with |x^T matrix x| <= (x^T m x + x^T n x)/2 for the two `majorants`; a positive semidefinite
/// one needs none.
struct QuadraticForm {
  Matrix matrix;
  std::vector<Matrix> majorants;
};

class QueryForm {
 public:
  /// sum of factors times terms, by the index of the term.
  using Combination = std::map<std::size_t, Number>;

  QueryForm(const Matrix& query, const Matrix& key_square);

  /// Adds coefficient E[statistic] to the average.
  void add(const Number& coefficient, const WeightPolynomial& statistic);
  /// Adds coefficient E[statistic x^T form x].
  void add(const Number& coefficient, const WeightPolynomial& statistic, const Matrix& form,
           const std::vector<Matrix>& majorants = {});

  /// The means below as combinations of terms, which are added with coefficient 1 where they are missing. A mean that is 0
  /// because the law of x and the forms are symmetric under the sign of some coordinates is empty.
  Combination mean(const WeightPolynomial& statistic);
  Combination mean(const WeightPolynomial& statistic, const QuadraticForm& form);
  /// E[statistic x_i x_j]
  Combination square_mean(const WeightPolynomial& statistic, Eigen::Index i, Eigen::Index j);
  /// E[statistic (x^T form x) x_i x_j]
  Combination square_mean(const WeightPolynomial& statistic, const QuadraticForm& form, Eigen::Index i, Eigen::Index j);

  AverageForm take(const Number& constant);

 private:
  Matrix in_frame(const Matrix& form) const { return product(frame_.transpose(), product(form, frame_)); }
  std::size_t push(Matrix form);
  std::size_t index_of(const QuadraticForm& form);
  std::size_t index_of_square(Eigen::Index i, Eigen::Index j);
  /// The index of the form |z|^2.
  std::size_t radius();
  std::size_t term(const WeightPolynomial& statistic, const std::vector<std::size_t>& forms);
  bool connected(const Matrix* form, Eigen::Index i, Eigen::Index j) const;

  Matrix query_;
  Matrix key_square_;
  std::optional<Number> radial_;  ///< c
  Matrix frame_;
  AverageForm out_;
  std::vector<std::pair<Matrix, std::size_t>> known_;  ///< forms and their indices
  std::map<std::pair<Eigen::Index, Eigen::Index>, std::size_t> squares_;
  std::optional<std::size_t> radius_;
};

}  // namespace softlin::symbolic
