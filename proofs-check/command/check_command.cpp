#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/figure.hpp"
#include "proofs-check/fingerprint.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/report_page.hpp"
#include "proofs-check/results_table.hpp"
#include "proofs-check/row_selection.hpp"
#include "proofs-check/shell_text.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/suite_run.hpp"
#include "proofs-check/word_list.hpp"

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
  std::vector<std::string> claims;
  std::string lengths;
  std::string scales;
  std::string methods;
};

RowSelection selection_of(const CheckOptions& options) {
  RowSelection out;
  out.claims = options.claims;
  if (!options.lengths.empty()) out.lengths = parse_length_list(options.lengths, Place{"--length", 0, ""});
  out.scales = parse_option_numbers("--scale", options.scales);
  for (const std::string& method : comma_parts(options.methods))
    out.methods.push_back(parse_method(method, Place{"--method", 0, ""}));
  return out;
}

/// The words of the command line on which a row depends, beside those that choose it.
std::vector<std::string> arguments_of(const CheckOptions& options) {
  std::vector<std::string> out = options.files;
  if (options.common.digits != CommonOptions().digits) {
    out.insert(out.end(), {"--digits", std::to_string(options.common.digits)});
  }
  if (options.stop_early) out.emplace_back("--stop-early");
  return out;
}

/// Puts the drawing of each claim into the report.
void add_figures(std::vector<ReportClaim>& claims, const std::map<std::string, std::filesystem::path>& images) {
  for (ReportClaim& claim : claims) {
    const auto image = images.find(claim.id);
    if (image != images.end()) claim.figure = read_text_file(image->second);
  }
}

void drop_claims_without_rows(std::vector<ReportClaim>& claims, const std::vector<ResultRow>& rows) {
  std::set<std::string> present;
  for (const ResultRow& row : rows) present.insert(row.claim);
  claims.erase(std::remove_if(claims.begin(), claims.end(),
                              [&](const ReportClaim& claim) { return present.count(claim.id) == 0; }),
               claims.end());
}

std::string captured_lines(const std::vector<ResultRow>& rows) {
  std::string out;
  for (const ResultRow& row : rows) out += to_json_line(row) + "\n";
  return out;
}

/// The line that gives the same rows: a run that was cut and continued, elsewhere or with other threads, leaves the same bytes.
std::string repeating_command(const CheckOptions& options) {
  std::string out = "softlin check";
  for (const std::string& word : arguments_of(options)) out += " " + shell_quoted(word);
  // A value that begins with a dash would be taken for an option.
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) out += std::string(" ") + option + (value.front() == '-' ? "=" : " ") + shell_quoted(value);
  };
  for (const std::string& claim : options.claims) add("--claim", claim);
  add("--length", options.lengths);
  add("--scale", options.scales);
  add("--method", options.methods);
  return out;
}

int run(CheckOptions& options) {
  const Format format = options.common.begin();
  if (options.resume && options.out.empty())
    throw InputError("--resume", "no --out", "--out DIR with the results so far");
  const RowSelection selection = selection_of(options);
  std::map<std::string, std::string> titles;
  Suite suite = load_suites(options.files, &titles);
  if (options.stop_early) {
    for (Claim& claim : suite.claims) claim.stop_early = !claim.identity && claim.method != Method::exact;
  }
  SelectedRows chosen = select_rows(suite, selection);
  std::vector<RowPlan>& plans = chosen.plans;
  for (RowPlan& plan : plans) plan.row.version = program_version();
  const std::size_t asked = chosen.asked.size();
  const bool is_part = chosen.is_part();

  RunOptions run_options = run_of(chosen);
  run_options.digits = options.common.digits;
  const unsigned threads = options.threads == 0 ? hardware_threads() : options.threads;
  run_options.threads = static_cast<unsigned>(std::min<std::size_t>({threads, asked, 256}));
  run_options.out = options.out;
  run_options.resume = options.resume;
  run_options.stop = &interrupted();
  RunOutcome outcome;
  watch_interrupt();
  {
    ProgressBar bar("checking");
    run_options.progress = [&bar](double part) { bar.show(part); };
    outcome =
        run_suite(plans, fingerprint_of(run_inputs(chosen, program_version(), options.common.digits)), run_options);
  }
  const std::string part =
      is_part ? " (" + std::to_string(asked) + " of " + std::to_string(chosen.rows_of_suite) + " rows)" : "";
  const std::string caption = "Claims of " + suite.name + part + ": exact values to " +
                              std::to_string(options.common.digits) + " digits, softlin " + program_version();
  std::vector<ClaimText> texts;
  for (const Claim& claim : suite.claims) texts.push_back({claim.id, claim.statement, claim.source});
  Table table = results_table(outcome.rows, "Claims of " + suite.name + part, texts);
  table.digits = options.common.digits;
  if (!options.out.empty() && !outcome.interrupted) {
    const std::filesystem::path folder(options.out);
    Table kept = table;
    kept.origin = {program_version(), repeating_command(options)};
    write_file(folder / "table.tex", render(kept, Format::latex));
    std::filesystem::create_directories(folder / "figures");
    const FigureFiles figures = write_figures(outcome.rows, folder / "figures");
    CheckReport report{caption, program_version(), arguments_of(options), report_claims(suite, titles, outcome.rows)};
    if (is_part) drop_claims_without_rows(report.claims, outcome.rows);
    add_figures(report.claims, figures.images);
    write_file(folder / "report.html", report_page(report, outcome.rows));
  }
  if (options.quiet) {
    options.common.write(results_summary(outcome.rows) + "\n");
  } else {
    options.common.write(format == Format::json ? captured_lines(outcome.rows)
                                                : options.common.rendered(table, format));
  }
  if (outcome.interrupted) {
    std::fprintf(stderr, "softlin: interrupted after %zu of %zu rows%s\n", outcome.rows.size(), asked,
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
  command->add_option("--claim", options->claims, "only rows of the claim with this id (may be given several times)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--length", options->lengths, "only rows of these prompt lengths: 16,1e6,inf");
  command->add_option("--scale", options->scales, "only rows of these factors on U: 1/2,2");
  command->add_option("--method", options->methods, "only rows of these methods: exact, reduced, naive");
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin check my-claims.toml --out results\n"
      "One row, with the same bytes as in the whole run: softlin check --claim prop-3.1 --length 16 --format json\n"
      "Exit status: 0 every verdict as expected, 1 some verdict is not, 2 unusable input, 3 interrupted.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
