#include "proofs-check/bound_curves.hpp"

#include <algorithm>

#include "bounds/catalogue.hpp"

namespace softlin::check {

namespace {

/// A bound with more definitions is a sum over cells whose search takes seconds.
constexpr std::size_t k_most_light_definitions = 60;

}  // namespace

std::vector<BoundEntry> bound_entries(Quantity quantity, bool all) {
  bounds::Bound wanted;
  wanted.quantity = quantity;
  std::vector<BoundEntry> out;
  for (const bounds::Bound& bound : bounds::catalogue()) {
    const bool light = bound.definitions.size() <= k_most_light_definitions;
    if (bound.about() == wanted.about() && (light || all)) out.push_back({&bound, bounds::CompiledBound(bound)});
  }
  return out;
}

bool BoundCurve::applies() const {
  return std::any_of(values.begin(), values.end(),
                     [](const auto& value) { return std::holds_alternative<bounds::Enclosed>(value); });
}

std::vector<BoundCurve> bound_curves(const symbolic::AttentionModel& model, const std::vector<BoundEntry>& entries,
                                     const std::vector<Length>& lengths, int digits,
                                     const std::function<void()>& done) {
  bounds::Situation situation(model, {});
  std::vector<BoundCurve> out;
  for (const BoundEntry& entry : entries) {
    BoundCurve curve{entry.bound, {}};
    for (const Length& length : lengths)
      curve.values.push_back(bounds::enclose_in(situation, *entry.bound, entry.compiled, length.value, digits));
    out.push_back(std::move(curve));
    done();
  }
  return out;
}

}  // namespace softlin::check
