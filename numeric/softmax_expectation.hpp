#pragma once
/// Rigorous enclosures of $E p(w)$ for softmax weights w of L standard normal scores with slope s.
///
/// Method  : closed form at L = 1 and s = 0; Taylor series for very small s (numeric/small_slope.hpp); otherwise the
///           lattice rule, for few digits in double pairs (numeric/pair_lattice.hpp), else in fixed point
///           (numeric/softmax_lattice.hpp).
/// Checked by: tests/numeric/softmax_expectation_test.cpp (reference values, closed forms at L = 1, s = 0, L = 2,
///           random enclosures at two precisions), tests/numeric/softmax_expectation_arb_test.cpp.

#include <functional>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/lattice_report.hpp"
#include "symbolic/compiled_formula.hpp"
#include "symbolic/number.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

/// Largest score standard deviation accepted.
inline constexpr int k_max_slope = 16;

/// The score variance $s^2 >= 0$, exactly known; can be handed to any thread.
class ScoreVariance {
 public:
  /// Errors : Error when s^2 is negative, its sign cannot be decided, or s exceeds k_max_slope.
  explicit ScoreVariance(const symbolic::Number& s_squared);
  /// A positive number that `enclose` encloses ever more narrowly with more bits, of any size.
  explicit ScoreVariance(std::function<Interval(Bits)> enclose) : enclose_(std::move(enclose)) {}

  bool is_zero() const { return zero_; }
  Interval enclose(Bits bits) const { return enclose_(bits); }

 private:
  std::function<Interval(Bits)> enclose_;
  bool zero_ = false;
};

/// Largest length and number of digits accepted (digits beyond those of the program serve as guard digits).
inline const Integer k_max_length = Integer(1) << 63;
inline constexpr int k_max_digits = 1500;

/// Encloses $E f$ for each weight polynomial f, at each length; all lengths share one set of tables.
///
/// Inputs    : lengths L >= 1, at most k_max_length; digits from 1 to k_max_digits.
/// Result    : [length][statistic]: enclosures whose width is aimed at 10^-digits times $E S_2$; exact rationals at L = 1
///             and s = 0. The aim is not a promise: look at the width (callers raise `digits`).
/// Cost      : one big-integer product for each inner function; grows a little faster than digits^2, and with s.
/// Threads   : safe; uses up to `threads` itself, and gives the same bits whatever their number.
/// Report    : when asked for, describes the lattice (untouched when none was needed), tails those of the first length.
/// Errors    : InputError for a length or digits out of range.
std::vector<std::vector<Interval>> expect_weights(const std::vector<symbolic::WeightPolynomial>& statistics,
                                                  const ScoreVariance& s_squared, const std::vector<Integer>& lengths,
                                                  int digits, unsigned threads = 1, LatticeReport* report = nullptr);

/// The same at one length.
std::vector<Interval> expect_weights(const std::vector<symbolic::WeightPolynomial>& statistics,
                                     const ScoreVariance& s_squared, const Integer& L, int digits,
                                     unsigned threads = 1);

}  // namespace softlin::numeric
