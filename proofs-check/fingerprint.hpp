#pragma once
/// Short names for long inputs.

#include <cstdint>
#include <string>
#include <string_view>

namespace softlin::check {

/// 64-bit FNV-1a: enough to tell inputs apart, not a signature.
std::uint64_t hash_of(std::string_view bytes);

/// hash_of() as 16 hexadecimal digits.
std::string fingerprint_of(std::string_view text);

}  // namespace softlin::check
