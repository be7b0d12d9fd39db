#pragma once
/// A table as HTML: one <table> element in a <div> that scrolls when the page is narrow. No style sheet, script or network;
/// ids and colours are left to the page.

#include <string>

#include "proofs-check/table.hpp"

namespace softlin::check {

/// Result   : caption, thead with a scope for each heading, a tbody for each group with its heading (scope "rowgroup"), the
///            notes in the tfoot. Numbers are right-aligned, with figures of one width. The label becomes the id of the table
/// Inputs   : any text, which is escaped
/// Requires : each row as long as `columns`
/// Checked by : tests/proofs-check/html_table_test.cpp
std::string html_table(const Table& table);

}  // namespace softlin::check
