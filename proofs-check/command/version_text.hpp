#pragma once
/// The program's version and those of the numeric libraries in use.

#include <string>

namespace softlin::check {

/// "softlin 0.1.0\nMPFR ...": one library a line, as linked where the library can tell.
std::string version_text();

/// "0.1.0"
std::string program_version();

}  // namespace softlin::check
