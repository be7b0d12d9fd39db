#pragma once
/// A table of texts, and its form in plain text, CSV, LaTeX and Markdown.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace softlin::check {

/// The forms of an answer (`--format`).
enum class Format { text, json, csv, latex, markdown };

/// "text", "json", "csv", "latex" or "markdown".
/// Errors : InputError that lists these words.
Format parse_format(std::string_view name);

enum class Align {
  left,
  number  ///< right-aligned in text; an S column of siunitx in LaTeX
};

struct Column {
  std::string key;      ///< heading in CSV
  std::string heading;  ///< heading for readers
  Align align = Align::left;
  /// Group headings say it already: text and LaTeX, where width is scarce, leave the column out of a grouped table.
  bool in_group_heading = false;
};

/// A heading before the row `first_row`. It holds until the next group. Text keeps its line breaks.
struct RowGroup {
  std::size_t first_row = 0;
  std::string heading;
};

/// Cells are shown as they are: whoever fills the table rounds.
struct Table {
  std::string caption;
  std::string label;               ///< LaTeX label; may be empty
  std::vector<std::string> notes;  ///< lines below the table
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  std::vector<RowGroup> groups;                ///< by ascending first_row; may be empty
  std::map<std::size_t, std::string> marks;    ///< remark at the end of a row; CSV leaves it out
};

/// A LaTeX table with more rows than this is a longtable, which breaks across pages.
inline constexpr std::size_t k_longest_single_page = 40;

/// The table as text that ends in a newline.
///
///   text     : aligned columns under a rule; ASCII apart from the cells themselves
///   csv      : the keys, then the rows; quoting of RFC 4180, lines end in "\n"; no caption, notes, groups, marks
///   latex    : a complete `table` (or longtable) environment; needs booktabs, siunitx, longtable
///   markdown : a pipe table; what Markdown would interpret is escaped
/// Inputs : a line break or another control character in a cell counts as a space, except in CSV
/// Errors : Error for Format::json, which belongs to the caller
/// Not promised : LaTeX for every script: letters beyond Latin-1, Greek and common mathematical signs show as U+XXXX
/// Checked by : tests/proofs-check/table_test.cpp; tests/latex/compile_table runs LaTeX where there is one
std::string render(const Table& table, Format format);

/// `text` as LaTeX typesets it literally.
std::string latex_escape(std::string_view text);

/// True for "12", "-0.5", "2.5e-30": what an S column of siunitx can align.
bool is_plain_number(std::string_view text);

}  // namespace softlin::check
