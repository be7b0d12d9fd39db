#pragma once
/// The linear operator of a token law at one query, exactly.

#include "symbolic/attention_model.hpp"

namespace softlin::numeric {

/// V m + V Gamma U z with the mean and covariance of the law.
///
/// Formula    : symbolic::linear_operator(tokens, head)(z); for rows of a table and a rational U z, Gamma U z is
///              (1/N) sum x <x, Uz> - m <m, Uz>, without the covariance itself: N d products instead of N d^2
/// Errors     : as symbolic::linear_operator
/// Checked by : tests/numeric/limit_enclosure_test.cpp
symbolic::Vector linear_value(const symbolic::TokenLaw& tokens, const symbolic::Head& head, const symbolic::Vector& z);

}  // namespace softlin::numeric
