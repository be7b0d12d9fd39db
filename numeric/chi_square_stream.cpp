#include "numeric/chi_square_stream.hpp"

#include <cmath>
#include <string>

#include "numeric/rounded_functions.hpp"
#include "numeric/rounding_unit.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

constexpr std::uint32_t k_attempts = (ChiSquareStream::k_power_slot - ChiSquareStream::k_first_slot) / 2;
constexpr double k_log_smallest_uniform = 36.75;  // 53 ln 2, rounded up

}  // namespace

ChiSquareStream::ChiSquareStream(double degrees_of_freedom)
    : shape_(degrees_of_freedom / 2), boosted_(shape_ < 1), d_(shape_ + (boosted_ ? 1.0 : 0.0) - 1.0 / 3), c_(0) {
  if (!(degrees_of_freedom > 0) || !std::isfinite(degrees_of_freedom)) {
    throw DomainError("ChiSquareStream", std::to_string(degrees_of_freedom), "a positive number of degrees of freedom");
  }
  c_ = 1 / std::sqrt(9 * d_);
}

std::array<ChiSquareDraw, 2> ChiSquareStream::pair(const NormalStream& stream, std::uint64_t token) const {
  std::array<ChiSquareDraw, 2> out{};
  std::array<bool, 2> taken{};
  for (std::uint32_t attempt = 0; attempt < k_attempts && !(taken[0] && taken[1]); ++attempt) {
    std::array<double, 2> x{};
    std::array<double, 2> u{};
    stream.normals(token, k_first_slot + 2 * attempt, x);
    stream.uniforms(token, k_first_slot + 2 * attempt + 1, u);
    for (std::size_t i = 0; i < 2; ++i) {
      if (taken[i]) continue;
      const double root = 1 + c_ * x[i];
      if (!(root > 0)) continue;
      const double v = root * root * root;
      const double square = x[i] * x[i];
      // Most candidates pass the first test, which takes no logarithm.
      taken[i] = u[i] < 1 - 0.0331 * square * square || attempt + 1 == k_attempts ||
                 rounded_log(u[i]) < square / 2 + d_ * (1 - v + rounded_log(v));
      if (!taken[i]) continue;
      // C x has the error of the normal and four roundings, the sum one more; the cube triples what they are of `root`.
      const double root_error = std::abs(c_ * x[i]) * (k_normal_error + 4 * k_unit) + k_unit * root;
      out[i] = {2 * d_ * v, 3.2 * root_error / root + 6 * k_unit};
    }
  }
  if (boosted_) {
    std::array<double, 2> u{};
    stream.uniforms(token, k_power_slot, u);
    for (std::size_t i = 0; i < 2; ++i) {
      out[i].value *= rounded_pow(u[i], 1 / shape_);
      out[i].relative_error += (k_log_smallest_uniform / shape_ + 2) * k_unit;
    }
  }
  return out;
}

}  // namespace softlin::numeric
