#include "numeric/naive_lane_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/sample_rounding.hpp"

namespace softlin::numeric {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Law = SamplerTokens::Law;

namespace {

/// The law of the raw coordinates, centred and of unit scale.
SamplerTokens raw_tokens(const SamplerTokens& tokens) {
  const Index d = tokens.dimension();
  SamplerTokens out;
  out.law = tokens.law;
  if (tokens.law == Law::gaussian) {
    out.components = {{1, VectorXd::Zero(d), MatrixXd::Identity(d, d)}};
  } else {
    out.mean = VectorXd::Zero(d);
  }
  return out;
}

std::vector<double> row_by_row(const MatrixXd& m) {
  std::vector<double> out;
  for (Index i = 0; i < m.rows(); ++i) {
    for (Index k = 0; k < m.cols(); ++k) out.push_back(m(i, k));
  }
  return out;
}

}  // namespace

std::optional<RawLaw> raw_law(const SamplerTokens& tokens) {
  switch (tokens.law) {
    case Law::gaussian: return RawLaw::normal;
    case Law::rademacher: return RawLaw::sign;
    case Law::uniform_cube: return RawLaw::uniform;
    default: return std::nullopt;
  }
}

NaiveLaneSampler::NaiveLaneSampler(const SamplerProblem& problem, std::uint64_t length, const std::atomic<bool>* stop)
    : problem_(problem),
      length_(length),
      stop_(stop),
      kernels_(lane_kernels()),
      query_(problem),
      law_(*raw_law(problem.tokens)),
      raw_limit_(raw_tokens(problem.tokens)),
      d_(problem.tokens.dimension()),
      second_(problem.quantity == SampleQuantity::grad_u) {
  const auto size = static_cast<std::size_t>(d_);
  const double d = static_cast<double>(d_);
  if (law_ == RawLaw::normal) {
    root_ = problem.tokens.components[0].root;
    shift_ = problem.tokens.components[0].mean;
  } else {
    root_ = problem.tokens.scale * MatrixXd::Identity(d_, d_);
    shift_ = problem.tokens.mean;
  }
  const bool by_value_matrix = problem.quantity != SampleQuantity::grad_v;
  image_ = by_value_matrix ? MatrixXd(problem.V * root_) : root_;
  image_rows_ = row_by_row(image_);
  if (second_) root_rows_ = row_by_row(root_);
  root_norm_ = root_.norm();
  image_norm_ = image_.norm();
  image_error_ = by_value_matrix ? (d + 1) * k_unit * problem.V.norm() * root_norm_ : 0;
  const double bound = law_ == RawLaw::normal ? k_normal_max : 1;
  raw_radius_ = std::sqrt(d) * bound;
  raw_error_ = law_ == RawLaw::normal ? std::sqrt(d) * k_normal_absolute_error : 0;
  chunk_ = chunk_length(length, naive_block(size, second_), size);
  sum_error_ = chunked_sum_error(length, chunk_);

  const std::size_t pairs = second_ ? size * (size + 1) / 2 : 0;
  slope_.resize(k_lanes * size);
  centre_.resize(k_lanes * size);
  offset_.assign(k_lanes * static_cast<std::size_t>(image_.rows()), 0);
  if (second_) covariance_.resize(k_lanes * size);
  reference_.resize(k_lanes);
  total_.resize(k_lanes);
  first_.resize(k_lanes * size);
  second_sums_.resize(k_lanes * pairs);
  chunk_sums_.resize(k_lanes * (1 + size + pairs));
  work_.resize(naive_work_size(size, second_));
  deviation_.resize(k_lanes * size);
  task_ = {law_, size, second_, slope_.data(), centre_.data()};
  sums_ = {reference_.data(), total_.data(), first_.data(), second_sums_.data(), chunk_sums_.data(), work_.data()};
  if (query_.is_fixed()) {
    for (std::size_t lane = 0; lane < k_lanes; ++lane) set_query(lane);
  }
}

bool NaiveLaneSampler::sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                              SampleValue* out) {
  if (!query_.is_fixed()) {
    // Lanes beyond the count keep an earlier query; nothing is read of them.
    for (std::size_t lane = 0; lane < count; ++lane) {
      query_.draw(NormalStream(seed, row, first + lane));
      set_query(lane);
    }
  }
  if (!run(LaneStream(seed, row, first))) return false;
  if (second_) {
    finish_second_order(count, out);
  } else {
    finish_first_order(count, out);
  }
  return true;
}

bool NaiveLaneSampler::run(const LaneStream& stream) {
  std::fill(reference_.begin(), reference_.end(), -1e308);
  std::fill(total_.begin(), total_.end(), 0);
  std::fill(first_.begin(), first_.end(), 0);
  std::fill(second_sums_.begin(), second_sums_.end(), 0);
  for (std::uint64_t first = 0; first < length_; first += chunk_) {
    if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) return false;
    kernels_.naive(stream, task_, first, std::min(chunk_, length_ - first), sums_);
  }
  return true;
}

void NaiveLaneSampler::set_query(std::size_t lane) {
  const double d = static_cast<double>(d_);
  LaneQuery& q = lane_query_[lane];
  q.z_norm = query_.z_norm();
  q.z_error = query_.z_error();
  const VectorXd slope = root_.transpose() * query_.a();
  const double slope_norm = slope.norm();
  const double slope_error = root_norm_ * (query_.a_error() + (d + 1) * k_unit * query_.a_norm());
  const TiltedMoments limit = raw_limit_.moments(slope, second_, slope_error);
  q.centre_norm = limit.mean.norm();
  q.covariance_error = limit.covariance_error;
  for (Index k = 0; k < d_; ++k) {
    lanes(slope_, k)[lane] = slope[k];
    lanes(centre_, k)[lane] = limit.mean[k];
    if (second_) lanes(covariance_, k)[lane] = limit.covariance(k, k);
  }
  const double score_error = slope_norm * raw_error_ + raw_radius_ * (slope_error + (d + 1) * k_unit * slope_norm);
  q.change = weight_change(score_error + reference_error(slope_norm * raw_radius_));
  q.mean_error = (q.change + 2 * sum_error_) * raw_radius_ + raw_error_;

  if (problem_.target.kind == SamplerTarget::Kind::limit) {
    q.mean_error += limit.mean_error;
    return;
  }
  // The centre is an arbitrary point here: its own error is none of the deviation.
  const SamplerTarget& target = problem_.target;
  const bool output = problem_.quantity == SampleQuantity::output;
  const VectorXd value = target.offset + target.matrix * query_.z();
  const VectorXd point = shift_ + root_ * limit.mean;
  const VectorXd offset = (output ? VectorXd(problem_.V * point) : point) - value;
  const double v_norm = output ? problem_.V.norm() : 1;
  q.offset_error = target.matrix.norm() * (q.z_error + static_cast<double>(problem_.U.cols() + 1) * k_unit * q.z_norm) +
                   k_unit * (2 * target.offset.norm() + 2 * value.norm()) +
                   (2 * d + 3) * k_unit * v_norm * (shift_.norm() + root_norm_ * q.centre_norm) +
                   k_unit * offset.norm();
  for (Index i = 0; i < offset.size(); ++i) lanes(offset_, i)[lane] = offset[i];
}

void NaiveLaneSampler::finish_first_order(std::size_t count, SampleValue* out) {
  for (Index k = 0; k < d_; ++k) {
    const double* sum = lanes(first_, k);
    const double* centre = lanes(centre_, k);
    double* deviation = lanes(deviation_, k);
    for (std::size_t lane = 0; lane < k_lanes; ++lane) deviation[lane] = sum[lane] / total_[lane] - centre[lane];
  }
  double squares[k_lanes];
  const bool affine = problem_.target.kind == SamplerTarget::Kind::affine;
  const SquaredImage image{static_cast<std::size_t>(image_.rows()), static_cast<std::size_t>(d_), image_rows_.data(),
                           affine ? offset_.data() : nullptr};
  kernels_.squared_image(image, deviation_.data(), squares);
  for (std::size_t lane = 0; lane < count; ++lane) out[lane] = first_order(lane, squares[lane]);
}

SampleValue NaiveLaneSampler::first_order(std::size_t lane, double size_squared) const {
  const LaneQuery& q = lane_query_[lane];
  double square = 0;
  for (std::size_t k = lane; k < deviation_.size(); k += k_lanes) square += deviation_[k] * deviation_[k];
  const double size = std::sqrt(square);
  const double d = static_cast<double>(d_);
  const double error = image_norm_ * (q.mean_error + k_unit * (2 * q.centre_norm + (d + 4) * size)) +
                       image_error_ * size + q.offset_error + k_unit * std::sqrt(size_squared);
  const double factor = problem_.quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
  return squared_value(factor, size_squared, error, static_cast<double>(image_.rows()));
}

void NaiveLaneSampler::finish_second_order(std::size_t count, SampleValue* out) {
  const auto size = static_cast<std::size_t>(d_);
  double norm[k_lanes] = {};
  double mean_square[k_lanes] = {};
  for (std::size_t k = 0; k < size; ++k) {
    double* x = first_.data() + k_lanes * k;
    for (std::size_t lane = 0; lane < k_lanes; ++lane) {
      x[lane] /= total_[lane];
      mean_square[lane] += x[lane] * x[lane];
    }
  }
  double* entry = second_sums_.data();
  for (std::size_t k = 0; k < size; ++k) {
    for (std::size_t l = 0; l <= k; ++l, entry += k_lanes) {
      const double twice = k == l ? 1 : 2;
      for (std::size_t lane = 0; lane < k_lanes; ++lane) {
        double value = entry[lane] / total_[lane] - first_[k_lanes * k + lane] * first_[k_lanes * l + lane];
        if (k == l) value -= covariance_[k_lanes * k + lane];
        entry[lane] = value;
        norm[lane] += twice * value * value;
      }
    }
  }
  double squares[k_lanes];
  kernels_.squared_sandwich(image_rows_.data(), static_cast<std::size_t>(image_.rows()), root_rows_.data(), size, size,
                            second_sums_.data(), deviation_.data(), squares);
  const double d = static_cast<double>(d_);
  for (std::size_t lane = 0; lane < count; ++lane) {
    const LaneQuery& q = lane_query_[lane];
    const double radius = raw_radius_ + q.centre_norm;
    const double mean_norm = std::sqrt(mean_square[lane]);
    const double mean_error = q.mean_error + (q.change + 2 * sum_error_) * q.centre_norm + 2 * k_unit * radius;
    const double square_error =
        (q.change + 2 * sum_error_ + 6 * k_unit) * radius * radius + 2 * radius * (raw_error_ + k_unit * radius) +
        (2 * mean_norm + mean_error) * mean_error + 3 * k_unit * mean_norm * mean_norm + q.covariance_error;
    const double error =
        root_norm_ * (image_norm_ * (square_error + (2 * d + 4) * k_unit * (std::sqrt(norm[lane]) + std::sqrt(d))) +
                      image_error_ * std::sqrt(norm[lane]));
    const double z2 = q.z_norm * q.z_norm;
    const double entries = static_cast<double>(image_.rows()) * d;
    out[lane] = squared_value(z2, squares[lane], error, entries);
    if (q.z_norm > 0) {
      const double columns = static_cast<double>(problem_.U.cols());
      out[lane].rounding += out[lane].value * (2 * q.z_error / q.z_norm + (columns + 4) * k_unit);
    }
  }
}

}  // namespace softlin::numeric
