#include "proofs-check/identity_claim.hpp"

#include "symbolic/identity_catalogue.hpp"

namespace softlin::check {

namespace {

using symbolic::Identity;

constexpr std::uint64_t k_largest_dimension = 6;

std::vector<std::string> texts_of(const TomlValue& value) {
  std::vector<std::string> out;
  for (const TomlValue& element : value.elements()) out.push_back(element.nonempty_string());
  if (out.empty()) value.fail("a non-empty array of strings");
  return out;
}

Identity named(const TomlValue& value) {
  if (const Identity* known = symbolic::find_identity(value.nonempty_string())) return *known;
  std::vector<std::string> names;
  for (const Identity& entry : symbolic::identity_catalogue()) names.push_back("\"" + entry.name + "\"");
  value.fail(list_text(names));
}

Identity written(TomlTable& table, const TomlValue& equations, const std::string& id) {
  Identity out;
  out.name = id;
  out.equations = texts_of(equations);
  if (const auto setting = table.optional("setting")) out.setting = texts_of(*setting);
  if (const auto dimensions = table.optional("dimensions")) {
    out.kind = symbolic::IdentityKind::matrix;
    for (const TomlValue& d : dimensions->elements()) {
      out.dimensions.push_back(static_cast<int>(d.unsigned_integer(1, k_largest_dimension)));
    }
    if (out.dimensions.empty()) dimensions->fail("a non-empty array of dimensions from 1 to 6");
  }
  return out;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

void change(Identity& identity, TomlTable table) {
  const TomlValue from = table.require("from", "a text that occurs once in the equations");
  const std::string to = table.require("to", "the text that replaces it").nonempty_string();
  table.finish();
  const std::string old = from.nonempty_string();
  std::size_t found = 0;
  for (const std::string& equation : identity.equations) found += count(equation, old);
  if (found != 1) {
    std::string all;
    for (const std::string& equation : identity.equations) all += (all.empty() ? "" : "; ") + equation;
    throw InputError(from.place(), from.text() + ", which occurs " + std::to_string(found) + " times",
                     "a text that occurs once in " + all);
  }
  for (std::string& equation : identity.equations) {
    if (const auto at = equation.find(old); at != std::string::npos) equation.replace(at, old.size(), to);
  }
}

}  // namespace

Identity read_identity_claim(TomlTable& table, const std::string& id) {
  const auto name = table.optional("identity");
  const auto equations = table.optional("equations");
  // All keys are named before a misspelt one is reported.
  for (const char* key : {"setting", "dimensions"}) {
    const auto value = table.optional(key);
    if (value && name) throw InputError(value->place(), std::string(key) + " beside identity", "equations instead");
  }
  const auto changed = table.optional("change");
  table.finish();
  if (name && equations) throw InputError(equations->place(), "equations beside identity", "one of the two");
  if (!name && !equations) {
    throw InputError(table.place_of("identity"), "neither identity nor equations",
                     "a name of `softlin identity --list`, or equations");
  }
  Identity out = name ? named(*name) : written(table, *equations, id);
  if (changed) change(out, changed->table());
  return out;
}

}  // namespace softlin::check
