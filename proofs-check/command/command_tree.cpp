#include "proofs-check/command/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace softlin::check {

namespace {

const std::string k_offer = "values to offer";

/// Options carry no data of ours, but they carry validators. This one is never active, and the words are its description.
class Carrier : public CLI::Validator {
 public:
  explicit Carrier(std::function<std::vector<std::string>()> words) {
    name(k_offer);
    active(false);
    desc_function_ = [words = std::move(words)] { return CLI::detail::join(words(), " "); };
  }
};

std::vector<std::string> offered(const CLI::Option& option) {
  // Only the member that is not const finds validators by name; it changes nothing.
  CLI::Validator* found = nullptr;
  try {
    found = const_cast<CLI::Option&>(option).get_validator(k_offer);
  } catch (const CLI::OptionNotFound&) {
    return {};
  }
  CLI::Validator active(*found);
  return CLI::detail::split(active.active(true).get_description(), ' ');
}

OptionText describe(const CLI::Option& option) {
  OptionText out;
  if (option.get_positional()) {
    out.names = {option.get_name(true)};
  } else {
    for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  }
  if (option.get_items_expected_max() > 0) {
    out.type = option.get_type_name();
    if (out.type.empty()) out.type = "TEXT";
  }
  out.standard = option.get_default_str();
  out.description = option.get_description();
  out.required = option.get_required();
  out.repeated = option.get_expected_max() == CLI::detail::expected_max_vector_size;
  out.values = option_values(out.description, out.type);
  if (std::vector<std::string> words = offered(option); !words.empty()) out.values.words = std::move(words);
  return out;
}

CommandText describe(const CLI::App& command, std::vector<std::string> path) {
  CommandText out;
  path.push_back(command.get_name());
  out.description = command.get_description();
  out.footer = command.get_footer();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? out.arguments : out.options).push_back(describe(*option));
  }
  for (const CLI::App* child : command.get_subcommands({})) {
    if (!child->get_group().empty()) out.commands.push_back(describe(*child, path));
  }
  out.path = std::move(path);
  return out;
}

}  // namespace

CommandText command_tree(const CLI::App& program) { return describe(program, {}); }

std::vector<const CommandText*> all_commands(const CommandText& program) {
  std::vector<const CommandText*> out{&program};
  for (const CommandText& command : program.commands) {
    for (const CommandText* below : all_commands(command)) out.push_back(below);
  }
  return out;
}

void offer_values(CLI::Option& option, std::function<std::vector<std::string>()> words) {
  option.check(Carrier(std::move(words)));
}

}  // namespace softlin::check
