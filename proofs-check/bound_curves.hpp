#pragma once
/// The bounds of the catalogue at one model over several lengths: what the table `slack` and the figures `slack` and `deviation` show.
/// Checked by: tests/proofs-check/standard_table_test.cpp, tests/golden/plot_*.case

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "bounds/situation.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

/// A bound, compiled.
struct BoundEntry {
  const bounds::Bound* bound;
  bounds::CompiledBound compiled;
};

/// Every bound on the error of `quantity`; without `all` those whose evaluation takes seconds (sums over many cells) are left out.
std::vector<BoundEntry> bound_entries(Quantity quantity, bool all);

/// A bound at each length: an enclosure with relative width at most 10^-digits, or why it does not apply.
struct BoundCurve {
  const bounds::Bound* bound;
  std::vector<std::variant<bounds::Enclosed, std::string>> values;

  bool applies() const;  ///< at some length
};

/// Calls `done` after each bound.
std::vector<BoundCurve> bound_curves(const symbolic::AttentionModel& model, const std::vector<BoundEntry>& entries,
                                     const std::vector<Length>& lengths, int digits, const std::function<void()>& done);

}  // namespace softlin::check
