#pragma once
/// Exact linear combinations of softmax statistics.

#include <vector>

#include "symbolic/number.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::symbolic {

/// $constant + sum_i coefficient_i E statistic_i + squared_bias (E S_2)^2$, for the weights of L standard normal scores
/// with slope s, s^2 = s_squared.
struct ExpectationForm {
  struct Term {
    Number coefficient;
    WeightPolynomial statistic;
  };
  Number s_squared;
  Number constant;
  std::vector<Term> terms;
  Number squared_bias;

  /// The exact value where every weight is 1/L: L = 1, or s = 0.
  Number at_equal_weights(const Integer& L) const;
};

}  // namespace softlin::symbolic
