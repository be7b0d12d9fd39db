#include "proofs-check/result_row.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "proofs-check/json_text.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array k_quantities{Quantity::output, Quantity::grad_v, Quantity::grad_u, Quantity::bias};
constexpr std::array k_relations{Relation::at_most, Relation::at_least, Relation::equal};
constexpr std::array k_methods{Method::exact, Method::reduced, Method::naive};
constexpr std::array k_verdicts{Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided};

// --- Writing ---------------------------------------------------------------------------------------------------------

Json number(const char* key, double value) {
  if (std::isnan(value)) throw Error(std::string("a result row cannot hold a NaN (") + key + ")");
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

void put_text(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}

void put_number(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = number(key, *value);
}

void put_verdict(Json& json, const ResultRow& row) {
  json["verdict"] = name_of(row.verdict);
  json["expected"] = expected_text(row);
  json["as_expected"] = row.as_expected;
  json["witness"] = row.witness;
}

std::string identity_line(const ResultRow& row) {
  const IdentityOutcome& identity = *row.identity;
  Json json{{"claim", row.claim}, {"source", row.source}, {"kind", "identity"}, {"model", row.model}};
  put_text(json, "inputs", row.inputs);
  json["equations"] = identity.equations;
  json["steps"] = identity.steps;
  json["failed_step"] = identity.failed_step;
  put_text(json, "rule", identity.rule);
  put_text(json, "reason", identity.reason);
  put_verdict(json, row);
  json["version"] = row.version;
  return one_line(json);
}

// --- Reading ---------------------------------------------------------------------------------------------------------

[[noreturn]] void refuse(const char* key, const std::string& found, const std::string& expected) {
  throw InputError(Place{"result row", 0, key}, found, expected);
}

const Json* find(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

const Json& need(const Json& json, const char* key, const std::string& expected) {
  const Json* found = find(json, key);
  if (found == nullptr) refuse(key, "nothing", expected);
  return *found;
}

std::string text(const Json& value, const char* key) {
  if (!value.is_string()) refuse(key, one_line(value), "a string");
  return value.get<std::string>();
}

std::string need_text(const Json& json, const char* key) { return text(need(json, key, "a string"), key); }

std::string get_text(const Json& json, const char* key, std::string otherwise = {}) {
  const Json* found = find(json, key);
  return found == nullptr ? std::move(otherwise) : text(*found, key);
}

std::optional<double> get_number(const Json& json, const char* key) {
  const Json* found = find(json, key);
  if (found == nullptr) return std::nullopt;
  if (found->is_number()) return found->get<double>();
  if (*found == "inf") return std::numeric_limits<double>::infinity();
  if (*found == "-inf") return -std::numeric_limits<double>::infinity();
  refuse(key, one_line(*found), "a number, \"inf\" or \"-inf\"");
}

std::uint64_t get_count(const Json& json, const char* key) {
  const Json* found = find(json, key);
  if (found == nullptr) return 0;
  if (!found->is_number_unsigned()) refuse(key, one_line(*found), "an integer from 0 to 18446744073709551615");
  return found->get<std::uint64_t>();
}

template <class Choices>
std::string list_of(const Choices& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) out += i + 1 == choices.size() ? " or " : ", ";
    out += "\"" + name_of(choices[i]) + "\"";
  }
  return out;
}

template <class Choices>
auto choice(const Json& value, const char* key, const Choices& choices) {
  for (const auto candidate : choices) {
    if (value == name_of(candidate)) return candidate;
  }
  refuse(key, one_line(value), list_of(choices));
}

bool get_flag(const Json& json, const char* key) {
  const Json* found = find(json, key);
  if (found == nullptr) return false;
  if (!found->is_boolean()) refuse(key, one_line(*found), "true or false");
  return found->get<bool>();
}

Quantity quantity_of(const Json& value, bool has_radius) {
  if (!has_radius) return choice(value, "quantity", k_quantities);
  for (const Quantity candidate : k_quantities) {
    if (value == exceedance_name(candidate)) return candidate;
  }
  refuse("quantity", one_line(value), "\"exceedance\", \"exceedance-v\" or \"exceedance-u\" beside a radius");
}

Length length_of(const std::string& name) {
  if (name == "inf") return {.value = 1, .infinite = true};
  const bool digits = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || name.front() == '0') refuse("length", "\"" + name + "\"", "a positive integer or inf, as a string");
  return {.value = Integer(name), .infinite = false};
}

IdentityOutcome identity_of(const Json& json) {
  IdentityOutcome out;
  const Json& equations = need(json, "equations", "an array of strings");
  if (!equations.is_array()) refuse("equations", one_line(equations), "an array of strings");
  for (const Json& equation : equations) out.equations.push_back(text(equation, "equations"));
  out.steps = get_count(json, "steps");
  out.failed_step = get_count(json, "failed_step");
  out.rule = get_text(json, "rule");
  out.reason = get_text(json, "reason");
  return out;
}

/// Keys of deviation rows.
void read_deviation(const Json& json, ResultRow& row, bool is_regression) {
  row.scale = get_text(json, "scale", "1");
  row.radius_text = get_text(json, "radius");
  row.radius_lower = get_text(json, "radius_lower");
  row.radius_upper = get_text(json, "radius_upper");
  if (is_regression) {
    row.regression_quantity = need_text(json, "quantity");
    if (row.regression_quantity.empty()) refuse("quantity", "\"\"", "a quantity or a formula");
  } else {
    row.quantity = quantity_of(need(json, "quantity", list_of(k_quantities)), !row.radius_text.empty());
  }
  if (const Json* relation = find(json, "relation")) row.relation = choice(*relation, "relation", k_relations);
  row.length = length_of(need_text(json, "length"));
  row.method = choice(need(json, "method", list_of(k_methods)), "method", k_methods);
  row.bound_text = get_text(json, "bound");
  row.bound_lower = need_text(json, "bound_lower");
  row.bound_upper = need_text(json, "bound_upper");
  row.bound_lower_hex = get_text(json, "bound_lower_hex");
  row.bound_upper_hex = get_text(json, "bound_upper_hex");
  row.deviation_lower = get_text(json, "deviation_lower");
  row.deviation_upper = get_text(json, "deviation_upper");
  row.deviation_lower_hex = get_text(json, "deviation_lower_hex");
  row.deviation_upper_hex = get_text(json, "deviation_upper_hex");
  row.mean = get_number(json, "mean");
  row.std_error = get_number(json, "std_error");
  row.predicted_std_error = get_number(json, "predicted_std_error");
  row.e_value = get_number(json, "e_value");
  if (find(json, "exceedances") != nullptr) row.exceedances = get_count(json, "exceedances");
  row.proportion_lower = get_number(json, "proportion_lower");
  row.proportion_upper = get_number(json, "proportion_upper");
  row.stop_early = get_flag(json, "stop_early");
  if (find(json, "prompts_used") != nullptr) row.prompts_used = get_count(json, "prompts_used");
  row.prompts = get_count(json, "prompts");
  row.seed = get_count(json, "seed");
  row.confidence = get_number(json, "confidence").value_or(0);
  row.deviation_shown = get_text(json, "deviation_shown");
  row.bound_shown = get_text(json, "bound_shown");
  row.ratio_shown = get_text(json, "ratio_shown");
}

void read_verdict(const Json& json, ResultRow& row) {
  row.verdict = choice(need(json, "verdict", list_of(k_verdicts)), "verdict", k_verdicts);
  const Json& expected = need(json, "expected", "\"holds\" or a verdict");
  if (expected != "holds") row.expected = choice(expected, "expected", k_verdicts);
  const Json& as_expected = need(json, "as_expected", "true or false");
  if (!as_expected.is_boolean()) refuse("as_expected", one_line(as_expected), "true or false");
  row.as_expected = as_expected.get<bool>();
  row.witness = need_text(json, "witness");
}

}  // namespace

std::string quantity_text(const ResultRow& row) {
  if (!row.regression_quantity.empty()) return row.regression_quantity;
  return row.radius_text.empty() ? name_of(row.quantity) : exceedance_name(row.quantity);
}

void show_no_numbers(ResultRow& row) { row.deviation_shown = row.bound_shown = row.ratio_shown = "-"; }

std::string expected_text(const ResultRow& row) { return row.expected ? name_of(*row.expected) : "holds"; }

std::string to_json_line(const ResultRow& row) {
  if (row.identity) return identity_line(row);
  const bool sampled = row.method != Method::exact;
  Json json;
  json["claim"] = row.claim;
  json["source"] = row.source;
  if (!row.regression_quantity.empty()) json["kind"] = "regression";
  json["model"] = row.model;
  json["scale"] = row.scale;
  put_text(json, "inputs", row.inputs);
  json["quantity"] = quantity_text(row);
  put_text(json, "radius", row.radius_text);
  put_text(json, "radius_lower", row.radius_lower);
  put_text(json, "radius_upper", row.radius_upper);
  json["relation"] = name_of(row.relation);
  json["length"] = to_text(row.length);
  json["method"] = name_of(row.method);
  json["bound"] = row.bound_text;
  json["bound_lower"] = row.bound_lower;
  json["bound_upper"] = row.bound_upper;
  put_text(json, "bound_lower_hex", row.bound_lower_hex);
  put_text(json, "bound_upper_hex", row.bound_upper_hex);
  if (!sampled || !row.deviation_lower.empty()) json["deviation_lower"] = row.deviation_lower;
  if (!sampled || !row.deviation_upper.empty()) json["deviation_upper"] = row.deviation_upper;
  put_text(json, "deviation_lower_hex", row.deviation_lower_hex);
  put_text(json, "deviation_upper_hex", row.deviation_upper_hex);
  put_number(json, "mean", row.mean);
  put_number(json, "std_error", row.std_error);
  put_number(json, "predicted_std_error", row.predicted_std_error);
  if (row.exceedances) json["exceedances"] = *row.exceedances;
  put_number(json, "proportion_lower", row.proportion_lower);
  put_number(json, "proportion_upper", row.proportion_upper);
  put_number(json, "e_value", row.e_value);
  if (sampled || row.prompts != 0) json["prompts"] = row.prompts;
  if (row.stop_early) json["stop_early"] = true;
  if (row.prompts_used) json["prompts_used"] = *row.prompts_used;
  if (sampled || row.seed != 0) json["seed"] = row.seed;
  if (sampled || row.confidence != 0) json["confidence"] = number("confidence", row.confidence);
  put_verdict(json, row);
  put_text(json, "deviation_shown", row.deviation_shown);
  put_text(json, "bound_shown", row.bound_shown);
  put_text(json, "ratio_shown", row.ratio_shown);
  json["version"] = row.version;
  return one_line(json);
}

ResultRow from_json_line(std::string_view line) {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    const std::string found = line.size() > 60 ? std::string(line.substr(0, 60)) + "..." : std::string(line);
    throw InputError("result row", "'" + found + "'", "one JSON object");
  }
  ResultRow row;
  row.claim = need_text(json, "claim");
  row.source = need_text(json, "source");
  row.model = get_text(json, "model");
  row.inputs = get_text(json, "inputs");
  if (const Json* kind = find(json, "kind")) {
    if (*kind == "identity") {
      row.identity = identity_of(json);
      show_no_numbers(row);
    } else if (*kind == "regression") {
      read_deviation(json, row, true);
    } else {
      refuse("kind", one_line(*kind), "\"identity\" or \"regression\"");
    }
  } else {
    read_deviation(json, row, false);
  }
  read_verdict(json, row);
  row.version = get_text(json, "version");
  return row;
}

}  // namespace softlin::check
