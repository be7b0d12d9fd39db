#pragma once
/// The suites that come with the program: proofs-check/suites/*.toml, taken in when softlin is built.

#include <string>
#include <vector>

namespace softlin::check {

struct EmbeddedSuite {
  std::string name;  ///< file name without ".toml"
  std::string text;  ///< the file as it is
};

/// All built-in suites, sorted by name.
/// Threads : safe.
const std::vector<EmbeddedSuite>& embedded_suites();

}  // namespace softlin::check
