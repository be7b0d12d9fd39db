#pragma once
/// How a program holds memory for enclosures.

namespace softlin::numeric {

/// Keeps freed memory up to 256 MB in the process instead of handing it back to the system. For the start of a program: tables
/// of enclosures come and go in megabytes, and new pages are half of the time otherwise. Does nothing without glibc.
void keep_memory();

}  // namespace softlin::numeric
