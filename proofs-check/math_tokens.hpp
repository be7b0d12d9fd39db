#pragma once
/// What the notations of math_markup.hpp are made of: numbers, words, marks, and the words that are symbols.
/// Checked by : tests/proofs-check/math_markup_test.cpp

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/math_markup.hpp"
#include "symbolic/ascii.hpp"

namespace softlin::check {

/// Thrown where a text is not in the notation.
struct MathRefused {};

struct MathToken {
  enum class Kind { number, word, mark, end };
  Kind kind = Kind::end;
  std::string text;
  bool after_space = false;
};

/// The tokens of a text, the last of the kind `end`. Errors: MathRefused for a character that no notation has.
std::vector<MathToken> math_tokens(std::string_view text, MathNotation notation);

using MathWords = std::map<std::string, std::string, std::less<>>;

/// "alpha" -> "α"
const MathWords& greek_letters();

/// Short names that the statements of bounds use for Greek letters.
const MathWords& short_greek();

/// Symbols of formulas, in prose.
const MathWords& math_symbols(MathNotation notation);

/// Names that are written upright and stand before what they apply to.
bool is_operator_word(std::string_view word);

/// Words that stand between the formulas of a statement.
bool is_statement_word(std::string_view word);

}  // namespace softlin::check
