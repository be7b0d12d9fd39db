#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/infinite_flow.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/prompt_flow.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

using symbolic::Number;

constexpr long k_enclosed_times = 20;   ///< points of the infinite prompt
constexpr long k_floating_times = 100;  ///< of the lines of finite prompts

/// Sigma = diag(1, 1/2), alpha = 1/2: the worked example of docs/theory/icl-regression.md.
RegressionProblem worked_problem() {
  return parse_regression(
      "[regression]\nSigma = { kind = \"diagonal\", entries = [1, \"1/2\"] }\n[start]\nalpha = \"1/2\"\n",
      "built-in problem");
}

std::string indexed(const char* letter, std::size_t i) { return std::string(letter) + "_" + std::to_string(i + 1); }

}  // namespace

FigurePlan flow_figure(const FigureRequest& request) {
  const RegressionProblem problem = request.problem ? *request.problem : worked_problem();
  const std::string name = request.problem ? request.problem_name : "Sigma = diag(1, 1/2), alpha = 1/2";
  const auto flow = commuting_flow(problem, Place{request.problem_name, 0, ""});
  const auto lengths = lengths_or(request.lengths, {16, 64, 1024});
  const Number until = request.until ? *request.until : Number(10);
  const std::size_t d = flow.dimension();

  std::vector<Number> times;
  for (long k = 0; k <= k_enclosed_times; ++k) times.push_back(until * Number(Rational(k, k_enclosed_times)));
  std::vector<double> asked;
  for (long k = 0; k <= k_floating_times; ++k)
    asked.push_back(numeric::approximate(until) * static_cast<double>(k) / k_floating_times);

  const double parts = static_cast<double>(lengths.size() + 1);
  numeric::FlowOptions how;
  how.digits = request.digits;
  how.progress = [&](double part) { request.progress(part / parts); };
  const auto infinite =
      numeric::infinite_flow(problem.model, {problem.start->alpha, problem.start->theta_square}, times, how);

  FigurePlan plan;
  plan.title = "Gradient flow of in-context regression: " + name;
  plan.notes = {"L = inf: enclosures (docs/theory/infinite-flow.md); finite L: floating point, not verified",
                "f_i: the diagonal of A in the eigenbasis of Sigma"};
  plan.width = request.width;
  FigureBlock block{"L = inf: t, risk (lower, upper end), b (lower, upper)", {}};
  for (std::size_t i = 0; i < d; ++i) block.comment += ", " + indexed("f", i) + " (lower, upper)";
  for (std::size_t k = 0; k < infinite.points.size(); ++k) {
    const numeric::FlowPoint& point = infinite.points[k];
    std::vector<std::string> row{gnuplot_number(numeric::approximate(times[k]))};
    add_end_cells(row, point.risk);
    add_end_cells(row, point.b);
    for (std::size_t i = 0; i < d; ++i) add_end_cells(row, point.A[infinite.diagonal ? i : i * d + i]);
    block.rows.push_back(std::move(row));
  }
  plan.blocks.push_back(std::move(block));

  const FigureAxis time{maths("time t", "time $t$"), false, 0.0, numeric::approximate(until)};
  FigurePanel risk{literal("risk"), time, {literal("risk"), true, {}, {}}, {}};
  FigurePanel state{literal("parameters"), time, {maths("b and f_i", "$b$ and $f_i$"), false, {}, {}}, {}};
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const auto block_statistics = flow_statistics(flow, lengths[l], std::max(asked.back(), 1e-3), request.threads);
    const FloatingFlow found = floating_prompt_flow(flow, block_statistics, asked);
    FigureBlock rows{"L = " + to_text(lengths[l]) + ": t, risk, f_1 to f_d, b", {}};
    for (std::size_t k = 0; k < asked.size(); ++k) {
      rows.rows.push_back({gnuplot_number(asked[k]), gnuplot_number(found.risks[k])});
      for (const double x : found.states[k]) rows.rows.back().push_back(gnuplot_number(x));
    }
    const FigureLook look{line_look(l).colour, static_cast<int>(l % 5) + 1, FigureMark::none, 1};
    const FigureText title = maths("L = " + to_text(lengths[l]), "$L = " + to_text(lengths[l]) + "$");
    const std::size_t index = plan.blocks.size();
    risk.curves.push_back({CurveKind::line, title, look, index, 1, 2});
    for (std::size_t i = 0; i <= d; ++i) state.curves.push_back({CurveKind::line, title, look, index, 1, 3 + i});
    plan.blocks.push_back(std::move(rows));
    request.progress(static_cast<double>(l + 2) / parts);
  }
  const FigureText limit = maths("L = ∞, enclosed", "$L = \\infty$, enclosed");
  risk.curves.push_back({CurveKind::points, limit, point_look(0), 0, 1, 3, 2, 3});
  FigureLook look = point_look(0);
  // Which mark is which parameter stands in the panel's title.
  state.curves.push_back({CurveKind::points, limit, look, 0, 1, 5, 4, 5});
  std::string text = "parameters: b discs", latex = "parameters: $b$ discs";
  const char* const shapes[] = {"squares", "triangles", "diamonds"};
  const FigureMark marks[] = {FigureMark::square, FigureMark::triangle, FigureMark::diamond};
  for (std::size_t i = 0; i < d; ++i) {
    look.mark = marks[i % std::size(marks)];
    state.curves.push_back({CurveKind::points, {}, look, 0, 1, 7 + 2 * i, 6 + 2 * i, 7 + 2 * i});
    const std::string index = std::to_string(i + 1);
    if (i < std::size(marks)) {
      text += ", f_" + index + " " + shapes[i];
      latex += ", $f_" + index + "$ " + shapes[i];
    } else if (i == std::size(marks)) {
      text += ", …";
      latex += ", \\dots";
    }
  }
  state.title = maths(text, latex);
  risk.title = {};
  plan.panels = {std::move(risk), std::move(state)};
  return plan;
}

}  // namespace softlin::check
