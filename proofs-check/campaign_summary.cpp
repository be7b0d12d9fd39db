#include "proofs-check/campaign_summary.hpp"

#include <nlohmann/json.hpp>

namespace softlin::check {

namespace {

std::string text_summary(const RowCounts& counts, std::size_t all, const std::filesystem::path& folder) {
  std::string out = std::to_string(counts.rows) + (counts.rows == all ? "" : " of " + std::to_string(all)) +
                    " rows in " + (folder / "results.jsonl").string();
  if (counts.claims == 0) return out + "\n";
  out += "; " + std::to_string(counts.claims) + " of them claims:";
  std::string between = " ";
  for (const auto& [verdict, count] : counts.verdicts) {
    out += between + std::to_string(count) + " " + verdict;
    between = ", ";
  }
  return out +
         (counts.unexpected == 0 ? "; all as expected"
                                 : "; " + std::to_string(counts.unexpected) + " not as expected") +
         "\n";
}

}  // namespace

std::string campaign_summary(const RowCounts& counts, std::size_t all, const Shard& shard,
                             const std::filesystem::path& folder, Format format, const TableOrigin& origin) {
  if (format == Format::text) return text_summary(counts, all, folder);
  if (format == Format::json) {
    const nlohmann::ordered_json json{{"folder", folder.string()},
                                      {"shard", to_text(shard)},
                                      {"rows", counts.rows},
                                      {"all", all},
                                      {"claims", counts.claims},
                                      {"verdicts", counts.verdicts},
                                      {"unexpected", counts.unexpected}};
    return json.dump() + "\n";
  }
  Table table;
  table.caption = "Rows in " + folder.string();
  table.origin = origin;
  for (const auto& [key, heading] : {std::pair{"shard", "shard"},
                                     {"rows", "rows"},
                                     {"all", "of"},
                                     {"claims", "claims"},
                                     {"unexpected", "not as expected"}}) {
    table.columns.push_back({key, heading, Align::left});
  }
  table.rows.push_back({to_text(shard), std::to_string(counts.rows), std::to_string(all), std::to_string(counts.claims),
                        std::to_string(counts.unexpected)});
  return render(table, format);
}

}  // namespace softlin::check
