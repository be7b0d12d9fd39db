#include "proofs-check/figure_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "proofs-check/gnuplot.hpp"

namespace softlin::check {

namespace {

/// Some marks look smaller than others at the same size.
struct ScriptMark {
  int point;
  double size;
};
ScriptMark script_mark(FigureMark mark) {
  switch (mark) {
    case FigureMark::none: return {0, 0};
    case FigureMark::disc: return {7, 1};
    case FigureMark::circle: return {6, 1.9};
    case FigureMark::full_square: return {5, 0.95};
    case FigureMark::square: return {4, 1.3};
    case FigureMark::full_triangle: return {9, 1.25};
    case FigureMark::triangle: return {8, 1.6};
    case FigureMark::full_diamond: return {13, 1.25};
    case FigureMark::diamond: return {12, 1.6};
    case FigureMark::cross: return {2, 1.3};
  }
  return {0, 0};
}

/// Viewers of SVG drop spaces beside raised and lowered parts, unless these spaces do not break.
std::string shown(const FigureText& text) {
  if (!text.enhanced) return gnuplot_string(text.text) + " noenhanced";
  std::string out;
  for (const char c : text.text) {
    if (c == ' ') {
      out += "\u00a0";
    } else {
      out += c;
    }
  }
  return gnuplot_string(out);
}

/// Pixels of a picture for each centimetre.
constexpr double k_svg_pixels = 650 / 8.6;
constexpr double k_png_pixels = 300 / 2.54;

std::string terminals(const FigureLayout& layout) {
  // One point of k_figure_font is as high in all three: a cairo terminal takes a point for 4/3 of one at 72 per inch.
  const double svg_point = k_svg_pixels * 2.54 / 72;
  const double png_point = k_png_pixels * 2.54 / 72;
  std::string out;
  out += fmt::format(
      "  if (format eq 'svg') {{ set terminal svg size {:.0f},{:.0f} enhanced background rgb 'white' font "
      "'sans-serif,{:.1f}' linewidth "
      "{:.2f} dashlength 0.55; mark = 0.36 }}\n",
      layout.width * k_svg_pixels, layout.height * k_svg_pixels, k_figure_font * svg_point, svg_point);
  out += fmt::format(
      "  if (format eq 'pdf') {{ set terminal pdfcairo size {:.2f}cm,{:.2f}cm enhanced font 'sans-serif,{:.1f}' "
      "fontscale 0.5 linewidth 2; "
      "mark = 0.32 }}\n",
      layout.width, layout.height, k_figure_font * 1.5);
  out += fmt::format(
      "  if (format eq 'png') {{ set terminal pngcairo size {:.0f},{:.0f} enhanced background rgb 'white' font "
      "'sans-serif,{:.1f}' linewidth "
      "{:.2f}; mark = 1.1 }}\n",
      layout.width * k_png_pixels, layout.height * k_png_pixels, k_figure_font * png_point * 0.75, png_point);
  return out;
}

std::string line_part(const FigureLook& look) {
  std::string out = fmt::format(" lw {:g} lc rgb '#{}'", look.width, look.colour);
  const auto& dash = figure_dashes()[static_cast<std::size_t>(look.dash)];
  if (dash.empty()) return out + " dt 1";
  out += " dt (";
  // gnuplot's units of dashes are about half a point here.
  for (std::size_t i = 0; i < dash.size(); ++i) out += (i > 0 ? "," : "") + fmt::format("{:g}", dash[i] * 2);
  return out + ")";
}

std::string mark_part(FigureMark mark) {
  const ScriptMark at = script_mark(mark);
  return fmt::format(" pt {} ps {:g}*mark", at.point, at.size);
}

/// Marks on about this many points of a line.
constexpr std::size_t k_marks_on_line = 7;

std::string line_style(const FigureLook& look, std::size_t points) {
  if (look.mark == FigureMark::none) return "lines" + line_part(look);
  const std::size_t interval = std::max<std::size_t>(1, points / k_marks_on_line);
  return "linespoints" + line_part(look) + mark_part(look.mark) +
         (interval > 1 ? " pi " + std::to_string(interval) : "");
}

std::vector<std::string> curve_parts(const FigureCurve& curve, const FigurePlan& plan, const std::string& stem) {
  const std::string source = fmt::format("'{}.dat' index {} using ", stem, curve.block);
  const FigureLook& look = curve.look;
  const std::string colour = fmt::format("lc rgb '#{}'", look.colour);
  switch (curve.kind) {
    case CurveKind::line:
      return {source + fmt::format("{}:{} with ", curve.x, curve.y) +
              line_style(look, plan.blocks.at(curve.block).rows.size()) + " notitle"};
    case CurveKind::points: {
      std::vector<std::string> out;
      // Bars of their own: gnuplot leaves a white ground around the points of its error bars, which hides short ones.
      if (curve.low != 0)
        out.push_back(source + fmt::format("{0}:{1}:(0):(${2}-${1}) with vectors nohead lw {3:g} {4} notitle", curve.x,
                                           curve.low, curve.high, look.width, colour));
      if (curve.joined)
        out.push_back(source + fmt::format("{}:{} with lines", curve.x, curve.y) + line_part(look) + " notitle");
      out.push_back(source + fmt::format("{}:{} with points {}", curve.x, curve.y, colour) + mark_part(look.mark) +
                    " notitle");
      return out;
    }
    case CurveKind::samples:
      return {source + fmt::format("{0}:(${1}-${2}):(0):(2*${2}) with vectors nohead lw {3:g} {4} notitle", curve.x,
                                   curve.y, curve.low, look.width, colour),
              source + fmt::format("{}:{} with points lw {:g} {}", curve.x, curve.y, look.width, colour) +
                  mark_part(look.mark) + " notitle"};
    case CurveKind::band:
      return {source + fmt::format("{}:{}:{} with filledcurves fc rgb '#{}' fs solid 1 noborder notitle", curve.x,
                                   curve.low, curve.high, look.colour)};
  }
  return {};
}

std::string margins(const FigureLayout& layout, const FigureBox& box) {
  return fmt::format(
      "  set lmargin at screen {:.5f}\n  set rmargin at screen {:.5f}\n  set bmargin at screen {:.5f}\n  set tmargin "
      "at screen {:.5f}\n",
      box.left / layout.width, (box.left + box.width) / layout.width, box.bottom / layout.height,
      (box.bottom + box.height) / layout.height);
}

std::string axis_commands(const std::string& name, const FigureAxis& axis, const PlacedAxis& placed) {
  std::string out = fmt::format("  {} logscale {}\n", axis.logarithmic ? "set" : "unset", name);
  out += fmt::format("  set {}range [{}:{}]\n", name, gnuplot_number(placed.from), gnuplot_number(placed.to));
  out += fmt::format("  set {}tics (", name);
  bool enhanced = true;
  for (std::size_t i = 0; i < placed.ticks.size(); ++i) {
    const FigureTick& tick = placed.ticks[i];
    out +=
        (i > 0 ? ", " : "") + gnuplot_string(placed.shows_ticks ? tick.text.text : "") + " " + gnuplot_number(tick.at);
    enhanced = enhanced && (tick.text.enhanced || tick.text.text.find_first_of("_^@&~{}") == std::string::npos);
  }
  out += std::string(") scale 0.5 nomirror") + (enhanced ? "" : " noenhanced") + "\n";
  return out;
}

/// Labels of the axes at places of their own: terminals would put them into different ones.
std::string label_commands(const PlacedPanel& placed, const FigureLayout& layout) {
  const FigureBox& box = placed.box;
  std::string out;
  if (placed.x.shows_label) {
    out += fmt::format("  set label 90 {} at screen {:.5f},{:.5f} center\n", shown(placed.panel->x.label),
                       (box.left + box.width / 2) / layout.width, (box.bottom - k_x_label) / layout.height);
  }
  if (placed.y.shows_label) {
    out += fmt::format("  set label 91 {} at screen {:.5f},{:.5f} center rotate by 90\n", shown(placed.panel->y.label),
                       (box.left - k_y_label) / layout.width, (box.bottom + box.height / 2) / layout.height);
  }
  return out;
}

/// The key is drawn from lines, marks and labels: gnuplot's own depends on what a terminal knows of its fonts.
std::string key_commands(const FigureKey& key, const FigureLayout& layout, int& number) {
  std::string out;
  const double left = key.left + (key.width - (static_cast<double>(key.columns) * key.column - k_key_gap)) / 2;
  const auto at = [&](double x, double y) {
    return fmt::format("screen {:.5f},{:.5f}", x / layout.width, y / layout.height);
  };
  for (std::size_t i = 0; i < key.entries.size(); ++i) {
    const KeyEntry& entry = key.entries[i];
    const double x = left + static_cast<double>(i % key.columns) * key.column;
    const double y = key.top - (static_cast<double>(i / key.columns) + 0.5) * k_figure_line;
    const double end = x + k_key_sample - 0.15, middle = (x + end) / 2;
    const auto box = [&](const std::string& style) {
      out += fmt::format("  set object {} rectangle from {} to {} {}\n", number++, at(x, y - 0.1), at(end, y + 0.1),
                         style);
    };
    const auto line = [&](double x1, double y1, double x2, double y2, const std::string& style) {
      out += fmt::format("  set arrow {} from {} to {} nohead{}\n", number++, at(x1, y1), at(x2, y2), style);
    };
    if (entry.curve == nullptr) {
      box(fmt::format("fc rgb '#{}' fs solid 1 border lc rgb '#999999' lw 0.4", k_region_shade));
    } else {
      const FigureLook& look = entry.curve->look;
      const CurveKind kind = entry.curve->kind;
      if (kind == CurveKind::band) box(fmt::format("fc rgb '#{}' fs solid 1 noborder", look.colour));
      if (kind == CurveKind::line || entry.curve->joined) line(x, y, end, y, line_part(look));
      if (kind == CurveKind::samples)
        line(middle, y - 0.14, middle, y + 0.14, fmt::format(" lw {:g} lc rgb '#{}'", look.width, look.colour));
      if (look.mark != FigureMark::none && kind != CurveKind::band) {
        out += fmt::format("  set label {} '' at {} point lw {:g} lc rgb '#{}'{}\n", number++, at(middle, y),
                           look.width, look.colour, mark_part(look.mark));
      }
    }
    out += fmt::format("  set label {} {} at {} left\n", number++, shown(entry.name), at(x + k_key_sample, y));
  }
  return out;
}

std::string region_commands(const FigurePanel& panel) {
  std::string out;
  int number = 1;
  for (const FigureRegion& region : panel.regions) {
    const auto side = [](const std::optional<double>& x, const char* otherwise) {
      return x ? "first " + gnuplot_number(*x) : std::string(otherwise);
    };
    out += fmt::format(
        "  set object {} rectangle from {}, graph 0 to {}, graph 1 behind fc rgb '#{}' fs solid 1 noborder\n", number++,
        side(region.from, "graph 0"), side(region.to, "graph 1"), k_region_shade);
  }
  return out;
}

std::string map_commands(const FigureMap& map, const FigureLayout& layout, const FigureBox& box) {
  std::string out = "  set palette defined (";
  for (std::size_t i = 0; i < std::size(k_map_colours); ++i)
    out += fmt::format("{}{} '#{}'", i > 0 ? ", " : "", i, k_map_colours[i]);
  out += fmt::format(") maxcolors 0\n  set cbrange [{:g}:{:g}]\n", map.from, map.to);
  out += fmt::format("  set colorbox user origin {:.5f},{:.5f} size {:.5f},{:.5f}\n",
                     (box.left + box.width + 0.2) / layout.width, box.bottom / layout.height,
                     k_colour_scale / layout.width, box.height / layout.height);
  const int step = std::max(1, static_cast<int>(std::ceil((map.to - map.from) / 6)));
  out += "  set cbtics (";
  bool first = true;
  for (int e = static_cast<int>(std::floor(map.to)); e >= map.from; e -= step) {
    out += std::string(first ? "" : ", ") + (e == 0 ? "'1'" : fmt::format("'10^{{{}}}'", e)) + fmt::format(" {}", e);
    first = false;
  }
  out += ") scale 0.5 offset -0.5,0\n";
  return out + fmt::format("  set label 99 {} at screen {:.5f},{:.5f} left\n", shown(map.scale),
                           (box.left + box.width + 0.2) / layout.width,
                           (box.bottom + box.height + 0.28) / layout.height);
}

}  // namespace

std::string gnuplot_script(const FigurePlan& plan, const std::string& stem, const std::string& formats) {
  const FigureLayout layout = figure_layout(plan);
  std::string out = gnuplot_comment(plan.title);
  for (const std::string& note : plan.notes) out += gnuplot_comment(note);
  out +=
      gnuplot_comment("gnuplot " + stem + ".gp draws the formats below from " + stem + ".dat; run it in this folder");
  out += "formats = '" + formats + "'  # of svg, pdf, png\n";
  out += std::string("set encoding utf8\nset datafile missing '") + k_gnuplot_missing + "'\n";
  out += "do for [format in formats] {\n" + terminals(layout);
  out += "  set output '" + stem + ".'.format\n  set multiplot\n  unset key\n  set border 3 lw 0.5\n";
  for (std::size_t i = 0; i < layout.title.size(); ++i) {
    out += fmt::format("  set label {} {} noenhanced at screen 0.5,{:.5f} center\n", 101 + i,
                       gnuplot_string(layout.title[i]),
                       1 - (0.25 + static_cast<double>(i) * k_figure_line) / layout.height);
  }
  for (const PlacedPanel& placed : layout.panels) {
    const FigurePanel& panel = *placed.panel;
    out += margins(layout, placed.box) + axis_commands("x", panel.x, placed.x) + axis_commands("y", panel.y, placed.y);
    if (!panel.map) out += "  set grid lw 0.4 dt 1 lc rgb '#d9d9d9'\n";
    if (!panel.title.empty()) {
      out += fmt::format("  set label 1 {} at screen {:.5f},{:.5f} left\n", shown(panel.title),
                         placed.box.left / layout.width, (placed.box.bottom + placed.box.height + 0.2) / layout.height);
    }
    int number = 2;
    for (const FigureLabel& label : panel.labels) {
      out += fmt::format("  set label {} {} at {},{} center front tc rgb '{}'\n", number++, shown(label.text),
                         gnuplot_number(label.x), gnuplot_number(label.y), label.light ? "#ffffff" : "#000000");
    }
    out += label_commands(placed, layout) + region_commands(panel);
    std::vector<std::string> parts;
    if (panel.map) {
      out += map_commands(*panel.map, layout, placed.box);
      parts.push_back(fmt::format("'{}.dat' index {} using {}:{}:(log10(${})) with image notitle", stem,
                                  panel.map->block, panel.map->x, panel.map->y, panel.map->value));
    }
    // Bands lie below, sampled values (hollow, larger) below exact ones.
    for (const CurveKind kind : {CurveKind::band, CurveKind::line, CurveKind::samples, CurveKind::points}) {
      for (const FigureCurve& curve : panel.curves) {
        if (curve.kind != kind) continue;
        for (std::string& part : curve_parts(curve, plan, stem)) parts.push_back(std::move(part));
      }
    }
    if (parts.empty()) parts.emplace_back("NaN notitle");
    out += gnuplot_plot(parts);
    out += "  unset label\n  unset object\n";
  }
  if (!layout.keys.empty()) {
    out += "  unset logscale\n  unset border\n  unset tics\n  unset grid\n  unset colorbox\n";
    out += "  set xrange [0:1]\n  set yrange [0:1]\n" + margins(layout, {0, 0, layout.width, layout.height});
    int number = 1;
    for (const FigureKey& key : layout.keys) out += key_commands(key, layout, number);
    out += "  plot NaN notitle\n";
  }
  return out + "  unset multiplot\n  unset output\n  reset\n}\n";
}

}  // namespace softlin::check
