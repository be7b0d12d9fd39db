#pragma once
/// Parameters of a proof step and the points at which it is tried.
///
/// A point is a list of exact numbers, drawn from counter-based streams: it depends on the step's id, the seed and its
/// number, and on nothing else.
/// Checked by: tests/proofs-check/proof_step_test.cpp

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::check {

/// How the draws of a parameter are spread between its ends.
enum class Spread { even, by_orders };

/// One parameter: least <= value <= most. Every second draw, on average, is one of the extremes.
struct StepParameter {
  std::string name;
  Rational least;
  Rational most;
  Spread spread = Spread::even;
  bool whole = false;
  std::vector<Rational> extremes;  ///< ends and other delicate values, each within the domain
};

/// The values of the parameters, by name, in the order of the parameters.
class StepPoint {
 public:
  StepPoint() = default;
  explicit StepPoint(std::vector<std::pair<std::string, Rational>> values) : values_(std::move(values)) {}

  /// Errors : Error for a name that the step does not have.
  const Rational& at(std::string_view name) const;
  std::string text() const;  ///< "s = 1/2, L = 16"

 private:
  std::vector<std::pair<std::string, Rational>> values_;
};

/// The point number `index` of the step `id`. Values are dyadic fractions with a dozen digits, so that they are exact
/// in enclosures too.
StepPoint draw_point(const std::vector<StepParameter>& parameters, std::string_view id, std::uint64_t seed,
                     std::uint64_t index);

/// Numbers of a step that needs many: entry k of the list `list`, a multiple of 1/64 between -2 and 2.
Rational drawn_entry(const Rational& list, std::uint64_t k);

}  // namespace softlin::check
