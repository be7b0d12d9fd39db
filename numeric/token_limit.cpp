#include "numeric/token_limit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;

using Law = SamplerTokens::Law;

bool has_components(Law law) { return law == Law::gaussian || law == Law::mixture; }

}  // namespace

Eigen::Index SamplerTokens::dimension() const {
  if (!has_components(law)) return mean.size();
  return components.empty() ? 0 : components.front().mean.size();
}

void SamplerTokens::check() const {
  const Eigen::Index d = dimension();
  if (d == 0) throw InputError("tokens", "dimension 0", "at least one coordinate (mean of length d >= 1)");
  if (!has_components(law)) {
    if (!mean.allFinite()) throw InputError("tokens.mean", "an entry that is not finite", "finite numbers");
    if (!(scale >= 0) || !std::isfinite(scale)) {
      throw InputError("tokens.scale", std::to_string(scale), "a finite number >= 0");
    }
    return;
  }
  if (law == Law::gaussian && components.size() != 1) {
    throw InputError("tokens.components", std::to_string(components.size()) + " components", "1 for a Gaussian law");
  }
  double total = 0;
  for (const SamplerComponent& component : components) {
    if (component.mean.size() != d || component.root.rows() != d || component.root.cols() != d) {
      throw InputError("tokens.components",
                       "mean of length " + std::to_string(component.mean.size()) + " and root " +
                           std::to_string(component.root.rows()) + " x " + std::to_string(component.root.cols()),
                       "length and shape of d = " + std::to_string(d));
    }
    if (!component.mean.allFinite() || !component.root.allFinite() || !(component.weight > 0)) {
      throw InputError("tokens.components", "an entry that is not finite, or a weight that is not positive",
                       "finite entries and positive weights");
    }
    total += component.weight;
  }
  if (!(std::abs(total - 1) <= 1e-12)) {
    throw InputError("tokens.components", "weights that sum to " + std::to_string(total), "the sum 1");
  }
}

BesselRatio bessel_ratio(Eigen::Index d, double x) {
  if (d < 1 || !(x >= 0 && x <= 1e9)) {
    throw DomainError("bessel_ratio", "d = " + std::to_string(d) + ", x = " + std::to_string(x),
                      "d >= 1, 0 <= x <= 1e9");
  }
  const double order = static_cast<double>(d);
  const auto steps = static_cast<int>(30 + std::sqrt(45 * x));
  // Start from Amos's lower bound of the ratio, which is already close.
  const double nu = order / 2 - 1 + steps;
  double ratio = x / (nu + 0.5 + std::hypot(nu + 1.5, x));
  for (int k = steps - 1; k >= 1; --k) ratio = x / (order + 2 * k + x * ratio);
  BesselRatio out{};
  out.over_argument = 1 / (order + x * ratio);
  out.value = x * out.over_argument;
  out.derivative = std::max(0.0, out.over_argument * (1 + x * (ratio - out.value)));
  // Each step adds at most 3 roundings to an error that the next step shrinks; the shrinking is ignored.
  out.error = (10 + 3.0 * steps) * k_unit;
  out.error = std::max(out.error, 2 * out.value * out.error + 4 * k_unit);
  return out;
}

double langevin(double x) {
  const double size = std::abs(x);
  // coth x - 1/x cancels near 0; the ratio of d = 3 is the same function.
  const double value = size <= 2 ? bessel_ratio(3, size).value : 1 / std::tanh(size) - 1 / size;
  return std::copysign(value, x);
}

double langevin_derivative(double x) {
  const double size = std::abs(x);
  if (size <= 2) return bessel_ratio(3, size).derivative;
  if (size > 300) return 1 / (size * size);  // 1/sinh^2 is below the last bit, and sinh^2 would overflow further on
  const double sinh = std::sinh(size);
  return 1 / (size * size) - 1 / (sinh * sinh);
}

TokenLimit::TokenLimit(SamplerTokens tokens) : tokens_(std::move(tokens)) {
  tokens_.check();
  if (!has_components(tokens_.law)) return;
  for (const SamplerComponent& component : tokens_.components) {
    covariances_.emplace_back(component.root * component.root.transpose());
  }
}

TiltedMoments TokenLimit::moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const {
  if (a.size() != tokens_.dimension()) {
    throw DomainError("TokenLimit::moments", "a of length " + std::to_string(a.size()),
                      "length d = " + std::to_string(tokens_.dimension()));
  }
  TiltedMoments out;
  switch (tokens_.law) {
    case Law::gaussian:
    case Law::mixture: out = gaussian_moments(a, with_covariance, a_error); break;
    case Law::rademacher:
    case Law::uniform_cube: out = product_moments(a, with_covariance, a_error); break;
    case Law::sphere: out = sphere_moments(a, with_covariance, a_error); break;
  }
  if (!out.mean.allFinite() || !out.covariance.allFinite()) {
    throw DomainError("TokenLimit::moments", "a of norm " + std::to_string(a.norm()),
                      "score vectors for which the tilted moments do not overflow");
  }
  return out;
}

TiltedMoments TokenLimit::gaussian_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const {
  const std::size_t parts = tokens_.components.size();
  const double d = static_cast<double>(a.size());
  const double a_norm = a.norm();
  TiltedMoments out;
  std::vector<double> exponents(parts);
  std::vector<Eigen::VectorXd> means(parts);
  double part_error = 0;      // of c_j = m_j + Gamma_j a
  double exponent_error = 0;  // of ln p_j
  double largest_trace = 0;   // bounds every |Gamma_j|
  for (std::size_t j = 0; j < parts; ++j) {
    const SamplerComponent& part = tokens_.components[j];
    const double trace = part.root.squaredNorm();
    const double mean_norm = part.mean.norm();
    means[j] = part.mean + covariances_[j] * a;
    const double quadratic = (part.root.transpose() * a).squaredNorm();
    exponents[j] = std::log(part.weight) + a.dot(part.mean) + quadratic / 2;
    largest_trace = std::max(largest_trace, trace);
    part_error = std::max(part_error, (2 * d + 4) * k_unit * trace * a_norm + 2 * k_unit * mean_norm + trace * a_error);
    exponent_error = std::max(
        exponent_error, (2 * d + 8) * k_unit * (std::abs(exponents[j]) + a_norm * mean_norm + trace * a_norm * a_norm) +
                            (mean_norm + trace * (a_norm + a_error)) * a_error);
  }
  if (parts == 1) {
    out.mean = means[0];
    out.mean_error = part_error;
    if (with_covariance) out.covariance = covariances_[0];
    out.covariance_error = (d + 2) * k_unit * largest_trace;
    return out;
  }
  const double top = *std::max_element(exponents.begin(), exponents.end());
  double total = 0;
  for (double& exponent : exponents) total += exponent = std::exp(exponent - top);
  out.mean = Eigen::VectorXd::Zero(a.size());
  for (std::size_t j = 0; j < parts; ++j) out.mean += exponents[j] / total * means[j];
  double spread = 0;
  for (const Eigen::VectorXd& mean : means) spread = std::max(spread, (mean - out.mean).norm());
  const double count = static_cast<double>(parts);
  // Probabilities within e^{+-2 delta} of the exact ones move a mean of vectors c_j by at most (e^{2 delta}-1) spread.
  const double weight_error = std::min(2.0, std::expm1(2 * exponent_error) + (2 * count + 6) * k_unit);
  out.mean_error = 2 * part_error + 2 * weight_error * spread + (count + 2) * k_unit * (out.mean.norm() + spread);
  if (with_covariance) {
    out.covariance = Eigen::MatrixXd::Zero(a.size(), a.size());
    for (std::size_t j = 0; j < parts; ++j) {
      const Eigen::VectorXd offset = means[j] - out.mean;
      out.covariance += exponents[j] / total * (covariances_[j] + offset * offset.transpose());
    }
  }
  const double size = largest_trace + spread * spread;
  out.covariance_error =
      ((d + count + 6) * k_unit + 3 * weight_error) * size + 4 * spread * (part_error + out.mean_error);
  return out;
}

TiltedMoments TokenLimit::product_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const {
  const double h = tokens_.scale;
  const double d = static_cast<double>(a.size());
  const bool signs = tokens_.law == Law::rademacher;
  TiltedMoments out;
  out.mean.resize(a.size());
  if (with_covariance) out.covariance = Eigen::MatrixXd::Zero(a.size(), a.size());
  for (Eigen::Index k = 0; k < a.size(); ++k) {
    const double x = h * a[k];
    out.mean[k] = tokens_.mean[k] + h * (signs ? std::tanh(x) : langevin(x));
    if (!with_covariance) continue;
    const double cosh = std::cosh(x);
    out.covariance(k, k) = h * h * (signs ? 1 / cosh / cosh : langevin_derivative(x));
  }
  // Values in [-1, 1] with slope and x * slope at most 1: the rounding of x counts once; bessel_ratio gives the rest
  // (at most 39 steps below x = 2).
  const double function_error = (12 + 3 * 40) * k_unit;
  out.mean_error = h * std::sqrt(d) * function_error + 2 * k_unit * tokens_.mean.norm() + h * h * a_error;
  out.covariance_error = h * h * std::sqrt(d) * 2 * function_error + 8 * h * h * h * a_error;
  return out;
}

TiltedMoments TokenLimit::sphere_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const {
  const double h = tokens_.scale;
  const double d = static_cast<double>(a.size());
  const BesselRatio ratio = bessel_ratio(a.size(), h * a.norm());
  TiltedMoments out;
  out.mean = tokens_.mean + (h * h * ratio.over_argument) * a;
  const double argument_error = (d + 4) * k_unit;
  out.mean_error = h * (ratio.error + argument_error) + 2 * k_unit * tokens_.mean.norm() + h * h * a_error;
  if (with_covariance) {
    out.covariance = (h * h * ratio.over_argument) * Eigen::MatrixXd::Identity(a.size(), a.size());
    const double norm = a.norm();
    if (norm > 0) {
      const Eigen::VectorXd e = a / norm;
      out.covariance += (h * h * (ratio.derivative - ratio.over_argument)) * e * e.transpose();
    }
  }
  out.covariance_error = h * h * (4 * ratio.error + 6 * argument_error) + 8 * h * h * h * a_error;
  return out;
}

}  // namespace softlin::numeric
