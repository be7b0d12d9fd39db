#include "proofs-check/figure_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "proofs-check/gnuplot.hpp"
#include "proofs-check/latex_text.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr double k_character = 0.155;                 ///< centimetres, the mean of the font at k_figure_font
constexpr double k_size = k_figure_font * 2.54 / 72;  ///< of the font, in centimetres

/// The width of a character as part of the size of a common sans-serif font; a little more for most.
double width_of(char c) {
  if (std::string_view("iljI.,:;|'!").find(c) != std::string_view::npos) return 0.32;
  if (std::string_view("-frt()/ []").find(c) != std::string_view::npos) return 0.41;
  if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.95;
  return c >= 'A' && c <= 'Z' ? 0.7 : 0.64;
}

/// How wide a text is, in centimetres, with gnuplot's marks where they count.
double shown_width(const FigureText& text) {
  double width = 0;
  bool small = false;
  for (const char c : text.text) {
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;  // a later byte of a character
    if (text.enhanced && (c == '{' || c == '}')) continue;
    if (text.enhanced && (c == '_' || c == '^')) {
      small = true;
      continue;
    }
    width += (small ? 0.8 : 1) * width_of(c);
    small = false;
  }
  return width * k_size;
}

/// The least and the largest value met.
struct Span {
  double least = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();

  void add(double x) {
    least = std::min(least, x);
    largest = std::max(largest, x);
  }
  void add(const Span& other) {
    least = std::min(least, other.least);
    largest = std::max(largest, other.largest);
  }
  bool empty() const { return !(least <= largest); }
};

const std::string* cell_of(const std::vector<std::string>& row, std::size_t column) {
  return column == 0 || column > row.size() ? nullptr : &row[column - 1];
}

Span span_of(const FigurePlan& plan, const FigurePanel& panel, bool of_x) {
  Span out;
  const bool logarithmic = of_x ? panel.x.logarithmic : panel.y.logarithmic;
  for (const FigureCurve& curve : panel.curves) {
    for (const auto& row : plan.blocks.at(curve.block).rows) {
      std::vector<std::size_t> columns{curve.x};
      if (!of_x) {
        columns = {curve.kind == CurveKind::band ? 0 : curve.y};
        if (curve.kind != CurveKind::samples) columns.insert(columns.end(), {curve.low, curve.high});
      }
      for (const std::size_t column : columns) {
        const std::string* cell = cell_of(row, column);
        if (cell == nullptr) continue;
        if (const auto value = drawn_value(*cell, logarithmic)) out.add(*value);
      }
    }
  }
  return out;
}

/// The ends of an axis: those given, else those of the data with a little room.
PlacedAxis axis_of(const FigureAxis& axis, const Span& span) {
  PlacedAxis out;
  const auto to_scale = [&](double x) { return axis.logarithmic ? std::log10(x) : x; };
  const auto from_scale = [&](double x) { return axis.logarithmic ? std::pow(10.0, x) : x; };
  double low = span.empty() ? 0 : to_scale(span.least);
  double high = span.empty() ? 1 : to_scale(span.largest);
  if (axis.from) low = to_scale(*axis.from);
  if (axis.to) high = to_scale(*axis.to);
  if (!(high - low > 1e-9 * std::max(1.0, std::fabs(high)))) {
    const double room = axis.logarithmic ? 0.5 : std::max(std::fabs(high), 1.0) / 2;
    low -= room;
    high += room;
  }
  const double room = (high - low) * 0.04;
  out.from = axis.from ? *axis.from : from_scale(low - room);
  out.to = axis.to ? *axis.to : from_scale(high + room);
  return out;
}

FigureTick power_tick(int exponent) {
  const std::string e = std::to_string(exponent);
  const double at = std::pow(10.0, exponent);
  if (exponent == 0) return {at, literal("1")};
  return {at, maths("10^{" + e + "}", "$10^{" + e + "}$")};
}

std::string plain_number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", x);
  return text;
}

std::vector<FigureTick> logarithmic_ticks(double from, double to, std::size_t most) {
  const double low = std::log10(from);
  const double high = std::log10(to);
  std::vector<FigureTick> out;
  const int first = static_cast<int>(std::ceil(low - 1e-9));
  const int last = static_cast<int>(std::floor(high + 1e-9));
  if (last - first >= 1) {
    int step = 1;
    while (static_cast<std::size_t>((last - first) / step) + 1 > most) ++step;
    // Multiples of the step, so that 1 is among them where it can be.
    for (int e = first; e <= last; ++e) {
      if (e % step == 0) out.push_back(power_tick(e));
    }
    return out;
  }
  for (int e = static_cast<int>(std::floor(low)); e <= last + 1; ++e) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double at = factor * std::pow(10.0, e);
      if (at < from * (1 - 1e-9) || at > to * (1 + 1e-9)) continue;
      if (e >= -3 && e <= 4) {
        out.push_back({at, literal(plain_number(at))});
      } else {
        const std::string m = plain_number(factor), power = std::to_string(e);
        out.push_back({at, maths(m + "·10^{" + power + "}", "$" + m + "\\cdot10^{" + power + "}$")});
      }
    }
  }
  return out;
}

std::vector<FigureTick> linear_ticks(double from, double to, std::size_t most) {
  const double raw = (to - from) / static_cast<double>(most);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= raw * (1 - 1e-9)) break;
  }
  std::vector<FigureTick> out;
  for (double k = std::ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; ++k) {
    const double at = k == 0 ? 0 : k * step;
    out.push_back({at, literal(plain_number(at))});
  }
  return out;
}

void choose_ticks(const FigureAxis& axis, PlacedAxis& placed, double length, double room) {
  if (!axis.ticks.empty()) {
    placed.ticks = axis.ticks;
    return;
  }
  const auto most = static_cast<std::size_t>(std::max(2.0, std::floor(length / room)));
  placed.ticks =
      axis.logarithmic ? logarithmic_ticks(placed.from, placed.to, most) : linear_ticks(placed.from, placed.to, most);
}

void add_entry(std::vector<KeyEntry>& entries, const FigureText& name, const FigureCurve* curve) {
  if (name.empty()) return;
  for (const KeyEntry& entry : entries) {
    if (entry.name == name) return;
  }
  entries.push_back({name, curve});
}

FigureKey key_of(const std::vector<const FigurePanel*>& panels, double left, double width) {
  FigureKey key;
  key.left = left;
  key.width = width;
  for (const FigurePanel* panel : panels) {
    for (const FigureCurve& curve : panel->curves) add_entry(key.entries, curve.name, &curve);
  }
  for (const FigurePanel* panel : panels) {
    for (const FigureRegion& region : panel->regions) add_entry(key.entries, region.name, nullptr);
  }
  for (const KeyEntry& entry : key.entries)
    key.column = std::max(key.column, shown_width(entry.name) + k_key_sample + k_key_gap);
  if (key.column > 0)
    key.columns = std::max<std::size_t>(1, static_cast<std::size_t>((width + k_key_gap) / key.column));
  key.columns = std::min(key.columns, std::max<std::size_t>(1, key.entries.size()));
  return key;
}

/// Whether a line of text stands above the axes: the panel's title, or that of the scale of its colours.
bool has_title(const FigurePanel& panel) { return !panel.title.empty() || panel.map; }

double height_of(const FigureKey& key) {
  const std::size_t rows = (key.entries.size() + key.columns - 1) / key.columns;
  return rows == 0 ? 0 : static_cast<double>(rows) * k_figure_line + 0.15;
}

/// Lines of at most `most` characters, broken at spaces where there are some; at most three.
std::vector<std::string> wrapped(const std::string& text, std::size_t most) {
  constexpr std::size_t k_most_lines = 3;
  std::vector<std::string> out{""};
  std::size_t used = 0;
  const auto start_of = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80; };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = text.find(' ', i + 1);
    if (end == std::string::npos) end = text.size();
    std::size_t count = 0;
    for (std::size_t j = i; j < end; ++j) count += start_of(j) ? 1 : 0;
    if (used > 0 && used + count > most) {
      if (out.size() == k_most_lines) {
        out.back() += " …";
        return out;
      }
      out.emplace_back();
      used = 0;
      if (text[i] == ' ') ++i;
    }
    for (; i < end; ++i) {  // a word longer than a line is cut
      if (start_of(i)) {
        if (used == most) {
          if (out.size() == k_most_lines) {
            out.back() += "…";
            return out;
          }
          out.emplace_back();
          used = 0;
        }
        ++used;
      }
      out.back() += text[i];
    }
  }
  return out;
}

void place_axes(const FigurePlan& plan, FigureLayout& layout) {
  const auto same_x = [&](std::size_t a, std::size_t b) { return plan.panels[a].x.label == plan.panels[b].x.label; };
  std::vector<Span> across;
  for (const FigurePanel& panel : plan.panels) across.push_back(span_of(plan, panel, true));
  for (std::size_t i = 0; i < plan.panels.size(); ++i) {
    PlacedPanel& placed = layout.panels[i];
    const FigurePanel& panel = plan.panels[i];
    Span shared;
    for (std::size_t j = 0; j < plan.panels.size(); ++j) {
      if (same_x(i, j)) shared.add(across[j]);
    }
    placed.x = axis_of(panel.x, shared);
    placed.y = axis_of(panel.y, span_of(plan, panel, false));
    choose_ticks(panel.x, placed.x, placed.box.width, 1.0);
    choose_ticks(panel.y, placed.y, placed.box.height, 0.6);
  }
}

}  // namespace

FigureText literal(std::string_view text) {
  FigureText out;
  for (const char c : text) out.text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  out.latex = latex_escape(out.text);
  return out;
}

FigureText maths(std::string enhanced, std::string latex) { return {std::move(enhanced), std::move(latex), true}; }

const std::vector<std::vector<double>>& figure_dashes() {
  static const std::vector<std::vector<double>> dashes{
      {}, {4, 2}, {1.2, 1.6}, {6, 1.8, 1.2, 1.8}, {8, 2.5}, {6, 1.6, 1.2, 1.6, 1.2, 1.6}};
  return dashes;
}

FigureLook line_look(std::size_t series) {
  // Lightness falls and rises from one to the next, and no two have the same dash and mark.
  static const std::array<FigureLook, k_line_looks> looks{{
      {"0072b2", 0, FigureMark::none, 1},           {"d55e00", 1, FigureMark::none, 1},
      {"000000", 2, FigureMark::none, 1},           {"009e73", 3, FigureMark::none, 1},
      {"cc79a7", 4, FigureMark::none, 1},           {"56b4e9", 5, FigureMark::none, 1},
      {"777777", 0, FigureMark::square, 0.7},       {"0072b2", 1, FigureMark::triangle, 0.7},
      {"d55e00", 2, FigureMark::diamond, 0.7},      {"000000", 3, FigureMark::cross, 0.7},
      {"009e73", 0, FigureMark::triangle, 0.7},     {"cc79a7", 1, FigureMark::square, 0.7},
      {"56b4e9", 0, FigureMark::diamond, 0.7},      {"777777", 1, FigureMark::cross, 0.7},
      {"0072b2", 2, FigureMark::full_square, 0.7},  {"d55e00", 0, FigureMark::full_triangle, 0.7},
      {"000000", 1, FigureMark::full_diamond, 0.7}, {"009e73", 2, FigureMark::square, 0.7},
      {"cc79a7", 0, FigureMark::full_square, 0.7},  {"56b4e9", 1, FigureMark::full_triangle, 0.7},
  }};
  return looks[series % looks.size()];
}

FigureLook point_look(std::size_t series) {
  static const std::array<FigureLook, 10> looks{{
      {"000000", 0, FigureMark::disc, 0.8},
      {"0072b2", 1, FigureMark::full_square, 0.8},
      {"d55e00", 2, FigureMark::full_triangle, 0.8},
      {"56b4e9", 3, FigureMark::full_diamond, 0.8},
      {"009e73", 4, FigureMark::square, 0.8},
      {"999999", 5, FigureMark::triangle, 0.8},
      {"cc79a7", 0, FigureMark::diamond, 0.8},
      {"000000", 1, FigureMark::cross, 0.8},
      {"0072b2", 2, FigureMark::triangle, 0.8},
      {"d55e00", 3, FigureMark::square, 0.8},
  }};
  return looks[series % looks.size()];
}

FigureLook hollow(FigureLook look) {
  switch (look.mark) {
    case FigureMark::disc: look.mark = FigureMark::circle; break;
    case FigureMark::full_square: look.mark = FigureMark::square; break;
    case FigureMark::full_triangle: look.mark = FigureMark::triangle; break;
    case FigureMark::full_diamond: look.mark = FigureMark::diamond; break;
    case FigureMark::square: look.mark = FigureMark::full_square; break;
    case FigureMark::triangle: look.mark = FigureMark::full_triangle; break;
    case FigureMark::none:
    case FigureMark::circle:
    case FigureMark::diamond:
    case FigureMark::cross: break;
  }
  return look;
}

FigureWidth parse_figure_width(std::string_view text) {
  if (text == "column") return FigureWidth::column;
  if (text == "page") return FigureWidth::page;
  throw InputError("--width", "\"" + std::string(text) + "\"", "column or page");
}

std::string data_text(const FigurePlan& plan) {
  std::string out;
  const auto comment = [&](const std::string& text) { out += gnuplot_comment(text); };
  comment(plan.title);
  for (const std::string& note : plan.notes) comment(note);
  for (const std::string& column : plan.columns) comment(column);
  for (std::size_t i = 0; i < plan.blocks.size(); ++i) {
    if (i > 0) out += "\n\n";
    comment(plan.blocks[i].comment);
    for (const auto& row : plan.blocks[i].rows) {
      for (std::size_t j = 0; j < row.size(); ++j) out += (j > 0 ? " " : "") + row[j];
      out += "\n";
    }
  }
  return out;
}

std::optional<double> drawn_value(const std::string& cell, bool logarithmic) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  if (logarithmic && !(value > 0)) return std::nullopt;
  return value;
}

FigureLayout figure_layout(const FigurePlan& plan) {
  if (plan.panels.empty()) throw Error("a figure without panels");
  const bool page = plan.width == FigureWidth::page;
  const std::size_t count = plan.panels.size();
  const bool stacked = count > 1 && !page;
  bool one_x = true;  // the same horizontal axis everywhere
  for (const FigurePanel& panel : plan.panels) one_x = one_x && panel.x.label == plan.panels[0].x.label;
  const bool joined = stacked && one_x && plan.shared_key;

  constexpr double left = 1.5, below = 0.95, end = 0.3;
  FigureLayout out;
  out.width = page ? 17.8 : 8.6;
  double right = end;
  for (const FigurePanel& panel : plan.panels) {
    if (panel.map) right = 1.5;  // the scale of its colours
  }
  const double panel_width = page ? out.width / static_cast<double>(count) - left - right : out.width - left - right;
  double panel_height = stacked ? 3.4 : 5;
  if (plan.is_short) panel_height *= 2.0 / 3;
  if (plan.shows_title)
    out.title = wrapped(literal(plan.title).text, static_cast<std::size_t>((out.width - 0.4) / k_character));

  // From the top down; heights are turned round at the end.
  double y = 0.15 + static_cast<double>(out.title.size()) * k_figure_line;
  std::vector<double> panel_bottoms;
  const auto add_key = [&](const std::vector<const FigurePanel*>& panels, double from, double width) {
    FigureKey key = key_of(panels, from, width);
    if (key.entries.empty()) return 0.0;
    key.top = y;
    const double height = height_of(key);
    out.keys.push_back(std::move(key));
    return height;
  };
  std::vector<const FigurePanel*> all;
  for (const FigurePanel& panel : plan.panels) all.push_back(&panel);
  if (page) {
    bool titled = false;
    for (const FigurePanel& panel : plan.panels) titled = titled || has_title(panel);
    y += titled ? k_figure_line + 0.08 : 0.05;
    for (std::size_t i = 0; i < count; ++i) {
      const double from = static_cast<double>(i) * out.width / static_cast<double>(count);
      out.panels.push_back({&plan.panels[i], {from + left, y + panel_height, panel_width, panel_height}, {}, {}});
    }
    y += panel_height + below;
    if (plan.shared_key) {
      y += add_key(all, 0.3, out.width - 0.6);
    } else {
      double most = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double from = static_cast<double>(i) * out.width / static_cast<double>(count);
        most = std::max(most, add_key({all[i]}, from + 0.3, out.width / static_cast<double>(count) - 0.5));
      }
      y += most;
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      y += has_title(plan.panels[i]) ? k_figure_line + 0.08 : 0.05;
      out.panels.push_back({&plan.panels[i], {left, y + panel_height, panel_width, panel_height}, {}, {}});
      const bool last = i + 1 == count;
      y += panel_height + (joined && !last ? 0.2 : below);
      if (!plan.shared_key) y += add_key({all[i]}, 0.3, out.width - 0.6) + (last ? 0 : 0.1);
    }
    if (plan.shared_key) y += add_key(all, 0.3, out.width - 0.6);
  }
  out.height = y + 0.1;
  for (PlacedPanel& placed : out.panels) placed.box.bottom = out.height - placed.box.bottom;
  for (FigureKey& key : out.keys) key.top = out.height - key.top;

  place_axes(plan, out);
  for (std::size_t i = 0; i < count; ++i) {
    if (joined && i + 1 < count) out.panels[i].x.shows_label = out.panels[i].x.shows_ticks = false;
    if (page && i > 0 && plan.panels[i].y.label == plan.panels[0].y.label) out.panels[i].y.shows_label = false;
  }
  return out;
}

}  // namespace softlin::check
