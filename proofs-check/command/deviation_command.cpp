#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/interval_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/model_file.hpp"

namespace softlin::check {

namespace {

struct DeviationOptions {
  CommonOptions common;
  std::string model;
  std::string quantity = "output";
  std::string target = "limit";
  std::string lengths;
  std::string method = "exact";
  std::uint64_t prompts = 1000;
  std::uint64_t queries = 1;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  int moment = 1;
  bool bias = false;
  std::string profile;
  std::string exceed;
  std::string quantiles;
  std::string confidence;
};

double confidence_of(const std::string& text) {
  if (text.empty()) return SampleLawRequest{}.confidence;
  const double out = requested_probability(parse_option_number("--confidence", text), Place{"--confidence", 0, ""})
                         .convert_to<double>();
  if (!(out > 0 && out < 1)) throw InputError("--confidence", text, "a number that a double can tell from 0 and 1");
  return out;
}

/// What is asked of the law of sampled distances.
SampleLawRequest law_request(const DeviationOptions& options, Quantity quantity) {
  SampleLawRequest out;
  for (const symbolic::Number& radius : parse_option_numbers("--exceed", options.exceed)) {
    out.radii.push_back(requested_radius(radius, Place{"--exceed", 0, ""}));
  }
  for (const symbolic::Number& probability : parse_option_numbers("--quantiles", options.quantiles)) {
    out.probabilities.push_back(requested_probability(probability, Place{"--quantiles", 0, ""}));
  }
  out.confidence = confidence_of(options.confidence);
  if (out.is_empty()) {
    if (!options.confidence.empty()) throw InputError("--confidence", "it alone", "--exceed or --quantiles beside it");
    return out;
  }
  const std::string asked = options.exceed.empty() ? "--quantiles" : "--exceed";
  if (options.method != "naive") {
    throw InputError(asked, "it with --method " + options.method,
                     options.method == "reduced"
                         ? "--method naive: the reduced method samples conditional expectations, whose law is not that "
                           "of the error"
                         : "--method naive");
  }
  if (quantity == Quantity::bias) throw InputError(asked, "it with the bias", "quantity output, grad-v or grad-u");
  return out;
}

/// "16..1e6" becomes 16, 20, 50, 100, ..., 1e6: the ends and 1, 2, 5 times the powers of ten between them.
std::string profile_lengths(const std::string& range) {
  const auto dots = range.find("..");
  const auto usage = [&] {
    return InputError("--profile", "'" + range + "'", "two lengths, smaller first, e.g. 16..1e6");
  };
  if (dots == std::string::npos) throw usage();
  const auto first = parse_length_list(range.substr(0, dots), Place{"--profile", 0, ""}, false);
  const auto last = parse_length_list(range.substr(dots + 2), Place{"--profile", 0, ""}, false);
  if (first.size() != 1 || last.size() != 1 || first[0].value > last[0].value) throw usage();
  std::string out = to_text(first[0]);
  for (Integer decade = 1; decade <= last[0].value; decade *= 10) {
    for (const int factor : {1, 2, 5}) {
      const Integer L = decade * factor;
      if (L > first[0].value && L < last[0].value) out += "," + L.str();
    }
  }
  return first[0].value == last[0].value ? out : out + "," + to_text(last[0]);
}

std::string json_line(const DeviationRow& row) {
  nlohmann::ordered_json json;
  add_to(json, row);
  return json.dump() + "\n";
}

std::string interval_text(double lower, double upper) {
  return " [" + short_double(lower) + ", " + short_double(upper) + "]";
}

std::vector<std::string> cells_of(const DeviationRow& row) {
  std::vector<std::string> out{name_of(row.quantity), to_text(row.length), name_of(row.method)};
  if (row.value) {
    out.push_back(numeric::to_text(*row.value, row.digits + 5));
    return out;
  }
  out.push_back(short_double(row.summary.mean));
  out.push_back(short_double(row.summary.std_error));
  out.push_back(row.predicted_std_error ? short_double(*row.predicted_std_error) : "-");
  out.push_back(std::to_string(row.summary.prompts));
  if (row.bias) {
    std::string vector;
    for (Eigen::Index k = 0; k < row.bias->mean.size(); ++k) {
      vector += (k == 0 ? "" : ", ") + short_double(row.bias->mean[k]) + " +- " + short_double(row.bias->std_error[k]);
    }
    out.push_back("(" + vector + ")");
  }
  if (row.law) {
    for (const ExceedanceEstimate& found : row.law->exceedances) {
      out.push_back(short_double(static_cast<double>(found.certain) / static_cast<double>(row.summary.prompts)) +
                    interval_text(found.interval.lower, found.interval.upper));
    }
    for (const auto& quantile : row.law->quantiles) {
      out.push_back(short_double(quantile.second.value) + interval_text(quantile.second.lower, quantile.second.upper));
    }
  }
  return out;
}

int run(DeviationOptions& options) {
  const Format format = options.common.begin();
  if (options.bias) options.quantity = "bias";
  const Quantity quantity = parse_quantity(options.quantity, Place{"--quantity", 0, ""});
  if (!options.profile.empty()) options.lengths = profile_lengths(options.profile);
  if (options.lengths.empty())
    throw InputError("--length", "nothing", "prompt lengths, e.g. 16,1e6 (or --profile 16..1e6)");
  if (options.moment != 1 &&
      (options.method != "exact" || (quantity != Quantity::output && quantity != Quantity::grad_v))) {
    throw InputError("--moment",
                     std::to_string(options.moment) + " for " + options.quantity + " by the method " + options.method,
                     "output or grad-v by the method exact");
  }
  if (options.method != "exact" && options.method != "reduced" && options.method != "naive") {
    throw InputError("--method", "'" + options.method + "'", "exact, reduced or naive");
  }
  const Method method = parse_method(options.method, Place{"--method", 0, ""});
  const Target target = parse_target(options.target, Place{"--target", 0, ""});
  if (options.moment != 1 && target != Target::limit) {
    throw InputError("--moment", std::to_string(options.moment) + " against the target " + options.target,
                     "1, or the target limit");
  }
  require_target(target, quantity, Place{"--target", 0, ""});
  if (method == Method::exact && options.queries != 1) {
    throw InputError("--queries", std::to_string(options.queries) + " with --method exact", "--method naive");
  }
  const auto lengths = parse_finite_lengths(options.lengths);
  if (options.threads == 0) options.threads = hardware_threads();
  for (const Length& length : lengths) {
    if (method != Method::exact) require_sampled_length(length, method, Place{"--length", 0, ""});
  }
  const SampleLawRequest law = law_request(options, quantity);
  const symbolic::AttentionModel model = read_model(options.model);

  Table table;
  table.caption = "Finite-prompt deviation of " + options.model + " (" + describe(model) + ")";
  table.columns = {
      {"quantity", "quantity", Align::left}, {"length", "L", Align::number}, {"method", "method", Align::left}};
  if (options.moment != 1) table.caption += ", moment " + std::to_string(options.moment) + " of the squared error";
  if (target != Target::limit) table.caption += ", against the " + options.target + " operator";
  const DeviationPlaces places{.model = {options.model, 0, "tokens.law"},
                               .quantity = {"--quantity", 0, ""},
                               .moment = {"--moment", 0, ""},
                               .length = {"--length", 0, ""},
                               .target = {"--target", 0, ""}};
  std::vector<DeviationRow> rows;
  if (method == Method::exact) {
    table.columns.push_back({"deviation", "deviation", Align::left});
    rows = ExactDeviation(model, quantity, target, options.moment, places)
               .rows(lengths, options.common.digits, options.threads);
  } else {
    for (const auto& [key, heading] : {std::pair{"mean", "mean"},
                                       {"std_error", "std. error"},
                                       {"predicted_std_error", "predicted std. error"},
                                       {"prompts", "prompts"}}) {
      table.columns.push_back({key, heading, Align::number});
    }
    if (quantity == Quantity::bias) table.columns.push_back({"bias", "bias vector", Align::left});
    for (const RequestedRadius& radius : law.radii) {
      table.columns.push_back({"exceed_" + radius.text, "P(> " + radius.text + ")", Align::left});
    }
    for (const Rational& q : law.probabilities) {
      table.columns.push_back({"quantile_" + q.str(), q.str() + "-quantile", Align::left});
    }
    if (!law.is_empty()) {
      table.notes.push_back(
          "In brackets: intervals for P(|error| > r) and for quantiles of |error|, each with confidence " +
          short_double(law.confidence) + ".");
    }
    table.seeds = {std::to_string(options.seed)};
    const SampledDeviation sampled(model, quantity, target, method, places, options.queries);
    watch_interrupt();
    // Each length is a row of its own random stream, so that a list of lengths gives independent rows.
    for (std::size_t i = 0; i < lengths.size() && !interrupted(); ++i) {
      ProgressBar bar("sampling L = " + to_text(lengths[i]));
      SampleRequest request;
      request.prompts = options.prompts;
      request.seed = options.seed;
      request.row = static_cast<std::uint32_t>(i);
      request.threads = options.threads;
      request.stop = &interrupted();
      request.law = law;
      request.progress = [&bar](double part) { bar.show(part); };
      if (auto row = sampled.row(lengths[i], request)) rows.push_back(std::move(*row));
    }
  }
  std::string json;
  for (const DeviationRow& row : rows) {
    json += json_line(row);
    table.rows.push_back(cells_of(row));
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return interrupted() ? k_exit_interrupted : k_exit_as_expected;
}

}  // namespace

void add_deviation_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<DeviationOptions>();
  CLI::App* command = app.add_subcommand("deviation", "finite-prompt deviation of a model, exact or sampled");
  command->add_option("model", options->model, "model file (TOML)")->required();
  command->add_option("--quantity", options->quantity, "output, grad-v, grad-u or bias")->capture_default_str();
  command
      ->add_option("--target", options->target,
                   "what it is compared with: limit, linear (V m + V Gamma U z) or inverse")
      ->capture_default_str();
  command->add_option("--length", options->lengths, "prompt lengths L, e.g. 16,64,1e6");
  command->add_option("--profile", options->profile, "lengths 1, 2, 5 times powers of ten in a range, e.g. 16..1e6");
  command->add_option("--moment", options->moment, "exact E |T_L - T|^{2r}, r = 1 to 4 (output, grad-v)")
      ->capture_default_str()
      ->check(CLI::Range(1, 4));
  command->add_flag("--bias", options->bias,
                    "the squared bias |E T_L - T|^2, and with --method naive the vector: short for --quantity bias");
  command->add_option("--exceed", options->exceed, "radii r for P(|error| > r), e.g. 1/10,1/2 (--method naive)");
  command->add_option("--quantiles", options->quantiles, "quantiles of |error|, e.g. 0.5,0.9 (--method naive)");
  command->add_option("--confidence", options->confidence, "of each of these intervals (0.999)");
  command->add_option("--method", options->method, "exact, reduced or naive")->capture_default_str();
  command->add_option("--prompts", options->prompts, "prompts to sample")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{2}, std::uint64_t{1000000000}));
  command
      ->add_option("--queries", options->queries,
                   "random queries that share a prompt (naive; query law gaussian or tokens)")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{1}, numeric::k_queries_limit));
  command->add_option("--seed", options->seed, "seed of the samples")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_option("--threads", options->threads, "threads for sampling (0: all; the bits do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin deviation model.toml --length 16,1e6 --digits 30\n"
      "         softlin deviation model.toml --length 64 --method naive --prompts 10000 --seed 7\n"
      "         softlin deviation model.toml --length 64 --method naive --exceed 1/10,1/2 --quantiles 0.5,0.99");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
