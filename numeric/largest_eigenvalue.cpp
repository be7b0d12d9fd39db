#include "numeric/largest_eigenvalue.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace softlin::numeric {

namespace {

/// Whether elimination without pivoting finds only positive pivots: then every symmetric matrix in `a` is positive definite.
bool certainly_positive_definite(std::vector<Interval> a, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    if (!certainly_positive(a[k * n + k])) return false;
    for (std::size_t i = k + 1; i < n; ++i) {
      const Interval factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k + 1; j <= i; ++j) a[i * n + j] -= factor * a[j * n + k];
    }
  }
  return true;
}

}  // namespace

double largest_eigenvalue_bound(const std::vector<Interval>& a, std::size_t n) {
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd middle(size, size);
  double radius = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const Interval& x = a[i * n + j];
      middle(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = x.mid_double();
      radius += std::pow(x.upper_double() - x.lower_double(), 2) / 4;
    }
  }
  radius = std::sqrt(radius);
  if (!middle.allFinite() || !std::isfinite(radius))
    throw DomainError("largest eigenvalue: a matrix with entries that are not finite");
  const double largest =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(middle, Eigen::EigenvaluesOnly).eigenvalues()(size - 1);
  double margin = std::max(radius / 4, 1e-12 * std::max(1.0, std::abs(largest)));
  for (int attempt = 0; attempt < 60; ++attempt, margin *= 1.5) {
    const double candidate = largest + margin;
    std::vector<Interval> shifted;
    shifted.reserve(a.size());
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const Interval& x = a[i * n + j];
        shifted.push_back(i == j ? Interval::point(candidate, x.precision()) - x : -x);
      }
    }
    if (certainly_positive_definite(std::move(shifted), n)) return candidate;
  }
  throw DomainError("largest eigenvalue: no bound found: the entries are too wide");
}

}  // namespace softlin::numeric
