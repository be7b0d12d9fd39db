#pragma once
/// A figure as data: blocks of numbers, panels with axes, curves, shaded regimes, and the key. figure_script.hpp writes it for gnuplot,
/// figure_pgfplots.hpp for LaTeX; both place everything as figure_layout says, so that nothing overlaps and nothing is cut.
///
/// Numbers : exact values stand in the blocks as decimals rounded outward; doubles only draw.
/// Checked by: tests/proofs-check/figure_plan_test.cpp

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace softlin::check {

/// A text in both forms. Enhanced texts use gnuplot's marks: a_b, a^{2}.
struct FigureText {
  std::string text;
  std::string latex;
  bool enhanced = false;

  bool empty() const { return text.empty(); }
  bool operator==(const FigureText&) const = default;
};
/// Any text, shown as it is by both. A line break or another control character counts as a space.
FigureText literal(std::string_view text);
/// Mathematics: `enhanced` for gnuplot, `latex` for LaTeX, between dollars where it needs them.
FigureText maths(std::string enhanced, std::string latex);

struct FigureTick {
  double at = 0;
  FigureText text;
};

struct FigureAxis {
  FigureText label;
  bool logarithmic = false;
  std::optional<double> from, to;      ///< none: as the data ask for
  std::vector<FigureTick> ticks = {};  ///< none: chosen
};

enum class FigureMark {
  none,
  disc,
  circle,
  full_square,
  square,
  full_triangle,
  triangle,
  full_diamond,
  diamond,
  cross
};

/// Series differ by mark, dash and lightness, so that grey shows them apart too.
struct FigureLook {
  const char* colour = "000000";  ///< six hexadecimal digits
  int dash = 0;                   ///< 0: solid; an index into figure_dashes()
  FigureMark mark = FigureMark::none;
  double width = 1;  ///< of lines, in points
};
/// Lengths of pen down, up, ... in points; the first is empty: a solid line.
const std::vector<std::vector<double>>& figure_dashes();
/// The look of the n-th series of lines (bounds), and of points (exact values). Line looks begin anew after k_line_looks.
inline constexpr std::size_t k_line_looks = 20;
FigureLook line_look(std::size_t series);
FigureLook point_look(std::size_t series);
/// The same colour with a hollow mark: sampled values beside exact ones.
FigureLook hollow(FigureLook look);

enum class CurveKind {
  line,     ///< x, y
  points,   ///< x, y with a bar from `low` to `high`
  samples,  ///< x, y with a bar of the error in column `low` to each side
  band      ///< between `low` and `high`
};

/// Columns count from 1; 0 where there is none.
struct FigureCurve {
  CurveKind kind = CurveKind::line;
  FigureText name;  ///< in the key; empty: not there. Equal names share an entry
  FigureLook look;
  std::size_t block = 0;
  std::size_t x = 1, y = 2;
  std::size_t low = 0, high = 0;
  bool joined = false;  ///< points: a line through them
};

/// A part of a panel from one x to another, shaded.
struct FigureRegion {
  std::optional<double> from, to;  ///< none: the end of the axis
  FigureText name;                 ///< in the key
};

/// A text inside a panel, centred.
struct FigureLabel {
  double x = 0;
  double y = 0;
  FigureText text;
  bool light = false;  ///< on a dark ground
};

/// Cells of equal size, shaded by the logarithm of a value, light for small ones. Rows of the block are grouped by x, in ascending order.
struct FigureMap {
  std::size_t block = 0;
  std::size_t x = 1, y = 2, value = 3;  ///< columns
  std::size_t across = 0, up = 0;       ///< cells
  FigureText scale;
  double from = 0, to = 0;  ///< decimal logarithms of the values at the ends of the scale
};

struct FigurePanel {
  FigureText title;
  FigureAxis x, y;
  std::vector<FigureCurve> curves;
  std::vector<FigureRegion> regions = {};
  std::vector<FigureLabel> labels = {};
  std::optional<FigureMap> map = {};
};

/// Rows of texts under one comment.
struct FigureBlock {
  std::string comment;
  std::vector<std::vector<std::string>> rows;
};

enum class FigureWidth { column, page };  ///< 8.6 cm with panels below each other, 17.8 cm with panels side by side
/// "column" or "page". Errors: InputError.
FigureWidth parse_figure_width(std::string_view text);

struct FigurePlan {
  std::string title;
  bool shows_title = false;          ///< above the panels; captions say it otherwise
  std::vector<std::string> notes;    ///< comments of the files: what is proved, what is sampled, how it was made
  std::vector<std::string> columns;  ///< comments of the data: what the columns of blocks are
  std::vector<FigureBlock> blocks;
  std::vector<FigurePanel> panels;
  bool shared_key = true;  ///< one key below all panels, not one below each
  FigureWidth width = FigureWidth::column;
  bool is_short = false;  ///< panels of two thirds of the height
};

/// The data file: a head of comments, then the blocks with two empty lines between them, which gnuplot counts from 0.
std::string data_text(const FigurePlan& plan);

/// The number in a cell; nothing for what an axis of this kind cannot show.
std::optional<double> drawn_value(const std::string& cell, bool logarithmic);

// --- Layout: centimetres from the lower left corner ---

struct FigureBox {
  double left = 0, bottom = 0, width = 0, height = 0;
};

struct PlacedAxis {
  double from = 0, to = 1;
  std::vector<FigureTick> ticks;
  bool shows_label = true;
  bool shows_ticks = true;  ///< their texts
};

struct KeyEntry {
  FigureText name;
  const FigureCurve* curve = nullptr;  ///< none: the shade of a region
};

struct FigureKey {
  double top = 0;
  double left = 0;
  double width = 0;
  std::size_t columns = 1;
  double column = 0;              ///< width of one, sample and gap included
  std::vector<KeyEntry> entries;  ///< along the rows
};

struct PlacedPanel {
  const FigurePanel* panel = nullptr;
  FigureBox box;  ///< of the axes
  PlacedAxis x, y;
};

struct FigureLayout {
  double width = 0, height = 0;
  std::vector<std::string> title;  ///< lines, the first at the top
  std::vector<PlacedPanel> panels;
  std::vector<FigureKey> keys;
};

inline constexpr double k_figure_font = 8;     ///< points
inline constexpr double k_figure_line = 0.36;  ///< centimetres from one line of text to the next
inline constexpr double k_key_sample = 0.85;   ///< of a sample in the key and the space after it, centimetres
inline constexpr double k_key_gap = 0.25;      ///< between columns of the key
inline constexpr double k_x_label = 0.72;      ///< from an axis to the middle of its label, centimetres
inline constexpr double k_y_label = 1.2;
inline constexpr double k_colour_scale = 0.3;  ///< width of the scale of a map, centimetres
inline constexpr const char* k_region_shade = "e4e4e4";
inline constexpr const char* k_map_colours[] = {"ffffd9", "c7e9b4", "7fcdbb", "41b6c4", "1d91c0", "225ea8", "0c2c84"};

/// Places the panels of a plan, which must outlive the result. Axes without ends get those of their data; panels whose x axes have the same label share its ends,
/// and, below each other, its texts.
/// Errors : Error for a plan without panels.
FigureLayout figure_layout(const FigurePlan& plan);

}  // namespace softlin::check
