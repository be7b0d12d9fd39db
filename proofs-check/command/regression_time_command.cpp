#include "numeric/exact_sign.hpp"
#include "numeric/infinite_flow.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/regression_time.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/regression_action.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

struct TimeOptions {
  CommonOptions common;
  std::string problem;
  std::string eps;
};

int run_time(const TimeOptions& options) {
  const Format format = options.common.begin();
  const auto targets = parse_option_numbers("--eps", options.eps);
  for (const Number& eps : targets) {
    if (numeric::require_sign(eps, "--eps") <= 0) throw InputError("--eps", eps.text(), "positive numbers");
  }
  const RegressionProblem problem = read_regression(options.problem);
  const Place place{options.problem, 0, ""};
  if (!problem.start) throw InputError(place, "no table [start]", "[start] with alpha: where the flow begins");
  const std::string no_bounds = numeric::why_no_time(problem.model);
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  const int digits = options.common.digits + 1;
  watch_interrupt();
  Table table;
  table.caption = "Time until the infinite-prompt risk is at most eps, " + options.problem;
  table.columns = {{"eps", "eps", Align::left},
                   {"route", "route", Align::left},
                   {"status", "status", Align::left},
                   {"time", "T(eps)", Align::left}};
  std::string json;
  ProgressBar bar("time");
  numeric::FlowOptions how;
  how.digits = digits;
  how.stop = &interrupted();
  for (std::size_t k = 0; k < targets.size() && !interrupted(); ++k) {
    const Number& eps = targets[k];
    how.progress = [&](double part) {
      bar.show((static_cast<double>(k) + part) / static_cast<double>(targets.size()));
    };
    std::vector<std::pair<std::string, Interval>> routes;
    if (no_bounds.empty()) {
      const numeric::RegressionTime found =
          numeric::regression_time(problem.model, problem.start->alpha, problem.start->theta_square, eps, digits);
      routes = {{"I2.6", found.direct}, {"I2.7", found.two_phases}};
    }
    const auto time = numeric::true_time(problem.model, {problem.start->alpha, problem.start->theta_square}, eps, how);
    if (time) routes.emplace_back("true", *time);
    for (const auto& [route, value] : routes) {
      nlohmann::ordered_json line{{"eps", eps.text()}, {"route", route}, {"status", "proved"}};
      add_ends(line, "", value);
      line["digits"] = options.common.digits;
      json += line.dump() + "\n";
      table.rows.push_back({eps.text(), route, "proved", numeric::to_text(value, options.common.digits + 5)});
    }
  }
  table.notes.push_back(
      "true: when the flow reaches eps, enclosed by validated integration (docs/theory/infinite-flow.md).");
  table.notes.push_back(no_bounds.empty()
                            ? "I2.6, I2.7: upper bounds of it in closed form (docs/theory/icl-regression.md)."
                            : "The bounds in closed form, I2.6 and I2.7, are not for " + no_bounds + ".");
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return interrupted() ? k_exit_interrupted : k_exit_as_expected;
}

}  // namespace

void add_regression_time(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto time = add_regression_action<TimeOptions>(
      group, "time", "when the infinite-prompt flow reaches a risk: explicit bounds, the true time", command);
  command->add_option("--eps", time->eps, "risks to be reached, e.g. 0.1,0.01")->required();
  command->footer("Example: softlin regression time regression.toml --eps 0.1");
  command->callback(regression_callback(status, run_time, time));
}

}  // namespace softlin::check
