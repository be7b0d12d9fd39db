#pragma once
/// Trainings on in-context regression at several lengths: rows of the trajectory, a folder that can be continued.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "numeric/regression_training.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::check {

/// What is trained, and everything that the rows depend on.
struct TrainingRequest {
  symbolic::RegressionModel model;
  std::vector<std::uint64_t> lengths;
  numeric::RegressionHead start;  ///< of both kinds of attention
  bool softmax = true;
  bool linear = true;
  std::uint64_t steps = 0;
  std::uint64_t batch = 128;
  double rate = 0;
  std::uint64_t seed = 1;
  std::uint64_t every = 1;          ///< steps between two reports
  std::uint64_t test_prompts = 16;  ///< held-out prompts of a report
  bool parameters = false;          ///< in every row; the last row of a head has them always
};

/// Most reports of one length: a checkpoint holds them all.
inline constexpr std::uint64_t k_most_reports = 10000;

struct TrainingRunOptions {
  std::optional<std::filesystem::path> out;
  bool resume = false;
  unsigned threads = 1;
  double checkpoint_seconds = 10;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double, double)> progress;  ///< part of the work that is done, and that was at the start; 0 to 1
};

/// One report: a line {"length", "model", "step", "batch_loss", "risk", "std_error", "test_prompts"} and, with parameters,
/// {"A", "b", "c", "r"}. batch_loss is the mean over the batches since the report before, null at step 0; risk the mean loss of
/// the held-out prompts, which are the same in every report.
struct TrainingRow {
  std::uint64_t length = 0;
  numeric::Attention model = numeric::Attention::softmax;
  std::uint64_t step = 0;
  std::optional<double> batch_loss;
  double risk = 0;
  double std_error = 0;
  std::uint64_t test_prompts = 0;
  std::optional<numeric::RegressionHead> head;
};

std::string line_of(const TrainingRow& row);
/// Errors : InputError at `place` for a line that is no such row.
TrainingRow training_row(std::string_view line, const Place& place);

struct TrainingOutcome {
  std::vector<std::string> lines;  ///< by length, then step; of unfinished lengths as far as they came
  bool finished = false;
};

/// Trains at every length; with `out`, leaves run.json, results.jsonl (rows of finished lengths, in the order of the request)
/// and, until all are finished, partial/ (the state of every length, written whole or not at all every
/// checkpoint_seconds and on `stop`).
///
/// Result  : lines, and results.jsonl, depend on the request alone: not on threads, nor on how often and where the run was cut
/// Threads : one a length, the longest first
/// Errors  : as ResultsFile, before anything is trained; Error that names the length where a training diverges
/// Checked by : tests/proofs-check/regression_training_run_test.cpp, tests/golden/regression_train_kill.case
TrainingOutcome run_training(const TrainingRequest& request, const TrainingRunOptions& options);

}  // namespace softlin::check
