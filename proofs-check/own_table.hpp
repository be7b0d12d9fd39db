#pragma once
/// A user's own table, computed: own_table_file.hpp says what it may hold.

#include <atomic>
#include <functional>
#include <memory>

#include "proofs-check/own_table_file.hpp"
#include "proofs-check/table_view.hpp"

namespace softlin::check {

struct OwnTableOptions {
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;  ///< when it becomes true, only the rows that are complete are kept
  std::function<void(double)> progress = [](double) {};
};

/// The numbers of the table.
///
///   error    : an enclosure to the column's digits, or the mean of samples to nearest
///   bound    : rounded up ("<=") or down (">="), so that the printed number is still a bound. Where a ratio or a verdict of
///              the same comparison is shown: as in the tables of `softlin check`, so that the printed comparison is never
///              stronger than the proved one (rounding.hpp)
///   ratio    : bound/error by the same rule; of a sampled error to nearest
///   verdict  : of whole enclosures, whose digits are raised until they separate; of samples as in `softlin check`, with as
///              many rows as the table has sampled verdicts
/// JSON     : an object a row with both ends of every enclosure
/// Errors   : InputError, with file, line and column, for what cannot be computed: an exact error that is not known, a
///            formula that cannot be read or has no value, a bound on another quantity
/// Threads  : GiNaC is used: one thread calls. The same table for any number of `threads`
/// Checked by : tests/proofs-check/own_table_test.cpp
StandardTable own_table(const OwnTable& table, const OwnTableOptions& options);

/// The same in parts. What touches formulas is in the constructor and in made(); compute() may run on any thread.
class OwnTableRun {
 public:
  /// Values of named bounds, and all that is symbolic. `table` must outlive the run.
  OwnTableRun(const OwnTable& table, const std::atomic<bool>* stop);
  ~OwnTableRun();

  void compute(const OwnTableOptions& options);

  /// The rows that are complete.
  StandardTable made() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// A plain number, "0.00125" or "1.25e-3", in the notation asked for; exact. Other text, and decimals of more than 40 zeros,
/// stay as they are.
std::string in_notation(const std::string& number, Notation notation);

}  // namespace softlin::check
