#pragma once
/// What a reader wants of a table: some of its columns and rows, in an order, with a caption of their own.

#include <optional>
#include <string>
#include <vector>

#include "proofs-check/table.hpp"

namespace softlin::check {

/// One line of a table's JSON form.
struct JsonLine {
  std::string text;                     ///< a JSON object, without the line break
  std::optional<std::size_t> row = {};  ///< of the table; nothing where the table has no such row
  std::string column = {};              ///< key of the one column it is about; empty: the whole row
};

/// A table with its rows as JSON lines, which have both ends of every number.
struct StandardTable {
  Table table;
  std::vector<JsonLine> json;

  std::string json_text() const;
};

struct TableView {
  std::string columns = {};  ///< "a,b": keys (or headings, in double quotes where they have commas) in the order
                             ///< wanted; empty: all
  std::string rows = {};     ///< conditions (row_condition.hpp); empty: all
  std::string sort = {};     ///< "a,-b": by a, then by b from the largest; empty: as they are
  std::optional<std::string> caption = {};
  std::optional<std::string> label = {};

  bool is_empty() const { return columns.empty() && rows.empty() && sort.empty() && !caption && !label; }
};

/// The table as it is wanted, its JSON lines included: lines of rows that are left out go, lines about one column go with
/// it, and so do fields of other lines that only columns left out show. Lines of no row go when rows are chosen.
///
/// Sorting : stable; as numbers where every cell of the column is one or is empty or "-" (enclosures by their midpoints),
///           else as text; empty cells and "-" come last. The groups of a sorted table end, and their columns are shown
/// Errors  : InputError naming the option for a column that is not there or is named twice, conditions that cannot be
///           read, and conditions that no row meets
/// Checked by : tests/proofs-check/table_view_test.cpp
StandardTable chosen(StandardTable made, const TableView& view);

}  // namespace softlin::check
