#pragma once
/// The parabolic contour of a density, shared by a range of arguments: its parameters, and how large the transform can be
/// on the contours beside it. Source: docs/theory/exact.md 6.1, 6.3 (f).

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
    bool flat = false;  ///< lambda = 0: c = 1, no part in F
  };
  std::vector<Group> groups;
};

/// Upper bounds of |c_g| at p = p0 + mu (kappa + i t)^2, p0 = -1/(2 lambda_max), for low <= t^2 (<= high, where given).
///
/// Proof : |1 + 2 p lambda|^2 = (e + a kappa^2)^2 + 2 a t^2 (a kappa^2 - e) + a^2 t^4 with a = 2 lambda mu,
///         e = 1 - lambda/lambda_max: convex in t^2, least at t^2 = e/a - kappa^2, where it is 4 a kappa^2 e.
template <class T>
std::vector<T> variance_bounds(const TransformLaw<T>& law, const T& mu, const T& kappa, const T& low,
                               const std::optional<T>& high);

/// ln prod_g c_g^{n_g/2} e^{(b_g^2/2)(c_g - 1)}
template <class T>
T log_transform(const TransformLaw<T>& law, const std::vector<T>& c);

/// Upper bound of ln int |kappa + i t| |F(p0 + mu (kappa + i t)^2)| e^{-y t^2} dt over the real line, piece by piece.
template <class T>
T log_contour_size(const TransformLaw<T>& law, const T& mu, const T& kappa, const T& y);

/// Free parameters: any values give a true enclosure.
struct ContourPlan {
  double mu = 1;
  double step = 0.1;   ///< between nodes t_k = (k + 1/2) step
  int count = 1;       ///< of nodes with t > 0
  double below = 0.5;  ///< kappa of the contours whose size bounds the error
  double above = 1.5;
  double log_loss = 0;  ///< ln of the largest term over the answer
};

/// The fewest nodes for `digits` digits at every x in [low, high]. Errors: Error when a million do not do: with a mean, a
/// direction of small variance brings an essential singularity close to the parabola.
ContourPlan plan_contour(const TransformLaw<double>& law, double low, double high, int digits);

/// p - p0 at the saddle point of e^{px} F(p).
double saddle_point(const TransformLaw<double>& law, double x);

/// ln of about f(x), f the density of v^2, by the saddle point method; `variances` get the c_g there.
double log_density(const TransformLaw<double>& law, double x, std::vector<double>& variances);

}  // namespace softlin::numeric
