#pragma once
/// What a suite file says, read and checked: nothing here has been computed yet.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proofs-check/regression_file.hpp"
#include "symbolic/attention_model.hpp"
#include "symbolic/error_form.hpp"
#include "symbolic/identity.hpp"

namespace softlin::check {

using symbolic::Quantity;
using symbolic::Target;

enum class Method { exact, reduced, naive, both };  ///< both = one exact and one naive row

/// deviation <= bound, deviation >= bound, deviation = bound
enum class Relation { at_most, at_least, equal };

enum class Verdict { proved, violated, consistent, undecided };

/// A prompt length: a positive integer, or the infinite prompt.
struct Length {
  Integer value = 1;
  bool infinite = false;
};

/// Prompts of a sampled row: enough to flag a bound that is too small by a fifth (docs/power.md).
inline constexpr std::uint64_t k_default_prompts = 10000;

/// What a claim about in-context regression compares with its bound (regression_claim.hpp).
enum class RegressionQuantity { risk, linear_risk, gradient, balance, time, formula };

/// Where it is taken: the zero of the risk with |A|_F = b, the start of the flow, the optimum of linear attention, or a
/// point that the claim writes down.
enum class RegressionPlace { endpoint, start, optimum, point };

struct RegressionClaim {
  RegressionProblem problem;
  std::string problem_name;  ///< as the table shows it
  RegressionQuantity quantity = RegressionQuantity::risk;
  RegressionPlace at = RegressionPlace::endpoint;
  std::optional<PointParameters> point;  ///< of RegressionPlace::point
  std::string formula;                   ///< of RegressionQuantity::formula
  std::optional<symbolic::Number> eps;   ///< positive; the time until the risk is at most eps, and a symbol
};

struct Claim {
  std::string id;
  std::string source;                    ///< where it is stated; may be empty
  std::string statement;                 ///< one sentence for readers; may be empty
  Place place;                           ///< file and line of the claim, for later errors
  std::map<std::string, int> key_lines;  ///< line of each key that later errors name

  /// An identity claim has this and `expected`; nothing below, up to there, concerns it.
  std::optional<symbolic::Identity> identity;

  /// A regression claim has this, `expected`, `relation`, `bound` and `lengths`; nothing else below concerns it.
  std::optional<RegressionClaim> regression;

  symbolic::AttentionModel model;
  std::string model_name;                ///< as the table shows it
  std::vector<symbolic::Number> scales;  ///< U is multiplied by each in turn; {1} when absent

  Quantity quantity = Quantity::output;
  Target target = Target::limit;
  Relation relation = Relation::at_most;
  std::vector<Length> lengths;
  Method method = Method::exact;

  std::string bound;                                                 ///< name of a bound, or a formula, as written
  std::map<std::string, std::optional<symbolic::Number>> constants;  ///< no value: "any" positive value
  std::optional<symbolic::Number> sigma;
  symbolic::Number factor = 1;  ///< positive; the bound is multiplied by it: a control weakens a named bound so

  /// Of an exceedance claim, whose bound is on P(|error of the quantity| > radius): a formula, or the name of a bound on
  /// the radius. Empty for other claims.
  std::string radius;
  symbolic::Number radius_factor = 1;  ///< positive; the radius is multiplied by it

  std::optional<Verdict> expected;
  double confidence = 0.999;
  std::uint64_t prompts = k_default_prompts;
  std::uint64_t seed = 1;
  bool stop_early = false;  ///< sampling ends when the evidence suffices for `violated`

  bool is_exceedance() const { return !radius.empty(); }
};

struct Suite {
  std::string name;
  std::vector<Claim> claims;
};

std::string name_of(Quantity quantity);
/// What a claim about P(|error of the quantity| > radius) calls its quantity: "exceedance" for the output, "exceedance-v",
/// "exceedance-u" for the gradients.
std::string exceedance_name(Quantity quantity);
std::string name_of(RegressionQuantity quantity);
std::string name_of(RegressionPlace place);
std::string name_of(Method method);
std::string name_of(Relation relation);
std::string name_of(Verdict verdict);
std::string name_of(Target target);
std::string to_text(const Length& length);  ///< "16", "inf"

}  // namespace softlin::check
