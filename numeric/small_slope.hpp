#pragma once
/// Taylor series in s^2 at s = 0, where the lattice rule would need very many nodes.

#include <optional>
#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

/// $E f = sum_{k<K} f_k u^k/k! + R$, $u = s^2$, f_k = the k-th heat-flow derivative at equal weights (exact.md 4.2), and
/// $|R| <= (u^K/K!) c_K A(s, L) <= (u^K/K!) c_K q/(L-1+q)$, $q = e^u$, c_K the sum of absolute coefficients of f_K: every
/// monomial of f_K other than a constant is at most S_2 (bounds.md A2.9). K is the least order up to 10 that serves.
/// Checked by: tests/numeric/softmax_expectation_test.cpp
class SmallSlopeSeries {
 public:
  /// `statistics` must outlive the object.
  SmallSlopeSeries(const std::vector<symbolic::WeightPolynomial>& statistics, const Interval& s_squared, int digits,
                   Bits bits);

  /// Nothing when the remainder of some statistic exceeds 10^-digits/L at the orders available.
  std::optional<std::vector<Interval>> at(const Integer& L) const;

 private:
  const std::vector<symbolic::WeightPolynomial>& statistics_;
  Interval s_squared_;
  Bits bits_;
  bool hopeless_ = false;
  double log_slope_ = 0;  ///< ln s^2
  double log_part_ = 0;   ///< ln 10^-digits
  Interval q_;
  Interval part_;  ///< 10^-digits
};

inline std::optional<std::vector<Interval>> expect_weights_at_small_slope(
    const std::vector<symbolic::WeightPolynomial>& statistics, const Interval& s_squared, const Integer& L, int digits,
    Bits bits) {
  return SmallSlopeSeries(statistics, s_squared, digits, bits).at(L);
}

}  // namespace softlin::numeric
