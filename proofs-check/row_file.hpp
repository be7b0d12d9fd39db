#pragma once
/// Tables of token vectors: CSV and NPY files, one token a row.
///
/// CSV: lines of decimal numbers with commas between them, as many in each line; blanks around numbers, a byte order mark,
/// CRLF and empty lines are allowed. The first line may be a header: it is one when none of its cells is a number. A cell
/// means the decimal that the shortest round-trip form of its double shows, as for a float in a model file: the text
/// itself up to 15 digits.
///
/// NPY (format versions 1 to 3): a two-dimensional array of little-endian float32 or float64, in C or Fortran order. A
/// number means its binary value.

#include <filesystem>
#include <memory>
#include <string>

#include "symbolic/error.hpp"
#include "symbolic/row_table.hpp"

namespace softlin::check {

/// Most numbers in a row.
inline constexpr Eigen::Index k_most_row_columns = 1024;

/// Reads the table in `path`; `name` is what the model calls it, `place` where it says so.
///
/// Errors     : InputError with file and line or row, and column, for anything that is not such a table: missing, unreadable,
///              another kind (by the ending of the name), torn, ragged, empty, wider than k_most_row_columns, of another type
///              or byte order, with an entry that is not a finite number of double range, or larger than the memory
/// Cost       : one pass over the file; twice the memory of the numbers for CSV, once for NPY
/// Checked by : tests/proofs-check/row_file_test.cpp, tests/golden/rows_*.case
std::shared_ptr<const symbolic::RowTable> read_rows(const std::filesystem::path& path, const std::string& name,
                                                    const Place& place);

}  // namespace softlin::check
