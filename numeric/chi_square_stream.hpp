#pragma once
/// Chi-square variables with any positive number of degrees of freedom, from Philox blocks.

#include <array>
#include <cstdint>

#include "numeric/normal_stream.hpp"

namespace softlin::numeric {

/// One variable and a bound on the relative error of its computation from the bits, the choice of candidates as made.
struct ChiSquareDraw {
  double value;
  double relative_error;
};

/// Formula    : W = 2 G with G of the Gamma law of shape a = nu/2. For a >= 1: candidates D v, v = (1 + C x)^3, with
///              D = a - 1/3, C = 1/sqrt(9 D), x normal and u uniform, taken when v > 0 and u < 1 - 0.0331 x^4 or
///              ln u < x^2/2 + D (1 - v + ln v). For a < 1: G of shape a + 1 times u^{1/a}.
/// Source     : Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363-372, section 6 for a < 1
/// Inputs     : nu > 0, finite
/// Result     : a fixed function of the blocks of (token, slot), slot = k_first_slot .. k_slot_limit - 1: attempt t takes
///              its normals from slot k_first_slot + 2t and its uniforms from the next, one of each for either variable;
///              u^{1/a} comes from slot k_power_slot. At least 95 of 100 candidates are taken (worst at a = 1), so that the
///              slots never run out: the last attempt, which comes up with odds of 20^-510, counts as taken.
/// Threads    : safe, immutable
/// Not promised : the exact Gamma law: candidates are compared in doubles, which moves odds by about 1e-15
/// Checked by : tests/numeric/chi_square_stream_test.cpp (moments, distribution at quantiles, slots, error against 50 digits)
class ChiSquareStream {
 public:
  static constexpr std::uint32_t k_first_slot = 3072;
  static constexpr std::uint32_t k_power_slot = k_slot_limit - 2;

  explicit ChiSquareStream(double degrees_of_freedom);

  /// The two variables that belong to `token`.
  std::array<ChiSquareDraw, 2> pair(const NormalStream& stream, std::uint64_t token) const;

 private:
  double shape_;  ///< a
  bool boosted_;  ///< a < 1
  double d_;      ///< D of the shape that candidates have
  double c_;      ///< C
};

}  // namespace softlin::numeric
