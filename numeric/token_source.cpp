#include "numeric/token_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace softlin::numeric {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Law = SamplerTokens::Law;

constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;

}  // namespace

RootFactor::RootFactor(const MatrixXd& m) : matrix(m), diagonal(m.diagonal()), norm(m.norm()) {
  is_diagonal = MatrixXd(diagonal.asDiagonal()) == m;
}

TokenSource::TokenSource(const SamplerTokens& tokens) : tokens_(tokens), d_(tokens.dimension()), raw_(d_, k_block) {
  double total = 0;
  for (const SamplerComponent& component : tokens_.components) {
    factors_.emplace_back(component.root);
    shifts_.push_back(component.mean);
    cumulative_.push_back(total += component.weight);
  }
  if (factors_.empty()) shifts_.push_back(tokens_.mean);
}

double TokenSource::set_centre(const VectorXd& centre) {
  double error = 0;
  const double d = static_cast<double>(d_);
  for (std::size_t j = 0; j < shifts_.size(); ++j) {
    const VectorXd& mean = factors_.empty() ? tokens_.mean : tokens_.components[j].mean;
    shifts_[j] = mean - centre;
    const double shift = shifts_[j].norm();
    double deviation = tokens_.scale * std::sqrt(d);
    double relative = 2 * k_unit;
    if (tokens_.law == Law::sphere) {
      deviation = tokens_.scale;
      relative = 2 * k_normal_error + (d + 6) * k_unit;
    } else if (!factors_.empty()) {
      deviation = factors_[j].norm * std::sqrt(d) * k_normal_max;
      relative = k_normal_error + (d + 1) * k_unit;
    }
    error = std::max(error, deviation * relative + k_unit * (deviation + 2 * shift));
  }
  return error;
}

void TokenSource::fill(const NormalStream& stream, std::uint64_t first, Index count, MatrixXd& out) {
  const std::uint64_t pair = first / 2;
  const auto pairs = static_cast<std::size_t>((count + 1) / 2);
  const auto width = static_cast<std::size_t>(2 * d_);
  double* raw = raw_.data();
  switch (tokens_.law) {
    case Law::gaussian:
      stream.normal_rows(pair, pairs, width, raw);
      apply(factors_[0], shifts_[0], count, out);
      break;
    case Law::mixture:
      stream.normal_rows(pair, pairs, width, raw);
      for (Index j = 0; j < count; ++j) {
        if (j % 2 == 0) stream.uniforms(pair + static_cast<std::uint64_t>(j / 2), k_choice_slot, choice_);
        const std::size_t part = choose(choice_[static_cast<std::size_t>(j % 2)]);
        out.col(j).noalias() = factors_[part].matrix * raw_.col(j);
        out.col(j) += shifts_[part];
      }
      break;
    case Law::rademacher:
      for (Index j = 0; j < count; ++j) {
        stream.signs(first + static_cast<std::uint64_t>(j), 0, {raw + j * d_, static_cast<std::size_t>(d_)});
      }
      scale(count, out);
      break;
    case Law::uniform_cube:
      for (std::size_t k = 0; k < pairs; ++k) stream.uniforms(pair + k, 0, {raw + k * width, width});
      for (Index i = 0; i < d_ * count; ++i) raw[i] = 2 * raw[i] - 1;  // exact
      scale(count, out);
      break;
    case Law::sphere:
      stream.normal_rows(pair, pairs, width, raw);
      for (Index j = 0; j < count; ++j) raw_.col(j) /= raw_.col(j).norm();
      scale(count, out);
      break;
  }
}

void TokenSource::draw_query(const NormalStream& stream, std::uint64_t token, MatrixXd& out) {
  const auto size = static_cast<std::size_t>(d_);
  const std::span<double> raw(raw_.data(), size);
  switch (tokens_.law) {
    case Law::gaussian:
      stream.normals(token, 0, raw);
      apply(factors_[0], shifts_[0], 1, out);
      break;
    case Law::mixture: {
      stream.normals(token, 0, raw);
      stream.uniforms(token, k_choice_slot, choice_);
      const std::size_t part = choose(choice_[0]);
      apply(factors_[part], shifts_[part], 1, out);
      break;
    }
    case Law::rademacher:
      stream.signs(token, 0, raw);
      scale(1, out);
      break;
    case Law::uniform_cube:
      stream.uniforms(token, 0, raw);
      for (double& u : raw) u = 2 * u - 1;
      scale(1, out);
      break;
    case Law::sphere:
      stream.normals(token, 0, raw);
      raw_.col(0) /= raw_.col(0).norm();
      scale(1, out);
      break;
  }
}

std::size_t TokenSource::choose(double u) const {
  std::size_t part = 0;
  while (part + 1 < cumulative_.size() && u >= cumulative_[part]) ++part;
  return part;
}

void TokenSource::apply(const RootFactor& factor, const VectorXd& shift, Index count, MatrixXd& out) const {
  if (factor.is_diagonal) {
    for (Index j = 0; j < count; ++j) {
      for (Index k = 0; k < d_; ++k) out(k, j) = factor.diagonal[k] * raw_(k, j) + shift[k];
    }
    return;
  }
  out.leftCols(count).noalias() = factor.matrix * raw_.leftCols(count);
  for (Index j = 0; j < count; ++j) {
    for (Index k = 0; k < d_; ++k) out(k, j) += shift[k];
  }
}

void TokenSource::scale(Index count, MatrixXd& out) const {
  for (Index j = 0; j < count; ++j) {
    for (Index k = 0; k < d_; ++k) out(k, j) = tokens_.scale * raw_(k, j) + shifts_[0][k];
  }
}

}  // namespace softlin::numeric
