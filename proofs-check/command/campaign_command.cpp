#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "proofs-check/campaign_run.hpp"
#include "proofs-check/campaign_script.hpp"
#include "proofs-check/campaign_summary.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/shell_text.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;

struct CampaignCommandOptions {
  CommonOptions common;
  std::string file;
  std::string out;
  std::string shard;
  bool resume = false;
  unsigned threads = 0;
  double budget = 0;
  double checkpoint = 10;
  std::optional<std::size_t> row;
  std::string slurm;
  bool parallel = false;
  std::optional<std::size_t> tasks;
};

/// Ends a run after some seconds, by the flag that Ctrl-C sets.
class Budget {
 public:
  explicit Budget(double seconds) {
    if (seconds <= 0) return;
    timer_ = std::thread([this, seconds] {
      std::unique_lock lock(guard_);
      const bool ended = over_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return ended_; });
      if (!ended) {
        spent_ = true;
        interrupted() = true;
      }
    });
  }
  ~Budget() {
    {
      const std::lock_guard lock(guard_);
      ended_ = true;
    }
    over_.notify_all();
    if (timer_.joinable()) timer_.join();
  }
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  bool spent() {
    const std::lock_guard lock(guard_);
    return spent_;
  }

 private:
  std::mutex guard_;
  std::condition_variable over_;
  bool ended_ = false;
  bool spent_ = false;
  std::thread timer_;
};

void refuse_together(const std::string& option, bool given, const std::string& other) {
  if (given) throw InputError(other, option + " beside it", "one of the two");
}

void check_options(const CampaignCommandOptions& options) {
  const bool script = !options.slurm.empty() || options.parallel;
  if (options.row) {
    refuse_together("--out", !options.out.empty(), "--row");
    refuse_together(options.parallel ? "--parallel" : "--slurm", script, "--row");
    refuse_together("--resume", options.resume, "--row");
    refuse_together("--shard", !options.shard.empty(), "--row");
    return;
  }
  if (options.out.empty()) throw InputError("--out", "nothing", "--out DIR, a folder for the results");
  if (script) {
    const std::string name = options.parallel ? "--parallel" : "--slurm";
    refuse_together("--slurm", options.parallel && !options.slurm.empty(), "--parallel");
    refuse_together("--resume", options.resume, name);
    refuse_together("--shard", !options.shard.empty(), name);
    if (!options.tasks) throw InputError("--tasks", "nothing", "--tasks N, the number of shards, with " + name);
  } else if (options.tasks) {
    throw InputError("--tasks", std::to_string(*options.tasks), "--slurm FILE or --parallel beside it");
  }
}

/// The program itself, so that a script finds it wherever it runs.
std::string own_path() {
  std::error_code failure;
  const fs::path path = fs::read_symlink("/proc/self/exe", failure);
  return failure ? "softlin" : path.string();
}

/// Options that the tasks of a script take over.
std::string task_options(const CampaignCommandOptions& options) {
  const CampaignCommandOptions usual;
  std::string out;
  const auto add = [&](const std::string& name, double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.15g", value);
    out += (out.empty() ? "" : " ") + name + " " + buffer;
  };
  if (options.common.digits != usual.common.digits) add("--digits", options.common.digits);
  if (options.budget != usual.budget) add("--budget", options.budget);
  if (options.checkpoint != usual.checkpoint) add("--checkpoint", options.checkpoint);
  return out;
}

int write_script(const CampaignPlan& plan, const CampaignCommandOptions& options) {
  const ScriptInputs inputs{.name = plan.name(),
                            .rows = plan.rows(),
                            .program = own_path(),
                            .run = fs::absolute(options.file).lexically_normal().string(),
                            .out = fs::absolute(options.out).lexically_normal().string(),
                            .options = task_options(options),
                            .tasks = *options.tasks,
                            .threads = options.threads == 0 ? 1 : options.threads};
  if (options.parallel) {
    options.common.write(parallel_line(inputs));
    return k_exit_as_expected;
  }
  write_file(options.slurm, slurm_script(inputs));
  options.common.write("submit with: bash " + shell_word(options.slurm) + "\n");
  return k_exit_as_expected;
}

int print_row(const CampaignPlan& plan, const CampaignCommandOptions& options, unsigned threads) {
  const std::size_t row = *options.row;
  if (row >= plan.rows()) {
    throw InputError("--row", std::to_string(row), "a row from 0 to " + std::to_string(plan.rows() - 1));
  }
  watch_interrupt();
  for (const CampaignUnit& unit : plan.units()) {
    if (row >= unit.first + unit.count) continue;
    ProgressBar bar("row " + std::to_string(row));
    UnitOptions unit_options;
    unit_options.threads = threads;
    unit_options.stop = &interrupted();
    unit_options.progress = [&bar](double part) { bar.show(part); };
    const auto lines = plan.compute(unit, unit_options);
    if (!lines) return k_exit_interrupted;
    options.common.write((*lines)[row - unit.first] + "\n");
    break;
  }
  return k_exit_as_expected;
}

int run(CampaignCommandOptions& options) {
  const Format format = options.common.begin();
  check_options(options);
  const Shard shard = options.shard.empty() ? Shard{} : parse_shard(options.shard);
  if (!options.slurm.empty()) require_writable(options.slurm);
  const CampaignPlan plan(read_campaign(options.file, options.common.digits));
  if (options.parallel || !options.slurm.empty()) return write_script(plan, options);
  const unsigned threads = options.threads == 0 ? hardware_threads() : options.threads;
  if (options.row) return print_row(plan, options, threads);

  CampaignOptions campaign;
  campaign.out = options.out;
  campaign.shard = shard;
  campaign.resume = options.resume;
  campaign.threads = threads;
  campaign.checkpoint_seconds = options.checkpoint;
  campaign.stop = &interrupted();
  CampaignOutcome outcome;
  watch_interrupt();
  Budget budget(options.budget);
  {
    ProgressBar bar("campaign " + plan.name());
    // The time left follows from what this process did, not from what it found.
    campaign.progress = [&bar](double done, double at_start) {
      bar.show(at_start >= 1 ? 1 : (done - at_start) / (1 - at_start));
    };
    outcome = run_campaign(plan, campaign);
  }
  options.common.write(
      campaign_summary(outcome.counts, outcome.all, shard, options.out, format, options.common.origin()));
  if (!outcome.finished()) {
    std::fprintf(stderr, "softlin: %s after %zu of %zu rows; continue with --resume\n",
                 budget.spent() ? "the budget is spent" : "interrupted", outcome.counts.rows, outcome.all);
    return k_exit_interrupted;
  }
  return outcome.counts.unexpected == 0 ? k_exit_as_expected : k_exit_unexpected;
}

}  // namespace

void add_campaign_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<CampaignCommandOptions>();
  CLI::App* command = app.add_subcommand("campaign", "sweep models, quantities, lengths and seeds into a file of rows");
  command->add_option("run", options->file, "campaign file (TOML)")->required();
  command->add_option("--out", options->out, "folder for results.jsonl");
  command->add_option("--shard", options->shard, "compute part i of n only: i/n, such as 2/5");
  command->add_flag("--resume", options->resume, "continue the run that --out holds, or begin it");
  command->add_option("--threads", options->threads, "threads (0: all; results do not depend on it)")
      ->capture_default_str();
  command->add_option("--budget", options->budget, "stop after so many seconds (status 3); --resume continues")
      ->check(CLI::PositiveNumber);
  command->add_option("--checkpoint", options->checkpoint, "seconds between two saves of the samples of a long row")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--row", options->row, "compute this row alone and print it");
  command->add_option("--slurm", options->slurm,
                      "write a Slurm batch script to this file instead: an array, then the merge");
  command->add_flag("--parallel", options->parallel, "print the same for GNU parallel instead");
  command->add_option("--tasks", options->tasks, "number of shards for --slurm or --parallel")
      ->check(CLI::Range(std::size_t{1}, k_most_shards));
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin campaign run.toml --out results\n"
      "         softlin campaign run.toml --out results/shard-2 --shard 2/5\n"
      "Exit status: 0 finished, 1 finished with a verdict that was not expected, 2 unusable input, 3 interrupted.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
