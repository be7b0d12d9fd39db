#pragma once
/// The law of v, v^2 = sum lambda_i x_i^2, x ~ N(b, I), weighted with forms of x: densities and exponential moments.
/// Source: docs/theory/exact.md (17), 6.1 and 6.3 (f).

#include <map>
#include <memory>
#include <mutex>
#include <tuple>

#include "numeric/density_contour.hpp"
#include "numeric/form_product.hpp"

namespace softlin::numeric {

/// p(v) = 2 v f(v^2) for each product of forms, f the density of v^2 weighted with the product.
class FormDensity {
 public:
  FormDensity(const GaussianForms& forms, const std::vector<std::vector<std::size_t>>& products);
  ~FormDensity();

  std::size_t size() const { return exact_.size(); }

  /// Encloses p(v), v > 0, for each product, to about `digits` relative digits.
  /// Method : midpoint rule on a hyperbola (docs/theory/density-contours.md). Values of v with nearly the same logarithm share
  ///          the contour and the transform on it; only exponentials are left.
  /// Proof  : discretisation D1 to D4, omitted nodes D5; rounding counted in units of the last bit.
  /// Threads: safe; the bits do not depend on what was asked before.
  std::vector<Interval> at(const Interval& v, int digits) const;

  /// ln of about |p(v)| for each product, in floating point.
  std::vector<double> log_rough(double v) const;

  /// E e^{beta v^2} under the measure e^{eta |x|^2/2} N(b, I), eta in the range of S only: prod_j c_j^{1/2}
  /// e^{(b_j^2/2)(c_j - 1)}, c_j = 1/(1 - eta - 2 beta lambda_j), put into `variances`, one a group.
  /// Errors : DomainError unless eta + 2 beta lambda_max < 1.
  Interval mass(const Interval& beta, const Interval& eta, std::vector<Interval>& variances) const;

  /// E [e^{beta v^2} prod_k N_k] under the same measure: mass() times E prod_k N_k for N(C b, C).
  Interval moment(std::size_t product, const Interval& beta, const Interval& eta) const;
  /// ln of the same without forms, in floating point; infinite where it does not exist.
  double log_mass(double beta, double eta) const;

 private:
  struct Window;
  int windows_in_octave(long octave) const;
  const Window& window(const Interval& x, int digits) const;
  void fill(Window& window, int digits) const;

  const GaussianForms& forms_;
  std::vector<FormProduct> exact_;
  std::vector<FormProduct> absolute_;
  std::vector<FormProduct> few_;         ///< exact_ with few bits, for planning
  std::vector<Interval> shift_squares_;  ///< of each group, sum of b_j^2
  TransformLaw<double> law_;
  double mean_ = 0;  ///< of v^2, roughly
  mutable std::mutex guard_;
  mutable std::map<long, int> octaves_;                                             ///< windows in each octave of v^2
  mutable std::map<std::tuple<long, long, int>, std::unique_ptr<Window>> windows_;  ///< octave, place in it, digits
};

}  // namespace softlin::numeric
