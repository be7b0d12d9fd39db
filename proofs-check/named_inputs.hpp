#pragma once
/// Inputs of one kind that a suite or a campaign speaks of: by the path of a file, by the name of a table, or written in
/// place.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "proofs-check/toml_input.hpp"

namespace softlin::check {

template <class Input>
class NamedInputs {
 public:
  /// How inputs of this kind are read, and what messages call them.
  struct Kind {
    std::string word;  ///< "model": there are [models.NAME] tables
    std::function<Input(TomlTable&)> from_table;
    std::function<Input(const std::filesystem::path&)> from_file;
    std::function<std::string(const Input&)> describe;
  };
  struct Found {
    Input value;
    std::string name;  ///< as tables show it
  };

  /// Paths start at `folder`.
  NamedInputs(Kind kind, std::filesystem::path folder) : kind_(std::move(kind)), folder_(std::move(folder)) {}

  /// Reads the [models.NAME] tables; each is checked even when nothing uses it.
  /// Errors : those of from_table; InputError for a name that looks like a path.
  void read(TomlTable table) {
    for (const auto& [name, value] : table.entries()) {
      if (name.empty() || is_path(name)) {
        throw InputError(value.place(), "the name " + quoted_text(name), "a name that does not look like a path");
      }
      TomlTable inner = value.table();
      named_.emplace(name, kind_.from_table(inner));
    }
  }

  /// The input that `value` means: a path ending in .toml, a NAME, or a table.
  /// Errors : those of from_table and from_file; InputError at `value` for a file that is missing or a name that is unknown.
  Found find(const TomlValue& value) {
    if (value.is_table()) {
      TomlTable inner = value.table();
      Input input = kind_.from_table(inner);
      std::string name = kind_.describe(input);
      return {std::move(input), std::move(name)};
    }
    const std::string tables = "[" + kind_.word + "s.NAME] table";
    if (!value.is_string()) value.fail("a path, the name of a " + tables + ", or a table");
    const std::string name = value.nonempty_string();
    if (!is_path(name)) {
      const auto found = named_.find(name);
      if (found != named_.end()) return {found->second, name};
      std::vector<std::string> known;
      for (const auto& entry : named_) known.push_back("\"" + entry.first + "\"");
      value.fail(known.empty() ? "a path ending in .toml (the suite has no " + tables + ")"
                               : "a path ending in .toml or one of the " + kind_.word + "s " + list_text(known));
    }
    const std::filesystem::path path = folder_ / name;
    auto found = files_.find(path.string());
    if (found == files_.end()) found = files_.emplace(path.string(), read_beside(path, value)).first;
    return {found->second, path.stem().string()};
  }

 private:
  static bool is_path(const std::string& name) { return name.size() > 5 && name.substr(name.size() - 5) == ".toml"; }

  /// A missing file is a mistake of the file that names it, so the message points there; a mistake inside the input points
  /// at its line.
  Input read_beside(const std::filesystem::path& path, const TomlValue& value) const {
    std::error_code status;
    if (!std::filesystem::exists(path, status)) {
      throw InputError(value.place(), value.text() + ", but there is no file " + path.string(),
                       "a " + kind_.word + " file");
    }
    return kind_.from_file(path);
  }

  Kind kind_;
  std::filesystem::path folder_;
  std::map<std::string, Input> named_;
  std::map<std::string, Input> files_;
};

}  // namespace softlin::check
