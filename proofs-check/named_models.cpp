#include "proofs-check/named_models.hpp"

#include "proofs-check/model_file.hpp"

namespace softlin::check {

NamedModels named_models(const std::filesystem::path& folder) {
  return {{.word = "model",
           .from_table = [folder](TomlTable& table) { return read_model_table(table, folder); },
           .from_file = [](const std::filesystem::path& path) { return read_model(path); },
           .describe = [](const symbolic::AttentionModel& model) { return describe(model); }},
          folder};
}

NamedRegressions named_regressions(const std::filesystem::path& folder) {
  return {{.word = "regression",
           .from_table = [](TomlTable& table) { return read_regression_table(table); },
           .from_file = [](const std::filesystem::path& path) { return read_regression(path); },
           .describe = [](const RegressionProblem& problem) { return describe(problem.model); }},
          folder};
}

}  // namespace softlin::check
