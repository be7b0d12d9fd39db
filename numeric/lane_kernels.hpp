#pragma once
/// Loops over tokens that work on eight prompts at once, one prompt a lane; one set for each instruction set of the machine.
///
/// All sets give the same bits: they are the same sequence of correctly rounded operations, fused multiplications included
/// (`plain` uses fma() of the C library), and no lane reads another. So a prompt's numbers do not depend on the machine, nor on
/// which prompts share its vector.
///
/// Checked by : tests/numeric/lane_kernels_test.cpp (sets against each other, bit for bit; sums against 50 digits)

#include <cstddef>
#include <cstdint>

namespace softlin::numeric {

inline constexpr std::size_t k_lanes = 8;

/// Counters of Philox (numeric/philox.hpp) for eight prompts of one row.
struct LaneStream {
  std::uint64_t round_keys[20];        ///< keys of the ten rounds: word 0, word 1, word 0, ...
  std::uint64_t prompt_low[k_lanes];   ///< counter word 2
  std::uint64_t prompt_high[k_lanes];  ///< bits 21-31 of counter word 1
  std::uint64_t row;                   ///< counter word 3

  /// Lanes hold the prompts first_prompt, first_prompt + 1, ...
  LaneStream(std::uint64_t seed, std::uint32_t row, std::uint64_t first_prompt);
};

/// The law of the coordinates of a token before its affine map: standard normals, signs, or uniforms on (-1, 1). `given` coordinates
/// are read from memory: then the lanes are queries of one prompt.
enum class RawLaw { normal, sign, uniform, given };

/// What a naive prompt is made of. Arrays over lanes have the lane as their last index.
struct NaiveLanes {
  RawLaw law = RawLaw::normal;
  std::size_t d = 0;
  bool second = false;             ///< also second moments
  const double* slope = nullptr;   ///< d x 8: the score of a raw token g is <slope, g>
  const double* centre = nullptr;  ///< d x 8: subtracted from g in second moments (read only when `second`)
  const double* given =
      nullptr;  ///< law `given`: coordinate k of token i of a call is given[i d + k], the same in all lanes
};

/// Softmax sums of eight prompts, relative to e^reference.
///
/// With w = e^{score - reference}: total = sum w; first[k] = sum w g_k; second[pair(k, l)] = sum w (g_k - centre_k)(g_l - centre_l) and
/// first_centred[k] = sum w (g_k - centre_k) when second moments are asked for. The reference is the largest score of the first
/// block of tokens, and is raised to that of a later block when that is larger by more than k_reference_slack.
struct NaiveSums {
  double* reference;  ///< 8
  double* total;      ///< 8
  double* first;      ///< d x 8; of g, or of g - centre with second moments
  double* second;     ///< d (d + 1)/2 x 8, rows k, columns l <= k
  double* chunk;      ///< as long as total, first and second together
  double* work;       ///< naive_work_size() doubles
};

/// No weight exceeds e^k_reference_slack.
inline constexpr double k_reference_slack = 200;

/// Tokens of a block; even. It keeps the block's tokens in the nearest caches, and second moments, which pass over d^2/2 sums a
/// block, get longer blocks.
constexpr std::size_t naive_block(std::size_t d, bool second) {
  const std::size_t least = second ? 8 : 2;
  const std::size_t fitting = (second ? 1024 : 256) / d / 2 * 2;
  return fitting < least ? least : fitting > 64 ? 64 : fitting;
}
/// Doubles of work space.
constexpr std::size_t naive_work_size(std::size_t d, bool second) { return k_lanes * naive_block(d, second) * (d + 2); }

/// As NaiveSums for one normal xi a token, score s y with y = xi - s:
/// t10 = sum w, t11 = sum w y, t20 = sum w^2; with `second` also t12, t21, t22, t30 (t_np = sum w^n y^p).
struct ReducedSums {
  double reference[k_lanes];
  double t10[k_lanes], t11[k_lanes], t20[k_lanes];
  double t12[k_lanes], t21[k_lanes], t22[k_lanes], t30[k_lanes];
};

/// Tokens of a block of the reduced sums.
inline constexpr std::size_t k_reduced_block = 64;

/// |W D + offset|^2 for eight vectors D. W is rows x d (row by row), the rest has the lane last.
struct SquaredImage {
  std::size_t rows = 0;
  std::size_t d = 0;
  const double* matrix = nullptr;
  const double* offset = nullptr;  ///< rows x 8, or null for 0
};

/// One attention head on the white coordinates of in-context regression (numeric/regression_training.hpp).
struct RegressionHeadLanes {
  const double* key;        ///< d x d, row by row: the query h gives the slope `key` h of a token's coordinates
  const double* key_label;  ///< d: and the slope key_label.h of its label
  const double* value;      ///< d: a token's value is value.g + value_label y
  double value_label = 0;
};

/// Eight prompts of in-context regression, each with its task and its query, and the heads that answer them.
///
/// Token i has white coordinates g and the label y = (task_map k).g + noise n; the query h, the task k, g and n are
/// standard normals. The target is k^T target_map h. Matrices are d x d, row by row.
struct RegressionLanes {
  std::size_t d = 0;
  std::uint64_t length = 0;
  const double* task_map = nullptr;
  const double* target_map = nullptr;
  double noise = 0;
  const RegressionHeadLanes* softmax = nullptr;  ///< null: not computed
  const RegressionHeadLanes* linear = nullptr;   ///< weights 1/L times the scores, in place of softmax weights
};

/// Parameters of a head: key, key_label, value, value_label, in this order.
constexpr std::size_t regression_parameters(std::size_t d) { return d * d + 2 * d + 1; }

/// What a head answers to eight prompts.
struct RegressionAnswer {
  double* error;  ///< 8: prediction - target
  double*
      gradient;  ///< regression_parameters(d) x 8: lane[i] error times the derivative of the prediction is added; or null
  const double* included;  ///< 8: 1 for lanes that count in `gradient`, else 0
};

/// Doubles of work space.
constexpr std::size_t regression_work_size(std::size_t d) {
  return k_lanes * (naive_block(d + 1, false) * (d + 5) + 4 * d + 4 * (d + 1));
}

struct LaneKernels {
  const char* name;

  /// Adds tokens first .. first + count - 1 (first even) of eight prompts to `sums`.
  /// Sums start as reference = -1e308 and zeros. Rounding: see lane_sampler.cpp.
  void (*naive)(const LaneStream& stream, const NaiveLanes& task, std::uint64_t first, std::uint64_t count,
                const NaiveSums& sums);
  /// The same for the reduced sums; `slope` is s, one a lane.
  void (*reduced)(const LaneStream& stream, const double* slope, bool second, std::uint64_t first, std::uint64_t count,
                  ReducedSums& sums);
  /// out[lane] = |W D + offset|^2.
  void (*squared_image)(const SquaredImage& image, const double* D, double* out);
  /// out[lane] = |A S B^T|_F^2 with S symmetric (packed as in NaiveSums::second), A rows x d, B e x d; `work` d + rows*d times 8.
  void (*squared_sandwich)(const double* A, std::size_t rows, const double* B, std::size_t e, std::size_t d,
                           const double* S, double* work, double* out);
  /// `per_token` normals of `tokens` consecutive tokens of the prompt in lane 0, from slot 0 on; see NormalStream::normal_rows.
  void (*normal_rows)(const LaneStream& stream, std::uint64_t first_token, std::uint32_t first_slot, std::size_t tokens,
                      std::size_t per_token, double* out);
  /// normal_pair of eight blocks, each given by its two halves.
  void (*normals)(const std::uint64_t* first_half, const std::uint64_t* second_half, double* first, double* second);
  /// x -> e^x for -700 <= x <= 700 (e^-700 below), relative error below k_exponential_error + 2^-52 |x|.
  void (*exponentials)(double* x, std::size_t size);
  /// Answers of softmax and of linear attention to eight prompts, whose tokens are drawn and forgotten block by block. Token
  /// pair j owns the token index j (normals of coordinate k in slot k, those of the noise in slot d), query and task the
  /// last token index (coordinate k of both in slot k).
  void (*regression)(const LaneStream& stream, const RegressionLanes& task, double* work,
                     const RegressionAnswer& softmax, const RegressionAnswer& linear);
};

inline constexpr double k_exponential_error = 0x1p-48;

/// The widest set that the machine has, or the one named by the environment variable SOFTLIN_SIMD (avx512, avx2, plain).
/// Errors : InputError when the variable has another value or names a set that this machine lacks.
const LaneKernels& lane_kernels();

/// All sets that this machine can run, widest first: writes their addresses and returns how many there are.
std::size_t available_lane_kernels(const LaneKernels* out[3]);

}  // namespace softlin::numeric
