#pragma once
/// The contour of a density, shared by a range of arguments: its parameters, and how large the transform can be on the
/// contours beside it. Source: docs/theory/density-contours.md, after exact.md 6.1 and 6.3 (f).
///
/// Contour : the hyperbola p(u) = p0 + mu (1 + sin(i u - alpha)), p0 = -1/(2 lambda_max), real u, 0 < alpha < pi/2; moving u
///           to u + i b makes alpha into alpha + b. All singularities of F lie on p <= p0.

#include <optional>
#include <vector>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// The transform F(p) = prod_g c_g^{n_g/2} e^{(b_g^2/2)(c_g - 1)}, c_g = 1/(1 + 2 p lambda_g), of the law of v^2.
/// T is double for planning and Interval for bounds.
template <class T>
struct TransformLaw {
  struct Group {
    T twice;            ///< 2 lambda
    T rest;             ///< 1 - lambda/lambda_max
    T freedom;          ///< n
    T shift_square;     ///< b^2, summed over the group
    T part;             ///< lambda/lambda_max
    bool flat = false;  ///< lambda = 0: c = 1, no part in F
  };
  std::vector<Group> groups;
};

/// Upper bounds of |c_g| on the part low <= cosh u (<= high, where given) of the hyperbola with sin(alpha) = sine (D2).
template <class T>
std::vector<T> variance_bounds(const TransformLaw<T>& law, const T& mu, const T& sine, const T& low,
                               const std::optional<T>& high);

/// ln prod_g c_g^{n_g/2} e^{(b_g^2/2)(c_g - 1)}
template <class T>
T log_transform(const TransformLaw<T>& law, const std::vector<T>& c);

/// |F(p(u))| e^{-y sine (cosh u - 1)} <= exp(log_size - rate (cosh u - low)) on a part of a hyperbola.
template <class T>
struct DampedSize {
  T log_size;
  T rate;
};

/// The same for low <= cosh u (<= high, where given; without it the rate is positive). The better of two bounds: |c_g| - 1
/// for all shifts, or for small lambda a linear bound of Re c_g - 1 (D3).
template <class T>
DampedSize<T> damped_transform(const TransformLaw<T>& law, const T& mu, const T& sine, const T& y, const T& low,
                               const std::optional<T>& high);

/// Upper bound of ln int_0^infinity cosh u |F(p(u))| e^{-y sine (cosh u - 1)} du, piece by piece up to `reach` and beyond (D4).
template <class T>
T log_contour_size(const TransformLaw<T>& law, const T& mu, const T& sine, const T& y, double reach);

/// Free parameters: any values give a true enclosure.
struct ContourPlan {
  double mu = 1;
  double angle = 0.8;  ///< alpha
  double step = 0.1;   ///< between nodes u_k = (k + 1/2) step
  int count = 1;       ///< of nodes with u > 0
  double reach = 1;    ///< where the pieces of the size end
  double below = 0.4;  ///< alpha of the contours whose size bounds the error
  double above = 1.2;
  double log_loss = 0;  ///< ln of the largest term over the answer
};

/// The fewest nodes for `digits` digits at every x in [low, high]. Errors: Error when a million do not do.
ContourPlan plan_contour(const TransformLaw<double>& law, double low, double high, int digits);

/// p - p0 at the saddle point of e^{px} F(p).
double saddle_point(const TransformLaw<double>& law, double x);

/// ln of about f(x), f the density of v^2, by the saddle point method; `variances` get the c_g there.
double log_density(const TransformLaw<double>& law, double x, std::vector<double>& variances);

}  // namespace softlin::numeric
