#pragma once
/// Exact real constants: a rational, or a closed formula such as sqrt(2) or exp(1). The type of model entries.

#include <concepts>
#include <string>
#include <string_view>
#include <variant>

#include "symbolic/formula.hpp"

namespace softlin::symbolic {

/// An exact real number. Rational arithmetic stays rational; anything else is kept as an expanded formula.
///
/// There is no ordering here: the sign of a formula is decided by enclosure (numeric/exact_sign.hpp).
/// Threads : as Formula, because an irrational number holds one; compile() gives what may travel.
class Number {
 public:
  Number() = default;  ///< zero
  template <std::integral T>
  Number(T value) : value_(Rational(value)) {}  // NOLINT(google-explicit-constructor): matrix literals
  template <std::floating_point T>
  Number(T) = delete;                                   ///< 0.1 is not one tenth: use Rational or parse
  Number(Rational value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): exact, hence safe
  explicit Number(const Formula& closed);               ///< `closed` must have no symbols (Error otherwise)

  /// Reads an integer, decimal, "1/3", "sqrt(2)", "exp(1)", ...; see Formula::parse.
  /// Errors : InputError at `place`.
  static Number parse(std::string_view text, const Place& place);

  bool is_rational() const { return std::holds_alternative<Rational>(value_); }
  const Rational& rational() const { return std::get<Rational>(value_); }  ///< only when is_rational()
  Formula formula() const;

  /// True when the number is 0 by exact algebra; false means "not recognised as 0".
  bool is_recognised_zero() const;

  CompiledFormula compile() const { return formula().compile(); }
  std::string text() const;
  std::string latex() const { return formula().latex(); }

  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  friend Number operator/(const Number& a, const Number& b);  ///< Error when b is recognised as 0
  friend Number operator-(const Number& a) { return Number(0) - a; }
  /// Equal by exact algebra; false means "not recognised as equal". Eigen's products need it.
  friend bool operator==(const Number& a, const Number& b) { return (a - b).is_recognised_zero(); }
  Number& operator+=(const Number& b) { return *this = *this + b; }
  Number& operator-=(const Number& b) { return *this = *this - b; }
  Number& operator*=(const Number& b) { return *this = *this * b; }

 private:
  std::variant<Rational, Formula> value_{Rational(0)};
};

/// Square root of a number known to be non-negative; rational when it is a perfect square.
Number sqrt(const Number& x);

}  // namespace softlin::symbolic
