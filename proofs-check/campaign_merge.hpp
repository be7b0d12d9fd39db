#pragma once
/// Joins the shards of a campaign.

#include <filesystem>
#include <functional>
#include <vector>

#include "proofs-check/campaign_run.hpp"

namespace softlin::check {

/// Writes to `out` what one process would have left there: the same bytes of results.jsonl, run.json and models.jsonl.
///
/// Result : counts of all rows
/// Errors : InputError, and nothing is written, when a folder holds no campaign or is being written; when shards are of
///          different campaigns, versions or numbers of shards; when a shard comes twice, or one is missing or unfinished
///          (named, with the number of rows that it lacks); for a row that is out of order, that another shard has too,
///          or that is no row; when `out` holds results already
/// Cost   : one pass; 64 KiB of memory a shard, no file kept open
/// Checked by : tests/golden/merge_*.case, tests/golden/campaign_shards
RowCounts merge_shards(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& out,
                       const std::function<void(double)>& progress);

}  // namespace softlin::check
