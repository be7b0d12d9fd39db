#include "proofs-check/latex_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "proofs-check/compact_enclosure.hpp"
#include "proofs-check/latex_text.hpp"
#include "proofs-check/symbol_text.hpp"
#include "proofs-check/table_parts.hpp"

namespace softlin::check {

namespace {

constexpr double k_turned_width =
    550;  ///< points: the height of the text on A4 and letter paper, less the caption's room
constexpr double k_most_white = 1.2;     ///< width of an aligned column of numbers by that of its widest number
constexpr double k_narrowest_text = 7;   ///< of a column whose cells are broken, in em
constexpr double k_breakable_text = 10;  ///< narrower columns are not broken

// --- Numbers ---------------------------------------------------------------------------------------------------------

/// The shape of plain numbers and of "1.25(3)e-5": how many figures stand where.
struct NumberShape {
  std::size_t whole = 0;
  std::size_t fraction = 0;
  std::size_t uncertainty = 0;
  std::size_t exponent = 0;
  bool negative = false;
  bool negative_exponent = false;

  void cover(const std::string& number) {
    const std::size_t e = std::min(number.find_first_of("eE"), number.size());
    const std::size_t open = std::min(number.find('('), e);
    const std::size_t point = std::min(number.find('.'), open);
    const bool minus = number.front() == '-';
    negative = negative || minus;
    whole = std::max(whole, point - (minus ? 1 : 0));
    if (point < open) fraction = std::max(fraction, open - point - 1);
    if (open < e) uncertainty = std::max(uncertainty, e - open - 2);
    if (e < number.size()) {
      const bool below_one = number[e + 1] == '-';
      negative_exponent = negative_exponent || below_one;
      exponent = std::max(exponent, number.size() - e - 1 - (below_one ? 1 : 0));
    }
  }

  /// The table-format of siunitx.
  std::string format() const {
    std::string out = negative ? "-" : "";
    out += std::to_string(whole);
    if (fraction > 0) out += "." + std::to_string(fraction);
    if (uncertainty > 0) out += "(" + std::to_string(uncertainty) + ")";
    if (exponent > 0) out += std::string("e") + (negative_exponent ? "-" : "") + std::to_string(exponent);
    return out;
  }

  /// In em, with the thin spaces that siunitx puts between groups of three figures.
  double width() const {
    const auto figures = [](std::size_t n) {
      return 0.5 * static_cast<double>(n) + (n > 4 ? 0.167 * static_cast<double>((n - 1) / 3) : 0);
    };
    double out = (negative ? 0.78 : 0) + figures(whole);
    if (fraction > 0) out += 0.28 + figures(fraction);
    if (uncertainty > 0) out += 0.78 + figures(uncertainty);
    if (exponent > 0) out += 2.25 + 0.37 * static_cast<double>(exponent) + (negative_exponent ? 0.55 : 0);
    return out;
  }
};

/// "1e+30" as "1e30"; siunitx would otherwise be asked to keep the sign.
std::string without_plus(std::string number) {
  const auto plus = number.find('+');
  if (plus != std::string::npos) number.erase(plus, 1);
  return number;
}

// --- Columns ---------------------------------------------------------------------------------------------------------

struct LatexColumn {
  std::size_t index = 0;
  bool is_number = false;  ///< an S column
  NumberShape shape;
  double widest = 0;   ///< of its numbers, in em
  double text = 0;     ///< width of heading and cells of text, in em
  double width = 0;    ///< in em, as it is
  double longest = 0;  ///< of its words, in em
  double broken = 0;   ///< in points, where cells are broken into lines

  bool loose = false;  ///< numbers are set to the right, whatever their shapes

  /// Numbers of very different shapes leave much white where their points stand below each other.
  void loosen(bool wanted) {
    loose = wanted && is_number && shape.width() > k_most_white * widest;
    width = std::max(text, is_number ? (loose ? widest : shape.width()) : 0);
    broken = 0;
  }
};

/// Of text in Computer Modern, in em.
double text_width(std::string_view text) {
  double out = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;
    if (std::string_view("il.,:;'|!()[] jtfr/-I").find(c) != std::string_view::npos) {
      out += 0.36;
    } else if (std::string_view("mwMW+=<>~%_").find(c) != std::string_view::npos) {
      out += 0.85;
    } else {
      out += c >= 'A' && c <= 'Z' ? 0.72 : 0.53;
    }
  }
  return out;
}

double longest_word(std::string_view text) {
  double out = 0;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(" -/*+=,_:", start), text.size());
    out = std::max(out, text_width(text.substr(start, end + 1 - start)));
    start = end + 1;
  }
  return out;
}

/// What an S column aligns: the number, or the short form of the enclosure; else empty.
std::string number_of(const std::string& cell, int digits) {
  return is_plain_number(cell) ? without_plus(cell) : compact_enclosure(cell, digits);
}

/// Are all cells numbers or enclosures, "-" or nothing?
bool is_numeric(const Table& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    const std::string& cell = row[column];
    return cell.empty() || cell == "-" || is_plain_number(cell) || is_enclosure(cell);
  });
}

std::vector<LatexColumn> latex_columns(const Table& table) {
  std::vector<LatexColumn> out;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const Column& column = table.columns[j];
    if (column.in_group_heading && !table.groups.empty()) continue;
    LatexColumn made;
    made.index = j;
    const bool wanted = column.align == Align::number || is_numeric(table, j);
    const std::string unit = unit_of(table, j);
    made.text = std::max(text_width(column.heading), 0.8 * text_width(unit.empty() ? "" : unit + "()"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const std::string& cell = table.rows[i][j];
      const std::string* mark = j + 1 == table.columns.size() ? mark_of(table, i) : nullptr;
      const std::string number = wanted && mark == nullptr ? number_of(cell, table.digits) : "";
      if (number.empty()) {
        made.text = std::max(made.text, text_width(cell) + (mark == nullptr ? 0 : 1.15 * text_width(" " + *mark)));
        made.longest = std::max(made.longest, longest_word(cell));
      } else {
        made.is_number = true;
        made.shape.cover(number);
        NumberShape alone;
        alone.cover(number);
        made.widest = std::max(made.widest, alone.width());
      }
    }
    made.loosen(false);
    out.push_back(std::move(made));
  }
  return out;
}

// --- Layout ----------------------------------------------------------------------------------------------------------

struct Layout {
  bool turned = false;
  const char* size = "\\small";
  double em = 9.25;       ///< twice the width of a figure, in points
  double separation = 6;  ///< half of the space between columns, in points
};

double total_width(const std::vector<LatexColumn>& columns, const Layout& layout) {
  double out = 2 * layout.separation * (static_cast<double>(columns.size()) - 1);
  for (const auto& column : columns) out += column.broken > 0 ? column.broken : column.width * layout.em;
  return out;
}

/// Breaks columns of text, as much as is needed and their words allow, so that their cells get about the same number of
/// lines. False when that is not enough.
bool break_columns(const Table& table, std::vector<LatexColumn>& columns, const Layout& layout, double room) {
  const auto least = [&](const LatexColumn& column) {
    return std::max(k_narrowest_text, column.longest + 0.5) * layout.em;
  };
  const auto width = [&](const LatexColumn& column) {
    return column.broken > 0 ? column.broken : column.width * layout.em;
  };
  for (double over = total_width(columns, layout) - room; over > 0; over = total_width(columns, layout) - room) {
    LatexColumn* chosen = nullptr;
    double fewest = 0;
    for (auto& column : columns) {
      const bool breaks = !column.is_number && table.columns[column.index].align == Align::left &&
                          column.width > k_breakable_text && width(column) > least(column);
      const double lines = column.width * layout.em / width(column);
      if (!breaks || (chosen != nullptr && lines >= fewest)) continue;
      chosen = &column;
      fewest = lines;
    }
    if (chosen == nullptr) return false;
    // In small steps, so that all shrink together.
    chosen->broken = std::max(least(*chosen), width(*chosen) - std::min(over, 5.0));
  }
  return true;
}

/// The first layout that is narrow enough; else the last. Each way up smaller type is tried first, then lines in long cells,
/// then the same with numbers set loosely.
Layout choose_layout(const Table& table, std::vector<LatexColumn>& columns) {
  constexpr std::array<Layout, 3> sizes{
      {{false, "\\small", 9.25, 6}, {false, "\\footnotesize", 8.5, 4}, {false, "\\footnotesize", 8.5, 3}}};
  Layout layout;
  for (const bool turned : {false, true}) {
    for (const bool loose : {false, true}) {
      const double room = turned ? k_turned_width : k_text_width;
      for (auto& column : columns) column.loosen(loose);
      for (const Layout& size : sizes) {
        layout = size;
        layout.turned = turned;
        if (total_width(columns, layout) <= room) return layout;
      }
      if (break_columns(table, columns, layout, room)) return layout;
    }
  }
  return layout;
}

std::string points(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1fpt", value);
  return text;
}

std::string specification_of(const Table& table, const LatexColumn& column) {
  if (column.loose) return "S[table-alignment-mode=none,table-number-alignment=right,table-text-alignment=right]";
  if (column.is_number) return "S[table-format=" + column.shape.format() + "]";
  if (column.broken > 0) return ">{\\raggedright\\arraybackslash}p{" + points(column.broken) + "}";
  return table.columns[column.index].align == Align::number ? "r" : "l";
}

// --- Text ------------------------------------------------------------------------------------------------------------

std::string latex_label(const std::string& label) {
  std::string out = label;
  std::replace_if(
      out.begin(), out.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return !letter && c != ':' && c != '.' && c != '-';
      },
      '-');
  return out;
}

/// With a capital letter, but for the program's name.
std::string sentence(std::string text) {
  const bool is_word = !text.empty() && text[0] >= 'a' && text[0] <= 'z' && text.rfind("softlin", 0) != 0;
  if (is_word) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// The heading with its enclosures in short form.
std::string with_short_enclosures(const std::string& heading, int digits) {
  std::string out;
  for (std::size_t at = 0; at < heading.size();) {
    const std::size_t close = heading[at] == '[' ? heading.find(']', at) : std::string::npos;
    const std::string compact =
        close == std::string::npos ? "" : compact_enclosure(heading.substr(at, close + 1 - at), digits);
    out += compact.empty() ? std::string(1, heading[at]) : compact;
    at = compact.empty() ? at + 1 : close + 1;
  }
  return out;
}

/// \caption and \label. The list of tables has the caption alone.
std::string caption_of(const Table& table) {
  const std::string origin = origin_text(table);
  const std::string& command = table.origin.command;
  std::string out;
  if (!table.caption.empty() || !origin.empty() || !command.empty()) {
    std::string more;
    if (!origin.empty()) more += " " + latex_escape(sentence(origin));
    if (!command.empty()) more += (more.empty() ? " " : "; ") + ("\\texttt{" + latex_breakable(command) + "}");
    const std::string caption = latex_breakable(table.caption);
    const bool ends =
        table.caption.empty() || std::string_view(".!?").find(table.caption.back()) != std::string_view::npos;
    out = more.empty() ? "\\caption{" + caption + "}"
                       : "\\caption[{" + latex_escape(table.caption) + "}]{" + caption + (ends ? "" : ".") + more + "}";
  }
  if (!table.label.empty()) out += "\\label{" + latex_label(table.label) + "}";
  return out;
}

class LatexTable {
 public:
  explicit LatexTable(const Table& table)
      : table_(table), columns_(latex_columns(table)), layout_(choose_layout(table, columns_)) {
    breaks_ = table.rows.size() > k_longest_single_page;
    count_ = std::to_string(columns_.size());
    width_ = std::min(total_width(columns_, layout_), layout_.turned ? k_turned_width : k_text_width);
  }

  std::string text() const { return packages() + (breaks_ ? long_table() : single_page()); }

 private:
  std::string packages() const {
    std::string out = "% needs \\usepackage{booktabs";
    if (breaks_) out += ",longtable";
    if (layout_.turned) out += breaks_ ? ",pdflscape" : ",rotating";
    return out + ",siunitx}\n";
  }

  template <class Cell>
  std::string row_of(Cell cell) const {
    std::string line = "  ";
    for (std::size_t k = 0; k < columns_.size(); ++k)
      line += (k > 0 ? " & " : "") + cell(columns_[k], k + 1 == columns_.size());
    return line + " \\\\\n";
  }

  static std::string head_cell(const LatexColumn& column, const std::string& text) {
    return column.is_number ? "{" + text + "}" : text;
  }

  std::string header() const {
    std::string out = row_of([&](const LatexColumn& column, bool) {
      const Column& shown = table_.columns[column.index];
      return head_cell(column, shown.latex.empty() ? symbols_in_latex(shown.heading) : shown.latex);
    });
    bool has_units = false;
    const std::string units = row_of([&](const LatexColumn& column, bool) {
      const std::string unit = unit_of(table_, column.index);
      has_units = has_units || !unit.empty();
      return head_cell(column, unit.empty() ? "" : "\\scriptsize (" + latex_escape(unit) + ")");
    });
    return has_units ? out + units : out;
  }

  std::string cell_text(const LatexColumn& column, std::size_t i, bool last) const {
    const std::string& cell = table_.rows[i][column.index];
    const std::string* mark = last ? mark_of(table_, i) : nullptr;
    if (column.is_number && mark == nullptr) {
      const std::string number = number_of(cell, table_.digits);
      if (!number.empty()) return number;
    }
    std::string text = table_.columns[column.index].symbols ? symbols_in_latex(cell)
                       : column.broken > 0                  ? latex_breakable(cell)
                                                            : latex_escape(cell);
    if (mark != nullptr) text += (text.empty() ? "\\textbf{" : " \\textbf{") + latex_escape(*mark) + "}";
    return column.is_number && !text.empty() ? "{" + text + "}" : text;
  }

  std::string body() const {
    std::string out;
    for_each_line(
        table_,
        [&](const std::string& text) {
          const std::string heading = with_short_enclosures(text, table_.digits);
          if (!out.empty()) out += "  \\addlinespace\n";
          const bool fits = text_width(heading) * layout_.em <= width_;
          out += "  \\multicolumn{" + count_ + "}{@{}" +
                 (fits ? "l@{}}{\\itshape " : "p{" + points(width_) + "}@{}}{\\raggedright\\itshape ") +
                 latex_breakable(heading) + "} \\\\";
          out += breaks_ ? "*\n" : "\n";  // no page break after a heading
        },
        [&](std::size_t i) {
          out += row_of([&](const LatexColumn& column, bool last) { return cell_text(column, i, last); });
        });
    return out;
  }

  std::string specification() const {
    std::string out = "@{}";
    for (const auto& column : columns_) out += specification_of(table_, column);
    return out + "@{}";
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> out;
    for (const auto& note : table_.notes) out.push_back(latex_breakable(note));
    const bool compact = std::any_of(columns_.begin(), columns_.end(),
                                     [](const LatexColumn& column) { return column.shape.uncertainty > 0; });
    if (compact) out.emplace_back("$0.12(3)$ is the enclosure $0.12\\pm0.03$.");
    return out;
  }

  std::string single_page() const {
    const std::string environment = layout_.turned ? "sidewaystable" : "table";
    const std::string caption = caption_of(table_);
    std::string out = "\\begin{" + environment + "}" + (layout_.turned ? "" : "[htbp]") +
                      "\n  \\centering\n  \\setlength{\\belowcaptionskip}{4pt}\n";
    if (!caption.empty()) out += "  " + caption + "\n";
    out += std::string("  ") + layout_.size + "\\setlength{\\tabcolsep}{" + points(layout_.separation) + "}\n";
    out += "  \\begin{tabular}{" + specification() + "}\n  \\toprule\n" + header() + "  \\midrule\n" + body() +
           "  \\bottomrule\n  \\end{tabular}\n";
    const auto lines = notes();
    if (!lines.empty()) {
      out += "  \\par\\smallskip\\parbox{\\linewidth}{\\footnotesize\n";
      for (const auto& line : lines) out += "  " + line + "\\par\n";
      out += "  }\n";
    }
    return out + "\\end{" + environment + "}\n";
  }

  std::string long_table() const {
    const std::string caption = caption_of(table_);
    std::string out = layout_.turned ? "\\begin{landscape}\n" : "\\begingroup\n";
    out += std::string(layout_.size) + "\\setlength{\\tabcolsep}{" + points(layout_.separation) + "}";
    out += "\\setlength{\\LTcapwidth}{\\linewidth}\n\\begin{longtable}{" + specification() + "}\n";
    if (!caption.empty()) out += "  " + caption + " \\\\\n";
    out += "  \\toprule\n" + header() + "  \\midrule\n  \\endfirsthead\n";
    out += "  \\toprule\n" + header() + "  \\midrule\n  \\endhead\n";
    out += "  \\midrule\n  \\multicolumn{" + count_ + "}{r@{}}{\\footnotesize continued} \\\\\n  \\endfoot\n";
    out += "  \\bottomrule\n  \\endlastfoot\n" + body() + "\\end{longtable}\n";
    for (const auto& line : notes()) out += "\\noindent\\parbox{\\linewidth}{\\footnotesize " + line + "}\\par\n";
    return out + (layout_.turned ? "\\end{landscape}\n" : "\\endgroup\n");
  }

  const Table& table_;
  std::vector<LatexColumn> columns_;
  Layout layout_;
  bool breaks_ = false;
  std::string count_;
  double width_ = 0;  ///< of the whole table, in points
};

}  // namespace

std::string latex_table(const Table& table) { return LatexTable(table).text(); }

}  // namespace softlin::check
