#pragma once
/// Samples of the finite-prompt deviation: one value a prompt, with a bound on its rounding error.

#include <Eigen/Dense>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "numeric/token_limit.hpp"

namespace softlin::numeric {

/// Largest prompt length and largest token dimension, from the ranges of numeric/philox.hpp.
inline constexpr std::uint64_t k_sampler_length_limit = std::uint64_t{1} << 40;
inline constexpr Eigen::Index k_sampler_dimension_limit = 4095;
/// Most queries that share a prompt.
inline constexpr std::uint64_t k_queries_limit = std::uint64_t{1} << 20;

/// Law of the query.
///
///   fixed    : z = mean
///   pair     : z = mean or -mean, equally likely
///   gaussian : z = mean + root * g, g standard normal
///   tokens   : z has the token law, independent of the prompt
struct SamplerQuery {
  enum class Law { fixed, pair, gaussian, tokens };
  Law law = Law::fixed;
  Eigen::VectorXd mean;  ///< not read for `tokens`
  Eigen::MatrixXd root;  ///< read for `gaussian` only
};

/// What the finite prompt is compared with.
///
///   limit  : the token law's own infinite-prompt value (numeric/token_limit.hpp)
///   affine : offset + matrix * z, in the space of the output (quantity output) or of the tokens (grad_v);
///            not available for grad_u
struct SamplerTarget {
  enum class Kind { limit, affine };
  Kind kind = Kind::limit;
  Eigen::VectorXd offset;
  Eigen::MatrixXd matrix;
};

enum class SampleQuantity { output, grad_v, grad_u };
enum class SampleMethod { naive, reduced };

/// A deviation to sample. With q the length of z and r = V.rows(): U is d x q, V is r x d.
struct SamplerProblem {
  SamplerTokens tokens;
  Eigen::MatrixXd U;
  Eigen::MatrixXd V;
  SamplerQuery query;
  SampleQuantity quantity = SampleQuantity::output;
  SamplerTarget target;
  /// Queries of the law `gaussian` or `tokens` that share a prompt; its value is their mean. Fewer random numbers a query,
  /// and values that are still independent from prompt to prompt. Method `naive`, tokens Gaussian, Rademacher or uniform.
  std::uint64_t queries_per_prompt = 1;

  /// Throws InputError when shapes disagree, an entry is not finite, `d` is beyond k_sampler_dimension_limit, an
  /// affine target is combined with grad_u, the law has no limit to be the target (SamplerTokens::check_limit), `reduced` with
  /// tokens that are not Gaussian or with an affine target, or several queries a prompt with what they are not for.
  void check(SampleMethod method) const;
};

/// One sampled value and a bound on its rounding: |value - exact value for the same random bits| <= rounding.
struct SampleValue {
  double value = 0;
  double rounding = 0;
};

/// Description of a sample; it is not evidence (proofs-check/evidence.hpp is).
struct SampleSummary {
  double mean = 0;
  double std_error = 0;  ///< sqrt(sum (Y_i - mean)^2 / (n (n - 1))); 0 for n < 2
  std::uint64_t prompts = 0;
};

/// The values Y_i of prompts first_prompt .. first_prompt + count - 1 of one row.
///
/// Formula    : X_1..X_L tokens, a = U z, w_i = e^{<a,X_i>} / sum_j e^{<a,X_j>}, Xbar = sum w_i X_i,
///              Chat = sum w_i X_i X_i^T - Xbar Xbar^T, r = rows of V. `naive`:
///                output : |V Xbar - target|^2          (target V * tilted mean, or affine)
///                grad_v : r |Xbar - target|^2          (target the tilted mean, or affine)
///                grad_u : |V (Chat - C)|_F^2 |z|^2     (C the tilted covariance)
///              `reduced` replaces Y by its conditional expectation given z and the scores, from one normal a token:
///                output : (e^T M e) Y1^2 + tr(PM) S_2
///                grad_v : r times the same with V = I
///                grad_u : |z|^2 times the table of exact.md section 3
///              with root^T a / s for e and root for Gamma^{1/2} (the formulas are invariant under rotation of g), so
///              that no division by a small s occurs. At s = 0 the weights are 1/L, there is no score, P = I and the
///              terms with e drop out.
/// Source     : exact.md sections 2, 3 and 7 (R2, R3)
/// Inputs     : length in 1 .. k_sampler_length_limit; prompts below k_prompt_limit
/// Result     : Y_i >= 0; depends on (problem, method, length, seed, row, i) only.
///              Random numbers: pair j of tokens (2j, 2j + 1) owns token index j of the Philox stream, its 2d numbers in
///              slots 0 .. d-1 (`reduced`: 2 numbers in slot 0); signs of token i: token index i; the choices of mixture
///              components: slot 2^12 - 1 of token index j; those of atoms: slot 0; the chi-square variables of Student tokens:
///              the slots named in numeric/chi_square_stream.hpp, of token index j; query q: token index 2^41 - 1 - q. Tokens run in one pass in
///              blocks with rescaling by a running maximum: memory O(block d) with blocks of 2 to 256 tokens, plus O(d^2)
///              for grad_u. Gaussian, Rademacher and uniform tokens run eight prompts at a time (numeric/lane_kernels.hpp),
///              in coordinates where the covariance is the identity, so that its root is applied once a prompt.
///              `rounding`: first-order forward bound with a safety factor, from: the error of the normals
///              (k_normal_error), of a and z, of scores (|a| times the error of a token), of the exponential and of the
///              rescalings, of sums (chunk length + number of chunks roundings), and of the target
///              (numeric/token_limit.hpp). A weight error rho moves a weighted mean by at most
///              (e^{2 rho} - 1) max |X_i - centre|, for which normals of size k_normal_max are taken.
/// Errors     : InputError (SamplerProblem::check); DomainError for lengths or prompts out of range and for problems so
///              large that a value overflows
/// Cost       : naive L d normals, L exponentials and O(L d) (O(L d^2) for grad_u, and for mixtures with roots that are not
///              diagonal); reduced L of each, whatever d
/// Threads    : safe
/// Not promised : `rounding` is not an enclosure in the sense of numeric/interval.hpp; it assumes library functions
///              off by less than one unit in the last place, and does not cover what was lost when the problem was
///              turned into doubles. The two methods share random bits: their values of one row are dependent.
/// Example    :
///     SamplerProblem problem;
///     problem.tokens.components = {{1, Eigen::VectorXd::Zero(2), Eigen::MatrixXd::Identity(2, 2)}};
///     problem.U = problem.V = Eigen::MatrixXd::Identity(2, 2);
///     problem.query.mean = Eigen::Vector2d(1, -1);
///     auto values = sample_block(problem, SampleMethod::reduced, /*length=*/16, /*seed=*/1, /*row=*/0, 0, 100);
/// Checked by : tests/numeric/sampler_test.cpp (closed forms at L = 1 and s = 0, naive against reduced, a 50-digit
///              evaluation of the same bits against `rounding`)
std::vector<SampleValue> sample_block(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                                      std::uint64_t seed, std::uint32_t row, std::uint64_t first_prompt,
                                      std::uint64_t count);

/// The values of all three quantities, in the order of SampleQuantity, from the same prompts.
///
/// Formula    : sample_block with method `naive`; `problem.quantity` is not read
/// Errors     : as sample_block, and InputError for a target other than the limit and for tokens that are not Gaussian,
///              Rademacher or uniform
/// Checked by : tests/numeric/sampler_test.cpp
std::array<std::vector<SampleValue>, 3> sample_quantities(const SamplerProblem& problem, std::uint64_t length,
                                                          std::uint64_t seed, std::uint32_t row,
                                                          std::uint64_t first_prompt, std::uint64_t count);

/// The deviation itself, V Xbar - target, of prompts first_prompt .. first_prompt + count - 1, one after the other: the
/// vectors whose squares `sample_block` gives for the same arguments (naive, output).
///
/// `take` is called with each vector, which it must not keep, and a bound on the 2-norm of its rounding error.
/// Result     : false when `stop` was raised before the end
/// Errors     : as sample_block; InputError for a quantity other than output and for several queries a prompt
/// Checked by : tests/numeric/mean_deviation_test.cpp
bool for_each_deviation(const SamplerProblem& problem, std::uint64_t length, std::uint64_t seed, std::uint32_t row,
                        std::uint64_t first_prompt, std::uint64_t count,
                        const std::function<void(const Eigen::VectorXd& deviation, double error)>& take,
                        const std::atomic<bool>* stop = nullptr);

struct SampleOptions {
  std::uint64_t seed = 0;
  std::uint32_t row = 0;
  std::uint64_t first_prompt = 0;
  std::uint64_t prompts = 0;
  unsigned threads = 1;
  /// Called with (prompts done, prompts asked for), one call at a time, from the workers. Must not throw.
  std::function<void(std::uint64_t, std::uint64_t)> progress;
  /// When it becomes true, workers stop after at most one block of tokens.
  const std::atomic<bool>* stop = nullptr;
};

struct SampleResult {
  std::vector<SampleValue> values;  ///< in prompt order; if stopped, the longest run from the first prompt on
  SampleSummary summary;            ///< of `values`
  bool stopped = false;             ///< true when fewer prompts than asked for were finished
};

/// `sample_block` for many prompts on several threads.
///
/// Result     : the same bits for any number of threads and for any split of the prompts into calls; the values of an
///              interrupted run are the first values of the full run
/// Errors     : as sample_block, and InputError for threads = 0
/// Checked by : tests/numeric/sampler_test.cpp (1, 2 and 7 threads; different splits; stop)
SampleResult sample(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                    const SampleOptions& options);

/// Mean and standard error.
///
/// Formula    : two passes (mean, then squared differences from it), each a pairwise sum that halves the range down to
///              runs of at most 128 added left to right: the order depends on n only
/// Checked by : tests/numeric/sampler_test.cpp
SampleSummary summarize(const std::vector<SampleValue>& values);

}  // namespace softlin::numeric
