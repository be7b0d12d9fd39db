#include "proofs-check/report_claims.hpp"

#include <set>

#include "bounds/catalogue.hpp"
#include "proofs-check/bound_report.hpp"
#include "proofs-check/model_text.hpp"
#include "proofs-check/results_table.hpp"
#include "symbolic/ascii.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_best_word = "best";

bool is_bound_name(const std::string& text) { return text == k_best_word || bounds::find_bound(text) != nullptr; }

bool is_unit(const symbolic::Number& x) { return x == symbolic::Number(1); }

/// Names in a formula: runs of letters, digits and _ that begin with a letter.
std::set<std::string> names_in(const std::string& formula) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < formula.size();) {
    std::size_t end = at;
    const auto goes_on = [&](char c) { return is_ascii_letter(c) || c == '_' || is_ascii_digit(c); };
    while (end < formula.size() && goes_on(formula[end])) ++end;
    if (end > at && is_ascii_letter(formula[at])) out.insert(formula.substr(at, end - at));
    at = end > at ? end : at + 1;
  }
  return out;
}

/// What a symbol means that the formula does not spell out itself.
std::string meaning_in_bounds(const std::string& symbol) {
  static const std::map<std::string, std::string> meanings{
      {"s", "`s^2 = (U z)^T Gamma U z`, the variance of the scores"},
      {"d", "`d` the dimension of the tokens"},
      {"sigma", "`sigma` the sub-Gaussian parameter of the tokens"},
      {"A", "`A = E sum w_i^2`, the mean sum of squared weights"},
      {"B", "`B = E(xibar - s)^2`"},
      {"A2", "`A2 = (B - A)/s^2`, `A = E sum w_i^2`, `B = E(xibar - s)^2`"}};
  const auto found = meanings.find(symbol);
  return found == meanings.end() ? "" : found->second;
}

std::string meaning_in_regression(const std::string& symbol) {
  static const std::map<std::string, std::string> meanings{
      {"alpha", "`alpha` the scale of the start"},
      {"eps", "`eps` the risk to be reached"},
      {"null", "`R_0` the risk of predicting 0"},
      {"label", "`y` a label"},
      {"noise", "`tau^2` the variance of the labels' noise"},
      {"b2", "`b*` the scale at the zero of the risk"},
      {"K", "`K` the constant of the light regime (softlin regression constants)"},
      {"gamma", "`gamma` the exponent of the risk (softlin regression constants)"}};
  const auto found = meanings.find(symbol);
  return found == meanings.end() ? "" : found->second;
}

std::string limit_word(Target target) {
  switch (target) {
    case Target::limit: return "T";
    case Target::linear: return "T_lin";
    case Target::inverse: return "T_inv";
  }
  return "T";
}

/// What is compared with the bound of a claim about attention, in prose.
std::string attention_quantity(const Claim& claim) {
  const std::string limit = limit_word(claim.target);
  const auto size = [&](const std::string& operation, const std::string& norm) {
    return "|" + operation + "T_L - " + operation + limit + "|" + norm;
  };
  const bool exceeds = claim.is_exceedance();
  const auto shown = [&](const std::string& operation, const std::string& norm, const std::string& square) {
    return exceeds ? "P(" + size(operation, norm) + " > r)" : "E" + size(operation, square);
  };
  switch (claim.quantity) {
    case Quantity::output: return shown("", "", "^2");
    case Quantity::grad_v: return shown("grad_V ", "_F", "_F^2");
    case Quantity::grad_u: return shown("grad_U ", "_F", "_F^2");
    case Quantity::bias: return "|E T_L - " + limit + "|^2";
  }
  return {};
}

std::string regression_place(RegressionPlace place) {
  switch (place) {
    case RegressionPlace::endpoint: return "theta*";
    case RegressionPlace::start: return "theta_0";
    case RegressionPlace::optimum: return "theta_opt";
    case RegressionPlace::point: return "theta";
  }
  return "theta";
}

/// What is compared with the bound of a claim about regression: prose, or the formula itself.
std::string regression_quantity(const RegressionClaim& claim, bool infinite_only) {
  const std::string at = regression_place(claim.at);
  const std::string risk = infinite_only ? "R_inf" : "R_L";
  switch (claim.quantity) {
    case RegressionQuantity::risk: return risk + "(" + at + ")";
    case RegressionQuantity::linear_risk: return (claim.at == RegressionPlace::optimum ? "min " : "") + risk + "^{lin}";
    case RegressionQuantity::gradient: return "|grad R_inf(" + at + ")|^2";
    case RegressionQuantity::balance: return "|A|_F^2 - b^2";
    case RegressionQuantity::time: return "min{t : R_inf(theta(t)) <= eps}";
    case RegressionQuantity::formula: return claim.formula;
  }
  return {};
}

std::vector<std::string> regression_notes(const RegressionClaim& claim) {
  std::vector<std::string> out;
  const bool has_place = claim.quantity != RegressionQuantity::formula && claim.quantity != RegressionQuantity::time;
  if (claim.quantity == RegressionQuantity::linear_risk) {
    out.emplace_back(claim.at == RegressionPlace::optimum
                         ? "`R_L^{lin}` the risk of linear attention with weights `1/L`, least over its matrix"
                         : "`R_L^{lin}` the risk of linear attention with weights `1/L`");
  } else if (has_place) {
    switch (claim.at) {
      case RegressionPlace::endpoint:
        out.emplace_back("`theta* = (A, b)` the zero of the infinite-prompt risk with `|A|_F = b`");
        break;
      case RegressionPlace::start: out.emplace_back("`theta_0 = (A, b)` the start of the flow"); break;
      case RegressionPlace::optimum: break;
      case RegressionPlace::point: out.emplace_back("`theta = (A, b)` the point of the claim"); break;
    }
  }
  if (claim.quantity == RegressionQuantity::time) {
    out.emplace_back("`theta(t)` the gradient flow with an infinite prompt from the start");
    if (claim.eps) out.push_back("`eps = " + claim.eps->text() + "`");
  }
  return out;
}

void add_bound(std::vector<ReportBound>& bounds, const std::string& name) {
  const bounds::Bound* found = bounds::find_bound(name);
  if (found == nullptr) return;
  for (const ReportBound& known : bounds) {
    if (known.name == name) return;
  }
  bounds.push_back({found->name, found->statement, hypotheses_text(*found), found->source});
}

/// Catalogue names in the bounds of the claim's rows: `best` chooses one a length.
void add_chosen_bounds(std::vector<ReportBound>& bounds, const std::vector<const ResultRow*>& rows) {
  const std::string mark = "best: ";
  for (const ResultRow* row : rows) {
    const auto at = row->bound_text.find(mark);
    if (at == std::string::npos) continue;
    std::string name = row->bound_text.substr(at + mark.size());
    name = name.substr(0, name.find(')'));
    add_bound(bounds, name);
  }
}

std::string commented(const std::string& text) {
  std::string out = "# ";
  for (const char c : text) out += c == '\n' ? std::string("\n# ") : std::string(1, c);
  return out + "\n";
}

std::string within_limit(const std::string& text) {
  if (text.size() <= k_longest_inputs) return text;
  return commented("The model takes " + std::to_string(text.size()) +
                   " characters and is left out here; the suite and results.jsonl have it.");
}

void describe_attention(const Claim& claim, ReportClaim& out) {
  out.quantity = attention_quantity(claim);
  out.relation = name_of(claim.relation);
  out.bound = claim.bound;
  out.bound_is_name = is_bound_name(claim.bound);
  if (!is_unit(claim.factor)) out.factor = claim.factor.text();
  if (claim.is_exceedance()) {
    out.radius = claim.radius;
    out.radius_is_name = is_bound_name(claim.radius);
    if (!is_unit(claim.radius_factor)) out.radius_factor = claim.radius_factor.text();
  }
  if (out.bound_is_name) add_bound(out.bounds, claim.bound);
  if (out.radius_is_name) add_bound(out.bounds, claim.radius);

  if (claim.target == Target::linear) out.notes.emplace_back("`T_lin(z) = V m + V Gamma U z`");
  if (claim.target == Target::inverse) out.notes.emplace_back("`T_inv(z) = V m + V Gamma^{-1} U z`");
  if (!out.bound_is_name) {
    for (const std::string& name : names_in(claim.bound + " " + (out.radius_is_name ? "" : claim.radius))) {
      if (const std::string meaning = meaning_in_bounds(name); !meaning.empty()) out.notes.push_back(meaning);
    }
  }
  std::string others = "softlin check: quantity " +
                       (claim.is_exceedance() ? exceedance_name(claim.quantity) : name_of(claim.quantity)) +
                       ", target " + name_of(claim.target);
  if (claim.sigma) others += "\nsigma = " + claim.sigma->text();
  for (const auto& [name, value] : claim.constants) {
    others += "\n" + name + " = " + (value ? value->text() : "any positive value");
  }
  if (claim.method != Method::exact) {
    others += "\nprompts = " + std::to_string(claim.prompts) + ", seed = " + std::to_string(claim.seed);
  }
  out.inputs = within_limit(model_text(claim.model)) + commented(others);
}

void describe_regression(const Claim& claim, ReportClaim& out) {
  const RegressionClaim& regression = *claim.regression;
  bool infinite_only = true;
  for (const Length& length : claim.lengths) infinite_only = infinite_only && length.infinite;
  out.notation = MathNotation::regression;
  out.quantity = regression_quantity(regression, infinite_only);
  out.quantity_is_formula = regression.quantity == RegressionQuantity::formula;
  out.relation = name_of(claim.relation);
  out.bound = claim.bound;
  out.notes = regression_notes(regression);
  for (const std::string& name : names_in(claim.bound + " " + regression.formula)) {
    if (const std::string meaning = meaning_in_regression(name); !meaning.empty()) out.notes.push_back(meaning);
  }
  std::string others = "softlin check: quantity " + name_of(regression.quantity);
  if (regression.quantity != RegressionQuantity::time && regression.quantity != RegressionQuantity::formula) {
    others += " at " + name_of(regression.at);
  }
  if (regression.point) others += "\n" + point_text(*regression.point);
  if (regression.eps) others += (others.back() == '\n' ? "eps = " : "\neps = ") + regression.eps->text();
  if (others.back() == '\n') others.pop_back();
  out.inputs = within_limit(regression_text(regression.problem)) + commented(others);
}

void describe_identity(const Claim& claim, ReportClaim& out) {
  out.notation = MathNotation::identity;
  out.equations = claim.identity->equations;
  for (const std::string& line : claim.identity->setting) out.inputs += line + "\n";
  for (const int d : claim.identity->dimensions) out.inputs += "dimension " + std::to_string(d) + "\n";
}

}  // namespace

std::vector<ReportClaim> report_claims(const Suite& suite, const std::map<std::string, std::string>& titles,
                                       const std::vector<ResultRow>& rows) {
  std::map<std::string, std::vector<const ResultRow*>> rows_of;
  for (const auto& group : rows_by_claim(rows)) rows_of[group.claim] = group.rows;
  std::vector<ReportClaim> out;
  for (const Claim& claim : suite.claims) {
    ReportClaim report;
    report.id = claim.id;
    report.statement = claim.statement;
    report.source = claim.source;
    const auto title = titles.find(claim.place.file);
    report.suite = title == titles.end() ? suite.name : title->second;
    report.expected = claim.expected ? name_of(*claim.expected) : "holds";
    if (claim.identity) {
      describe_identity(claim, report);
    } else if (claim.regression) {
      describe_regression(claim, report);
    } else {
      describe_attention(claim, report);
    }
    add_chosen_bounds(report.bounds, rows_of[claim.id]);
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace softlin::check
