#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/exact_sign.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/kind_options.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/figure_files.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/shell_text.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

constexpr int k_default_digits = 8;  ///< far more than can be seen

struct PlotOptions {
  CommonOptions common;
  std::string name;
  std::string lengths;
  std::string s;
  std::string u;
  std::string lambda;
  std::string model;
  std::string quantity;
  std::string bounds;
  std::string prompts;
  std::string seed;
  std::string problem;
  std::string until;
  std::string width = "column";
  std::string out = "figures";
  unsigned threads = 0;

  /// The options that figures may or may not read, as given.
  std::vector<std::pair<std::string, std::string>> given() const {
    std::vector<std::pair<std::string, std::string>> all{{"--lengths", lengths},
                                                         {"--s", s},
                                                         {"--u", u},
                                                         {"--lambda", lambda},
                                                         {"--model", model},
                                                         {"--quantity", quantity},
                                                         {"--bounds", bounds},
                                                         {"--prompts", prompts},
                                                         {"--seed", seed},
                                                         {"--problem", problem},
                                                         {"--until", until}};
    std::erase_if(all, [](const auto& option) { return option.second.empty(); });
    return all;
  }
};

std::string figure_names() {
  std::string out;
  for (const auto& kind : standard_figures()) out += (out.empty() ? "" : ", ") + kind.name;
  return out;
}

const StandardFigureKind& figure_of(const std::string& name) {
  for (const auto& kind : standard_figures()) {
    if (kind.name == name) return kind;
  }
  throw InputError("plot", "'" + name + "'", "one of " + figure_names());
}

std::uint64_t count(const std::string& option, const std::string& text, std::uint64_t least, std::uint64_t most) {
  const symbolic::Number value = parse_option_number(option, text);
  const bool whole = value.is_rational() && mp::denominator(value.rational()) == 1;
  if (!whole || value.rational() < least || value.rational() > most) {
    throw InputError(option, value.text(),
                     "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return mp::numerator(value.rational()).convert_to<std::uint64_t>();
}

FigureRequest request_of(const PlotOptions& options) {
  constexpr std::uint64_t k_most_prompts = 100000000;
  FigureRequest out;
  if (!options.lengths.empty())
    out.lengths = parse_length_list(options.lengths, Place{"--lengths", 0, ""}, /*infinite_allowed=*/false);
  out.slopes = parse_option_numbers_from_zero("--s", options.s, true);
  out.scales = parse_option_numbers_from_zero("--u", options.u, false);
  out.lambdas = parse_option_numbers_from_zero("--lambda", options.lambda, false);
  if (!options.model.empty()) out.model = read_model(options.model);
  if (!options.quantity.empty()) out.quantity = parse_quantity(options.quantity, Place{"--quantity", 0, ""});
  if (out.quantity == Quantity::bias) throw InputError("--quantity", "bias", "output, grad-v or grad-u");
  out.bounds = comma_parts(options.bounds);
  if (!options.prompts.empty()) out.prompts = count("--prompts", options.prompts, 2, k_most_prompts);
  if (!options.seed.empty()) out.seed = count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
  if (!options.problem.empty()) {
    out.problem = read_regression(options.problem);
    out.problem_name = options.problem;
  }
  if (!options.until.empty()) {
    out.until = parse_option_number("--until", options.until);
    if (numeric::require_sign(*out.until, "--until") <= 0)
      throw InputError("--until", out.until->text(), "a positive time");
  }
  out.width = parse_figure_width(options.width);
  out.digits = options.common.digits;
  out.threads = options.threads == 0 ? hardware_threads() : options.threads;
  return out;
}

/// How the figure is made again; where its files go and by how many threads does not matter.
std::string command_of(const PlotOptions& options) {
  std::string out = "softlin plot " + options.name;
  for (const auto& [name, text] : options.given()) out += " " + name + " " + shell_word(text);
  if (options.width != "column") out += " --width " + options.width;
  if (options.common.digits != k_default_digits) out += " --digits " + std::to_string(options.common.digits);
  return out;
}

void run_plot(const PlotOptions& options) {
  const Format format = options.common.begin();
  const StandardFigureKind& kind = figure_of(options.name);
  std::vector<std::string> given;
  for (const auto& option : options.given()) given.push_back(option.first);
  require_read("figure", kind.name, kind.options, given);
  FigureRequest request = request_of(options);
  FigurePlan plan;
  {
    ProgressBar bar("plot " + kind.name);
    request.progress = [&bar](double part) { bar.show(part); };
    plan = kind.make(request);
  }
  plan.notes.push_back("made by softlin " + program_version() + ": " + command_of(options));
  const WrittenFigure written = write_figure(plan, kind.name, options.out);
  Table table;
  table.caption = "Files of the figure " + kind.name + ": " + kind.shows;
  table.columns = {{"file", "file"}};
  nlohmann::ordered_json json{{"figure", kind.name}, {"drawn", written.drawn}};
  for (const auto& file : written.files) {
    table.rows.push_back({file.string()});
    json["files"].push_back(file.string());
  }
  if (!written.gnuplot_found) {
    table.notes.push_back("No gnuplot was found: run it on the script to draw the figure.");
  } else if (!written.drawn) {
    table.notes.push_back("gnuplot failed on the script.");
  }
  options.common.write(format == Format::json ? json.dump() + "\n" : options.common.rendered(table, format));
}

}  // namespace

void add_plot_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<PlotOptions>();
  options->common.digits = k_default_digits;
  CLI::App* command = app.add_subcommand("plot", "figures: data, gnuplot script, SVG, PDF, PNG and PGFPlots text");
  command->add_option("name", options->name, figure_names())->required();
  command->add_option("--lengths,--length", options->lengths, "prompt lengths, e.g. 16,256,1e6");
  command->add_option("--s", options->s, "slopes of the one query (deviation, slack, heat-map), e.g. 1,2");
  command->add_option("--u", options->u, "U = u I of a query N(0, I) (deviation, slack), e.g. 1/4,1/2");
  command->add_option("--lambda", options->lambda, "variances of the query (exponents), e.g. 1/2,1,2");
  command->add_option("--model", options->model, "model file instead of the standard models (deviation, slack)");
  command->add_option("--quantity", options->quantity, "output, grad-v or grad-u (deviation, slack, exponents)");
  command->add_option("--bounds", options->bounds, "these bounds only (deviation, slack), e.g. headline,am-gm");
  command->add_option("--prompts", options->prompts, "prompts of a sampled point (deviation)");
  command->add_option("--seed", options->seed, "seed of the samples (deviation)");
  command->add_option("--problem", options->problem, "regression file (flow)");
  command->add_option("--until", options->until, "last time (flow)");
  command->add_option("--width", options->width, "column (8.6 cm) or page (17.8 cm)")->capture_default_str();
  command->add_option("--out", options->out, "folder of the files")->capture_default_str();
  command->add_option("--threads", options->threads, "threads (0: all; the bits do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  std::string shows;
  for (const auto& kind : standard_figures()) shows += "  " + kind.name + ": " + kind.shows + "\n";
  command->footer(shows + "Example: softlin plot deviation --s 1,2 --out figures");
  command->callback([options, &status] {
    run_plot(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
