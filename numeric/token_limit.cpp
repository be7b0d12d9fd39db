#include "numeric/token_limit.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "numeric/chi_square_stream.hpp"
#include "numeric/lane_kernels.hpp"
#include "numeric/rounded_functions.hpp"
#include "numeric/rounding_unit.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

using Law = SamplerTokens::Law;

bool has_components(Law law) { return law == Law::gaussian || law == Law::mixture || law == Law::student_t; }

/// Sums are taken in blocks of this many terms, and blocks with compensation: the error of a sum is that of one block.
constexpr Eigen::Index k_sum_block = 256;

/// sum += term, with what rounding lost in `carry` (Neumaier).
void add(double& sum, double& carry, double term) {
  const double next = sum + term;
  carry += std::abs(sum) >= std::abs(term) ? (sum - next) + term : (term - next) + sum;
  sum = next;
}

}  // namespace

Eigen::Index SamplerTokens::dimension() const {
  if (law == Law::discrete) return atoms == nullptr || atoms->cols() == 0 ? 0 : atoms->rows();
  if (!has_components(law)) return mean.size();
  return components.empty() ? 0 : components.front().mean.size();
}

void SamplerTokens::check() const {
  const Eigen::Index d = dimension();
  if (d == 0) throw InputError("tokens", "dimension 0", "at least one coordinate (mean of length d >= 1)");
  if (law == Law::discrete) {
    if (!atoms->allFinite()) throw InputError("tokens.atoms", "an entry that is not finite", "finite numbers");
    if (weights.size() == 0) return;
    if (weights.size() != atoms->cols()) {
      throw InputError("tokens.weights", std::to_string(weights.size()) + " weights",
                       std::to_string(atoms->cols()) + ", one an atom");
    }
    if (!(weights.minCoeff() > 0) || !(std::abs(weights.sum() - 1) <= 1e-12)) {
      throw InputError("tokens.weights", "a weight that is not positive, or a sum that is not 1",
                       "positive weights with sum 1");
    }
    return;
  }
  if (!has_components(law)) {
    if (!mean.allFinite()) throw InputError("tokens.mean", "an entry that is not finite", "finite numbers");
    if (!(scale >= 0) || !std::isfinite(scale)) {
      throw InputError("tokens.scale", std::to_string(scale), "a finite number >= 0");
    }
    return;
  }
  if (law != Law::mixture && components.size() != 1) {
    throw InputError("tokens.components", std::to_string(components.size()) + " components",
                     "1 for a Gaussian or Student law");
  }
  if (law == Law::student_t) {
    if (!(degrees_of_freedom > 0) || !std::isfinite(degrees_of_freedom)) {
      throw InputError("tokens.degrees_of_freedom", std::to_string(degrees_of_freedom), "a positive number");
    }
    if (d > ChiSquareStream::k_first_slot) {
      throw InputError("tokens", "Student tokens in dimension " + std::to_string(d),
                       "at most " + std::to_string(ChiSquareStream::k_first_slot));
    }
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

void SamplerTokens::check_limit(bool scores_are_zero, bool wants_covariance) const {
  if (law != Law::student_t) return;
  if (!scores_are_zero) {
    throw InputError("target", "limit with Student tokens, which have no infinite-prompt limit: E e^<Uz,X> is infinite",
                     "linear, or Uz = 0");
  }
  const double needed = wants_covariance ? 2 : 1;
  if (!(degrees_of_freedom > needed)) {
    throw InputError(
        "tokens.degrees_of_freedom", std::to_string(degrees_of_freedom),
        std::string(wants_covariance ? "more than 2: there is no covariance" : "more than 1: there is no mean") +
            " to compare with otherwise");
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
  double ratio = x / (nu + 0.5 + std::sqrt((nu + 1.5) * (nu + 1.5) + x * x));
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
  const double value = size <= 2 ? bessel_ratio(3, size).value : 1 / rounded_tanh(size) - 1 / size;
  return std::copysign(value, x);
}

double langevin_derivative(double x) {
  const double size = std::abs(x);
  if (size <= 2) return bessel_ratio(3, size).derivative;
  if (size > 300) return 1 / (size * size);  // 1/sinh^2 is below the last bit, and sinh^2 would overflow further on
  const double sinh = rounded_sinh(size);
  return 1 / (size * size) - 1 / (sinh * sinh);
}

TokenLimit::TokenLimit(SamplerTokens tokens) : tokens_(std::move(tokens)) {
  tokens_.check();
  if (tokens_.law == Law::discrete) radius_ = std::sqrt(tokens_.atoms->colwise().squaredNorm().maxCoeff());
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
    case Law::student_t: out = student_moments(a, with_covariance); break;
    case Law::discrete: out = discrete_moments(a, with_covariance, a_error); break;
  }
  if (!out.mean.allFinite() || !out.covariance.allFinite()) {
    throw DomainError("TokenLimit::moments", "a of norm " + std::to_string(a.norm()),
                      "score vectors for which the tilted moments do not overflow");
  }
  return out;
}

Eigen::VectorXd TokenLimit::centre(const Eigen::VectorXd& a) const {
  return tokens_.law == Law::student_t ? tokens_.components[0].mean : moments(a, false).mean;
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
    exponents[j] = rounded_log(part.weight) + a.dot(part.mean) + quadratic / 2;
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
  for (double& exponent : exponents) total += exponent = rounded_exp(exponent - top);
  out.mean = Eigen::VectorXd::Zero(a.size());
  for (std::size_t j = 0; j < parts; ++j) out.mean += exponents[j] / total * means[j];
  double spread = 0;
  for (const Eigen::VectorXd& mean : means) spread = std::max(spread, (mean - out.mean).norm());
  const double count = static_cast<double>(parts);
  // Probabilities within e^{+-2 delta} of the exact ones move a mean of vectors c_j by at most (e^{2 delta}-1) spread.
  const double weight_error = std::min(2.0, rounded_expm1(2 * exponent_error) + (2 * count + 6) * k_unit);
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
    out.mean[k] = tokens_.mean[k] + h * (signs ? rounded_tanh(x) : langevin(x));
    if (!with_covariance) continue;
    const double cosh = rounded_cosh(x);
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

TiltedMoments TokenLimit::student_moments(const Eigen::VectorXd& a, bool with_covariance) const {
  const SamplerComponent& part = tokens_.components[0];
  const double nu = tokens_.degrees_of_freedom;
  if ((part.root.transpose() * a).norm() > 0 || nu <= (with_covariance ? 2 : 1)) {
    throw DomainError("TokenLimit::moments", "a of norm " + std::to_string(a.norm()) + " for Student tokens",
                      "score vectors orthogonal to the tokens, and more degrees of freedom than the moment's order");
  }
  TiltedMoments out;
  out.mean = part.mean;
  if (!with_covariance) return out;
  out.covariance = nu / (nu - 2) * covariances_[0];
  const double trace = nu / (nu - 2) * part.root.squaredNorm();
  // nu - 2 is off by half a unit of nu: relatively nu/(nu - 2) times that.
  out.covariance_error = (static_cast<double>(a.size()) + 6 + nu / (nu - 2)) * k_unit * trace;
  return out;
}

TiltedMoments TokenLimit::discrete_moments(const Eigen::VectorXd& a, bool with_covariance, double a_error) const {
  using Eigen::Index;
  const Eigen::MatrixXd& x = *tokens_.atoms;
  const Index d = x.rows();
  const Index count = x.cols();
  Eigen::VectorXd weights = x.transpose() * a;
  const double top = weights.maxCoeff();
  weights.array() -= top;
  // Further down the kernel gives e^-700 whatever the score is.
  const double range = std::min(700.0, -weights.minCoeff());
  lane_kernels().exponentials(weights.data(), static_cast<std::size_t>(count));
  if (tokens_.weights.size() != 0) weights.array() *= tokens_.weights.array();
  double total = 0, total_carry = 0;
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(d), carry = sum, part(d);
  for (Index first = 0; first < count; first += k_sum_block) {
    const Index n = std::min(k_sum_block, count - first);
    add(total, total_carry, weights.segment(first, n).sum());
    part.noalias() = x.middleCols(first, n) * weights.segment(first, n);
    for (Index i = 0; i < d; ++i) add(sum[i], carry[i], part[i]);
  }
  total += total_carry;
  TiltedMoments out;
  out.mean = (sum + carry) / total;
  // A weight is off by the error of its score, of the difference from the top, of the exponential, and of a product; what
  // lies below e^-700 of the largest adds at most that for each atom.
  const double dimension = static_cast<double>(d);
  const double score_error = radius_ * ((dimension + 2) * k_unit * a.norm() + a_error);
  const double change =
      std::min(2.0, rounded_expm1(2 * (score_error + k_exponential_error + (3 * range + 4) * k_unit)) +
                        static_cast<double>(count) * 1e-300);
  const double spread = radius_ + out.mean.norm();
  const double sum_error = 2 * (static_cast<double>(std::min(count, k_sum_block)) + 6) * k_unit;
  out.mean_error = change * spread + sum_error * spread;
  if (!with_covariance) return out;
  out.covariance = Eigen::MatrixXd::Zero(d, d);
  Eigen::MatrixXd lost = out.covariance;
  for (Index first = 0; first < count; first += k_sum_block) {
    const Index n = std::min(k_sum_block, count - first);
    const Eigen::MatrixXd centred = x.middleCols(first, n).colwise() - out.mean;
    const Eigen::MatrixXd product = centred * weights.segment(first, n).asDiagonal() * centred.transpose();
    for (Index i = 0; i < product.size(); ++i) add(out.covariance.data()[i], lost.data()[i], product.data()[i]);
  }
  out.covariance = (out.covariance + lost) / total;
  out.covariance_error = (3 * change + 2 * sum_error) * spread * spread + 2 * spread * out.mean_error;
  return out;
}

}  // namespace softlin::numeric
