#pragma once
/// Shell text that spreads a campaign over processes or machines.

#include <cstddef>
#include <string>

namespace softlin::check {

struct ScriptInputs {
  std::string name;  ///< of the campaign
  std::size_t rows = 0;
  std::string program;  ///< absolute paths
  std::string run;
  std::string out;
  std::string options;  ///< further options of `softlin campaign`, as shell words
  std::size_t tasks = 1;
  unsigned threads = 1;  ///< a task
};

/// A Slurm batch script: an array of `tasks` tasks, each one shard in out/shard-i, and a job that merges them to out/merged.
///
///   `bash FILE` submits both, the second depending on the first; `sbatch FILE` the array alone. A task may be killed,
///   preempted or requeued at any time and goes on where it was; at its time limit it stops by itself and asks to be
///   requeued. Status 1 of `softlin campaign` (a verdict that was not expected) counts as done.
/// Checked by : tests/cluster/run, tests/golden/campaign_slurm.case
std::string slurm_script(const ScriptInputs& inputs);

/// Two shell commands: one GNU parallel job a shard, then the merge.
/// Checked by : tests/golden/campaign_parallel.case
std::string parallel_line(const ScriptInputs& inputs);

}  // namespace softlin::check
