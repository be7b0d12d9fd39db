#pragma once
/// The subcommands of `softlin`. Each adds itself to the program and acts when it is chosen.

#include <CLI/CLI.hpp>
#include <string>

#include "proofs-check/claim.hpp"
#include "proofs-check/table.hpp"
#include "symbolic/number.hpp"

namespace softlin::check {

/// Exit statuses of the program (interface: `softlin check`).
enum ExitStatus { k_exit_as_expected = 0, k_exit_unexpected = 1, k_exit_unusable = 2, k_exit_interrupted = 3 };

/// What every command shares.
struct CommonOptions {
  std::string format = "text";
  int digits = 15;
  std::string output;

  /// The format asked for. Errors: InputError for an unknown one, and when --output could not be written later.
  Format begin() const;
  /// What tables say of their making: the version, and the command line as it was typed.
  TableOrigin origin() const;
  /// The table with its origin and, where it has enclosures, their digits. Errors: as render().
  std::string rendered(Table table, Format format) const;
  /// Writes to --output, or to standard output. Errors: InputError when the file cannot be written.
  void write(const std::string& text) const;
};

/// Adds --format, --digits and --output.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Keeps the command line for tables, quoted for a shell; main() calls it once.
void remember_command_line(int argc, const char* const* argv);

/// Reads "1/3", "sqrt(2)", ... given to `option`. Errors: InputError naming the option.
symbolic::Number parse_option_number(const std::string& option, const std::string& text);

/// "0,1/2,1": numbers with commas between them; none when `text` is empty. Errors: as above, also for an empty entry.
std::vector<symbolic::Number> parse_option_numbers(const std::string& option, const std::string& text);

/// The same for numbers above 0, or of at least 0. Errors: as above, also for other numbers.
std::vector<symbolic::Number> parse_option_numbers_from_zero(const std::string& option, const std::string& text,
                                                             bool zero_allowed);

/// The lengths given to --length, "16,64,1e6". Errors: InputError unless each is a whole number from 1 to 10^18.
std::vector<Length> parse_finite_lengths(const std::string& text);

/// The number of threads the machine has, at least 1.
unsigned hardware_threads();

// Each adds one subcommand; `status` receives the exit status when it has run.
void add_calibrate_command(CLI::App& app, int& status);
void add_campaign_command(CLI::App& app, int& status);
void add_check_command(CLI::App& app, int& status);
void add_completion_command(CLI::App& app, int& status);
void add_constants_command(CLI::App& app, int& status);
void add_deviation_command(CLI::App& app, int& status);
void add_expect_command(CLI::App& app, int& status);
void add_identity_command(CLI::App& app, int& status);
void add_limit_command(CLI::App& app, int& status);
void add_manual_command(CLI::App& app, int& status);
void add_merge_command(CLI::App& app, int& status);
void add_moment_command(CLI::App& app, int& status);
void add_region_command(CLI::App& app, int& status);
void add_regression_command(CLI::App& app, int& status);
void add_steps_command(CLI::App& app, int& status);
void add_plot_command(CLI::App& app, int& status);
void add_table_command(CLI::App& app, int& status);
void add_verify_command(CLI::App& app, int& status);

}  // namespace softlin::check
