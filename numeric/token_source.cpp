#include "numeric/token_source.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "numeric/rounding_unit.hpp"

namespace softlin::numeric {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Law = SamplerTokens::Law;

}  // namespace

RootFactor::RootFactor(const MatrixXd& m) : matrix(m), diagonal(m.diagonal()), norm(m.norm()) {
  is_diagonal = MatrixXd(diagonal.asDiagonal()) == m;
}

TokenSource::TokenSource(const SamplerTokens& tokens) : tokens_(tokens), d_(tokens.dimension()), raw_(d_, k_block) {
  double total = 0;
  if (tokens_.law == Law::discrete) {
    for (const double weight : tokens_.weights) cumulative_.push_back(total += weight);
    centre_ = VectorXd::Zero(d_);
    return;
  }
  if (tokens_.law == Law::student_t) chi_square_.emplace(tokens_.degrees_of_freedom);
  for (const SamplerComponent& component : tokens_.components) {
    factors_.emplace_back(component.root);
    shifts_.push_back(component.mean);
    cumulative_.push_back(total += component.weight);
  }
  if (factors_.empty()) shifts_.push_back(tokens_.mean);
}

void TokenSource::set_centre(const VectorXd& centre) {
  if (tokens_.law == Law::discrete) {
    centre_ = centre;
    const double radius = std::sqrt(tokens_.atoms->colwise().squaredNorm().maxCoeff());
    token_error_ = k_unit * (radius + centre.norm());
    return;
  }
  token_error_ = 0;
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
    token_error_ = std::max(token_error_, deviation * relative + k_unit * (deviation + 2 * shift));
  }
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
    case Law::student_t:
      stream.normal_rows(pair, pairs, width, raw);
      if (first == 0) token_error_ = 0;
      for (std::size_t k = 0; k < pairs; ++k) {
        const auto draws = chi_square_->pair(stream, pair + k);
        const auto j = static_cast<Index>(2 * k);
        divide_by_root(draws[0], j);
        if (j + 1 < count) divide_by_root(draws[1], j + 1);
      }
      apply(factors_[0], shifts_[0], count, out);
      break;
    case Law::discrete:
      for (Index j = 0; j < count; ++j) {
        if (j % 2 == 0) stream.uniforms(pair + static_cast<std::uint64_t>(j / 2), 0, choice_);
        copy_atom(choice_[static_cast<std::size_t>(j % 2)], j, out);
      }
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
    case Law::student_t:
      stream.normals(k_query_token, 0, raw);
      token_error_ = 0;
      divide_by_root(chi_square_->pair(stream, k_query_token)[0], 0);
      apply(factors_[0], shifts_[0], 1, out);
      break;
    case Law::discrete:
      stream.uniforms(k_query_token, 0, choice_);
      copy_atom(choice_[0], 0, out);
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
  const auto part = std::upper_bound(cumulative_.begin(), cumulative_.end(), u) - cumulative_.begin();
  return std::min(static_cast<std::size_t>(part), cumulative_.size() - 1);
}

void TokenSource::divide_by_root(const ChiSquareDraw& chi_square, Index j) {
  const double factor = std::sqrt(tokens_.degrees_of_freedom / chi_square.value);
  raw_.col(j) *= factor;
  const double d = static_cast<double>(d_);
  const double size = factors_[0].norm * std::sqrt(d) * k_normal_max * factor;
  // The normals, half the error of W, the root and the quotient, the product with the factor, that with the root matrix,
  // and the sum with the shift.
  const double relative = k_normal_error + chi_square.relative_error / 2 + 3 * k_unit + (d + 2) * k_unit;
  token_error_ = std::max(token_error_, size * relative + k_unit * (size + 2 * shifts_[0].norm()));
}

void TokenSource::copy_atom(double u, Index j, MatrixXd& out) const {
  const MatrixXd& atoms = *tokens_.atoms;
  // u N may round up to N.
  const Index index = cumulative_.empty()
                          ? std::min(atoms.cols() - 1, static_cast<Index>(u * static_cast<double>(atoms.cols())))
                          : static_cast<Index>(choose(u));
  out.col(j) = atoms.col(index) - centre_;
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
