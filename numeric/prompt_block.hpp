#pragma once
/// What a block of prompt lengths has in common: A(s, L) and H(s, L) as sums of exponentials in u = s^2, with bounds of what is
/// left, for every length of the block at once.
///
/// Formula : F(L) = F_0 + sum_{n>0} T_n(x) F_n + rest, x = (2 L - first - last)/(last - first), T_n Chebyshev polynomials, F = A, dA/du, H, dH/du:
///           the polynomial in L through F at up to k_block_nodes lengths of the block. F is analytic in L, which bounds the
///           rest; it is 0 where every length is a node. For a block without end F_0 = 0 and |F| is at most a multiple of A(first).
/// Source  : docs/theory/regression-tubes.md, "Blocks of lengths"; icl-regression.md I3.1(7), I3.2
/// Checked by: tests/numeric/prompt_block_test.cpp

#include <array>
#include <optional>
#include <vector>

#include "numeric/exponential_sum.hpp"
#include "numeric/prompt_risk.hpp"

namespace softlin::numeric {

/// Lengths first <= L <= last; without `last` every L >= first.
struct PromptBlock {
  Integer first;
  std::optional<Integer> last;

  bool single() const { return last && *last == first; }
};

/// Lengths of a block at which statistics are enclosed.
inline constexpr std::size_t k_block_nodes = 6;

class BlockStatistics {
 public:
  /// `reach`: the largest u for which the fits are made; `accuracy`: that of the fits to A and H.
  /// Domain : first >= 2; 16 <= first and last <= 3 first where a block with an end has more than k_block_nodes lengths.
  /// Threads: as fit_exponential_sums. Errors: as fit_exponential_sums; Error outside the domain.
  BlockStatistics(const PromptBlock& block, double reach, double accuracy = 1e-10, unsigned threads = 1);

  /// The risk with F_0 in place of the statistics; the infinite prompt where the block has no end.
  template <class T>
  PromptRisk<T> risk(const CommutingRegression& problem, Bits bits = Bits(64)) const {
    if (middle_.empty()) return PromptRisk<T>(problem, bits);
    return PromptRisk<T>(problem, middle_[0], middle_[1], bits);
  }

  /// What F_1 adds to the risk, up to the errors of its fit: most of the change within a block that has several lengths and an end.
  template <class T>
  std::optional<PromptRisk<T>> change(const CommutingRegression& problem, Bits bits = Bits(64)) const {
    if (change_.empty()) return std::nullopt;
    return PromptRisk<T>(problem, change_[0], change_[1], bits, false);
  }

  /// Bounds of |F - F_0 - x F_1| for every length of the block and every u >= 0, several to choose from; those for 0 <= u <= reach are
  /// increasing in u but for errors of fits. `largest_variance`: an upper bound of the mu_i of the points where they
  /// will be used: values of u beyond reach count e^{(u - reach) 2/(5 mu)}.
  /// With `whole` of |F - F_0|.
  std::vector<StatisticErrors> errors(double largest_variance, bool whole = true) const;

  /// The largest error of a fit.
  double fit_error() const;

 private:
  PromptBlock block_;
  double reach_;
  std::vector<ExponentialSum> middle_;  ///< A and H; empty for a block without end
  std::vector<ExponentialSum> change_;  ///< A_1 and H_1
  std::optional<ExponentialSum> all_;   ///< A at `first`, for a block without end
  std::vector<std::array<double, 4>>
      majorants_;  ///< |F - F_0 - x F_1| <= c e^{g u}, one row a growth g, for A, dA/du, H, dH/du
  std::vector<std::array<double, 4>> change_majorants_;  ///< |F_1| <= c e^{g u}
  std::array<double, 4> at_most_{};                      ///< |F - F_0| for every u
};

}  // namespace softlin::numeric
