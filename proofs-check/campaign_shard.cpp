#include "proofs-check/campaign_shard.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

bool read_count(std::string_view text, std::size_t& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size() && out >= 1 && out <= k_most_shards;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  Shard out;
  const auto slash = text.find('/');
  const std::string_view view(text);
  const bool reads = slash != std::string::npos && read_count(view.substr(0, slash), out.index) &&
                     read_count(view.substr(slash + 1), out.count) && out.index <= out.count;
  if (!reads) {
    throw InputError("--shard", "'" + text + "'",
                     "i/n with i from 1 to n, such as 2/5, n at most " + std::to_string(k_most_shards));
  }
  return out;
}

std::string to_text(const Shard& shard) { return std::to_string(shard.index) + "/" + std::to_string(shard.count); }

std::vector<std::size_t> units_of_shard(const std::vector<CampaignUnit>& units, const Shard& shard) {
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return units[a].cost > units[b].cost; });
  using Load = std::pair<double, std::size_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (std::size_t i = 1; i <= shard.count; ++i) loads.emplace(0.0, i);
  std::vector<std::size_t> out;
  for (const std::size_t unit : order) {
    const auto [load, index] = loads.top();
    loads.pop();
    loads.emplace(load + units[unit].cost, index);
    if (index == shard.index) out.push_back(unit);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace softlin::check
