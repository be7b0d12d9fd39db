#include "proofs-check/claim_bound.hpp"

#include <set>

#include "bounds/catalogue.hpp"

namespace softlin::check {

namespace {

using bounds::Bound;
using symbolic::Formula;
using symbolic::Number;

constexpr const char* k_best = "best";
constexpr const char* k_radius = "radius";  // the key of a claim, and the subject of a bound
constexpr int k_choice_digits = 15;         // with which parameters are chosen

/// What every named bound asks of a claim, but for its hypotheses.
void require_fit(const Claim& claim, const Bound& bound, const std::string& key) {
  if (key == k_radius) {
    if (bound.subject != k_radius) {
      throw InputError(claim_key(claim, key), "the bound " + bound.name + ", which is about " + bound.about(),
                       "a bound on the radius that is exceeded with probability delta");
    }
  } else if (!bound.subject.empty()) {
    throw InputError(claim_key(claim, key), "the bound " + bound.name + ", which is about " + bound.subject,
                     claim.is_exceedance() ? "a probability" : "a bound on an error");
  } else if (claim.is_exceedance()) {
    throw InputError(claim_key(claim, key), "the bound " + bound.name + ", which is about " + bound.about(),
                     "a probability");
  }
  if (bound.quantity != claim.quantity) {
    throw InputError(claim_key(claim, "quantity"), name_of(claim.quantity),
                     name_of(bound.quantity) + ", which is what the bound " + bound.name + " is about");
  }
  const Relation relation = bound.is_lower ? Relation::at_least : Relation::at_most;
  if (claim.relation != relation) {
    throw InputError(claim_key(claim, "relation"), "\"" + name_of(claim.relation) + "\"",
                     "\"" + name_of(relation) + "\" for the bound " + bound.name);
  }
  for (const Length& length : claim.lengths) {
    if (!length.infinite && length.value < bound.least_length) {
      throw InputError(claim_key(claim, "lengths"), to_text(length),
                       "at least " + std::to_string(bound.least_length) + " for the bound " + bound.name);
    }
  }
}

void require_no_constants(const Claim& claim, const std::string& name) {
  if (claim.constants.empty()) return;
  throw InputError(claim_key(claim, "constants"), "constants beside the named bound " + name,
                   "none: its constants are proved");
}

void require_hypotheses(const Claim& claim, const Bound& bound, const symbolic::AttentionModel& model,
                        const Number& sigma) {
  if (const auto failed = bound.failed_hypothesis(model, sigma)) {
    throw InputError(claim_key(claim, "model"), "a model that does not meet the hypothesis: " + *failed,
                     "the hypotheses of the bound " + bound.name);
  }
}

std::map<std::string, Number> given_numbers(const Claim& claim) {
  if (!claim.sigma) return {};
  return {{"sigma", *claim.sigma}};
}

/// A formula of the user's, in the symbols of claims and their constants.
Formula own_formula(const Claim& claim, const std::string& text, const std::string& key) {
  std::set<std::string> symbols(bounds::formula_symbols().begin(), bounds::formula_symbols().end());
  for (const auto& [name, value] : claim.constants) symbols.insert(name);
  return Formula::parse(text, symbols, claim_key(claim, key));
}

/// The probability that a named radius is to be exceeded with.
std::map<std::string, Number> numbers_of_radius(const Claim& claim) {
  auto out = given_numbers(claim);
  const Formula bound = own_formula(claim, claim.bound, "bound");
  if (!bound.symbols().empty()) {
    throw InputError(claim_key(claim, "bound"),
                     "the formula " + claim.bound + " beside the named radius " + claim.radius,
                     "a number between 0 and 1: the probability delta of that bound");
  }
  out.insert_or_assign("delta", Number(bound));
  return out;
}

}  // namespace

Place claim_key(const Claim& claim, const std::string& key) {
  const auto line = claim.key_lines.find(key.substr(0, key.find('.')));
  return {claim.place.file, line == claim.key_lines.end() ? claim.place.line : line->second,
          (claim.id.empty() ? claim.place.key : "claim \"" + claim.id + "\"") + ": " + key};
}

void require_fit(const Claim& claim, const bounds::Bound& bound) { require_fit(claim, bound, "bound"); }

symbolic::AttentionModel scaled_model(symbolic::AttentionModel model, const Number& scale) {
  for (Eigen::Index j = 0; j < model.head.U.cols(); ++j) {
    for (Eigen::Index i = 0; i < model.head.U.rows(); ++i) model.head.U(i, j) *= scale;
  }
  return model;
}

Formula bound_formula(const Claim& claim) {
  if (const Bound* bound = bounds::find_bound(claim.bound)) {
    require_fit(claim, *bound, "bound");
    require_no_constants(claim, claim.bound);
    const bool uses_sigma = bound->expanded().symbols().count("sigma") > 0;
    if (uses_sigma && !claim.sigma) {
      throw InputError(claim_key(claim, "sigma"), "nothing",
                       "the sub-Gaussian parameter that the bound " + bound->name + " uses");
    }
    for (const Number& scale : claim.scales) {
      require_hypotheses(claim, *bound, scaled_model(claim.model, scale), claim.sigma.value_or(Number(1)));
    }
    return bound->expanded() * claim.factor.formula();
  }
  const Formula formula = own_formula(claim, claim.bound, "bound");
  const auto used = formula.symbols();
  for (const auto& [name, value] : claim.constants) {
    // A constant that cancels symbolically is still a constant of the claim; one that is not written at all is a slip.
    const std::string& radius = claim.radius;
    if (used.count(name) == 0 && claim.bound.find(name) == std::string::npos &&
        radius.find(name) == std::string::npos) {
      throw InputError(claim_key(claim, "constants." + name), "a constant that the bound does not use",
                       "only those it uses");
    }
  }
  return formula * claim.factor.formula();
}

Formula radius_formula(const Claim& claim) {
  return own_formula(claim, claim.radius, "radius") * claim.radius_factor.formula();
}

bool ChosenBound::is_meant(const Claim& claim) {
  if (claim.bound == k_best) return true;
  const Bound* bound = bounds::find_bound(claim.bound);
  return bound != nullptr && !bound->is_plain();
}

bool ChosenBound::is_radius_meant(const Claim& claim) { return bounds::find_bound(claim.radius) != nullptr; }

ChosenBound::ChosenBound(const Claim& claim, const symbolic::AttentionModel& model)
    : ChosenBound(claim, model, "bound", given_numbers(claim)) {}

ChosenBound ChosenBound::radius_of(const Claim& claim, const symbolic::AttentionModel& model) {
  return ChosenBound(claim, model, k_radius, numbers_of_radius(claim));
}

ChosenBound::ChosenBound(const Claim& claim, const symbolic::AttentionModel& model, const std::string& key,
                         std::map<std::string, Number> given)
    : claim_(claim),
      key_(key),
      situation_(model, std::move(given)),
      bound_(bounds::find_bound(key == k_radius ? claim.radius : claim.bound)) {
  require_no_constants(claim, key == k_radius ? claim.radius : claim.bound);
  if (bound_ == nullptr) {
    if (claim.is_exceedance()) {
      throw InputError(claim_key(claim, key), "\"best\" with quantity \"" + exceedance_name(claim.quantity) + "\"",
                       "a probability");
    }
    if (claim.relation == Relation::equal) {
      throw InputError(claim_key(claim, "relation"), "\"=\"", "\"<=\" or \">=\" for the best bound");
    }
    contest_.emplace(name_of(claim.quantity), claim.relation == Relation::at_least);
    return;
  }
  require_fit(claim, *bound_, key_);
  require_hypotheses(claim, *bound_, model, situation_.number("sigma").value_or(Number(1)));
  compiled_.emplace(*bound_);
}

std::shared_ptr<const bounds::FixedBound> ChosenBound::at(const Length& length, std::string& text) {
  if (length.infinite) {
    throw InputError(claim_key(claim_, "lengths"),
                     "inf with the bound " + (key_ == k_radius ? claim_.radius : claim_.bound), "finite lengths");
  }
  if (contest_) {
    const auto best = contest_->at(situation_, length.value, k_choice_digits);
    if (!best) {
      throw InputError(claim_key(claim_, "model"), "a model that no bound of the catalogue applies to",
                       "one that meets the hypotheses of a bound on " + name_of(claim_.quantity));
    }
    text = "best: " + best->bound->name;
    return std::make_shared<bounds::FixedBound>(best->enclosed.bound);
  }
  const auto values = situation_.values(*compiled_, length.value);
  if (const auto* missing = std::get_if<std::string>(&values)) {
    throw InputError(claim_key(claim_, "model"), "a model that gives no value to " + *missing,
                     "one with what the bound " + bound_->name + " needs");
  }
  const auto& numbers = std::get<bounds::SymbolValues>(values);
  if (const auto failed = compiled_->failed_condition(numbers)) {
    if (key_ == k_radius && failed->find("delta") != std::string::npos) {
      throw InputError(claim_key(claim_, "bound"), claim_.bound + ", for which this does not hold: " + *failed,
                       "the conditions of the radius " + bound_->name);
    }
    throw InputError(claim_key(claim_, "lengths"), to_text(length) + ", where this does not hold: " + *failed,
                     "the conditions of the bound " + bound_->name);
  }
  try {
    return std::make_shared<bounds::FixedBound>(compiled_->enclose(numbers, k_choice_digits).bound);
  } catch (const DomainError& error) {
    throw InputError(claim_key(claim_, "lengths"), to_text(length) + " (" + error.what() + ")",
                     "a length at which the bound " + bound_->name + " exists");
  }
}

}  // namespace softlin::check
