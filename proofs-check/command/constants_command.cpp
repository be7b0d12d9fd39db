#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "bounds/catalogue.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/bound_report.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/command_tree.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/word_list.hpp"

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
    require_in_range(bound, name, value, text, option_of);
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

/// "--norm-u VALUE", as messages ask for a number.
std::string option_with_value(const std::string& symbol) { return option_of(symbol) + " VALUE"; }

/// Adds the row of one length; `head` begins its JSON.
void add_value(const std::string& name, const BoundValue& value, int digits, Json head, Table& table, Json& rows) {
  if (!value.enclosed) {
    rows.push_back(Json{{"length", to_text(value.length)}, {"not_applicable", value.refusal}});
    table.rows.push_back({name, to_text(value.length), "not applicable: " + value.refusal});
    return;
  }
  head.update(ends(value.enclosed->value));
  if (!value.enclosed->parameters.empty()) head["parameters"] = as_json(value.enclosed->parameters);
  rows.push_back(std::move(head));
  table.rows.push_back({name, to_text(value.length), numeric::to_text(value.enclosed->value, digits + 5)});
  for (const auto& [parameter, chosen] : value.enclosed->parameters) {
    table.rows.push_back({"  at " + parameter, to_text(value.length), chosen.str()});
  }
}

Table value_table(const std::string& caption) {
  Table table;
  table.caption = caption;
  table.columns = {{"name", "name", Align::left}, {"length", "L", Align::number}, {"value", "value", Align::left}};
  return table;
}

void run_best(const ConstantsOptions& options, Format format) {
  Json parameters = Json::object();
  bounds::Situation situation = read_situation(options, nullptr, parameters);
  Table table = value_table(std::string(options.lower ? "Largest lower" : "Smallest upper") +
                            " bound that applies: " + options.quantity);
  Json rows = Json::array();
  if (options.lengths.empty()) throw InputError("--length", "nothing", "lengths at which to compare the bounds");
  for (const BoundValue& value : best_bounds(options.quantity, options.lower, situation, read_lengths(options),
                                             options.common.digits, Place{"--length", 0, ""})) {
    if (value.winner == nullptr) {
      add_value(k_best, value, options.common.digits, {}, table, rows);
      continue;
    }
    add_value(value.winner->name, value, options.common.digits,
              Json{{"length", to_text(value.length)}, {"winner", value.winner->name}}, table, rows);
    Json absent = Json::object();
    for (const auto& [name, reason] : value.absent) absent[name] = reason;
    rows.back().update({{"hypotheses", hypotheses_text(*value.winner)},
                        {"source", value.winner->source},
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
  const bounds::Bound* bound = &require_bound(options.bound, Place{"bound", 0, ""});
  const int digits = options.common.digits;
  Json parameters = Json::object();
  bounds::Situation situation = read_situation(options, bound, parameters);
  const BoundReport report = report_on_bound(*bound, situation, read_lengths(options), digits + 1,
                                             Place{"--length", 0, ""}, option_with_value);
  Table table = value_table(bound->name + ": " + bound->statement);
  Json constants = Json::object();
  const std::map<std::string, std::string> texts(bound->definitions.begin(), bound->definitions.end());
  for (const auto& [name, x] : report.constants) {
    constants[name] = ends(x);
    constants[name]["formula"] = texts.at(name);
    table.rows.push_back({name, "", numeric::to_text(x, digits + 5)});
  }
  Json rows = Json::array();
  for (const BoundValue& value : report.values) {
    add_value(bound->name, value, digits, Json{{"length", to_text(value.length)}}, table, rows);
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
    if (report.refused) out["not_applicable"] = *report.refused;
    return options.common.write(out.dump() + "\n");
  }
  std::string head;
  if (format == Format::text) {
    head = bound->statement + "\n  for:     " + hypotheses_text(*bound) + "\n  source:  " + bound->source +
           "\n  formula: " + bound->formula + "\n";
    for (const auto& [name, formula] : bound->definitions) head += "  with     " + name + " = " + formula + "\n";
    for (const auto& range : free_parameters_of(*bound)) head += "  chosen:  " + range + "\n";
    head += "  LaTeX:   " + bound->expanded().latex() + "\n";
    if (report.refused && rows.empty()) head += "not applicable: " + *report.refused + "\n";
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
