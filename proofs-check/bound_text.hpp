#pragma once
/// What a bound of the catalogue asks for, in words.

#include <string>

#include "bounds/bound.hpp"

namespace softlin::check {

/// "the tokens are Gaussian; s > 0; L >= 2": hypotheses, conditions and least length; "every s and L" where there are none.
std::string hypotheses_text(const bounds::Bound& bound);

}  // namespace softlin::check
