#include <cstdio>
#include <filesystem>
#include <memory>

#include "proofs-check/command/command.hpp"
#include "proofs-check/command/manual_page.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/output_file.hpp"

namespace softlin::check {

namespace {

struct ManualOptions {
  std::vector<std::string> command;
  std::string folder;
};

const CommandText& page_of(const CommandText& program, const std::vector<std::string>& words) {
  const CommandText* here = &program;
  for (const auto& word : words) {
    const CommandText* next = nullptr;
    std::string known;
    for (const CommandText& child : here->commands) {
      if (child.path.back() == word) next = &child;
      known += (known.empty() ? "one of " : ", ") + child.path.back();
    }
    if (next == nullptr)
      throw InputError("manual", "'" + word + "'", known.empty() ? "nothing after that command" : known);
    here = next;
  }
  return *here;
}

void print_manual(const CLI::App& app, const ManualOptions& options) {
  const CommandText program = command_tree(app);
  if (options.folder.empty()) {
    const std::string page = manual_page(program, page_of(program, options.command), program_version());
    std::fwrite(page.data(), 1, page.size(), stdout);
    return;
  }
  if (!options.command.empty())
    throw InputError("manual", "a command together with --folder", "--folder alone, which writes every page");
  std::filesystem::create_directories(options.folder);
  for (const CommandText* command : all_commands(program)) {
    write_file(std::filesystem::path(options.folder) / (manual_name(*command) + ".1"),
               manual_page(program, *command, program_version()));
  }
}

}  // namespace

void add_manual_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<ManualOptions>();
  CLI::App* command = app.add_subcommand("manual", "manual pages, for man to show");
  CLI::Option* words =
      command->add_option("command", options->command, "the command whose page is printed; none: softlin itself");
  offer_values(*words, [&app] {
    std::vector<std::string> out;
    for (const CLI::App* child : app.get_subcommands({})) out.push_back(child->get_name());
    return out;
  });
  command->add_option("--folder", options->folder, "folder for every page as a file");
  command->footer(
      "Example: softlin manual check | man -l -\n"
      "         softlin manual regression risk | man -l -\n"
      "         softlin manual --folder ~/.local/share/man/man1");
  command->callback([&app, options, &status] {
    print_manual(app, *options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
