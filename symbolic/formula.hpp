#pragma once
/// Formulas: parsed from text into an exact symbolic expression (GiNaC), printed, differentiated, compiled.
///
/// GiNaC's own reader turns 0.1 into a binary float and evaluates towers such as 9^9^9^9 at once; ours keeps every
/// decimal as a rational, bounds the work, and names the column of an error. GiNaC's reference counts are not atomic:
/// formulas stay on the thread that made them, and a CompiledFormula is what travels to workers.

#include <ginac/ginac.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "symbolic/compiled_formula.hpp"
#include "symbolic/error.hpp"
#include "symbolic/rational.hpp"

namespace softlin::symbolic {

class Formula {
 public:
  Formula() = default;  ///< the formula 0
  explicit Formula(GiNaC::ex expression) : expression_(std::move(expression)) {}
  explicit Formula(const Rational& value);

  /// Reads `text`. Grammar: + - * / ^ (right-associative), parentheses, decimals and integers (exact), `pi`, the
  /// functions sqrt exp log (natural; also ln) sinh cosh tanh abs erf erfc min max, and the names in `symbols`.
  /// Errors : InputError at `place`, with the column, for a syntax error, an unknown name (the known ones are listed),
  ///          a division by an exact zero, or a power too large to expand.
  static Formula parse(std::string_view text, const std::set<std::string>& symbols, const Place& place);

  /// Further functions of one argument, by name: name(argument) or name[argument] stands for what the function returns.
  using Calls = std::map<std::string, std::function<Formula(const Formula& argument)>>;
  static Formula parse(std::string_view text, const std::set<std::string>& symbols, const Place& place,
                       const Calls& calls);

  /// The symbol of that name. Symbols are taken as real; L, sigma and d as positive.
  static Formula symbol(const std::string& name);

  /// Names of the symbols that occur.
  std::set<std::string> symbols() const;

  /// Puts values for symbols, all at once.
  Formula substitute(const std::map<std::string, Formula>& values) const;

  /// Derivative with respect to the symbol `name`.
  Formula derivative(const std::string& name) const;

  /// Products and powers of sums multiplied out, unless that would give very many terms.
  Formula expanded() const;

  /// Square root; square factors of a rational are taken out (sqrt(8) = 2 sqrt(2)).
  Formula sqrt() const;
  Formula exp() const;
  Formula erfc() const;

  /// True when the expression is 0 by exact algebra; false means "not recognised as 0".
  bool is_identically_zero() const;

  /// The value when the formula is a rational number.
  std::optional<Rational> as_rational() const;

  /// A plain evaluator whose variables are `variables`, in that order.
  /// Errors : Error when a symbol is not among them.
  CompiledFormula compile(const std::vector<std::string>& variables = {}) const;

  std::string text() const;
  std::string latex() const;

  const GiNaC::ex& expression() const { return expression_; }

  friend Formula operator+(const Formula& a, const Formula& b) { return Formula(a.expression_ + b.expression_); }
  friend Formula operator-(const Formula& a, const Formula& b) { return Formula(a.expression_ - b.expression_); }
  friend Formula operator*(const Formula& a, const Formula& b) { return Formula(a.expression_ * b.expression_); }
  friend Formula operator/(const Formula& a, const Formula& b);
  friend Formula operator-(const Formula& a) { return Formula(-a.expression_); }

 private:
  GiNaC::ex expression_ = 0;
};

/// Every function name that Formula::parse reads.
const std::set<std::string>& formula_functions();

}  // namespace softlin::symbolic
