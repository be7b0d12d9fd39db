#pragma once
/// The models that a suite or a campaign speaks of: by the path of a file, by the name of a table, or written in place.

#include <filesystem>
#include <map>
#include <string>

#include "proofs-check/toml_input.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::check {

class NamedModels {
 public:
  /// Paths start at `folder`.
  explicit NamedModels(std::filesystem::path folder) : folder_(std::move(folder)) {}

  struct Found {
    symbolic::AttentionModel model;
    std::string name;  ///< as tables show it
  };

  /// Reads the [models.NAME] tables; each is checked even when nothing uses it.
  /// Errors : as read_model_table(); InputError for a name that looks like a path.
  void read(TomlTable table);

  /// The model that `value` means: a path ending in .toml, a NAME, or a table.
  /// Errors : as read_model(); InputError at `value` for a file that is missing or a name that is unknown.
  Found find(const TomlValue& value);

 private:
  std::filesystem::path folder_;
  std::map<std::string, symbolic::AttentionModel> named_;
  std::map<std::string, symbolic::AttentionModel> files_;
};

}  // namespace softlin::check
