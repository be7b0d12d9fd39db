#pragma once
/// The exact finite-prompt risk of in-context regression, as an enclosure.
///
/// Formula : $R_L(A, b) = E (pred - w.x)^2 / 2$ over prompts, tasks and queries (docs/theory/icl-regression.md I3.3), any A, b, Sigma,
///           Omega, noise, generator and d. An average over a Gaussian query of softmax statistics
///           (symbolic/regression_form.hpp), enclosed by numeric/query_average.hpp: no sampling anywhere.
/// Domain  : scores that reach slopes of at most 64 with a probability that matters; Error otherwise.
/// Threads : any may call the members; the object is made where formulas may be used.
/// Checked by: tests/numeric/regression_risk_test.cpp (table of the theory file, closed forms, naive simulation, two paths)

#include <memory>
#include <optional>

#include "numeric/query_average.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::numeric {

/// constant + average, where the average may be absent.
class AverageOrConstant {
 public:
  explicit AverageOrConstant(const symbolic::AverageForm& form);
  /// Errors : as QueryAverage::enclose.
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads) const;

 private:
  symbolic::CompiledFormula constant_;
  bool zero_constant_ = false;
  std::shared_ptr<const QueryAverage> average_;  ///< with the constant; none where there is nothing to average
};

/// The risk at one point.
class RegressionRisk {
 public:
  /// Errors : as QueryAverage.
  RegressionRisk(const symbolic::RegressionLaws& laws, const symbolic::RegressionPoint& point);

  /// Encloses R_L at each length with relative width at most 10^-digits.
  /// Errors : PrecisionError when that cannot be reached; InputError for digits above k_max_average_digits.
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1) const;

 private:
  AverageOrConstant value_;
};

/// The best multiple of b at one point: min over k of R_L(A, k b) = (tr Omega query - first^2/second)/2 at k = first/second.
class RegressionScale {
 public:
  struct Best {
    Interval risk;
    Interval factor;  ///< k; 0 where no multiple helps
  };
  RegressionScale(const symbolic::RegressionLaws& laws, const symbolic::RegressionPoint& point);

  /// Both with relative width at most 10^-digits.
  /// Errors : as RegressionRisk::enclose; digits are spent on the difference, about log10 L of them.
  std::vector<Best> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1) const;

 private:
  symbolic::CompiledFormula twice_null_;
  AverageOrConstant first_;
  AverageOrConstant second_;
};

}  // namespace softlin::numeric
