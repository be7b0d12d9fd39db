#include "proofs-check/command/command.hpp"

#include <cstdio>
#include <thread>

#include "numeric/exact_sign.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/shell_text.hpp"
#include "proofs-check/table_parts.hpp"
#include "proofs-check/word_list.hpp"

namespace softlin::check {

namespace {

constexpr int k_least_digits = 1;
constexpr int k_most_digits = 1000;

/// The whole line, quoted.
std::string& command_line() {
  static std::string line;
  return line;
}

}  // namespace

Format CommonOptions::begin() const {
  const Format parsed = parse_format(format);
  if (!output.empty()) require_writable(output);
  return parsed;
}

TableOrigin CommonOptions::origin() const { return {program_version(), command_line()}; }

std::string CommonOptions::rendered(Table table, Format format) const {
  return check::rendered(std::move(table), origin(), digits, format);
}

void CommonOptions::write(const std::string& text) const {
  if (!output.empty()) return write_file(output, text);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0)
    throw InputError("standard output", "a write that failed", "a place that takes the text");
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  command.add_option("--format", options.format, format_words())->capture_default_str();
  command.add_option("--digits", options.digits, "correct significant digits wanted")
      ->capture_default_str()
      ->check(CLI::Range(k_least_digits, k_most_digits));
  command.add_option("--output", options.output, "write to this file instead of standard output");
}

void remember_command_line(int argc, const char* const* argv) {
  std::string line = "softlin";  // whatever the path of the program
  for (int i = 1; i < argc; ++i) line += " " + shell_quoted(argv[i]);
  command_line() = line;
}

symbolic::Number parse_option_number(const std::string& option, const std::string& text) {
  return symbolic::Number::parse(text, Place{option, 0, ""});
}

std::vector<symbolic::Number> parse_option_numbers(const std::string& option, const std::string& text) {
  std::vector<symbolic::Number> out;
  for (const std::string& part : comma_parts(text)) out.push_back(parse_option_number(option, part));
  return out;
}

std::vector<symbolic::Number> parse_option_numbers_from_zero(const std::string& option, const std::string& text,
                                                             bool zero_allowed) {
  std::vector<symbolic::Number> out = parse_option_numbers(option, text);
  for (const symbolic::Number& value : out) {
    const int sign = numeric::require_sign(value, option);
    if (sign < 0 || (sign == 0 && !zero_allowed))
      throw InputError(option, value.text(), zero_allowed ? "numbers of 0 or more" : "positive numbers");
  }
  return out;
}

std::vector<Length> parse_finite_lengths(const std::string& text) {
  return parse_length_list(text, Place{"--length", 0, ""}, /*infinite_allowed=*/false);
}

unsigned hardware_threads() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace softlin::check
