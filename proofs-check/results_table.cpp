#include "proofs-check/results_table.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "proofs-check/sentence_markup.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_rounding_note =
    "Rounding: a proved row shows the ends of the two enclosures that are closest to each other, rounded towards each "
    "other, and so does a violated row; other rows show midpoints or sample means to nearest.";

/// Equations of an identity that a heading shows.
constexpr std::size_t k_most_equations = 4;

/// "1e12" for 10^12, so that the column stays narrow.
std::string short_length(const Length& length) {
  const std::string text = to_text(length);
  const std::size_t zeros = text.size() - 1 - text.find_last_not_of('0');
  return zeros < 6 ? text : text.substr(0, text.size() - zeros) + "e" + std::to_string(zeros);
}

std::string length_cell(const ResultRow& row) { return row.identity ? "-" : short_length(row.length); }

/// "<-- not as expected", and where the proof of an identity ends.
std::string mark_of(const ResultRow& row) {
  std::string out = row.as_expected ? "" : "<-- not as expected";
  if (row.identity && row.identity->failed_step > 0) {
    out += (out.empty() ? "" : "; ") + std::string("step ") + std::to_string(row.identity->failed_step) + " of " +
           std::to_string(row.identity->steps) + " (" + row.identity->rule + ") does not hold";
  }
  return out;
}

/// ", or B" for every bound of the group that its first row does not have: the best one differs with the length.
std::string other_bounds(const ClaimRows& group) {
  std::set<std::string> seen{group.rows.front()->bound_text};
  std::string out;
  for (const ResultRow* row : group.rows) {
    if (seen.insert(row->bound_text).second) out += ", or " + row->bound_text;
  }
  return out;
}

}  // namespace

std::vector<ClaimRows> rows_by_claim(const std::vector<ResultRow>& rows) {
  std::vector<ClaimRows> out;
  std::map<std::string, std::size_t> place;
  for (const auto& row : rows) {
    const auto [found, is_new] = place.try_emplace(row.claim, out.size());
    if (is_new) out.push_back({row.claim, {}});
    out[found->second].rows.push_back(&row);
  }
  return out;
}

std::string method_cell(const ResultRow& row) { return row.identity ? "algebra" : name_of(row.method); }

std::string comparison_text(const ResultRow& row) {
  if (row.identity) {
    const auto& equations = row.identity->equations;
    const std::size_t shown = std::min(equations.size(), k_most_equations);
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) out += (out.empty() ? "" : "; ") + equations[i];
    return shown < equations.size() ? out + "; and " + std::to_string(equations.size() - shown) + " more" : out;
  }
  const std::string left =
      row.radius_text.empty() ? quantity_text(row) : "P(|" + name_of(row.quantity) + "| > " + row.radius_text + ")";
  return left + " " + name_of(row.relation) + " " + row.bound_text;
}

Table results_table(const std::vector<ResultRow>& rows, const std::string& caption,
                    const std::vector<ClaimText>& claims) {
  const bool scaled = std::any_of(rows.begin(), rows.end(), [](const ResultRow& row) { return row.scale != "1"; });
  Table table;
  table.caption = caption;
  table.columns = {{.key = "claim", .heading = "claim", .in_group_heading = true},
                   {.key = "model", .heading = "model"}};
  if (scaled) table.columns.push_back({.key = "scale", .heading = "scale"});
  table.columns.insert(table.columns.end(), {{.key = "length", .heading = "L", .align = Align::number},
                                             {.key = "method", .heading = "method"},
                                             {.key = "deviation", .heading = "deviation", .align = Align::number},
                                             {.key = "bound", .heading = "bound", .align = Align::number},
                                             {.key = "ratio", .heading = "ratio", .align = Align::number},
                                             {.key = "verdict", .heading = "verdict"},
                                             {.key = "expected", .heading = "expected"}});
  std::set<std::uint64_t> seeds;
  for (const auto& group : rows_by_claim(rows)) {
    const ResultRow& head = *group.rows.front();
    const auto text =
        std::find_if(claims.begin(), claims.end(), [&](const ClaimText& t) { return t.id == group.claim; });
    std::string heading = group.claim + ": ";
    if (text != claims.end() && !text->statement.empty()) heading += sentence_text(text->statement) + "\n";
    heading += comparison_text(head) + other_bounds(group);
    if (!head.source.empty()) heading += " [" + head.source + "]";
    table.groups.push_back({table.rows.size(), std::move(heading)});
    for (const ResultRow* row : group.rows) {
      std::vector<std::string> cells{row->claim, row->model};
      if (scaled) cells.push_back(row->scale);
      cells.insert(cells.end(), {length_cell(*row), method_cell(*row), row->deviation_shown, row->bound_shown,
                                 row->ratio_shown, name_of(row->verdict), expected_text(*row)});
      if (const std::string mark = mark_of(*row); !mark.empty()) table.marks[table.rows.size()] = mark;
      if (row->method != Method::exact) seeds.insert(row->seed);
      table.rows.push_back(std::move(cells));
    }
  }
  table.notes.push_back(results_summary(rows) + ".");
  table.notes.emplace_back(k_rounding_note);
  for (const std::uint64_t seed : seeds) table.seeds.push_back(std::to_string(seed));
  return table;
}

std::string results_summary(const std::vector<ResultRow>& rows) {
  const auto count = [&](auto matches) { return std::to_string(std::count_if(rows.begin(), rows.end(), matches)); };
  const auto having = [&](Verdict verdict) {
    return count([&](const ResultRow& row) { return row.verdict == verdict; }) + " " + name_of(verdict);
  };
  if (rows.empty()) return "no rows";
  const std::string unexpected = count([](const ResultRow& row) { return !row.as_expected; });
  return std::to_string(rows.size()) + (rows.size() == 1 ? " row: " : " rows: ") + having(Verdict::proved) + ", " +
         having(Verdict::violated) + ", " + having(Verdict::consistent) + ", " + having(Verdict::undecided) + "; " +
         (unexpected == "0" ? "all" : unexpected + " not") + " as expected";
}

}  // namespace softlin::check
