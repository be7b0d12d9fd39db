#pragma once
/// A softmax statistic and its slope as a user gives them.
/// Checked by: tests/golden/expect_*.case

#include <string>

#include "symbolic/expectation_form.hpp"

namespace softlin::check {

/// E of a statistic named in docs/theory/exact.md 1.1, or of a polynomial in S(n,p) and s.
/// `route` is the reduction to weight power sums: "stein" or "hermite".
/// Errors : InputError at `place` that lists the names, or shows where the polynomial cannot be read; for another route.
symbolic::ExpectationForm parse_statistic(const std::string& statistic, const symbolic::Number& s,
                                          const std::string& route, const Place& place);

/// The slope in `text`. Errors: InputError at `place` unless it is a number from 0 to numeric::k_max_slope.
symbolic::Number parse_slope(const std::string& text, const Place& place);

}  // namespace softlin::check
