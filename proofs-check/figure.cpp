#include "proofs-check/figure.hpp"

#include <algorithm>
#include <set>

#include "proofs-check/figure_files.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/results_table.hpp"

namespace softlin::check {

namespace {

struct Series {
  std::string scale;
  std::vector<const ResultRow*> exact;
  std::vector<const ResultRow*> sampled;
};

bool drawable(const std::string& text) { return drawn_value(text, /*logarithmic=*/true).has_value(); }

bool drawable_point(const ResultRow& row) { return !row.length.infinite && drawable(row.deviation_upper); }

std::string value_or_missing(const std::string& text) {
  return text.empty() || text.find("inf") != std::string::npos ? k_gnuplot_missing : text;
}

std::vector<Series> series_of(const std::vector<const ResultRow*>& rows) {
  std::vector<Series> out;
  for (const ResultRow* row : rows) {
    const bool exact = row->method == Method::exact;
    if (exact ? !drawable_point(*row) : row->length.infinite || !(row->mean.value_or(0) > 0)) continue;
    auto found = std::find_if(out.begin(), out.end(), [&](const Series& series) { return series.scale == row->scale; });
    if (found == out.end()) found = out.insert(out.end(), Series{row->scale, {}, {}});
    (exact ? found->exact : found->sampled).push_back(row);
  }
  const auto shorter = [](const ResultRow* a, const ResultRow* b) { return a->length.value < b->length.value; };
  for (auto& series : out) {
    std::stable_sort(series.exact.begin(), series.exact.end(), shorter);
    std::stable_sort(series.sampled.begin(), series.sampled.end(), shorter);
  }
  return out;
}

/// Data block of each series: exact rows, then sampled rows; gnuplot counts the blocks that are there from 0.
struct Block {
  const Series* series;
  bool exact;
};

std::vector<Block> blocks_of(const std::vector<Series>& all) {
  std::vector<Block> out;
  for (const auto& series : all) {
    if (!series.exact.empty()) out.push_back({&series, true});
    if (!series.sampled.empty()) out.push_back({&series, false});
  }
  return out;
}

FigurePlan plan_of(const ResultRow& head, const std::vector<Series>& all) {
  const bool at_least = head.relation == Relation::at_least;
  FigurePlan plan;
  plan.title = head.claim + ": " + comparison_text(head);
  plan.shows_title = true;
  plan.columns = {"exact blocks: length, deviation (lower, upper end), bound (lower, upper end), verdict",
                  "sampled blocks: length, mean, standard error, verdict"};
  FigurePanel panel;
  panel.x = {literal("prompt length L"), true, {}, {}};
  panel.x.label.latex = "prompt length $L$";
  panel.y = {literal(!head.regression_quantity.empty() ? head.regression_quantity
                     : head.radius_text.empty()        ? name_of(head.quantity) + " deviation"
                                                       : "probability"),
             true,
             {},
             {}};
  for (const Block& block : blocks_of(all)) {
    const auto place = static_cast<std::size_t>(block.series - all.data());
    const std::string suffix = all.size() > 1 ? ", U×" + block.series->scale : "";
    FigureBlock rows{(block.exact ? "exact, scale " : "sampled, scale ") + block.series->scale, {}};
    bool bounded = false;
    for (const ResultRow* row : block.exact ? block.series->exact : block.series->sampled) {
      std::vector<std::string> cells{to_text(row->length)};
      if (block.exact) {
        for (const std::string* end :
             {&row->deviation_lower, &row->deviation_upper, &row->bound_lower, &row->bound_upper})
          cells.push_back(value_or_missing(*end));
        bounded = bounded || drawable(at_least ? row->bound_upper : row->bound_lower);
      } else {
        cells.push_back(gnuplot_number(*row->mean));
        cells.push_back(gnuplot_number(row->std_error.value_or(0)));
      }
      cells.push_back(name_of(row->verdict));
      rows.rows.push_back(std::move(cells));
    }
    FigureLook look = point_look(place);
    const std::size_t index = plan.blocks.size();
    if (!block.exact) {
      panel.curves.push_back({CurveKind::samples, literal("sample mean" + suffix), hollow(look), index, 1, 2, 3});
    } else {
      panel.curves.push_back(
          {CurveKind::points, literal("deviation" + suffix), look, index, 1, at_least ? 2u : 3u, 2, 3});
      look.mark = FigureMark::none;
      if (bounded)
        panel.curves.push_back({CurveKind::line, literal("bound" + suffix), look, index, 1, at_least ? 5u : 4u});
    }
    plan.blocks.push_back(std::move(rows));
  }
  plan.panels.push_back(std::move(panel));
  return plan;
}

}  // namespace

std::string file_stem(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 100)) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    out += kept ? c : '-';
  }
  const auto start = out.find_first_not_of(".-");
  return start == std::string::npos ? "claim" : out.substr(start);
}

FigureFiles write_figures(const std::vector<ResultRow>& rows, const std::filesystem::path& directory) {
  FigureFiles out;
  std::set<std::string> taken;
  for (const auto& group : rows_by_claim(rows)) {
    const std::vector<Series> all = series_of(group.rows);
    std::size_t points = 0;
    for (const auto& series : all) points += series.exact.size();
    if (points < k_fewest_points) continue;

    std::string stem = file_stem(group.claim);
    for (int i = 2; !taken.insert(stem).second; ++i) stem = file_stem(group.claim) + "-" + std::to_string(i);

    const WrittenFigure written =
        write_figure(plan_of(*group.rows.front(), all), stem, directory, "svg", out.gnuplot_found);
    out.scripts.push_back(directory / (stem + ".gp"));
    if (written.drawn) {
      out.images.emplace(group.claim, directory / (stem + ".svg"));
    } else if (!written.gnuplot_found) {
      out.gnuplot_found = false;
    } else {
      out.failures.push_back(stem + ".gp");
    }
  }
  return out;
}

}  // namespace softlin::check
