#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/regression_time.hpp"
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

void run_time(const TimeOptions& options) {
  const Format format = options.common.begin();
  const auto targets = parse_option_numbers("--eps", options.eps);
  for (const Number& eps : targets) {
    if (numeric::require_sign(eps, "--eps") <= 0) throw InputError("--eps", eps.text(), "positive numbers");
  }
  const RegressionProblem problem = read_regression(options.problem);
  const Place place{options.problem, 0, ""};
  if (!problem.start) throw InputError(place, "no table [start]", "[start] with alpha: where the flow begins");
  if (const std::string missing = numeric::why_no_time(problem.model); !missing.empty()) {
    throw InputError(place, missing, "the matched generator and Omega a positive multiple of the identity");
  }
  Table table;
  table.caption = "Time until the infinite-prompt risk is at most eps, " + options.problem;
  table.columns = {{"eps", "eps", Align::left},
                   {"route", "route", Align::left},
                   {"status", "status", Align::left},
                   {"time", "T(eps)", Align::left}};
  std::string json;
  for (const Number& eps : targets) {
    const numeric::RegressionTime found = numeric::regression_time(
        problem.model, problem.start->alpha, problem.start->theta_square, eps, options.common.digits + 1);
    for (const auto& [route, value] : {std::pair{"I2.6", found.direct}, {"I2.7", found.two_phases}}) {
      nlohmann::ordered_json line{{"eps", eps.text()}, {"route", route}, {"status", "proved"}};
      add_ends(line, "", value);
      line["digits"] = options.common.digits;
      json += line.dump() + "\n";
      table.rows.push_back({eps.text(), route, "proved", numeric::to_text(value, options.common.digits + 5)});
    }
  }
  table.notes.push_back("Upper bounds of the true time, each proved in docs/theory/icl-regression.md.");
  options.common.write(format == Format::json ? json : render(table, format));
}

}  // namespace

void add_regression_time(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto time =
      add_regression_action<TimeOptions>(group, "time", "explicit T(eps) of the infinite-prompt flow", command);
  command->add_option("--eps", time->eps, "risks to be reached, e.g. 0.1,0.01")->required();
  command->footer("Example: softlin regression time regression.toml --eps 0.1");
  command->callback(regression_callback(status, run_time, time));
}

}  // namespace softlin::check
