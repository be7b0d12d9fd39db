#pragma once
/// Moments of products of quadratic forms of a normal vector, for real or complex variances.
/// Source: docs/theory/exact.md (17), 6.3 (f).

#include "numeric/complex_interval.hpp"
#include "numeric/gaussian_forms.hpp"

namespace softlin::numeric {

/// prod_k N_k for at most three forms, with what its Gaussian moments need, summed over groups of equal lambda.
///
/// Formula : the cumulants of N_k = x^T N_k x (in (x, 1) with a mean), x ~ N(mu, C), m_k = (N_k (mu, 1))_x, are
///           tr N_k C + N_k(mu);  2 tr(aCbC) + 4 m_a^T C m_b;  8 tr(aCbCcC) + 8 [m_a^T C b C m_c, each in the middle once].
class FormProduct {
 public:
  /// `absolute` takes the absolute values of all entries, for bounds.
  FormProduct(const GaussianForms& forms, const std::vector<std::size_t>& factors, bool absolute);

  std::size_t degree() const { return degree_; }  ///< J, the number of forms; 0 means the constant 1

  /// The same with entries rounded outward to `bits`.
  FormProduct rounded(Bits bits) const;

  /// E prod_k N_k for x with independent groups of variance c_g and mean c_g b; T is Interval or ComplexInterval.
  /// Needs degree() > 0.
  template <class T>
  T moment(const std::vector<T>& c) const;

 private:
  /// A coefficient of c_g c_h (c_l), g <= h <= l: the sum over all orders.
  struct Coefficient {
    std::size_t g, h, l;
    Interval value;
  };
  using Row = std::vector<Interval>;
  template <class T>
  T pair_trace(const std::vector<Coefficient>& row, const std::vector<T>& c) const;
  template <class T>
  T triple_trace(const std::vector<T>& c) const;

  std::size_t degree_;
  std::vector<Row> single_;                     ///< [k][g]: trace of the block of N_k
  std::vector<std::vector<Coefficient>> pair_;  ///< (0,1), (0,2), (1,2)
  std::vector<Coefficient> triple_;
  // With a mean only:
  std::vector<std::size_t> group_of_;
  Row shift_;
  std::vector<Row> entries_;  ///< [k][i * (d + 1) + j]
};

}  // namespace softlin::numeric
