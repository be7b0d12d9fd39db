#pragma once
/// Runs a compiled formula on intervals (verified) or doubles (planning and sampling only).

#include <span>

#include "numeric/interval.hpp"
#include "symbolic/compiled_formula.hpp"
#include "symbolic/number.hpp"

namespace softlin::numeric {

/// Encloses the formula at every choice of the variables inside `values` (one a variable, in order).
/// Errors : DomainError naming the subformula when a logarithm, root, power or division may leave its domain.
Interval evaluate(const symbolic::CompiledFormula& formula, std::span<const Interval> values, Bits bits);

/// A closed formula.
inline Interval evaluate(const symbolic::CompiledFormula& formula, Bits bits) { return evaluate(formula, {}, bits); }

/// The nearest doubles to the exact formula may be missed by rounding: never a verdict.
double approximate(const symbolic::CompiledFormula& formula, std::span<const double> values = {});

Interval enclose(const symbolic::Number& x, Bits bits);
double approximate(const symbolic::Number& x);

}  // namespace softlin::numeric
