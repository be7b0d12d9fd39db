#pragma once
/// Exact values on their way between C++ and Python.

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"
#include "symbolic/matrix.hpp"

namespace softlin::python {

/// An int of any size.
pybind11::int_ to_python(const Integer& n);
/// A fractions.Fraction.
pybind11::object to_python(const Rational& q);
/// The two ends as a tuple of Fractions, exactly.
/// Errors : DomainError for an infinite end.
pybind11::tuple to_python(const numeric::Interval& x);

/// A Fraction where the number is rational, otherwise the ends of an enclosure with relative width at most 10^-digits.
pybind11::object to_python(const symbolic::Number& x, int digits);
/// A list of them.
pybind11::list to_python(const symbolic::Vector& x, int digits);
/// A list of rows.
pybind11::list to_python(const symbolic::Matrix& a, int digits);
/// A list of pairs of ends.
pybind11::list to_python(const std::vector<numeric::Interval>& x);

/// The value of an int or a Fraction.
Rational rational_of(const pybind11::handle& number);

/// Lengths as text ("16", "inf"), one by one, so that they may repeat.
/// Errors : InputError naming the argument `lengths`.
std::vector<check::Length> lengths_of(const std::vector<std::string>& texts, bool infinite_allowed);

/// The place of an argument, for messages.
inline Place argument(const std::string& name) { return Place{name, 0, ""}; }

/// 0 stands for all threads that the machine has.
unsigned threads_of(unsigned threads);

/// Correct significant digits, as the program's --digits. Errors: InputError unless from 1 to 1000.
int digits_of(int digits);

}  // namespace softlin::python
