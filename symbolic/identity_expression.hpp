#pragma once
/// One side of an identity as a syntax tree: what is written, before it is given a meaning.
///
/// Grammar : + - * / ^ (whole exponents), ' (transpose), parentheses, exact decimals, names, calls f(x, y), and the
///           derivatives d(X)/ds and d(X)/d(s^2). S3 is short for S(3,0).
/// Meaning : symbolic/statistic_identity.hpp (softmax statistics), symbolic/matrix_identity.hpp (matrices).

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "symbolic/error.hpp"
#include "symbolic/rational.hpp"

namespace softlin::symbolic {

struct Expression {
  enum class Kind { number, name, call, sum, product, quotient, power, transpose, negative };

  Kind kind = Kind::number;
  Rational number = 0;
  std::string name{};               ///< of a name or call; the derivatives are the call "derivative"
  int exponent = 1;                 ///< of a power
  std::vector<Expression> parts{};  ///< operands; a product or quotient has two

  /// Errors : InputError at `place`, with the column, for a syntax error, more than 1000000 characters, nesting deeper than
  ///          200, more than 500 factors in a row, an exponent beyond 64.
  static Expression parse(std::string_view text, const Place& place);

  /// Text that parse() reads back.
  std::string text() const;
  std::string latex() const;

  /// Names that occur outside call heads.
  std::set<std::string> names() const;
};

/// left = right
struct Equation {
  Expression left;
  Expression right;

  /// Errors : as Expression::parse; InputError unless there is exactly one "=".
  static Equation parse(std::string_view text, const Place& place);

  std::string text() const { return left.text() + " = " + right.text(); }
  std::string latex() const { return left.latex() + " = " + right.latex(); }
  /// left - (right), the expression that an identity makes zero.
  Expression difference() const;
  std::string difference_text() const;  ///< "(left) - (right)", as certificates write it
};

/// The expression with one coefficient changed, for every coefficient in turn: a number that is no exponent and no index
/// is increased by 1; a term of a sum, and the whole, that begins with no number is doubled.
std::vector<Expression> with_one_coefficient_changed(const Expression& expression);

}  // namespace softlin::symbolic
