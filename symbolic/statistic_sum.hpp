#pragma once
/// Polynomials in the softmax statistics S(n,p) with coefficients in the slope s and in free scalars, and their exact
/// reduction to weight power sums. Source: docs/theory/exact.md 4.1, 4.2.

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "symbolic/score_polynomial.hpp"

namespace softlin::symbolic {

/// Exponents of s and of free scalars, none of them 0; that of s may be negative.
using ScalarMonomial = std::map<std::string, int>;

/// sum_j (scalar monomial)_j E f_j with f_j polynomials in weight power sums, none of them 0.
using WeightForm = std::map<ScalarMonomial, WeightPolynomial>;

class StatisticSum {
 public:
  using Key = std::pair<ScoreMonomial, ScalarMonomial>;
  using Terms = std::map<Key, Rational>;

  StatisticSum() = default;  ///< zero
  explicit StatisticSum(const Rational& constant);
  /// S(n,p), n >= 1; S(1,0) is 1.
  static StatisticSum statistic(int n, int p);
  static StatisticSum scalar(const std::string& name, int exponent = 1);
  static StatisticSum of(const WeightForm& form);

  const Terms& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  /// No S(n,p) occurs.
  bool is_scalar() const;
  /// No S(n,p) with p >= 1 occurs.
  bool is_weight_only() const;
  bool uses_scalar(const std::string& name) const;

  void add(const Key& key, const Rational& coefficient);
  friend StatisticSum operator+(StatisticSum a, const StatisticSum& b);
  friend StatisticSum operator-(StatisticSum a, const StatisticSum& b);
  friend StatisticSum operator*(const StatisticSum& a, const StatisticSum& b);

  /// Every occurrence of the scalar, which stands to the first power, replaced.
  StatisticSum substitute(const std::string& scalar, const StatisticSum& value) const;

  /// The same as a form in weights. Errors: Error when a power of xi is left.
  WeightForm weights() const;

  std::string text() const;  ///< "S(1,1)^2 - 2*s*S(1,1) + s^2"

 private:
  Terms terms_;
};

/// Called for every application of Stein's rule: E monomial = E value.
using SteinRecord = std::function<void(const ScoreMonomial& monomial, const StatisticSum& value)>;

/// E sum, reduced to weight power sums: the terms of highest power of xi first, each monomial once.
WeightForm reduce(const StatisticSum& sum, const SteinRecord& record = {});

/// d/d(s^2) of the expectation: of s^k E f it is $(k/2) s^{k-2} E f + s^k E heat_flow(f)$.
WeightForm derivative_in_s_squared(const WeightForm& form);
/// 2 s times that.
WeightForm derivative_in_s(const WeightForm& form);

std::string text_of(const ScoreMonomial& monomial);  ///< "S(1,1)^2*S2", "1"
std::string text_of(const ScalarMonomial& scalars);  ///< "s^2*b", "1"

/// How a reduction is shown.
enum class FormStyle {
  text,       ///< "A + s^2 E[S2 - 6 S3 + 6 S2^2]"
  parseable,  ///< "A + s^2*(S2 - 6*S3 + 6*S2^2)"
  latex       ///< "A + s^{2} \operatorname{E}\left[S_2 - 6 S_3 + 6 S_2^{2}\right]"
};

/// The form by ascending powers of s; E S2 is written as A where nothing else stands beside it but a number.
std::string text_of(const WeightForm& form, FormStyle style);

}  // namespace softlin::symbolic
