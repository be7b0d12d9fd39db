#include <algorithm>
#include <cstdio>
#include <memory>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/figure.hpp"
#include "proofs-check/fingerprint.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/report_page.hpp"
#include "proofs-check/results_table.hpp"
#include "proofs-check/shell_text.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/suite_run.hpp"

namespace softlin::check {

namespace {

struct CheckOptions {
  CommonOptions common;
  std::vector<std::string> files;
  std::string out;
  bool resume = false;
  bool quiet = false;
  bool stop_early = false;
  unsigned threads = 0;
};

/// Everything that the results depend on, as text: a row holds its inputs exactly.
std::string inputs_of(const std::vector<RowPlan>& plans, int digits) {
  std::string out = program_version() + " digits " + std::to_string(digits) + "\n";
  for (const RowPlan& plan : plans) out += to_json_line(plan.row) + "\n";
  return out;
}

std::string captured_lines(const std::vector<ResultRow>& rows) {
  std::string out;
  for (const ResultRow& row : rows) out += to_json_line(row) + "\n";
  return out;
}

/// The line that gives the same rows: a run that was cut and continued, elsewhere or with other threads, leaves the same bytes.
std::string repeating_command(const CheckOptions& options) {
  std::string out = "softlin check";
  for (const std::string& file : options.files) out += " " + shell_quoted(file);
  if (options.common.digits != CommonOptions{}.digits) out += " --digits " + std::to_string(options.common.digits);
  return options.stop_early ? out + " --stop-early" : out;
}

int run(CheckOptions& options) {
  const Format format = options.common.begin();
  if (options.resume && options.out.empty())
    throw InputError("--resume", "no --out", "--out DIR with the results so far");
  Suite suite = load_suites(options.files);
  if (options.stop_early) {
    for (Claim& claim : suite.claims) claim.stop_early = !claim.identity && claim.method != Method::exact;
  }
  std::vector<RowPlan> plans = plan_rows(suite);
  for (RowPlan& plan : plans) plan.row.version = program_version();

  RunOptions run_options;
  run_options.digits = options.common.digits;
  const unsigned threads = options.threads == 0 ? hardware_threads() : options.threads;
  run_options.threads = static_cast<unsigned>(std::min<std::size_t>({threads, plans.size(), 256}));
  run_options.out = options.out;
  run_options.resume = options.resume;
  run_options.stop = &interrupted();
  RunOutcome outcome;
  watch_interrupt();
  {
    ProgressBar bar("checking");
    run_options.progress = [&bar](double part) { bar.show(part); };
    outcome = run_suite(plans, fingerprint_of(inputs_of(plans, options.common.digits)), run_options);
  }
  const std::string caption = "Claims of " + suite.name + ": exact values to " + std::to_string(options.common.digits) +
                              " digits, softlin " + program_version();
  std::vector<ClaimText> texts;
  for (const Claim& claim : suite.claims) texts.push_back({claim.id, claim.statement, claim.source});
  Table table = results_table(outcome.rows, "Claims of " + suite.name, texts);
  table.digits = options.common.digits;
  if (!options.out.empty() && !outcome.interrupted) {
    const std::filesystem::path folder(options.out);
    Table kept = table;
    kept.origin = {program_version(), repeating_command(options)};
    write_file(folder / "table.tex", render(kept, Format::latex));
    write_file(folder / "report.html", report_page(outcome.rows, texts, caption, program_version()));
    std::filesystem::create_directories(folder / "figures");
    write_figures(outcome.rows, folder / "figures");
  }
  if (options.quiet) {
    options.common.write(results_summary(outcome.rows) + "\n");
  } else {
    options.common.write(format == Format::json ? captured_lines(outcome.rows)
                                                : options.common.rendered(table, format));
  }
  if (outcome.interrupted) {
    std::fprintf(stderr, "softlin: interrupted after %zu of %zu rows%s\n", outcome.rows.size(), plans.size(),
                 options.out.empty() ? "" : "; continue with --resume");
    return k_exit_interrupted;
  }
  return outcome.all_as_expected() ? k_exit_as_expected : k_exit_unexpected;
}

}  // namespace

void add_check_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "compare claims with exact and sampled deviations");
  command->add_option("suite", options->files, "suite files (TOML); none: the built-in suite of the paper's claims");
  command->add_option("--out", options->out, "folder for results.jsonl, table.tex, report.html and figures/");
  command->add_flag("--resume", options->resume, "continue the run that --out holds");
  command->add_flag("--quiet", options->quiet, "print the summary only");
  command->add_flag("--stop-early", options->stop_early,
                    "sampling ends when the evidence suffices (as stop_early = true)");
  command->add_option("--threads", options->threads, "threads (0: all; results do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin check my-claims.toml --out results\n"
      "Exit status: 0 every verdict as expected, 1 some verdict is not, 2 unusable input, 3 interrupted.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
