#pragma once
/// A table as LaTeX: rules of booktabs, numbers in S columns of siunitx.
///
/// A table of more than k_longest_single_page rows is a longtable. What is too wide for a column of text of
/// k_text_width points, that of the article class on A4 paper, is set smaller, then with long cells broken into lines, then
/// turned by 90 degrees (sidewaystable of the package rotating, landscape of pdflscape). Widths are estimated.

#include <string>

#include "proofs-check/table.hpp"

namespace softlin::check {

inline constexpr double k_text_width = 345;

/// Requires : each row as long as `columns`
/// Checked by : tests/proofs-check/table_test.cpp; tests/latex/compile_table
std::string latex_table(const Table& table);

}  // namespace softlin::check
