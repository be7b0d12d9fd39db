#include "bounds/situation.hpp"

#include <set>

#include "bounds/catalogue.hpp"
#include "bounds/model_symbols.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::bounds {

using symbolic::Number;

std::optional<std::string> Situation::failed_hypothesis(const Bound& bound) {
  const Number sigma = number("sigma").value_or(Number(1));
  if (model_) return bound.failed_hypothesis(*model_, sigma);
  for (const Hypothesis& hypothesis : bound.hypotheses) {
    if (hypothesis.of_sigma_only && !hypothesis.holds({}, sigma)) return hypothesis.statement;
  }
  return std::nullopt;
}

std::optional<Number> Situation::number(const std::string& symbol) {
  const auto found = known_.find(symbol);
  if (found != known_.end()) return found->second;
  if (!model_) return std::nullopt;
  const auto value = model_symbol(*model_, symbol);
  if (value) known_.emplace(symbol, *value);
  return value;
}

std::variant<SymbolValues, std::string> Situation::values(const CompiledBound& bound, const Integer& L) {
  SymbolValues out{{{"L", Number(Rational(L))}}};
  for (const std::string& symbol : bound.symbols()) {
    if (symbol == "L") continue;
    if (const auto value = number(symbol)) {
      out.numbers[symbol] = *value;
    } else if (const auto s = number("s"); s && is_statistic(symbol)) {
      auto& statistic = statistics_[symbol];
      if (!statistic) statistic = std::make_shared<numeric::Expectation>(symbolic::named_statistic(symbol, *s));
      out.statistics.emplace(symbol, StatisticValue{statistic, L});
    } else {
      return symbol;
    }
  }
  return out;
}

Contest::Contest(const std::string& about, bool lower) : lower_(lower) {
  std::set<std::string> subjects;
  for (const Bound& bound : catalogue()) {
    if (bound.is_lower != lower) continue;
    subjects.insert(bound.about());
    if (bound.about() == about) entries_.push_back({&bound, CompiledBound(bound)});
  }
  if (!entries_.empty()) return;
  std::string list;
  for (const auto& subject : subjects) list += (list.empty() ? "" : ", ") + subject;
  throw InputError("quantity", "'" + about + "'", "one of " + list);
}

std::variant<Enclosed, std::string> enclose_in(Situation& situation, const Bound& bound, const CompiledBound& compiled,
                                               const Integer& L, int digits) {
  if (const auto failed = situation.failed_hypothesis(bound)) return *failed;
  const auto values = situation.values(compiled, L);
  if (const auto* missing = std::get_if<std::string>(&values)) return "no value for " + *missing;
  const auto& numbers = std::get<SymbolValues>(values);
  if (const auto failed = compiled.failed_condition(numbers)) return *failed;
  try {
    return compiled.enclose(numbers, digits);
  } catch (const DomainError& error) {
    return std::string(error.what());
  }
}

std::optional<Best> Contest::at(Situation& situation, const Integer& L, int digits) {
  absent_.clear();
  std::optional<Best> best;
  for (const Entry& entry : entries_) {
    auto value = enclose_in(situation, *entry.bound, entry.compiled, L, digits);
    if (const auto* reason = std::get_if<std::string>(&value)) {
      absent_[entry.bound->name] = *reason;
      continue;
    }
    Enclosed& enclosed = std::get<Enclosed>(value);
    const bool wins = !best || (lower_ ? certainly_less(best->enclosed.value.lower(), enclosed.value.lower())
                                       : certainly_less(enclosed.value.upper(), best->enclosed.value.upper()));
    if (wins) best = Best{entry.bound, std::move(enclosed)};
  }
  return best;
}

}  // namespace softlin::bounds
