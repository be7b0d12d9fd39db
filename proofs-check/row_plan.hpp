#pragma once
/// Turns claims into rows that any thread can compute: everything symbolic happens here, on one thread.

#include <memory>
#include <optional>
#include <vector>

#include "bounds/enclosure.hpp"
#include "numeric/exact_error.hpp"
#include "numeric/sampler.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/result_row.hpp"

namespace softlin::check {

/// Where the value of one variable of a bound comes from.
struct BoundVariable {
  enum class Kind {
    constant,   ///< an exact number
    statistic,  ///< A, A2 or B at the row's slope and length
    enclosed,   ///< a number that was enclosed when the claim was planned
    free,       ///< any positive value
  };
  Kind kind = Kind::constant;
  symbolic::CompiledFormula constant;
  std::shared_ptr<const numeric::Expectation> statistic;
  std::shared_ptr<const numeric::Interval> enclosure;
};

/// A bound, or a radius, ready to be evaluated.
struct PlannedBound {
  Place bound_place;  ///< for errors met while the bound is evaluated
  symbolic::CompiledFormula bound;
  std::vector<BoundVariable> variables;  ///< in the order of bound.variables
  /// In place of both: a bound of the catalogue with its free parameters chosen.
  std::shared_ptr<const bounds::FixedBound> chosen_bound;
  symbolic::CompiledFormula factor;  ///< of chosen_bound

  bool has_free_constants() const;
};

/// One row of the table, ready to be computed without any symbolic work.
struct RowPlan : PlannedBound {
  ResultRow row;  ///< inputs filled in; results to come

  /// Of an exceedance row.
  std::optional<PlannedBound> radius;

  /// The claim leaves constants open ("any"): its rows are one statement (see suite_run.hpp).
  bool any_constants = false;

  /// Exact rows: the deviation, or as a closed number (L = 1, s = 0, infinite prompt).
  std::shared_ptr<const numeric::ExactError> deviation;
  std::optional<symbolic::CompiledFormula> closed_deviation;
  /// Or a formula in enclosed numbers, of a regression row.
  std::optional<PlannedBound> value;
  /// The verdict where exact algebra decides it.
  std::optional<Verdict> decided;
  /// Exact algebra says that deviation and bound are equal.
  bool equal = false;

  /// Sampled rows.
  std::shared_ptr<const numeric::SamplerProblem> problem;
  /// E X^2 and E X of the sampler, where they are known: they predict its standard error.
  std::shared_ptr<const numeric::Expectation> second_moment;
  std::shared_ptr<const numeric::Expectation> first_moment;

  /// Identity rows have this and nothing else.
  std::optional<symbolic::Identity> identity;

  bool is_sampled() const { return problem != nullptr; }
};

/// All rows of a suite, in order: claim, scale, length, then exact before sampled.
///
/// Errors : InputError, naming the claim's file, line and key, for a formula with a syntax error or an unknown symbol,
///          a bound whose hypotheses the model does not meet or that is not for this quantity or relation, a length
///          below a bound's least, a formula that needs what the model lacks (s without a single query, sigma without a
///          value, L at infinite length); for equations of an identity that cannot be read.
std::vector<RowPlan> plan_rows(const Suite& suite);

}  // namespace softlin::check
