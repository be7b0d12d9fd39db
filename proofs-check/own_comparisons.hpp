#pragma once
/// The bounds of a user's own table, and how they compare with errors, probabilities or values of regressions.

#include <atomic>
#include <functional>
#include <map>
#include <set>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "proofs-check/own_rows.hpp"
#include "proofs-check/row_plan.hpp"

namespace softlin::check {

/// One bound against one error, at all rows.
struct OwnComparison {
  Claim terms;
  std::vector<RegressionClaim> regressions;
  int digits = 1;
  bool is_compared = false;              ///< a ratio or a verdict is shown
  const bounds::Bound* named = nullptr;  ///< of the catalogue
  bool is_best = false;                  ///< the sharpest of the catalogue

  // By row.
  std::vector<std::optional<numeric::Interval>> bounds;  ///< nothing where it does not apply
  std::vector<std::string> which;                        ///< the name of the bound
  std::vector<const bounds::Bound*> winners;             ///< null: a formula, or none applies
  std::vector<std::string> refusals;                     ///< why it does not apply
  std::vector<std::optional<ResultRow>> results;         ///< where it is compared

  bool is_formula() const { return named == nullptr && !is_best; }
};

class OwnComparisons {
 public:
  /// `rows` must outlive the comparisons.
  explicit OwnComparisons(const PlacedRows& rows) : rows_(rows) {}

  /// Nothing for a column without a bound. Errors: InputError for a bound that is not on the column's quantity.
  void add(const OwnColumn& column);

  /// Values of named bounds, and everything symbolic about the others.
  /// Errors : InputError, with file, line and column, for a formula that cannot be read or has no value
  void prepare(const std::atomic<bool>* stop);

  /// Calls step() work() times, unless stopped.
  void compute(unsigned threads, const std::atomic<bool>* stop, const std::function<void()>& step);
  std::size_t work() const { return plans_.size(); }

  /// Is everything known that columns show of the row?
  bool is_complete(std::size_t row) const;
  const OwnComparison& at(const OwnColumn& column) const;
  std::vector<const OwnComparison*> all() const;

 private:
  struct Planned {
    OwnComparison* comparison;
    std::size_t row;
  };

  void prepare_named(OwnComparison& comparison, const std::atomic<bool>* stop);
  void prepare_claims(OwnComparison& comparison, Suite& suite);
  Claim claim_for_value(Claim claim, std::size_t situation) const;

  const PlacedRows& rows_;
  std::map<std::string, OwnComparison> comparisons_;
  std::vector<Planned> planned_;
  std::vector<RowPlan> plans_;
};

/// The decimals that a result row stores, as an interval that contains both.
numeric::Interval interval_of(const std::string& lower, const std::string& upper);

}  // namespace softlin::check
