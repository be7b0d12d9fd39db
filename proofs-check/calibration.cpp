#include "proofs-check/calibration.hpp"

#include <algorithm>
#include <iomanip>
#include <set>
#include <sstream>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/constant_dependence.hpp"
#include "proofs-check/row_compute.hpp"
#include "proofs-check/row_plan.hpp"
#include "proofs-check/word_list.hpp"

namespace softlin::check {

namespace {

using bounds::Bound;
using numeric::Bits;
using numeric::Interval;
using symbolic::Formula;
using symbolic::Number;
using Values = std::map<std::string, Number>;

constexpr int k_more_digits = 200;  ///< beyond those asked for, where an answer that is not settled is given up

/// A bound with those of its definitions that its formula names directly, and that do not depend on L, as constants.
struct ConstantForm {
  const Bound* bound = nullptr;
  Formula formula;  ///< in bound symbols and constants
  std::vector<std::string> constants;
};

ConstantForm constant_form(const Bound& bound) {
  std::set<std::string> names(bounds::bound_symbols().begin(), bounds::bound_symbols().end());
  for (const auto& definition : bound.definitions) names.insert(definition.first);
  ConstantForm out{&bound, Formula::parse(bound.formula, names, Place{"bound " + bound.name, 0, "formula"}), {}};
  const auto used = out.formula.symbols();
  std::map<std::string, Formula> others;
  for (const auto& definition : bound.definitions) {
    const std::string& name = definition.first;
    if (used.count(name) == 0) continue;
    const Formula value = bound.expanded_definition(name);
    if (value.symbols().count("L") > 0) {
      others[name] = value;
    } else {
      out.constants.push_back(name);
    }
  }
  if (!others.empty()) out.formula = out.formula.substitute(others);
  std::sort(out.constants.begin(), out.constants.end());
  return out;
}

/// What one length says about the constant.
struct Limit {
  enum class Kind { open, never, at_least, at_most };
  Kind kind = Kind::open;
  std::optional<Interval> value;
};

bool certainly_nonpositive(const Interval& x) { return certainly_nonnegative(-x); }
bool is_zero(const Interval& x) { return x.is_point() && contains_zero(x); }

/// Solves rate c >= x (`up`), or <= x, for c; nothing while a sign is open.
std::optional<Limit> solve_linear(const Interval& rate, const Interval& x, bool up) {
  if (certainly_positive(rate)) return Limit{up ? Limit::Kind::at_least : Limit::Kind::at_most, x / rate};
  if (certainly_negative(rate)) return Limit{up ? Limit::Kind::at_most : Limit::Kind::at_least, x / rate};
  if (!is_zero(rate)) return std::nullopt;
  const bool holds = up ? certainly_nonpositive(x) : certainly_nonnegative(x);
  const bool fails = up ? certainly_positive(x) : certainly_negative(x);
  if (holds || fails) return Limit{holds ? Limit::Kind::open : Limit::Kind::never, {}};
  return std::nullopt;
}

/// Solves factor e^{rate c} >= r (`up`), or <= r, for c; nothing while a sign is open.
std::optional<Limit> solve_exponential(Interval factor, const Interval& rate, Interval r, bool up) {
  if (certainly_negative(factor)) {
    factor = -factor;
    r = -r;
    up = !up;
  }
  if (is_zero(factor)) return solve_linear(factor, r, up);
  if (!certainly_positive(factor)) return std::nullopt;
  if (certainly_nonpositive(r)) return Limit{up ? Limit::Kind::open : Limit::Kind::never, {}};
  if (!certainly_positive(r)) return std::nullopt;
  return solve_linear(rate, log(r / factor), up);
}

/// A planned length with the parts of its bound as evaluators.
struct PlannedLength {
  RowPlan plan;
  symbolic::CompiledFormula rest, factor, rate;
  bool exponential = false;
};

/// Free constants are 1: the parts are free of them.
std::vector<Interval> enclose_variables(const RowPlan& plan, int digits) {
  return check::enclose_variables(plan, plan.row.length, Interval(1, numeric::bits_for_digits(digits, 64)), digits);
}

std::optional<Limit> limit_at(const PlannedLength& at, const Interval& deviation, int digits) {
  const RowPlan& plan = at.plan;
  if (plan.decided) return Limit{*plan.decided == Verdict::proved ? Limit::Kind::open : Limit::Kind::never, {}};
  const Bits bits = numeric::bits_for_digits(digits, 64);
  const std::vector<Interval> values = enclose_variables(plan, digits);
  const Interval r = deviation - numeric::evaluate(at.rest, values, bits);
  const Interval factor = numeric::evaluate(at.factor, values, bits);
  const bool up = plan.row.relation == Relation::at_most;
  if (!at.exponential) return solve_linear(factor, r, up);
  return solve_exponential(factor, numeric::evaluate(at.rate, values, bits), r, up);
}

/// The first value that none of the others certainly beats.
template <class Beaten>
std::size_t deciding(const std::vector<std::optional<Interval>>& values, const Beaten& beaten) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool loses = !values[i] || std::any_of(values.begin(), values.end(), [&](const auto& other) {
      return other && beaten(*values[i], *other);
    });
    if (!loses) return i;
  }
  throw Error("calibration: no value decides");
}

/// The largest of the values given (the smallest when `smallest` is off), and which one it is.
std::pair<Interval, std::size_t> extreme(const std::vector<std::optional<Interval>>& values, bool smallest) {
  std::optional<Interval> out;
  for (const auto& value : values) {
    if (value) out = !out ? *value : smallest ? max(*out, *value) : min(*out, *value);
  }
  const std::size_t at = deciding(
      values, [&](const auto& a, const auto& b) { return smallest ? certainly_less(a, b) : certainly_less(b, a); });
  return {*out, at};
}

}  // namespace

struct Calibrator::Problem {
  Claim claim;  ///< at one scale; its constants are those of a named bound when it names one
  ConstantForm named;
  bounds::Situation situation;
  std::map<int, std::vector<Interval>> deviations;  ///< by digits

  Problem(Claim claim_given, const Number& scale)
      : claim(std::move(claim_given)), situation(scaled_model(claim.model, scale), given(claim)) {
    if (claim.is_exceedance()) {
      throw InputError(claim_key(claim, "quantity"), exceedance_name(claim.quantity),
                       "output, grad-v, grad-u or bias: a constant is calibrated against exact errors");
    }
    claim.scales = {scale};
    claim.method = Method::exact;
    claim.stop_early = false;
  }

  static Values given(const Claim& claim) { return claim.sigma ? Values{{"sigma", *claim.sigma}} : Values{}; }

  Place place(const std::string& key) const { return claim_key(claim, key); }

  InputError no_constant(const std::string& option, const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& constant : claim.constants) names.push_back(constant.first);
    return {place("constants"), "none named " + name + ", which " + option + " asks for",
            names.empty() ? "a bound with constants" : joined(names)};
  }

  // --- The bound to compare with ---

  /// Values of the constants of a bound at the model; nothing when one needs a number that the model does not have.
  std::optional<Values> proved_values(const ConstantForm& form) {
    Values out;
    for (const std::string& name : form.constants) {
      const auto value = at_numbers(form.bound->expanded_definition(name));
      if (!value || !value->symbols().empty()) return std::nullopt;
      out[name] = Number(*value);
    }
    return out;
  }

  /// The formula with the model's numbers for all but L, statistics and constants.
  std::optional<Formula> at_numbers(const Formula& formula) {
    std::map<std::string, Formula> values;
    for (const std::string& symbol : formula.symbols()) {
      const auto& names = bounds::bound_symbols();
      if (symbol == "L" || bounds::is_statistic(symbol) || std::find(names.begin(), names.end(), symbol) == names.end())
        continue;
      const auto number = situation.number(symbol);
      if (!number) return std::nullopt;
      values[symbol] = number->formula();
    }
    return formula.substitute(values);
  }

  bool same_side(const Bound& bound) const {
    return bound.is_plain() && bound.quantity == claim.quantity &&
           bound.is_lower == (claim.relation == Relation::at_least);
  }

  /// The first bound of the catalogue with the claim's formula and constants.
  std::optional<ConstantForm> matching(const Formula& formula) {
    const auto own = at_numbers(formula);
    if (!own || claim.constants.empty()) return std::nullopt;
    for (const Bound& bound : bounds::catalogue()) {
      if (bound.definitions.empty() || !same_side(bound) || situation.failed_hypothesis(bound)) continue;
      ConstantForm form = constant_form(bound);
      const bool same_names =
          std::equal(form.constants.begin(), form.constants.end(), claim.constants.begin(), claim.constants.end(),
                     [](const std::string& name, const auto& constant) { return name == constant.first; });
      if (!same_names) continue;
      const auto other = at_numbers(form.formula);
      if (other && (*own - *other).is_identically_zero()) return form;
    }
    return std::nullopt;
  }

  ConstantForm asked_for(const CalibrationRequest& request) {
    const Bound* bound = bounds::find_bound(request.proved);
    const auto refuse = [&](const std::string& found) {
      return InputError("--proved", found,
                        "a bound on the same error with the constant " + request.constant + ", e.g. one of " +
                            joined(bounds_with_constants()));
    };
    if (bound == nullptr) throw refuse("'" + request.proved + "'");
    if (!same_side(*bound)) throw refuse(bound->name + ", which is about another error or has no constants");
    ConstantForm form = constant_form(*bound);
    if (std::find(form.constants.begin(), form.constants.end(), request.constant) == form.constants.end())
      throw refuse(bound->name);
    if (const auto failed = situation.failed_hypothesis(*bound)) {
      throw InputError(place("model"), "a model that does not meet the hypothesis: " + *failed,
                       "the hypotheses of " + bound->name);
    }
    return form;
  }

  std::optional<ConstantForm> comparison(const CalibrationRequest& request, const Formula& formula) {
    if (!request.proved.empty()) return asked_for(request);
    if (named.bound == nullptr) return matching(formula);
    if (situation.failed_hypothesis(*named.bound)) return std::nullopt;
    return named;
  }

  // --- The constants that stay ---

  Values fixed_values(const CalibrationRequest& request, const Values& proved) const {
    for (const auto& [name, value] : request.fixed) {
      if (name == request.constant) throw InputError("--fix", name, "another constant than the one that is solved for");
      if (claim.constants.count(name) == 0) throw no_constant("--fix", name);
    }
    Values out;
    for (const auto& [name, value] : claim.constants) {
      if (name == request.constant) continue;
      if (const auto own = request.fixed.find(name); own != request.fixed.end()) {
        out[name] = own->second;
      } else if (value) {
        out[name] = *value;
      } else if (const auto known = proved.find(name); known != proved.end()) {
        out[name] = known->second;
      } else {
        throw InputError(place("constants"), name + " without a value", "a number there, or --fix " + name + "=VALUE");
      }
    }
    return out;
  }

  // --- The answer ---

  std::vector<PlannedLength> plan(const Values& fixed, const std::string& constant,
                                  const ConstantDependence& parts) const {
    Claim one = claim;
    for (const auto& [name, value] : fixed) one.constants[name] = value;
    one.constants[constant] = std::nullopt;
    std::vector<PlannedLength> out;
    for (RowPlan& row : plan_rows(Suite{"", {one}})) {
      PlannedLength at;
      if (!row.decided) {
        at.rest = parts.rest.compile(row.bound.variables);
        at.factor = parts.factor.compile(row.bound.variables);
        at.rate = parts.rate.compile(row.bound.variables);
        at.exponential = parts.kind == ConstantDependence::Kind::exponential;
      }
      at.plan = std::move(row);
      out.push_back(std::move(at));
    }
    return out;
  }

  const std::vector<Interval>& errors(const std::vector<PlannedLength>& lengths, int digits, unsigned threads) {
    const auto found = deviations.find(digits);
    if (found != deviations.end()) return found->second;
    std::vector<const RowPlan*> plans;
    for (const PlannedLength& at : lengths) plans.push_back(&at.plan);
    return deviations.emplace(digits, enclose_deviations(plans, digits, threads)).first->second;
  }

  /// The limits of all lengths; nothing while one is open.
  std::optional<std::vector<Limit>> limits(const std::vector<PlannedLength>& lengths, int digits, unsigned threads) {
    const std::vector<Interval>& exact = errors(lengths, digits, threads);
    std::vector<Limit> out;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      auto limit = limit_at(lengths[i], exact[i], digits);
      if (!limit) return std::nullopt;
      out.push_back(std::move(*limit));
    }
    return out;
  }

  Calibrated gather(const std::vector<PlannedLength>& lengths, const std::vector<Limit>& limits) const {
    Calibrated out;
    std::vector<std::optional<Interval>> values;
    std::optional<std::size_t> first[2];  // where the constant has a least value, where a largest
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const Length& length = lengths[i].plan.row.length;
      values.push_back(limits[i].value);
      if (limits[i].kind == Limit::Kind::never) {
        out.status = CalibrationStatus::none;
        out.witness = length;
        return out;
      }
      if (limits[i].kind == Limit::Kind::open) continue;
      auto& kind = first[limits[i].kind == Limit::Kind::at_least ? 0 : 1];
      if (!kind) kind = i;
    }
    if (first[0] && first[1]) {
      throw InputError(place("bound"),
                       "a formula that asks for a least value of the constant at L = " +
                           to_text(lengths[*first[0]].plan.row.length) +
                           " and for a largest at L = " + to_text(lengths[*first[1]].plan.row.length),
                       "one that moves in the same direction at every length");
    }
    out.status = first[0] || first[1] ? CalibrationStatus::found : CalibrationStatus::all;
    if (out.status == CalibrationStatus::all) return out;
    out.smallest = first[0].has_value();
    const auto [value, at] = extreme(values, out.smallest);
    out.value = value;
    out.witness = lengths[at].plan.row.length;
    return out;
  }

  /// A bound that leaves its domain is bad input, met before the exact errors are computed.
  void require_defined(const std::vector<PlannedLength>& lengths) const {
    constexpr int digits = 60;
    for (const PlannedLength& at : lengths) {
      const auto& variables = at.plan.variables;
      const bool has_statistic = std::any_of(variables.begin(), variables.end(), [](const BoundVariable& variable) {
        return variable.kind == BoundVariable::Kind::statistic;
      });
      if (at.plan.decided || has_statistic) continue;
      try {
        const auto values = enclose_variables(at.plan, digits);
        for (const auto* part : {&at.rest, &at.factor, &at.rate})
          numeric::evaluate(*part, values, numeric::bits_for_digits(digits, 64));
      } catch (const DomainError& error) {
        throw InputError(place("bound"), "no value at L = " + to_text(at.plan.row.length) + " (" + error.what() + ")",
                         "a bound that is defined at every length");
      }
    }
  }

  /// Digits are raised until every sign is settled and the constant is as narrow as asked.
  Calibrated settle(const std::vector<PlannedLength>& lengths, const CalibrationRequest& request) {
    const bool average = std::any_of(lengths.begin(), lengths.end(), [](const auto& at) {
      return at.plan.deviation && at.plan.deviation->is_average();
    });
    const int most = average ? numeric::k_max_average_digits - 1 : request.digits + k_more_digits;
    if (request.digits + 4 > most) {
      throw InputError("--digits", std::to_string(request.digits),
                       "at most " + std::to_string(most - 4) + (average ? " for an average over a query" : ""));
    }
    std::string reached = "a sign that is open";
    for (int digits = request.digits + 4;; digits = std::min(2 * digits + 10, most)) {
      try {
        if (const auto found = limits(lengths, digits, request.threads)) {
          Calibrated out = gather(lengths, *found);
          if (!out.value || numeric::width_reached(*out.value, request.digits)) return out;
          std::ostringstream width;
          width << "relative width " << std::setprecision(2) << out.value->relative_width();
          reached = width.str();
        }
      } catch (const DomainError& error) {
        if (digits >= most) {
          throw InputError(place("bound"), std::string("no value (") + error.what() + ")",
                           "a bound that is defined at every length");
        }
      }
      if (digits >= most) {
        throw PrecisionError("claim " + claim.id + ": " + request.constant, std::to_string(request.digits) + " digits",
                             reached, std::to_string(most) + " digits of the error");
      }
    }
  }

  /// True when the claim's formula with the proved constant implies nothing beyond the proved bound: it is that bound, or
  /// on its far side at every length.
  bool serves(const ConstantForm& form, const std::vector<PlannedLength>& lengths, const Formula& formula,
              Values values) {
    for (const PlannedLength& at : lengths) {
      const Length& length = at.plan.row.length;
      if (length.infinite || length.value < form.bound->least_length) return false;
    }
    std::map<std::string, Formula> constants;
    for (const auto& [name, value] : values) constants[name] = value.formula();
    const auto own = at_numbers(formula.substitute(constants));
    const auto other = at_numbers(form.bound->expanded());
    if (!own || !other) return false;
    const Formula gap = claim.relation == Relation::at_most ? *own - *other : *other - *own;
    if (gap.is_identically_zero()) return true;
    if (gap.symbols() != std::set<std::string>{"L"}) return false;
    const auto compiled = gap.compile({"L"});
    return std::all_of(lengths.begin(), lengths.end(), [&](const PlannedLength& at) {
      constexpr Bits bits(256);
      const std::vector<Interval> L{Interval(at.plan.row.length.value, bits)};
      return certainly_nonnegative(numeric::evaluate(compiled, L, bits));
    });
  }

  void compare(Calibrated& out, const CalibrationRequest& request, const ConstantForm& form, const Values& proved,
               Values fixed, const std::vector<PlannedLength>& lengths, const Formula& formula) {
    const auto constant = proved.find(request.constant);
    if (constant == proved.end()) return;
    const auto compiled = constant->second.compile();
    const Interval value = numeric::raise_precision([&](Bits bits) { return numeric::evaluate(compiled, bits); },
                                                    request.digits + 4, request.constant);
    fixed[request.constant] = constant->second;
    out.proved = ProvedConstant{form.bound->name, value, serves(form, lengths, formula, std::move(fixed))};
    const bool positive = out.value && certainly_positive(*out.value) && certainly_positive(value);
    if (out.proved->serves && positive) out.slack = out.smallest ? value / *out.value : *out.value / value;
  }
};

Calibrator::Calibrator(Claim claim, const Number& scale, const std::vector<Length>& lengths) {
  if (claim.regression) {
    throw InputError(claim.place, "the regression claim \"" + claim.id + "\"", "a claim about an attention error");
  }
  if (claim.identity) {
    throw InputError(claim.place, "the identity claim \"" + claim.id + "\"", "a claim with a bound");
  }
  if (claim.relation == Relation::equal) {
    throw InputError(claim_key(claim, "relation"), "\"=\"", "\"<=\" or \">=\"");
  }
  if (!lengths.empty()) claim.lengths = lengths;
  ConstantForm named;
  if (const Bound* bound = bounds::find_bound(claim.bound); bound != nullptr) {
    if (!bound->is_plain()) {
      throw InputError(claim_key(claim, "bound"), "the bound " + bound->name,
                       "a bound on an error by a formula in the symbols of claims");
    }
    named = constant_form(*bound);
    claim.bound = named.formula.text();
    claim.constants.clear();
    for (const std::string& name : named.constants) claim.constants[name] = std::nullopt;
  }
  problem_ = std::make_unique<Problem>(std::move(claim), scale);
  problem_->named = std::move(named);
}

Calibrator::~Calibrator() = default;
Calibrator::Calibrator(Calibrator&&) noexcept = default;
Calibrator& Calibrator::operator=(Calibrator&&) noexcept = default;

void Calibrator::take_errors(const Calibrator& other) {
  const Claim &own = problem_->claim, &theirs = other.problem_->claim;
  const auto same_length = [](const Length& a, const Length& b) {
    return a.infinite == b.infinite && a.value == b.value;
  };
  const bool same =
      symbolic::exact_text(own.model) == symbolic::exact_text(theirs.model) &&
      own.scales.front() == theirs.scales.front() && own.quantity == theirs.quantity && own.target == theirs.target &&
      std::equal(own.lengths.begin(), own.lengths.end(), theirs.lengths.begin(), theirs.lengths.end(), same_length);
  if (!same) throw Error("calibration: errors of another claim");
  problem_->deviations.insert(other.problem_->deviations.begin(), other.problem_->deviations.end());
}

std::vector<std::string> Calibrator::constants() const {
  std::vector<std::string> out;
  for (const auto& constant : problem_->claim.constants) out.push_back(constant.first);
  return out;
}

Calibrated Calibrator::solve(const CalibrationRequest& request) {
  Problem& problem = *problem_;
  const Claim& claim = problem.claim;
  if (claim.constants.count(request.constant) == 0) throw problem.no_constant("--solve", request.constant);
  std::set<std::string> symbols(bounds::formula_symbols().begin(), bounds::formula_symbols().end());
  for (const auto& constant : claim.constants) symbols.insert(constant.first);
  const Formula formula = Formula::parse(claim.bound, symbols, problem.place("bound")) * claim.factor.formula();
  const auto parts = dependence_on(formula, request.constant);
  if (!parts) {
    throw InputError(problem.place("bound"),
                     "a formula in which " + request.constant + " is neither linear nor in an exponent alone",
                     "r + f*" + request.constant + ", or r + f*b^(e*" + request.constant + ")");
  }
  const auto form = problem.comparison(request, formula);
  const Values proved = form ? problem.proved_values(*form).value_or(Values{}) : Values{};
  const Values fixed = problem.fixed_values(request, proved);
  const std::vector<PlannedLength> lengths = problem.plan(fixed, request.constant, *parts);
  problem.require_defined(lengths);
  Calibrated out = problem.settle(lengths, request);
  for (const auto& [name, value] : fixed) out.fixed[name] = value.text();
  if (form) problem.compare(out, request, *form, proved, fixed, lengths, formula);
  return out;
}

Calibrated combine(const std::vector<Calibrated>& parts, std::size_t& decides) {
  Calibrated out;
  out.status = CalibrationStatus::all;
  out.fixed = parts.empty() ? std::map<std::string, std::string>{} : parts.front().fixed;
  std::vector<std::optional<Interval>> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Calibrated& part = parts[i];
    std::erase_if(out.fixed, [&](const auto& entry) {
      const auto own = part.fixed.find(entry.first);
      return own == part.fixed.end() || own->second != entry.second;
    });
    values.push_back(part.value);
    if (out.status == CalibrationStatus::none) continue;
    if (part.status == CalibrationStatus::none) {
      out.status = part.status;
      out.witness = part.witness;
      decides = i;
    } else if (part.status == CalibrationStatus::found) {
      if (out.status == CalibrationStatus::found && out.smallest != part.smallest) {
        throw InputError("--solve", "claims that bound the constant from different sides", "one of them, by --claim");
      }
      out.status = part.status;
      out.smallest = part.smallest;
    }
  }
  if (out.status != CalibrationStatus::found) return out;
  const auto [value, at] = extreme(values, out.smallest);
  out.value = value;
  out.witness = parts[at].witness;
  decides = at;
  return out;
}

std::vector<std::string> bounds_with_constants() {
  std::vector<std::string> out;
  for (const Bound& bound : bounds::catalogue()) {
    if (bound.definitions.empty() || !bound.is_plain()) continue;
    if (!constant_form(bound).constants.empty()) out.push_back(bound.name);
  }
  return out;
}

}  // namespace softlin::check
