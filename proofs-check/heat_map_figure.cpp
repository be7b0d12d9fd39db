#include <algorithm>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/standard_figure.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

/// Lengths whose logarithms, and slopes, stand in equal distances: cells of one size.
void require_even_grid(const std::vector<Length>& lengths, const std::vector<Number>& slopes) {
  if (lengths.size() < 2)
    throw InputError("--lengths", "one length", "two or more, each the same multiple of the one before");
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
    const bool rises = lengths[i + 1].value > lengths[i].value;
    if (!rises || lengths[i + 1].value * lengths[0].value != lengths[i].value * lengths[1].value)
      throw InputError("--lengths", to_text(lengths[i + 1]) + " after " + to_text(lengths[i]),
                       "lengths that are each the same multiple of the one before, as 1,2,4,8");
  }
  if (slopes.size() < 2) throw InputError("--s", "one slope", "two or more, in equal distances");
  const Number step = slopes[1] - slopes[0];
  for (std::size_t i = 0; i + 1 < slopes.size(); ++i) {
    const bool rises = numeric::approximate(slopes[i + 1]) > numeric::approximate(slopes[i]);
    if (!rises || !(slopes[i + 1] - slopes[i] == step))
      throw InputError("--s", slopes[i + 1].text() + " after " + slopes[i].text(),
                       "slopes in equal distances, as 0,1/4,1/2");
  }
}

/// Where A falls through `level` along a row of one slope, in ln L; A decreases with L.
std::optional<double> crossing(const std::vector<double>& at, const std::vector<double>& logs, double level) {
  for (std::size_t i = 0; i + 1 < logs.size(); ++i) {
    if (logs[i] >= level && logs[i + 1] < level)
      return at[i] + (at[i + 1] - at[i]) * (logs[i] - level) / (logs[i] - logs[i + 1]);
  }
  return std::nullopt;
}

}  // namespace

FigurePlan heat_map_figure(const FigureRequest& request) {
  std::vector<Length> lengths = request.lengths;
  if (lengths.empty()) {
    for (unsigned power = 0; power <= 40; ++power) lengths.push_back({Integer(1) << power, false});
  }
  std::vector<Number> slopes = request.slopes;
  if (slopes.empty()) {
    for (long k = 0; k <= 80; ++k) slopes.emplace_back(Rational(k, 10));
  }
  require_even_grid(lengths, slopes);
  std::vector<Integer> counts;
  std::vector<double> across;
  for (const Length& length : lengths) {
    counts.push_back(length.value);
    across.push_back(std::log(length.value.convert_to<double>()));
  }
  FigurePlan plan;
  plan.title = "A(s, L) = E sum w_i^2 of softmax weights of L standard normal scores with slope s";
  plan.notes = {
      "A is enclosed; lines are floating point. Beyond the freezing line s^2 = 2 ln L few tokens have all the weight"};
  plan.columns = {"map: ln L, s, A (lower, upper end), L"};
  plan.width = request.width;
  FigureBlock map{"map", {}};
  const std::vector<int> levels{-1, -2, -4, -6, -8};
  std::vector<FigureBlock> level_lines;
  for (const int level : levels) level_lines.push_back({"A = 10^" + std::to_string(level) + ": ln L, s", {}});
  double least = 0;
  std::vector<std::vector<Interval>> rows;
  for (const Number& s : slopes) {
    rows.push_back(
        numeric::Expectation(symbolic::named_statistic("A", s)).enclose(counts, request.digits, request.threads));
    request.progress(static_cast<double>(rows.size()) / static_cast<double>(slopes.size()));
    std::vector<double> logs;
    for (const Interval& x : rows.back()) logs.push_back(std::log10(x.mid_double()));
    least = std::min(least, *std::min_element(logs.begin(), logs.end()));
    for (std::size_t k = 0; k < levels.size(); ++k) {
      if (const auto at = crossing(across, logs, levels[k]))
        level_lines[k].rows.push_back({gnuplot_number(*at), gnuplot_number(numeric::approximate(s))});
    }
  }
  // Columns of the map one after the other, as both writers expect.
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    for (std::size_t k = 0; k < slopes.size(); ++k) {
      std::vector<std::string> row{gnuplot_number(across[l]), gnuplot_number(numeric::approximate(slopes[k]))};
      add_end_cells(row, rows[k][l]);
      row.push_back(to_text(lengths[l]));
      map.rows.push_back(std::move(row));
    }
  }
  plan.blocks.push_back(std::move(map));

  const double bottom = numeric::approximate(slopes.front());
  const double top = numeric::approximate(slopes.back());
  const double half_across = (across[1] - across[0]) / 2;
  const double half_up = (top - bottom) / static_cast<double>(slopes.size() - 1) / 2;
  FigurePanel panel;
  panel.x = {maths("ln L", "$\\ln L$"), false, across.front() - half_across, across.back() + half_across};
  panel.y = {maths("slope s", "slope $s$"), false, bottom - half_up, top + half_up};
  panel.map = FigureMap{
      0, 1, 2, 4, lengths.size(), slopes.size(), maths("A(s, L)", "$A(s, L)$"), std::min(-1.0, std::floor(least)), 0};
  FigureBlock freezing{"freezing line: ln L, s", {}};
  for (int k = 0; k <= 200; ++k) {
    const double at = across.front() + (across.back() - across.front()) * k / 200;
    if (const double s = std::sqrt(2 * at); s >= bottom && s <= top)
      freezing.rows.push_back({gnuplot_number(at), gnuplot_number(s)});
  }
  if (!freezing.rows.empty()) {
    panel.curves.push_back({CurveKind::line,
                            maths("freezing line s^2 = 2 ln L", "freezing line $s^2 = 2\\ln L$"),
                            {"ff7f0e", 1, FigureMark::none, 1.8},
                            plan.blocks.size(),
                            1,
                            2});
    plan.blocks.push_back(std::move(freezing));
  }
  bool named = false;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (level_lines[k].rows.size() < 3) continue;
    const auto name =
        maths("A = 10^{−1}, 10^{−2}, 10^{−4}, 10^{−6}, 10^{−8}", "$A = 10^{-1}, 10^{-2}, 10^{-4}, 10^{-6}, 10^{-8}$");
    panel.curves.push_back(
        {CurveKind::line, named ? FigureText{} : name, {"000000", 0, FigureMark::none, 0.5}, plan.blocks.size(), 1, 2});
    named = true;
    plan.blocks.push_back(std::move(level_lines[k]));
  }
  // Names of the regimes, well inside them.
  const double width = across.back() - across.front(), height = top - bottom;
  const auto frozen = [](double x, double s) { return s * s > 2 * x; };
  if (const double x = across.front() + 0.2 * width, s = bottom + 0.88 * height; frozen(x * 1.8, s))
    panel.labels.push_back({x, s, literal("frozen"), true});
  if (const double x = across.front() + 0.87 * width, s = bottom + 0.07 * height; !frozen(x, 2 * s))
    panel.labels.push_back({x, s, literal("linear")});
  plan.panels.push_back(std::move(panel));
  return plan;
}

}  // namespace softlin::check
