#pragma once
/// Plain text as LaTeX typesets it literally; "<=" and ">=" become one sign.
///
/// Inputs : UTF-8. Latin-1, Greek and common mathematical signs are set; other letters show as U+XXXX
/// Checked by : tests/proofs-check/latex_text_test.cpp, and tests/latex/compile_table, which typesets the results

#include <string>
#include <string_view>

namespace softlin::check {

std::string latex_escape(std::string_view text);

/// The same with leave to break a line inside words, after the signs at which formulas, paths and options end a part.
std::string latex_breakable(std::string_view text);

}  // namespace softlin::check
