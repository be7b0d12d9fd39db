#pragma once
/// Certificates as JSON files that a reader can follow.

#include <string>
#include <string_view>

#include "symbolic/certificate.hpp"

namespace softlin::check {

/// An indented JSON object, one line a step, that ends in a newline; see symbolic/certificate.hpp for the keys.
std::string to_json(const symbolic::Certificate& certificate);

/// Reads it back.
/// Errors : InputError that names `file`, the key, what was found and what was expected; unknown keys are refused.
symbolic::Certificate parse_certificate(std::string_view text, const std::string& file);

}  // namespace softlin::check
