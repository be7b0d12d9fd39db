#pragma once
/// Formulas as MathML, which browsers typeset without a script or a font of the page's own.
///
/// What is read is the plain notation that softlin reads and prints elsewhere:
///
/// | notation | what |
/// | --- | --- |
/// | formula | the grammar of symbolic/formula.hpp with the symbols of bounds (bounds/bound.hpp): "c1*sigma^6*log(L)" |
/// | regression | the same with the symbols of regression claims (regression_claim.hpp): "sqrt(2)/(d^(1/4)*hi)" |
/// | identity | the grammar of symbolic/identity_expression.hpp: "B = A + s^2*(S2 - 6*S3)", "mean((a'*g)^2, g)" |
/// | prose | as people write it: factors side by side, subscripts `_`, |x| for norms, E and P, `theta*`, comparisons: |
/// |  | "E\|T_L - T\|^2 <= A (tr V Gamma V^T + \|V Gamma U z\|^2), A = E sum w_i^2" |
///
/// What is written keeps the order of what is read: nothing is simplified. In prose `a/b c` is (a/b) c, and `a b/c` is
/// (a b)/c; `1/2x` is refused. Greek names become letters, c1 a letter with an index, log and ln the natural logarithm.
///
/// Text   : any bytes. Whatever is not read to its end by these rules is refused as a whole and shown as code, so that no
///          formula is shown in part or in another meaning
/// Output : letters, digits and elements of MathML Core; nothing of the text reaches the page unescaped
/// Checked by : tests/proofs-check/math_markup_test.cpp, tests/browser
#include <optional>
#include <string>
#include <string_view>

namespace softlin::check {

enum class MathNotation { formula, regression, identity, prose };

/// One `<math>...</math>`; nothing when the text is refused.
std::optional<std::string> math_markup(std::string_view text, MathNotation notation);

/// `<code>` with the text as it is.
std::string code_markup(std::string_view text);

/// For a line of text; nothing when it is refused. A long formula becomes several `<math>` elements with spaces
/// between them, so that lines may end before its relations, sums and differences.
std::optional<std::string> inline_math_if_read(std::string_view text, MathNotation notation);

/// The same, or code_markup().
std::string inline_math(std::string_view text, MathNotation notation);

/// The same for a line of its own: fractions at full height.
std::string display_math(std::string_view text, MathNotation notation);

}  // namespace softlin::check
