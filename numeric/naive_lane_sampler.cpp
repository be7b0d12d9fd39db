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

/// Numbers of a shared prompt that are kept in memory.
constexpr std::uint64_t k_most_given = std::uint64_t{1} << 20;

}  // namespace

std::optional<RawLaw> raw_law(const SamplerTokens& tokens) {
  switch (tokens.law) {
    case Law::gaussian: return RawLaw::normal;
    case Law::rademacher: return RawLaw::sign;
    case Law::uniform_cube: return RawLaw::uniform;
    default: return std::nullopt;
  }
}

NaiveLaneSampler::Image::Image(const MatrixXd& m, double error_bound)
    : rows(static_cast<std::size_t>(m.rows())), norm(m.norm()), error(error_bound) {
  entries.reserve(static_cast<std::size_t>(m.size()));
  for (Index i = 0; i < m.rows(); ++i) {
    for (Index k = 0; k < m.cols(); ++k) entries.push_back(m(i, k));
  }
}

namespace {

MatrixXd root_of(const SamplerTokens& tokens) {
  if (tokens.law == Law::gaussian) return tokens.components[0].root;
  return tokens.scale * MatrixXd::Identity(tokens.dimension(), tokens.dimension());
}

}  // namespace

NaiveLaneSampler::NaiveLaneSampler(const SamplerProblem& problem, std::vector<SampleQuantity> quantities,
                                   std::uint64_t length, const std::atomic<bool>* stop)
    : GroupSampler(problem, length, stop),
      quantities_(std::move(quantities)),
      law_(*raw_law(problem.tokens)),
      raw_limit_(raw_tokens(problem.tokens)),
      d_(static_cast<std::size_t>(problem.tokens.dimension())),
      second_(std::count(quantities_.begin(), quantities_.end(), SampleQuantity::grad_u) > 0),
      root_(root_of(problem.tokens)),
      shift_(problem.tokens.law == Law::gaussian ? problem.tokens.components[0].mean : problem.tokens.mean),
      value_image_(problem.V * root_, static_cast<double>(d_ + 1) * k_unit * problem.V.norm() * root_.norm()),
      root_image_(root_, 0) {
  const double root_d = std::sqrt(static_cast<double>(d_));
  raw_radius_ = root_d * (law_ == RawLaw::normal ? k_normal_max : 1);
  raw_error_ = law_ == RawLaw::normal ? root_d * k_normal_absolute_error : 0;
  chunk_ = chunk_length(length, naive_block(d_, second_), d_);
  sum_error_ = chunked_sum_error(length, chunk_);

  const std::size_t pairs = second_ ? d_ * (d_ + 1) / 2 : 0;
  slope_.resize(k_lanes * d_);
  centre_.resize(k_lanes * d_);
  if (problem.target.kind == SamplerTarget::Kind::affine) {
    offset_.resize(k_lanes * static_cast<std::size_t>(problem.target.offset.size()));
  }
  if (second_) covariance_.assign(k_lanes * d_, 1);
  reference_.resize(k_lanes);
  total_.resize(k_lanes);
  first_.resize(k_lanes * d_);
  second_sums_.resize(k_lanes * pairs);
  chunk_sums_.resize(k_lanes * (1 + d_ + pairs));
  work_.resize(naive_work_size(d_, second_));
  deviation_.resize(k_lanes * d_);
  row_.resize(k_lanes * d_);
  const bool shared = problem.queries_per_prompt > 1;
  task_ = {shared ? RawLaw::given : law_, d_, second_, slope_.data(), centre_.data()};
  sums_ = {reference_.data(), total_.data(), first_.data(), second_sums_.data(), chunk_sums_.data(), work_.data()};
  if (query_.is_fixed()) {
    for (std::size_t lane = 0; lane < k_lanes; ++lane) set_query(lane);
  }
}

bool NaiveLaneSampler::sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                              SampleValue* out) {
  return sample_each(seed, row, first, count, std::span(&out, 1));
}

bool NaiveLaneSampler::sample_each(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                                   std::span<SampleValue* const> out) {
  if (problem_.queries_per_prompt > 1) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!sample_shared(seed, row, first + i, out, i)) return false;
    }
    return true;
  }
  if (!query_.is_fixed()) {
    // Lanes beyond the count keep an earlier query; nothing is read of them.
    for (std::size_t lane = 0; lane < count; ++lane) {
      query_.draw(NormalStream(seed, row, first + lane));
      set_query(lane);
    }
  }
  if (!run_prompts(LaneStream(seed, row, first))) return false;
  finish_sums();
  for (std::size_t q = 0; q < out.size(); ++q) {
    SampleValue lanes[k_lanes];
    values(quantities_[q], lanes);
    std::copy(lanes, lanes + count, out[q]);
  }
  return true;
}

/// The mean over the queries of one prompt.
bool NaiveLaneSampler::sample_shared(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt,
                                     std::span<SampleValue* const> out, std::size_t place) {
  const NormalStream stream(seed, row, prompt);
  const std::uint64_t queries = problem_.queries_per_prompt;
  given_count_ = 0;
  for (SampleValue* values : out) values[place] = {};
  for (std::uint64_t first = 0; first < queries; first += k_lanes) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(k_lanes, queries - first));
    for (std::size_t lane = 0; lane < count; ++lane) {
      query_.draw(stream, first + lane);
      set_query(lane);
    }
    if (!run_queries(stream, prompt)) return false;
    finish_sums();
    for (std::size_t q = 0; q < out.size(); ++q) {
      SampleValue lanes[k_lanes];
      values(quantities_[q], lanes);
      for (std::size_t lane = 0; lane < count; ++lane) {
        out[q][place].value += lanes[lane].value;
        out[q][place].rounding += lanes[lane].rounding;
      }
    }
  }
  const double n = static_cast<double>(queries);
  for (SampleValue* values : out) {
    SampleValue& y = values[place];
    y.value /= n;
    y.rounding = k_safety * (y.rounding / n + (n + 1) * k_unit * y.value);
  }
  return true;
}

void NaiveLaneSampler::clear_sums() {
  std::fill(reference_.begin(), reference_.end(), -1e308);
  std::fill(total_.begin(), total_.end(), 0);
  std::fill(first_.begin(), first_.end(), 0);
  std::fill(second_sums_.begin(), second_sums_.end(), 0);
}

bool NaiveLaneSampler::run_prompts(const LaneStream& stream) {
  clear_sums();
  for (std::uint64_t first = 0; first < length_; first += chunk_) {
    if (stopped()) return false;
    kernels_.naive(stream, task_, first, std::min(chunk_, length_ - first), sums_);
  }
  return true;
}

bool NaiveLaneSampler::run_queries(const NormalStream& stream, std::uint64_t prompt) {
  clear_sums();
  const LaneStream unused(0, 0, 0);
  for (std::uint64_t first = 0; first < length_; first += chunk_) {
    if (stopped()) return false;
    const std::uint64_t count = std::min(chunk_, length_ - first);
    const bool there = given_count_ > 0 && given_prompt_ == prompt && given_first_ <= first &&
                       first + count <= given_first_ + given_count_;
    if (!there) {
      // As many chunks as memory allows: prompts that fit are drawn once for all queries.
      const std::uint64_t most = std::max<std::uint64_t>(k_most_given / d_ / chunk_, 1) * chunk_;
      fill_given(stream, first, std::min(most, length_ - first));
      given_prompt_ = prompt;
    }
    task_.given = given_.data() + (first - given_first_) * d_;
    kernels_.naive(unused, task_, first, count, sums_);
  }
  return true;
}

/// Raw coordinates of tokens first .. first + count - 1 (first even), in the layout of the law's own loop.
void NaiveLaneSampler::fill_given(const NormalStream& stream, std::uint64_t first, std::uint64_t count) {
  const auto tokens = static_cast<std::size_t>((count + 1) / 2 * 2);
  given_.resize(tokens * d_);
  given_first_ = first;
  given_count_ = count;
  switch (law_) {
    case RawLaw::normal: stream.normal_rows(first / 2, tokens / 2, 2 * d_, given_.data()); break;
    case RawLaw::sign:
      for (std::size_t i = 0; i < tokens; ++i) stream.signs(first + i, 0, {given_.data() + i * d_, d_});
      break;
    case RawLaw::uniform:
      for (std::size_t i = 0; i < tokens; i += 2) {
        stream.uniforms((first + i) / 2, 0, {given_.data() + i * d_, 2 * d_});
      }
      for (double& u : given_) u = 2 * u - 1;  // exact
      break;
    case RawLaw::given: break;
  }
}

void NaiveLaneSampler::set_query(std::size_t lane) {
  const double d = static_cast<double>(d_);
  LaneQuery& q = lane_query_[lane];
  q.z_norm = query_.z_norm();
  q.z_error = query_.z_error();
  score_slope_.noalias() = root_.transpose() * query_.a();
  const double slope_norm = score_slope_.norm();
  const double slope_error = root_image_.norm * (query_.a_error() + (d + 1) * k_unit * query_.a_norm());
  for (std::size_t k = 0; k < d_; ++k) slope_[k_lanes * k + lane] = score_slope_[static_cast<Index>(k)];
  if (law_ == RawLaw::normal) {
    // The tilted law of a standard normal at a is N(a, I).
    q.centre_norm = slope_norm;
    q.centre_error = slope_error;
    for (std::size_t k = 0; k < d_; ++k) centre_[k_lanes * k + lane] = score_slope_[static_cast<Index>(k)];
  } else {
    const TiltedMoments limit = raw_limit_.moments(score_slope_, second_, slope_error);
    q.centre_norm = limit.mean.norm();
    q.centre_error = limit.mean_error;
    q.covariance_error = limit.covariance_error;
    for (std::size_t k = 0; k < d_; ++k) {
      const auto i = static_cast<Index>(k);
      centre_[k_lanes * k + lane] = limit.mean[i];
      if (second_) covariance_[k_lanes * k + lane] = limit.covariance(i, i);
    }
  }
  const double score_error = slope_norm * raw_error_ + raw_radius_ * (slope_error + (d + 1) * k_unit * slope_norm);
  q.change = weight_change(score_error + reference_error(slope_norm * raw_radius_));
  q.mean_error = (q.change + 2 * sum_error_) * raw_radius_ + raw_error_;
  if (problem_.target.kind == SamplerTarget::Kind::affine) set_offset(lane);
}

/// What is left of an affine target: V (mean + R c) - target, or mean + R c - target.
void NaiveLaneSampler::set_offset(std::size_t lane) {
  LaneQuery& q = lane_query_[lane];
  const double d = static_cast<double>(d_);
  const bool output = problem_.quantity == SampleQuantity::output;
  VectorXd point = shift_;
  for (std::size_t k = 0; k < d_; ++k) point += root_.col(static_cast<Index>(k)) * centre_[k_lanes * k + lane];
  const VectorXd value = query_.affine_target(q.offset_error);
  const VectorXd offset = (output ? VectorXd(problem_.V * point) : point) - value;
  for (Index i = 0; i < offset.size(); ++i) offset_[k_lanes * static_cast<std::size_t>(i) + lane] = offset[i];
  // The centre is an arbitrary point here: its own error is none of the deviation.
  q.centre_error = 0;
  q.offset_error +=
      (2 * d + 3) * k_unit * (output ? problem_.V.norm() : 1) * (shift_.norm() + root_image_.norm * q.centre_norm);
  q.offset_error += k_unit * offset.norm();
}

/// Sums become D in deviation_ and, with second moments, what is left of the covariance in second_sums_.
void NaiveLaneSampler::finish_sums() {
  // With second moments the sums are centred already.
  for (std::size_t i = 0; i < k_lanes * d_; ++i) {
    deviation_[i] = first_[i] / total_[i % k_lanes] - (second_ ? 0 : centre_[i]);
  }
  if (!second_) return;
  double* entry = second_sums_.data();
  for (std::size_t k = 0; k < d_; ++k) {
    for (std::size_t l = 0; l <= k; ++l, entry += k_lanes) {
      for (std::size_t lane = 0; lane < k_lanes; ++lane) {
        entry[lane] = entry[lane] / total_[lane] - deviation_[k_lanes * k + lane] * deviation_[k_lanes * l + lane] -
                      (k == l ? covariance_[k_lanes * k + lane] : 0);
      }
    }
  }
}

void NaiveLaneSampler::values(SampleQuantity quantity, SampleValue* out) {
  if (quantity == SampleQuantity::grad_u) {
    second_order(out);
  } else {
    first_order(quantity, out);
  }
}

void NaiveLaneSampler::first_order(SampleQuantity quantity, SampleValue* out) {
  const Image& image = quantity == SampleQuantity::grad_v ? root_image_ : value_image_;
  const double factor = quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
  double squares[k_lanes];
  kernels_.squared_image({image.rows, d_, image.entries.data(), offset_.empty() ? nullptr : offset_.data()},
                         deviation_.data(), squares);
  double square[k_lanes] = {};
  for (std::size_t i = 0; i < k_lanes * d_; ++i) square[i % k_lanes] += deviation_[i] * deviation_[i];
  for (std::size_t lane = 0; lane < k_lanes; ++lane) {
    const double error = image_error(lane, image, std::sqrt(square[lane]), std::sqrt(squares[lane]));
    out[lane] = squared_value(factor, squares[lane], error, static_cast<double>(image.rows));
  }
}

/// Bound on the error (2-norm) of the image of D, plus offset, when |D| = size and the image has the size `image_size`.
double NaiveLaneSampler::image_error(std::size_t lane, const Image& image, double size, double image_size) const {
  const LaneQuery& q = lane_query_[lane];
  const double d = static_cast<double>(d_);
  const double vector_error = q.mean_error + q.centre_error + (q.change + 2 * sum_error_) * q.centre_norm +
                              k_unit * (2 * q.centre_norm + (d + 4) * size);
  return image.norm * vector_error + image.error * size + q.offset_error + k_unit * image_size;
}

double NaiveLaneSampler::deviation(std::size_t i, VectorXd& out) const {
  VectorXd d(root_.cols());
  for (std::size_t k = 0; k < d_; ++k) d[static_cast<Index>(k)] = deviation_[k_lanes * k + i];
  out.resize(static_cast<Index>(value_image_.rows));
  for (std::size_t row = 0; row < value_image_.rows; ++row) {
    const Eigen::Map<const VectorXd> entries(value_image_.entries.data() + row * d_, d.size());
    out[static_cast<Index>(row)] = entries.dot(d) + (offset_.empty() ? 0 : offset_[k_lanes * row + i]);
  }
  return k_safety * image_error(i, value_image_, d.norm(), out.norm());
}

void NaiveLaneSampler::second_order(SampleValue* out) {
  double squares[k_lanes];
  kernels_.squared_sandwich(value_image_.entries.data(), value_image_.rows, root_image_.entries.data(), d_, d_,
                            second_sums_.data(), row_.data(), squares);
  double norm[k_lanes] = {};  // of the symmetric matrix, squared
  std::size_t entry = 0;
  for (std::size_t k = 0; k < d_; ++k) {
    for (std::size_t l = 0; l <= k; ++l, ++entry) {
      for (std::size_t lane = 0; lane < k_lanes; ++lane) {
        const double x = second_sums_[k_lanes * entry + lane];
        norm[lane] += (k == l ? 1 : 2) * x * x;
      }
    }
  }
  double square[k_lanes] = {};
  for (std::size_t i = 0; i < k_lanes * d_; ++i) square[i % k_lanes] += deviation_[i] * deviation_[i];
  const double d = static_cast<double>(d_);
  const double columns = static_cast<double>(problem_.U.cols());
  for (std::size_t lane = 0; lane < k_lanes; ++lane) {
    const LaneQuery& q = lane_query_[lane];
    const double radius = raw_radius_ + q.centre_norm;
    const double change = q.change + 2 * sum_error_;
    const double mean_norm = std::sqrt(square[lane]);
    const double mean_error = q.mean_error + change * q.centre_norm + 2 * k_unit * radius;
    const double matrix_norm = std::sqrt(norm[lane]);
    const double matrix_error = (change + 6 * k_unit) * radius * radius + 2 * radius * (raw_error_ + k_unit * radius) +
                                (2 * mean_norm + mean_error) * mean_error + 3 * k_unit * mean_norm * mean_norm +
                                q.covariance_error;
    const double error =
        root_image_.norm * (value_image_.norm * (matrix_error + (2 * d + 4) * k_unit * (matrix_norm + std::sqrt(d))) +
                            value_image_.error * matrix_norm);
    const double z2 = q.z_norm * q.z_norm;
    out[lane] = squared_value(z2, squares[lane], error, static_cast<double>(value_image_.rows) * d);
    add_query_error(out[lane], q.z_norm, q.z_error, columns);
  }
}

}  // namespace softlin::numeric
