#include <memory>
#include <nlohmann/json.hpp>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

struct PlotOptions {
  CommonOptions common;
  std::string name;
  std::string lengths;
  std::string out = "figures";
  unsigned threads = 0;
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

void run_plot(const PlotOptions& options) {
  const Format format = options.common.begin();
  const StandardFigureKind& kind = figure_of(options.name);
  FigureRequest request;
  if (!options.lengths.empty()) {
    request.lengths = parse_length_list(options.lengths, Place{"--lengths", 0, ""}, /*infinite_allowed=*/false);
  }
  request.threads = options.threads == 0 ? hardware_threads() : options.threads;
  StandardFigure figure;
  {
    ProgressBar bar("plot " + kind.name);
    request.progress = [&bar](double part) { bar.show(part); };
    figure = kind.make(request);
  }
  const WrittenFigure written = write_figure(kind.name, figure, options.out);
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
  CLI::App* command = app.add_subcommand("plot", "figures: script, data, SVG and PNG");
  command->add_option("name", options->name, figure_names())->required();
  command->add_option("--lengths,--length", options->lengths, "prompt lengths, e.g. 16,256,1e6");
  command->add_option("--out", options->out, "folder of the files")->capture_default_str();
  command->add_option("--threads", options->threads, "threads (0: all; the bits do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer("Example: softlin plot regression --out figures");
  command->callback([options, &status] {
    run_plot(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
