#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/exact_sign.hpp"
#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

struct ExpectOptions {
  CommonOptions common;
  std::string statistic;
  std::string s;
  std::string lengths;
};

void run(const ExpectOptions& options) {
  const Format format = options.common.begin();
  const symbolic::Number s = parse_option_number("--s", options.s);
  if (numeric::require_sign(s, "--s") < 0)
    throw InputError("--s", options.s, "a slope from 0 to " + std::to_string(numeric::k_max_slope));
  if (numeric::require_sign(s - symbolic::Number(numeric::k_max_slope), "--s") > 0) {
    throw InputError("--s", options.s, "a slope from 0 to " + std::to_string(numeric::k_max_slope));
  }
  const auto lengths = parse_finite_lengths(options.lengths);
  const numeric::Expectation expectation(symbolic::named_statistic(options.statistic, s));

  Table table;
  table.caption =
      "Expectation of " + options.statistic + " for softmax weights of L standard normal scores with slope s";
  table.columns = {{"statistic", "statistic", Align::left},
                   {"s", "s", Align::left},
                   {"length", "L", Align::number},
                   {"value", "value", Align::left}};
  std::string json;
  std::string text;
  for (const Length& length : lengths) {
    const auto start = std::chrono::steady_clock::now();
    // One digit more, so that rounding the ends to decimals keeps the width asked for.
    const numeric::Interval value = expectation.enclose(length.value, options.common.digits + 1);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    nlohmann::ordered_json row{{"statistic", options.statistic},
                               {"s", options.s},
                               {"length", to_text(length)},
                               {"digits", options.common.digits},
                               {"lower", numeric::lower_text(value)},
                               {"upper", numeric::upper_text(value)},
                               {"seconds", seconds}};
    json += row.dump() + "\n";
    const std::string shown = numeric::to_text(value, options.common.digits + 5);
    text += (lengths.size() > 1 ? "L = " + to_text(length) + ": " : "") + shown + "\n";
    table.rows.push_back({options.statistic, options.s, to_text(length), shown});
  }
  options.common.write(format == Format::json ? json : format == Format::text ? text : render(table, format));
}

}  // namespace

void add_expect_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<ExpectOptions>();
  CLI::App* command = app.add_subcommand("expect", "exact expectation of a softmax statistic, as an enclosure");
  std::string names;
  for (const auto& name : symbolic::statistic_names()) names += (names.empty() ? "" : ", ") + name;
  command->add_option("statistic", options->statistic, "one of " + names)->required();
  command->add_option("--s", options->s, "slope of the scores, e.g. 1, 0.5, 1/3, sqrt(2)")->required();
  command->add_option("--length", options->lengths, "prompt lengths L, e.g. 1000 or 16,1e6,1e18")->required();
  add_common_options(*command, options->common);
  command->footer("Example: softlin expect A --s 1 --length 1000 --digits 40");
  command->callback([options, &status] {
    run(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
