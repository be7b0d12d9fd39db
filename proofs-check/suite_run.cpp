#include "proofs-check/suite_run.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "numeric/parallel_for.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/row_compute.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw InputError(path.string(), "an unreadable file", "a readable one");
  return text.str();
}

std::vector<std::string> equations_of(const ResultRow& row) {
  return row.identity ? row.identity->equations : std::vector<std::string>{};
}

/// Do rows of `a` and `b` state the same question?
bool same_question(const ResultRow& a, const ResultRow& b) {
  return a.claim == b.claim && a.scale == b.scale && a.method == b.method && to_text(a.length) == to_text(b.length) &&
         a.bound_text == b.bound_text && a.quantity == b.quantity && a.relation == b.relation && a.inputs == b.inputs &&
         equations_of(a) == equations_of(b) && a.prompts == b.prompts && a.confidence == b.confidence &&
         a.seed == b.seed && a.expected == b.expected && a.version == b.version;
}

/// The results file of a run: appended row by row.
class ResultsFile {
 public:
  ResultsFile(const RunOptions& options, const std::string& fingerprint, const std::vector<RowPlan>& plans)
      : path_(options.out / "results.jsonl") {
    if (options.out.empty()) return;
    std::error_code failure;
    fs::create_directories(options.out, failure);
    if (failure) throw InputError("--out " + options.out.string(), failure.message(), "a folder that can be written");
    const fs::path run = options.out / "run.json";
    const std::string state = nlohmann::ordered_json{{"fingerprint", fingerprint}}.dump() + "\n";
    const bool has_results = fs::exists(path_, failure) && fs::file_size(path_, failure) > 0;
    if (has_results && !options.resume) {
      throw InputError("--out " + options.out.string(), "results of an earlier run", "an empty folder, or --resume");
    }
    if (options.resume && has_results) {
      if (!fs::exists(run) || read_whole(run) != state) {
        throw InputError("--out " + options.out.string(), "results of a different suite, version or options",
                         "those that --resume is to continue");
      }
      load(plans);
    }
    write_file(run, state);
    file_.open(path_, std::ios::binary | std::ios::app);
    if (!file_) throw InputError(path_.string(), "a file that cannot be opened", "a writable one");
  }

  std::vector<ResultRow> finished;  ///< rows found when resuming

  void append(const ResultRow& row) {
    if (!file_.is_open()) return;
    file_ << to_json_line(row) << '\n' << std::flush;
    if (!file_) throw InputError(path_.string(), "a write that failed", "room on the disk");
  }

 private:
  /// Reads whole lines; a torn last line is cut off.
  void load(const std::vector<RowPlan>& plans) {
    const std::string text = read_whole(path_);
    std::size_t kept = 0;
    for (std::size_t end; (end = text.find('\n', kept)) != std::string::npos; kept = end + 1) {
      if (finished.size() >= plans.size()) throw InputError(path_.string(), "more rows than the suite has", "its own");
      ResultRow row = from_json_line(std::string_view(text).substr(kept, end - kept));
      if (!same_question(row, plans[finished.size()].row)) {
        throw InputError(Place{path_.string(), static_cast<int>(finished.size() + 1), ""}, "a row of another suite",
                         "claim " + plans[finished.size()].row.claim);
      }
      finished.push_back(std::move(row));
    }
    if (kept < text.size()) fs::resize_file(path_, kept);
  }

  fs::path path_;
  std::ofstream file_;
};

/// Consecutive rows that are judged, and written, together.
struct Group {
  std::size_t first;
  std::size_t count;
};

std::vector<Group> groups_of(const std::vector<RowPlan>& plans) {
  std::vector<Group> out;
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

/// The rule for open constants (see the header).
void judge_together(std::vector<ResultRow>& rows) {
  const bool violated = std::any_of(rows.begin(), rows.end(), [](const ResultRow& row) {
    return row.expected == Verdict::violated && row.verdict == Verdict::violated;
  });
  if (!violated) return;
  for (ResultRow& row : rows) row.as_expected = row.as_expected || row.verdict == Verdict::undecided;
}

/// One pass over the groups by several threads; results are handed over in order.
class Run {
 public:
  Run(const std::vector<RowPlan>& plans, const RunOptions& options, ResultsFile& file)
      : plans_(plans), options_(options), file_(file), groups_(groups_of(plans)), done_(groups_.size()) {
    row_options_.digits = options.digits;
    row_options_.stop = options.stop;
    row_options_.sampled_rows = static_cast<std::size_t>(
        std::count_if(plans.begin(), plans.end(), [](const RowPlan& plan) { return plan.is_sampled(); }));
    outcome_.rows = file.finished;
    // Whole groups only: a group that was cut is computed again, and its rows are written once.
    while (next_ < groups_.size() && groups_[next_].first + groups_[next_].count <= outcome_.rows.size()) ++next_;
    emitted_ = next_;
  }

  RunOutcome go() {
    numeric::on_threads(options_.threads, [this] { work(); });
    outcome_.interrupted = emitted_ < groups_.size();
    return std::move(outcome_);
  }

 private:
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void work() {
    for (;;) {
      std::size_t group = 0;
      {
        const std::lock_guard lock(guard_);
        if (failed_ || stopped() || next_ >= groups_.size()) return;
        group = next_++;
      }
      try {
        std::vector<ResultRow> rows;
        for (std::size_t i = 0; i < groups_[group].count; ++i) {
          const std::size_t index = groups_[group].first + i;
          auto row = compute_row(plans_[index], static_cast<std::uint32_t>(index), row_options_);
          if (!row) return;  // stopped inside
          rows.push_back(std::move(*row));
        }
        if (groups_[group].count > 1) judge_together(rows);
        deliver(group, std::move(rows));
      } catch (...) {
        const std::lock_guard lock(guard_);
        failed_ = true;
        throw;
      }
    }
  }

  void deliver(std::size_t group, std::vector<ResultRow> rows) {
    const std::lock_guard lock(guard_);
    done_[group] = std::move(rows);
    while (emitted_ < groups_.size() && !done_[emitted_].empty()) {
      const std::size_t already = outcome_.rows.size() - std::min(outcome_.rows.size(), groups_[emitted_].first);
      for (std::size_t i = already; i < done_[emitted_].size(); ++i) {
        file_.append(done_[emitted_][i]);
        outcome_.rows.push_back(std::move(done_[emitted_][i]));
      }
      ++emitted_;
    }
    if (options_.progress)
      options_.progress(static_cast<double>(outcome_.rows.size()) / static_cast<double>(plans_.size()));
  }

  const std::vector<RowPlan>& plans_;
  const RunOptions& options_;
  ResultsFile& file_;
  std::vector<Group> groups_;
  std::vector<std::vector<ResultRow>> done_;
  RowOptions row_options_;
  RunOutcome outcome_;
  std::mutex guard_;
  std::size_t next_ = 0;
  std::size_t emitted_ = 0;
  bool failed_ = false;
};

}  // namespace

bool RunOutcome::all_as_expected() const {
  return std::all_of(rows.begin(), rows.end(), [](const ResultRow& row) { return row.as_expected; });
}

RunOutcome run_suite(const std::vector<RowPlan>& plans, const std::string& fingerprint, const RunOptions& options) {
  for (const RowPlan& plan : plans) require_defined_bound(plan);  // before anything is written
  ResultsFile file(options, fingerprint, plans);
  return Run(plans, options, file).go();
}

}  // namespace softlin::check
