#pragma once
/// Claims about in-context regression: kind = "regression".
///
///     [[claim]]
///     id = "thm-5.1-rate"              # id, source, statement and expected are as for other claims (claim_file.hpp)
///     kind = "regression"
///     regression = "worked"            # a path beside the suite, a NAME of [regressions.NAME], or a table; each holds
///                                      # what a regression file holds (regression_file.hpp)
///     quantity = "risk"                # risk (default) | linear-risk | gradient | balance | time | formula
///     at = "endpoint"                  # endpoint (default) | start | optimum | { A = ..., b = ... }
///     relation = "<="                  # "<=" (default) | ">=" | "="
///     bound = "K/L"                    # a formula in the symbols below
///     lengths = [1, 16, "inf"]         # of a risk; optional for a formula, which otherwise has no L
///     eps = "1/10"                     # positive; of a time, and a symbol
///     value = "alpha^2*hi*sqrt(d)"     # of a formula: what is compared with the bound
///
/// | quantity | what |
/// | --- | --- |
/// | risk | R_L of softmax attention at the point, target without noise, with the factor 1/2 |
/// | linear-risk | that of linear attention with weights 1/L; at = "optimum" is its least value |
/// | gradient | (grad_A R_inf)^2 + (grad_b R_inf)^2 of the infinite prompt at the point |
/// | balance | (|A|_F)^2 - b^2 at the point, which the infinite-prompt flow conserves |
/// | time | the first time at which the infinite-prompt flow from `start` has R_inf <= eps; it stays there |
/// | formula | `value` |
///
/// Symbols: L; d; alpha of the start; eps; trace, hi, lo: trace and extreme eigenvalues of Sigma; null: tr(Omega Sigma_q)/2, the
/// risk of the prediction 0; label: E y^2; noise; b2: b^2 at the endpoint; K, gamma: as `softlin regression constants` shows.
/// Checked by: tests/proofs-check/regression_claim_test.cpp, tests/golden/check_regression*.case, suites/11-regression.toml

#include <vector>

#include "proofs-check/claim.hpp"
#include "proofs-check/named_models.hpp"
#include "proofs-check/row_plan.hpp"

namespace softlin::check {

/// What the keys quantity, at, value and eps of a table say, of whatever problem.
class RegressionTerms {
 public:
  /// Takes these keys of the table, and reads the first. Errors: InputError for an unknown quantity.
  explicit RegressionTerms(TomlTable& table);

  RegressionQuantity quantity() const { return quantity_; }

  /// Reads the others, for the problem that `problem_place` names.
  /// Errors : InputError with file, line and key for keys that do not go together, and for a place that the problem or the
  ///          quantity does not have.
  RegressionClaim about(NamedRegressions::Found problem, const Place& problem_place) const;

 private:
  void require_sense(const RegressionClaim& claim, const Place& problem_place) const;

  TomlTable table_;
  RegressionQuantity quantity_ = RegressionQuantity::risk;
  std::optional<TomlValue> at_;
  std::optional<TomlValue> value_;
  std::optional<TomlValue> eps_;
};

/// Reads the keys of the table that belong to the regression; relation, bound and lengths are the caller's.
/// Errors : as above, and InputError for unknown keys.
RegressionClaim read_regression_claim(TomlTable& table, NamedRegressions& known);

/// Does the quantity depend on the length of the prompt?
bool has_length(RegressionQuantity quantity);

/// The rows of a regression claim, one a length, ready to be computed (row_plan.hpp).
/// Errors : InputError, naming the claim's file, line and key, for a formula with a syntax error or an unknown symbol, or
///          with a symbol that the problem does not have: K in the heavy regime, gamma where it is not known, alpha
///          without a start, eps without a value, L at length inf; for a model that time does not cover.
std::vector<RowPlan> regression_rows(const Claim& claim);

}  // namespace softlin::check
