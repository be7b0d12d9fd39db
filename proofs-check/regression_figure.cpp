#include "proofs-check/regression_figure.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "proofs-check/gnuplot.hpp"

namespace softlin::check {

namespace {

FigurePlan training_plan(const std::string& title, const std::vector<TrainingRow>& rows,
                         const std::vector<RegressionReference>& references) {
  FigurePlan plan;
  plan.title = title;
  plan.shows_title = true;
  FigurePanel panel;
  panel.x = {maths("prompt length L", "prompt length $L$"), true, {}, {}};
  panel.y = {literal("risk, with the factor 1/2"), true, {}, {}};
  FigureBlock exact{"exact: length, softmax attention at the endpoint, linear optimum, Bayes risk (lower, upper bound)",
                    {}};
  bool band = false, endpoint = false;
  for (const RegressionReference& row : references) {
    exact.rows.push_back(
        {std::to_string(row.length), row.softmax_endpoint ? gnuplot_number(*row.softmax_endpoint) : k_gnuplot_missing,
         gnuplot_number(row.linear_optimum), gnuplot_number(row.bayes_lower), gnuplot_number(row.bayes_upper)});
    band = band || row.bayes_lower > 0;
    endpoint = endpoint || row.softmax_endpoint.has_value();
  }
  plan.blocks.push_back(std::move(exact));
  const FigureLook linear{"0072b2", 1, FigureMark::none, 1};
  if (band) panel.curves.push_back({CurveKind::band, literal("ridge = Bayes (bracket)"), {"d9d9d9"}, 0, 1, 0, 4, 5});
  if (endpoint) panel.curves.push_back({CurveKind::line, literal("softmax at the endpoint, exact"), {}, 0, 1, 2});
  panel.curves.push_back({CurveKind::line, literal("linear optimum, exact"), linear, 0, 1, 3});
  for (const numeric::Attention model : numeric::k_attentions) {
    FigureBlock block{
        std::string("trained ") + numeric::name_of(model) + ": length, sampled risk, standard error, steps", {}};
    for (const TrainingRow& row : rows) {
      if (row.model == model)
        block.rows.push_back({std::to_string(row.length), gnuplot_number(row.risk), gnuplot_number(row.std_error),
                              std::to_string(row.step)});
    }
    if (block.rows.empty()) continue;
    const bool softmax = model == numeric::Attention::softmax;
    const FigureLook look{softmax ? "000000" : "0072b2", 0, softmax ? FigureMark::disc : FigureMark::square, 1};
    panel.curves.push_back({CurveKind::samples, literal(std::string(numeric::name_of(model)) + ", trained"), look,
                            plan.blocks.size(), 1, 2, 3});
    plan.blocks.push_back(std::move(block));
  }
  plan.panels.push_back(std::move(panel));
  return plan;
}

}  // namespace

std::vector<std::uint64_t> reference_lengths(const std::vector<std::uint64_t>& lengths) {
  std::set<std::uint64_t> out(lengths.begin(), lengths.end());
  if (out.empty()) return {};
  const auto least = static_cast<double>(*out.begin());
  const auto largest = static_cast<double>(*out.rbegin());
  for (double x = least; x < largest; x *= std::pow(10.0, 1.0 / 12)) out.insert(static_cast<std::uint64_t>(x));
  return {out.begin(), out.end()};
}

WrittenFigure write_training_figure(const std::string& title, const std::vector<TrainingRow>& rows,
                                    const std::vector<RegressionReference>& references,
                                    const std::filesystem::path& directory) {
  return write_figure(training_plan(title, rows, references), "regression-training", directory);
}

}  // namespace softlin::check
