#pragma once
/// Shell completion, made of the same definitions as --help: commands, options, and their values where the help names them, files and
/// folders otherwise.
/// Checked by: tests/completion/run (in a real bash; zsh and fish where they are installed)

#include <string>

#include "proofs-check/command/command_tree.hpp"

namespace softlin::check {

std::string bash_completion(const CommandText& program);
std::string zsh_completion(const CommandText& program);
std::string fish_completion(const CommandText& program);

/// "regression risk": the path of a command without the program's name, empty for the program
std::string path_below(const CommandText& command);

}  // namespace softlin::check
