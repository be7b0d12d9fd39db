#include "numeric/regression_training.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "numeric/evaluate.hpp"
#include "numeric/model_doubles.hpp"
#include "numeric/normal_stream.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

constexpr std::uint32_t k_held_out = std::uint32_t{1} << 31;

bool same_entries(const symbolic::Matrix& a, const symbolic::Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::equal(a.reshaped().begin(), a.reshaped().end(), b.reshaped().begin(),
                    [](const symbolic::Number& x, const symbolic::Number& y) { return (x - y).is_recognised_zero(); });
}

double largest_entry(const RegressionHead& head) {
  // A NaN compares false, so that it is looked for by itself.
  const double out = std::max(
      {head.A.cwiseAbs().maxCoeff(), std::abs(head.b), head.c.cwiseAbs().maxCoeff(), head.r.cwiseAbs().maxCoeff()});
  const bool finite = head.A.allFinite() && std::isfinite(head.b) && head.c.allFinite() && head.r.allFinite();
  return finite ? out : HUGE_VAL;
}

}  // namespace

const char* name_of(Attention attention) { return attention == Attention::softmax ? "softmax" : "linear"; }

RegressionHead block_head(const Eigen::MatrixXd& A, double b) {
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(A.rows());
  return {A, b, zero, zero};
}

RegressionHead random_head(Eigen::Index d, double spread, std::uint64_t seed) {
  const NormalStream stream(seed, /*row=*/0, /*prompt=*/0);
  const auto token = [&](Eigen::Index index, Eigen::Index size) -> Eigen::VectorXd {
    Eigen::VectorXd out(size);
    stream.normals(static_cast<std::uint64_t>(index), 0, {out.data(), static_cast<std::size_t>(size)});
    return spread * out;
  };
  RegressionHead out;
  out.A.resize(d, d);
  for (Eigen::Index i = 0; i < d; ++i) out.A.row(i) = token(i, d).transpose();
  out.r = token(d, d);
  out.c = token(d + 1, d);
  out.b = token(d + 2, 1)(0);
  return out;
}

RegressionRoots regression_roots(const symbolic::RegressionLaws& laws) {
  if (!same_entries(laws.prompt, laws.cross) || !same_entries(laws.prompt, laws.label)) {
    throw Error("training draws labels from the tokens that the model sees; these laws have other ones");
  }
  if (laws.dimension() > k_training_dimension_limit) {
    throw Error("training takes tokens of at most " + std::to_string(k_training_dimension_limit) +
                " dimensions, found " + std::to_string(laws.dimension()));
  }
  return {root_of(laws.prompt), root_of(laws.query), root_of(laws.omega), std::sqrt(to_double(laws.noise_variance))};
}

RegressionPrompts::RegressionPrompts(const RegressionRoots& roots, std::uint64_t length, std::uint64_t seed,
                                     const LaneKernels& kernels)
    : roots_(roots),
      task_map_(roots.prompt.transpose() * roots.task),
      target_map_(roots.task.transpose() * roots.query),
      length_(length),
      seed_(seed),
      kernels_(kernels),
      scratch_(regression_work_size(static_cast<std::size_t>(roots.dimension()))) {
  if (length < 1 || length > k_training_length_limit) {
    throw DomainError("training on prompts of " + std::to_string(length) + " tokens; expected 1 to " +
                      std::to_string(k_training_length_limit));
  }
}

void RegressionPrompts::prepare(const PerAttention<RegressionHead>& heads) {
  for (const Attention attention : k_attentions) {
    const auto& head = heads[attention];
    auto& work = work_[attention];
    if (!head) {
      work.reset();
      continue;
    }
    if (!work) {
      work.emplace();
      work->gradient.resize(k_lanes * regression_parameters(static_cast<std::size_t>(roots_.dimension())));
    }
    work->key = roots_.prompt.transpose() * head->A * roots_.query;
    work->key_label = roots_.query.transpose() * head->r;
    work->value = roots_.prompt.transpose() * head->c;
    work->lanes = {work->key.data(), work->key_label.data(), work->value.data(), head->b};
    std::fill(work->gradient.begin(), work->gradient.end(), 0.0);
  }
}

void RegressionPrompts::answer(std::uint32_t row, std::uint64_t first, bool with_gradient, const double* included) {
  RegressionLanes task;
  task.d = static_cast<std::size_t>(roots_.dimension());
  task.length = length_;
  task.task_map = task_map_.data();
  task.target_map = target_map_.data();
  task.noise = roots_.noise;
  RegressionAnswer answers[2] = {};
  for (std::size_t i = 0; i < 2; ++i) {
    auto& work = work_[k_attentions[i]];
    if (!work) continue;
    (k_attentions[i] == Attention::softmax ? task.softmax : task.linear) = &work->lanes;
    answers[i] = {work->error, with_gradient ? work->gradient.data() : nullptr, included};
  }
  kernels_.regression(LaneStream(seed_, row, first), task, scratch_.data(), answers[0], answers[1]);
}

HeadLoss RegressionPrompts::mean_of(const Work& work, double sum, std::uint64_t count) const {
  const Eigen::Index d = roots_.dimension();
  std::vector<double> total(work.gradient.size() / k_lanes);
  for (std::size_t i = 0; i < total.size(); ++i) {
    const double* lane = work.gradient.data() + k_lanes * i;
    total[i] = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
  const double share = 1 / static_cast<double>(count);
  for (double& x : total) x *= share;
  const Eigen::Map<const Rows> key(total.data(), d, d);
  const Eigen::Map<const Eigen::VectorXd> key_label(total.data() + d * d, d);
  const Eigen::Map<const Eigen::VectorXd> value(total.data() + d * d + d, d);
  HeadLoss out;
  out.loss = sum * share;
  out.gradient.A = roots_.prompt * key * roots_.query.transpose();
  out.gradient.r = roots_.query * key_label;
  out.gradient.c = roots_.prompt * value;
  out.gradient.b = total.back();
  return out;
}

PerAttention<HeadLoss> RegressionPrompts::batch(const PerAttention<RegressionHead>& heads, std::uint64_t first,
                                                std::uint64_t count) {
  prepare(heads);
  std::array<double, 2> sum{};
  for (std::uint64_t done = 0; done < count; done += k_lanes) {
    const std::size_t n = std::min<std::uint64_t>(k_lanes, count - done);
    double included[k_lanes] = {};
    std::fill_n(included, n, 1.0);
    answer(static_cast<std::uint32_t>(length_), first + done, true, included);
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& work = work_[k_attentions[i]];
      if (!work) continue;
      for (std::size_t lane = 0; lane < n; ++lane) sum[i] += work->error[lane] * work->error[lane] / 2;
    }
  }
  PerAttention<HeadLoss> out;
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto& work = work_[k_attentions[i]]) out[k_attentions[i]] = mean_of(*work, sum[i], count);
  }
  return out;
}

std::optional<PerAttention<SampleSummary>> RegressionPrompts::risk(const PerAttention<RegressionHead>& heads,
                                                                   std::uint64_t count, const std::atomic<bool>* stop) {
  prepare(heads);
  PerAttention<std::vector<SampleValue>> values;
  for (const Attention attention : k_attentions) {
    if (heads[attention]) values[attention].emplace();
  }
  for (std::uint64_t done = 0; done < count; done += k_lanes) {
    if (stop != nullptr && *stop) return std::nullopt;
    answer(static_cast<std::uint32_t>(length_) | k_held_out, done, false, nullptr);
    for (const Attention attention : k_attentions) {
      if (!values[attention]) continue;
      for (std::size_t lane = 0; lane < std::min<std::uint64_t>(k_lanes, count - done); ++lane) {
        const double error = work_[attention]->error[lane];
        values[attention]->push_back({error * error / 2, 0});
      }
    }
  }
  PerAttention<SampleSummary> out;
  for (const Attention attention : k_attentions) {
    if (values[attention]) out[attention] = summarize(*values[attention]);
  }
  return out;
}

void training_step(RegressionPrompts& prompts, TrainingState& state, std::uint64_t batch, double rate) {
  const PerAttention<HeadLoss> found = prompts.batch(state.heads, state.step * batch, batch);
  ++state.step;
  for (const Attention attention : k_attentions) {
    if (!found[attention]) continue;
    RegressionHead& head = *state.heads[attention];
    const RegressionHead& gradient = found[attention]->gradient;
    head.A -= rate * gradient.A;
    head.b -= rate * gradient.b;
    head.c -= rate * gradient.c;
    head.r -= rate * gradient.r;
    state.loss_sum[attention] = state.loss_sum[attention].value_or(0) + found[attention]->loss;
    if (!(largest_entry(head) <= k_training_bound)) {
      throw Error(std::string("the parameters of ") + name_of(attention) + " attention diverged at step " +
                  std::to_string(state.step) + "; a smaller learning rate is needed");
    }
  }
}

}  // namespace softlin::numeric
