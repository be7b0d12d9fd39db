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

RunOutcome run_suite(const std::vector<RowPlan>& plans, const std::string& fingerprint, const RunOptions& options) {
  for (const RowPlan& plan : plans) require_defined_bound(plan);  // before anything is written
  RunOutcome outcome;
  std::optional<ResultsFile> file;
  if (!options.out.empty()) {
    const RunFolder folder{.path = options.out,
                           .state = nlohmann::ordered_json{{"fingerprint", fingerprint}}.dump() + "\n",
                           .differs = "suite, version or options",
                           .resume = options.resume};
    const std::string name = (options.out / "results.jsonl").string();
    file.emplace(folder, [&](std::size_t index, std::string_view line) {
      if (index >= plans.size()) throw InputError(name, "more rows than the suite has", "its own");
      ResultRow row = from_json_line(line);
      require_same_question(row, plans[index].row, Place{name, static_cast<int>(index + 1), ""});
      outcome.rows.push_back(std::move(row));
    });
  }
  const std::vector<JointRows> groups = joint_rows_of(plans);
  RowOptions row_options;
  row_options.digits = options.digits;
  row_options.stop = options.stop;
  row_options.sampled_rows = static_cast<std::size_t>(
      std::count_if(plans.begin(), plans.end(), [](const RowPlan& plan) { return plan.is_sampled(); }));
  // Whole groups only: a group that was cut is computed again, and its rows are written once.
  std::size_t first = 0;
  while (first < groups.size() && groups[first].first + groups[first].count <= outcome.rows.size()) ++first;

  const auto compute = [&](std::size_t index) { return compute_joint_rows(plans, groups[index], 0, row_options); };
  const auto deliver = [&](std::size_t index, std::vector<ResultRow> rows) {
    if (file) file->put(groups[index].first, json_lines(rows));
    outcome.rows.resize(groups[index].first);
    std::move(rows.begin(), rows.end(), std::back_inserter(outcome.rows));
    if (options.progress) {
      options.progress(static_cast<double>(outcome.rows.size()) / static_cast<double>(plans.size()));
    }
  };
  outcome.interrupted =
      work_in_order(first, groups.size(), options.threads, options.stop, compute, deliver) < groups.size();
  if (file) file->sync();
  return outcome;
}

}  // namespace softlin::check
