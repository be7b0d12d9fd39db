#pragma once
/// The actions of `softlin regression`: one file each, regression_NAME_command.cpp.

#include <memory>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "numeric/interval.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/regression_file.hpp"

namespace softlin::check {

void add_regression_constants(CLI::App& group, int& status);
void add_regression_flow(CLI::App& group, int& status);
void add_regression_risk(CLI::App& group, int& status);
void add_regression_threshold(CLI::App& group, int& status);
void add_regression_time(CLI::App& group, int& status);
void add_regression_train(CLI::App& group, int& status);

/// A new action `name` of the group with the file it reads and the common options; `Options` has `problem` and `common`.
template <class Options>
std::shared_ptr<Options> add_regression_action(CLI::App& group, const std::string& name, const std::string& what,
                                               CLI::App*& command) {
  const auto options = std::make_shared<Options>();
  command = group.add_subcommand(name, what);
  command->add_option("problem", options->problem, "regression file (TOML)")->required();
  add_common_options(*command, options->common);
  return options;
}

/// Runs the action when it is chosen; what `run` returns, if anything, is the exit status.
template <class Run, class Options>
auto regression_callback(int& status, Run run, std::shared_ptr<Options> options) {
  return [run, options, &status] {
    if constexpr (std::is_void_v<decltype(run(*options))>) {
      run(*options);
      status = k_exit_as_expected;
    } else {
      status = run(*options);
    }
  };
}

/// The ends of an enclosure as the keys PREFIXlower and PREFIXupper.
void add_ends(nlohmann::ordered_json& json, const std::string& prefix, const numeric::Interval& x);

}  // namespace softlin::check
