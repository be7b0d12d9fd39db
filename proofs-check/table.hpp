#pragma once
/// A table of texts, and its form in plain text, CSV, LaTeX, Markdown and HTML.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace softlin::check {

/// The forms of an answer (`--format`).
enum class Format { text, json, csv, latex, markdown, html };

/// The words for them as messages list them: "text, json, csv, latex, markdown or html".
std::string format_words();

/// Errors : InputError that lists these words.
Format parse_format(std::string_view name);

enum class Align {
  left,
  number  ///< right-aligned in text and HTML; an S column of siunitx in LaTeX
};

struct Column {
  std::string key;      ///< heading in CSV
  std::string heading;  ///< heading for readers
  Align align = Align::left;
  /// Group headings say it already: text and LaTeX, where width is scarce, leave the column out of a grouped table.
  bool in_group_heading = false;
  /// Below the heading in LaTeX, Markdown and HTML: "tokens", "6 digits, up". Prompt lengths and enclosures have theirs
  /// without it.
  std::string unit = {};
  std::string latex = {};  ///< heading in LaTeX, as it is typeset; empty: made from `heading` (symbol_text.hpp)
  std::string field = {};  ///< of a JSON line, where it is part of one with another name than `key`
  bool symbols = false;    ///< cells are typeset as headings are: "rho*" is a symbol
};

/// A heading before the row `first_row`. It holds until the next group. Text keeps its line breaks.
struct RowGroup {
  std::size_t first_row = 0;
  std::string heading;
};

/// What made a table; members may be empty.
struct TableOrigin {
  std::string version;  ///< of softlin
  std::string command;  ///< line that a shell reads
};

/// Cells are shown as they are: whoever fills the table rounds. A column whose cells are enclosures "[0.25 +/- 1e-9]" and
/// numbers becomes a column of numbers in LaTeX (compact_enclosure.hpp).
struct Table {
  std::string caption;
  std::string label;               ///< LaTeX label; may be empty
  std::vector<std::string> notes;  ///< lines below the table
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  std::vector<RowGroup> groups;                ///< by ascending first_row; may be empty
  std::map<std::size_t, std::string> marks;    ///< remark at the end of a row; CSV leaves it out
  int digits = 0;                              ///< correct significant digits of the exact values; 0: not said
  std::vector<std::string> seeds;              ///< of what is sampled
  TableOrigin origin;
};

/// A LaTeX table with more rows than this is a longtable, which breaks across pages.
inline constexpr std::size_t k_longest_single_page = 40;

/// The table as text that ends in a newline.
///
///   text     : aligned columns under a rule; ASCII apart from the cells themselves
///   csv      : the keys, then the rows; quoting of RFC 4180, lines end in "\n"; no caption, notes, groups, marks
///   latex    : a complete table (latex_table.hpp); its first line names the packages it needs
///   markdown : a pipe table; what Markdown would interpret is escaped
///   html     : a <table> with its caption, for any page (html_table.hpp)
/// The caption says digits, seeds and version, in LaTeX and HTML the command too, which is a note in Markdown. Text is
/// what a terminal shows: its caption says them where `digits` is set, and no units.
/// Inputs : a line break or another control character in a cell counts as a space, except in CSV
/// Errors : Error for Format::json, which belongs to the caller
/// Checked by : tests/proofs-check/table_test.cpp; tests/latex/compile_table typesets every table of softlin
std::string render(const Table& table, Format format);

/// True for "12", "-0.5", "2.5e-30": what an S column of siunitx can align.
bool is_plain_number(std::string_view text);

}  // namespace softlin::check
