#include "proofs-check/command/completion.hpp"
#include "proofs-check/shell_text.hpp"
#include "proofs-check/word_list.hpp"

namespace softlin::check {

namespace {

const char* path_word(PathKind path) {
  switch (path) {
    case PathKind::none: break;
    case PathKind::file: return "file";
    case PathKind::toml_file: return "toml";
    case PathKind::folder: return "folder";
  }
  return "";
}

/// "words='a b' path=file" for what may stand at one place.
std::string values(const std::vector<std::string>& words, PathKind path) {
  std::string out = "words=" + shell_word(joined(words, " "));
  if (path != PathKind::none) out += std::string(" path=") + path_word(path);
  return out;
}

std::string command_case(const CommandText& command) {
  std::vector<std::string> commands;
  std::vector<std::string> options;
  std::vector<std::string> with_value;
  for (const CommandText& child : command.commands) commands.push_back(child.path.back());
  for (const OptionText& option : command.options) {
    options.insert(options.end(), option.names.begin(), option.names.end());
    if (!option.is_flag()) with_value.insert(with_value.end(), option.names.begin(), option.names.end());
  }
  return "    " + shell_word(path_below(command)) + ")\n      commands=" + shell_word(joined(commands, " ")) +
         "\n      options=" + shell_word(joined(options, " ")) +
         "\n      with_value=" + shell_word(joined(with_value, " ")) + " ;;\n";
}

/// The values of every option of the command, and of its arguments under an empty option.
std::string value_cases(const CommandText& command) {
  const std::string path = path_below(command);
  std::string out;
  for (const OptionText& option : command.options) {
    if (option.values.words.empty() && option.values.path == PathKind::none) continue;
    std::string names;
    for (const auto& name : option.names) names += (names.empty() ? "" : " | ") + shell_word(path + ":" + name);
    out += "    " + names + ") " + values(option.values.words, option.values.path) + " ;;\n";
  }
  std::vector<std::string> words;
  PathKind kind = PathKind::none;
  for (const OptionText& argument : command.arguments) {
    words.insert(words.end(), argument.values.words.begin(), argument.values.words.end());
    if (kind == PathKind::none) kind = argument.values.path;
  }
  for (const CommandText& child : command.commands) words.push_back(child.path.back());
  if (!words.empty() || kind != PathKind::none)
    out += "    " + shell_word(path + ":") + ") " + values(words, kind) + " ;;\n";
  return out;
}

const char* const k_functions = R"shell(
_softlin() {
  local current=${COMP_WORDS[COMP_CWORD]} prefix= command= option= word
  local commands options with_value words path
  local -a before=()

  # readline splits at =, so --format=text is three words, unless COMP_WORDBREAKS was changed.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == = ]] || before+=("$word")
  done
  [[ $current == = ]] && current=
  if [[ $current == --*=* ]]; then
    prefix=${current%%=*}=
    before+=("${current%%=*}")
    current=${current#*=}
  fi

  _softlin_command ''
  for word in "${before[@]}"; do
    if [[ -n $option ]]; then
      option=
    elif [[ $word == -* ]]; then
      [[ " $with_value " == *" $word "* ]] && option=$word
    elif [[ " $commands " == *" $word "* ]]; then
      command+=${command:+ }$word
      _softlin_command "$command"
    fi
  done

  COMPREPLY=()
  if [[ -z $option && $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  _softlin_values "$command" "$option"
  mapfile -t COMPREPLY < <(
    compgen -P "$prefix" -W "$words" -- "$current"
    [[ -z $path ]] || compgen -P "$prefix" -d -- "$current"
    [[ $path != toml ]] || compgen -P "$prefix" -f -X '!*.toml' -- "$current"
    [[ $path != file ]] || compgen -P "$prefix" -f -- "$current" | while IFS= read -r word; do
      [[ -d ${word#"$prefix"} ]] || printf '%s\n' "$word"
    done
  )
  # Outside a completion compopt has nothing to change, and says so.
  [[ -z $path ]] || compopt -o filenames 2>/dev/null
}
complete -F _softlin softlin
)shell";

}  // namespace

std::string bash_completion(const CommandText& program) {
  std::string out =
      "# bash completion for softlin, written by `softlin completion bash`\n\n"
      "_softlin_command() {\n  commands= options= with_value=\n  case $1 in\n";
  for (const CommandText* command : all_commands(program)) out += command_case(*command);
  out += "  esac\n}\n\n_softlin_values() {\n  words= path=\n  case $1:$2 in\n";
  for (const CommandText* command : all_commands(program)) out += value_cases(*command);
  return out + "  esac\n}\n" + k_functions;
}

}  // namespace softlin::check
