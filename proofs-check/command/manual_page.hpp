#pragma once
/// Manual pages: one for the program and one for each command, made of the same texts as --help.
/// Checked by: tests/manual/run (groff and mandoc without a warning, every option on its page)

#include <string>

#include "proofs-check/command/command_tree.hpp"

namespace softlin::check {

/// "softlin-regression-risk", also the name of its file without ".1"
std::string manual_name(const CommandText& command);

/// The page of `command`, itself or below `program`, in the man macros of roff.
std::string manual_page(const CommandText& program, const CommandText& command, const std::string& version);

}  // namespace softlin::check
