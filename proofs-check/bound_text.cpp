#include "proofs-check/bound_text.hpp"

namespace softlin::check {

std::string hypotheses_text(const bounds::Bound& bound) {
  std::string out;
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : "; ") + words; };
  for (const auto& hypothesis : bound.hypotheses) add(hypothesis.statement);
  for (const auto& condition : bound.conditions) add(condition.statement);
  if (bound.least_length > 1) add("L >= " + std::to_string(bound.least_length));
  return out.empty() ? "every s and L" : out;
}

}  // namespace softlin::check
