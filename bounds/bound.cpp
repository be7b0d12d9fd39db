#include "bounds/bound.hpp"

#include <map>
#include <set>

namespace softlin::bounds {

namespace {

using symbolic::Formula;

/// Parses every definition with the earlier ones put in.
std::map<std::string, Formula> expand(const Bound& bound) {
  std::set<std::string> known(formula_symbols().begin(), formula_symbols().end());
  std::map<std::string, Formula> values;
  for (const auto& [name, text] : bound.definitions) {
    const Place place{"bound " + bound.name, 0, name};
    values[name] = Formula::parse(text, known, place).substitute(values);
    known.insert(name);
  }
  values[""] = Formula::parse(bound.formula, known, Place{"bound " + bound.name, 0, "formula"}).substitute(values);
  return values;
}

}  // namespace

const std::vector<std::string>& formula_symbols() {
  static const std::vector<std::string> names{"L",      "d",           "rows",         "s",      "trace",
                                              "signal", "trace_gamma", "signal_gamma", "norm_u", "norm_v",
                                              "sigma",  "A",           "A2",           "B"};
  return names;
}

symbolic::Formula Bound::expanded() const { return expand(*this).at(""); }

symbolic::Formula Bound::expanded_definition(const std::string& wanted) const { return expand(*this).at(wanted); }

std::optional<std::string> Bound::failed_hypothesis(const symbolic::AttentionModel& model,
                                                    const symbolic::Number& sigma) const {
  for (const Hypothesis& hypothesis : hypotheses) {
    if (!hypothesis.holds(model, sigma)) return hypothesis.statement;
  }
  return std::nullopt;
}

}  // namespace softlin::bounds
