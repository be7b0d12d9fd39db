#pragma once
/// Text that HTML shows literally.

#include <string>
#include <string_view>

namespace softlin::check {

/// `text` for HTML content and quoted attributes. Control characters but line breaks and tabs become U+FFFD.
/// Checked by : tests/proofs-check/html_escape_test.cpp
std::string html_escape(std::string_view text);

}  // namespace softlin::check
