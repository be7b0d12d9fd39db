#include "symbolic/gaussian_moment_size.hpp"

#include <algorithm>
#include <numeric>

namespace softlin::symbolic {

namespace {

/// C(degree + symbols, symbols)
double monomials_up_to(int degree, int symbols) {
  double out = 1;
  for (int k = 1; k <= std::min(degree, symbols); ++k) out *= static_cast<double>(degree + symbols + 1 - k) / k;
  return out;
}

/// A box of counts, one for every exponent vector up to alpha; only variables that occur have an axis.
class Box {
 public:
  explicit Box(const Exponents& alpha) {
    std::size_t size = 1;
    for (std::size_t i = 0; i < alpha.size(); ++i) {
      if (alpha[i] == 0) continue;
      axes_.push_back({i, static_cast<std::size_t>(alpha[i]) + 1, size});
      size *= axes_.back().length;
    }
    counts_.assign(size, 0);
    counts_[0] = 1;
  }

  struct Axis {
    std::size_t variable;
    std::size_t length;
    std::size_t stride;
    std::size_t at(std::size_t place) const { return place / stride % length; }
  };
  const std::vector<Axis>& axes() const { return axes_; }

  /// Multiplies the generating function by 1/(1 - t_a t_b). False once a count is above `most`.
  bool allow(const Axis& a, const Axis& b, double most) {
    const std::size_t step = a.stride + b.stride;
    const std::size_t least = a.stride == b.stride ? 2 : 1;
    for (std::size_t place = step; place < counts_.size(); ++place) {
      if (a.at(place) < least || b.at(place) < least) continue;
      counts_[place] += counts_[place - step];
      if (counts_[place] > most) return false;
    }
    return true;
  }

 private:
  std::vector<Axis> axes_;
  std::vector<double> counts_;
};

}  // namespace

bool may_exceed(const Exponents& alpha, const CovariancePattern& covariance, double most) {
  const int degree = std::accumulate(alpha.begin(), alpha.end(), 0) / 2;
  if (monomials_up_to(degree, covariance.symbols) <= most) return false;
  Box box(alpha);
  const auto& axes = box.axes();
  for (std::size_t i = 0; i < axes.size(); ++i) {
    for (std::size_t j = i; j < axes.size(); ++j) {
      if (covariance.entries[axes[i].variable][axes[j].variable] == CovariancePattern::k_zero) continue;
      if (!box.allow(axes[i], axes[j], most)) return true;
    }
  }
  return false;
}

}  // namespace softlin::symbolic
