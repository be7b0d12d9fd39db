#pragma once
/// Rigorous averages of finite-prompt errors over a Gaussian query.
///
/// Formula : constant + sum of $E_z[h_i(s) prod_k z^T M_k z] = int_0^inf h_i(s) p_i(v) dv$, $s^2 = offset + v^2$ (offset 0 for a query
///           with mean 0), by the trapezoidal rule in x, $v = kappa asinh(e^{x/kappa})$ (docs/theory/exact.md 6.3).
/// Proof   : discretisation Theorem D (19) with the factors of (f) for a mean, truncation (a) and (b) (left_size() for a
///           mean), density 6.1, h by numeric/softmax_expectation.hpp;
///           rounding of the coordinates $|h(s^2 + e) - h(s^2)| <= c_1 |e|$, c_1 the absolute sum of h's heat flow.
///           Where s does not depend on the query: expectations times moments.
/// Checked by: tests/numeric/query_average_test.cpp (reference values, closed forms, samples).

#include <array>
#include <optional>
#include <vector>

#include "numeric/form_density.hpp"
#include "numeric/softmax_expectation.hpp"

namespace softlin::numeric {

/// What one evaluation did.
struct AverageReport {
  long nodes = 0;          ///< values of v
  double step = 0;         ///< h_s
  double width = 0;        ///< w, the half-width of the strip
  double theta = 0;        ///< its angle
  double strip_error = 0;  ///< largest bound (19) over the answer
  double seconds = 0;
};

class QueryAverage {
 public:
  /// Errors : as GaussianForms; Error for a mean of more than k_largest_shift standard deviations.
  explicit QueryAverage(const symbolic::AverageForm& form);

  /// Encloses the average at each length with relative width at most 10^-digits.
  /// Threads: up to `threads`; the bits do not depend on their number.
  /// Errors : PrecisionError when that cannot be reached; InputError for digits above k_max_average_digits.
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1,
                                AverageReport* report = nullptr) const;

  /// Encloses each term at each length, [length][term] with the terms of the form in their order and coefficients included,
  /// from the same nodes and densities. The width is aimed at 10^-digits times about the sum of the terms' sizes, the same for
  /// all terms of a length: coefficients are weights, which say how accurate each term has to be.
  /// The aim is not a promise: look at the width. The constant plays no part.
  /// Errors : InputError for digits above k_most_term_digits.
  std::vector<std::vector<Interval>> enclose_terms(const std::vector<Integer>& lengths, int digits,
                                                   unsigned threads = 1) const;

 private:
  struct Term {
    symbolic::CompiledFormula coefficient;
    double log_size = 0;                 ///< ln of about |coefficient| sum |c_j|
    double log_absolute = 0;             ///< ln sum |c_j|
    int highest = 0;                     ///< largest degree N_j of the statistic
    std::size_t statistic = 0;           ///< index into statistics_
    std::size_t product = 0;             ///< index into the products of density_
    std::vector<std::size_t> majorants;  ///< products of bounds_ whose mean bounds it; one when it is their own
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
  /// r of (19) and eta of 6.3 (f): exact binary values, and what they cost.
  struct Exponent {
    double r = 0;
    double eta = 0;
    double log_extra = 0;             ///< ln of the factors of the shift and the offset that are not in the moments
    std::vector<double> log_moments;  ///< one a term
  };
  /// How the left end is bounded: m eigenvalues, and for a shift the multiplier tau.
  struct LeftChoice {
    int m = 1;
    bool split = false;
    double tau = 0;
  };
  /// A value of v beyond which little is left, and the exponent that shows it.
  struct RightEnd {
    double v = 0;
    double beta = 0;
  };
  /// Where v mostly is.
  struct Bulk {
    double centre = 0;
    double spread = 0;
    double largest = 0;  ///< sqrt(lambda_max)
  };

  /// The sum with the constant as one value, or each term apart.
  enum class Output { sum, terms };
  /// [length][value]
  using Values = std::vector<std::vector<Interval>>;
  Values values_at(const std::vector<Integer>& lengths, double digits, unsigned threads, Output output,
                   AverageReport* report) const;
  Values attempt(const std::vector<Integer>& lengths, double digits, unsigned threads, Output output,
                 AverageReport* report) const;
  Values constant_slope(const std::vector<Integer>& lengths, int digits, unsigned threads, Output output) const;
  Bulk bulk() const;
  double log_share(double v) const;
  /// ln of about the answers, and of the terms alone without their signs.
  struct Estimate {
    std::vector<double> log_answers;
    std::vector<double> log_terms;
  };
  Estimate estimate(const std::vector<Integer>& lengths) const;
  Estimate estimate_each(const std::vector<Integer>& lengths) const;
  Strip choose_strip(const std::vector<Integer>& lengths, const std::vector<double>& log_goals,
                     std::vector<Exponent>& exponents_found) const;
  std::vector<Exponent> exponents(double theta) const;
  double log_constant(const Integer& L, const Strip& strip, const Exponent& exponent) const;
  double best_log_constant(const Integer& L, const Strip& strip, const std::vector<Exponent>& exponents,
                           const Exponent** best_exponent) const;
  Interval strip_error(const Integer& L, const Strip& strip, const std::vector<Exponent>& exponents) const;
  Interval form_size(const std::vector<Interval>& variances, bool split) const;
  Interval left_size(bool split) const;
  double multiplier(double v0, double& half_exponent) const;
  double log_left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes, double x,
                        LeftChoice& choice) const;
  Interval left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes, long first) const;
  Interval right_size(const Interval& beta) const;
  Interval right_error(const RightEnd& end, const Interval& last) const;
  RightEnd right_end(double log_goal) const;
  Interval rounding_error() const;
  Interval majorant(const Term& term, const std::vector<Interval>& products) const;
  Interval weight(const Term& term) const;

  symbolic::CompiledFormula constant_;
  GaussianForms forms_;
  GaussianForms bound_forms_;  ///< the same, majorised
  std::vector<symbolic::WeightPolynomial> statistics_;
  std::vector<std::vector<std::size_t>> products_;        ///< of forms, as they occur
  std::vector<std::vector<std::size_t>> bound_products_;  ///< of positive semidefinite forms
  std::vector<Term> terms_;  ///< those with a coefficient other than 0; its construction fills the three above
  FormDensity density_;
  FormDensity bounds_;
  std::optional<ScoreVariance> constant_scores_;  ///< when s does not depend on the query
  Interval shift_square_{0, Bits(192)};           ///< |b|^2
};

/// Largest |b|: contours are planned in floating point, where b^2/2 nats must leave digits.
inline constexpr double k_largest_shift = 2e6;

/// Largest number of digits for averages, 50 and one that rounding the ends to decimals may use: the coordinates carry 120.
inline constexpr int k_max_average_digits = 51;

/// Largest number of digits of one attempt: what rounding the coordinates leaves, with room to spare.
inline constexpr int k_most_term_digits = 80;

}  // namespace softlin::numeric
