#include "proofs-check/bound_report.hpp"

#include <algorithm>

#include "bounds/catalogue.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/word_list.hpp"

namespace softlin::check {

namespace {

using symbolic::Formula;
using symbolic::Number;

[[noreturn]] void fail_unknown(const std::string& what, const bounds::Bound& bound, const std::string& symbol,
                               const bounds::Situation& situation, const SymbolNaming& naming) {
  throw InputError(what + " of " + bound.name, "no value for " + symbol,
                   naming(symbol) + (situation.has_model() ? "" : ", or a model"));
}

/// A constant: a definition that depends neither on L nor on what is chosen.
numeric::Interval constant_of(const bounds::Bound& bound, const std::string& name, bounds::Situation& situation,
                              int digits, const SymbolNaming& naming) {
  const Formula formula = bound.expanded_definition(name);
  std::map<std::string, Formula> values;
  for (const std::string& symbol : formula.symbols()) {
    const auto value = situation.number(symbol);
    if (!value) fail_unknown(name, bound, symbol, situation, naming);
    values[symbol] = value->formula();
  }
  const auto compiled = formula.substitute(values).compile();
  return numeric::raise_precision([&](numeric::Bits bits) { return numeric::evaluate(compiled, bits); }, digits, name);
}

/// A hypothesis that fails, or a condition that does not need L, as far as all its numbers are known.
std::optional<std::string> refusal_of(const bounds::Bound& bound, const bounds::CompiledBound& compiled,
                                      bounds::Situation& situation) {
  if (auto failed = situation.failed_hypothesis(bound)) return failed;
  bounds::SymbolValues known;
  for (const std::string& symbol : compiled.symbols()) {
    const auto value = situation.number(symbol);
    if (!value && symbol != "L") return std::nullopt;
    if (value) known.numbers[symbol] = *value;
  }
  return compiled.failed_condition(known);
}

/// "the tokens are Gaussian (22 bounds); the tokens have mean 0 (17 bounds)", the commonest reason first.
std::string counted_reasons(const std::map<std::string, std::string>& absent) {
  std::map<std::string, long> counts;
  for (const auto& [name, reason] : absent) ++counts[reason];
  std::vector<std::pair<std::string, long>> ordered(counts.begin(), counts.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> out;
  for (const auto& [reason, count] : ordered)
    out.push_back(reason + " (" + std::to_string(count) + (count == 1 ? " bound)" : " bounds)"));
  return joined(out, "; ");
}

}  // namespace

const bounds::Bound& require_bound(const std::string& name, const Place& place) {
  if (const bounds::Bound* bound = bounds::find_bound(name)) return *bound;
  std::vector<std::string> names;
  for (const auto& known : bounds::catalogue()) names.push_back(known.name);
  throw InputError(place, "'" + name + "'", "one of " + joined(names, ", ") + ", best");
}

std::string meaning_of(const std::string& symbol) {
  static const std::map<std::string, std::string> meanings{
      {"d", "token dimension"},
      {"rows", "rows of V"},
      {"s", "score standard deviation, s^2 = (Uz)^T Gamma (Uz)"},
      {"trace", "tr(V Gamma V^T)"},
      {"signal", "|V Gamma U z|^2"},
      {"trace_gamma", "tr Gamma"},
      {"signal_gamma", "|Gamma U z|^2"},
      {"norm_u", "operator norm of U"},
      {"norm_v", "operator norm of V"},
      {"sigma", "sub-Gaussian parameter of the tokens"},
      {"A", "the statistic E S2 (softlin expect A); from --s when it is left out"},
      {"A2", "the statistic A2 (softlin expect A2); from --s when it is left out"},
      {"B", "the statistic B (softlin expect B); from --s when it is left out"},
      {"norm_z2", "|z|^2"},
      {"norm_uz2", "|U z|^2"},
      {"frobenius", "|V Gamma|_F^2"},
      {"cross", "(Gamma U z)^T Gamma V^T V Gamma U z"},
      {"norm_out", "operator norm of V Gamma V^T"},
      {"norm_gamma", "operator norm of Gamma"},
      {"lambda", "largest eigenvalue of H = Sz^{1/2} U^T Gamma U Sz^{1/2}, Sz the covariance of the query"},
      {"trace_h", "trace of H"},
      {"mean_signal", "E |V Gamma U z|^2 for the centred Gaussian query"},
      {"mean_signal_gamma", "E |Gamma U z|^2 for the centred Gaussian query"},
      {"mean_s2", "s^2 at the mean of the query"},
      {"mean_uz2", "E |U z|^2 for the centred Gaussian query"},
      {"delta", "probability that is allowed to fail"}};
  return meanings.at(symbol);
}

std::string hypotheses_text(const bounds::Bound& bound) {
  std::vector<std::string> words;
  for (const auto& hypothesis : bound.hypotheses) words.push_back(hypothesis.statement);
  for (const auto& condition : bound.conditions) words.push_back(condition.statement);
  if (bound.least_length > 1) words.push_back("L >= " + std::to_string(bound.least_length));
  return words.empty() ? "every s and L" : joined(words, "; ");
}

std::vector<std::string> parameters_of(const bounds::Bound& bound) {
  std::vector<std::string> out;
  for (const std::string& name : bound.symbols()) {
    if (name != "L") out.push_back(name);
  }
  return out;
}

std::vector<std::string> free_parameters_of(const bounds::Bound& bound) {
  std::vector<std::string> out;
  for (const auto& parameter : bound.parameters) {
    out.push_back(parameter.name + " from " + parameter.low + " to " + parameter.high);
  }
  return out;
}

void require_in_range(const bounds::Bound* bound, const std::string& symbol, const Number& value,
                      const std::string& text, const SymbolNaming& naming) {
  const auto at_least = [&](int least) { return numeric::require_sign(value - Number(least), naming(symbol)) >= 0; };
  if (symbol == "d" || symbol == "rows") {
    const bool whole = value.is_rational() && mp::denominator(value.rational()) == 1;
    if (!whole || !at_least(1)) throw InputError(naming(symbol), text, "a whole number from 1 on");
  } else if (symbol == "sigma" && bound != nullptr) {
    for (const auto& hypothesis : bound->hypotheses) {
      if (hypothesis.of_sigma_only && !hypothesis.holds({}, value)) {
        throw InputError(naming(symbol), text, hypothesis.statement);
      }
    }
  }
  if (symbol != "A2" && symbol != "cross" && !at_least(0)) {
    throw InputError(naming(symbol), text, "a number of 0 or more");
  }
}

BoundReport report_on_bound(const bounds::Bound& bound, bounds::Situation& situation,
                            const std::vector<Length>& lengths, int digits, const Place& length_place,
                            const SymbolNaming& naming) {
  const bounds::CompiledBound compiled(bound);
  BoundReport out;
  out.bound = &bound;
  out.refused = refusal_of(bound, compiled, situation);
  if (!out.refused) {
    for (const std::string& name : bound.constants()) {
      out.constants.emplace_back(name, constant_of(bound, name, situation, digits, naming));
    }
  }
  for (const Length& length : lengths) {
    if (length.infinite || length.value < bound.least_length) {
      throw InputError(length_place, to_text(length),
                       "whole numbers from " + std::to_string(bound.least_length) + " to 10^18 for " + bound.name);
    }
    BoundValue& value = out.values.emplace_back(BoundValue{length, std::nullopt, {}});
    if (out.refused) {
      value.refusal = *out.refused;
      continue;
    }
    const auto values = situation.values(compiled, length.value);
    if (const auto* symbol = std::get_if<std::string>(&values)) {
      fail_unknown("value", bound, *symbol, situation, naming);
    }
    const auto& numbers = std::get<bounds::SymbolValues>(values);
    if (const auto failed = compiled.failed_condition(numbers)) {
      value.refusal = *failed;
      continue;
    }
    try {
      value.enclosed = compiled.enclose(numbers, digits);
    } catch (const DomainError&) {
      if (bound.parameters.empty()) throw;
      value.refusal = "no choice of the free parameters was found at which it is defined";
    }
  }
  return out;
}

std::vector<BoundValue> best_bounds(const std::string& quantity, bool lower, bounds::Situation& situation,
                                    const std::vector<Length>& lengths, int digits, const Place& length_place) {
  bounds::Contest contest(quantity, lower);
  std::vector<BoundValue> out;
  for (const Length& length : lengths) {
    if (length.infinite) throw InputError(length_place, to_text(length), "whole numbers from 1 to 10^18");
    BoundValue& value = out.emplace_back(BoundValue{length, std::nullopt, {}});
    if (auto best = contest.at(situation, length.value, digits)) {
      value.enclosed = std::move(best->enclosed);
      value.winner = best->bound;
      value.absent = contest.absent();
      continue;
    }
    value.refusal = counted_reasons(contest.absent());
  }
  return out;
}

}  // namespace softlin::check
