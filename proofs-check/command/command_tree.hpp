#pragma once
/// The commands of the program as plain texts: what manual pages and shell completions are made of. It is read from the same definitions
/// as --help, so that neither can fall behind.

#include <functional>
#include <string>
#include <vector>

#include "proofs-check/command/option_values.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace softlin::check {

struct OptionText {
  std::vector<std::string> names;  ///< "-h", "--help"; of an argument its one name, without dashes
  std::string type;                ///< as the help shows it; empty for a flag
  std::string standard;            ///< the default, or empty
  std::string description;
  bool required = false;
  bool repeated = false;  ///< takes any number of values
  OptionValues values;

  bool is_flag() const { return type.empty(); }
};

struct CommandText {
  std::vector<std::string> path;  ///< "softlin", "regression", "risk"
  std::string description;
  std::string footer;
  std::vector<OptionText> arguments;
  std::vector<OptionText> options;
  std::vector<CommandText> commands;
};

/// The program and everything below it; what the help hides is left out.
CommandText command_tree(const CLI::App& program);

/// The command and all below it, each before its own.
std::vector<const CommandText*> all_commands(const CommandText& program);

/// For an option with more values than its description should list: completion offers these. `words` is called when a completion is
/// written, and never to judge what a user gives.
void offer_values(CLI::Option& option, std::function<std::vector<std::string>()> words);

/// The names in a catalogue of things that have names.
template <class Catalogue>
std::vector<std::string> names_of(const Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& entry : catalogue) out.push_back(entry.name);
  return out;
}

}  // namespace softlin::check
