#include "proofs-check/joint_rows.hpp"

#include <algorithm>

namespace softlin::check {

namespace {

std::vector<std::string> equations_of(const ResultRow& row) {
  return row.identity ? row.identity->equations : std::vector<std::string>{};
}

/// Do rows of `a` and `b` state the same question?
bool same_question(const ResultRow& a, const ResultRow& b) {
  return a.claim == b.claim && a.scale == b.scale && a.method == b.method && to_text(a.length) == to_text(b.length) &&
         a.bound_text == b.bound_text && quantity_text(a) == quantity_text(b) && a.relation == b.relation &&
         a.inputs == b.inputs && equations_of(a) == equations_of(b) && a.prompts == b.prompts &&
         a.confidence == b.confidence && a.seed == b.seed && a.expected == b.expected && a.version == b.version;
}

/// The rule for open constants.
void judge_together(std::vector<ResultRow>& rows) {
  const bool violated = std::any_of(rows.begin(), rows.end(), [](const ResultRow& row) {
    return row.expected == Verdict::violated && row.verdict == Verdict::violated;
  });
  if (!violated) return;
  for (ResultRow& row : rows) row.as_expected = row.as_expected || row.verdict == Verdict::undecided;
}

}  // namespace

std::vector<JointRows> joint_rows_of(const std::vector<RowPlan>& plans) {
  std::vector<JointRows> out;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const bool joins = !out.empty() && plans[i].any_constants && plans[i - 1].any_constants &&
                       plans[i].row.claim == plans[i - 1].row.claim && plans[i].row.scale == plans[i - 1].row.scale;
    if (joins) {
      ++out.back().count;
    } else {
      out.push_back({i, 1});
    }
  }
  return out;
}

std::optional<std::vector<ResultRow>> compute_joint_rows(const std::vector<RowPlan>& plans, const JointRows& group,
                                                         std::size_t shift, const RowOptions& options) {
  std::vector<ResultRow> rows;
  for (std::size_t i = group.first; i < group.first + group.count; ++i) {
    auto row = compute_row(plans[i], static_cast<std::uint32_t>(shift + i), options);
    if (!row) return std::nullopt;
    rows.push_back(std::move(*row));
  }
  if (group.count > 1) judge_together(rows);
  return rows;
}

std::vector<std::string> json_lines(const std::vector<ResultRow>& rows) {
  std::vector<std::string> out;
  for (const ResultRow& row : rows) out.push_back(to_json_line(row));
  return out;
}

void require_same_question(const ResultRow& found, const ResultRow& planned, const Place& place) {
  if (same_question(found, planned)) return;
  throw InputError(place, "a row of another suite", "claim " + planned.claim);
}

}  // namespace softlin::check
