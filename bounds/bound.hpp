#pragma once
/// What a bound is: a statement, its hypotheses, and one symbolic formula from which every number comes.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/attention_model.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::bounds {

/// A condition on a model, decided exactly. `sigma` is the sub-Gaussian parameter that the user states.
struct Hypothesis {
  std::string statement;
  std::function<bool(const symbolic::AttentionModel& model, const symbolic::Number& sigma)> holds;
};

/// Symbols that a formula may use, beside its own definitions:
///   L              prompt length
///   d, rows        token dimension, rows of V
///   s              score standard deviation, s^2 = (Uz)^T Gamma (Uz)
///   trace, signal  tr(V Gamma V^T), |V Gamma U z|^2
///   trace_gamma, signal_gamma  tr Gamma, |Gamma U z|^2
///   norm_u, norm_v operator norms |U|, |V| (upper bounds where they are irrational)
///   sigma          sub-Gaussian parameter
///   A, A2, B       statistics of exact.md at (s, L)
const std::vector<std::string>& formula_symbols();

struct Bound {
  std::string name;
  std::string statement;  ///< in words and symbols, one sentence
  std::string source;     ///< step of docs/theory/bounds.md
  std::string tight;      ///< where equality holds or is approached
  symbolic::Quantity quantity = symbolic::Quantity::output;
  bool is_lower = false;  ///< the formula lies below the error, not above
  long least_length = 1;
  std::vector<Hypothesis> hypotheses;
  /// Named parts in order; each may use the ones before it. Constants of the bound come first.
  std::vector<std::pair<std::string, std::string>> definitions;
  std::string formula;

  /// The formula of the bound, or of the definition `name`, in formula_symbols() only.
  symbolic::Formula expanded() const;
  symbolic::Formula expanded_definition(const std::string& name) const;

  /// The first hypothesis that the model does not meet.
  std::optional<std::string> failed_hypothesis(const symbolic::AttentionModel& model,
                                               const symbolic::Number& sigma) const;
};

}  // namespace softlin::bounds
