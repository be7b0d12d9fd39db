#pragma once
/// What the named softmax statistics are the mean of, as polynomials in S(n,p) = sum_i w_i^n xi_i^p.
/// Source: docs/theory/exact.md 1.1, 4.3 (A2 to A5); icl-regression.md I3.2 (H).

#include <optional>
#include <string>
#include <vector>

namespace softlin::symbolic {

struct NamedMean {
  std::string name;
  std::string text;         ///< in the language of symbolic/identity_expression.hpp
  bool expectation = true;  ///< the name means the mean, a number; otherwise the random variable itself
};

/// Every definition that has a name of its own, means first.
const std::vector<NamedMean>& named_means();

/// The definition of `name`; nothing when it has none. K and two digits i j, j even, is E Y1^i S2^(j/2).
std::optional<NamedMean> find_named_mean(const std::string& name);

}  // namespace softlin::symbolic
