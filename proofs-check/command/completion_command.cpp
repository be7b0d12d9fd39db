#include <cstdio>
#include <memory>

#include "proofs-check/command/command.hpp"
#include "proofs-check/command/completion.hpp"

namespace softlin::check {

void add_completion_command(CLI::App& app, int& status) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "completion of commands, options and values for a shell");
  command->add_option("shell", *shell, "bash, zsh or fish")->required();
  command->footer(
      "Debian's packages install all three. For one user:\n"
      "Example: softlin completion bash > ~/.local/share/bash-completion/completions/softlin\n"
      "         softlin completion fish > ~/.config/fish/completions/softlin.fish");
  command->callback([&app, shell, &status] {
    const CommandText program = command_tree(app);
    std::string text;
    if (*shell == "bash") {
      text = bash_completion(program);
    } else if (*shell == "zsh") {
      text = zsh_completion(program);
    } else if (*shell == "fish") {
      text = fish_completion(program);
    } else {
      throw InputError("completion", "'" + *shell + "'", "bash, zsh or fish");
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
