#include <cstdio>
#include <exception>
#include <string>

#include "proofs-check/command/command.hpp"
#include "proofs-check/command/version_text.hpp"

/// The program `softlin`: reads the command line, hands over to one subcommand, turns errors into messages.
int main(int argc, char** argv) {
  using namespace softlin;
  CLI::App app("softlin: verified bounds for finite-prompt softmax attention", "softlin");
  app.set_version_flag("--version", check::version_text());
  app.require_subcommand(1);
  app.footer("Each command has --help with an example. Start with: softlin check");
  int status = check::k_exit_as_expected;
  check::add_check_command(app, status);
  check::add_constants_command(app, status);
  check::add_deviation_command(app, status);
  check::add_expect_command(app, status);
  check::add_limit_command(app, status);
  check::watch_interrupt();
  try {
    app.parse(argc, argv);
    return status;
  } catch (const CLI::ParseError& error) {
    // --help and --version arrive here too, with status 0.
    return app.exit(error) == 0 ? check::k_exit_as_expected : check::k_exit_unusable;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "softlin: %s\n", error.what());
    return check::k_exit_unusable;
  }
}
