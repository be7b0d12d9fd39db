#pragma once
/// The law of s, s^2 = g^T S g, weighted with quadratic forms of g: densities and exponential moments.
/// Source: docs/theory/exact.md (17) and 6.1.

#include <map>
#include <memory>
#include <mutex>

#include "numeric/gaussian_forms.hpp"

namespace softlin::numeric {

/// prod_k y^T N_k y for at most three forms, with what its Gaussian moments need, summed over groups of equal lambda.
class FormProduct {
 public:
  /// `absolute` takes the absolute values of all entries, for bounds.
  FormProduct(const GaussianForms& forms, const std::vector<std::size_t>& factors, bool absolute);

  std::size_t degree() const { return degree_; }  ///< J, the number of forms

  /// E prod_k y^T N_k y for y with independent groups of variance c_g (exact.md (17)); T is Interval or complex.
  template <class T>
  T moment(const std::vector<T>& c) const;

 private:
  using Row = std::vector<Interval>;
  std::size_t groups_;
  std::size_t degree_;
  std::vector<Row> single_;  ///< [k][g]: trace of the block of N_k
  std::vector<Row> pair_;    ///< (0,1), (0,2), (1,2): [g * groups + h]: tr of N_a block gh times N_b block hg
  Row triple_;               ///< [(g * groups + h) * groups + l]
};

/// p(s) = 2 s f(s^2) for each product of forms, f the density of s^2 weighted with the product.
class FormDensity {
 public:
  FormDensity(const GaussianForms& forms, std::vector<std::vector<std::size_t>> products);

  ~FormDensity();

  std::size_t size() const { return exact_.size(); }

  /// Encloses p_N(s), s > 0, for each product, to about `digits` relative digits.
  /// Method : midpoint rule on the parabola of exact.md 6.1, its error and truncation bounded there.
  /// Threads: safe.
  std::vector<Interval> at(const Interval& s, int digits) const;

  /// E [e^{beta s^2} prod_k y^T N_k y], 2 beta lambda_max < 1.
  Interval moment(std::size_t product, const Interval& beta) const;
  /// The same at beta = 0 with absolute values of the entries of N_k (bounds |.|, and Mabs of exact.md 6.3 (b)).
  Interval absolute_moment(std::size_t product) const;

 private:
  struct Contour;
  const Contour& contour(int nodes, Bits bits) const;

  const GaussianForms& forms_;
  std::vector<FormProduct> exact_;
  std::vector<FormProduct> absolute_;
  mutable std::mutex guard_;
  mutable std::map<std::pair<int, long>, std::unique_ptr<Contour>> contours_;
};

}  // namespace softlin::numeric
