/// Claims held against exact and sampled errors.

#include <pybind11/stl.h>

#include "proofs-check/command/version_text.hpp"
#include "proofs-check/fingerprint.hpp"
#include "proofs-check/results_table.hpp"
#include "proofs-check/row_selection.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/suite_run.hpp"
#include "python/module/conversion.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

/// The rows as JSON lines, a summary, and the table as text.
py::tuple check_suites(const std::vector<std::string>& suites, const std::vector<std::string>& claims,
                       const std::string& out, bool resume, bool stop_early, int digits, unsigned threads) {
  digits = digits_of(digits);
  if (resume && out.empty()) throw InputError("resume", "True without out", "out, the folder with the results so far");
  check::Suite suite = check::load_suites(suites);
  std::vector<check::ClaimText> texts;
  for (check::Claim& claim : suite.claims) {
    if (stop_early) claim.stop_early = !claim.identity && claim.method != check::Method::exact;
    texts.push_back({claim.id, claim.statement, claim.source});
  }
  check::RowSelection selection;
  selection.claims = claims;
  selection.claims_option = "claims";
  check::SelectedRows chosen = check::select_rows(suite, selection);
  for (check::RowPlan& plan : chosen.plans) plan.row.version = check::program_version();
  // As `softlin check` names the same run, so that either continues the results of the other.
  const std::string run = check::fingerprint_of(check::run_inputs(chosen, check::program_version(), digits));
  const check::RunOutcome outcome = interruptible([&](const std::atomic<bool>* stop) {
    check::RunOptions options = check::run_of(chosen);
    options.digits = digits;
    options.threads = static_cast<unsigned>(std::min<std::size_t>(threads_of(threads), chosen.asked.size()));
    options.out = out;
    options.resume = resume;
    options.stop = stop;
    return check::run_suite(chosen.plans, run, options);
  });
  std::vector<std::string> lines;
  for (const check::ResultRow& row : outcome.rows) lines.push_back(check::to_json_line(row));
  const std::string caption = "Claims of " + suite.name + ": exact values to " + std::to_string(digits) +
                              " digits, softlin " + check::program_version();
  return py::make_tuple(lines, check::results_summary(outcome.rows),
                        check::render(check::results_table(outcome.rows, caption, texts), check::Format::text));
}

}  // namespace

void bind_check(py::module_& module) {
  module.def("check", &check_suites, py::arg("suites"), py::arg("claims"), py::arg("out"), py::arg("resume"),
             py::arg("stop_early"), py::arg("digits"), py::arg("threads"));
}

}  // namespace softlin::python
