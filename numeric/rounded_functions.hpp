#pragma once
/// Elementary functions rounded to nearest, hence the same bits on every machine.
///
/// Formula    : the double nearest to f(x), ties to even; infinities as limits, NaN outside the domain
/// Result     : error at most half a unit in the last place; results below 2^-1022 are rounded twice
/// Threads    : safe
/// Cost       : a microsecond or two a call (MPFR): for what is computed once a query, not once a token. The functions of
///              <cmath> differ in the last bit between machines, as libraries pick variants by the processor.
/// Checked by : tests/numeric/rounded_functions_test.cpp (50-digit values; exact cases; special values)

namespace softlin::numeric {

double rounded_exp(double x);
double rounded_expm1(double x);
double rounded_log(double x);
double rounded_tanh(double x);
double rounded_sinh(double x);
double rounded_cosh(double x);
/// x^y for x >= 0
double rounded_pow(double x, double y);

}  // namespace softlin::numeric
