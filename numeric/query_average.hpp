#pragma once
/// Rigorous averages of finite-prompt errors over a Gaussian query.
///
/// Formula : sum of E_z[h_i(s) prod_k z^T M_k z] = int_0^inf h_i(s) p_i(s) ds, by the trapezoidal rule in x,
///           s = kappa asinh(e^{x/kappa}) (docs/theory/exact.md 6.3).
/// Proof   : discretisation Theorem D (19), truncation (a) and (b), density 6.1, h by numeric/softmax_expectation.hpp;
///           rounding of the coordinates |h(s^2 + e) - h(s^2)| <= c_1 |e|, c_1 the absolute sum of h's heat flow.
/// Checked by: tests/numeric/query_average_test.cpp (reference values, closed forms, samples).

#include <vector>

#include "numeric/form_density.hpp"
#include "numeric/softmax_expectation.hpp"

namespace softlin::numeric {

/// What one evaluation did.
struct AverageReport {
  long nodes = 0;          ///< values of s
  double step = 0;         ///< h_s
  double width = 0;        ///< w, the half-width of the strip
  double theta = 0;        ///< its angle
  double strip_error = 0;  ///< largest bound (19) over the answer
  double seconds = 0;
};

class QueryAverage {
 public:
  /// Errors : as GaussianForms.
  explicit QueryAverage(const symbolic::AverageForm& form);

  /// Encloses the average at each length with relative width at most 10^-digits.
  /// Threads: up to `threads`; the bits do not depend on their number.
  /// Errors : PrecisionError when that cannot be reached; InputError for digits above k_max_average_digits.
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1,
                                AverageReport* report = nullptr) const;

 private:
  struct Term {
    symbolic::CompiledFormula coefficient;
    double size = 0;                     ///< about |coefficient|
    std::size_t statistic = 0;           ///< index into statistics_
    std::size_t product = 0;             ///< index into the products of density_
    std::vector<std::size_t> majorants;  ///< products of bounds_: one that equals it, or two whose half sum bounds it
    std::size_t degree = 0;              ///< J
  };
  /// The free parameters of Theorem D: exact binary values.
  struct Strip {
    double theta = 0.5;
    double reach = 1.3;  ///< vartheta
    double kappa = 1;
    double step = 0.1;                ///< h_s
    Interval width(Bits bits) const;  ///< w = kappa theta
  };
  struct Nodes;

  std::vector<Interval> attempt(const std::vector<Integer>& lengths, double digits, unsigned threads,
                                AverageReport* report) const;
  std::vector<double> estimate(const std::vector<Integer>& lengths) const;
  Strip choose_strip(const std::vector<Integer>& lengths, const std::vector<double>& log_goals) const;
  double log_constant(const Integer& L, const Strip& strip, double r) const;
  double best_log_constant(const Integer& L, const Strip& strip, double& best_r) const;
  Interval strip_error(const Integer& L, const Strip& strip) const;
  Interval left_error(const Integer& L, const Strip& strip, long first) const;
  double log_left_error(const Integer& L, const Strip& strip, double x, int m) const;
  Interval right_error(const Strip& strip, const Interval& last) const;
  Interval rounding_error() const;
  Interval majorant(const Term& term, const std::vector<Interval>& products) const;
  Interval equal_weights(const Integer& L, Bits bits) const;
  std::vector<double> exponents() const;

  GaussianForms forms_;
  std::vector<symbolic::WeightPolynomial> statistics_;
  std::vector<std::vector<std::size_t>> products_;        ///< of forms, as they occur
  std::vector<std::vector<std::size_t>> bound_products_;  ///< of positive semidefinite forms
  std::vector<Term> terms_;                               ///< its construction fills the three above
  FormDensity density_;
  FormDensity bounds_;
};

/// Largest number of digits for averages: the coordinates carry 120.
inline constexpr int k_max_average_digits = 50;

}  // namespace softlin::numeric
