#include "proofs-check/regression_claim.hpp"

#include <algorithm>

#include "numeric/eigenvalues.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/regression_constants.hpp"
#include "numeric/regression_time.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/verdict.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Formula;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;
using symbolic::RegressionPoint;

/// Digits of what is enclosed once, when the claim is planned: formulas must stay on the planning thread.
constexpr int k_planned_digits = 40;

const std::set<std::string>& symbol_names() {
  static const std::set<std::string> names{"L",    "d",     "alpha", "eps", "trace", "hi",   "lo",
                                           "null", "label", "noise", "b2",  "K",     "gamma"};
  return names;
}

/// Values of the symbols of one claim: exact where they are, else enclosed.
class RegressionSymbols {
 public:
  RegressionSymbols(const Claim& claim, const RegressionLaws& laws)
      : claim_(claim), regression_(*claim.regression), laws_(laws) {}

  /// `key` of the claim is where the symbol is used. Nothing for what has no closed form here.
  std::optional<Number> exact(const std::string& name, const Length& length, const std::string& key) const {
    const auto& model = regression_.problem.model;
    if (name == "L") {
      if (length.infinite) refuse(key, "the symbol 'L' at length inf", "a formula without L, or finite lengths");
      return Number(Rational(length.value));
    }
    if (name == "d") return Number(laws_.dimension());
    if (name == "alpha") {
      if (!regression_.problem.start) refuse(key, "alpha without a start", "start = { alpha = ... } in the regression");
      return regression_.problem.start->alpha;
    }
    if (name == "eps") {
      if (!regression_.eps) refuse(key, "eps without a value", "the key eps");
      return *regression_.eps;
    }
    if (name == "trace") return symbolic::trace_of(model.sigma);
    if (name == "null") return laws_.null_risk();
    if (name == "label") return laws_.label_square();
    if (name == "noise") return model.noise_variance;
    if (name == "b2") return symbolic::regression_endpoint(laws_).scale_square;
    if (name == "hi" || name == "lo") return extreme_of_diagonal(model.sigma, name == "hi");
    return std::nullopt;
  }

  Interval enclosed(const std::string& name, const std::string& key) const {
    const auto& model = regression_.problem.model;
    if (name == "hi" || name == "lo") {
      const auto lambda = numeric::eigenvalues(model.sigma);
      return name == "hi" ? lambda.front() : lambda.back();
    }
    const auto constants = numeric::regression_constants(model, k_planned_digits);
    const auto& found = name == "K" ? constants.K : constants.gamma;
    if (!found) {
      refuse(key, name + " in the " + (constants.light ? "light" : "heavy") + " regime",
             name == "K" ? "the light regime (softlin regression constants)"
                         : "the matched generator, for which it is known");
    }
    return *found;
  }

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& found, const std::string& expected) const {
    throw InputError(claim_key(claim_, key), found, expected);
  }

  static std::optional<Number> extreme_of_diagonal(const Matrix& sigma, bool largest) {
    if (!symbolic::is_diagonal(sigma)) return std::nullopt;
    Number out = sigma(0, 0);
    for (Eigen::Index i = 1; i < sigma.rows(); ++i) {
      const auto sign = numeric::sign(sigma(i, i) - out);
      if (!sign) return std::nullopt;
      if (largest ? *sign > 0 : *sign < 0) out = sigma(i, i);
    }
    return out;
  }

  const Claim& claim_;
  const RegressionClaim& regression_;
  const RegressionLaws& laws_;
};

/// A formula of the claim, ready to be evaluated, and as an exact number where it is one.
struct PlannedFormula {
  PlannedBound plan;
  std::optional<Number> exact;
};

PlannedFormula planned_formula(const Claim& claim, const std::string& key, const std::string& text,
                               const RegressionSymbols& symbols, const Length& length) {
  const Formula formula = Formula::parse(text, symbol_names(), claim_key(claim, key));
  PlannedFormula out;
  out.plan.bound_place = claim_key(claim, key);
  std::vector<std::string> names;
  for (const std::string& name : formula.symbols()) names.push_back(name);
  out.plan.bound = formula.compile(names);
  std::map<std::string, Formula> values;
  for (const std::string& name : names) {
    BoundVariable variable;
    if (const auto value = symbols.exact(name, length, key)) {
      variable.constant = value->compile();
      values.emplace(name, value->formula());
    } else {
      variable.kind = BoundVariable::Kind::enclosed;
      variable.enclosure = std::make_shared<Interval>(symbols.enclosed(name, key));
    }
    out.plan.variables.push_back(std::move(variable));
  }
  if (values.size() < names.size()) return out;
  try {
    out.exact = Number(formula.substitute(values));
  } catch (const InputError&) {
    throw;
  } catch (const Error&) {  // too large to write down, or not defined: the enclosure will tell
  }
  return out;
}

/// (grad_A R_inf)^2 + (grad_b R_inf)^2 (I1.5, I5.1): grad_A = b C Omega (C^T M - I) query, grad_b = tr(A^T C Omega (C^T M - I) query),
/// A = M/b.
Number gradient_square(const RegressionLaws& laws, const RegressionPoint& point) {
  const Matrix miss = symbolic::product(laws.cross.transpose(), point.map) - symbolic::identity(laws.dimension());
  const Matrix pull = symbolic::product(symbolic::product(laws.cross, laws.omega), symbolic::product(miss, laws.query));
  const Number along = symbolic::entrywise_dot(point.map, pull);
  return point.scale_square * symbolic::entrywise_dot(pull, pull) + along * along / point.scale_square;
}

class RegressionPlanner {
 public:
  explicit RegressionPlanner(const Claim& claim)
      : claim_(claim),
        regression_(*claim.regression),
        laws_(symbolic::laws_of(regression_.problem.model)),
        symbols_(claim, laws_) {
    row_.claim = claim.id;
    row_.source = claim.source;
    row_.model = regression_.problem_name;
    row_.relation = claim.relation;
    row_.bound_text = claim.bound;
    row_.expected = claim.expected;
    row_.regression_quantity =
        regression_.quantity == RegressionQuantity::formula ? regression_.formula : name_of(regression_.quantity);
    row_.inputs = exact_text(regression_.problem);
    if (has_place()) {
      row_.inputs += "; at " + name_of(regression_.at);
      if (regression_.point) {
        row_.inputs += " " + exact_text(*regression_.point);
      }
      row_.model += regression_.at == RegressionPlace::point ? ", (A, b)" : ", " + name_of(regression_.at);
      if (regression_.at != RegressionPlace::optimum) point_ = make_point();
    }
    if (regression_.eps) row_.inputs += "; eps " + regression_.eps->text();
  }

  RowPlan plan(const Length& length) {
    RowPlan out;
    out.row = row_;
    out.row.length = length;
    const PlannedFormula bound = planned_formula(claim_, "bound", claim_.bound, symbols_, length);
    static_cast<PlannedBound&>(out) = bound.plan;
    const std::optional<Number> value = set_value(out, length);
    if (!value || !bound.exact) return out;
    if (const auto sign = numeric::sign(*bound.exact - *value)) {
      out.decided = decide(*sign, claim_.relation);
      out.equal = *sign == 0;
      out.bound = bound.exact->compile();
      out.variables.clear();
    }
    return out;
  }

 private:
  bool has_place() const {
    return regression_.quantity != RegressionQuantity::time && regression_.quantity != RegressionQuantity::formula;
  }

  RegressionPoint make_point() const {
    if (regression_.point) return symbolic::regression_point(laws_, regression_.point->A, regression_.point->b);
    if (regression_.at == RegressionPlace::endpoint) return symbolic::regression_endpoint(laws_);
    const RegressionStart& start = *regression_.problem.start;
    return symbolic::regression_point(
        laws_, symbolic::product(start.theta_square, symbolic::identity(laws_.dimension(), start.alpha)), start.alpha);
  }

  /// Puts what is compared into the plan; the exact number when it is one.
  std::optional<Number> set_value(RowPlan& out, const Length& length) {
    if (regression_.quantity == RegressionQuantity::formula) {
      PlannedFormula value = planned_formula(claim_, "value", regression_.formula, symbols_, length);
      out.value = std::move(value.plan);
      return value.exact;
    }
    if (regression_.quantity == RegressionQuantity::time) {
      out.value = time_value();
      return std::nullopt;
    }
    if (const auto value = exact_value(length)) {
      out.closed_deviation = value->compile();
      return value;
    }
    if (!risk_) {
      risk_ = std::make_shared<numeric::ExactError>(
          std::make_shared<const numeric::QueryAverage>(symbolic::softmax_risk_form(laws_, *point_)));
    }
    out.deviation = risk_;
    return std::nullopt;
  }

  std::optional<Number> exact_value(const Length& length) const {
    const Rational inverse_length = length.infinite ? Rational(0) : Rational(Integer(1), length.value);
    switch (regression_.quantity) {
      case RegressionQuantity::linear_risk:
        return point_ ? symbolic::linear_risk(laws_, point_->map, inverse_length)
                      : symbolic::least_linear_risk(laws_, inverse_length);
      case RegressionQuantity::gradient: return gradient_square(laws_, *point_);
      case RegressionQuantity::balance:
        return symbolic::entrywise_dot(point_->map, point_->map) / point_->scale_square - point_->scale_square;
      default: break;
    }
    if (length.infinite) return symbolic::infinite_risk(laws_, point_->map);
    const symbolic::AverageForm form = symbolic::softmax_risk_form(laws_, *point_);
    const bool empty = std::all_of(form.terms.begin(), form.terms.end(),
                                   [](const auto& term) { return term.coefficient.is_recognised_zero(); });
    return empty ? std::optional<Number>(form.constant) : std::nullopt;
  }

  /// From the least to the proved time: the true one lies between.
  PlannedBound time_value() const {
    const auto found =
        numeric::regression_time(regression_.problem.model, regression_.problem.start->alpha,
                                 regression_.problem.start->theta_square, *regression_.eps, k_planned_digits);
    PlannedBound out;
    out.bound_place = claim_key(claim_, "quantity");
    out.bound = Formula::symbol("time").compile({"time"});
    BoundVariable variable;
    variable.kind = BoundVariable::Kind::enclosed;
    variable.enclosure =
        std::make_shared<Interval>(Interval::from_ends(found.least, min(found.direct, found.two_phases)));
    out.variables.push_back(std::move(variable));
    return out;
  }

  const Claim& claim_;
  const RegressionClaim& regression_;
  RegressionLaws laws_;
  RegressionSymbols symbols_;
  ResultRow row_;
  std::optional<RegressionPoint> point_;
  std::shared_ptr<const numeric::ExactError> risk_;  ///< of every finite length, made when first asked for
};

}  // namespace

bool has_length(RegressionQuantity quantity) {
  return quantity == RegressionQuantity::risk || quantity == RegressionQuantity::linear_risk;
}

RegressionTerms::RegressionTerms(TomlTable& table)
    : table_(table), at_(table.optional("at")), value_(table.optional("value")), eps_(table.optional("eps")) {
  if (const auto value = table.optional("quantity")) {
    std::vector<std::pair<std::string, RegressionQuantity>> words;
    for (const auto quantity : {RegressionQuantity::risk, RegressionQuantity::linear_risk, RegressionQuantity::gradient,
                                RegressionQuantity::balance, RegressionQuantity::time, RegressionQuantity::formula}) {
      words.emplace_back(name_of(quantity), quantity);
    }
    quantity_ = value->choice(words);
  }
}

RegressionClaim RegressionTerms::about(NamedRegressions::Found problem, const Place& problem_place) const {
  RegressionClaim out;
  out.quantity = quantity_;
  out.problem = std::move(problem.value);
  out.problem_name = std::move(problem.name);
  if (value_) out.formula = value_->nonempty_string();
  if (eps_) {
    out.eps = eps_->number();
    if (!is_positive(*out.eps, eps_->place())) eps_->fail("a positive number");
  }
  if (at_ && at_->is_table()) {
    TomlTable point = at_->table();
    out.at = RegressionPlace::point;
    out.point = read_regression_point_table(point, out.problem.model.sigma.rows());
    if (out.point->b.is_recognised_zero()) {
      throw InputError(at_->place(), "b = 0", "a point with another b: risks are those of b A and b^2");
    }
  } else if (at_) {
    out.at = at_->choice<RegressionPlace>({{"endpoint", RegressionPlace::endpoint},
                                           {"start", RegressionPlace::start},
                                           {"optimum", RegressionPlace::optimum}});
  }
  require_sense(out, problem_place);
  return out;
}

void RegressionTerms::require_sense(const RegressionClaim& claim, const Place& problem_place) const {
  const auto refuse = [&](const std::string& key, const std::string& found, const std::string& expected) {
    throw InputError(table_.place_of(key), found, expected);
  };
  const bool is_time = claim.quantity == RegressionQuantity::time;
  const bool is_formula = claim.quantity == RegressionQuantity::formula;
  const std::string quantity = "quantity \"" + name_of(claim.quantity) + "\"";
  if (at_ && (is_time || is_formula)) refuse("at", "a place with " + quantity, "none: it is not taken at a point");
  if (claim.at == RegressionPlace::optimum && claim.quantity != RegressionQuantity::linear_risk) {
    refuse("at", "\"optimum\" with " + quantity, "the quantity linear-risk, whose optimum has a closed form");
  }
  if ((is_time || claim.at == RegressionPlace::start) && !claim.problem.start) {
    throw InputError(problem_place, "no start", "start = { alpha = ... } in the regression");
  }
  if (is_time && !claim.eps) refuse("eps", "nothing", "a positive number: the risk to be reached");
  if (is_time) {
    if (const std::string missing = numeric::why_no_time(claim.problem.model); !missing.empty()) {
      throw InputError(problem_place, missing, "the matched generator and Omega a positive multiple of the identity");
    }
  }
  if (is_formula == claim.formula.empty()) {
    refuse("value", is_formula ? "nothing" : "a value with " + quantity,
           is_formula ? "a formula: what is compared with the bound" : "the quantity formula");
  }
}

RegressionClaim read_regression_claim(TomlTable& table, NamedRegressions& known) {
  const RegressionTerms terms(table);
  static_cast<void>(table.optional("regression"));
  table.finish();
  const TomlValue problem =
      table.require("regression",
                    "the path of a regression file, the name of a [regressions.NAME] table, or a table "
                    "[claim.regression]");
  return terms.about(known.find(problem), problem.place());
}

std::vector<RowPlan> regression_rows(const Claim& claim) {
  RegressionPlanner planner(claim);
  std::vector<RowPlan> out;
  for (const Length& length : claim.lengths) out.push_back(planner.plan(length));
  return out;
}

}  // namespace softlin::check
