#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/length_proof.hpp"
#include "numeric/threshold_routes.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/regression_action.hpp"
#include "proofs-check/results_file.hpp"
#include "symbolic/version.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using numeric::ProvedBlock;

struct ThresholdOptions {
  CommonOptions common;
  std::string problem;
  std::string eps;
  bool all = false;
  std::string out;
  bool resume = false;
  double horizon = 60;
  unsigned threads = 0;
};

/// What one route says.
struct RouteRow {
  std::string route;
  std::string what;
  std::string length;        ///< or
  std::string log10_length;  ///< this; neither where the route does not get there
  std::string status;
  bool for_all_larger = false;
  std::optional<double> time;
  std::optional<std::size_t> blocks;
};

/// An upper bound as a decimal of six digits.
std::string risen(double x) { return numeric::upper_text(Interval::point(x, numeric::Bits(64)), 6); }

std::string line_of(const ProvedBlock& proved) {
  nlohmann::ordered_json line{{"first", proved.block.first.str()}};
  line["last"] = proved.block.last ? proved.block.last->str() : "inf";
  line["time"] = proved.time;
  line["radius"] = risen(proved.radius);
  line["risk_upper"] = risen(proved.risk_upper);
  return line.dump();
}

ProvedBlock block_of(const std::string& file, std::size_t number, std::string_view text) {
  try {
    const auto line = nlohmann::json::parse(text);
    const std::string last = line.at("last");
    ProvedBlock out{{Integer(line.at("first").get<std::string>()), std::nullopt},
                    line.at("time").get<double>(),
                    std::stod(line.at("risk_upper").get<std::string>()),
                    std::stod(line.at("radius").get<std::string>())};
    if (last != "inf") out.block.last = Integer(last);
    return out;
  } catch (const std::exception&) {
    throw InputError(Place{file, static_cast<int>(number), ""}, "'" + std::string(text) + "'",
                     "a block as softlin writes it");
  }
}

/// The blocks that a folder holds, and those to come: a line of results.jsonl for each.
struct ProofFolder {
  std::vector<ProvedBlock> done;
  std::optional<ResultsFile> results;

  ProofFolder(const ThresholdOptions& options, const RegressionProblem& problem, const std::string& eps) {
    const auto texts = [](const symbolic::Matrix& a) {
      nlohmann::json out = nlohmann::json::array();
      for (Eigen::Index i = 0; i < a.rows(); ++i) {
        nlohmann::json row = nlohmann::json::array();
        for (Eigen::Index j = 0; j < a.cols(); ++j) row.push_back(a(i, j).text());
        out.push_back(row);
      }
      return out;
    };
    nlohmann::ordered_json state{{"proof", "every longer prompt"}, {"version", k_version}};
    state["Sigma"] = texts(problem.model.sigma);
    state["Omega"] = texts(problem.model.omega);
    state["noise_variance"] = problem.model.noise_variance.text();
    state["generator"] = symbolic::name_of(problem.model.generator);
    state["alpha"] = problem.start->alpha.text();
    state["ThetaThetaT"] = texts(problem.start->theta_square);
    state["eps"] = eps;
    state["horizon"] = options.horizon;
    const std::string file = (std::filesystem::path(options.out) / "results.jsonl").string();
    results.emplace(
        RunFolder{options.out, state.dump() + "\n", "regression file, eps, horizon or version", options.resume},
        [&](std::size_t, std::string_view text) { done.push_back(block_of(file, done.size() + 1, text)); });
  }
};

/// Proves every length from the first that the folder has, or else from `first` on.
RouteRow prove_all(ProofFolder& folder, const numeric::CommutingRegression& flow, Integer first, double eps,
                   const numeric::ProofOptions& proof) {
  if (!folder.done.empty()) first = folder.done.front().block.first;
  ProgressBar bar("lengths");
  const double start = std::log(first.convert_to<double>());
  const auto found = numeric::prove_all_lengths(flow, first, eps, proof, folder.done, [&](const ProvedBlock& block) {
    folder.results->put(folder.results->rows(), {line_of(block)});
    // Blocks without end begin to succeed somewhere near 10^6.
    bar.show(std::min(0.99, (std::log(block.block.first.convert_to<double>()) - start) / (13.8 - start)));
  });
  folder.results->sync();
  RouteRow row{"I4.8(b)",    "tubes around the finite-prompt flows of blocks of lengths",
               "",           "",
               "proved",     true,
               std::nullopt, found.blocks.size()};
  if (found.complete) {
    row.length = first.str();
    double longest = 0;
    for (const ProvedBlock& block : found.blocks) longest = std::max(longest, block.time);
    row.time = longest;
  }
  return row;
}

int run_threshold(const ThresholdOptions& options) {
  const Format format = options.common.begin();
  const symbolic::Number eps = parse_option_number("--eps", options.eps);
  if (numeric::require_sign(eps, "--eps") <= 0) throw InputError("--eps", options.eps, "a positive number");
  if (!(options.horizon >= 1 && options.horizon <= 10000)) {
    throw InputError("--horizon", std::to_string(options.horizon), "a time from 1 to 10000");
  }
  if (options.resume && !options.all) throw InputError("--resume", "no --all --out DIR", "the folder to be continued");
  if (options.all == options.out.empty()) {
    throw InputError("--all, --out", options.all ? "--all alone" : "--out alone",
                     "both: --all --out DIR, the folder for the proof");
  }
  const RegressionProblem problem = read_regression(options.problem);
  const Place place{options.problem, 0, ""};
  if (!problem.start) throw InputError(place, "no table [start]", "[start] with alpha: where the flow begins");
  if (const std::string why = numeric::why_not_commuting(problem.model, problem.start->theta_square); !why.empty()) {
    throw InputError(place, why, "Omega and ThetaThetaT multiples of I, or all three matrices diagonal");
  }
  const auto flow = numeric::commuting_regression(problem.model, problem.start->alpha, problem.start->theta_square,
                                                  numeric::Bits(200));
  const Interval eps_enclosed = numeric::enclose(eps, numeric::Bits(160));
  const double eps_below = eps_enclosed.lower_double();
  watch_interrupt();
  numeric::ProofOptions proof;
  proof.horizon = options.horizon;
  proof.threads = options.threads == 0 ? hardware_threads() : options.threads;
  proof.stop = &interrupted();

  std::optional<ProofFolder> folder;
  if (options.all) folder.emplace(options, problem, eps.text());

  std::vector<RouteRow> rows;
  std::vector<std::string> notes;
  const auto finished = [&](RouteRow row) {
    if (!interrupted()) rows.push_back(std::move(row));
  };
  if (const std::string why = numeric::why_no_route(flow); why.empty()) {
    const auto closed = [&](const std::string& route, const std::string& what, const auto& found) {
      RouteRow row{route, what, "", "", "proved", true, std::nullopt, std::nullopt};
      if (found) {
        char text[32];  // three decimals, exactly
        std::snprintf(text, sizeof text, "%.3f", found->log10_length.template convert_to<double>());
        row.log10_length = text;
        row.time = found->horizon;
      }
      finished(row);
    };
    closed("I4.4", "no exponential, logistic bound of A", numeric::no_exponential_length(flow, eps_enclosed));
    closed("I4.6", "Gronwall, logistic bound of A", numeric::gronwall_length(flow, eps_enclosed));
  } else {
    notes.push_back("I4.4 and I4.6 are for the matched generator and Omega a multiple of I; here: " + why + ".");
  }
  {
    RouteRow row{"I4.7", "tube around the infinite-prompt flow", "", "", "proved", true, std::nullopt, std::nullopt};
    if (const auto found = numeric::endless_block(flow, eps_below, proof)) {
      row.length = found->block.first.str();
      row.time = found->time;
    }
    finished(row);
  }
  const auto direct = numeric::floating_threshold(flow, eps_below, proof);
  {
    RouteRow row{"I4.8",      "the finite-prompt flow in floating point", "", "", "numeric", false, std::nullopt,
                 std::nullopt};
    if (direct) {
      row.length = direct->str();
      row.time = options.horizon;
    }
    finished(row);
  }
  std::optional<Integer> proved_from;
  if (direct && !interrupted()) {
    RouteRow row{
        "I4.8(a)",   "tube around the finite-prompt flow of that length", "", "", "proved", false, std::nullopt,
        std::nullopt};
    // At the very threshold the risk may come down to eps too slowly for a tube.
    for (Integer L = *direct; L <= *direct + 3 && !proved_from && !interrupted(); ++L) {
      if (const auto found = numeric::prove_block(flow, {L, L}, eps_below, proof)) {
        row.length = L.str();
        row.time = found->time;
        proved_from = L;
      }
    }
    finished(row);
  }
  if (folder && proved_from && !interrupted()) {
    finished(prove_all(*folder, flow, *proved_from, eps_below, proof));
  }

  Table table;
  table.caption =
      "Prompt lengths after which the flow ends with a risk of at most " + eps.text() + ", " + options.problem;
  table.columns = {{"route", "route", Align::left},    {"length", "L", Align::left},
                   {"status", "status", Align::left},  {"for_all_larger", "all larger", Align::left},
                   {"time", "flow time", Align::left}, {"what", "what", Align::left}};
  std::string json;
  for (const RouteRow& row : rows) {
    nlohmann::ordered_json line{{"route", row.route}, {"eps", eps.text()}};
    const bool found = !row.length.empty() || !row.log10_length.empty();
    if (!row.length.empty()) line["length"] = row.length;
    if (!row.log10_length.empty()) line["log10_length"] = row.log10_length;
    if (!found) line["length"] = nullptr;
    line["status"] = row.status;
    line["for_all_larger"] = row.for_all_larger;
    if (row.time) line["time"] = *row.time;
    if (row.blocks) line["blocks"] = *row.blocks;
    json += line.dump() + "\n";
    char time[32] = "";
    if (row.time) std::snprintf(time, sizeof time, "%.6g", *row.time);
    table.rows.push_back({row.route,
                          !row.length.empty() ? row.length
                          : found             ? "10^" + row.log10_length
                                              : "not found",
                          row.status, row.for_all_larger ? "yes" : "no", time, row.what});
  }
  table.notes = notes;
  table.notes.push_back(
      "Routes of docs/theory/icl-regression.md section 4; proofs of the tubes in docs/theory/regression-tubes.md.");
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return interrupted() ? k_exit_interrupted : k_exit_as_expected;
}

}  // namespace

void add_regression_threshold(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto threshold =
      add_regression_action<ThresholdOptions>(group, "threshold", "explicit L(eps) by every route", command);
  command->add_option("--eps", threshold->eps, "the risk to be reached, e.g. 0.1")->required();
  command->add_option("--horizon", threshold->horizon, "how long flows are followed")->capture_default_str();
  command->add_flag("--all", threshold->all, "prove every length from the threshold on, block by block (minutes)");
  command->add_option("--out", threshold->out, "folder of that proof: a line of results.jsonl for each block")
      ->type_name("DIR");
  command->add_flag("--resume", threshold->resume, "continue the proof that --out holds, or begin it");
  command->add_option("--threads", threshold->threads, "threads (0: all)")->capture_default_str();
  command->footer(
      "Example: softlin regression threshold regression.toml --eps 0.1\n"
      "         softlin regression threshold regression.toml --eps 0.1 --all --out proof --resume");
  command->callback([threshold, &status] { status = run_threshold(*threshold); });
}

}  // namespace softlin::check
