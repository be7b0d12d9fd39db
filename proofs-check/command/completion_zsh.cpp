#include <algorithm>

#include "proofs-check/command/completion.hpp"
#include "proofs-check/shell_text.hpp"

namespace softlin::check {

namespace {

std::string function_name(const CommandText& command) {
  std::string out = "_softlin";
  for (std::size_t i = 1; i < command.path.size(); ++i) out += "_" + command.path[i];
  return out;
}

/// Text for a place where the characters of `special` have a meaning.
std::string marked(const std::string& text, const std::string& special) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || special.find(c) != std::string::npos) out += '\\';
    out += c;
  }
  return out;
}

/// ":what:how" of _arguments.
std::string value_action(const OptionText& option, const std::string& what) {
  std::string action;
  switch (option.values.path) {
    case PathKind::none: break;
    case PathKind::file: action = "_files"; break;
    case PathKind::toml_file: action = "_files -g \"*.toml\""; break;
    case PathKind::folder: action = "_files -/"; break;
  }
  if (!option.values.words.empty()) {
    std::string words;
    for (const auto& word : option.values.words) words += (words.empty() ? "" : " ") + word;
    // Words, and paths beside them: a user who means a file types the rest.
    action = action.empty() ? "(" + words + ")" : "{compadd " + words + "; " + action + "}";
  }
  return ":" + marked(what, ":") + ":" + action;
}

/// One argument of _arguments for each name: the others of the same option are excluded once one is given.
std::string option_specs(const OptionText& option) {
  std::string all;
  for (const auto& name : option.names) all += (all.empty() ? "" : " ") + name;
  std::string out;
  for (const auto& name : option.names) {
    std::string spec = option.repeated ? "*" : "(" + all + ")";
    spec += name;
    if (!option.is_flag() && name.starts_with("--")) spec += "=";
    spec += "[" + marked(option.description, "[]:") + "]";
    if (!option.is_flag()) spec += value_action(option, "value");
    out += " \\\n    " + shell_word(spec);
  }
  return out;
}

std::string function_text(const CommandText& command) {
  const std::string name = function_name(command);
  std::string out = name + "() {\n";
  if (!command.commands.empty()) {
    out += "  local curcontext=\"$curcontext\" state line\n  local -a commands=(\n";
    for (const CommandText& child : command.commands)
      out += "    " + shell_word(child.path.back() + ":" + marked(child.description, ":")) + "\n";
    out += "  )\n";
  }
  out += command.commands.empty() ? "  _arguments" : "  _arguments -C";
  for (const OptionText& option : command.options) out += option_specs(option);
  if (command.commands.empty()) {
    for (std::size_t i = 0; i < command.arguments.size(); ++i) {
      const OptionText& argument = command.arguments[i];
      const std::string place = argument.repeated ? "*" : std::to_string(i + 1);
      out += " \\\n    " + shell_word(place + value_action(argument, argument.names.front()));
    }
    return out + "\n}\n\n";
  }
  out += " \\\n    '1:command:->command' \\\n    '*::argument:->arguments'\n  case $state in\n";
  out += "    command) _describe -t commands command commands ;;\n    arguments)\n      case $words[1] in\n";
  for (const CommandText& child : command.commands)
    out += "        " + child.path.back() + ") " + function_name(child) + " ;;\n";
  return out + "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandText& program) {
  std::string out = "#compdef softlin\n# zsh completion for softlin, written by `softlin completion zsh`\n\n";
  for (const CommandText* command : all_commands(program)) out += function_text(*command);
  // As a file of fpath it is the body of the function and runs at once; when it is sourced it registers itself.
  return out + "if [ \"$funcstack[1]\" = _softlin ]; then\n  _softlin \"$@\"\nelse\n  compdef _softlin softlin\nfi\n";
}

}  // namespace softlin::check
