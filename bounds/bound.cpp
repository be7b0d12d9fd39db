#include "bounds/bound.hpp"

#include <algorithm>
#include <map>

namespace softlin::bounds {

namespace {

using symbolic::Formula;

/// What formulas of the bound may use, but for its definitions.
std::set<std::string> base_names(const Bound& bound) {
  std::set<std::string> known(bound_symbols().begin(), bound_symbols().end());
  for (const FreeParameter& parameter : bound.parameters) known.insert(parameter.name);
  return known;
}

/// Every definition and, named "", the formula, parsed.
std::vector<std::pair<std::string, Formula>> parse(const Bound& bound) {
  std::set<std::string> known = base_names(bound);
  std::vector<std::pair<std::string, Formula>> out;
  for (const auto& [name, text] : bound.definitions) {
    out.emplace_back(name, Formula::parse(text, known, Place{"bound " + bound.name, 0, name}));
    known.insert(name);
  }
  out.emplace_back("", Formula::parse(bound.formula, known, Place{"bound " + bound.name, 0, "formula"}));
  return out;
}

/// The part `wanted` with the definitions that it needs put in.
Formula expand(const Bound& bound, const std::string& wanted) {
  const auto parts = parse(bound);
  std::set<std::string> needed{wanted};
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (needed.count(part->first) > 0) needed.merge(part->second.symbols());
  }
  std::map<std::string, Formula> values;
  for (const auto& [name, formula] : parts) {
    if (needed.count(name) > 0) values[name] = formula.substitute(values);
  }
  return values.at(wanted);
}

}  // namespace

const std::vector<std::string>& formula_symbols() {
  static const std::vector<std::string> names{"L",      "d",           "rows",         "s",      "trace",
                                              "signal", "trace_gamma", "signal_gamma", "norm_u", "norm_v",
                                              "sigma",  "A",           "A2",           "B"};
  return names;
}

bool is_statistic(const std::string& symbol) { return symbol == "A" || symbol == "A2" || symbol == "B"; }

const std::vector<std::string>& bound_symbols() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out = formula_symbols();
    for (const char* name : {"norm_z2", "norm_uz2", "frobenius", "cross", "norm_out", "norm_gamma", "lambda", "trace_h",
                             "mean_signal", "mean_signal_gamma", "mean_s2", "mean_uz2", "delta"}) {
      out.emplace_back(name);
    }
    return out;
  }();
  return names;
}

symbolic::Formula Bound::expanded() const { return expand(*this, ""); }

symbolic::Formula Bound::expanded_definition(const std::string& wanted) const { return expand(*this, wanted); }

std::vector<std::string> Bound::constants() const {
  std::set<std::string> varying{"L"};
  for (const FreeParameter& parameter : parameters) varying.insert(parameter.name);
  std::vector<std::string> out;
  for (const auto& [part, parsed] : parse(*this)) {
    const auto used = parsed.symbols();
    const bool varies =
        std::any_of(used.begin(), used.end(), [&](const auto& symbol) { return varying.count(symbol) > 0; });
    if (varies) {
      varying.insert(part);
    } else if (!part.empty()) {
      out.push_back(part);
    }
  }
  return out;
}

std::set<std::string> Bound::symbols() const {
  std::set<std::string> known = base_names(*this);
  std::set<std::string> used;
  const auto read = [&](const std::string& text, const std::string& key) {
    used.merge(Formula::parse(text, known, Place{"bound " + name, 0, key}).symbols());
  };
  for (const Condition& condition : conditions) read(condition.formula, "condition");
  for (const FreeParameter& parameter : parameters) {
    read(parameter.low, parameter.name);
    read(parameter.high, parameter.name);
  }
  for (const auto& [definition, text] : definitions) {
    read(text, definition);
    known.insert(definition);
  }
  read(formula, "formula");
  std::set<std::string> out;
  for (const std::string& symbol : bound_symbols()) {
    if (used.count(symbol) > 0) out.insert(symbol);
  }
  return out;
}

std::string Bound::about() const {
  if (!subject.empty()) return subject;
  switch (quantity) {
    case symbolic::Quantity::output: return "output";
    case symbolic::Quantity::grad_v: return "grad-v";
    case symbolic::Quantity::grad_u: return "grad-u";
    case symbolic::Quantity::bias: return "bias";
  }
  throw Error("no name for this quantity");
}

bool Bound::is_plain() const {
  const auto used = symbols();
  return subject.empty() && parameters.empty() && conditions.empty() &&
         std::all_of(used.begin(), used.end(), [](const std::string& symbol) {
           const auto& names = formula_symbols();
           return std::find(names.begin(), names.end(), symbol) != names.end();
         });
}

std::optional<std::string> Bound::failed_hypothesis(const symbolic::AttentionModel& model,
                                                    const symbolic::Number& sigma) const {
  for (const Hypothesis& hypothesis : hypotheses) {
    if (!hypothesis.holds(model, sigma)) return hypothesis.statement;
  }
  return std::nullopt;
}

}  // namespace softlin::bounds
