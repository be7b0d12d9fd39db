#pragma once
/// Moments E x^alpha of a Gaussian vector by Stein's rule, remembered for every exponent vector on the way.

#include <functional>
#include <map>
#include <vector>

namespace softlin::symbolic {

/// alpha_1, ..., alpha_d of the monomial x_1^alpha_1 ... x_d^alpha_d.
using Exponents = std::vector<int>;

/// The recursion, for any commutative ring: Rational for numbers, expressions otherwise.
///
/// Formula : with x ~ N(mean, covariance),  E x_i p = mean_i E p + sum_j covariance_ij E d_j p; and with the boundary
///           form b(p) = E p 1{y > 0} - P(y > 0) E p over the density of y at 0, y = <n, x> + c,
///             b(x_i p) = mean_i b(p) + sum_j covariance_ij b(d_j p) + (covariance n)_i E[p | y = 0]
/// Inputs  : covariance symmetric, any rank; degrees >= 0
/// Cost    : prod_i (alpha_i + 1) entries of d operations each; more where the ring's operations grow
template <class Ring>
class GaussianTable {
 public:
  /// Brings an entry into the form that is kept; expressions are multiplied out here.
  using Collect = std::function<Ring(const Ring&)>;

  GaussianTable(std::vector<Ring> mean, std::vector<std::vector<Ring>> covariance, Collect collect)
      : mean_(std::move(mean)), covariance_(std::move(covariance)), collect_(std::move(collect)) {}

  /// E x^alpha
  const Ring& moment(const Exponents& alpha) { return look_up(alpha, moments_, Ring(1), nullptr); }

  /// b(x^alpha); `slope` is covariance n, `on_boundary` the law of x given y = 0.
  const Ring& boundary(const Exponents& alpha, const std::vector<Ring>& slope, GaussianTable& on_boundary) {
    const Source source{slope, on_boundary};
    return look_up(alpha, boundaries_, Ring(0), &source);
  }

 private:
  struct Source {
    const std::vector<Ring>& slope;
    GaussianTable& law;
  };
  using Known = std::map<Exponents, Ring>;

  const Ring& look_up(const Exponents& alpha, Known& known, const Ring& of_one, const Source* source) {
    if (const auto found = known.find(alpha); found != known.end()) return found->second;
    std::size_t i = 0;
    while (i < alpha.size() && alpha[i] == 0) ++i;
    if (i == alpha.size()) return known.emplace(alpha, of_one).first->second;
    Exponents rest = alpha;
    --rest[i];
    Ring sum = mean_[i] * look_up(rest, known, of_one, source);
    if (source != nullptr) sum = sum + source->slope[i] * source->law.moment(rest);
    for (std::size_t j = i; j < alpha.size(); ++j) {
      if (rest[j] == 0) continue;
      Exponents lower = rest;
      --lower[j];
      sum = sum + covariance_[i][j] * Ring(rest[j]) * look_up(lower, known, of_one, source);
    }
    return known.emplace(alpha, collect_(sum)).first->second;
  }

  std::vector<Ring> mean_;
  std::vector<std::vector<Ring>> covariance_;
  Collect collect_;
  Known moments_;
  Known boundaries_;
};

}  // namespace softlin::symbolic
