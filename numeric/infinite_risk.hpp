#pragma once
/// The infinite-prompt risk of in-context regression as a polynomial of degree four in the parameters of one head.
///
/// Formula : $R_inf(A, b) = tr(Omega M S_q M^T)/2$, $M = b C^T A - I$ (docs/theory/icl-regression.md I1.5, I5.1). With
///           $P = C Omega C^T$, $K = C Omega S_q$ and $W = b P A S_q - K$:
///             gradient  b W in A, <A, W> in b;
///             Hessian   b^2 (P (x) S_q), border 2 b P A S_q - K, corner <A, P A S_q>.
/// Variables: theta = (a, b), where a holds the entries of A row by row, or, in a common eigenbasis, its diagonal.
/// Checked by: tests/numeric/infinite_flow_test.cpp

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

class InfiniteRisk {
 public:
  using Box = std::vector<Interval>;

  /// With every entry of A as a variable.
  static InfiniteRisk of_entries(const symbolic::RegressionModel& model, Bits bits);
  /// With the diagonal of A in the common eigenbasis. Errors: as numeric/commuting_regression.hpp, which recognises it.
  static InfiniteRisk of_diagonal(const symbolic::RegressionModel& model, const symbolic::Matrix& theta_square,
                                  Bits bits);
  /// The same with coefficients rounded outward to fewer bits.
  InfiniteRisk with_precision(Bits bits) const;

  bool is_diagonal() const { return diagonal_; }
  std::size_t dimension() const { return d_; }
  /// The number of variables, b included.
  std::size_t size() const { return (diagonal_ ? d_ : d_ * d_) + 1; }

  /// P A S_q, in the variables of a. The last variable of theta is not looked at.
  Box bend(const Box& theta) const;
  /// K, in the variables of a.
  const Box& pull() const { return pull_; }

  Interval value(const Box& theta) const;  ///< with lower end at least 0
  Box gradient(const Box& theta) const;
  Box hessian(const Box& theta) const;  ///< size() x size(), row by row
  /// |A|_F^2 - b^2, which the flow keeps (I2.2).
  static Interval invariant(const Box& theta);

 private:
  InfiniteRisk() = default;
  Interval bend_entry(std::size_t row, std::size_t column) const;

  bool diagonal_ = false;
  std::size_t d_ = 0;
  // Matrices row by row, or diagonals.
  Box cross_;
  Box omega_;
  Box query_;
  Box curvature_;  ///< P
  Box pull_;       ///< K
};

}  // namespace softlin::numeric
