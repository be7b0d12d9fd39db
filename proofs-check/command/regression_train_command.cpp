#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "numeric/length_proof.hpp"
#include "numeric/model_doubles.hpp"
#include "numeric/philox.hpp"
#include "numeric/population_descent.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/regression_action.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/regression_figure.hpp"

namespace softlin::check {

namespace {

using numeric::Attention;

/// The authors' experiment, and a short one that covers the same time, steps times rate.
struct TrainingScale {
  const char* lengths;
  std::uint64_t steps;
  double rate;
};
constexpr TrainingScale k_full_training{"10,20,30,40,50,60,70,80,90,100,200,300,400,500,600,700,800,900,1000", 300000,
                                        0.001};
constexpr TrainingScale k_short_training{"10,30,100,300", 30000, 0.01};
constexpr std::uint64_t k_training_reports = 20;

struct TrainOptions {
  CommonOptions common;
  std::string problem;
  bool full = false;
  std::optional<std::string> lengths;
  std::optional<std::uint64_t> steps;
  std::optional<double> rate;
  std::optional<std::uint64_t> every;
  std::uint64_t batch = 128;
  std::uint64_t seed = 1;
  std::uint64_t test = 16384;
  std::string model = "both";
  std::string start = "file";
  double spread = 0.02;
  bool spread_given = false;
  bool parameters = false;
  bool population = false;
  std::string out;
  bool resume = false;
  unsigned threads = 0;
  double checkpoint = 10;
  std::string figure;
};

std::vector<std::uint64_t> training_lengths(const std::string& text) {
  std::vector<std::uint64_t> out;
  for (const Length& length : parse_finite_lengths(text)) {
    if (length.value > numeric::k_training_length_limit) {
      throw InputError("--length", length.value.str(),
                       "at most " + std::to_string(numeric::k_training_length_limit) + " tokens");
    }
    out.push_back(length.value.convert_to<std::uint64_t>());
  }
  return out;
}

numeric::RegressionHead training_start(const TrainOptions& options, const RegressionProblem& problem) {
  if (options.start == "random") {
    return numeric::random_head(problem.model.sigma.rows(), options.spread, options.seed);
  }
  if (options.start != "file") throw InputError("--start", "'" + options.start + "'", "file or random");
  if (options.spread_given)
    throw InputError("--spread", "--start file beside it", "--start random, which it belongs to");
  if (!problem.start) {
    throw InputError(Place{options.problem, 0, ""}, "no table [start]",
                     "[start] with alpha: A = alpha ThetaThetaT, b = alpha; or --start random");
  }
  const symbolic::Matrix A = problem.start->theta_square * problem.start->alpha;
  return numeric::block_head(numeric::to_double(A), numeric::to_double(problem.start->alpha));
}

TrainingRequest training_request(const TrainOptions& options, const RegressionProblem& problem) {
  const TrainingScale scale = options.full ? k_full_training : k_short_training;
  TrainingRequest out;
  out.model = problem.model;
  out.lengths = training_lengths(options.lengths.value_or(scale.lengths));
  out.start = training_start(options, problem);
  if (options.model != "both" && options.model != "softmax" && options.model != "linear") {
    throw InputError("--model", "'" + options.model + "'", "softmax, linear or both");
  }
  out.softmax = options.model != "linear";
  out.linear = options.model != "softmax";
  out.steps = options.steps.value_or(scale.steps);
  out.rate = options.rate.value_or(scale.rate);
  if (!(out.rate > 0) || !std::isfinite(out.rate)) {
    throw InputError("--rate", std::to_string(out.rate), "a positive number");
  }
  out.batch = options.batch;
  if (out.batch > numeric::k_prompt_limit / out.steps) {
    throw InputError("--batch", std::to_string(out.batch) + " with " + std::to_string(out.steps) + " steps",
                     "at most 2^43 prompts in all");
  }
  out.seed = options.seed;
  out.every = options.every.value_or(std::max<std::uint64_t>(1, out.steps / k_training_reports));
  if (out.steps / out.every >= k_most_reports) {
    throw InputError("--every", std::to_string(out.every),
                     "at least " + std::to_string(out.steps / k_most_reports + 1) + ", so that there are at most " +
                         std::to_string(k_most_reports) + " reports");
  }
  out.test_prompts = options.test;
  out.parameters = options.parameters;
  return out;
}

std::string short_number(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.5g", x);
  return buffer;
}

/// The last row of each length and model.
std::vector<TrainingRow> last_rows(const std::vector<TrainingRow>& rows) {
  std::vector<TrainingRow> out;
  for (const TrainingRow& row : rows) {
    auto found = out.end();
    for (auto i = out.begin(); i != out.end(); ++i) {
      if (i->length == row.length && i->model == row.model) found = i;
    }
    if (found == out.end()) {
      out.push_back(row);
    } else {
      *found = row;
    }
  }
  return out;
}

Table summary_table(const TrainOptions& options, const TrainingRequest& request, const std::vector<TrainingRow>& rows,
                    unsigned threads) {
  std::map<std::uint64_t, RegressionReference> references;
  for (const RegressionReference& row : regression_references(request.model, request.lengths, threads)) {
    references[row.length] = row;
  }
  Table table;
  table.caption = "Trained heads of in-context regression, " + options.problem + " (" + describe(request.model) +
                  "), " + std::to_string(request.steps) + " steps of " + std::to_string(request.batch) +
                  " prompts, learning rate " + short_number(request.rate);
  table.columns = {{"length", "L", Align::number},
                   {"model", "model", Align::left},
                   {"step", "step", Align::number},
                   {"batch_loss", "batch loss", Align::number},
                   {"risk", "risk", Align::number},
                   {"std_error", "std error", Align::number},
                   {"reference", "exact reference", Align::number},
                   {"bayes_lower", "Bayes, from", Align::number},
                   {"bayes_upper", "to", Align::number}};
  for (const TrainingRow& row : last_rows(rows)) {
    const RegressionReference& exact = references.at(row.length);
    std::string reference = short_number(exact.linear_optimum);
    if (row.model == Attention::softmax) {
      reference = exact.softmax_endpoint ? short_number(*exact.softmax_endpoint) : "-";
    }
    table.rows.push_back({std::to_string(row.length), numeric::name_of(row.model), std::to_string(row.step),
                          row.batch_loss ? short_number(*row.batch_loss) : "-", short_number(row.risk),
                          short_number(row.std_error), reference, short_number(exact.bayes_lower),
                          short_number(exact.bayes_upper)});
  }
  table.notes.push_back("E (prediction - w.x)^2 / 2, target without noise; risk: mean over " +
                        std::to_string(request.test_prompts) + " held-out prompts.");
  table.seeds = {std::to_string(request.seed)};
  table.notes.push_back("Exact reference: the least risk of linear attention; softmax attention at the endpoint.");
  return table;
}

/// The whole trajectory.
std::string trajectory_csv(const std::vector<TrainingRow>& rows, bool parameters) {
  Table table;
  for (const char* key : {"length", "model", "step", "batch_loss", "risk", "std_error", "test_prompts"}) {
    table.columns.push_back({key, key, Align::left});
  }
  if (parameters && !rows.empty() && rows.front().head) {
    const Eigen::Index d = rows.front().head->A.rows();
    for (Eigen::Index i = 1; i <= d; ++i) {
      for (Eigen::Index j = 1; j <= d; ++j) {
        const std::string key = "A_" + std::to_string(i) + "_" + std::to_string(j);
        table.columns.push_back({key, key, Align::left});
      }
    }
    table.columns.push_back({"b", "b", Align::left});
    for (const char* name : {"c_", "r_"}) {
      for (Eigen::Index i = 1; i <= d; ++i) {
        const std::string key = name + std::to_string(i);
        table.columns.push_back({key, key, Align::left});
      }
    }
  }
  for (const TrainingRow& row : rows) {
    table.rows.push_back({std::to_string(row.length), numeric::name_of(row.model), std::to_string(row.step),
                          row.batch_loss ? gnuplot_number(*row.batch_loss) : "", gnuplot_number(row.risk),
                          gnuplot_number(row.std_error), std::to_string(row.test_prompts)});
    if (!parameters || !row.head) continue;
    auto& cells = table.rows.back();
    for (const auto& line : row.head->A.rowwise()) {
      for (const double x : line) cells.push_back(gnuplot_number(x));
    }
    cells.push_back(gnuplot_number(row.head->b));
    for (const double x : row.head->c) cells.push_back(gnuplot_number(x));
    for (const double x : row.head->r) cells.push_back(gnuplot_number(x));
  }
  return render(table, Format::csv);
}

void draw(const TrainOptions& options, const TrainingRequest& request, const std::vector<TrainingRow>& rows,
          unsigned threads) {
  const auto references = regression_references(request.model, reference_lengths(request.lengths), threads);
  const std::string title = "In-context regression, " + describe(request.model) + ", " + std::to_string(request.steps) +
                            " steps, learning rate " + short_number(request.rate);
  const WrittenFigure written = write_training_figure(title, last_rows(rows), references, options.figure);
  if (!written.gnuplot_found) {
    std::fprintf(stderr, "softlin: no gnuplot here; script and data are in %s\n", options.figure.c_str());
  } else if (!written.drawn) {
    std::fprintf(stderr, "softlin: gnuplot failed on the script in %s\n", options.figure.c_str());
  }
}

/// Gradient descent on the risks themselves (--population).
int run_population(const TrainOptions& options, const RegressionProblem& problem, const TrainingRequest& request) {
  const Format format = options.common.begin();
  const Place place{options.problem, 0, ""};
  if (options.start != "file") throw InputError("--start", options.start, "file beside --population");
  for (const auto& [option, given] : {std::pair{"--out", !options.out.empty()}, {"--resume", options.resume}}) {
    if (given)
      throw InputError(option, "--population beside it", "one of the two: descent without samples ends in seconds");
  }
  if (const std::string why = numeric::why_not_commuting(problem.model, problem.start->theta_square); !why.empty()) {
    throw InputError(place, why,
                     "Omega and ThetaThetaT multiples of I, or all three matrices diagonal, for --population");
  }
  const auto flow = numeric::commuting_regression(problem.model, problem.start->alpha, problem.start->theta_square,
                                                  numeric::Bits(128));
  const double reach = numeric::fitting_reach(flow, std::min(1e4, request.rate * static_cast<double>(request.steps)));
  Table table;
  table.caption = "Gradient descent on the risk itself, " + options.problem + " (" + describe(problem.model) + ")";
  table.columns = {{"length", "L", Align::number},
                   {"model", "model", Align::left},
                   {"step", "step", Align::number},
                   {"risk", "risk", Align::number},
                   {"b", "b", Align::number}};
  for (std::size_t i = 0; i < flow.dimension(); ++i) {
    const std::string name = "f" + std::to_string(i + 1);
    table.columns.push_back({name, name, Align::number});
  }
  table.notes.push_back("Floating point, no samples; f: the diagonal of A in the eigenbasis of Sigma. Rate " +
                        short_number(request.rate) + ".");
  std::string json;
  ProgressBar bar("descent");
  std::size_t done = 0;
  for (const std::uint64_t length : request.lengths) {
    if (request.softmax && length < 2) throw InputError("--length", std::to_string(length), "at least 2 for softmax");
    for (const Attention attention : numeric::k_attentions) {
      if (!(attention == Attention::softmax ? request.softmax : request.linear)) continue;
      std::vector<numeric::DescentPoint> points;
      if (attention == Attention::softmax) {
        const Integer L(length);
        const numeric::BlockStatistics block({L, L}, reach, numeric::fitting_accuracy(L),
                                             options.threads == 0 ? hardware_threads() : options.threads);
        points = numeric::softmax_descent(block.risk<double>(flow), flow, request.rate, request.steps, request.every,
                                          &interrupted());
      } else {
        points = numeric::linear_descent(flow, length, request.rate, request.steps, request.every, &interrupted());
      }
      for (const numeric::DescentPoint& point : points) {
        nlohmann::ordered_json line{{"length", std::to_string(length)}, {"model", numeric::name_of(attention)}};
        line["status"] = "numeric";
        line["step"] = point.step;
        line["risk"] = point.risk;
        line["b"] = point.theta.back();
        line["f"] = std::vector<double>(point.theta.begin(), point.theta.end() - 1);
        json += line.dump() + "\n";
        const bool last = &point == &points.back();
        if (!last && format != Format::csv) continue;
        table.rows.push_back({std::to_string(length), numeric::name_of(attention), std::to_string(point.step),
                              short_number(point.risk), short_number(point.theta.back())});
        for (std::size_t i = 0; i < flow.dimension(); ++i) table.rows.back().push_back(short_number(point.theta[i]));
      }
    }
    bar.show(static_cast<double>(++done) / static_cast<double>(request.lengths.size()));
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return interrupted() ? k_exit_interrupted : k_exit_as_expected;
}

int run_train(const TrainOptions& options) {
  const Format format = options.common.begin();
  if (options.resume && options.out.empty()) throw InputError("--resume", "no --out", "--out DIR, the run to continue");
  const RegressionProblem problem = read_regression(options.problem);
  const TrainingRequest request = training_request(options, problem);
  if (options.population) {
    watch_interrupt();
    return run_population(options, problem, request);
  }
  TrainingRunOptions run;
  if (!options.out.empty()) run.out = options.out;
  run.resume = options.resume;
  run.threads = options.threads == 0 ? hardware_threads() : options.threads;
  run.checkpoint_seconds = options.checkpoint;
  run.stop = &interrupted();
  TrainingOutcome outcome;
  watch_interrupt();
  {
    ProgressBar bar("training");
    if (bar.enabled()) {
      run.progress = [&bar](double done, double at_start) {
        bar.show(at_start >= 1 ? 1 : (done - at_start) / (1 - at_start));
      };
    }
    outcome = run_training(request, run);
  }
  std::vector<TrainingRow> rows;
  std::string json;
  for (const std::string& line : outcome.lines) {
    rows.push_back(training_row(line, Place{"a row of this run", 0, ""}));
    json += line + "\n";
  }
  switch (format) {
    case Format::json: options.common.write(json); break;
    case Format::csv: options.common.write(trajectory_csv(rows, options.parameters)); break;
    default:
      options.common.write(options.common.rendered(summary_table(options, request, rows, run.threads), format));
      break;
  }
  if (!options.figure.empty()) draw(options, request, rows, run.threads);
  if (outcome.finished) return k_exit_as_expected;
  std::fprintf(stderr, "softlin: interrupted%s\n",
               options.out.empty() ? "; with --out DIR a training can be continued" : "; continue with --resume");
  return k_exit_interrupted;
}

}  // namespace

void add_regression_train(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto train = add_regression_action<TrainOptions>(
      group, "train", "stochastic gradient descent on one attention head, softmax and linear", command);
  command->remove_option(command->get_option("--digits"));  // nothing here is enclosed
  const auto positive = CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 43);
  command->add_flag("--full", train->full,
                    "the authors' experiment: 19 lengths from 10 to 1000, 300000 steps, rate 0.001 (an hour or two)");
  command->add_option("--length", train->lengths, "prompt lengths (default 10,30,100,300)");
  command->add_option("--steps", train->steps, "steps of gradient descent (default 30000)")->check(positive);
  command->add_option("--rate", train->rate, "learning rate (default 0.01)");
  command->add_option("--batch", train->batch, "prompts of a step")->capture_default_str()->check(positive);
  command->add_option("--seed", train->seed, "seed of prompts and of a random start")->capture_default_str();
  command->add_option("--model", train->model, "softmax, linear (weights 1/L) or both, on the same prompts")
      ->capture_default_str();
  command
      ->add_option("--start", train->start,
                   "file: A = alpha ThetaThetaT, b = alpha, other weights 0; random: every weight normal")
      ->capture_default_str();
  CLI::Option* spread = command->add_option("--spread", train->spread, "standard deviation of a random start");
  spread->capture_default_str()->check(CLI::PositiveNumber);
  command->add_option("--every", train->every, "steps between two reports (default: a twentieth of all)")
      ->check(positive);
  command->add_option("--test", train->test, "held-out prompts of a report")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{2}, std::uint64_t{1} << 32));
  command->add_flag("--parameters", train->parameters, "every row with A, b, c, r (else the last of a head alone)");
  command->add_flag("--population", train->population,
                    "gradient descent on the risk itself, without prompts (start in the file, common eigenbasis)");
  command->add_option("--out", train->out, "folder for results.jsonl, which --resume can continue");
  command->add_flag("--resume", train->resume, "continue the training that --out holds, or begin it");
  command->add_option("--checkpoint", train->checkpoint, "seconds between two saves of an unfinished length")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--threads", train->threads, "threads, one a length (0: all; the bits do not depend on it)")
      ->capture_default_str();
  command->add_option("--figure", train->figure, "folder for the figure of risk over length (gnuplot)");
  command->footer(
      "Text, LaTeX and Markdown show the last report of each length; JSON and CSV the whole trajectory.\n"
      "Example: softlin regression train regression.toml\n"
      "         softlin regression train regression.toml --population --length 10,100,1000\n"
      "         softlin regression train regression.toml --full --out trained --resume --figure trained\n"
      "Exit status: 0 finished, 2 unusable input or divergence, 3 interrupted.");
  command->callback([train, spread, &status] {
    train->spread_given = spread->count() > 0;
    status = run_train(*train);
  });
}

}  // namespace softlin::check
