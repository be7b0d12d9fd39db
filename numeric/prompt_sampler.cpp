#include "numeric/prompt_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/sample_rounding.hpp"

namespace softlin::numeric {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr Index k_block = TokenSource::k_block;

/// The running maximum of scores and what rescaling by it has cost so far.
struct RunningMax {
  double value = -std::numeric_limits<double>::infinity();
  double lowest = std::numeric_limits<double>::infinity();
  double rescalings = 0;

  /// Takes in a block's extremes; returns the factor by which earlier sums shrink (there are none before the first block).
  double update(double block_min, double block_max, const LaneKernels& kernels) {
    lowest = std::min(lowest, block_min);
    if (!(block_max > value)) return 1;
    double factor = value - block_max;
    kernels.exponentials(&factor, 1);
    value = block_max;
    ++rescalings;
    return factor;
  }

  /// Relative error of a weight beyond that of its score: see maximum_error.
  double relative_error() const { return maximum_error(rescalings, value - lowest); }
};

}  // namespace

PromptSampler::PromptSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop)
    : GroupSampler(problem, length, stop),
      limit_(problem.tokens),
      tokens_(problem.tokens),
      d_(problem.tokens.dimension()),
      v_norm_(problem.V.norm()),
      sum_error_(chunked_sum_error(length, k_block)),
      x_(d_, k_block),
      weighted_(d_, k_block),
      scores_(k_block),
      w_(k_block) {
  if (query_.is_fixed()) set_query();
}

bool PromptSampler::sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                           SampleValue* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const NormalStream stream(seed, row, first + i);
    if (!query_.is_fixed()) {
      query_.draw(stream);
      set_query();
    }
    const auto value = prompt(stream);
    if (!value) return false;
    out[i] = *value;
    if (problem_.quantity == SampleQuantity::output) {
      deviations_[i] = deviation_;
      deviation_errors_[i] = deviation_error_;
    }
  }
  return true;
}

double PromptSampler::deviation(std::size_t i, VectorXd& out) const {
  out = deviations_[i];
  return deviation_errors_[i];
}

void PromptSampler::set_query() {
  const bool wants_covariance = problem_.quantity == SampleQuantity::grad_u;
  if (problem_.target.kind == SamplerTarget::Kind::limit) {
    centre_ = limit_.moments(query_.a(), wants_covariance, query_.a_error());
  } else {
    centre_ = {limit_.centre(query_.a()), {}, 0, 0};  // any point: its own error is none of the deviation
  }
  tokens_.set_centre(centre_.mean);
  offset_error_ = 0;
  const double d = static_cast<double>(d_);
  if (problem_.target.kind == SamplerTarget::Kind::affine) {
    // Tokens are centred at the limit c; what is left is V c - target, or c - target.
    const VectorXd value = query_.affine_target(offset_error_);
    if (problem_.quantity == SampleQuantity::output) {
      offset_ = problem_.V * centre_.mean - value;
      offset_error_ += (d + 1) * k_unit * v_norm_ * centre_.mean.norm();
    } else {
      offset_ = centre_.mean - value;
    }
    offset_error_ += k_unit * offset_.norm();
  } else {
    offset_.setZero(problem_.quantity == SampleQuantity::output ? problem_.V.rows() : d_);
  }
}

std::optional<SampleValue> PromptSampler::prompt(const NormalStream& stream) {
  const bool second = problem_.quantity == SampleQuantity::grad_u;
  RunningMax top;
  double total = 0;
  double largest = 0;
  sum_.setZero(d_);
  if (second) square_.setZero(d_, d_);
  for (std::uint64_t first = 0; first < length_; first += k_block) {
    if (stopped()) return std::nullopt;
    const auto n = static_cast<Index>(std::min<std::uint64_t>(k_block, length_ - first));
    tokens_.fill(stream, first, n, x_);
    largest = std::max(largest, Eigen::Map<const Eigen::ArrayXd>(x_.data(), d_ * n).abs().maxCoeff());
    scores_.head(n).noalias() = x_.leftCols(n).transpose() * query_.a();
    const double factor = top.update(scores_.head(n).minCoeff(), scores_.head(n).maxCoeff(), kernels_);
    if (factor != 1) {
      total *= factor;
      sum_ *= factor;
      if (second) square_ *= factor;
    }
    w_.head(n) = scores_.head(n).array() - top.value;
    kernels_.exponentials(w_.data(), static_cast<std::size_t>(n));
    total += w_.head(n).sum();
    sum_.noalias() += x_.leftCols(n) * w_.head(n);
    if (second) {
      for (Index j = 0; j < n; ++j) weighted_.col(j) = w_[j] * x_.col(j);
      square_.noalias() += weighted_.leftCols(n) * x_.leftCols(n).transpose();
    }
  }
  sum_ /= total;  // Xbar - centre
  const double token_error = tokens_.token_error();
  const double d = static_cast<double>(d_);
  const double radius = std::sqrt(d) * largest;
  const double score_error =
      query_.a_norm() * token_error + radius * (query_.a_error() + (d + 1) * k_unit * query_.a_norm());
  const double change = weight_change(score_error + top.relative_error());
  const double mean_norm = sum_.norm();
  const double mean_error = (change + 2 * sum_error_) * radius + token_error + k_unit * mean_norm;
  switch (problem_.quantity) {
    case SampleQuantity::output: {
      deviation_.noalias() = problem_.V * sum_;
      deviation_ += offset_;
      const double error = v_norm_ * (mean_error + centre_.mean_error + (d + 1) * k_unit * mean_norm) + offset_error_ +
                           k_unit * deviation_.norm();
      return squared(1, error);
    }
    case SampleQuantity::grad_v:
      deviation_ = sum_ + offset_;
      return squared(static_cast<double>(problem_.V.rows()),
                     mean_error + centre_.mean_error + offset_error_ + k_unit * deviation_.norm());
    case SampleQuantity::grad_u: {
      square_ /= total;
      square_.noalias() -= sum_ * sum_.transpose();
      square_ -= centre_.covariance;
      const double square_error = (change + 2 * sum_error_ + 4 * k_unit) * radius * radius + 2 * radius * token_error +
                                  (2 * mean_norm + mean_error) * mean_error + 3 * k_unit * mean_norm * mean_norm +
                                  centre_.covariance_error;
      product_.noalias() = problem_.V * square_;
      deviation_ = product_.reshaped();
      SampleValue out =
          squared(query_.z_norm() * query_.z_norm(),
                  v_norm_ * (square_error + (d + 1) * k_unit * (square_.norm() + centre_.covariance.norm())));
      add_query_error(out, query_.z_norm(), query_.z_error(), static_cast<double>(problem_.U.cols()));
      return out;
    }
  }
  return std::nullopt;
}

/// factor * |deviation|^2, where `error` bounds the 2-norm of the deviation's error.
SampleValue PromptSampler::squared(double factor, double error) {
  deviation_error_ = k_safety * error;
  return squared_value(factor, deviation_.squaredNorm(), error, static_cast<double>(deviation_.size()));
}

}  // namespace softlin::numeric
