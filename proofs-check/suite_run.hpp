#pragma once
/// Runs a suite: threads, progress, interruption, resumption.

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proofs-check/row_plan.hpp"

namespace softlin::check {

struct RunOptions {
  int digits = 15;
  unsigned threads = 1;
  std::filesystem::path out;  ///< folder for results; empty: none
  bool resume = false;        ///< continue what `out` holds

  /// For a part of a suite (row_selection.hpp), whose rows are as in the whole one: places in `plans` of the rows that are
  /// wanted, ascending (empty: all); the number of each plan in the whole suite (empty: its place); sampled rows of the
  /// whole suite (none: those of `plans`).
  std::vector<std::size_t> only{};
  std::vector<std::size_t> numbers{};
  std::optional<std::size_t> sampled_rows{};
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)>
      progress;  ///< part of all rows done, 0 to 1; may come from any thread, one call at a time
};

struct RunOutcome {
  std::vector<ResultRow> rows;  ///< those asked for, in suite order; only the first ones when interrupted
  bool interrupted = false;

  bool all_as_expected() const;
};

/// Computes every row, or those of `only`. With `out`, each finished row is appended to out/results.jsonl at once, in suite order, and
/// out/run.json says what is being run; an interrupted run can be continued and ends with the same bytes.
///
/// A claim with open constants ("any") is one statement over all its lengths: when it is expected to be violated and one
/// of its rows is violated for every value of the constants, its undecided rows are as expected too.
///
/// `fingerprint` names the suite and options; a folder with another one is refused.
/// Errors : InputError when `out` cannot be written, holds another run, or holds results and `resume` is off.
RunOutcome run_suite(const std::vector<RowPlan>& plans, const std::string& fingerprint, const RunOptions& options);

}  // namespace softlin::check
