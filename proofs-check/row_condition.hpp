#pragma once
/// Which rows of a table are wanted, as `softlin table --rows` says it.
///
///     L=16,256          the cell is one of these: numbers as numbers (1e6 is 1000000, 0.5 is 1/2), else as text
///     L=16..1e6         a number from 16 to 10^6, both included; 16.. and ..1e6 leave one end open
///     verdict!=proved   none of these
///     model~gaussian    a part of the cell
///     a=1;b="x, y"      both; a value in double quotes may hold , ; and ..
///
/// A column is named by its key or, where only one column has it, by its heading. Numbers are compared exactly, as they are
/// printed; an enclosure is in a range when all of it is, and equals a number when it is that point.
/// Checked by : tests/proofs-check/table_view_test.cpp

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/table.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

/// A number as a cell shows it: from `low` to `high`, which differ for an enclosure; infinite ends are absent.
struct CellNumber {
  std::optional<Rational> low;
  std::optional<Rational> high;
  int infinity = 0;  ///< -1 or 1 for a cell "-inf" or "inf", which has no ends
};

/// "16", "1/2", "2.5e-3", "inf", "[0.25 +/- 1e-9]" or "0.21..0.25"; nothing for other cells.
std::optional<CellNumber> cell_number(std::string_view cell);

/// The parts between separators that stand outside double quotes.
/// Errors : InputError at `option` for a quote that does not end.
std::vector<std::string_view> quoted_split(const std::string& option, std::string_view text, char separator);

/// The column that `name` names.
/// Errors : InputError at `option` that lists the keys.
std::size_t column_of(const Table& table, const std::string& option, const std::string& name);

/// For each row of the table, whether it meets the conditions.
/// Errors : InputError naming --rows for text of another form, or a column that is not there.
std::vector<bool> matching_rows(const Table& table, const std::string& conditions);

}  // namespace softlin::check
