#include "symbolic/statistic_definition.hpp"

#include <algorithm>
#include <map>

#include "symbolic/named_mean.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

/// The polynomial that `name` is the mean of, in parentheses.
std::string mean_of(const std::string& name) { return "(" + find_named_mean(name)->text + ")"; }

/// What A2 .. A5 are before the reductions of exact.md 4.3.
const std::map<std::string, StatisticDefinition>& quotients() {
  static const std::map<std::string, StatisticDefinition> all{
      {"A2", {mean_of("B") + " - " + mean_of("A"), 2}},
      {"A3", {mean_of("G3") + " - " + mean_of("G5"), 2}},
      {"A4", {mean_of("G3") + " - " + mean_of("G2") + " - " + mean_of("G4"), 2}},
      {"A5",
       {mean_of("G1") + " + 2*" + mean_of("G2") + " - 4*" + mean_of("G3") + " + " + mean_of("G4") + " + " +
            mean_of("G5"),
        4}}};
  return all;
}

}  // namespace

StatisticDefinition statistic_definition(const std::string& name) {
  const auto& names = statistic_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw InputError("statistic", "'" + name + "'", "a name of docs/theory/exact.md 1.1");
  }
  const auto quotient = quotients().find(name);
  if (quotient != quotients().end()) return quotient->second;
  return {find_named_mean(name)->text, 0};
}

ExpectationForm reduce_definition(const std::string& name, const Number& s, const MonomialReduction& reduction) {
  const auto& [polynomial, divisor] = statistic_definition(name);
  return ScorePolynomial::parse(polynomial, Place{"statistic " + name, 0, ""}).reduce(s, reduction, divisor);
}

}  // namespace softlin::symbolic
