#pragma once
/// Training of one attention head on in-context regression by stochastic gradient descent: the authors' experiment.
///
/// Model : a prompt has tokens x_i and labels y_i = w.x_i + noise, e_i = (x_i, y_i), and a query x; with the parameters that
///         enter the prediction (docs/theory/icl-regression.md I1.2), s_i = x_i^T A x + y_i r.x and v_i = c.x_i + b y_i:
///             softmax : pred = sum_i w_i v_i, w = softmax(s)
///             linear  : pred = (1/L) sum_i s_i v_i
///         The loss of a prompt is (pred - w.x)^2 / 2: the target has no noise (a noisy one would add noise_variance/2 to every
///         risk), and the risk is its mean over prompts.
/// Random numbers : Philox of (seed; row, prompt, token, slot); row L for the prompts of batches, L + 2^31 for held-out
///         prompts, 0 for random starts. Prompt i of step n is the prompt n batch + i. So everything here is a function of its
///         arguments and the seed: heads of both kinds meet the same prompts, and nothing depends on threads, on the
///         instruction set, or on where a training was cut.
/// Not promised : bounds on rounding; these are samples and floating point.
/// Checked by : tests/numeric/regression_training_test.cpp (finite differences, exact risks of numeric/regression_risk and of
///         I5.2, instruction sets, a naive simulation prompt by prompt)

#include <Eigen/Dense>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "numeric/lane_kernels.hpp"
#include "numeric/sampler.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::numeric {

enum class Attention { softmax, linear };
inline constexpr std::array<Attention, 2> k_attentions{Attention::softmax, Attention::linear};
/// "softmax", "linear"
const char* name_of(Attention attention);

/// One of each kind of attention, or fewer.
template <class T>
class PerAttention {
 public:
  std::optional<T>& operator[](Attention attention) { return values_[static_cast<std::size_t>(attention)]; }
  const std::optional<T>& operator[](Attention attention) const { return values_[static_cast<std::size_t>(attention)]; }

 private:
  std::array<std::optional<T>, 2> values_;
};

/// Parameters of a head, or the derivatives of a loss in them.
struct RegressionHead {
  Eigen::MatrixXd A;
  double b = 0;
  Eigen::VectorXd c;
  Eigen::VectorXd r;
};

/// (A, b) with c = r = 0. The gradient of the risk keeps c and r at zero (I1.3); that of a batch does so on average only.
RegressionHead block_head(const Eigen::MatrixXd& A, double b);
/// Every weight normal with mean 0 and standard deviation `spread`.
RegressionHead random_head(Eigen::Index d, double spread, std::uint64_t seed);

/// Laws in doubles: each root R has R R^T = covariance.
struct RegressionRoots {
  Eigen::MatrixXd prompt;
  Eigen::MatrixXd query;
  Eigen::MatrixXd task;
  double noise = 0;  ///< standard deviation

  Eigen::Index dimension() const { return prompt.rows(); }
};

/// Largest dimension and prompt length of a training.
inline constexpr Eigen::Index k_training_dimension_limit = 1024;
inline constexpr std::uint64_t k_training_length_limit = (std::uint64_t{1} << 31) - 1;

/// Errors : Error unless labels come from the tokens that the model sees (prompt = cross = label, so both generators), and for
///          dimensions beyond the limit.
RegressionRoots regression_roots(const symbolic::RegressionLaws& laws);

struct HeadLoss {
  double loss = 0;          ///< mean over the batch
  RegressionHead gradient;  ///< of that mean
};

/// The prompts of one length, as many as are asked for.
/// Cost    : count L (d + 1) normals and, for each head, some 4 d multiplications a token and an exponential; memory for 2 to
///           64 tokens of eight prompts
/// Threads : one thread at a time for each object
class RegressionPrompts {
 public:
  /// Errors : DomainError for a length out of 1 .. k_training_length_limit.
  RegressionPrompts(const RegressionRoots& roots, std::uint64_t length, std::uint64_t seed,
                    const LaneKernels& kernels = lane_kernels());

  /// Losses and gradients of the prompts first .. first + count - 1.
  PerAttention<HeadLoss> batch(const PerAttention<RegressionHead>& heads, std::uint64_t first, std::uint64_t count);

  /// Mean loss of the first `count` held-out prompts, with its standard error; nothing when `stop` was raised.
  std::optional<PerAttention<SampleSummary>> risk(const PerAttention<RegressionHead>& heads, std::uint64_t count,
                                                  const std::atomic<bool>* stop = nullptr);

 private:
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  /// A head in the white coordinates of the kernel, and what is summed over a batch.
  struct Work {
    Rows key;
    Eigen::VectorXd key_label;
    Eigen::VectorXd value;
    RegressionHeadLanes lanes;
    std::vector<double> gradient;
    double error[k_lanes];
  };

  void prepare(const PerAttention<RegressionHead>& heads);
  /// Errors of the prompts first .. first + 7.
  void answer(std::uint32_t row, std::uint64_t first, bool with_gradient, const double* included);
  HeadLoss mean_of(const Work& work, double sum, std::uint64_t count) const;

  RegressionRoots roots_;
  Rows task_map_;    ///< prompt^T task
  Rows target_map_;  ///< task^T query
  std::uint64_t length_;
  std::uint64_t seed_;
  const LaneKernels& kernels_;
  PerAttention<Work> work_;
  std::vector<double> scratch_;
};

/// A training of both kinds of attention, or of one, on the same prompts: head <- head - rate gradient(batch).
struct TrainingState {
  std::uint64_t step = 0;
  PerAttention<RegressionHead> heads;
  PerAttention<double> loss_sum;  ///< of the batches since the last report
};

/// Parameters beyond this have diverged.
inline constexpr double k_training_bound = 1e15;

/// Takes one step. Errors : Error that names the head and the step when a parameter leaves k_training_bound.
void training_step(RegressionPrompts& prompts, TrainingState& state, std::uint64_t batch, double rate);

}  // namespace softlin::numeric
