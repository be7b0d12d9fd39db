#pragma once
/// The claims of one run: those of several suite files, or the built-in ones.

#include <map>
#include <string>
#include <vector>

#include "proofs-check/claim.hpp"

namespace softlin::check {

/// Stands for the suites that travel inside the program where the name of a file is expected.
inline constexpr const char* k_built_in = "built-in";

/// The claims of all files in order, as one suite; without files, the built-in suite. `titles` receives the title of each
/// file, by the name that the places of its claims have.
/// Errors : as read_suite(); InputError for a claim id that a second file uses again.
Suite load_suites(const std::vector<std::string>& files, std::map<std::string, std::string>* titles = nullptr);

}  // namespace softlin::check
