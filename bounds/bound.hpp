#pragma once
/// What a bound is: a statement, its hypotheses, and one symbolic formula from which every number comes.

#include <functional>
#include <map>
#include <optional>
#include <set>
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
  bool of_sigma_only = false;  ///< the model plays no part
};

/// A condition on the numbers that enter a formula, decided exactly: `formula` is positive, or at least 0.
struct Condition {
  std::string statement;
  std::string formula;
  bool strict = true;
};

/// A number that a formula may use and that is free from `low` to `high`: the bound holds for each choice for which it
/// is defined. The ends are formulas in bound_symbols() and the parameters before this one.
struct FreeParameter {
  std::string name;
  std::string low;
  std::string high;
  bool from_high = false;  ///< of equally good choices the highest is taken, not the lowest
};

/// Symbols that a formula of a claim may use, beside its own constants:
///   L              prompt length
///   d, rows        token dimension, rows of V
///   s              score standard deviation, s^2 = (Uz)^T Gamma (Uz)
///   trace, signal  tr(V Gamma V^T), |V Gamma U z|^2
///   trace_gamma, signal_gamma  tr Gamma, |Gamma U z|^2
///   norm_u, norm_v operator norms |U|, |V| (upper bounds where they are irrational)
///   sigma          sub-Gaussian parameter
///   A, A2, B       statistics of exact.md at (s, L)
const std::vector<std::string>& formula_symbols();
/// A, A2 or B.
bool is_statistic(const std::string& symbol);

/// Symbols that a bound may use, beside its definitions and free parameters: formula_symbols() and
///   norm_z2, norm_uz2 |z|^2, |U z|^2
///   frobenius, cross  |V Gamma|_F^2, (Gamma U z)^T Gamma V^T V Gamma U z
///   norm_out, norm_gamma  |V Gamma V^T|, |Gamma|, operator norms (upper bounds)
///   lambda, trace_h   for a Gaussian query: largest eigenvalue (upper bound) and trace of H = Sz^{1/2} U^T Gamma U Sz^{1/2}
///   mean_signal, mean_signal_gamma  for a centred Gaussian query: E |V Gamma U z|^2, E |Gamma U z|^2
///   mean_s2           for a Gaussian query: s^2 at its mean
///   mean_uz2          for a centred Gaussian query: E |U z|^2, whatever the tokens
///   delta             probability that is allowed to fail
const std::vector<std::string>& bound_symbols();

struct Bound {
  std::string name;
  std::string statement;  ///< in words and symbols, one sentence
  std::string source;     ///< step of docs/theory/bounds.md
  std::string tight;      ///< where equality holds or is approached
  /// What is bounded when it is not an error averaged over prompts: "A", "B", "S3" (E S_3), "mean A" (E_z A), "radius"
  /// (r with P(|T_L - T| > r) <= delta), "moment", "exponent" (of 1/L).
  std::string subject = {};
  symbolic::Quantity quantity = symbolic::Quantity::output;  ///< meant when subject is empty
  bool is_lower = false;                                     ///< the formula lies below the error, not above
  long least_length = 1;
  std::vector<Hypothesis> hypotheses = {};
  std::vector<Condition> conditions = {};
  std::vector<FreeParameter> parameters = {};
  /// Chooses the parameters, in order, from the values of symbols(), where a search over all of them would not end.
  std::function<std::vector<double>(const std::map<std::string, double>& symbols)> choose = {};
  /// Named parts in order; each may use the ones before it. Constants of the bound come first. Where a part is not
  /// defined (the logarithm of a negative number), the bound is not, even if the formula does not use that part.
  std::vector<std::pair<std::string, std::string>> definitions = {};
  std::string formula;

  /// The formula of the bound, or of the definition `name`, in bound_symbols() and the free parameters only.
  symbolic::Formula expanded() const;
  symbolic::Formula expanded_definition(const std::string& name) const;

  /// Names of the definitions in which neither L nor a free parameter occurs, in order.
  std::vector<std::string> constants() const;

  /// The members of bound_symbols() that conditions, parameters, definitions and formula use.
  std::set<std::string> symbols() const;

  /// The subject, or the name of the quantity: "output", "grad-v", "grad-u", "A", ...
  std::string about() const;

  /// True when a claim can name it: an error, by a formula in formula_symbols() without free parameters.
  bool is_plain() const;

  /// The first hypothesis that the model does not meet.
  std::optional<std::string> failed_hypothesis(const symbolic::AttentionModel& model,
                                               const symbolic::Number& sigma) const;
};

}  // namespace softlin::bounds
