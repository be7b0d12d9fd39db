#pragma once
/// Rows of `softlin regression risk`: the exact risk of softmax or linear attention at one point, by prompt length.
/// Checked by: tests/golden/regression_risk_*.case, tests/python/test_regression.py

#include <optional>
#include <variant>
#include <vector>

#include "numeric/regression_gradient.hpp"
#include "numeric/regression_risk.hpp"
#include "proofs-check/claim.hpp"
#include "symbolic/compiled_formula.hpp"

namespace softlin::check {

struct RiskRow {
  Length length;
  numeric::Interval risk;
  std::optional<numeric::Interval> factor = {};  ///< the best multiple of b
  std::optional<numeric::RegressionGradientValue> gradient = {};
};

/// Where the risk is taken and of what.
struct RiskQuestion {
  bool linear = false;      ///< attention with weights 1/L
  bool best_scale = false;  ///< the least risk over multiples of b, and the multiple
  bool gradient = false;    ///< softmax attention at the given scale only
  /// None: the optimum of linear attention, which moves with L.
  std::optional<symbolic::RegressionParameters> parameters;
};

/// Threads : any may call enclose(); the object is made where formulas may be used.
class RiskRows {
 public:
  /// Errors : as numeric::RegressionRisk.
  RiskRows(const symbolic::RegressionLaws& laws, const RiskQuestion& question, std::vector<Length> lengths);

  /// One row a length, in their order, with relative width at most 10^-digits.
  /// Errors : as numeric::RegressionRisk::enclose.
  std::vector<RiskRow> enclose(int digits, unsigned threads) const;

 private:
  /// An exact risk: of linear attention, or of the infinite prompt.
  struct Closed {
    symbolic::CompiledFormula risk;
    std::optional<symbolic::CompiledFormula> factor;
  };
  using Average = std::variant<std::monostate, numeric::RegressionRisk, numeric::RegressionScale>;

  std::vector<Length> lengths_;
  std::vector<std::optional<Closed>> closed_;  ///< by length
  std::vector<Integer> averaged_;              ///< the other lengths
  Average average_;
  std::optional<numeric::RegressionGradient> gradient_;
};

}  // namespace softlin::check
