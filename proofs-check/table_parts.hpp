#pragma once
/// What the forms of a table share.

#include <algorithm>
#include <string>
#include <string_view>

#include "proofs-check/table.hpp"

namespace softlin::check {

inline std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

/// Calls heading(text) before the first row of each group and row(index) for each row.
template <class Heading, class Row>
void for_each_line(const Table& table, Heading heading, Row row) {
  auto group = table.groups.begin();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (; group != table.groups.end() && group->first_row <= i; ++group) heading(group->heading);
    row(i);
  }
}

/// The remark at the end of a row, or null.
const std::string* mark_of(const Table& table, std::size_t row);

/// "6 digits, seeds 1, 2, softlin 0.1.0": what is known of them.
std::string origin_text(const Table& table);

/// What stands below the heading of a column: its unit, "tokens" for a prompt length, the digits of a column of enclosures.
std::string unit_of(const Table& table, std::size_t column);

/// Do all cells of the column hold enclosures or numbers, "-" or nothing, and one of them an enclosure?
bool has_enclosures(const Table& table, std::size_t column);

/// The table of `origin` in the format. Where it says no digits itself and has enclosures, it says `digits`; not as text.
std::string rendered(Table table, TableOrigin origin, int digits, Format format);

}  // namespace softlin::check
