#pragma once
/// Computes one shard of a campaign into a folder: durable rows, resumption, a budget of time.

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "proofs-check/campaign_plan.hpp"
#include "proofs-check/campaign_shard.hpp"

namespace softlin::check {

struct CampaignOptions {
  std::filesystem::path out;
  Shard shard;
  bool resume = false;
  unsigned threads = 1;
  double checkpoint_seconds = 10;                ///< between two saves of the samples of a long row
  const std::atomic<bool>* stop = nullptr;       ///< the run ends soon after it becomes true
  std::function<void(double, double)> progress;  ///< part of the shard that is done, and that was at the start; 0 to 1
};

/// What the rows of a results file say.
struct RowCounts {
  std::size_t rows = 0;
  std::size_t claims = 0;                       ///< rows of `check`
  std::map<std::string, std::size_t> verdicts;  ///< of those, by name
  std::size_t unexpected = 0;                   ///< verdicts that are not the expected ones

  /// Counts one line; its row number is returned.
  /// Errors : InputError at `place` for a line that is no row.
  std::uint64_t add(std::string_view line, const Place& place);
};

struct CampaignOutcome {
  RowCounts counts;     ///< of the rows in the file
  std::size_t all = 0;  ///< rows of the shard
  bool finished() const { return counts.rows == all; }
};

/// The text of run.json: the campaign and its shard; shards of one campaign differ in "shard" and "shard_rows" only.
std::string run_state(const CampaignPlan& plan, const Shard& shard);

/// Leaves in `out`: run.json, models.jsonl (the models of the sweeps, exactly), results.jsonl (the shard's rows, in order) and,
/// while a long row is being sampled, partial/.
///
/// Result  : results.jsonl depends on the campaign and the shard alone: not on threads, nor on how often and where the run
///           was cut
/// Threads : rows that take a moment are computed beside each other, a long sampled row by all threads together; so little
///           is lost, as rows are written in order
/// Errors  : as ResultsFile, before anything is computed; Error that names the row for a value that cannot be computed
/// Checked by : tests/golden/campaign_*.case (kills at random moments: tests/golden/campaign_kill)
CampaignOutcome run_campaign(const CampaignPlan& plan, const CampaignOptions& options);

}  // namespace softlin::check
