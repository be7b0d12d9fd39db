#pragma once
/// What a proof by subdivision of a region ends with.

#include <map>
#include <string>

#include "proofs-check/claim.hpp"

namespace softlin::check {

struct RegionResult {
  Verdict verdict = Verdict::undecided;  ///< proved, violated or undecided
  long boxes = 0;                        ///< boxes proved
  std::map<std::string, long> methods;   ///< how many of them by which argument
  std::string open_box;                  ///< the first box not proved, or the point of the violation
};

}  // namespace softlin::check
