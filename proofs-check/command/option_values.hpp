#pragma once
/// What may follow an option, read from its description: the help text is the only place that says it.
///
/// Words : those of a list at the beginning, "exact, reduced or naive", where each may have a remark, "inf (enclosed)" or
///         "softmax; linear: attention with weights 1/L"; a list may come after a colon, "what it is compared with: limit or linear".
///         Two words at least, up to the first item that is not a single word.
/// Paths : a folder where "folder" occurs (or the type is DIR), a file where "file" does (or the type is FILE), with the ending .toml
///         where TOML, a model file or suite files are spoken of.
/// Checked by: tests/proofs-check/option_values_test.cpp

#include <string>
#include <vector>

namespace softlin::check {

enum class PathKind { none, file, toml_file, folder };

struct OptionValues {
  std::vector<std::string> words;
  PathKind path = PathKind::none;
};

/// `type` is the name of the option's type as the help shows it; "{a,b}" in it are words too.
OptionValues option_values(const std::string& description, const std::string& type);

}  // namespace softlin::check
