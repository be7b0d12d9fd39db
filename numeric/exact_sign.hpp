#pragma once
/// The sign of an exact number: rational arithmetic where possible, otherwise algebra for zero and enclosures for the rest.

#include <optional>

#include "symbolic/number.hpp"

namespace softlin::numeric {

/// -1, 0 or 1; nothing when an irrational number is too close to 0 to tell at `max_bits` and not recognised as 0.
std::optional<int> sign(const symbolic::Number& x, long max_bits = 4096);

/// The same, as an Error naming `what` when it cannot be decided.
int require_sign(const symbolic::Number& x, const std::string& what);

}  // namespace softlin::numeric
