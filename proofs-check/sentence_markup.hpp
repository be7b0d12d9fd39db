#pragma once
/// Sentences that hold mathematics (math_markup.hpp), for pages and for plain text.
/// Checked by : tests/proofs-check/math_markup_test.cpp, tests/browser

#include <string>
#include <string_view>

namespace softlin::check {

/// A sentence for HTML whose mathematics stands between backquotes, in the notation `prose`. Without an even number of
/// backquotes it is shown as it is.
std::string sentence_markup(std::string_view sentence);

/// The same sentence for plain text: without the backquotes.
std::string sentence_text(std::string_view sentence);

/// A statement of the catalogue of bounds, in which words and mathematics (`prose`) stand beside each other unmarked; as
/// code when some part that is not made of known words is refused.
std::string statement_markup(std::string_view statement);

}  // namespace softlin::check
