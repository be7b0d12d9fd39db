#include "proofs-check/suite_run.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "proofs-check/joint_rows.hpp"
#include "proofs-check/ordered_work.hpp"
#include "proofs-check/results_file.hpp"
#include "proofs-check/row_compute.hpp"

namespace softlin::check {

bool RunOutcome::all_as_expected() const {
  return std::all_of(rows.begin(), rows.end(), [](const ResultRow& row) { return row.as_expected; });
}

namespace {

/// Rows that are computed together, and where those of them that are asked for stand among all that are.
struct AskedRows {
  JointRows group;
  std::size_t first = 0;
  std::vector<std::size_t> kept;  ///< places in the group
};

std::vector<AskedRows> asked_rows(const std::vector<RowPlan>& plans, const std::vector<std::size_t>& asked) {
  std::vector<AskedRows> out;
  std::size_t next = 0;
  for (const JointRows& group : joint_rows_of(plans)) {
    AskedRows rows{group, next, {}};
    for (; next < asked.size() && asked[next] < group.first + group.count; ++next) {
      rows.kept.push_back(asked[next] - group.first);
    }
    if (!rows.kept.empty()) out.push_back(std::move(rows));
  }
  return out;
}

std::vector<std::size_t> every_row(const std::vector<RowPlan>& plans) {
  std::vector<std::size_t> out(plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) out[i] = i;
  return out;
}

}  // namespace

RunOutcome run_suite(const std::vector<RowPlan>& plans, const std::string& fingerprint, const RunOptions& options) {
  const std::vector<std::size_t> asked = options.only.empty() ? every_row(plans) : options.only;
  for (const std::size_t i : asked) require_defined_bound(plans[i]);  // before anything is written
  RunOutcome outcome;
  std::optional<ResultsFile> file;
  if (!options.out.empty()) {
    const RunFolder folder{.path = options.out,
                           .state = nlohmann::ordered_json{{"fingerprint", fingerprint}}.dump() + "\n",
                           .differs = "suite, version or options",
                           .resume = options.resume};
    const std::string name = (options.out / "results.jsonl").string();
    file.emplace(folder, [&](std::size_t index, std::string_view line) {
      if (index >= asked.size()) throw InputError(name, "more rows than the suite has", "its own");
      ResultRow row = from_json_line(line);
      require_same_question(row, plans[asked[index]].row, Place{name, static_cast<int>(index + 1), ""});
      outcome.rows.push_back(std::move(row));
    });
  }
  const std::vector<AskedRows> groups = asked_rows(plans, asked);
  RowOptions row_options;
  row_options.digits = options.digits;
  row_options.stop = options.stop;
  row_options.sampled_rows = options.sampled_rows.value_or(static_cast<std::size_t>(
      std::count_if(plans.begin(), plans.end(), [](const RowPlan& plan) { return plan.is_sampled(); })));
  // Whole groups only: a group that was cut is computed again, and its rows are written once.
  std::size_t first = 0;
  while (first < groups.size() && groups[first].first + groups[first].kept.size() <= outcome.rows.size()) ++first;

  // Rows of a group follow each other in the whole suite as they do here.
  const auto shift_of = [&](const JointRows& group) {
    return options.numbers.empty() ? 0 : options.numbers[group.first] - group.first;
  };
  const auto compute = [&](std::size_t index) -> std::optional<std::vector<ResultRow>> {
    auto rows = compute_joint_rows(plans, groups[index].group, shift_of(groups[index].group), row_options);
    if (!rows) return std::nullopt;
    std::vector<ResultRow> kept;
    for (const std::size_t i : groups[index].kept) kept.push_back(std::move((*rows)[i]));
    return kept;
  };
  const auto deliver = [&](std::size_t index, std::vector<ResultRow> rows) {
    if (file) file->put(groups[index].first, json_lines(rows));
    outcome.rows.resize(groups[index].first);
    std::move(rows.begin(), rows.end(), std::back_inserter(outcome.rows));
    if (options.progress) {
      options.progress(static_cast<double>(outcome.rows.size()) / static_cast<double>(asked.size()));
    }
  };
  outcome.interrupted =
      work_in_order(first, groups.size(), options.threads, options.stop, compute, deliver) < groups.size();
  if (file) file->sync();
  return outcome;
}

}  // namespace softlin::check
