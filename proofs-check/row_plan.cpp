#include "proofs-check/row_plan.hpp"

#include <set>

#include "bounds/model_symbols.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/positive_semidefinite.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/regression_claim.hpp"
#include "proofs-check/sample_source.hpp"
#include "proofs-check/verdict.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

using numeric::Expectation;
using symbolic::ExpectationForm;
using symbolic::Formula;
using symbolic::Number;

/// Exact values of the symbols of one claim at one scale, made when first asked for.
class SymbolValues {
 public:
  SymbolValues(const Claim& claim, const symbolic::AttentionModel& model) : claim_(claim), model_(model) {}

  /// `key` of the claim is where the symbol is used.
  const Number& at(const std::string& name, const std::string& key = "bound") {
    const auto found = known_.find(name);
    if (found != known_.end()) return found->second;
    return known_.emplace(name, make(name, key)).first->second;
  }

 private:
  Number make(const std::string& name, const std::string& key) {
    if (const auto constant = claim_.constants.find(name); constant != claim_.constants.end()) return *constant->second;
    if (name == "sigma") {
      if (claim_.sigma) return *claim_.sigma;
      throw InputError(claim_key(claim_, "sigma"), "nothing", "a value: the " + key + " uses sigma");
    }
    if (const auto value = bounds::model_symbol(model_, name)) return *value;
    throw InputError(claim_key(claim_, key),
                     "the symbol '" + name + "' with the query law " + symbolic::law_name(model_.query),
                     "a fixed or pair query");
  }

  const Claim& claim_;
  const symbolic::AttentionModel& model_;
  std::map<std::string, Number> known_;
};

/// Puts exact values for symbols; nothing when the result is too large to write down exactly.
std::optional<Formula> try_substitute(const Formula& formula, const std::map<std::string, Formula>& values) {
  try {
    return formula.substitute(values);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<Number> as_number(const std::optional<Formula>& formula) {
  if (!formula || !formula->symbols().empty()) return std::nullopt;
  return Number(*formula);
}

/// The deviation as a formula in the symbols A and A2, when it is made of them only.
std::optional<Formula> in_named_statistics(const ExpectationForm& form) {
  const Formula a = Formula::symbol("A");
  Formula sum = form.constant.formula() + form.squared_bias.formula() * a * a;
  for (const auto& term : form.terms) {
    if (term.coefficient.is_recognised_zero()) continue;
    const bool is_a = term.statistic.terms() == symbolic::softmax::a().terms();
    if (!is_a && term.statistic.terms() != symbolic::softmax::a2().terms()) return std::nullopt;
    sum = sum + term.coefficient.formula() * (is_a ? a : Formula::symbol("A2"));
  }
  return sum;
}

bool is_one(const Number& x) { return (x - Number(1)).is_recognised_zero(); }

/// Everything exact that the rows of a claim depend on beside their bound, scale and length.
std::string inputs_of(const Claim& claim) {
  std::string out = symbolic::exact_text(claim.model) + "; target " + name_of(claim.target);
  if (claim.sigma) out += "; sigma " + claim.sigma->text();
  if (!is_one(claim.factor)) out += "; factor " + claim.factor.text();
  for (const auto& [name, value] : claim.constants) out += "; " + name + " " + (value ? value->text() : "any");
  if (claim.is_exceedance()) out += "; radius " + claim.radius;
  if (!is_one(claim.radius_factor)) out += "; radius factor " + claim.radius_factor.text();
  if (claim.stop_early) out += "; stop early";
  return out;
}

/// Averages over queries by quantity and model.
using Averages = std::map<std::string, std::shared_ptr<const numeric::ExactError>>;

/// Plans the rows of one claim at one scale.
class ScalePlanner {
 public:
  /// `bound` is not used where the claim's bound is one to choose. `averages` are shared by the claims of a suite.
  ScalePlanner(const Claim& claim, const Formula& bound, const Number& scale, Averages& averages)
      : claim_(claim),
        bound_(bound),
        averages_(averages),
        model_(scaled_model(claim.model, scale)),
        values_(claim, model_) {
    if (ChosenBound::is_meant(claim)) chosen_.emplace(claim, model_);
    if (claim.is_exceedance()) {
      if (ChosenBound::is_radius_meant(claim)) {
        chosen_radius_.emplace(ChosenBound::radius_of(claim, model_));
      } else {
        radius_ = radius_formula(claim);
      }
    }
    row_.claim = claim.id;
    row_.source = claim.source;
    row_.model = claim.model_name;
    row_.scale = scale.text();
    row_.inputs = inputs_of(claim);
    row_.quantity = claim.quantity;
    row_.relation = claim.relation;
    row_.bound_text = is_one(claim.factor) ? claim.bound : claim.factor.text() + "*(" + claim.bound + ")";
    row_.expected = claim.expected;
    row_.confidence = claim.confidence;
    for (const std::string& name : bound.symbols()) {
      if (name == "L" || bounds::is_statistic(name) || is_free(name)) continue;
      exact_values_[name] = values_.at(name).formula();
    }
  }

  void plan(const Length& length, std::vector<RowPlan>& out) {
    if (claim_.method == Method::exact || claim_.method == Method::both) out.push_back(exact_row(length));
    if (claim_.method == Method::both) {
      out.push_back(sampled_row(length, Method::naive));
    } else if (claim_.method != Method::exact) {
      out.push_back(sampled_row(length, claim_.method));
    }
  }

 private:
  bool is_free(const std::string& name) const {
    const auto found = claim_.constants.find(name);
    return found != claim_.constants.end() && !found->second;
  }

  const symbolic::GaussianTokens& gaussian(const std::string& needed_by) const {
    if (const auto* law = symbolic::as_gaussian(model_.tokens)) return *law;
    throw InputError(claim_key(claim_, "model"), "tokens with the law " + symbolic::law_name(model_.tokens),
                     "Gaussian tokens for " + needed_by);
  }

  RowPlan start(const Length& length, Method method) {
    RowPlan plan;
    plan.row = row_;
    plan.row.length = length;
    plan.bound_place = claim_key(claim_, "bound");
    plan.row.method = method;
    for (const auto& constant : claim_.constants) plan.any_constants = plan.any_constants || !constant.second;
    if (length.infinite && bound_.symbols().count("L") > 0) {
      throw InputError(claim_key(claim_, "bound"), "the symbol 'L' at length inf",
                       "a bound without L, or finite lengths");
    }
    if (chosen_) {
      plan.chosen_bound = chosen_->at(length, plan.row.bound_text);
      plan.factor = claim_.factor.compile();
      if (!is_one(claim_.factor)) plan.row.bound_text = claim_.factor.text() + "*(" + plan.row.bound_text + ")";
      return plan;
    }
    compile_bound(bound_, length, plan);
    require_defined(plan, plan.row);
    return plan;
  }

  /// The bound as it is evaluated: every symbol is a variable, so that no exact power can grow out of hand.
  void compile_bound(const Formula& formula, const Length& length, PlannedBound& plan) {
    std::vector<std::string> names;
    for (const std::string& name : formula.symbols()) names.push_back(name);
    plan.bound = formula.compile(names);
    for (const std::string& name : names) {
      BoundVariable variable;
      if (is_free(name)) {
        variable.kind = BoundVariable::Kind::free;
      } else if (name == "L") {
        variable.constant = Number(Rational(length.value)).compile();
      } else if (bounds::is_statistic(name)) {
        variable = statistic(name, length);
      } else {
        variable.constant = values_.at(name).compile();
      }
      plan.variables.push_back(std::move(variable));
    }
  }

  /// The radius of an exceedance row; `text` becomes how the row shows it.
  PlannedBound planned_radius(const Length& length, std::string& text) {
    PlannedBound plan;
    plan.bound_place = claim_key(claim_, "radius");
    text = claim_.radius;
    if (chosen_radius_) {
      plan.chosen_bound = chosen_radius_->at(length, text);
      plan.factor = claim_.radius_factor.compile();
    } else {
      for (const std::string& name : radius_.symbols()) {
        if (name != "L" && !bounds::is_statistic(name)) values_.at(name, "radius");
      }
      compile_bound(radius_, length, plan);
    }
    if (!is_one(claim_.radius_factor)) text = claim_.radius_factor.text() + "*(" + text + ")";
    return plan;
  }

  /// A bound that leaves its domain (log of a negative number, a pole) is bad input, found before anything is written.
  void require_defined(const PlannedBound& plan, const ResultRow& row) const {
    constexpr numeric::Bits bits(192);
    std::vector<numeric::Interval> values;
    for (const BoundVariable& variable : plan.variables) {
      if (variable.kind != BoundVariable::Kind::constant) return;
      values.push_back(numeric::evaluate(variable.constant, bits));
    }
    try {
      const numeric::Interval value = numeric::evaluate(plan.bound, values, bits);
      if (row.method != Method::exact && certainly_negative(value)) {
        throw InputError(claim_key(claim_, "bound"), "a negative bound at length " + to_text(row.length),
                         "a bound of 0 or more with a sampled method");
      }
    } catch (const DomainError& error) {
      throw InputError(claim_key(claim_, "bound"),
                       std::string("no real value at length ") + to_text(row.length) + " (" + error.what() + ")",
                       "a bound that is defined at every length of the claim");
    }
  }

  BoundVariable statistic(const std::string& name, const Length& length) {
    BoundVariable variable;
    if (length.infinite) {
      variable.constant = Number(0).compile();
      return variable;
    }
    gaussian("the statistic " + name);
    variable.kind = BoundVariable::Kind::statistic;
    auto& shared = statistics_[name];
    if (!shared) shared = std::make_shared<Expectation>(symbolic::named_statistic(name, values_.at("s")));
    variable.statistic = shared;
    return variable;
  }

  /// The bound at this length as an exact number, or with A and A2 left as symbols; free constants stay symbols.
  std::optional<Formula> exact_bound(const Length& length, bool equal_weights) {
    std::map<std::string, Formula> values = exact_values_;
    const Rational at_equal = length.infinite ? Rational(0) : Rational(1, length.value);
    if (!length.infinite) values["L"] = Formula(Rational(length.value));
    const auto uses = bound_.symbols();
    if (equal_weights) {
      for (const std::string& name : uses) {
        if (!bounds::is_statistic(name)) continue;
        values[name] = length.infinite
                           ? Formula(at_equal)
                           : symbolic::named_statistic(name, values_.at("s")).at_equal_weights(length.value).formula();
      }
    } else if (uses.count("B") > 0) {
      const Formula s = values_.at("s").formula();
      values["B"] = Formula::symbol("A") + s * s * Formula::symbol("A2");
    }
    return try_substitute(bound_, values);
  }

  void decide_exactly(RowPlan& plan, const Number& deviation) {
    plan.closed_deviation = deviation.compile();
    if (chosen_) return;
    const auto bound = as_number(exact_bound(plan.row.length, true));
    if (!bound) return;
    if (const auto sign = numeric::sign(*bound - deviation)) {
      plan.decided = decide(*sign, claim_.relation);
      plan.equal = *sign == 0;
      // The bound no longer depends on anything: not even on constants that are free.
      plan.bound = bound->compile();
      plan.variables.clear();
    }
  }

  RowPlan exact_row(const Length& length) {
    RowPlan plan = start(length, Method::exact);
    if (length.infinite) {
      if (const auto gap = closed_gap()) {
        decide_exactly(plan, *gap);
      } else {
        plan.deviation = enclosed_gap();
      }
      return plan;
    }
    if (const auto* law = symbolic::as_gaussian(model_.tokens); law == nullptr) {
      plan.deviation = enumeration(length);
      return plan;
    }
    const symbolic::GaussianTokens& tokens = gaussian("the method exact");
    const symbolic::Vector* z = symbolic::single_query(model_.query);
    if (z == nullptr) {
      plan.deviation = query_average();
      return plan;
    }
    if (!form_) {
      form_ = symbolic::error_form(tokens, model_.head, *z, claim_.quantity, claim_.target);
      const Expectation expectation(*form_);
      is_flat_ = expectation.s_squared().is_zero();
      deviation_ = std::make_shared<numeric::ExactError>(expectation);
    }
    if (length.value == 1 || is_flat_) {
      decide_exactly(plan, form_->at_equal_weights(length.value));
      return plan;
    }
    plan.deviation = deviation_;
    if (const auto symbolic_deviation = chosen_ ? std::nullopt : in_named_statistics(*form_)) {
      const auto bound = exact_bound(length, false);
      if (bound && (*bound - *symbolic_deviation).is_identically_zero()) {
        plan.decided = decide(0, claim_.relation);
        plan.equal = true;
      }
    }
    return plan;
  }

  std::shared_ptr<const numeric::ExactError> enumeration(const Length& length) {
    if (!numeric::PromptEnumeration::applies(model_, claim_.quantity, claim_.target)) {
      throw InputError(claim_key(claim_, "method"),
                       "exact for " + name_of(claim_.quantity) + " against the " + name_of(claim_.target) +
                           " with the token law " + symbolic::law_name(model_.tokens) + " and the query law " +
                           symbolic::law_name(model_.query),
                       "Gaussian tokens, or tokens and queries with few atoms (a U-gradient against the limit), or a "
                       "sampled method");
    }
    if (!deviation_) {
      deviation_ =
          std::make_shared<numeric::ExactError>(numeric::PromptEnumeration(model_, claim_.quantity, claim_.target));
    }
    const Integer prompts = deviation_->prompts(length.value);
    if (prompts > numeric::k_most_prompts) {
      throw InputError(
          claim_key(claim_, "lengths"), to_text(length) + ", a sum over " + prompts.str() + " prompts",
          "at most " + std::to_string(numeric::k_most_prompts) + " prompts for exact rows of a discrete law");
    }
    return deviation_;
  }

  std::shared_ptr<const numeric::ExactError> query_average() {
    if (deviation_) return deviation_;
    // Claims of one suite about one model ask for the same averages, which are dear.
    auto& shared =
        averages_[name_of(claim_.quantity) + " " + name_of(claim_.target) + " " + symbolic::exact_text(model_)];
    if (shared) return deviation_ = shared;
    auto error = claim_.target == Target::inverse ? std::nullopt : numeric::ExactError::of(model_, claim_.quantity);
    if (!error) {
      throw InputError(
          claim_key(claim_, "method"),
          "exact for " + name_of(claim_.quantity) + " with the query law " + symbolic::law_name(model_.query),
          "a fixed, pair or Gaussian query against the limit, or a sampled method");
    }
    return deviation_ = shared = std::make_shared<numeric::ExactError>(std::move(*error));
  }

  /// The gap as an exact number, unless the limit has no closed form.
  std::optional<Number> closed_gap() const {
    const bool may_be_open = claim_.target != Target::limit && symbolic::single_query(model_.query) != nullptr;
    if (may_be_open && !symbolic::has_closed_limit(model_.tokens)) return std::nullopt;
    try {
      return gap_at_infinity();
    } catch (const InputError&) {
      throw;
    } catch (const Error&) {
      if (!std::holds_alternative<symbolic::DiscreteTokens>(model_.tokens)) throw;
      return std::nullopt;  // too long to write down
    }
  }

  /// The gap of laws whose limit has no closed form: nothing symbolic is left to compare.
  std::shared_ptr<const numeric::ExactError> enclosed_gap() {
    if (!deviation_at_infinity_) {
      if (std::holds_alternative<symbolic::StudentTokens>(model_.tokens)) {
        throw InputError(claim_key(claim_, "lengths"), "inf with Student tokens, which have no infinite-prompt limit",
                         "finite lengths");
      }
      if (claim_.quantity != Quantity::output && claim_.quantity != Quantity::grad_v) {
        gaussian("the quantity " + name_of(claim_.quantity) + " against the " + name_of(claim_.target) +
                 " at length inf");
      }
      deviation_at_infinity_ =
          std::make_shared<numeric::ExactError>(numeric::LimitGap(model_, claim_.quantity, claim_.target));
    }
    return deviation_at_infinity_;
  }

  /// |T(z) - target(z)|^2 for the infinite prompt, from the law's own tilted mean.
  Number gap_at_infinity() const {
    const symbolic::Vector* z = symbolic::single_query(model_.query);
    if (z == nullptr) {
      throw InputError(claim_key(claim_, "lengths"), "inf with the query law " + symbolic::law_name(model_.query),
                       "a fixed or pair query");
    }
    if (claim_.target == Target::limit) return 0;
    if (claim_.quantity == Quantity::grad_u) {
      gaussian("a U-gradient compared with that of the linear operator");
      return 0;  // Lemma 2.1: the linear operator is the limit
    }
    if (claim_.quantity == Quantity::grad_v) return v_gradient_gap(*z);
    const symbolic::AffineMap map = claim_.target == Target::linear
                                        ? symbolic::linear_operator(model_.tokens, model_.head)
                                        : symbolic::inverse_operator(model_.tokens, model_.head);
    const auto gap_at = [&](const symbolic::Vector& query) {
      const symbolic::Vector gap = symbolic::limit_at(model_, query) - map(query);
      return symbolic::dot(gap, gap);
    };
    if (std::holds_alternative<symbolic::PairQuery>(model_.query)) {
      const symbolic::Vector opposite = -*z;
      return (gap_at(*z) + gap_at(opposite)) / Number(2);
    }
    return gap_at(*z);
  }

  /// rows(V) |E_{mu_a} X - (m + Gamma U z)|^2, averaged over the query law.
  Number v_gradient_gap(const symbolic::Vector& z) const {
    const symbolic::Matrix gamma = symbolic::covariance(model_.tokens);
    const auto gap_at = [&](const symbolic::Vector& query) {
      const symbolic::Vector a = model_.head.U * query;
      const symbolic::Vector gap = symbolic::tilted_mean(model_.tokens, a) - symbolic::mean(model_.tokens) - gamma * a;
      return symbolic::dot(gap, gap);
    };
    const Number rows(model_.head.V.rows());
    if (!std::holds_alternative<symbolic::PairQuery>(model_.query)) return rows * gap_at(z);
    const symbolic::Vector opposite = -z;
    return rows * (gap_at(z) + gap_at(opposite)) / Number(2);
  }

  RowPlan sampled_row(const Length& length, Method method) {
    if (claim_.relation != Relation::at_most) {
      throw InputError(claim_key(claim_, "relation"), "\"" + name_of(claim_.relation) + "\" with a sampled method",
                       "\"<=\"");
    }
    RowPlan plan = start(length, method);
    plan.row.prompts = claim_.prompts;
    plan.row.seed = claim_.seed;
    const auto* tokens = symbolic::as_gaussian(model_.tokens);
    const bool reduced = method == Method::reduced;
    // For Gaussian tokens the linear operator is the limit (Lemma 2.1), which is what the reduced sampler knows.
    const Target target =
        reduced && tokens != nullptr && claim_.target == Target::linear ? Target::limit : claim_.target;
    try {
      plan.problem = std::make_shared<numeric::SamplerProblem>(
          numeric::sampler_problem(model_, claim_.quantity, target, sampler_of(method)));
    } catch (const Error& error) {
      throw InputError(claim_key(claim_, "method"),
                       name_of(method) + " for a model it cannot sample (" + error.what() + ")",
                       "a model, quantity and target that can be sampled");
    }
    plan.row.stop_early = claim_.stop_early;
    if (claim_.is_exceedance()) {
      plan.radius = planned_radius(length, plan.row.radius_text);
    } else {
      predict_spread(plan, tokens, method);
    }
    return plan;
  }

  void predict_spread(RowPlan& plan, const symbolic::GaussianTokens* tokens, Method method) {
    const symbolic::Vector* z = symbolic::single_query(model_.query);
    const bool known = tokens != nullptr && z != nullptr && claim_.target != Target::inverse &&
                       claim_.quantity != Quantity::bias &&
                       (claim_.quantity != Quantity::grad_u || method == Method::reduced);
    if (!known) return;
    auto& moments = spread_[method];
    if (!moments.first) {
      const auto forms = symbolic::second_moments(*tokens, model_.head, *z, claim_.quantity);
      moments.first =
          std::make_shared<Expectation>(symbolic::error_form(*tokens, model_.head, *z, claim_.quantity, Target::limit));
      moments.second = std::make_shared<Expectation>(method == Method::reduced ? forms.reduced : *forms.naive);
    }
    plan.first_moment = moments.first;
    plan.second_moment = moments.second;
  }

  const Claim& claim_;
  const Formula& bound_;
  Averages& averages_;
  symbolic::AttentionModel model_;
  SymbolValues values_;
  ResultRow row_;
  std::map<std::string, Formula> exact_values_;
  std::map<std::string, std::shared_ptr<const Expectation>> statistics_;
  std::map<Method, std::pair<std::shared_ptr<const Expectation>, std::shared_ptr<const Expectation>>> spread_;
  std::optional<ExpectationForm> form_;
  std::shared_ptr<const numeric::ExactError> deviation_;  ///< of every length, made when first asked for
  std::shared_ptr<const numeric::ExactError> deviation_at_infinity_;
  bool is_flat_ = false;  ///< all weights are equal
  std::optional<ChosenBound> chosen_;
  Formula radius_;  ///< of an exceedance claim whose radius is not a named one
  std::optional<ChosenBound> chosen_radius_;
};

RowPlan identity_row(const Claim& claim) {
  const symbolic::Identity& identity = *claim.identity;
  try {
    prove(identity);  // its equations can be read
  } catch (const Error& error) {
    throw InputError(claim_key(claim, "equations"),
                     std::string("an identity that cannot be read (") + error.what() + ")",
                     "equations between softmax statistics, or between matrices in the letters of their setting");
  }
  RowPlan plan;
  plan.identity = identity;
  plan.row.claim = claim.id;
  plan.row.source = claim.source;
  plan.row.model = name_of(identity.kind);
  plan.row.expected = claim.expected;
  plan.row.identity = IdentityOutcome{identity.equations, 0, 0, {}, {}};
  for (const std::string& line : identity.setting) plan.row.inputs += (plan.row.inputs.empty() ? "" : "; ") + line;
  for (const int d : identity.dimensions) plan.row.inputs += "; dimension " + std::to_string(d);
  show_no_numbers(plan.row);
  return plan;
}

}  // namespace

bool PlannedBound::has_free_constants() const {
  for (const BoundVariable& variable : variables) {
    if (variable.kind == BoundVariable::Kind::free) return true;
  }
  return false;
}

std::vector<RowPlan> plan_rows(const Suite& suite) {
  std::vector<RowPlan> out;
  Averages averages;
  for (const Claim& claim : suite.claims) {
    if (claim.identity) {
      out.push_back(identity_row(claim));
      continue;
    }
    if (claim.regression) {
      for (RowPlan& row : regression_rows(claim)) out.push_back(std::move(row));
      continue;
    }
    const Formula bound = ChosenBound::is_meant(claim) ? Formula() : bound_formula(claim);
    for (const Number& scale : claim.scales) {
      try {
        ScalePlanner planner(claim, bound, scale, averages);
        for (const Length& length : claim.lengths) planner.plan(length, out);
      } catch (const InputError&) {
        throw;
      } catch (const Error& error) {
        throw InputError(claim_key(claim, "model"), error.what() + std::string(" (U times ") + scale.text() + ")",
                         "a model for which the claim can be stated exactly");
      }
    }
  }
  return out;
}

}  // namespace softlin::check
