#pragma once
/// Exact data for the steps of docs/theory/icl-regression.md: small rational matrices and comparisons of rational numbers.

#include <functional>
#include <string>
#include <vector>

#include "proofs-check/steps/proof_step.hpp"
#include "symbolic/matrix.hpp"

namespace softlin::check {

/// Matrices from the list of drawn_entry() that `draw` names; each call takes the next entries.
class MatrixDraw {
 public:
  explicit MatrixDraw(const Rational& draw) : draw_(draw) {}

  Rational entry();           ///< between -2 and 2
  Rational positive_entry();  ///< between 1/64 and 4 + 1/64
  symbolic::Matrix matrix(long rows, long columns);
  symbolic::Matrix positive_definite(long d);  ///< R R^T + I/4
  symbolic::Matrix positive_diagonal(long d);
  symbolic::Matrix orthogonal(long d);         ///< a reflection
  symbolic::Matrix unit_diagonal(long d);      ///< non-negative entries, Frobenius norm 1
  symbolic::Matrix unit_semidefinite(long d);  ///< positive semidefinite with Frobenius norm 1

 private:
  Rational draw_;
  std::uint64_t next_ = 0;
};

/// The parameter "draw" and the dimension "d", from `least` to `most`.
std::vector<StepParameter> matrix_parameters(long least, long most, std::vector<StepParameter> more = {});

/// A rational number out of exact matrices.
inline const Rational& exact(const symbolic::Number& x) { return x.rational(); }
inline Rational square_norm(const symbolic::Matrix& a) { return exact(symbolic::entrywise_dot(a, a)); }
symbolic::Matrix operator_sum(const symbolic::Matrix& a, const Rational& factor,
                              const symbolic::Matrix& b);  ///< a + factor b
symbolic::Matrix multiple(const Rational& factor, symbolic::Matrix a);
/// The product of two or more matrices.
template <class... More>
symbolic::Matrix chain(const symbolic::Matrix& a, const symbolic::Matrix& b, const More&... more) {
  if constexpr (sizeof...(more) == 0) {
    return symbolic::product(a, b);
  } else {
    return chain(symbolic::product(a, b), more...);
  }
}
symbolic::Matrix transposed(const symbolic::Matrix& a);

/// left (relation) right between rational numbers. Equal ones become 0 and 0: outward rounding would leave them undecided.
StepSides exact_sides(const StepTrial& t, const std::string& part, const Rational& left, Relation relation,
                      const Rational& right);

/// f'(0) and f''(0) of a polynomial of degree at most 4, exactly, from five values.
using PolynomialCurve = std::function<Rational(const Rational&)>;
Rational first_derivative(const PolynomialCurve& f);
Rational second_derivative(const PolynomialCurve& f);

}  // namespace softlin::check
