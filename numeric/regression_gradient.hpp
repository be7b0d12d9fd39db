#pragma once
/// The exact gradient of the finite-prompt risk of in-context regression, as enclosures.
///
/// Formula : grad_A R_L and grad_b R_L (docs/theory/icl-regression.md I3.4, general laws of I5.1), written by
///           symbolic/regression_gradient_form.hpp as a combination of averages over the query. All averages of one gradient,
///           and all lengths, share densities and nodes (QueryAverage::enclose_terms).
/// Accuracy: every entry has a width of at most 10^-digits times |grad| = (|grad_A|_F^2 + grad_b^2)^{1/2} at that length: an
///           entry that is 0 has no relative width. Entries that vanish identically are the point 0.
/// Domain  : as RegressionRisk.
/// Threads : any may call the members; the object is made where formulas may be used.
/// Checked by: tests/numeric/regression_gradient_test.cpp (differences of the exact risk, closed forms, the limit)

#include <memory>
#include <vector>

#include "numeric/query_average.hpp"
#include "symbolic/regression_gradient_form.hpp"

namespace softlin::numeric {

/// Entries of one gradient.
struct RegressionGradientValue {
  std::vector<Interval> A;  ///< [i d + j]
  Interval b{0, Bits(64)};
};

class RegressionGradient {
 public:
  explicit RegressionGradient(const symbolic::RegressionGradientForm& form);
  RegressionGradient(const symbolic::RegressionLaws& laws, const symbolic::RegressionParameters& parameters)
      : RegressionGradient(symbolic::regression_gradient_form(laws, parameters)) {}

  /// The gradient at each length.
  /// Errors : PrecisionError when the accuracy cannot be reached; InputError for digits above k_max_average_digits.
  std::vector<RegressionGradientValue> enclose(const std::vector<Integer>& lengths, int digits,
                                               unsigned threads = 1) const;

  /// The gradient of R_inf, to the same accuracy.
  RegressionGradientValue limit(int digits) const;

 private:
  struct Entry {
    symbolic::CompiledFormula limit;
    bool zero_limit = false;
    std::vector<std::pair<std::size_t, symbolic::CompiledFormula>> parts;  ///< term, factor over its weight
  };
  /// Values of the terms, none for R_inf.
  RegressionGradientValue combine(const std::vector<Interval>& terms, Bits bits) const;
  /// unit grad_b = single, grad_A = 0.
  RegressionGradientValue one_token(Bits bits) const;

  std::vector<Entry> A_;
  Entry b_;
  symbolic::CompiledFormula unit_square_;
  symbolic::CompiledFormula single_;
  std::shared_ptr<const QueryAverage> averages_;  ///< none where there is nothing to average
};

}  // namespace softlin::numeric
