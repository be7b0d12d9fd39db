#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/exact_error.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/row_compute.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::check {

namespace {

/// Longer prompts would take minutes each to sample.
constexpr long k_longest_sampled = 1000000000;

struct DeviationOptions {
  CommonOptions common;
  std::string model;
  std::string quantity = "output";
  std::string target = "limit";
  std::string lengths;
  std::string method = "exact";
  std::uint64_t prompts = 1000;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  int moment = 1;
  bool bias = false;
  std::string profile;
};

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

/// One line of output: JSON and table cells.
struct Line {
  nlohmann::ordered_json json;
  std::vector<std::string> cells;
};

const symbolic::GaussianTokens* tokens_of(const symbolic::AttentionModel& model) {
  return symbolic::as_gaussian(model.tokens);
}

Line exact_line(const numeric::Interval& value, const Length& length, Quantity quantity, int digits) {
  return {{{"quantity", name_of(quantity)},
           {"length", to_text(length)},
           {"method", "exact"},
           {"lower", numeric::lower_text(value)},
           {"upper", numeric::upper_text(value)},
           {"digits", digits}},
          {name_of(quantity), to_text(length), "exact", numeric::to_text(value, digits + 5)}};
}

/// Enclosures of the error or of a moment of it.
/// Errors : InputError for what has no exact value.
std::vector<numeric::Interval> exact_values(const symbolic::AttentionModel& model, Quantity quantity, Target target,
                                            const std::vector<Integer>& lengths, int digits,
                                            const DeviationOptions& options) {
  const symbolic::GaussianTokens* tokens = tokens_of(model);
  const symbolic::Vector* z = symbolic::single_query(model.query);
  if (options.moment != 1 && tokens != nullptr) {
    if (z == nullptr) {
      throw InputError("--moment",
                       std::to_string(options.moment) + " with the query law " + symbolic::law_name(model.query),
                       "1, or a fixed or pair query");
    }
    const numeric::Expectation moment(symbolic::moment_form(*tokens, model.head, *z, quantity, options.moment));
    return moment.enclose(lengths, digits, options.threads);
  }
  const auto error = options.moment == 1 ? numeric::ExactError::of(model, quantity, target) : std::nullopt;
  if (error) return error->enclose(lengths, digits, options.threads);
  if (tokens == nullptr) {
    throw InputError(Place{options.model, 0, "tokens.law"}, describe(model),
                     "gaussian tokens for --method exact, or tokens and queries with few atoms for output, grad-v and "
                     "grad-u (other laws: --method naive)");
  }
  if (target == Target::inverse) {
    throw InputError("--target", "inverse with the query law " + symbolic::law_name(model.query),
                     "a fixed or pair query");
  }
  throw InputError("--quantity", "bias with the query law " + symbolic::law_name(model.query), "a fixed or pair query");
}

std::string short_double(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", value);
  return buffer;
}

class SampledLines {
 public:
  SampledLines(const symbolic::AttentionModel& model, Quantity quantity, Target target, Method method,
               const DeviationOptions& options)
      : quantity_(quantity), method_(method), options_(options) {
    const auto sampler = method == Method::reduced ? numeric::SampleMethod::reduced : numeric::SampleMethod::naive;
    const auto* tokens = tokens_of(model);
    // The linear operator is the limit of Gaussian tokens (Lemma 2.1), and the only target that reduced samples know.
    if (tokens != nullptr && target == Target::linear) target = Target::limit;
    try {
      problem_ = numeric::sampler_problem(model, quantity, target, sampler);
    } catch (const InputError&) {
      throw;
    } catch (const Error& error) {  // no covariance, say, for the linear operator
      throw InputError("--target", name_of(target) + " (" + error.what() + ")", "a target that the tokens have");
    }
    const symbolic::Vector* z = symbolic::single_query(model.query);
    if (target == Target::limit && tokens != nullptr && z != nullptr &&
        (quantity != Quantity::grad_u || method == Method::reduced)) {
      const auto moments = symbolic::second_moments(*tokens, model.head, *z, quantity);
      second_.emplace(method == Method::reduced ? moments.reduced : *moments.naive);
      first_.emplace(symbolic::error_form(*tokens, model.head, *z, quantity));
    }
  }

  Line line(const Length& length, std::uint32_t row) const {
    ProgressBar bar("sampling L = " + to_text(length));
    numeric::SampleOptions sampling;
    sampling.seed = options_.seed;
    sampling.row = row;
    sampling.prompts = options_.prompts;
    sampling.threads = options_.threads;
    sampling.stop = &interrupted();
    sampling.progress = [&bar](std::uint64_t done, std::uint64_t all) {
      bar.show(static_cast<double>(done) / static_cast<double>(all));
    };
    const auto sampler = method_ == Method::reduced ? numeric::SampleMethod::reduced : numeric::SampleMethod::naive;
    const auto result = numeric::sample(problem_, sampler, length.value.convert_to<std::uint64_t>(), sampling);
    const auto& summary = result.summary;
    Line out;
    out.json = {{"quantity", name_of(quantity_)}, {"length", to_text(length)},      {"method", name_of(method_)},
                {"mean", summary.mean},           {"std_error", summary.std_error}, {"prompts", summary.prompts},
                {"seed", options_.seed}};
    std::string predicted = "-";
    if (second_ && summary.prompts > 0) {
      const double value = predicted_std_error(*second_, *first_, length.value, summary.prompts);
      out.json["predicted_std_error"] = value;
      predicted = short_double(value);
    }
    out.cells = {name_of(quantity_),
                 to_text(length),
                 name_of(method_),
                 short_double(summary.mean),
                 short_double(summary.std_error),
                 predicted,
                 std::to_string(summary.prompts)};
    return out;
  }

 private:
  Quantity quantity_;
  Method method_;
  const DeviationOptions& options_;
  numeric::SamplerProblem problem_;
  std::optional<numeric::Expectation> second_;
  std::optional<numeric::Expectation> first_;
};

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
  if (target != Target::limit &&
      (quantity == Quantity::grad_u || (quantity == Quantity::grad_v && target == Target::inverse))) {
    throw InputError("--target", options.target + " for " + options.quantity,
                     "limit: this gradient is compared with that of the limit only");
  }
  const auto lengths = parse_finite_lengths(options.lengths);
  if (options.threads == 0) options.threads = hardware_threads();
  for (const Length& length : lengths) {
    if (method != Method::exact && length.value > k_longest_sampled) {
      throw InputError("--length", to_text(length), "at most 10^9 tokens a prompt with --method " + options.method);
    }
  }
  const symbolic::AttentionModel model = read_model(options.model);

  Table table;
  table.caption = "Finite-prompt deviation of " + options.model + " (" + describe(model) + ")";
  table.columns = {
      {"quantity", "quantity", Align::left}, {"length", "L", Align::number}, {"method", "method", Align::left}};
  if (options.moment != 1) table.caption += ", moment " + std::to_string(options.moment) + " of the squared error";
  if (target != Target::limit) table.caption += ", against the " + options.target + " operator";
  std::vector<Line> lines;
  if (method == Method::exact) {
    table.columns.push_back({"deviation", "deviation", Align::left});
    std::vector<Integer> counts;
    for (const Length& length : lengths) counts.push_back(length.value);
    const std::vector<numeric::Interval> values =
        exact_values(model, quantity, target, counts, options.common.digits + 1, options);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      lines.push_back(exact_line(values[l], lengths[l], quantity, options.common.digits));
      if (options.moment != 1) lines.back().json["moment"] = options.moment;
    }
  } else {
    for (const auto& [key, heading] : {std::pair{"mean", "mean"},
                                       {"std_error", "std. error"},
                                       {"predicted_std_error", "predicted std. error"},
                                       {"prompts", "prompts"}}) {
      table.columns.push_back({key, heading, Align::number});
    }
    const SampledLines sampled(model, quantity, target, method, options);
    watch_interrupt();
    // Each length is a row of its own random stream, so that a list of lengths gives independent rows.
    for (std::size_t i = 0; i < lengths.size() && !interrupted(); ++i) {
      Line line = sampled.line(lengths[i], static_cast<std::uint32_t>(i));
      if (!interrupted()) lines.push_back(std::move(line));
    }
  }
  std::string json;
  for (Line& line : lines) {
    if (target != Target::limit) line.json["target"] = options.target;
    json += line.json.dump() + "\n";
    table.rows.push_back(line.cells);
  }
  options.common.write(format == Format::json ? json : render(table, format));
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
  command->add_flag("--bias", options->bias, "the squared bias |E T_L - T|^2: short for --quantity bias");
  command->add_option("--method", options->method, "exact, reduced or naive")->capture_default_str();
  command->add_option("--prompts", options->prompts, "prompts to sample")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{2}, std::uint64_t{1000000000}));
  command->add_option("--seed", options->seed, "seed of the samples")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_option("--threads", options->threads, "threads for sampling (0: all; the bits do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "Example: softlin deviation model.toml --length 16,1e6 --digits 30\n"
      "         softlin deviation model.toml --length 64 --method naive --prompts 10000 --seed 7");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
