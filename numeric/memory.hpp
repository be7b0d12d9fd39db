#pragma once
/// How a program holds memory for enclosures.

#include <cstdint>

namespace softlin::numeric {

/// Keeps freed memory up to 256 MB in the process instead of handing it back to the system. For the start of a program: tables
/// of enclosures come and go in megabytes, and new pages are half of the time otherwise. Does nothing without glibc.
void keep_memory();

/// Bytes that new data may take before the system must swap or stop programs; 0 where it does not say (not Linux).
std::uint64_t available_memory();

}  // namespace softlin::numeric
