#include "proofs-check/command/completion.hpp"

namespace softlin::check {

namespace {

/// Between single quotes fish knows the escapes \\ and \' alone.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string candidates(const OptionText& option) {
  std::string out;
  for (const auto& word : option.values.words) out += (out.empty() ? "" : " ") + word;
  switch (option.values.path) {
    case PathKind::none:
    case PathKind::file: break;
    case PathKind::toml_file: out += (out.empty() ? "" : " ") + std::string("(__fish_complete_suffix .toml)"); break;
    case PathKind::folder: out += (out.empty() ? "" : " ") + std::string("(__fish_complete_directories)"); break;
  }
  return out;
}

std::string lines_of(const CommandText& command) {
  const std::string begin = "complete -c softlin -n " + fish_quoted("__softlin_at " + fish_quoted(path_below(command)));
  std::string out;
  for (const CommandText& child : command.commands)
    out += begin + " -a " + child.path.back() + " -d " + fish_quoted(child.description) + "\n";
  for (const OptionText& option : command.options) {
    std::string line = begin;
    for (const auto& name : option.names)
      line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.is_flag()) {
      line += option.values.path == PathKind::file ? " -r -F" : " -x";
      if (const std::string words = candidates(option); !words.empty()) line += " -a " + fish_quoted(words);
    }
    out += line + " -d " + fish_quoted(option.description) + "\n";
  }
  for (const OptionText& argument : command.arguments) {
    const std::string words = candidates(argument);
    if (argument.values.path == PathKind::file) out += begin + " -F\n";
    if (!words.empty()) out += begin + " -a " + fish_quoted(words) + "\n";
  }
  return out;
}

}  // namespace

std::string fish_completion(const CommandText& program) {
  std::string known;
  for (const CommandText* command : all_commands(program)) {
    if (const std::string path = path_below(*command); !path.empty()) known += " " + fish_quoted(path);
  }
  std::string out =
      "# fish completion for softlin, written by `softlin completion fish`\n\n"
      "# Whether the commands before the cursor are these.\n"
      "function __softlin_at\n"
      "    set -l known" +
      known +
      "\n"
      "    set -l here\n"
      "    for word in (commandline -opc)[2..-1]\n"
      "        set -l next (string join -- ' ' $here $word)\n"
      "        contains -- $next $known; and set here $next\n"
      "    end\n"
      "    test \"$here\" = \"$argv[1]\"\n"
      "end\n\n"
      "complete -c softlin -f\n";
  for (const CommandText* command : all_commands(program)) out += lines_of(*command);
  return out;
}

}  // namespace softlin::check
