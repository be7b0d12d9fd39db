#include "numeric/reduced_lane_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/sample_rounding.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

using Eigen::MatrixXd;
using Eigen::VectorXd;

ReducedLaneSampler::ReducedLaneSampler(const SamplerProblem& problem, std::uint64_t length,
                                       const std::atomic<bool>* stop)
    : GroupSampler(problem, length, stop),
      second_(problem.quantity == SampleQuantity::grad_u),
      chunk_(chunk_length(length, k_reduced_block, 1)),
      sum_error_(chunked_sum_error(length, chunk_)) {
  const MatrixXd& root = problem.tokens.components[0].root;
  const MatrixXd image = problem.quantity == SampleQuantity::grad_v ? root : MatrixXd(problem.V * root);
  m_ = image.transpose() * image;
  g_ = root.transpose() * root;
  trace_m_ = m_.trace();
  trace_g_ = g_.trace();
  trace_mg_ = m_.cwiseProduct(g_).sum();
  root_norm_ = root.norm();
  rank_error_ = (6 * static_cast<double>(root.rows()) + static_cast<double>(problem.V.rows()) + 20) * k_unit;
  e_.setZero(root.cols());
  if (query_.is_fixed()) {
    for (std::size_t lane = 0; lane < k_lanes; ++lane) set_query(lane);
  }
}

bool ReducedLaneSampler::sample(std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::size_t count,
                                SampleValue* out) {
  if (!query_.is_fixed()) {
    for (std::size_t lane = 0; lane < count; ++lane) {
      query_.draw(NormalStream(seed, row, first + lane));
      set_query(lane);
    }
  }
  const bool scores = std::any_of(slope_, slope_ + count, [](double s) { return s != 0; });
  sums_ = {};
  std::fill(sums_.reference, sums_.reference + k_lanes, -1e308);
  if (scores) {
    const LaneStream stream(seed, row, first);
    for (std::uint64_t token = 0; token < length_; token += chunk_) {
      if (stopped()) return false;
      kernels_.reduced(stream, slope_, second_, token, std::min(chunk_, length_ - token), sums_);
    }
  }
  for (std::size_t lane = 0; lane < count; ++lane) out[lane] = value(lane);
  return true;
}

double ReducedLaneSampler::deviation(std::size_t, VectorXd&) const {
  throw DomainError("deviation", "method reduced", "method naive");
}

void ReducedLaneSampler::set_query(std::size_t lane) {
  LaneQuery& q = lane_query_[lane];
  const MatrixXd& root = problem_.tokens.components[0].root;
  const double d = static_cast<double>(root.rows());
  const double a_norm = query_.a_norm();
  q = {};
  q.z_norm = query_.z_norm();
  q.z_error = query_.z_error();
  q.s_error = root_norm_ * (query_.a_error() + (2 * d + 2) * k_unit * a_norm);
  if (a_norm > 0) {
    // Through a/|a|, so that neither a huge nor a tiny a overflows a square.
    e_.noalias() = root.transpose() * (query_.a() / a_norm);
    const double size = e_.norm();
    if (size > 0) {
      e_ /= size;
      q.s = size * a_norm;
    }
  }
  slope_[lane] = q.s;
  if (q.s == 0) return;
  q.e_error = std::min(2.0, 2 * q.s_error / q.s + (d + 4) * k_unit);
  const VectorXd me = m_ * e_;
  const VectorXd ge = g_ * e_;
  q.alpha = e_.dot(me);
  q.gamma = e_.dot(ge);
  q.kappa = ge.dot(me) - q.gamma * q.alpha;

  q.largest = k_normal_max + q.s;
  q.y_error = k_normal_absolute_error + q.s_error + k_unit * q.largest;
  const double score_error =
      (q.s + q.s_error) * (k_normal_absolute_error + q.s_error) + q.largest * q.s_error + 3 * k_unit * q.s * q.largest;
  q.rho = score_error + reference_error(q.s * q.largest);
  q.change = weight_change(q.rho);
  q.change4 = power_change(4 * q.rho);
  q.change6 = power_change(6 * q.rho);
}

SampleValue ReducedLaneSampler::value(std::size_t lane) const {
  const LaneQuery& q = lane_query_[lane];
  if (q.s == 0) return without_score(q);
  const double t10 = sums_.t10[lane];
  const double y1 = sums_.t11[lane] / t10;
  const double y1_error = (q.change + 2 * sum_error_ + 3 * k_unit) * q.largest + q.y_error;
  const double y1_square_error = (2 * std::abs(y1) + y1_error) * y1_error + k_unit * y1 * y1;
  const double s2 = sums_.t20[lane] / (t10 * t10);
  const double s2_error = s2 * (q.change4 + 3 * sum_error_ + 6 * k_unit);
  const double direction_error = 2 * q.e_error + rank_error_;
  if (!second_) {
    const double factor = problem_.quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
    const double rest = std::max(0.0, trace_m_ - q.alpha);
    SampleValue out;
    out.value = factor * (q.alpha * y1 * y1 + rest * s2);
    out.rounding = k_safety * factor *
                   (q.alpha * y1_square_error + rest * s2_error +
                    direction_error * trace_m_ * (y1 * y1 + y1_square_error + s2 + s2_error) + 4 * k_unit * out.value);
    return out;
  }
  const double vhat = sums_.t12[lane] / t10 - y1 * y1;
  const double vhat_error = (q.change + 2 * sum_error_ + 4 * k_unit) * q.largest * q.largest +
                            2 * q.largest * q.y_error + y1_square_error + 2 * k_unit;
  // sum w^2 (y - Y1)^2; each of its three parts is at most 4 S_2 max y^2.
  const double spread =
      std::max(0.0, (sums_.t22[lane] - 2 * y1 * sums_.t21[lane] + y1 * y1 * sums_.t20[lane]) / (t10 * t10));
  const double spread_error =
      4 * (s2 + s2_error) * q.largest * (q.largest * (q.change4 + 4 * sum_error_ + 10 * k_unit) + q.y_error + y1_error);
  const double s3 = sums_.t30[lane] / (t10 * t10 * t10);
  const double tau2 = std::max(0.0, s2 - 2 * s3 + s2 * s2);
  const double tau2_error = 4 * s2 * (q.change6 + 4 * sum_error_ + 10 * k_unit);
  return second_order(q, {vhat - 1, s2, spread, tau2}, {vhat_error, s2_error, spread_error, tau2_error},
                      direction_error);
}

/// The table of exact.md section 3 times |z|^2, with e.
SampleValue ReducedLaneSampler::second_order(const LaneQuery& q, const Statistics& x, const Statistics& error,
                                             double direction_error) const {
  const double trace_pg = std::max(0.0, trace_g_ - q.gamma);
  const double trace_pm = std::max(0.0, trace_m_ - q.alpha);
  // tr(PMPG) = tr(MG) - 2 e^T G M e + alpha gamma, and e^T G M e = kappa + alpha gamma
  const double trace_pmpg = std::max(0.0, trace_mg_ - 2 * q.kappa - q.alpha * q.gamma);
  const double c_vv = q.alpha * q.gamma;
  const double c_vs = -2 * q.kappa;
  const double c_r = 2 * q.kappa + q.alpha * trace_pg + q.gamma * trace_pm;
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
  return scaled_by_query(q, value, statistics_error + coefficient_error);
}

SampleValue ReducedLaneSampler::scaled_by_query(const LaneQuery& q, double value, double error) const {
  const double z2 = q.z_norm * q.z_norm;
  const double columns = static_cast<double>(problem_.U.cols());
  return {z2 * std::max(0.0, value),
          k_safety * (z2 * error + std::abs(value) * (2 * q.z_norm * q.z_error + (columns + 8) * k_unit * z2))};
}

/// s = 0: all weights are 1/L and no number is drawn.
SampleValue ReducedLaneSampler::without_score(const LaneQuery& q) const {
  const double inverse = 1 / static_cast<double>(length_);
  if (second_) {
    // tau2 = S_2 - 2 S_3 + S_2^2 = 1/L - 1/L^2
    const double s2 = inverse * inverse;
    const double tau2 = inverse - s2;
    const double value = trace_mg_ * (s2 + tau2) + trace_g_ * trace_m_ * tau2;
    return scaled_by_query(q, value, 4 * rank_error_ * trace_g_ * trace_m_ * inverse);
  }
  const double factor = problem_.quantity == SampleQuantity::grad_v ? static_cast<double>(problem_.V.rows()) : 1.0;
  const double value = factor * trace_m_ * inverse;
  return {value, k_safety * rank_error_ * value};
}

}  // namespace softlin::numeric
