#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/bound_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/command_tree.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/model_file.hpp"

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
  std::string model;
  std::string quantity = "output";
  bool lower = false;
  std::map<std::string, std::string> parameters;  ///< symbol -> text as given
};

constexpr const char* k_best = "best";
constexpr const char* k_best_statement = "the smallest bound that applies (the largest with --lower)";

/// "--norm-u" for norm_u
std::string option_of(std::string symbol) {
  for (char& c : symbol) c = c == '_' ? '-' : c;
  return "--" + symbol;
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

/// d and rows count; sigma is at least 1 where the bound says so; all others but A2 and cross are never negative.
void require_in_range(const bounds::Bound* bound, const std::string& name, const Number& value,
                      const std::string& text) {
  const auto at_least = [&](int least) { return numeric::require_sign(value - Number(least), option_of(name)) >= 0; };
  if (name == "d" || name == "rows") {
    const bool whole = value.is_rational() && mp::denominator(value.rational()) == 1;
    if (!whole || !at_least(1)) throw InputError(option_of(name), text, "a whole number from 1 on");
  } else if (name == "sigma" && bound != nullptr) {
    for (const auto& hypothesis : bound->hypotheses) {
      if (hypothesis.of_sigma_only && !hypothesis.holds({}, value))
        throw InputError("--sigma", text, hypothesis.statement);
    }
  }
  if (name != "A2" && name != "cross" && !at_least(0)) {
    throw InputError(option_of(name), text, "a number of 0 or more");
  }
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

/// Symbols a formula needs beside L.
std::vector<std::string> parameters_of(const bounds::Bound& bound) {
  std::vector<std::string> out;
  for (const std::string& name : bound.symbols()) {
    if (name != "L") out.push_back(name);
  }
  return out;
}

/// "r from 1/1024 to 1"
std::vector<std::string> free_parameters_of(const bounds::Bound& bound) {
  std::vector<std::string> out;
  for (const auto& parameter : bound.parameters) {
    out.push_back(parameter.name + " from " + parameter.low + " to " + parameter.high);
  }
  return out;
}

numeric::Interval enclosure(const Formula& closed, int digits, const std::string& what) {
  const auto compiled = closed.compile();
  return numeric::raise_precision([&](numeric::Bits bits) { return numeric::evaluate(compiled, bits); }, digits + 1,
                                  what);
}

Json as_json(const std::map<std::string, Rational>& parameters) {
  Json out = Json::object();
  for (const auto& [name, value] : parameters) out[name] = value.str();
  return out;
}

void run_list(const ConstantsOptions& options, Format format) {
  Table table;
  table.caption = "Bounds with proved explicit constants";
  table.columns = {{"bound", "bound", Align::left},         {"about", "about", Align::left},
                   {"statement", "statement", Align::left}, {"hypotheses", "hypotheses", Align::left},
                   {"source", "source", Align::left},       {"parameters", "parameters", Align::left},
                   {"free", "free parameters", Align::left}};
  std::string json;
  std::string text;
  for (const auto& bound : bounds::catalogue()) {
    const std::string parameters = joined(parameters_of(bound), ", "), free = joined(free_parameters_of(bound), "; ");
    const std::string about = (bound.is_lower ? "below " : "above ") + bound.about();
    table.rows.push_back({bound.name, about, bound.statement, hypotheses_text(bound), bound.source, parameters, free});
    text += bound.name + "\n  " + bound.statement + "\n  about:      " + about +
            "\n  for:        " + hypotheses_text(bound) + "\n  tight:      " + bound.tight +
            "\n  parameters: " + parameters + "\n" + (free.empty() ? "" : "  chosen:     " + free + "\n") +
            "  source:     " + bound.source + "\n";
    json += Json{{"bound", bound.name},
                 {"about", bound.about()},
                 {"is_lower", bound.is_lower},
                 {"statement", bound.statement},
                 {"hypotheses", hypotheses_text(bound)},
                 {"tight", bound.tight},
                 {"parameters", parameters_of(bound)},
                 {"free_parameters", free_parameters_of(bound)},
                 {"source", bound.source}}
                .dump() +
            "\n";
  }
  text += std::string(k_best) + "\n  " + k_best_statement + "; choose with --quantity, give --model or numbers\n";
  options.common.write(format == Format::json   ? json
                       : format == Format::text ? text
                                                : options.common.rendered(table, format));
}

/// The numbers given as options, checked, and the model if there is one.
bounds::Situation read_situation(const ConstantsOptions& options, const bounds::Bound* bound, Json& parameters) {
  std::map<std::string, Number> given;
  for (const auto& [name, text] : options.parameters) {
    if (text.empty()) continue;
    const Number value = parse_option_number(option_of(name), text);
    require_in_range(bound, name, value, text);
    given[name] = value;
    parameters[name] = text;
  }
  std::optional<symbolic::AttentionModel> model;
  if (!options.model.empty()) {
    model = read_model(options.model);
    parameters["model"] = options.model;
  }
  return {std::move(model), std::move(given)};
}

std::vector<Length> read_lengths(const ConstantsOptions& options) {
  if (options.lengths.empty()) return {};
  return parse_length_list(options.lengths, Place{"--length", 0, ""});
}

/// Constants of a bound: the definitions that depend neither on L nor on what is chosen.
class ConstantsOf {
 public:
  ConstantsOf(const bounds::Bound& bound, bounds::Situation& situation, int digits)
      : bound_(bound), situation_(situation), digits_(digits) {}

  numeric::Interval enclose(const std::string& name, const Formula& formula) const {
    std::map<std::string, Formula> values;
    for (const std::string& symbol : formula.symbols()) {
      const auto value = situation_.number(symbol);
      if (!value) missing(name, symbol);
      values[symbol] = value->formula();
    }
    return enclosure(formula.substitute(values), digits_, name);
  }

  [[noreturn]] void missing(const std::string& what, const std::string& symbol) const {
    throw InputError(what + " of " + bound_.name, "no value for " + symbol,
                     option_of(symbol) + " VALUE" + (situation_.has_model() ? "" : " or --model FILE"));
  }

 private:
  const bounds::Bound& bound_;
  bounds::Situation& situation_;
  int digits_;
};

/// Adds the row of one length.
void add_value(const std::string& name, const Length& length, const bounds::Enclosed& enclosed, int digits, Json row,
               Table& table, Json& rows) {
  row.update(ends(enclosed.value));
  if (!enclosed.parameters.empty()) row["parameters"] = as_json(enclosed.parameters);
  rows.push_back(std::move(row));
  table.rows.push_back({name, to_text(length), numeric::to_text(enclosed.value, digits + 5)});
  for (const auto& [parameter, value] : enclosed.parameters) {
    table.rows.push_back({"  at " + parameter, to_text(length), value.str()});
  }
}

void add_refusal(const std::string& name, const Length& length, const std::string& reason, Table& table, Json& rows) {
  rows.push_back(Json{{"length", to_text(length)}, {"not_applicable", reason}});
  table.rows.push_back({name, to_text(length), "not applicable: " + reason});
}

Table value_table(const std::string& caption) {
  Table table;
  table.caption = caption;
  table.columns = {{"name", "name", Align::left}, {"length", "L", Align::number}, {"value", "value", Align::left}};
  return table;
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

void run_best(const ConstantsOptions& options, Format format) {
  Json parameters = Json::object();
  bounds::Situation situation = read_situation(options, nullptr, parameters);
  bounds::Contest contest(options.quantity, options.lower);
  Table table = value_table(std::string(options.lower ? "Largest lower" : "Smallest upper") +
                            " bound that applies: " + options.quantity);
  Json rows = Json::array();
  if (options.lengths.empty()) throw InputError("--length", "nothing", "lengths at which to compare the bounds");
  for (const Length& length : read_lengths(options)) {
    if (length.infinite) throw InputError("--length", to_text(length), "whole numbers from 1 to 10^18");
    const auto best = contest.at(situation, length.value, options.common.digits);
    if (!best) {
      add_refusal(k_best, length, counted_reasons(contest.absent()), table, rows);
      continue;
    }
    Json absent = Json::object();
    for (const auto& [name, reason] : contest.absent()) absent[name] = reason;
    add_value(best->bound->name, length, best->enclosed, options.common.digits,
              Json{{"length", to_text(length)}, {"winner", best->bound->name}}, table, rows);
    rows.back().update({{"hypotheses", hypotheses_text(*best->bound)},
                        {"source", best->bound->source},
                        {"not_applicable", std::move(absent)}});
  }
  if (format == Format::json) {
    const Json out{{"bound", k_best},           {"statement", k_best_statement}, {"quantity", options.quantity},
                   {"is_lower", options.lower}, {"parameters", parameters},      {"values", rows}};
    return options.common.write(out.dump() + "\n");
  }
  if (!situation.has_model()) table.notes.emplace_back("The hypotheses of the winner are taken as met: no --model.");
  options.common.write(options.common.rendered(table, format));
}

void run_bound(const ConstantsOptions& options, Format format) {
  if (options.bound == k_best) return run_best(options, format);
  const bounds::Bound* bound = bounds::find_bound(options.bound);
  if (bound == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : bounds::catalogue()) names.push_back(known.name);
    throw InputError("bound", "'" + options.bound + "'", "one of " + joined(names, ", ") + ", best");
  }
  const int digits = options.common.digits;
  Json parameters = Json::object();
  bounds::Situation situation = read_situation(options, bound, parameters);
  const bounds::CompiledBound compiled(*bound);
  const ConstantsOf constants_of(*bound, situation, digits);
  std::optional<std::string> refused = situation.failed_hypothesis(*bound);
  if (!refused) {  // conditions that do not need L, as far as their numbers are known
    bounds::SymbolValues known;
    bool complete = true;
    for (const std::string& symbol : compiled.symbols()) {
      const auto value = situation.number(symbol);
      if (value) known.numbers[symbol] = *value;
      complete = complete && (value || symbol == "L");
    }
    if (complete) refused = compiled.failed_condition(known);
  }
  Table table = value_table(bound->name + ": " + bound->statement);
  Json constants = Json::object();
  const std::map<std::string, std::string> texts(bound->definitions.begin(), bound->definitions.end());
  for (const std::string& name : bound->constants()) {
    if (refused) break;
    const auto x = constants_of.enclose(name, bound->expanded_definition(name));
    constants[name] = ends(x);
    constants[name]["formula"] = texts.at(name);
    table.rows.push_back({name, "", numeric::to_text(x, digits + 5)});
  }
  Json rows = Json::array();
  for (const Length& length : read_lengths(options)) {
    if (length.infinite || length.value < bound->least_length) {
      throw InputError("--length", to_text(length),
                       "whole numbers from " + std::to_string(bound->least_length) + " to 10^18 for " + bound->name);
    }
    if (refused) {
      add_refusal(bound->name, length, *refused, table, rows);
      continue;
    }
    const auto values = situation.values(compiled, length.value);
    if (const auto* symbol = std::get_if<std::string>(&values)) constants_of.missing("value", *symbol);
    const auto& numbers = std::get<bounds::SymbolValues>(values);
    if (const auto failed = compiled.failed_condition(numbers)) {
      add_refusal(bound->name, length, *failed, table, rows);
      continue;
    }
    try {
      const auto enclosed = compiled.enclose(numbers, digits + 1);
      add_value(bound->name, length, enclosed, digits, Json{{"length", to_text(length)}}, table, rows);
    } catch (const DomainError&) {
      if (bound->parameters.empty()) throw;
      add_refusal(bound->name, length, "no choice of the free parameters was found at which it is defined", table,
                  rows);
    }
  }
  if (format == Format::json) {
    Json out{{"bound", bound->name},
             {"about", bound->about()},
             {"is_lower", bound->is_lower},
             {"statement", bound->statement},
             {"parameters", parameters},
             {"constants", constants},
             {"formula", bound->formula},
             {"latex", Formula(bound->expanded()).latex()},
             {"values", rows},
             {"hypotheses", hypotheses_text(*bound)},
             {"source", bound->source}};
    if (refused) out["not_applicable"] = *refused;
    return options.common.write(out.dump() + "\n");
  }
  std::string head;
  if (format == Format::text) {
    head = bound->statement + "\n  for:     " + hypotheses_text(*bound) + "\n  source:  " + bound->source +
           "\n  formula: " + bound->formula + "\n";
    for (const auto& [name, formula] : bound->definitions) head += "  with     " + name + " = " + formula + "\n";
    for (const auto& range : free_parameters_of(*bound)) head += "  chosen:  " + range + "\n";
    head += "  LaTeX:   " + bound->expanded().latex() + "\n";
    if (refused && rows.empty()) head += "not applicable: " + *refused + "\n";
    table.caption.clear();
  }
  options.common.write(head + (table.rows.empty() ? "" : options.common.rendered(table, format)));
}

}  // namespace

void add_constants_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<ConstantsOptions>();
  CLI::App* command = app.add_subcommand("constants", "proved explicit constants of a bound, as enclosures");
  CLI::Option* bound = command->add_option("bound", options->bound, "name of the bound (see --list), or best");
  offer_values(*bound, [] {
    std::vector<std::string> names = names_of(bounds::catalogue());
    names.emplace_back(k_best);
    return names;
  });
  command->add_flag("--list", options->list, "list every bound");
  command->add_option("--length", options->lengths, "also give the bound's value at these lengths");
  command->add_option("--model", options->model, "take the numbers from this model and check its hypotheses");
  command->add_option("--quantity", options->quantity, "for best: output, grad-v, grad-u, A, B, ... (see --list)")
      ->capture_default_str();
  command->add_flag("--lower", options->lower, "for best: the largest lower bound");
  for (const std::string& name : bounds::bound_symbols()) {
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
