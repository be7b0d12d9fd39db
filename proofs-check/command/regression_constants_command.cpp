#include "numeric/interval_text.hpp"
#include "numeric/regression_constants.hpp"
#include "proofs-check/command/regression_action.hpp"
#include "proofs-check/json_text.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

struct ConstantsOptions {
  CommonOptions common;
  std::string problem;
};

void run_constants(const ConstantsOptions& options) {
  const Format format = options.common.begin();
  const RegressionProblem problem = read_regression(options.problem);
  const auto found = numeric::regression_constants(problem.model, options.common.digits + 1);
  const std::string regime = found.light ? "light" : "heavy";
  Table table;
  table.caption = "How the risk at the endpoint falls, " + options.problem + " (" + describe(problem.model) + ")";
  table.columns = {{"name", "name", Align::left}, {"value", "value", Align::left}, {"meaning", "meaning", Align::left}};
  nlohmann::ordered_json json{{"at", "endpoint"}, {"generator", symbolic::name_of(problem.model.generator)}};
  json["regime"] = regime;
  table.rows.push_back({"regime", regime, found.light ? "E e^(s^2) is finite" : "E e^(s^2) is infinite"});
  const auto add = [&](const std::string& key, const Interval& x, const std::string& meaning) {
    json[key] = ends(x);
    table.rows.push_back({key, numeric::to_text(x, options.common.digits + 5), meaning});
  };
  add("b_square", found.scale_square, "square of b at the endpoint");
  if (found.K) add("K", *found.K, "L R_L <= K for every L, and L R_L tends to K");
  if (found.gamma) add("gamma", *found.gamma, "-ln R_L / ln L tends to it");
  if (!found.gamma && !found.light) {
    table.notes.push_back("The exponent of the heavy regime is known for the matched generator.");
  }
  json["digits"] = options.common.digits;
  options.common.write(format == Format::json ? json.dump() + "\n" : options.common.rendered(table, format));
}

}  // namespace

void add_regression_constants(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto constants =
      add_regression_action<ConstantsOptions>(group, "constants", "how the risk at the endpoint falls with L", command);
  command->footer("Example: softlin regression constants regression.toml --digits 20");
  command->callback(regression_callback(status, run_constants, constants));
}

}  // namespace softlin::check
