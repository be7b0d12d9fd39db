#pragma once
/// Formulas as program text.

#include <string>

#include "symbolic/formula.hpp"

namespace softlin::symbolic {

/// A C++ expression in variables of type double: "std::exp(m1 + 0.5*g11)" style, with <cmath> and <numbers>. Rational
/// numbers are quotients of literals. Symbols that are words of the language get a trailing underscore.
/// Not promised : exactness; doubles round.
std::string cpp_text(const Formula& formula);

/// A Python expression for `from mpmath import *`: rational numbers are mpf(p)/q, so that any precision is kept.
std::string python_text(const Formula& formula);

}  // namespace softlin::symbolic
