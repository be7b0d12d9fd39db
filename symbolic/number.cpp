#include "symbolic/number.hpp"

namespace softlin::symbolic {

Number::Number(const Formula& closed) {
  const Formula expanded = closed.expanded();
  if (const auto names = expanded.symbols(); !names.empty()) {
    throw Error("number: the symbol '" + *names.begin() + "' has no value");
  }
  if (auto rational = expanded.as_rational()) {
    value_ = std::move(*rational);
  } else {
    value_ = expanded;
  }
}

Number Number::parse(std::string_view text, const Place& place) {
  if (auto plain = parse_rational(text)) return Number(std::move(*plain));
  return Number(Formula::parse(text, {}, place));
}

Formula Number::formula() const { return is_rational() ? Formula(rational()) : std::get<Formula>(value_); }

bool Number::is_recognised_zero() const {
  return is_rational() ? rational().is_zero() : std::get<Formula>(value_).is_identically_zero();
}

std::string Number::text() const { return is_rational() ? to_text(rational()) : formula().text(); }

Number operator+(const Number& a, const Number& b) {
  if (a.is_rational() && b.is_rational()) return Number(Rational(a.rational() + b.rational()));
  return Number(a.formula() + b.formula());
}

Number operator-(const Number& a, const Number& b) {
  if (a.is_rational() && b.is_rational()) return Number(Rational(a.rational() - b.rational()));
  return Number(a.formula() - b.formula());
}

Number operator*(const Number& a, const Number& b) {
  if (a.is_rational() && b.is_rational()) return Number(Rational(a.rational() * b.rational()));
  return Number(a.formula() * b.formula());
}

Number operator/(const Number& a, const Number& b) {
  if (b.is_recognised_zero()) throw Error("number: division by zero");
  if (a.is_rational() && b.is_rational()) return Number(Rational(a.rational() / b.rational()));
  return Number(a.formula() / b.formula());
}

Number sqrt(const Number& x) { return Number(x.formula().sqrt()); }

}  // namespace softlin::symbolic
