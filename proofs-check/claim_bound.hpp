#pragma once
/// The bound of a claim: a formula, a named bound of the catalogue, or the best one there.

#include <memory>
#include <string>

#include "bounds/enclosure.hpp"
#include "bounds/situation.hpp"
#include "proofs-check/claim.hpp"
#include "symbolic/formula.hpp"

namespace softlin::check {

/// The place of a key of the claim, for errors: file, line of the key or of the claim, and `claim "id": key`; without an id
/// the key of the claim's own place stands in front.
Place claim_key(const Claim& claim, const std::string& key);

/// Errors : InputError naming the key unless the bound, which the claim names, is on an error in its quantity and relation.
void require_fit(const Claim& claim, const bounds::Bound& bound);

/// The model with U times `scale`.
symbolic::AttentionModel scaled_model(symbolic::AttentionModel model, const symbolic::Number& scale);

/// The formula of a claim: a named bound with its hypotheses checked, or the user's own; times the claim's factor.
/// Errors : InputError naming the key, for a named bound of another quantity or relation, constants beside it, a length
///          below its least, an unmet hypothesis; for a formula that cannot be read; for a constant that is not used.
symbolic::Formula bound_formula(const Claim& claim);

/// The radius of an exceedance claim as a formula, times its factor; not for a named radius.
/// Errors : InputError naming the key, for a formula that cannot be read.
symbolic::Formula radius_formula(const Claim& claim);

/// A bound that needs its model: one with free parameters, conditions or symbols that formulas of claims do not have, or
/// `best`, the smallest upper (largest lower) bound of the catalogue that applies.
class ChosenBound {
 public:
  static bool is_meant(const Claim& claim);

  /// Is the radius of the claim a named one?
  static bool is_radius_meant(const Claim& claim);

  /// Errors : as bound_formula(); the claim and the model stay where they are.
  ChosenBound(const Claim& claim, const symbolic::AttentionModel& model);

  /// The named radius of an exceedance claim, with the number in `bound` as delta.
  /// Errors : as above, and InputError for a name that is not a bound on the radius, or a `bound` that is not a number.
  static ChosenBound radius_of(const Claim& claim, const symbolic::AttentionModel& model);

  /// The bound at this length, without the claim's factor, with its parameters chosen; `text` becomes its name, and for `best` "best: NAME".
  /// Errors : InputError for an infinite length, a condition that is not met, or when no bound applies.
  std::shared_ptr<const bounds::FixedBound> at(const Length& length, std::string& text);

 private:
  ChosenBound(const Claim& claim, const symbolic::AttentionModel& model, const std::string& key,
              std::map<std::string, symbolic::Number> given);

  const Claim& claim_;
  std::string key_;  ///< of the claim: "bound" or "radius"
  bounds::Situation situation_;
  const bounds::Bound* bound_ = nullptr;  ///< null for `best`
  std::optional<bounds::CompiledBound> compiled_;
  std::optional<bounds::Contest> contest_;
};

}  // namespace softlin::check
