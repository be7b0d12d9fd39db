#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "bounds/catalogue.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Formula;
using symbolic::Number;

struct ConstantsOptions {
  CommonOptions common;
  std::string bound;
  bool list = false;
  std::string lengths;
  std::map<std::string, std::string> parameters;  ///< symbol -> text as given
};

/// "--norm-u" for norm_u
std::string option_of(std::string symbol) {
  for (char& c : symbol) c = c == '_' ? '-' : c;
  return "--" + symbol;
}

std::string meaning_of(const std::string& symbol) {
  static const std::map<std::string, std::string> meanings{{"d", "token dimension"},
                                                           {"rows", "rows of V"},
                                                           {"s", "score standard deviation, s^2 = (Uz)^T Gamma (Uz)"},
                                                           {"trace", "tr(V Gamma V^T)"},
                                                           {"signal", "|V Gamma U z|^2"},
                                                           {"trace_gamma", "tr Gamma"},
                                                           {"signal_gamma", "|Gamma U z|^2"},
                                                           {"norm_u", "operator norm of U"},
                                                           {"norm_v", "operator norm of V"},
                                                           {"sigma", "sub-Gaussian parameter of the tokens"},
                                                           {"A", "the statistic E S2 (softlin expect A)"},
                                                           {"A2", "the statistic A2 (softlin expect A2)"},
                                                           {"B", "the statistic B (softlin expect B)"}};
  return meanings.at(symbol);
}

/// d and rows count; sigma is at least 1 where the bound says so; all others but A2 are never negative.
void require_in_range(const bounds::Bound& bound, const std::string& name, const Number& value,
                      const std::string& text) {
  const auto at_least = [&](int least) { return numeric::require_sign(value - Number(least), option_of(name)) >= 0; };
  if (name == "d" || name == "rows") {
    const bool whole = value.is_rational() && mp::denominator(value.rational()) == 1;
    if (!whole || !at_least(1)) throw InputError(option_of(name), text, "a whole number from 1 on");
  } else if (name == "sigma") {
    for (const auto& hypothesis : bound.hypotheses) {
      if (hypothesis.statement == "sigma >= 1" && !at_least(1)) throw InputError("--sigma", text, hypothesis.statement);
    }
  }
  if (name != "A2" && !at_least(0)) throw InputError(option_of(name), text, "a number of 0 or more");
}

std::string hypotheses_text(const bounds::Bound& bound) {
  std::string out;
  for (const auto& hypothesis : bound.hypotheses) out += (out.empty() ? "" : "; ") + hypothesis.statement;
  if (bound.least_length > 1) out += "; L >= " + std::to_string(bound.least_length);
  return out;
}

/// Symbols a formula needs beside L; statistics are not parameters.
std::vector<std::string> parameters_of(const bounds::Bound& bound) {
  std::vector<std::string> out;
  for (const std::string& name : bound.expanded().symbols()) {
    if (name != "L") out.push_back(name);
  }
  return out;
}

numeric::Interval enclosure(const Formula& closed, int digits, const std::string& what) {
  const auto compiled = closed.compile();
  return numeric::raise_precision([&](numeric::Bits bits) { return numeric::evaluate(compiled, bits); }, digits + 1,
                                  what);
}

Json ends(const numeric::Interval& x) { return {{"lower", numeric::lower_text(x)}, {"upper", numeric::upper_text(x)}}; }

void run_list(const ConstantsOptions& options, Format format) {
  Table table;
  table.caption = "Bounds with proved explicit constants";
  table.columns = {{"bound", "bound", Align::left},
                   {"statement", "statement", Align::left},
                   {"hypotheses", "hypotheses", Align::left},
                   {"source", "source", Align::left},
                   {"parameters", "parameters", Align::left}};
  std::string json;
  std::string text;
  for (const auto& bound : bounds::catalogue()) {
    std::string parameters;
    for (const auto& name : parameters_of(bound)) parameters += (parameters.empty() ? "" : ", ") + name;
    table.rows.push_back({bound.name, bound.statement, hypotheses_text(bound), bound.source, parameters});
    text += bound.name + "\n  " + bound.statement + "\n  for:        " + hypotheses_text(bound) +
            "\n  tight:      " + bound.tight + "\n  parameters: " + parameters + "\n  source:     " + bound.source +
            "\n";
    json += Json{{"bound", bound.name},  {"statement", bound.statement},       {"hypotheses", hypotheses_text(bound)},
                 {"tight", bound.tight}, {"parameters", parameters_of(bound)}, {"source", bound.source}}
                .dump() +
            "\n";
  }
  options.common.write(format == Format::json ? json : format == Format::text ? text : render(table, format));
}

void run_bound(const ConstantsOptions& options, Format format) {
  const bounds::Bound* bound = bounds::find_bound(options.bound);
  if (bound == nullptr) {
    std::string names;
    for (const auto& known : bounds::catalogue()) names += (names.empty() ? "" : ", ") + known.name;
    throw InputError("bound", "'" + options.bound + "'", "one of " + names);
  }
  const int digits = options.common.digits;
  std::map<std::string, Formula> values;
  Json parameters = Json::object();
  for (const auto& [name, text] : options.parameters) {
    if (text.empty()) continue;
    const Number value = parse_option_number(option_of(name), text);
    require_in_range(*bound, name, value, text);
    values[name] = value.formula();
    parameters[name] = text;
  }
  const auto closed = [&](const Formula& formula, const std::string& what) {
    const Formula out = formula.substitute(values);
    for (const std::string& name : out.symbols()) {
      throw InputError(what + " of " + bound->name, "no value for " + name, option_of(name) + " VALUE");
    }
    return out;
  };
  Table table;
  table.caption = bound->name + ": " + bound->statement;
  table.columns = {{"name", "name", Align::left}, {"length", "L", Align::number}, {"value", "value", Align::left}};
  Json constants = Json::object();
  for (const auto& [name, formula] : bound->definitions) {
    const Formula expanded = bound->expanded_definition(name);
    if (expanded.symbols().count("L") > 0) continue;  // an abbreviation, not a constant
    const auto x = enclosure(closed(expanded, name), digits, name);
    constants[name] = ends(x);
    constants[name]["formula"] = formula;
    table.rows.push_back({name, "", numeric::to_text(x, digits + 5)});
  }
  Json rows = Json::array();
  if (!options.lengths.empty()) {
    for (const Length& length : parse_length_list(options.lengths, Place{"--length", 0, ""})) {
      if (length.infinite || length.value < bound->least_length) {
        throw InputError("--length", to_text(length),
                         "whole numbers from " + std::to_string(bound->least_length) + " to 10^18 for " + bound->name);
      }
      values["L"] = Formula(Rational(length.value));
      const auto x = enclosure(closed(bound->expanded(), "value"), digits, bound->name);
      Json row{{"length", to_text(length)}};
      row.update(ends(x));
      rows.push_back(row);
      table.rows.push_back({bound->name, to_text(length), numeric::to_text(x, digits + 5)});
    }
  }
  if (format == Format::json) {
    Json out{{"bound", bound->name},
             {"statement", bound->statement},
             {"parameters", parameters},
             {"constants", constants},
             {"formula", bound->formula},
             {"latex", Formula(bound->expanded()).latex()},
             {"values", rows},
             {"hypotheses", hypotheses_text(*bound)},
             {"source", bound->source}};
    return options.common.write(out.dump() + "\n");
  }
  std::string head;
  if (format == Format::text) {
    head = bound->statement + "\n  for:     " + hypotheses_text(*bound) + "\n  source:  " + bound->source +
           "\n  formula: " + bound->formula + "\n";
    for (const auto& [name, formula] : bound->definitions) head += "  with     " + name + " = " + formula + "\n";
    head += "  LaTeX:   " + bound->expanded().latex() + "\n";
    table.caption.clear();
  }
  options.common.write(head + (table.rows.empty() ? "" : render(table, format)));
}

}  // namespace

void add_constants_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<ConstantsOptions>();
  CLI::App* command = app.add_subcommand("constants", "proved explicit constants of a bound, as enclosures");
  command->add_option("bound", options->bound, "name of the bound (see --list)");
  command->add_flag("--list", options->list, "list every bound");
  command->add_option("--length", options->lengths, "also give the bound's value at these lengths");
  for (const std::string& name : bounds::formula_symbols()) {
    if (name == "L") continue;
    command->add_option(option_of(name), options->parameters[name], meaning_of(name));
  }
  add_common_options(*command, options->common);
  command->footer("Example: softlin constants prop-3.1 --d 1 --norm-u 1/4 --norm-v 1 --sigma 1 --length 2,1024");
  command->callback([options, &status] {
    const Format format = options->common.begin();
    if (options->list) {
      run_list(*options, format);
    } else if (options->bound.empty()) {
      throw InputError("bound", "nothing", "a name, or --list");
    } else {
      run_bound(*options, format);
    }
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
