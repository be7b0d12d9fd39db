#include "proofs-check/own_table_file.hpp"

#include <algorithm>
#include <set>

#include "bounds/catalogue.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/claim_keys.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/named_models.hpp"
#include "proofs-check/regression_claim.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

using symbolic::Number;

constexpr std::uint64_t k_most_own_digits = 1000;

const std::vector<std::pair<std::string, Shows>>& shows_words() {
  static const std::vector<std::pair<std::string, Shows>> words{
      {"model", Shows::model},           {"length", Shows::length},
      {"scale", Shows::scale},           {"tokens", Shows::tokens},
      {"query", Shows::query},           {"dimension", Shows::dimension},
      {"error", Shows::error},           {"std-error", Shows::std_error},
      {"bound", Shows::bound},           {"which", Shows::which},
      {"ratio", Shows::ratio},           {"verdict", Shows::verdict},
      {"hypotheses", Shows::hypotheses}, {"probability", Shows::probability},
      {"interval", Shows::interval}};
  return words;
}

/// Of a table about regressions.
const std::vector<std::pair<std::string, Shows>>& regression_shows_words() {
  static const std::vector<std::pair<std::string, Shows>> words{
      {"regression", Shows::model}, {"length", Shows::length}, {"dimension", Shows::dimension}, {"value", Shows::error},
      {"bound", Shows::bound},      {"ratio", Shows::ratio},   {"verdict", Shows::verdict}};
  return words;
}

std::vector<TomlValue> entries_of(const TomlValue& value, const std::string& expected) {
  if (!value.is_array()) return {value};
  auto out = value.elements();
  if (out.empty()) value.fail(expected);
  return out;
}

/// The tables of [[key]], or of one [key].
std::vector<TomlTable> tables_of(TomlTable& document, const std::string& key, const std::string& what) {
  const auto value = document.optional(key);
  if (!value) throw InputError(document.place_of(key), "no " + key, what);
  std::vector<TomlTable> out;
  for (const TomlValue& entry : entries_of(*value, what)) out.push_back(entry.table());
  return out;
}

/// "error", "grad-v error against linear", "P(error > 1/L)"
std::string error_heading(const Claim& terms) {
  const std::string target = terms.target == Target::limit ? "" : " against " + name_of(terms.target);
  const std::string error =
      (terms.quantity == Quantity::output ? "error" : name_of(terms.quantity) + " error") + target;
  if (!terms.is_exceedance()) return error;
  const std::string factor = terms.radius_factor.text() == "1" ? "" : terms.radius_factor.text() + "*";
  return "P(" + error + " > " + (factor.empty() ? terms.radius : factor + "(" + terms.radius + ")") + ")";
}

std::string error_latex(const Claim& terms) {
  const std::string limit = terms.target == Target::limit    ? "T"
                            : terms.target == Target::linear ? "T_{\\mathrm{lin}}"
                                                             : "T_{\\mathrm{inv}}";
  if (terms.quantity == Quantity::bias) return "$|\\mathrm{E}\\,T_L-" + limit + "|^2$";
  const std::string norm = terms.quantity == Quantity::output   ? "|T_L-" + limit + "|"
                           : terms.quantity == Quantity::grad_v ? "|\\partial_V(T_L-" + limit + ")|_F"
                                                                : "|\\partial_U(T_L-" + limit + ")|_F";
  return "$\\mathrm{E}" + norm + "^2$";
}

/// "risk", or the formula.
std::string value_heading(const RegressionClaim& claim) {
  return claim.quantity == RegressionQuantity::formula ? claim.formula : name_of(claim.quantity);
}

/// Empty for a formula: made from the heading.
std::string value_latex(RegressionQuantity quantity) {
  switch (quantity) {
    case RegressionQuantity::risk: return "$R_L$";
    case RegressionQuantity::linear_risk: return "$R_L^{\\mathrm{lin}}$";
    case RegressionQuantity::gradient: return "$|\\nabla R_\\infty|^2$";
    case RegressionQuantity::balance: return "$|A|_F^2-b^2$";
    case RegressionQuantity::time: return "$T(\\varepsilon)$";
    case RegressionQuantity::formula: break;
  }
  return {};
}

class OwnTableReader {
 public:
  OwnTableReader(const std::filesystem::path& path, std::optional<int> digits)
      : path_(path),
        asked_digits_(digits),
        document_(read_toml(path)),
        models_(named_models(path.parent_path())),
        regressions_(named_regressions(path.parent_path())) {}

  OwnTable run() {
    out_.file = path_.string();
    const auto caption = document_.optional("caption");
    out_.caption = caption ? caption->nonempty_string() : path_.stem().string();
    if (const auto label = document_.optional("label")) out_.label = label->nonempty_string();
    if (const auto value = document_.optional("digits")) out_.digits = read_digits(*value);
    if (asked_digits_) out_.digits = *asked_digits_;
    if (const auto notes = document_.optional("notes")) {
      for (const TomlValue& note : entries_of(*notes, "lines of text")) out_.notes.push_back(note.nonempty_string());
    }
    const auto models = document_.optional("models");
    const auto regressions = document_.optional("regressions");
    static_cast<void>(document_.optional("row"));
    static_cast<void>(document_.optional("column"));
    document_.finish();
    if (models) models_.read(models->table());
    if (regressions) regressions_.read(regressions->table());
    for (TomlTable& row : tables_of(document_, "row", "at least one [[row]]")) read_row(row);
    for (TomlTable& column : tables_of(document_, "column", "at least one [[column]]")) read_column(column);
    return std::move(out_);
  }

 private:
  static int read_digits(const TomlValue& value) {
    return static_cast<int>(value.unsigned_integer(1, k_most_own_digits));
  }

  bool about_regressions() const { return out_.is_about_regressions(); }

  std::string word_of(Shows shows) const {
    for (const auto& [word, value] : about_regressions() ? regression_shows_words() : shows_words()) {
      if (value == shows) return word;
    }
    return {};
  }

  void read_row(TomlTable& table) {
    if (const auto regressions = table.optional("regressions")) return read_regression_row(table, *regressions);
    const TomlValue models = table.require("models", "paths of model files, names of [models.NAME], or tables");
    const TomlValue lengths = table.require("lengths", "a non-empty array of lengths such as [16, 64, 1e6]");
    const auto scales = table.optional("scales");
    const auto group = table.optional("group");
    table.finish();
    require_one_kind(false, models.place());
    OwnRows rows;
    rows.lengths = read_lengths(lengths);
    for (const Length& length : rows.lengths) {
      if (length.infinite) throw InputError(lengths.place(), "the length inf", "finite lengths");
    }
    rows.lengths_line = lengths.place().line;
    std::vector<Number> factors{Number(1)};
    if (scales) {
      factors.clear();
      for (const TomlValue& scale : entries_of(*scales, "at least one number")) factors.push_back(scale.number());
    }
    if (group) rows.group = group->nonempty_string();
    for (const TomlValue& model : entries_of(models, "at least one model")) {
      NamedModels::Found found = models_.find(model);
      rows.model = std::move(found.value);
      rows.name = std::move(found.name);
      rows.model_line = model.place().line;
      for (const Number& factor : factors) {
        rows.scale = factor;
        add_rows(rows, table.place());
      }
    }
  }

  void read_regression_row(TomlTable& table, const TomlValue& regressions) {
    const auto lengths = table.optional("lengths");
    const auto group = table.optional("group");
    table.finish();
    require_one_kind(true, regressions.place());
    OwnRows rows;
    rows.lengths = {{1, true}};
    if (lengths) rows.lengths = read_lengths(*lengths);
    rows.lengths_line = lengths ? lengths->place().line : table.place().line;
    if (group) rows.group = group->nonempty_string();
    for (const TomlValue& regression : entries_of(regressions, "at least one regression")) {
      NamedRegressions::Found found = regressions_.find(regression);
      rows.regression = std::move(found.value);
      rows.name = std::move(found.name);
      rows.model_line = regression.place().line;
      add_rows(rows, table.place());
    }
  }

  void require_one_kind(bool regressions, const Place& place) const {
    if (!out_.rows.empty() && about_regressions() != regressions) {
      throw InputError(place, regressions ? "regressions below rows of models" : "models below rows of regressions",
                       "rows of one kind: their columns differ");
    }
  }

  /// The group stands before the first of them only.
  void add_rows(OwnRows& rows, const Place& place) {
    count_ += rows.lengths.size();
    if (count_ > k_most_table_rows)
      throw InputError(place, "more than " + std::to_string(k_most_table_rows) + " rows", "fewer");
    out_.rows.push_back(rows);
    rows.group.clear();
  }

  void refuse(TomlTable& table, const OwnColumn& column, const char* key, const std::string& where) const {
    if (!table.optional(key)) return;
    throw InputError(table.place_of(key), std::string(key) + " in a column that shows " + word_of(column.shows), where);
  }

  /// Keys that some columns do not use are refused there.
  void require_used(TomlTable& table, const OwnColumn& column) const {
    const auto refuse = [&](const char* key, const std::string& where) { this->refuse(table, column, key, where); };
    const bool is_exceedance = column.terms.is_exceedance();
    if (!column.has_bound()) {
      for (const char* key : {"bound", "relation", "factor"})
        refuse(key, "it where bound, which, ratio, verdict or hypotheses are shown");
      // Of a radius, too.
      for (const char* key : {"constants", "sigma", "confidence"}) {
        if (!is_exceedance) refuse(key, "it where bound, which, ratio, verdict or hypotheses are shown");
      }
    }
    if (!column.has_bound() && !column.has_error()) {
      for (const char* key :
           {"quantity", "radius", "radius_factor", "target", "method", "prompts", "seed", "digits", "notation"})
        refuse(key, "it where numbers are shown");
    }
    const bool needs_exceedance = column.shows == Shows::probability || column.shows == Shows::interval;
    const bool refuses_exceedance = column.shows == Shows::error || column.shows == Shows::std_error ||
                                    column.shows == Shows::which || column.shows == Shows::hypotheses;
    if (is_exceedance ? refuses_exceedance : needs_exceedance) {
      throw InputError(table.place_of("quantity"),
                       "the quantity " +
                           (is_exceedance ? exceedance_name(column.terms.quantity) : name_of(column.terms.quantity)) +
                           " in a column that shows " + word_of(column.shows),
                       is_exceedance ? "show probability, interval, bound, ratio or verdict"
                                     : "exceedance, exceedance-v or exceedance-u");
    }
    if (is_exceedance && column.terms.method != Method::naive)
      throw InputError(table.place_of("method"), name_of(column.terms.method) + " with an exceedance", "\"naive\"");
    const bool sampled = column.terms.method != Method::exact;
    if (!sampled && column.has_error()) {
      for (const char* key : {"prompts", "seed", "confidence"}) refuse(key, "it with method \"reduced\" or \"naive\"");
    }
    if (column.shows == Shows::std_error && !sampled)
      throw InputError(table.place_of("method"), "std-error with the method exact", "method \"reduced\" or \"naive\"");
  }

  static void read_terms(TomlTable& table, Claim& terms) {
    if (read_quantity(table, terms)) terms.radius = read_bound(table, "radius");
    if (const auto value = table.optional("target"))
      terms.target = parse_target(value->nonempty_string(), value->place());
    if (const auto value = table.optional("method")) {
      terms.method = parse_method(value->nonempty_string(), value->place());
      if (terms.method == Method::both) value->fail("\"exact\", \"reduced\" or \"naive\", each a column of its own");
    }
    if (const auto value = table.optional("prompts")) terms.prompts = value->unsigned_integer(2, 1000000000);
    if (const auto value = table.optional("seed")) terms.seed = value->unsigned_integer();
    if (const auto value = table.optional("confidence")) terms.confidence = read_confidence(*value);
    if (const auto value = table.optional("relation")) {
      terms.relation = parse_relation(value->nonempty_string(), value->place());
      if (terms.relation == Relation::equal) value->fail("\"<=\" or \">=\"");
    }
    if (const auto value = table.optional("constants")) {
      terms.constants = read_constants(value->table());
      for (const auto& [name, number] : terms.constants) {
        if (!number) throw InputError(value->place(), name + " = \"any\"", "a number: a table shows one bound");
      }
    }
    if (const auto value = table.optional("sigma")) terms.sigma = read_positive(*value);
    if (const auto value = table.optional("factor")) terms.factor = read_positive(*value);
    require_target(terms.target, terms.quantity, table.place_of("target"));
  }

  std::string free_key(const std::string& wanted) {
    std::string key = wanted;
    for (int n = 2; keys_.count(key) > 0; ++n) key = wanted + "_" + std::to_string(n);
    keys_.insert(key);
    return key;
  }

  /// The keys of a column about regressions, and what they say of the problem of each row.
  void read_regression_terms(TomlTable& table, OwnColumn& column) const {
    const RegressionTerms terms(table);
    if (const auto value = table.optional("relation"))
      column.terms.relation = parse_relation(value->nonempty_string(), value->place());
    if (!column.has_bound()) {
      for (const char* key : {"bound", "relation"})
        refuse(table, column, key, "it where bound, ratio or verdict are shown");
    }
    if (!column.has_bound() && !column.has_error()) {
      for (const char* key : {"quantity", "at", "eps", "value", "digits", "notation"})
        refuse(table, column, key, "it where numbers are shown");
      return;
    }
    for (const OwnRows& rows : out_.rows) {
      column.regressions.push_back(
          terms.about({*rows.regression, rows.name}, Place{path_.string(), rows.model_line, "regressions"}));
    }
  }

  void read_column(TomlTable& table) {
    OwnColumn column;
    column.shows = table
                       .require("show", about_regressions() ? "what the column shows, e.g. \"value\""
                                                            : "what the column shows, e.g. \"error\"")
                       .choice(about_regressions() ? regression_shows_words() : shows_words());
    column.terms.place = table.place();
    column.terms.place.file = path_.string();
    column.terms.scales = {Number(1)};
    for (const char* key :
         {"bound", "constants", "factor", "method", "quantity", "radius", "relation", "sigma", "target", "value"})
      column.terms.key_lines[key] = table.place_of(key).line;
    if (about_regressions()) {
      read_regression_terms(table, column);
    } else {
      read_terms(table, column.terms);
      require_used(table, column);
    }
    if (column.has_bound()) column.terms.bound = read_bound(table, "bound");
    column.digits = column.shows == Shows::std_error ? std::min(2, out_.digits) : out_.digits;
    const auto digits = table.optional("digits");
    if (digits && !asked_digits_) column.digits = read_digits(*digits);
    if (const auto value = table.optional("notation")) {
      column.notation = value->choice<Notation>(
          {{"auto", Notation::automatic}, {"scientific", Notation::scientific}, {"decimal", Notation::decimal}});
    }
    const auto key = table.optional("key");
    const auto heading = table.optional("heading");
    const auto latex = table.optional("latex");
    const auto unit = table.optional("unit");
    table.finish();
    if (key && !keys_.insert(key->nonempty_string()).second)
      key->fail("a key of its own: an earlier column has this one");
    column.key = key ? key->nonempty_string() : free_key(word_of(column.shows));
    set_heading(column);
    if (heading) {
      column.heading = heading->string();
      column.latex.clear();
    }
    if (latex) column.latex = latex->string();
    if (unit) column.unit = unit->string();
    out_.columns.push_back(std::move(column));
  }

  void set_heading(OwnColumn& column) const {
    const bool sampled = column.terms.method != Method::exact;
    const bool is_formula =
        about_regressions() || (column.terms.bound != "best" && bounds::find_bound(column.terms.bound) == nullptr);
    const std::string error =
        column.regressions.empty() ? error_heading(column.terms) : value_heading(column.regressions.front());
    column.heading = word_of(column.shows);
    switch (column.shows) {
      case Shows::length: column.heading = "L"; break;
      case Shows::dimension: column.heading = "d"; break;
      case Shows::error:
        column.heading = error;
        column.latex =
            column.regressions.empty() ? error_latex(column.terms) : value_latex(column.regressions.front().quantity);
        column.unit = sampled ? name_of(column.terms.method) + " mean" : "";
        break;
      case Shows::probability:
        column.heading = error;
        column.unit = name_of(column.terms.method);
        break;
      case Shows::std_error: column.heading = "std. error"; break;
      case Shows::bound: column.heading = column.terms.bound; break;
      case Shows::ratio: column.heading = (is_formula ? "bound" : column.terms.bound) + "/" + error; break;
      default: break;
    }
    const bool differs =
        column.digits != out_.digits && column.shows != Shows::std_error && (column.has_bound() || column.has_error());
    if (differs && column.unit.empty()) column.unit = std::to_string(column.digits) + " digits";
  }

  std::filesystem::path path_;
  std::optional<int> asked_digits_;
  TomlTable document_;
  NamedModels models_;
  NamedRegressions regressions_;
  std::set<std::string> keys_;
  std::size_t count_ = 0;
  OwnTable out_;
};

}  // namespace

bool OwnColumn::has_error() const {
  return shows == Shows::error || shows == Shows::std_error || shows == Shows::probability ||
         shows == Shows::interval || shows == Shows::ratio || shows == Shows::verdict;
}

bool OwnColumn::has_bound() const {
  return shows == Shows::bound || shows == Shows::which || shows == Shows::ratio || shows == Shows::verdict ||
         shows == Shows::hypotheses;
}

OwnTable read_own_table(const std::filesystem::path& path, std::optional<int> digits) {
  return OwnTableReader(path, digits).run();
}

}  // namespace softlin::check
