#include "proofs-check/campaign_script.hpp"

#include <algorithm>

#include "proofs-check/shell_text.hpp"
#include "symbolic/version.hpp"

namespace softlin::check {

namespace {

/// Letters, digits, dots and dashes: what a job's name and a comment may hold.
std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-');
      },
      '_');
  return name;
}

}  // namespace

std::string slurm_script(const ScriptInputs& inputs) {
  const std::string tasks = std::to_string(inputs.tasks);
  const std::string job = "softlin-" + plain(inputs.name);
  return "#!/bin/bash\n"
         "# Campaign " +
         plain(inputs.name) + ": " + std::to_string(inputs.rows) + " rows in " + tasks + " tasks (softlin " +
         std::string(k_version) +
         ").\n"
         "#   bash FILE     submits the tasks and, to run when all have ended well, the job that joins their results\n"
         "#   sbatch FILE   submits the tasks only\n"
         "# A task that was killed, preempted or out of time goes on where it was when it runs again. To repeat those\n"
         "# that failed, submit again: finished ones end at once. Each writes to log/ in the output folder.\n"
         "#SBATCH --job-name=" +
         job +
         "\n"
         "#SBATCH --array=1-" +
         tasks +
         "\n"
         "#SBATCH --ntasks=1\n"
         "#SBATCH --cpus-per-task=" +
         std::to_string(inputs.threads) +
         "\n"
         "#SBATCH --requeue\n"
         "#SBATCH --signal=B:USR1@60\n"
         "#SBATCH --output=/dev/null\n"
         "# Add what your site asks for: --time, --partition, --account, --mem.\n"
         "set -u\n"
         "program=" +
         shell_word(inputs.program) +
         "\n"
         "run=" +
         shell_word(inputs.run) +
         "\n"
         "out=" +
         shell_word(inputs.out) +
         "\n"
         "tasks=" +
         tasks +
         "\n"
         "\n"
         "if [ -z \"${SLURM_ARRAY_TASK_ID-}\" ]; then\n"
         "  job=$(sbatch --parsable \"$0\") || exit\n"
         "  job=${job%%;*}\n"
         "  merge=$(sbatch --parsable --array=0 --cpus-per-task=1 --dependency=\"afterok:$job\" "
         "--kill-on-invalid-dep=yes \"$0\") "
         "|| exit\n"
         "  echo \"job $job: $tasks tasks; job ${merge%%;*}: $out/merged\"\n"
         "  exit\n"
         "fi\n"
         "\n"
         "task=$SLURM_ARRAY_TASK_ID\n"
         "mkdir -p \"$out/log\"\n"
         "exec >>\"$out/log/task-$task.txt\" 2>&1\n"
         "\n"
         "# Task 0 joins the results of the others.\n"
         "if [ \"$task\" -eq 0 ]; then\n"
         "  [ ! -s \"$out/merged/results.jsonl\" ] || exit 0\n"
         "  folders=()\n"
         "  for ((i = 1; i <= tasks; ++i)); do folders+=(\"$out/shard-$i\"); done\n"
         "  exec \"$program\" merge \"${folders[@]}\" --out \"$out/merged\"\n"
         "fi\n"
         "\n"
         "\"$program\" campaign \"$run\" --out \"$out/shard-$task\" --shard \"$task/$tasks\" --resume \\\n"
         "  --threads \"${SLURM_CPUS_PER_TASK:-1}\"" +
         (inputs.options.empty() ? "" : " " + inputs.options) +
         " &\n"
         "child=$!\n"
         "# USR1 comes a minute before the time limit: the task asks for another turn. TERM comes when it is "
         "preempted, which\n"
         "# Slurm requeues by itself, or cancelled, which it must not undo.\n"
         "again=no\n"
         "trap 'again=yes; kill -TERM \"$child\" 2>/dev/null' USR1\n"
         "trap 'kill -TERM \"$child\" 2>/dev/null' TERM\n"
         "while :; do\n"
         "  wait \"$child\"\n"
         "  status=$?\n"
         "  [ $status -gt 128 ] || break\n"
         "  # A trap ended the wait, or the child died of a signal.\n"
         "  kill -0 \"$child\" 2>/dev/null || { wait \"$child\"; status=$?; break; }\n"
         "done\n"
         "if [ $status -eq 3 ] && [ $again = yes ]; then\n"
         "  exec scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$task\"\n"
         "fi\n"
         "# Status 1: finished, with a verdict that was not expected.\n"
         "[ $status -ne 1 ] || exit 0\n"
         "exit $status\n";
}

std::string parallel_line(const ScriptInputs& inputs) {
  const std::string tasks = std::to_string(inputs.tasks);
  const std::string command = shell_word(inputs.program) + " campaign " + shell_word(inputs.run) + " --out " +
                              shell_word(inputs.out) + "/shard-{} --shard {}/" + tasks + " --resume --threads " +
                              std::to_string(inputs.threads) + (inputs.options.empty() ? "" : " " + inputs.options);
  return "seq " + tasks + " | parallel --line-buffer " + shell_word(command) + "\n" + shell_word(inputs.program) +
         " merge " + shell_word(inputs.out) + "/shard-* --out " + shell_word(inputs.out) + "/merged\n";
}

}  // namespace softlin::check
