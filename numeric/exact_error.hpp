#pragma once
/// The exact finite-prompt error of a model, by whichever way computes it.

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "numeric/expectation.hpp"
#include "numeric/limit_enclosure.hpp"
#include "numeric/prompt_enumeration.hpp"
#include "numeric/query_average.hpp"

namespace softlin::numeric {

/// Formula    : $E |T_L - T|^2$, the squared Frobenius error of a gradient, or the squared bias, averaged over the query law:
///              an Expectation at one query, a QueryAverage over a Gaussian one, or a sum over all prompts of discrete laws
/// Threads    : any may call enclose()
/// Checked by : tests/numeric/exact_error_test.cpp
class ExactError {
 public:
  explicit ExactError(Expectation at_one_query) : way_(std::move(at_one_query)) {}
  explicit ExactError(std::shared_ptr<const QueryAverage> average);
  explicit ExactError(PromptEnumeration sum) : way_(std::move(sum)) {}
  /// Of the infinite prompt, whatever lengths are asked for.
  explicit ExactError(LimitGap gap) : way_(std::move(gap)) {}

  /// At finite lengths. Nothing for what no way serves: other token laws, and the bias unless tokens are Gaussian and the
  /// query is fixed or a pair; a target other than the limit with an average over a Gaussian query (the linear operator is
  /// the limit of Gaussian tokens). Errors: as the constructors of the three.
  static std::optional<ExactError> of(const symbolic::AttentionModel& model, symbolic::Quantity quantity,
                                      symbolic::Target target = symbolic::Target::limit);

  /// Encloses the error at each length with relative width at most 10^-digits. An average at a single length is remembered:
  /// the same question has the same answer, at once.
  /// Errors : as the way's own enclose().
  std::vector<Interval> enclose(const std::vector<Integer>& lengths, int digits, unsigned threads = 1) const;

  bool is_average() const { return std::holds_alternative<Average>(way_); }      ///< k_max_average_digits holds
  bool is_costly() const { return !std::holds_alternative<Expectation>(way_); }  ///< digits are dear
  /// Prompts that are summed over at this length; 0 where none are. enclose() refuses more than k_most_prompts.
  Integer prompts(const Integer& L) const;

 private:
  using Average = std::shared_ptr<const QueryAverage>;  // it stays where it was made
  std::variant<Expectation, Average, PromptEnumeration, LimitGap> way_;

  struct Memory;
  std::shared_ptr<Memory> memory_;  ///< of an average
};

}  // namespace softlin::numeric
