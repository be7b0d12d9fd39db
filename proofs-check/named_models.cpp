#include "proofs-check/named_models.hpp"

#include "proofs-check/model_file.hpp"

namespace softlin::check {

namespace {

using symbolic::AttentionModel;

bool is_path(const std::string& model) { return model.size() > 5 && model.substr(model.size() - 5) == ".toml"; }

/// A missing model is a mistake of the file that names it, so the message points there; one inside the model points at
/// its line.
AttentionModel read_model_beside(const std::filesystem::path& path, const TomlValue& value) {
  std::error_code status;
  if (!std::filesystem::exists(path, status)) {
    throw InputError(value.place(), value.text() + ", but there is no file " + path.string(), "a model file");
  }
  return read_model(path);
}

}  // namespace

void NamedModels::read(TomlTable table) {
  for (const auto& [name, value] : table.entries()) {
    if (name.empty() || is_path(name)) {
      throw InputError(value.place(), "the name " + quoted_text(name), "a name that does not look like a path");
    }
    TomlTable model = value.table();
    named_.emplace(name, read_model_table(model, folder_));
  }
}

NamedModels::Found NamedModels::find(const TomlValue& value) {
  if (value.is_table()) {
    TomlTable inner = value.table();
    const AttentionModel model = read_model_table(inner, folder_);
    return {model, describe(model)};
  }
  if (!value.is_string()) value.fail("a path, the name of a [models.NAME] table, or a table");
  const std::string name = value.nonempty_string();
  if (!is_path(name)) {
    const auto found = named_.find(name);
    if (found != named_.end()) return {found->second, name};
    std::vector<std::string> known;
    for (const auto& model : named_) known.push_back("\"" + model.first + "\"");
    value.fail(known.empty() ? "a path ending in .toml (the suite has no [models.NAME] table)"
                             : "a path ending in .toml or one of the models " + list_text(known));
  }
  const std::filesystem::path path = folder_ / name;
  auto found = files_.find(path.string());
  if (found == files_.end()) found = files_.emplace(path.string(), read_model_beside(path, value)).first;
  return {found->second, path.stem().string()};
}

}  // namespace softlin::check
