// How many prompts it takes to flag a bound that is too small.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "numeric/exact_error.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/evidence.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/sample_source.hpp"
#include "proofs-check/standard_table.hpp"
#include "proofs-check/verdict.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Number;

constexpr double k_confidence = 0.999;
constexpr std::array<std::size_t, 2> k_rows{1, 100};
constexpr std::uint64_t k_longest_run = std::uint64_t{1} << 24;  // of one seed; what takes longer is not counted
constexpr std::uint64_t k_growth_prompts = std::uint64_t{1} << 16;
constexpr std::uint64_t k_default_seeds = 20;

struct NamedModel {
  std::string label;
  symbolic::AttentionModel model;
};

std::vector<NamedModel> models_of(const TableRequest& request) {
  if (request.model) return {{describe(*request.model), *request.model}};
  std::vector<NamedModel> out{{"N(0, I_2), s = 1", standard_model(2, 1, std::nullopt)},
                              {"N(0, I_4), s = 1/2", standard_model(4, Number(Rational(1, 2)), std::nullopt)}};
  symbolic::AttentionModel signs = standard_model(1, 1, std::nullopt);
  signs.tokens = symbolic::RademacherTokens{symbolic::mean(signs.tokens), 1};
  out.push_back({"signs, a = 1", signs});
  return out;
}

/// One model at one length by one method.
struct Cell {
  numeric::SamplerProblem problem;
  numeric::SampleMethod method;
  std::uint64_t length;
  double error;  ///< the exact error
};

struct PowerLabels {
  std::string model;
  Length length;
  Method method;
};

/// Prompts after which each threshold was reached; 0 where it was not.
using Crossings = std::array<std::uint64_t, k_rows.size()>;

/// Evidence against the bounds (1 - part) error, from the prompts of one seed.
std::vector<Crossings> crossings(const Cell& cell, const std::vector<double>& parts, std::uint64_t seed,
                                 const std::atomic<bool>* stop) {
  const std::array<double, k_rows.size()> thresholds{e_threshold(k_rows[0], k_confidence),
                                                     e_threshold(k_rows[1], k_confidence)};
  std::vector<BettingEvidence> evidence;
  for (const double part : parts) evidence.emplace_back((1 - part) * cell.error);
  std::vector<Crossings> out(parts.size(), Crossings{});
  std::size_t open = parts.size();
  std::uint64_t done = 0;
  while (open > 0 && done < k_longest_run) {
    numeric::SampleOptions sampling;
    sampling.seed = seed;
    sampling.first_prompt = done;
    sampling.prompts = std::clamp<std::uint64_t>(done / 4, 64, 1U << 16);
    sampling.stop = stop;
    const auto result = numeric::sample(cell.problem, cell.method, cell.length, sampling);
    if (result.stopped) break;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (out[p].back() != 0) continue;
      for (const auto& value : result.values) {
        evidence[p].add(value);
        const double now = evidence[p].max_e_value();
        for (std::size_t r = 0; r < k_rows.size(); ++r) {
          if (out[p][r] == 0 && now >= thresholds[r]) out[p][r] = evidence[p].count();
        }
        if (out[p].back() != 0) {
          --open;
          break;
        }
      }
    }
    done += sampling.prompts;
  }
  return out;
}

/// The best growth of ln(wealth) a prompt among the bets, max_t E ln(1 + t X), X = Y/B - 1, with E X known: the sample only
/// has to tell E [ln(1 + t X) - t X], which is small and steady.
double growth_rate(const std::vector<numeric::SampleValue>& values, double error, double part) {
  const double bound = (1 - part) * error;
  const double excess = error / bound - 1;
  double best = 0;
  for (const double t : bets()) {
    double sum = 0;
    for (const auto& y : values) {
      const double x = t * (y.value / bound - 1);
      sum += std::log1p(x) - x;
    }
    best = std::max(best, t * excess + sum / static_cast<double>(values.size()));
  }
  return best;
}

/// The number of rank ceil(part n) among n; nothing where that one is 0, which stands for "not reached".
std::optional<std::uint64_t> ranked(std::vector<std::uint64_t> counts, double part) {
  std::sort(counts.begin(), counts.end(), [](std::uint64_t a, std::uint64_t b) { return a - 1 < b - 1; });
  const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(counts.size())));
  const std::uint64_t found = counts[std::max<std::size_t>(rank, 1) - 1];
  return found == 0 ? std::nullopt : std::optional(found);
}

std::string count_text(const std::optional<std::uint64_t>& count) {
  return count ? std::to_string(*count) : ">" + std::to_string(k_longest_run);
}

Json count_json(const std::optional<std::uint64_t>& count) { return count ? Json(*count) : Json(nullptr); }

double relative_spread(const std::vector<numeric::SampleValue>& values, double error) {
  const auto summary = numeric::summarize(values);
  return summary.std_error * std::sqrt(static_cast<double>(summary.prompts)) / error;
}

/// A number of three digits: what a finite sample says about a rate.
std::string three_digits(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3g", value);
  return buffer;
}

Cell cell_of(const symbolic::AttentionModel& model, Quantity quantity, const Length& length, Method method) {
  const auto sampler = sampler_of(method);
  const auto error = numeric::ExactError::of(model, quantity);
  if (!error) throw InputError("--model", describe(model), "a model whose " + name_of(quantity) + " error is exact");
  return {numeric::sampler_problem(model, quantity, Target::limit, sampler), sampler,
          length.value.convert_to<std::uint64_t>(), error->enclose({length.value}, 15)[0].mid_double()};
}

/// Adds the rows of one cell; false when it was stopped.
bool add_rows(const TableRequest& request, const std::vector<Number>& percents, std::uint64_t seeds,
              const PowerLabels& labels, const Cell& cell, StandardTable& out) {
  std::vector<double> parts;
  for (const Number& percent : percents) parts.push_back(percent.rational().convert_to<double>() / 100);
  numeric::SampleOptions sampling;
  sampling.prompts = k_growth_prompts;
  sampling.threads = request.threads;
  sampling.stop = request.stop;
  const auto trial = numeric::sample(cell.problem, cell.method, cell.length, sampling);
  std::vector<std::vector<Crossings>> by_seed(static_cast<std::size_t>(seeds));
  numeric::parallel_for(by_seed.size(), request.threads,
                        [&](std::size_t i) { by_seed[i] = crossings(cell, parts, i + 1, request.stop); });
  if (trial.stopped || (request.stop != nullptr && *request.stop)) return false;
  const double spread = relative_spread(trial.values, cell.error);
  const double nats = std::log(e_threshold(1, k_confidence) * static_cast<double>(k_bet_count));
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const double growth = growth_rate(trial.values, cell.error, parts[p]);
    std::vector<std::string> row{
        labels.model,       to_text(labels.length), name_of(labels.method),     three_digits(spread),
        percents[p].text(), three_digits(growth),   three_digits(nats / growth)};
    Json json{{"table", "power"},
              {"model", labels.model},
              {"quantity", name_of(request.quantity)},
              {"length", to_text(labels.length)},
              {"method", name_of(labels.method)},
              {"percent", percents[p].text()},
              {"relative_spread", three_digits(spread)},
              {"growth", three_digits(growth)},
              {"predicted", three_digits(nats / growth)},
              {"seeds", seeds},
              {"confidence", k_confidence}};
    for (std::size_t r = 0; r < k_rows.size(); ++r) {
      std::vector<std::uint64_t> counts;
      for (const auto& found : by_seed) counts.push_back(found[p][r]);
      for (const auto& [key, part] : {std::pair{"median_", 0.5}, {"ninety_", 0.9}}) {
        const auto count = ranked(counts, part);
        row.push_back(count_text(count));
        json[key + std::to_string(k_rows[r])] = count_json(count);
      }
    }
    out.table.rows.push_back(std::move(row));
    out.json.push_back({json.dump(), out.table.rows.size() - 1});
  }
  return true;
}

}  // namespace

StandardTable power_table(const TableRequest& request) {
  const std::uint64_t seeds = request.seeds == 0 ? k_default_seeds : request.seeds;
  const std::vector<Number> percents = numbers_or(request.percents, {5, 10, 50});
  StandardTable out;
  out.table.caption = "Prompts until a bound that is too small is flagged (" + name_of(request.quantity) + ")";
  out.table.label = "tab:power";
  out.table.columns = {{"model", "model"},
                       {"length", "L", Align::number},
                       {"method", "method"},
                       {.key = "spread", .heading = "spread", .align = Align::number, .field = "relative_spread"},
                       {.key = "percent", .heading = "too small", .align = Align::number, .unit = "%"},
                       {.key = "growth", .heading = "growth", .align = Align::number, .unit = "a prompt"},
                       {.key = "predicted", .heading = "predicted", .align = Align::number, .unit = "prompts"},
                       {.key = "median_1", .heading = "1 row: median", .align = Align::number, .unit = "prompts"},
                       {.key = "ninety_1", .heading = "90 %", .align = Align::number, .unit = "prompts"},
                       {.key = "median_100", .heading = "100 rows: median", .align = Align::number, .unit = "prompts"},
                       {.key = "ninety_100", .heading = "90 %", .align = Align::number, .unit = "prompts"}};
  out.table.seeds = {seeds == 1 ? "1" : "1 to " + std::to_string(seeds)};
  out.table.notes = {
      "Claims E Y <= B with B below the exact error by the percentage shown, Y the sampled squared error, at "
      "confidence "
      "0.999 in a run with 1 or 100 sampled rows; median and 90 % over " +
          std::to_string(seeds) + " seeds.",
      "Spread: standard deviation of Y over its mean. Growth: of the logarithm of the best bet's wealth, a prompt. "
      "Predicted: ln(1000 * 16)/growth, for 1 row."};
  const auto lengths = lengths_or(request.lengths, {16});
  const auto models = models_of(request);
  std::size_t done = 0;
  for (const NamedModel& named : models) {
    const bool gaussian = symbolic::as_gaussian(named.model.tokens) != nullptr;
    for (const Length& length : lengths) {
      require_sampled_length(length, Method::naive, Place{"--lengths", 0, ""});
      for (const Method method : {Method::naive, Method::reduced}) {
        if (method == Method::reduced && !gaussian) continue;
        const Cell cell = cell_of(named.model, request.quantity, length, method);
        if (!add_rows(request, percents, seeds, {named.label, length, method}, cell, out)) return out;
      }
      request.progress(static_cast<double>(++done) / static_cast<double>(models.size() * lengths.size()));
    }
  }
  return out;
}

}  // namespace softlin::check
