#pragma once
/// Headings whose words are symbols of docs/theory/notation.md, typeset: "best c1" has a subscript, "rho*" is a Greek letter
/// with a star. Every table has the same heading for the same thing this way.
///
/// Inputs : words with blanks between them; words that are no symbols stay text, escaped
/// Checked by : tests/proofs-check/symbol_text_test.cpp

#include <string>
#include <string_view>

namespace softlin::check {

/// "best $c_1$"
std::string symbols_in_latex(std::string_view text);

/// "best <i>c</i><sub>1</sub>"
std::string symbols_in_html(std::string_view text);

/// "tokens" for a heading that names a prompt length, "L" say; else empty.
std::string unit_of_symbol(std::string_view text);

}  // namespace softlin::check
