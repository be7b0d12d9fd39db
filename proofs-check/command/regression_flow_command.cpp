#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/flow_tube.hpp"
#include "numeric/infinite_flow.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/command/regression_action.hpp"
#include "proofs-check/prompt_flow.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

struct RegressionFlowOptions {
  CommonOptions common;
  std::string problem;
  std::string until;
  std::string times;
  long steps = 20;
  std::string length = "inf";
  bool certified = false;
  double tolerance = 3e-5;
  unsigned threads = 0;
};

/// A flow at one time, whatever the length of its prompt and the method.
struct FlowRow {
  std::string time;
  Interval risk;
  std::vector<std::pair<std::string, Interval>> values;  ///< b, A, and what else is known, by name
};

struct FlowRows {
  std::string status;  ///< "proved", or "numeric": then each interval is the point found in floating point
  std::vector<FlowRow> rows;
  std::vector<std::string> notes;
  bool stopped = false;
};

constexpr long k_most_times = 100000;

std::string decimal(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", x);
  return text;
}

/// The times asked for, ascending.
std::vector<Number> times_of(const RegressionFlowOptions& options) {
  if (options.times.empty() == options.until.empty()) {
    throw InputError("--until, --times", options.times.empty() ? "neither" : "both",
                     "--until T (with --steps N), or --times t1,t2,...");
  }
  if (!options.times.empty()) {
    const auto times = parse_option_numbers("--times", options.times);
    Number last = 0;
    for (const Number& t : times) {
      if (numeric::require_sign(t - last, "--times") < 0) {
        throw InputError("--times", t.text(), "ascending times, at least 0");
      }
      last = t;
    }
    return times;
  }
  const Number until = parse_option_number("--until", options.until);
  if (numeric::require_sign(until, "--until") <= 0) throw InputError("--until", until.text(), "a positive time");
  if (options.steps < 1 || options.steps > k_most_times) {
    throw InputError("--steps", std::to_string(options.steps),
                     "a whole number from 1 to " + std::to_string(k_most_times));
  }
  std::vector<Number> out;
  for (long k = 0; k <= options.steps; ++k) out.push_back(until * Number(Rational(k, options.steps)));
  return out;
}

/// "A12"; "A1_12" where indices have several digits.
std::string entry_name(std::size_t i, std::size_t j, std::size_t d) {
  return "A" + std::to_string(i + 1) + (d > 9 ? "_" : "") + std::to_string(j + 1);
}

FlowRows infinite_rows(const RegressionFlowOptions& options, const RegressionProblem& problem,
                       const std::vector<Number>& times) {
  ProgressBar bar("flow");
  numeric::FlowOptions how;
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  how.digits = options.common.digits + 1;
  how.stop = &interrupted();
  how.progress = [&](double part) { bar.show(part); };
  const numeric::FlowStart start{problem.start->alpha, problem.start->theta_square};
  const numeric::InfiniteFlow flow = numeric::infinite_flow(problem.model, start, times, how);
  FlowRows out{"proved", {}, {}, flow.stopped};
  const auto d = static_cast<std::size_t>(problem.model.sigma.rows());
  for (std::size_t k = 0; k < flow.points.size(); ++k) {
    const numeric::FlowPoint& point = flow.points[k];
    FlowRow row{times[k].text(), point.risk, {{"b", point.b}}};
    for (std::size_t i = 0; i < point.A.size(); ++i) {
      row.values.emplace_back(flow.diagonal ? "f" + std::to_string(i + 1) : entry_name(i / d, i % d, d), point.A[i]);
    }
    row.values.emplace_back("invariant", point.invariant);
    if (point.distance) row.values.emplace_back("distance", *point.distance);
    out.rows.push_back(std::move(row));
  }
  out.notes.push_back(std::string("Enclosures, proved in docs/theory/infinite-flow.md. ") +
                      (flow.diagonal ? "f: the diagonal of A in the eigenbasis of Sigma."
                                     : "A: its entries in the coordinates of Sigma."));
  out.notes.push_back("invariant: |A|_F^2 - b^2, which is 0.");
  if (numeric::endpoint_is_known(problem.model, start.theta_square)) {
    out.notes.push_back("distance: of (A, b) from (A*, b*), where the flow ends.");
  }
  return out;
}

/// f_1, ..., f_d, b as named points.
std::vector<std::pair<std::string, Interval>> named_point(const std::vector<double>& theta) {
  const auto point = [](double x) { return Interval::point(x, numeric::Bits(64)); };
  std::vector<std::pair<std::string, Interval>> out{{"b", point(theta.back())}};
  for (std::size_t i = 0; i + 1 < theta.size(); ++i) out.emplace_back("f" + std::to_string(i + 1), point(theta[i]));
  return out;
}

/// The flow at a finite length, where A stays diagonal: in floating point, or as a tube.
FlowRows finite_rows(const RegressionFlowOptions& options, const RegressionProblem& problem, const Length& length,
                     const std::vector<Number>& times) {
  if (!(options.tolerance > 0 && options.tolerance <= 0.01)) {
    throw InputError("--tolerance", std::to_string(options.tolerance), "a positive number up to 0.01");
  }
  const auto flow = commuting_flow(problem, Place{options.problem, 0, ""});
  std::vector<double> asked;
  for (const Number& t : times) asked.push_back(numeric::approximate(t));
  const double end = std::max(asked.back(), 1e-3);
  const unsigned threads = options.threads == 0 ? hardware_threads() : options.threads;
  const numeric::BlockStatistics block = flow_statistics(flow, length, end, threads);
  FlowRows out{options.certified ? "proved" : "numeric", {}, {}, false};
  out.notes.push_back("f: the diagonal of A in the eigenbasis of Sigma.");
  if (!options.certified) {
    const FloatingFlow found = floating_prompt_flow(flow, block, asked);
    for (std::size_t k = 0; k < found.states.size(); ++k) {
      out.rows.push_back(
          {times[k].text(), Interval::point(found.risks[k], numeric::Bits(64)), named_point(found.states[k])});
    }
    char text[96];
    std::snprintf(text, sizeof text, "Floating point: local errors of about 1e-12, A and H within %.1g.",
                  block.fit_error());
    out.notes.emplace_back(text);
    return out;
  }
  ProgressBar bar("flow");
  numeric::TubeOptions tube;
  tube.horizon = end;
  tube.tolerance = options.tolerance;
  tube.stop = &interrupted();
  tube.progress = [&](double time) { bar.show(time / end); };
  const numeric::FlowTube found = numeric::flow_tube(flow, block, tube);
  std::size_t next = 0;
  for (const numeric::TubePoint& point : found.points) {
    if (next == asked.size() || point.time < asked[next]) continue;
    while (next < asked.size() && asked[next] <= point.time) ++next;
    const auto ends = Interval::from_ends(Interval::point(point.risk_lower, numeric::Bits(64)),
                                          Interval::point(point.risk_upper, numeric::Bits(64)));
    char time[32];
    std::snprintf(time, sizeof time, "%.17g", point.time);
    FlowRow row{time, ends, named_point(point.theta)};
    row.values.emplace_back("radius", Interval::point(point.radius, numeric::Bits(64)));
    out.rows.push_back(std::move(row));
  }
  out.stopped = interrupted();
  out.notes.push_back(
      "Certified: (f, b) is within the radius of the point shown; proved in docs/theory/regression-tubes.md. Times are "
      "those of the first step at or after the ones asked for.");
  if (!found.given_up.empty() && !out.stopped) {
    out.notes.push_back("Ends at t = " + std::to_string(found.points.back().time) + ": " + found.given_up +
                        "; a smaller --tolerance may go farther.");
  }
  return out;
}

/// The flow of the prompt length asked for.
FlowRows rows_of(const RegressionFlowOptions& options, const RegressionProblem& problem,
                 const std::vector<Number>& times) {
  const auto lengths = parse_length_list(options.length, Place{"--length", 0, ""});
  if (lengths.size() != 1) throw InputError("--length", options.length, "one length, or inf");
  return lengths.front().infinite ? infinite_rows(options, problem, times)
                                  : finite_rows(options, problem, lengths.front(), times);
}

int run_flow(const RegressionFlowOptions& options) {
  const Format format = options.common.begin();
  const std::vector<Number> times = times_of(options);
  const RegressionProblem problem = read_regression(options.problem);
  if (!problem.start) {
    throw InputError(Place{options.problem, 0, ""}, "no table [start]", "[start] with alpha: where the flow begins");
  }
  watch_interrupt();
  const FlowRows flow = rows_of(options, problem, times);
  Table table;
  table.caption = "Gradient flow of in-context regression, L = " + options.length + ", " + options.problem + " (" +
                  describe(problem.model) + ")";
  const bool sharp = flow.status == "proved";
  table.columns = {{"time", "t", Align::left}, {"status", "status", Align::left}};
  if (sharp) {
    table.columns.push_back({"lower", "risk at least", Align::left});
    table.columns.push_back({"upper", "risk at most", Align::left});
  } else {
    table.columns.push_back({"risk", "risk", Align::left});
  }
  table.notes = flow.notes;
  std::string json;
  for (const FlowRow& row : flow.rows) {
    nlohmann::ordered_json line{{"length", options.length}, {"time", row.time}, {"status", flow.status}};
    const int shown = options.common.digits + 2;
    table.rows.push_back({row.time, flow.status});
    if (sharp) {
      add_ends(line, "", row.risk);
      table.rows.back().push_back(numeric::lower_text(row.risk, shown));
      table.rows.back().push_back(numeric::upper_text(row.risk, shown));
    } else {
      line["risk"] = row.risk.mid_double();
      table.rows.back().push_back(decimal(row.risk.mid_double()));
    }
    for (const auto& [name, value] : row.values) {
      if (&row == &flow.rows.front()) table.columns.push_back({name, name, Align::left});
      // A point in floating point is no enclosure of anything.
      if (sharp && options.length == "inf") {
        add_ends(line, name + "_", value);
        table.rows.back().push_back(numeric::to_text(value, options.common.digits + 5));
      } else {
        line[name] = value.mid_double();
        table.rows.back().push_back(decimal(value.mid_double()));
      }
    }
    line["digits"] = options.common.digits;
    json += line.dump() + "\n";
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return flow.stopped ? k_exit_interrupted : k_exit_as_expected;
}

}  // namespace

void add_regression_flow(CLI::App& group, int& status) {
  CLI::App* command = nullptr;
  const auto flow = add_regression_action<RegressionFlowOptions>(
      group, "flow", "the gradient flow of training, enclosed at each time", command);
  command->add_option("--until", flow->until, "the last time T, e.g. 10");
  command->add_option("--steps", flow->steps, "with --until: the times 0, T/N, 2T/N, ..., T")->capture_default_str();
  command->add_option("--times", flow->times, "ascending times, e.g. 0,1/2,1,10");
  command->add_option("--length", flow->length, "prompt length: inf (enclosed), or a number L (in floating point)")
      ->capture_default_str();
  command->add_flag("--certified", flow->certified, "with a finite length: a proved tube around the flow");
  command->add_option("--tolerance", flow->tolerance, "of --certified: smaller is narrower and slower")
      ->capture_default_str();
  command->add_option("--threads", flow->threads, "threads for a finite length (0: all)")->capture_default_str();
  command->footer(
      "Example: softlin regression flow regression.toml --until 10 --steps 20 --format csv\n"
      "         softlin regression flow regression.toml --times 1,10,100 --digits 30\n"
      "         softlin regression flow regression.toml --until 10 --length 64 --certified");
  command->callback(regression_callback(status, run_flow, flow));
}

}  // namespace softlin::check
