#include "numeric/interval_text.hpp"
#include "proofs-check/command/regression_action.hpp"

namespace softlin::check {

void add_ends(nlohmann::ordered_json& json, const std::string& prefix, const numeric::Interval& x) {
  json[prefix + "lower"] = numeric::lower_text(x);
  json[prefix + "upper"] = numeric::upper_text(x);
}

void add_regression_command(CLI::App& app, int& status) {
  CLI::App* group =
      app.add_subcommand("regression", "in-context linear regression: exact risks, constants, times, flows, training");
  group->require_subcommand(1);
  group->footer(
      "Each action has --help with an example. proofs-check/regression_file.hpp describes regression files.\n"
      "Example: softlin regression risk regression.toml --length 16,256,inf");
  add_regression_risk(*group, status);
  add_regression_constants(*group, status);
  add_regression_time(*group, status);
  add_regression_flow(*group, status);
  add_regression_threshold(*group, status);
  add_regression_train(*group, status);
}

}  // namespace softlin::check
