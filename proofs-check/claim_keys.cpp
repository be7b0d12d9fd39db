#include "proofs-check/claim_keys.hpp"

#include <algorithm>
#include <tuple>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/model_file.hpp"

namespace softlin::check {

using symbolic::Number;

namespace {

bool is_name(const std::string& text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string read_bound(TomlTable& table, const std::string& key) {
  const TomlValue value = table.require(key, "the name of a bound, or a formula");
  if (value.is_string()) return value.nonempty_string();
  if (!value.is_plain_number()) value.fail("the name of a bound, or a formula, as a string");
  return value.number_text();
}

bool read_quantity(TomlTable& table, Claim& claim) {
  using Meaning = std::pair<Quantity, bool>;
  static const std::vector<std::pair<std::string, Meaning>> words = [] {
    std::vector<std::pair<std::string, Meaning>> out;
    for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u, Quantity::bias})
      out.emplace_back(name_of(quantity), Meaning(quantity, false));
    for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u})
      out.emplace_back(exceedance_name(quantity), Meaning(quantity, true));
    return out;
  }();
  bool is_exceedance = false;
  if (const auto value = table.optional("quantity")) std::tie(claim.quantity, is_exceedance) = value->choice(words);
  const auto radius = table.optional("radius");
  const auto radius_factor = table.optional("radius_factor");
  if (radius_factor) claim.radius_factor = read_positive(*radius_factor);
  if (!is_exceedance && (radius || radius_factor)) {
    throw InputError(table.place_of(radius ? "radius" : "radius_factor"),
                     "a radius with quantity \"" + name_of(claim.quantity) + "\"",
                     "the quantity exceedance, exceedance-v or exceedance-u");
  }
  return is_exceedance;
}

Number read_positive(const TomlValue& value) {
  Number out = value.number();
  if (!is_positive(out, value.place())) value.fail("a positive number");
  return out;
}

double read_confidence(const TomlValue& value) {
  const std::string expected = "a number between 0 and 1, such as 0.999";
  if (value.text() == "nan" || value.text() == "inf" || value.text() == "-inf") value.fail(expected);
  const Number number = value.number();
  if (!number.is_rational() || number.rational() <= 0 || number.rational() >= 1) value.fail(expected);
  const double rounded = number.rational().convert_to<double>();
  if (!(rounded > 0 && rounded < 1)) value.fail(expected + ", and not closer to either than a double can tell");
  return rounded;
}

std::map<std::string, std::optional<Number>> read_constants(TomlTable table) {
  std::map<std::string, std::optional<Number>> out;
  for (const auto& [name, value] : table.entries()) {
    if (!is_name(name)) {
      throw InputError(value.place(), "the name " + quoted_text(name),
                       "letters, digits and _, beginning with a letter");
    }
    if (reserved_names().count(name) > 0) {
      throw InputError(value.place(), "the reserved name " + quoted_text(name),
                       "a name that has no meaning in formulas yet");
    }
    const bool any = value.is_string() && value.string() == "any";
    out.emplace(name, any ? std::nullopt : std::optional<Number>(value.number()));
  }
  return out;
}

}  // namespace softlin::check
