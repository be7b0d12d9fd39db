#include <memory>

#include "proofs-check/campaign_merge.hpp"
#include "proofs-check/campaign_summary.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"

namespace softlin::check {

namespace {

struct MergeOptions {
  CommonOptions common;
  std::vector<std::string> folders;
  std::string out;
};

int run(const MergeOptions& options) {
  const Format format = options.common.begin();
  RowCounts counts;
  {
    ProgressBar bar("merging");
    const std::vector<std::filesystem::path> folders(options.folders.begin(), options.folders.end());
    counts = merge_shards(folders, options.out, [&bar](double part) { bar.show(part); });
  }
  options.common.write(campaign_summary(counts, counts.rows, Shard{}, options.out, format, options.common.origin()));
  return counts.unexpected == 0 ? k_exit_as_expected : k_exit_unexpected;
}

}  // namespace

void add_merge_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<MergeOptions>();
  CLI::App* command = app.add_subcommand("merge", "join the shards of a campaign");
  command->add_option("folders", options->folders, "the folders of all shards")->required();
  command->add_option("--out", options->out, "folder for the whole campaign")->required();
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin merge results/shard-* --out results/merged\n"
      "Exit status: 0 merged, 1 merged with a verdict that was not expected, 2 shards that do not make a whole.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
