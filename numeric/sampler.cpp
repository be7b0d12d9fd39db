#include "numeric/sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "numeric/normal_stream.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/token_source.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double k_unit = std::numeric_limits<double>::epsilon() / 2;
constexpr Index k_block = TokenSource::k_block;
// First-order bounds are multiplied by this, which covers their second-order terms.
constexpr double k_safety = 1.25;

/// Bound on the change of a probability vector (1-norm) when its weights change by factors within e^{+-rho}.
double weight_change(double rho) { return std::min(2.0, std::expm1(2 * rho)); }

std::string shape(const MatrixXd& m) { return std::to_string(m.rows()) + " x " + std::to_string(m.cols()); }

void require_matrix(const char* name, const MatrixXd& m, Index rows, Index cols) {
  if (m.rows() != rows || m.cols() != cols) {
    throw InputError(name, shape(m), std::to_string(rows) + " x " + std::to_string(cols));
  }
  if (!m.allFinite()) throw InputError(name, "an entry that is not finite", "finite numbers");
}

/// The running maximum of scores and what rescaling by it has cost so far.
struct RunningMax {
  double value = -std::numeric_limits<double>::infinity();
  double lowest = std::numeric_limits<double>::infinity();
  double rescalings = 0;

  /// Takes in a block's extremes; returns the factor by which earlier sums shrink.
  double update(double block_min, double block_max) {
    lowest = std::min(lowest, block_min);
    if (!(block_max > value)) return 1;
    const double factor = std::exp(value - block_max);  // 0 at the first block
    value = block_max;
    ++rescalings;
    return factor;
  }

  /// Relative error of a weight beyond that of its score: differences from maxima, exponentials, products.
  double relative_error() const { return k_unit * (2 * (value - lowest) + 4 + 4 * rescalings); }
};

/// Computes the value of one prompt after another for one problem.
class PromptSampler {
 public:
  PromptSampler(const SamplerProblem& problem, SampleMethod method, std::uint64_t length, const std::atomic<bool>* stop)
      : problem_(problem),
        method_(method),
        length_(length),
        stop_(stop),
        limit_(problem.tokens),
        tokens_(problem.tokens),
        queries_(problem.tokens),
        d_(problem.tokens.dimension()),
        v_norm_(problem.V.norm()),
        u_norm_(problem.U.norm()) {
    const double blocks = std::ceil(static_cast<double>(length) / static_cast<double>(k_block));
    sum_error_ = (std::min(static_cast<double>(length), static_cast<double>(k_block)) + blocks + 4) * k_unit;
    if (method == SampleMethod::naive) {
      x_.resize(d_, k_block);
      weighted_.resize(d_, k_block);
    } else {
      const MatrixXd& root = problem.tokens.components[0].root;
      const MatrixXd vr = problem.quantity == SampleQuantity::grad_v ? root : MatrixXd(problem.V * root);
      m_ = vr.transpose() * vr;
      g_ = root.transpose() * root;
      trace_m_ = m_.trace();
      trace_g_ = g_.trace();
      trace_mg_ = m_.cwiseProduct(g_).sum();
    }
    scores_.resize(k_block);
    w_.resize(k_block);
    y_.resize(k_block);
    z_draw_.resize(d_, 1);
    if (problem.query.law == SamplerQuery::Law::gaussian) query_root_.emplace(problem.query.root);
    if (problem.query.law == SamplerQuery::Law::tokens) token_query_error_ = queries_.set_centre(VectorXd::Zero(d_));
    if (problem.query.law == SamplerQuery::Law::fixed) set_query(problem.query.mean, 0);
  }

  /// Nothing when `stop` was raised.
  std::optional<SampleValue> sample(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt) {
    const NormalStream stream(seed, row, prompt);
    draw_query(stream);
    const std::optional<SampleValue> out = method_ == SampleMethod::naive ? naive(stream) : reduced(stream);
    if (out && !(std::isfinite(out->value) && std::isfinite(out->rounding))) {
      throw DomainError("sample_block", "problem with |a| = " + std::to_string(a_norm_),
                        "problems whose sampled value and its rounding bound do not overflow");
    }
    return out;
  }

 private:
  bool stopped() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }

  void draw_query(const NormalStream& stream) {
    const SamplerQuery& query = problem_.query;
    switch (query.law) {
      case SamplerQuery::Law::fixed: break;
      case SamplerQuery::Law::pair: {
        std::array<double, 1> sign{};
        stream.signs(k_query_token, 0, sign);
        set_query(sign[0] * query.mean, 0);
        break;
      }
      case SamplerQuery::Law::gaussian: {
        VectorXd g(query.mean.size());
        stream.normals(k_query_token, 0, {g.data(), static_cast<std::size_t>(g.size())});
        const double n = static_cast<double>(g.size());
        const VectorXd z = query.mean + query_root_->matrix * g;
        set_query(z, query_root_->norm * g.norm() * (k_normal_error + (n + 1) * k_unit) + k_unit * z.norm());
        break;
      }
      case SamplerQuery::Law::tokens:
        queries_.draw_query(stream, z_draw_);
        set_query(z_draw_.col(0), token_query_error_);
        break;
    }
  }

  /// Everything that depends on the query alone. `z_error` bounds the 2-norm of the error of z.
  void set_query(const VectorXd& z, double z_error) {
    z_norm_ = z.norm();
    z_error_ = z_error;
    a_.noalias() = problem_.U * z;
    a_norm_ = a_.norm();
    a_error_ = u_norm_ * (z_error + static_cast<double>(z.size() + 1) * k_unit * z_norm_);
    if (method_ == SampleMethod::reduced) {
      set_score_direction();
      return;
    }
    const bool wants_covariance = problem_.quantity == SampleQuantity::grad_u;
    centre_ = limit_.moments(a_, wants_covariance, a_error_);
    token_error_ = tokens_.set_centre(centre_.mean);
    offset_error_ = 0;
    const double d = static_cast<double>(d_);
    if (problem_.target.kind == SamplerTarget::Kind::affine) {
      // Tokens are centred at the limit c; what is left is V c - target, or c - target.
      const SamplerTarget& target = problem_.target;
      const VectorXd value = target.offset + target.matrix * z;
      const double target_norm = target.matrix.norm();
      offset_error_ = target_norm * (z_error + static_cast<double>(z.size() + 1) * k_unit * z_norm_) +
                      k_unit * (2 * target.offset.norm() + 2 * value.norm());
      // The centre is an arbitrary point here: its own error is none of the deviation.
      centre_.mean_error = 0;
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

  /// s and e of the reduced methods, with root for Gamma^{1/2}.
  void set_score_direction() {
    const SamplerComponent& part = problem_.tokens.components[0];
    const double root_norm = part.root.norm();
    const double d = static_cast<double>(d_);
    s_ = 0;
    s_error_ = root_norm * (a_error_ + (2 * d + 2) * k_unit * a_norm_);
    if (a_norm_ > 0) {
      // Through a/|a|, so that neither a huge nor a tiny a overflows a square.
      e_ = part.root.transpose() * (a_ / a_norm_);
      const double size = e_.norm();
      if (size > 0) {
        e_ /= size;
        s_ = size * a_norm_;
      }
    }
    if (s_ == 0) return;
    e_error_ = std::min(2.0, 2 * s_error_ / s_ + (d + 4) * k_unit);
    const VectorXd me = m_ * e_;
    alpha_ = e_.dot(me);
    gamma_ = e_.dot(g_ * e_);
    kappa_ = (g_ * e_).dot(me) - gamma_ * alpha_;
  }

  std::optional<SampleValue> naive(const NormalStream& stream) {
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
      scores_.head(n).noalias() = x_.leftCols(n).transpose() * a_;
      const double factor = top.update(scores_.head(n).minCoeff(), scores_.head(n).maxCoeff());
      if (factor != 1) {
        total *= factor;
        sum_ *= factor;
        if (second) square_ *= factor;
      }
      for (Index j = 0; j < n; ++j) w_[j] = std::exp(scores_[j] - top.value);
      total += w_.head(n).sum();
      sum_.noalias() += x_.leftCols(n) * w_.head(n);
      if (second) {
        for (Index j = 0; j < n; ++j) weighted_.col(j) = w_[j] * x_.col(j);
        square_.noalias() += weighted_.leftCols(n) * x_.leftCols(n).transpose();
      }
    }
    sum_ /= total;  // Xbar - centre
    const double d = static_cast<double>(d_);
    const double radius = std::sqrt(d) * largest;
    const double score_error = a_norm_ * token_error_ + radius * (a_error_ + (d + 1) * k_unit * a_norm_);
    const double change = weight_change(score_error + top.relative_error());
    const double mean_norm = sum_.norm();
    const double mean_error = (change + 2 * sum_error_) * radius + token_error_ + k_unit * mean_norm;
    switch (problem_.quantity) {
      case SampleQuantity::output: {
        deviation_.noalias() = problem_.V * sum_;
        deviation_ += offset_;
        const double error = v_norm_ * (mean_error + centre_.mean_error + (d + 1) * k_unit * mean_norm) +
                             offset_error_ + k_unit * deviation_.norm();
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
        const double square_error = (change + 2 * sum_error_ + 4 * k_unit) * radius * radius +
                                    2 * radius * token_error_ + (2 * mean_norm + mean_error) * mean_error +
                                    3 * k_unit * mean_norm * mean_norm + centre_.covariance_error;
        product_.noalias() = problem_.V * square_;
        deviation_ = product_.reshaped();
        SampleValue out =
            squared(z_norm_ * z_norm_,
                    v_norm_ * (square_error + (d + 1) * k_unit * (square_.norm() + centre_.covariance.norm())));
        if (z_norm_ > 0) {
          const double q = static_cast<double>(problem_.U.cols());
          out.rounding += out.value * (2 * z_error_ / z_norm_ + (q + 4) * k_unit);
        }
        return out;
      }
    }
    return std::nullopt;
  }

  /// factor * |deviation|^2, where `error` bounds the 2-norm of the deviation's error.
  SampleValue squared(double factor, double error) const {
    const double size = deviation_.norm();
    SampleValue out;
    out.value = factor * deviation_.squaredNorm();
    const double n = static_cast<double>(deviation_.size());
    out.rounding = k_safety * factor * ((2 * size + error) * error + (n + 3) * k_unit * size * size);
    return out;
  }

  std::optional<SampleValue> reduced(const NormalStream& stream) {
    if (s_ == 0) return reduced_without_score();
    const bool second = problem_.quantity == SampleQuantity::grad_u;
    RunningMax top;
    // Sums of t^n y^p with t = e^{s xi - maximum}, y = xi - s: t10 is the sum of t, t21 of t^2 y, ...
    double t10 = 0, t11 = 0, t12 = 0, t20 = 0, t21 = 0, t22 = 0, t30 = 0;
    double largest = 0;
    for (std::uint64_t first = 0; first < length_; first += k_block) {
      if (stopped()) return std::nullopt;
      const auto n = static_cast<Index>(std::min<std::uint64_t>(k_block, length_ - first));
      stream.normal_rows(first / 2, static_cast<std::size_t>((n + 1) / 2), 2, y_.data());
      y_.head(n).array() -= s_;
      scores_.head(n) = s_ * y_.head(n);
      largest = std::max(largest, y_.head(n).cwiseAbs().maxCoeff());
      const double factor = top.update(scores_.head(n).minCoeff(), scores_.head(n).maxCoeff());
      if (factor != 1) {
        t10 *= factor, t11 *= factor, t12 *= factor;
        t20 *= factor * factor, t21 *= factor * factor, t22 *= factor * factor;
        t30 *= factor * factor * factor;
      }
      for (Index j = 0; j < n; ++j) w_[j] = std::exp(scores_[j] - top.value);
      const auto t = w_.head(n).array();
      const auto y = y_.head(n).array();
      t10 += t.sum();
      t11 += (t * y).sum();
      t20 += t.square().sum();
      if (second) {
        t12 += (t * y.square()).sum();
        t21 += (t.square() * y).sum();
        t22 += (t * y).square().sum();
        t30 += t.cube().sum();
      }
    }
    const double score_error =
        (s_ + s_error_) * (k_normal_error * k_normal_max + s_error_) + largest * s_error_ + 3 * k_unit * s_ * largest;
    const double rho = score_error + top.relative_error();
    const double y_error = k_normal_error * k_normal_max + s_error_ + k_unit * largest;
    const double y1 = t11 / t10;
    const double y1_error = (weight_change(rho) + 2 * sum_error_ + 3 * k_unit) * largest + y_error;
    const double y1_square_error = (2 * std::abs(y1) + y1_error) * y1_error + k_unit * y1 * y1;
    const double s2 = t20 / (t10 * t10);
    const double s2_error = s2 * (power_change(4 * rho) + 3 * sum_error_ + 6 * k_unit);
    const double d = static_cast<double>(d_);
    const double rank_error = (6 * d + static_cast<double>(problem_.V.rows()) + 20) * k_unit;
    const double direction_error = 2 * e_error_ + rank_error;
    SampleValue out;
    if (!second) {
      const double factor = problem_.quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
      const double rest = std::max(0.0, trace_m_ - alpha_);
      out.value = factor * (alpha_ * y1 * y1 + rest * s2);
      out.rounding =
          k_safety * factor *
          (alpha_ * y1_square_error + rest * s2_error +
           direction_error * trace_m_ * (y1 * y1 + y1_square_error + s2 + s2_error) + 4 * k_unit * out.value);
      return out;
    }
    const double vhat = t12 / t10 - y1 * y1;
    const double vhat_error = (weight_change(rho) + 2 * sum_error_ + 4 * k_unit) * largest * largest +
                              2 * largest * y_error + y1_square_error + 2 * k_unit;
    // sum w^2 (y - Y1)^2; each of its three parts is at most 4 S_2 max y^2.
    const double spread = std::max(0.0, (t22 - 2 * y1 * t21 + y1 * y1 * t20) / (t10 * t10));
    const double spread_error = 4 * (s2 + s2_error) * largest *
                                (largest * (power_change(4 * rho) + 4 * sum_error_ + 10 * k_unit) + y_error + y1_error);
    const double s3 = t30 / (t10 * t10 * t10);
    const double tau2 = std::max(0.0, s2 - 2 * s3 + s2 * s2);
    const double tau2_error = 4 * s2 * (power_change(6 * rho) + 4 * sum_error_ + 10 * k_unit);
    Statistics statistic{vhat - 1, s2, spread, tau2};
    Statistics error{vhat_error, s2_error, spread_error, tau2_error};
    return table(statistic, error, direction_error);
  }

  /// Bound on the relative change of a power of the weights when rho is already multiplied by twice the power.
  static double power_change(double rho) { return std::min(1e300, std::expm1(rho)); }

  struct Statistics {
    double vhat1;  ///< vhat - 1
    double s2;
    double spread;  ///< rho of exact.md
    double tau2;
  };

  /// The table of exact.md section 3 times |z|^2, with e.
  SampleValue table(const Statistics& x, const Statistics& error, double direction_error) const {
    const double trace_pg = std::max(0.0, trace_g_ - gamma_);
    const double trace_pm = std::max(0.0, trace_m_ - alpha_);
    // tr(PMPG) = tr(MG) - 2 e^T G M e + alpha gamma, and e^T G M e = kappa + alpha gamma
    const double trace_pmpg = std::max(0.0, trace_mg_ - 2 * kappa_ - alpha_ * gamma_);
    const double c_vv = alpha_ * gamma_;
    const double c_vs = -2 * kappa_;
    const double c_r = 2 * kappa_ + alpha_ * trace_pg + gamma_ * trace_pm;
    const double value = c_vv * x.vhat1 * x.vhat1 + c_vs * x.vhat1 * x.s2 + c_r * x.spread +
                         trace_pmpg * (x.s2 * x.s2 + x.tau2) + trace_pg * trace_pm * x.tau2;
    // Every coefficient is at most 4 tr M tr G and has at most that times a few relative errors of e and of products.
    const double size = trace_m_ * trace_g_;
    const double v = std::abs(x.vhat1);
    const double vv_error = (2 * v + error.vhat1) * error.vhat1;
    const double vs_error = (v + error.vhat1) * error.s2 + x.s2 * error.vhat1;
    const double ss_error = (2 * x.s2 + error.s2) * error.s2;
    const double statistics_error = c_vv * vv_error + std::abs(c_vs) * vs_error + std::abs(c_r) * error.spread +
                                    trace_pmpg * (ss_error + error.tau2) + trace_pg * trace_pm * error.tau2;
    const double coefficient_error = 8 * direction_error * size *
                                     (v * v + vv_error + v * x.s2 + vs_error + x.spread + error.spread + x.s2 * x.s2 +
                                      ss_error + 2 * (x.tau2 + error.tau2));
    return scaled_by_query(value, statistics_error + coefficient_error);
  }

  SampleValue scaled_by_query(double value, double error) const {
    const double z2 = z_norm_ * z_norm_;
    SampleValue out;
    out.value = z2 * std::max(0.0, value);
    const double q = static_cast<double>(problem_.U.cols());
    out.rounding = k_safety * (z2 * error + std::abs(value) * (2 * z_norm_ * z_error_ + (q + 8) * k_unit * z2));
    return out;
  }

  /// s = 0: all weights are 1/L and no number is drawn.
  SampleValue reduced_without_score() const {
    const double inverse = 1 / static_cast<double>(length_);
    const double d = static_cast<double>(d_);
    const double rank_error = (6 * d + static_cast<double>(problem_.V.rows()) + 20) * k_unit;
    if (problem_.quantity == SampleQuantity::grad_u) {
      // tau2 = S_2 - 2 S_3 + S_2^2 = 1/L - 1/L^2
      const double s2 = inverse * inverse;
      const double tau2 = inverse - s2;
      const double value = trace_mg_ * (s2 + tau2) + trace_g_ * trace_m_ * tau2;
      return scaled_by_query(value, 4 * rank_error * trace_g_ * trace_m_ * inverse);
    }
    const double factor = problem_.quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
    SampleValue out;
    out.value = factor * trace_m_ * inverse;
    out.rounding = k_safety * rank_error * out.value;
    return out;
  }

  const SamplerProblem& problem_;
  SampleMethod method_;
  std::uint64_t length_;
  const std::atomic<bool>* stop_;
  TokenLimit limit_;
  TokenSource tokens_;
  TokenSource queries_;
  Index d_;
  double v_norm_;
  double u_norm_;
  double sum_error_ = 0;  ///< relative error of a sum of positive terms over the prompt

  std::optional<RootFactor> query_root_;
  double token_query_error_ = 0;
  MatrixXd z_draw_;

  // Of the current query.
  double z_norm_ = 0, z_error_ = 0, a_norm_ = 0, a_error_ = 0;
  VectorXd a_;
  TiltedMoments centre_;
  VectorXd offset_;
  double offset_error_ = 0, token_error_ = 0;

  // Of the reduced methods: m_ = root^T V^T V root (V = I for grad_v), g_ = root^T root.
  MatrixXd m_, g_;
  double trace_m_ = 0, trace_g_ = 0, trace_mg_ = 0;
  VectorXd e_;
  double s_ = 0, s_error_ = 0, e_error_ = 0, alpha_ = 0, gamma_ = 0, kappa_ = 0;

  // Work space.
  MatrixXd x_, weighted_, square_, product_;
  VectorXd scores_, w_, y_, sum_, deviation_;
};

void check_ranges(std::uint64_t length, std::uint64_t first_prompt, std::uint64_t count) {
  if (length < 1 || length > k_sampler_length_limit) {
    throw DomainError("sample", "length = " + std::to_string(length), "1 <= length <= 2^40");
  }
  if (first_prompt > k_prompt_limit || count > k_prompt_limit - first_prompt) {
    throw DomainError("sample",
                      "prompts " + std::to_string(first_prompt) + " on, " + std::to_string(count) + " of them",
                      "prompt < 2^43");
  }
}

double pairwise_sum(std::span<const SampleValue> values, double centre, bool square) {
  if (values.size() > 128) {
    const std::size_t half = values.size() / 2;
    return pairwise_sum(values.first(half), centre, square) + pairwise_sum(values.subspan(half), centre, square);
  }
  double sum = 0;
  for (const SampleValue& v : values) {
    const double difference = v.value - centre;
    sum += square ? difference * difference : difference;
  }
  return sum;
}

}  // namespace

void SamplerProblem::check(SampleMethod method) const {
  tokens.check();
  const Index d = tokens.dimension();
  if (d > k_sampler_dimension_limit) {
    throw InputError("tokens", "dimension " + std::to_string(d),
                     "at most " + std::to_string(k_sampler_dimension_limit));
  }
  const Index q = query.law == SamplerQuery::Law::tokens ? d : query.mean.size();
  if (q == 0 || q > k_sampler_dimension_limit) {
    throw InputError("query.mean", "length " + std::to_string(q),
                     "length 1 to " + std::to_string(k_sampler_dimension_limit));
  }
  if (query.law != SamplerQuery::Law::tokens && !query.mean.allFinite()) {
    throw InputError("query.mean", "an entry that is not finite", "finite numbers");
  }
  if (query.law == SamplerQuery::Law::gaussian) require_matrix("query.root", query.root, q, q);
  require_matrix("U", U, d, q);
  if (V.rows() == 0) throw InputError("V", "no rows", "at least one row");
  require_matrix("V", V, V.rows(), d);
  if (target.kind == SamplerTarget::Kind::affine) {
    if (quantity == SampleQuantity::grad_u) {
      throw InputError("target", "affine with quantity grad_u", "the token law's own limit");
    }
    if (method == SampleMethod::reduced) {
      throw InputError("target", "affine with method reduced", "the token law's own limit, or method naive");
    }
    const Index size = quantity == SampleQuantity::output ? V.rows() : d;
    require_matrix("target.offset", target.offset, size, 1);
    require_matrix("target.matrix", target.matrix, size, q);
  }
  if (method == SampleMethod::reduced && tokens.law != SamplerTokens::Law::gaussian) {
    throw InputError("method", "reduced with tokens that are not Gaussian", "naive");
  }
}

std::vector<SampleValue> sample_block(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                                      std::uint64_t seed, std::uint32_t row, std::uint64_t first_prompt,
                                      std::uint64_t count) {
  problem.check(method);
  check_ranges(length, first_prompt, count);
  PromptSampler sampler(problem, method, length, nullptr);
  std::vector<SampleValue> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) values.push_back(*sampler.sample(seed, row, first_prompt + i));
  return values;
}

SampleResult sample(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                    const SampleOptions& options) {
  problem.check(method);
  check_ranges(length, options.first_prompt, options.prompts);
  if (options.threads == 0) throw InputError("threads", "0", "at least 1");
  const std::uint64_t prompts = options.prompts;
  // Long prompts one at a time, short ones in runs of about 2^15 tokens.
  const std::uint64_t run = std::clamp<std::uint64_t>((std::uint64_t{1} << 15) / length, 1, 1024);
  const std::uint64_t runs = (prompts + run - 1) / run;

  SampleResult result;
  result.values.resize(prompts);
  std::vector<std::uint64_t> finished(runs, 0);  // prompts done, from the start of each run; one writer each
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> failed{false};
  std::uint64_t done = 0;
  std::mutex mutex;  // guards done and the callback

  const auto work = [&] {
    try {
      PromptSampler sampler(problem, method, length, options.stop);
      while (!failed.load(std::memory_order_relaxed)) {
        const std::uint64_t k = next.fetch_add(1);
        if (k >= runs) return;
        const std::uint64_t end = std::min(prompts, (k + 1) * run);
        for (std::uint64_t i = k * run; i < end; ++i) {
          if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) return;
          const auto value = sampler.sample(options.seed, options.row, options.first_prompt + i);
          if (!value) return;
          result.values[i] = *value;
          ++finished[k];
        }
        const std::lock_guard lock(mutex);
        done += end - k * run;
        if (options.progress) options.progress(done, prompts);
      }
    } catch (...) {
      failed = true;
      throw;
    }
  };
  on_threads(std::min<std::uint64_t>(options.threads, runs), work);

  std::uint64_t usable = 0;
  for (std::uint64_t k = 0; k < runs; ++k) {
    usable += finished[k];
    if (k * run + finished[k] < std::min(prompts, (k + 1) * run)) break;
  }
  result.stopped = usable < prompts;
  result.values.resize(usable);
  result.summary = summarize(result.values);
  return result;
}

SampleSummary summarize(const std::vector<SampleValue>& values) {
  SampleSummary out;
  out.prompts = values.size();
  if (values.empty()) return out;
  const double n = static_cast<double>(values.size());
  out.mean = pairwise_sum(values, 0, false) / n;
  if (values.size() >= 2) out.std_error = std::sqrt(pairwise_sum(values, out.mean, true) / n / (n - 1));
  return out;
}

}  // namespace softlin::numeric
