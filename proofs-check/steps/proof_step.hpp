#pragma once
/// A numbered step of docs/theory (bounds.md, sharper-bounds.md, icl-regression.md) as data: what it says, where, and how both sides are enclosed.
///
/// One number of the statement is its `constant`, written {c}. The same step with `twin` in its place is wrong on
/// purpose: a check that does not report it as failing is itself wrong.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/steps/step_point.hpp"

namespace softlin::check {

/// left (<=, >= or =) right
struct StepSides {
  std::string part;  ///< which claim of the step, in words
  numeric::Interval left;
  Relation relation = Relation::at_most;
  numeric::Interval right;
};

/// What the sides of a step are evaluated at: a point, the constant, and how hard to try.
class StepTrial {
 public:
  /// effort 0, 1, 2, ...: 18, 36, 72, ... digits, and finer meshes.
  StepTrial(const StepPoint& point, const Rational& constant, int effort)
      : point_(&point), constant_(&constant), effort_(effort) {}

  const Rational& exact(std::string_view name) const { return point_->at(name); }
  numeric::Interval operator()(std::string_view name) const { return {exact(name), bits()}; }
  long whole(std::string_view name) const { return static_cast<long>(mp::numerator(exact(name))); }
  const Rational& exact_constant() const { return *constant_; }
  numeric::Interval constant() const { return {*constant_, bits()}; }
  numeric::Interval number(const Rational& x) const { return {x, bits()}; }

  int effort() const { return effort_; }
  int digits() const { return 18 << effort_; }
  numeric::Bits bits() const { return numeric::bits_for_digits(digits(), 64); }

 private:
  const StepPoint* point_;
  const Rational* constant_;
  int effort_;
};

struct ProofStep {
  std::string id;         ///< "A2.4"
  std::string statement;  ///< with {c} for the constant
  std::string domain;     ///< in words and symbols
  std::vector<StepParameter> parameters;
  Rational constant;
  Rational twin;  ///< the constant made wrong
  /// The claims of the step at a point. Empty: the point is outside the domain.
  std::function<std::vector<StepSides>(const StepTrial&)> sides;

  /// The statement with a value in place of {c}.
  std::string statement_with(const Rational& value) const;
};

}  // namespace softlin::check
