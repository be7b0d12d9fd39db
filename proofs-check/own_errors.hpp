#pragma once
/// What the columns of a user's own table show of errors: exact and sampled means, probabilities, values of regressions.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "proofs-check/deviation_row.hpp"
#include "proofs-check/own_rows.hpp"
#include "proofs-check/row_plan.hpp"

namespace softlin::check {

/// Of one row: the first for errors and values, the second for probabilities; neither before it is computed.
struct OwnError {
  std::optional<DeviationRow> mean;
  std::optional<ResultRow> probability;

  bool is_known() const { return mean || probability; }
};

class OwnErrors {
 public:
  /// `rows` must outlive the errors.
  explicit OwnErrors(const PlacedRows& rows) : rows_(rows) {}

  /// Nothing for a column that shows no error alone.
  void add(const OwnColumn& column);

  /// Everything symbolic. Errors: InputError, with file, line and column, for what cannot be computed.
  void prepare();

  /// Calls step() work() times, unless stopped.
  void compute(unsigned threads, const std::atomic<bool>* stop, const std::function<void()>& step);
  std::size_t work() const { return work_; }

  /// Is everything known that columns show of the row?
  bool is_complete(std::size_t row) const;
  const OwnError& at(const OwnColumn& column, std::size_t row) const;
  /// Of the sampled ones.
  void add_samples(std::set<std::uint64_t>& seeds, std::set<std::uint64_t>& prompts) const;
  /// Of intervals of probabilities.
  std::set<double> confidences() const;

 private:
  struct Shown {
    Claim terms;
    std::vector<RegressionClaim> regressions;
    int digits = 1;  ///< the most that a column shows
    bool has_interval = false;
    std::vector<OwnError> errors;
  };
  template <class Deviation>
  struct Work {
    Shown* shown;
    std::size_t situation;
    std::shared_ptr<Deviation> deviation;
  };

  void prepare(Shown& shown, std::size_t situation);

  const PlacedRows& rows_;
  std::map<std::string, Shown> shown_;
  std::vector<Work<std::vector<RowPlan>>> values_;
  std::vector<Work<std::vector<RowPlan>>> probabilities_;
  std::vector<Work<ExactDeviation>> exact_;
  std::vector<Work<SampledDeviation>> sampled_;
  std::size_t work_ = 0;
};

}  // namespace softlin::check
