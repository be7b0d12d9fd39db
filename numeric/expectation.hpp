#pragma once
/// Enclosures of exact linear combinations of softmax statistics: the verified value of every finite-prompt error.

#include <vector>

#include "numeric/softmax_expectation.hpp"
#include "symbolic/expectation_form.hpp"

namespace softlin::numeric {

/// A symbolic::ExpectationForm made ready to be enclosed on any thread.
class Expectation {
 public:
  /// Errors : as ScoreVariance.
  explicit Expectation(const symbolic::ExpectationForm& form);

  /// Encloses the value at length L with relative width at most 10^-digits.
  /// Errors : PrecisionError when the value is too close to 0 for that.
  Interval enclose(const Integer& L, int digits) const;

  /// The same at several lengths, which share their tables, on up to `threads` threads (the bits do not depend on it).
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1,
                                LatticeReport* report = nullptr) const;

  const ScoreVariance& s_squared() const { return s_squared_; }

 private:
  ScoreVariance s_squared_;
  symbolic::CompiledFormula constant_;
  symbolic::CompiledFormula squared_bias_;
  symbolic::CompiledFormula at_one_token_;              ///< the exact value at L = 1, which may be 0
  std::vector<symbolic::WeightPolynomial> statistics_;  ///< S_2 first, for the squared bias
  std::vector<symbolic::CompiledFormula> coefficients_;
};

}  // namespace softlin::numeric
