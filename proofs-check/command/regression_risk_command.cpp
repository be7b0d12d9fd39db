#include "numeric/evaluate.hpp"
#include "numeric/infinite_risk.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/ridge_risk.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/regression_action.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/risk_rows.hpp"
#include "proofs-check/rounding.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

struct RiskOptions {
  CommonOptions common;
  std::string problem;
  std::string at = "endpoint";
  std::string lengths;
  std::string model = "softmax";
  std::string scale = "given";
  bool gradient = false;
  bool hessian = false;
  unsigned threads = 0;
  std::uint64_t prompts = 10000;
  std::uint64_t seed = 1;
};

unsigned threads_of(const RiskOptions& options) { return options.threads == 0 ? hardware_threads() : options.threads; }

/// The point that --at names; nothing for the optimum of linear attention, which moves with L.
std::optional<symbolic::RegressionParameters> point_of(const RiskOptions& options,
                                                       const symbolic::RegressionLaws& laws) {
  if (options.at == "endpoint") return symbolic::endpoint_parameters(laws);
  if (options.at == "optimum") {
    if (options.model != "linear") {
      throw InputError("--at", "optimum with --model " + options.model,
                       "--model linear, whose optimum has a closed form; or endpoint, or a point file");
    }
    if (options.scale == "best") throw InputError("--scale", "best at the optimum", "given");
    return std::nullopt;
  }
  const PointParameters parameters = read_regression_point(options.at, laws.dimension());
  return symbolic::regression_parameters(parameters.A, parameters.b);
}

void require_word(const std::string& option, const std::string& found, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (found == word) return;
  }
  throw InputError(option, "'" + found + "'", list_text(words));
}

/// The Bayes risk: sampled, between two proved bounds.
void run_ridge(const RiskOptions& options, const std::vector<Length>& lengths, const RegressionProblem& problem,
               Format format) {
  if (options.at != "endpoint") {
    throw InputError("--at", "'" + options.at + "' with --model ridge", "nothing: ridge has no parameters to be at");
  }
  if (options.scale != "given") throw InputError("--scale", options.scale + " with --model ridge", "given");
  const Place place{options.problem, 0, "noise_variance"};
  if (problem.model.noise_variance.is_recognised_zero()) {
    throw InputError(place, "0 with --model ridge", "a positive number: without noise d tokens determine the task");
  }
  const numeric::RidgeRisk ridge(symbolic::laws_of(problem.model));
  Table table;
  table.caption =
      "Risk of ridge regression, the Bayes predictor, " + options.problem + " (" + describe(problem.model) + ")";
  table.columns = {{"length", "L", Align::number},
                   {"risk", "sampled risk", Align::left},
                   {"lower", "lower bound", Align::left},
                   {"upper", "upper bound", Align::left}};
  table.notes = {"E (prediction - w.x)^2 / 2, target without noise; " + std::to_string(options.prompts) +
                     " prompts, seed " + std::to_string(options.seed) + ".",
                 "The bounds are proved (docs/theory/icl-regression.md I5.3)."};
  table.seeds = {std::to_string(options.seed)};
  std::string json;
  for (const Length& length : lengths) {
    if (length.infinite) throw InputError("--length", "inf with --model ridge", "finite lengths: the limit is 0");
    numeric::SampleOptions sampling;
    sampling.seed = options.seed;
    sampling.prompts = options.prompts;
    sampling.threads = threads_of(options);
    const auto bracket = ridge.bracket(length.value, options.common.digits + 1);
    const auto found = ridge.sample(length.value, sampling);
    nlohmann::ordered_json line{{"length", to_text(length)}, {"at", "posterior"}, {"model", "ridge"}};
    line["mean"] = found.mean;
    line["std_error"] = found.std_error;
    line["prompts"] = found.prompts;
    line["seed"] = options.seed;
    line["lower"] = numeric::lower_text(bracket.lower);
    line["upper"] = numeric::upper_text(bracket.upper);
    line["digits"] = options.common.digits;
    json += line.dump() + "\n";
    const numeric::Bits bits(64);
    table.rows.push_back({to_text(length),
                          short_value(Interval::point(found.mean, bits), 6) + " +- " +
                              short_value(Interval::point(found.std_error, bits), 2),
                          rounded_down(bracket.lower, 8), rounded_up(bracket.upper, 8)});
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
}

/// The Hessian of the infinite-prompt risk (I1.5), in A row by row and b. Digits count beside its largest entry.
void run_hessian(const RiskOptions& options, const std::vector<Length>& lengths, const RegressionProblem& problem,
                 Format format) {
  if (lengths.size() != 1 || !lengths.front().infinite) {
    throw InputError("--hessian", "with --length " + options.lengths, "--length inf");
  }
  for (const auto& [option, plain] : {std::pair{"--gradient", !options.gradient},
                                      {"--scale", options.scale == "given"},
                                      {"--model", options.model == "softmax"}}) {
    if (!plain) throw InputError("--hessian", std::string("with ") + option, "--hessian alone");
  }
  const symbolic::RegressionParameters at = *point_of(options, symbolic::laws_of(problem.model));
  const Number unit = symbolic::sqrt(at.unit_square);
  const Eigen::Index d = at.shape.rows();
  std::vector<Number> theta;
  std::vector<std::string> names;
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      theta.push_back(at.shape(i, j) / unit);
      names.push_back("A_" + std::to_string(i + 1) + "_" + std::to_string(j + 1));
    }
  }
  theta.push_back(at.ratio * unit);
  names.emplace_back("b");
  const int digits = options.common.digits + 1;
  std::vector<Interval> found;
  for (numeric::Bits bits = numeric::bits_for_digits(digits, 64);; bits = numeric::Bits(2 * bits.count)) {
    numeric::InfiniteRisk::Box box;
    for (const Number& x : theta) box.push_back(numeric::enclose(x, bits));
    found = numeric::InfiniteRisk::of_entries(problem.model, bits).hessian(box);
    Interval largest(0, bits);
    Interval widest(0, bits);
    for (const Interval& x : found) {
      largest = numeric::max(largest, abs(x));
      widest = numeric::max(widest, x.upper() - x.lower());
    }
    const Interval goal = largest * pow(Interval(10, bits), -digits);
    if (certainly_less_equal(widest.upper(), goal.lower())) break;
    if (bits.count > numeric::k_max_bits) {
      throw PrecisionError("Hessian", std::to_string(digits) + " digits", "less", std::to_string(bits.count) + " bits");
    }
  }
  Table table;
  table.caption = "Hessian of the infinite-prompt risk, " + options.problem + " (" + describe(problem.model) +
                  "), at " + options.at;
  table.columns = {{"variable", "", Align::left}};
  for (const std::string& name : names) table.columns.push_back({name, name, Align::left});
  table.notes.push_back("Digits count beside the largest entry.");
  nlohmann::ordered_json json{{"length", "inf"}, {"at", options.at}, {"variables", names}};
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    nlohmann::ordered_json row = nlohmann::ordered_json::array();
    table.rows.push_back({names[i]});
    for (std::size_t j = 0; j < names.size(); ++j) {
      const Interval& x = found[i * names.size() + j];
      row.push_back(ends(x));
      table.rows.back().push_back(numeric::to_text(x, options.common.digits + 5));
    }
    rows.push_back(std::move(row));
  }
  json["hessian"] = std::move(rows);
  json["digits"] = options.common.digits;
  options.common.write(format == Format::json ? json.dump() + "\n" : options.common.rendered(table, format));
}

void run_risk(const RiskOptions& options) {
  const Format format = options.common.begin();
  require_word("--model", options.model, {"softmax", "linear", "ridge"});
  require_word("--scale", options.scale, {"given", "best"});
  if (options.model == "softmax" && options.common.digits >= numeric::k_max_average_digits) {
    throw InputError("--digits", std::to_string(options.common.digits),
                     "at most " + std::to_string(numeric::k_max_average_digits - 1) + " for averages over the query");
  }
  if (options.gradient && options.model != "softmax") {
    throw InputError("--gradient", "with --model " + options.model, "--model softmax");
  }
  if (options.gradient && options.scale != "given") {
    throw InputError("--gradient", "with --scale " + options.scale, "--scale given");
  }
  const auto lengths = parse_length_list(options.lengths, Place{"--length", 0, ""});
  const RegressionProblem problem = read_regression(options.problem);
  if (options.hessian) return run_hessian(options, lengths, problem, format);
  if (options.model == "ridge") return run_ridge(options, lengths, problem, format);
  const symbolic::RegressionLaws laws = symbolic::laws_of(problem.model);
  const RiskQuestion question{.linear = options.model == "linear",
                              .best_scale = options.scale == "best",
                              .gradient = options.gradient,
                              .parameters = point_of(options, laws)};
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  const auto rows = RiskRows(laws, question, lengths).enclose(options.common.digits + 1, threads_of(options));

  Table table;
  table.caption = "Risk of in-context regression, " + options.problem + " (" + describe(problem.model) + ")";
  table.columns = {{"length", "L", Align::number},
                   {"at", "at", Align::left},
                   {"model", "model", Align::left},
                   {"risk", "risk", Align::left}};
  if (options.scale == "best") table.columns.push_back({"factor", "best multiple of b", Align::left});
  const Eigen::Index d = laws.dimension();
  if (options.gradient) {
    for (Eigen::Index i = 1; i <= d; ++i) {
      for (Eigen::Index j = 1; j <= d; ++j) {
        const std::string place = std::to_string(i) + "_" + std::to_string(j);
        table.columns.push_back({"gradient_A_" + place, "dR/dA_" + place, Align::left});
      }
    }
    table.columns.push_back({"gradient_b", "dR/db", Align::left});
    table.notes.push_back("Entries of the gradient: digits count beside the size of the whole gradient.");
  }
  table.notes.push_back("E (prediction - w.x)^2 / 2, target without noise.");
  std::string json;
  for (const RiskRow& row : rows) {
    nlohmann::ordered_json line{{"length", to_text(row.length)}, {"at", options.at}, {"model", options.model}};
    add_ends(line, "", row.risk);
    table.rows.push_back(
        {to_text(row.length), options.at, options.model, numeric::to_text(row.risk, options.common.digits + 5)});
    if (row.factor) {
      add_ends(line, "factor_", *row.factor);
      table.rows.back().push_back(numeric::to_text(*row.factor, options.common.digits + 5));
    }
    if (row.gradient) {
      nlohmann::ordered_json entries = nlohmann::ordered_json::array();
      for (Eigen::Index i = 0; i < d; ++i) {
        nlohmann::ordered_json entry_row = nlohmann::ordered_json::array();
        for (Eigen::Index j = 0; j < d; ++j) {
          entry_row.push_back(ends(row.gradient->A[static_cast<std::size_t>(i * d + j)]));
        }
        entries.push_back(std::move(entry_row));
      }
      line["gradient_A"] = std::move(entries);
      line["gradient_b"] = ends(row.gradient->b);
      for (const Interval& x : row.gradient->A) {
        table.rows.back().push_back(numeric::to_text(x, options.common.digits + 5));
      }
      table.rows.back().push_back(numeric::to_text(row.gradient->b, options.common.digits + 5));
    }
    line["digits"] = options.common.digits;
    json += line.dump() + "\n";
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
}

}  // namespace

void add_regression_risk(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto risk = add_regression_action<RiskOptions>(group, "risk", "the risk at a point, as an enclosure", command);
  command->add_option("--at", risk->at, "endpoint, optimum (--model linear), or a point file with A and b")
      ->capture_default_str();
  command->add_option("--length", risk->lengths, "prompt lengths L, e.g. 16,256,inf")->required();
  command
      ->add_option("--model", risk->model,
                   "softmax; linear: attention with weights 1/L; ridge: the Bayes predictor, sampled")
      ->capture_default_str();
  command->add_option("--prompts", risk->prompts, "prompts that --model ridge samples")
      ->capture_default_str()
      ->check(CLI::Range(2, 1000000000));
  command->add_option("--seed", risk->seed, "seed of --model ridge")->capture_default_str();
  command->add_option("--scale", risk->scale, "given, or best: the least risk over multiples of b, and the multiple")
      ->capture_default_str();
  command->add_flag("--hessian", risk->hessian, "the Hessian of the infinite-prompt risk instead (--length inf)");
  command->add_flag("--gradient", risk->gradient,
                    "the gradient with respect to A and b as well, accurate beside its size");
  command->add_option("--threads", risk->threads, "threads (0: all; the bits do not depend on it)")
      ->capture_default_str();
  command->footer(
      "Example: softlin regression risk regression.toml --at endpoint --length 16,256,inf --digits 20\n"
      "         softlin regression risk regression.toml --at A.toml --length 64 --scale best\n"
      "         softlin regression risk regression.toml --at A.toml --length 64,inf --gradient --format json\n"
      "         softlin regression risk regression.toml --at optimum --model linear --length 64\n"
      "         softlin regression risk regression.toml --model ridge --length 64 --prompts 100000");
  command->callback(regression_callback(status, run_risk, risk));
}

}  // namespace softlin::check
