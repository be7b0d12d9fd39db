#pragma once
/// Which part of a campaign one process computes.

#include <cstddef>
#include <string>
#include <vector>

#include "proofs-check/campaign_plan.hpp"

namespace softlin::check {

/// Part `index` of `count`, from 1.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
};

/// A campaign has at most this many shards.
inline constexpr std::size_t k_most_shards = 100000;

/// "2/5". Errors : InputError that names --shard.
Shard parse_shard(const std::string& text);
std::string to_text(const Shard& shard);

/// The shard's units, in order. Every unit lies in one shard.
///
/// Units differ in cost by many powers of ten, so neither blocks nor a stride would be fair: the dearest unit goes first,
/// each to the shard with the least cost so far (ties: the earlier unit, the lower shard). No shard's estimated cost then
/// exceeds the mean by more than its last unit's (Graham, SIAM J. Appl. Math. 17 (1969), 416-429). Every process finds the
/// same division from the campaign alone.
/// Checked by : tests/proofs-check/campaign_shard_test.cpp
std::vector<std::size_t> units_of_shard(const std::vector<CampaignUnit>& units, const Shard& shard);

}  // namespace softlin::check
