#include <cstdio>
#include <exception>
#include <string>

#include "numeric/memory.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/version_text.hpp"

namespace {

void require_known_command(const CLI::App& app, const std::string& word) {
  std::string known;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return;
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  throw softlin::InputError("command", "'" + word + "'", "one of " + known);
}

}  // namespace

/// The program `softlin`: reads the command line, hands over to one subcommand, turns errors into messages.
int main(int argc, char** argv) {
  using namespace softlin;
  numeric::keep_memory();
  check::remember_command_line(argc, argv);
  CLI::App app("softlin: verified bounds for finite-prompt softmax attention", "softlin");
  app.set_version_flag("--version", check::version_text());
  app.require_subcommand(1);
  app.footer("Each command has --help with an example. Start with: softlin check");
  int status = check::k_exit_as_expected;
  check::add_calibrate_command(app, status);
  check::add_campaign_command(app, status);
  check::add_check_command(app, status);
  check::add_completion_command(app, status);
  check::add_constants_command(app, status);
  check::add_deviation_command(app, status);
  check::add_expect_command(app, status);
  check::add_identity_command(app, status);
  check::add_limit_command(app, status);
  check::add_manual_command(app, status);
  check::add_merge_command(app, status);
  check::add_moment_command(app, status);
  check::add_plot_command(app, status);
  check::add_region_command(app, status);
  check::add_regression_command(app, status);
  check::add_steps_command(app, status);
  check::add_table_command(app, status);
  check::add_verify_command(app, status);
  try {
    // The library reports an unknown command as a missing one.
    if (argc > 1 && argv[1][0] != '-') require_known_command(app, argv[1]);
    app.parse(argc, argv);
    return status;
  } catch (const CLI::ParseError& error) {
    // --help and --version arrive here too, with status 0.
    if (error.get_exit_code() == 0) return app.exit(error);
    // A misspelt option is named before the one that is missing instead.
    for (const CLI::App* command : app.get_subcommands()) {
      for (const std::string& word : command->remaining(true)) {
        if (word.size() < 2 || word[0] != '-') continue;
        std::fprintf(stderr, "softlin: found the unknown option '%s', expected one of 'softlin %s --help'\n",
                     word.c_str(), command->get_name().c_str());
        return check::k_exit_unusable;
      }
    }
    std::fprintf(stderr, "softlin: %s\nsoftlin: see 'softlin --help' and 'softlin COMMAND --help'\n", error.what());
    return check::k_exit_unusable;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "softlin: %s\n", error.what());
    return check::k_exit_unusable;
  }
}
