#include "proofs-check/figure_pgfplots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "proofs-check/gnuplot.hpp"

namespace softlin::check {

namespace {

std::string latex_comment(const std::string& text) {
  std::string out = "% ";
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out + "\n";
}

const char* mark_name(FigureMark mark) {
  switch (mark) {
    case FigureMark::none: return "none";
    case FigureMark::disc: return "*";
    case FigureMark::circle: return "o";
    case FigureMark::full_square: return "square*";
    case FigureMark::square: return "square";
    case FigureMark::full_triangle: return "triangle*";
    case FigureMark::triangle: return "triangle";
    case FigureMark::full_diamond: return "diamond*";
    case FigureMark::diamond: return "diamond";
    case FigureMark::cross: return "x";
  }
  return "none";
}

bool is_full(FigureMark mark) {
  return mark == FigureMark::disc || mark == FigureMark::full_square || mark == FigureMark::full_triangle ||
         mark == FigureMark::full_diamond;
}

std::string colour_of(const char* hexadecimal) { return std::string("softlin") + hexadecimal; }

std::string mark_options(const FigureLook& look) {
  if (look.mark == FigureMark::none) return "mark=none";
  return fmt::format("mark={}, mark size={}pt, mark options={{solid, line width=0.5pt}}", mark_name(look.mark),
                     is_full(look.mark) ? 1.3 : 1.7);
}

std::string line_options(const FigureLook& look) {
  std::string out = fmt::format("{}, line width={:g}pt", colour_of(look.colour), look.width * 0.8);
  const auto& dash = figure_dashes()[static_cast<std::size_t>(look.dash)];
  if (dash.empty()) return out + ", solid";
  out += ", dash pattern=";
  for (std::size_t i = 0; i < dash.size(); ++i)
    out += fmt::format("{}{} {:g}pt", i > 0 ? " " : "", i % 2 == 0 ? "on" : "off", dash[i]);
  return out;
}

/// Options that curve and key share.
std::string curve_options(const FigureCurve& curve) {
  const FigureLook& look = curve.look;
  switch (curve.kind) {
    case CurveKind::line: return line_options(look) + ", " + mark_options(look);
    case CurveKind::points:
      if (curve.joined) return line_options(look) + ", " + mark_options(look);
      return colour_of(look.colour) + ", only marks, " + mark_options(look);
    case CurveKind::samples: return colour_of(look.colour) + ", only marks, " + mark_options(look);
    case CurveKind::band: return fmt::format("draw=none, fill={}", colour_of(look.colour));
  }
  return "";
}

std::string coordinate(double x, double y) { return "(" + gnuplot_number(x) + "," + gnuplot_number(y) + ")"; }

/// Values that a curve has in one row.
struct CurvePoint {
  std::optional<double> x, y, low, high;
};

CurvePoint point_of(const FigureCurve& curve, const std::vector<std::string>& row, const FigurePanel& panel) {
  const auto value = [&](std::size_t column, bool logarithmic) -> std::optional<double> {
    if (column == 0 || column > row.size()) return std::nullopt;
    return drawn_value(row[column - 1], logarithmic);
  };
  const bool samples = curve.kind == CurveKind::samples;
  return {value(curve.x, panel.x.logarithmic), value(curve.y, panel.y.logarithmic),
          value(curve.low, panel.y.logarithmic && !samples), value(curve.high, panel.y.logarithmic)};
}

std::string plot_of(const FigureCurve& curve, const FigurePlan& plan, const FigurePanel& panel) {
  std::string points;
  std::string back;  // the lower side of a band, from right to left
  std::size_t count = 0;
  const bool bars = curve.kind == CurveKind::samples || (curve.kind == CurveKind::points && curve.low != 0);
  for (const auto& row : plan.blocks.at(curve.block).rows) {
    const CurvePoint at = point_of(curve, row, panel);
    if (curve.kind == CurveKind::band) {
      if (!at.x || !at.low || !at.high) continue;
      points += " " + coordinate(*at.x, *at.high);
      back = " " + coordinate(*at.x, *at.low) + back;
    } else if (!at.x) {
      continue;
    } else if (!at.y) {
      if (curve.kind == CurveKind::line && count > 0) points += " (" + gnuplot_number(*at.x) + ",nan)";
      continue;
    } else {
      points += " " + coordinate(*at.x, *at.y);
      if (bars) {
        const bool samples = curve.kind == CurveKind::samples;
        double above = samples ? at.low.value_or(0) : at.high.value_or(*at.y) - *at.y;
        double below = samples ? above : *at.y - at.low.value_or(*at.y);
        // A bar below 0 would end the picture on a logarithmic axis.
        if (panel.y.logarithmic) below = std::min(below, *at.y * (1 - 1e-6));
        points += fmt::format(" += (0,{}) -= (0,{})", gnuplot_number(std::max(0.0, above)),
                              gnuplot_number(std::max(0.0, below)));
      }
    }
    if (++count % 4 == 0) points += "\n   ";
  }
  if (count == 0) return {};
  std::string options = curve_options(curve) + ", forget plot";
  if (bars)
    options += ", error bars/.cd, y dir=both, y explicit, error bar style={solid, line width=0.5pt}, error mark=none";
  const std::size_t rows = plan.blocks.at(curve.block).rows.size();
  if (curve.kind == CurveKind::line && curve.look.mark != FigureMark::none && rows >= 14)
    options += fmt::format(", mark repeat={}", rows / 7);
  return "  \\addplot[" + options + "] coordinates {" + points + back + "}" +
         (curve.kind == CurveKind::band ? " -- cycle" : "") + ";\n";
}

std::string axis_options(const char* name, const FigureAxis& axis, const PlacedAxis& placed) {
  std::string out =
      fmt::format("  {}min={}, {}max={},", name, gnuplot_number(placed.from), name, gnuplot_number(placed.to));
  if (axis.logarithmic) out += fmt::format(" {}mode=log,", name);
  std::string at, text;
  for (const FigureTick& tick : placed.ticks) {
    at += (at.empty() ? "" : ",") + gnuplot_number(tick.at);
    text += (text.empty() ? "" : ",") + ("{" + tick.text.latex + "}");
  }
  out += fmt::format(" {0}tick={{{1}}}, {0}ticklabels={{{2}}}, minor {0} tick num=0,\n", name, at,
                     placed.shows_ticks ? text : "");
  if (placed.shows_label) out += fmt::format("  {}label={{{}}},\n", name, axis.label.latex);
  return out;
}

std::string map_plot(const FigureMap& map, const FigurePlan& plan) {
  std::string points;
  std::size_t count = 0;
  for (const auto& row : plan.blocks.at(map.block).rows) {
    const auto value = drawn_value(row.at(map.value - 1), true);
    if (!value) continue;
    points +=
        " (" + row.at(map.x - 1) + "," + row.at(map.y - 1) + ") [" + fmt::format("{:.5g}", std::log10(*value)) + "]";
    if (++count % 4 == 0) points += "\n   ";
  }
  return fmt::format(
             "  \\addplot[matrix plot*, point meta=explicit, mesh/cols={}, mesh/ordering=colwise, mesh/rows={}, forget "
             "plot] coordinates {{",
             map.across, map.up) +
         points + "};\n";
}

std::string map_options(const FigureMap& map) {
  std::string out = "  colormap={softlin}{";
  for (const char* colour : k_map_colours) out += fmt::format("color=({}) ", colour_of(colour));
  const int step = std::max(1, static_cast<int>(std::ceil((map.to - map.from) / 6)));
  std::string at, text;
  for (int e = static_cast<int>(std::floor(map.to)); e >= map.from; e -= step) {
    at += (at.empty() ? "" : ",") + std::to_string(e);
    text += std::string(text.empty() ? "" : ",") + (e == 0 ? "$1$" : fmt::format("$10^{{{}}}$", e));
  }
  return out + fmt::format(
                   "}},\n  point meta min={:g}, point meta max={:g}, colorbar,\n  colorbar style={{width={:g}cm, "
                   "at={{(1.04,1)}}, anchor=north west, "
                   "ytick={{{}}}, yticklabels={{{}}}, yticklabel style={{font=\\footnotesize}}}},\n",
                   map.from, map.to, k_colour_scale, at, text);
}

std::string region_paths(const FigurePanel& panel, const PlacedPanel& placed) {
  std::string out;
  for (const FigureRegion& region : panel.regions) {
    const auto side = [&](const std::optional<double>& x, double end) {
      return gnuplot_number(std::clamp(x.value_or(end), placed.x.from, placed.x.to));
    };
    out += fmt::format(
        "  \\begin{{pgfonlayer}}{{axis background}}\\fill[{0}] (axis cs:{1},{3}) rectangle (axis "
        "cs:{2},{4});\\end{{pgfonlayer}}\n",
        colour_of(k_region_shade), side(region.from, placed.x.from), side(region.to, placed.x.to),
        gnuplot_number(placed.y.from), gnuplot_number(placed.y.to));
  }
  return out;
}

std::string legend_of(const FigureKey& key, const FigureBox& box) {
  // `at` counts in parts of the axes, from their lower left corner.
  const double x = (key.left + key.width / 2 - box.left) / box.width;
  const double y = (key.top - box.bottom) / box.height;
  return fmt::format("  legend columns={}, legend style={{at={{({:.4f},{:.4f})}}, anchor=north}},\n", key.columns, x,
                     y);
}

std::string legend_entries(const FigureKey& key) {
  std::string out;
  for (const KeyEntry& entry : key.entries) {
    std::string options = fmt::format("area legend, draw=black!40, fill={}", colour_of(k_region_shade));
    if (entry.curve != nullptr) {
      options = curve_options(*entry.curve);
      if (entry.curve->kind == CurveKind::band) options = "area legend, " + options;
    }
    out += "  \\addlegendimage{" + options + "}\n  \\addlegendentry{" + entry.name.latex + "}\n";
  }
  return out;
}

void add_colour(std::vector<std::string>& colours, const char* colour) {
  if (std::find(colours.begin(), colours.end(), colour) == colours.end()) colours.emplace_back(colour);
}

}  // namespace

std::string pgfplots_text(const FigurePlan& plan) {
  const FigureLayout layout = figure_layout(plan);
  std::string out = latex_comment(plan.title);
  for (const std::string& note : plan.notes) out += latex_comment(note);
  out += "% needs \\usepackage[T1]{fontenc}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}\n\\begingroup\n";
  std::vector<std::string> colours;
  for (const FigurePanel& panel : plan.panels) {
    for (const FigureCurve& curve : panel.curves) add_colour(colours, curve.look.colour);
    if (!panel.regions.empty()) add_colour(colours, k_region_shade);
    if (panel.map) {
      for (const char* colour : k_map_colours) add_colour(colours, colour);
    }
  }
  for (const std::string& colour : colours)
    out += "\\definecolor{" + colour_of(colour.c_str()) + "}{HTML}{" + colour + "}%\n";
  out +=
      "\\pgfplotsset{softlin/.style={\n"
      "  scale only axis, set layers, axis x line*=bottom, axis y line*=left, axis line style={-, line width=0.4pt}, "
      "enlargelimits=false,\n"
      "  grid=major, grid style={black!15, line width=0.3pt}, tick style={black, line width=0.4pt}, tick "
      "align=outside,\n"
      "  major tick length=2pt, minor tick length=0pt, unbounded coords=jump, label style={font=\\footnotesize}, tick "
      "label "
      "style={font=\\footnotesize},\n"
      "  title style={font=\\footnotesize, at={(0,1)}, anchor=south west, inner sep=1.5pt, yshift=-5pt}, clip "
      "mode=individual,\n"
      "  every axis x label/.style={at={(axis description cs:0.5,0)}, anchor=north, yshift=-12pt, "
      "font=\\footnotesize},\n"
      "  every axis y label/.style={at={(axis description cs:0,0.5)}, rotate=90, anchor=south, yshift=25pt, "
      "font=\\footnotesize},\n"
      "  legend style={font=\\footnotesize, draw=none, fill=none, inner sep=0pt, nodes={inner ysep=0.8pt},\n"
      "    /tikz/every even column/.append style={column sep=6pt}},\n"
      "  legend cell align=left}}%\n";
  out += "\\begin{tikzpicture}\n";
  for (std::size_t i = 0; i < layout.title.size(); ++i) {
    out += fmt::format("\\node[font=\\footnotesize] at ({:.2f}cm,{:.2f}cm) {{{}}};\n", layout.width / 2,
                       layout.height - 0.25 - static_cast<double>(i) * k_figure_line, literal(layout.title[i]).latex);
  }
  for (std::size_t i = 0; i < layout.panels.size(); ++i) {
    const PlacedPanel& placed = layout.panels[i];
    const FigurePanel& panel = *placed.panel;
    const FigureKey* key = nullptr;
    if (!layout.keys.empty()) {
      if (!plan.shared_key) {
        // A panel without named curves has no key: keys lie in the order of those that have one.
        for (const FigureKey& one : layout.keys) {
          const bool mine = std::any_of(one.entries.begin(), one.entries.end(), [&](const KeyEntry& entry) {
            return std::any_of(panel.curves.begin(), panel.curves.end(),
                               [&](const FigureCurve& curve) { return entry.curve == &curve; });
          });
          if (mine) key = &one;
        }
      } else if (i + 1 == layout.panels.size()) {
        key = &layout.keys.front();
      }
    }
    out += fmt::format(
        "\\begin{{axis}}[softlin, at={{({:.3f}cm,{:.3f}cm)}}, anchor=south west, width={:.3f}cm, height={:.3f}cm,\n",
        placed.box.left, placed.box.bottom, placed.box.width, placed.box.height);
    if (!panel.title.empty()) out += "  title={" + panel.title.latex + "},\n";
    out += axis_options("x", panel.x, placed.x) + axis_options("y", panel.y, placed.y);
    if (panel.map) out += "  grid=none,\n" + map_options(*panel.map);
    if (key != nullptr) out += legend_of(*key, placed.box);
    out += "]\n" + region_paths(panel, placed);
    if (panel.map) out += map_plot(*panel.map, plan);
    for (const CurveKind kind : {CurveKind::band, CurveKind::line, CurveKind::samples, CurveKind::points}) {
      for (const FigureCurve& curve : panel.curves) {
        if (curve.kind == kind) out += plot_of(curve, plan, panel);
      }
    }
    if (panel.map) {
      out += "  \\node[font=\\footnotesize, anchor=south west] at (rel axis cs:1.01,1.01) {" + panel.map->scale.latex +
             "};\n";
    }
    for (const FigureLabel& label : panel.labels) {
      out += fmt::format("  \\node[font=\\footnotesize, text={}] at (axis cs:{},{}) {{{}}};\n",
                         label.light ? "white" : "black", gnuplot_number(label.x), gnuplot_number(label.y),
                         label.text.latex);
    }
    if (key != nullptr) out += legend_entries(*key);
    out += "\\end{axis}\n";
  }
  // The picture is as large as planned, whatever LaTeX's fonts make of the texts.
  out += fmt::format("\\pgfresetboundingbox\\path (0,0) rectangle ({:.2f}cm,{:.2f}cm);\n", layout.width, layout.height);
  return out + "\\end{tikzpicture}%\n\\endgroup\n";
}

}  // namespace softlin::check
