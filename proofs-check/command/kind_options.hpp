#pragma once
/// Options of `softlin table` and `softlin plot`, of which each table and figure reads some.

#include <algorithm>
#include <string>
#include <vector>

#include "proofs-check/word_list.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

/// An option that the kind does not read is refused, not passed over.
/// Inputs : `what` is "table" or "figure", `name` which; `given` as the user wrote them
/// Errors : InputError that names the option and those that are read; for --model beside --s or --u
inline void require_read(const std::string& what, const std::string& name, const std::vector<std::string>& read,
                         const std::vector<std::string>& given) {
  const auto among = [](const std::vector<std::string>& options, const std::string& option) {
    return std::find(options.begin(), options.end(), option) != options.end();
  };
  for (const std::string& option : given) {
    if (among(read, option)) continue;
    throw InputError(
        option, "it with the " + what + " " + name,
        read.empty() ? "none of these options for it" : "the options of this " + what + ": " + joined(read));
  }
  if (among(given, "--model") && (among(given, "--s") || among(given, "--u")))
    throw InputError("--model", "it together with --s or --u", "one of them: the model has its own slope");
}

}  // namespace softlin::check
