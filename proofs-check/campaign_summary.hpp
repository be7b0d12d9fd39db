#pragma once
/// What `softlin campaign` and `softlin merge` say when they end.

#include <filesystem>
#include <string>

#include "proofs-check/campaign_run.hpp"
#include "proofs-check/table.hpp"

namespace softlin::check {

/// "120 of 240 rows in DIR/results.jsonl; 40 claims: 39 proved, 1 violated; all as expected", or the same as a table or a
/// JSON object. `origin` is what a table says of its making.
std::string campaign_summary(const RowCounts& counts, std::size_t all, const Shard& shard,
                             const std::filesystem::path& folder, Format format, const TableOrigin& origin);

}  // namespace softlin::check
