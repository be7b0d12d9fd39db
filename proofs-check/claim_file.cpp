#include "proofs-check/claim_file.hpp"

#include <algorithm>
#include <array>

#include "bounds/bound.hpp"
#include "numeric/prompt_enumeration.hpp"
#include "proofs-check/claim_keys.hpp"
#include "proofs-check/identity_claim.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/named_models.hpp"
#include "proofs-check/regression_claim.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

using symbolic::AttentionModel;
using symbolic::Number;

constexpr std::array k_quantities{Quantity::output, Quantity::grad_v, Quantity::grad_u, Quantity::bias};
constexpr std::array k_methods{Method::exact, Method::reduced, Method::naive, Method::both};
constexpr std::array k_relations{Relation::at_most, Relation::at_least, Relation::equal};
constexpr std::array k_verdicts{Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided};
constexpr std::array k_targets{Target::limit, Target::linear, Target::inverse};

const char* const k_length_expected = "a whole number of tokens from 1 to 10^18, or inf";
const char* const k_finite_length_expected = "a whole number of tokens from 1 to 10^18";
const char* const k_lengths_expected = "a non-empty array of lengths such as [16, 64, 1e6]";

const Integer& largest_length() {
  static const Integer value("1000000000000000000");
  return value;
}

template <class T, std::size_t N>
std::vector<std::pair<std::string, T>> words_of(const std::array<T, N>& values) {
  std::vector<std::pair<std::string, T>> out;
  for (const T value : values) out.emplace_back(name_of(value), value);
  return out;
}

template <class T, std::size_t N>
T parse_word(std::string_view text, const std::array<T, N>& values, const Place& place) {
  std::vector<std::string> names;
  for (const T value : values) {
    if (name_of(value) == text) return value;
    names.push_back("\"" + name_of(value) + "\"");
  }
  throw InputError(place, quoted_text(text), list_text(names));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same(const Length& a, const Length& b) { return a.infinite == b.infinite && (a.infinite || a.value == b.value); }

bool contains(const std::vector<Length>& lengths, const Length& length) {
  return std::any_of(lengths.begin(), lengths.end(), [&](const Length& other) { return same(other, length); });
}

Length length_of(const Rational& value, const std::string& found, const Place& place,
                 const char* expected = k_length_expected) {
  if (mp::denominator(value) != 1 || value < 1 || value > largest_length()) {
    throw InputError(place, found, expected);
  }
  return {mp::numerator(value), false};
}

Length read_length(const TomlValue& value) {
  if (value.is_infinity()) return {1, true};
  if (value.is_string()) return parse_length(value.string(), value.place());
  if (!value.is_plain_number() || value.text() == "nan" || value.text() == "-inf") value.fail(k_length_expected);
  return length_of(value.number().rational(), value.text(), value.place());
}

std::vector<Length> geometric_lengths(TomlTable table) {
  constexpr std::uint64_t k_largest = 1000000000000000000;
  const auto get = [&](const std::string& key, std::uint64_t low) {
    return Integer(table.require(key, "a whole number").unsigned_integer(low, k_largest));
  };
  const Integer from = get("from", 1);
  const Integer to = get("to", 1);
  const Integer factor = get("factor", 2);
  table.finish();
  if (from > to) throw InputError(table.place_of("from"), from.str(), "at most `to`, which is " + to.str());
  std::vector<Length> out;
  for (Integer length = from; length <= to; length *= factor) out.push_back({length, false});
  return out;
}

std::vector<Number> read_scales(const TomlValue& value) {
  std::vector<Number> out;
  for (const auto& element : value.elements()) {
    const Number scale = element.number();
    for (const auto& earlier : out) {
      if ((earlier - scale).is_recognised_zero()) {
        throw InputError(element.place(), "the scale " + scale.text() + " a second time", "each scale once");
      }
    }
    out.push_back(scale);
  }
  if (out.empty()) value.fail("a non-empty array of numbers");
  return out;
}

class SuiteReader {
 public:
  SuiteReader(TomlTable document, std::string file_name, const std::filesystem::path& folder)
      : document_(std::move(document)),
        file_name_(std::move(file_name)),
        models_(named_models(folder)),
        regressions_(named_regressions(folder)) {}

  Suite run() {
    Suite out;
    const auto title = document_.optional("title");
    out.name = title ? title->nonempty_string() : std::filesystem::path(file_name_).stem().string();
    const auto models = document_.optional("models");
    const auto regressions = document_.optional("regressions");
    const auto claims = document_.optional("claim");
    document_.finish();
    if (models) models_.read(models->table());
    if (regressions) regressions_.read(regressions->table());
    if (!claims) throw InputError(document_.place_of("claim"), "no claim", "at least one [[claim]]");
    if (claims->is_table()) {
      out.claims.push_back(read_claim(claims->table()));
      return out;
    }
    for (const auto& claim : claims->elements()) out.claims.push_back(read_claim(claim.table()));
    if (out.claims.empty()) claims->fail("at least one [[claim]]");
    return out;
  }

 private:
  void read_model(TomlTable& table, Claim& claim) {
    NamedModels::Found found = models_.find(table.require(
        "model", "the path of a model file, the name of a [models.NAME] table, or a table [claim.model]"));
    claim.model = std::move(found.value);
    claim.model_name = std::move(found.name);
  }

  void read_id(TomlTable& table, Claim& claim) {
    const TomlValue id = table.require("id", "a short name for the claim");
    claim.id = id.nonempty_string();
    if (std::any_of(claim.id.begin(), claim.id.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
      id.fail("a name on one line");
    }
    const auto [earlier, is_new] = id_lines_.emplace(claim.id, id.place().line);
    if (!is_new) id.fail("an id of its own: line " + std::to_string(earlier->second) + " has this one already");
  }

  static void read_expected(TomlTable& table, Claim& claim) {
    if (const auto value = table.optional("expected")) {
      auto words = words_of(k_verdicts);
      std::vector<std::pair<std::string, std::optional<Verdict>>> all(words.begin(), words.end());
      all.emplace_back("holds", std::nullopt);
      claim.expected = value->choice(all);
    }
  }

  static void read_identity(TomlTable& table, Claim& claim) {
    claim.identity = read_identity_claim(table, claim.id);
    if (claim.source.empty()) claim.source = claim.identity->source;
    if (claim.statement.empty()) claim.statement = claim.identity->statement;
    if (claim.expected == Verdict::consistent) {
      throw InputError(table.place_of("expected"), "\"consistent\" for an identity",
                       "\"proved\": only sampling ends with \"consistent\"");
    }
  }

  void read_regression(TomlTable& table, Claim& claim) {
    if (const auto value = table.optional("relation")) claim.relation = value->choice(words_of(k_relations));
    for (const char* key : {"bound", "lengths"}) static_cast<void>(table.optional(key));
    claim.regression = read_regression_claim(table, regressions_);
    claim.bound = read_bound(table, "bound");
    claim.lengths = {{1, true}};
    const auto lengths = table.optional("lengths");
    if (has_length(claim.regression->quantity)) {
      claim.lengths = read_lengths(table.require("lengths", k_lengths_expected));
    } else if (lengths && claim.regression->quantity == RegressionQuantity::formula) {
      claim.lengths = read_lengths(*lengths);
    } else if (lengths) {
      throw InputError(lengths->place(), "lengths with quantity \"" + name_of(claim.regression->quantity) + "\"",
                       "none: it is about the infinite prompt");
    }
    if (claim.expected == Verdict::consistent) {
      throw InputError(table.place_of("expected"), "\"consistent\" for a regression claim",
                       "\"proved\": only sampling ends with \"consistent\"");
    }
  }

  Claim read_claim(TomlTable table) {
    Claim claim;
    claim.place = table.place();
    for (const char* key :
         {"bound", "constants", "equations", "factor", "eps", "lengths", "method", "model", "quantity", "at",
          "regression", "value", "radius", "radius_factor", "relation", "sigma", "stop_early"}) {
      claim.key_lines[key] = table.place_of(key).line;
    }
    read_id(table, claim);
    if (const auto value = table.optional("source")) claim.source = value->string();
    if (const auto value = table.optional("statement")) claim.statement = value->string();
    read_expected(table, claim);
    const auto kind = table.optional("kind");
    enum class Kind { deviation, identity, regression };
    const Kind claim_kind =
        kind ? kind->choice<Kind>(
                   {{"deviation", Kind::deviation}, {"identity", Kind::identity}, {"regression", Kind::regression}})
             : Kind::deviation;
    if (claim_kind == Kind::identity) {
      read_identity(table, claim);
      return claim;
    }
    if (claim_kind == Kind::regression) {
      read_regression(table, claim);
      return claim;
    }
    const bool is_exceedance = read_quantity(table, claim);
    if (const auto value = table.optional("target")) claim.target = value->choice(words_of(k_targets));
    if (const auto value = table.optional("relation")) claim.relation = value->choice(words_of(k_relations));
    if (const auto value = table.optional("method")) claim.method = value->choice(words_of(k_methods));
    if (const auto value = table.optional("constants")) claim.constants = read_constants(value->table());
    if (const auto value = table.optional("sigma")) {
      claim.sigma = read_positive(*value);
    }
    if (const auto value = table.optional("factor")) claim.factor = read_positive(*value);
    if (const auto value = table.optional("stop_early")) claim.stop_early = value->boolean();
    if (const auto value = table.optional("confidence")) claim.confidence = read_confidence(*value);
    if (const auto value = table.optional("prompts")) claim.prompts = value->unsigned_integer(2, 1000000000);
    if (const auto value = table.optional("seed")) claim.seed = value->unsigned_integer();
    claim.scales = {Number(1)};
    if (const auto value = table.optional("scales")) claim.scales = read_scales(*value);
    // Keys of the claim are all named before the larger parts are read, so that a misspelt one is reported as such.
    for (const char* key : {"bound", "lengths", "model"}) static_cast<void>(table.optional(key));
    table.finish();
    claim.bound = read_bound(table, "bound");
    if (is_exceedance) claim.radius = read_bound(table, "radius");
    claim.lengths = read_lengths(table.require("lengths", k_lengths_expected));
    read_model(table, claim);
    check_sense(table, claim);
    return claim;
  }

  /// Refuses what no run could answer.
  static void check_sense(const TomlTable& table, const Claim& claim) {
    const auto refuse = [&](const std::string& key, const std::string& found, const std::string& expected) {
      throw InputError(table.place_of(key), found, expected);
    };
    const bool sampled = claim.method != Method::exact;
    const bool gaussian = symbolic::as_gaussian(claim.model.tokens) != nullptr;
    const std::string method = "\"" + name_of(claim.method) + "\"";
    const std::string law = symbolic::law_name(claim.model.tokens);
    const bool any_infinite =
        std::any_of(claim.lengths.begin(), claim.lengths.end(), [](const Length& length) { return length.infinite; });
    const bool all_infinite =
        std::all_of(claim.lengths.begin(), claim.lengths.end(), [](const Length& length) { return length.infinite; });

    if (claim.is_exceedance() && claim.method != Method::naive) {
      refuse("method", method + " with quantity \"" + exceedance_name(claim.quantity) + "\"",
             "\"naive\": " +
                 std::string(claim.method == Method::reduced
                                 ? "the reduced method samples conditional expectations, which exceed a radius "
                                   "less often than the error does"
                                 : "no exact value of a probability of exceedance is known"));
    }
    if (claim.stop_early && !sampled) refuse("stop_early", "true with method " + method, "a sampled method");
    if (sampled && any_infinite) refuse("lengths", "inf with method " + method, "finite lengths, or method \"exact\"");
    const bool enumerated = (claim.method == Method::exact || claim.method == Method::both) &&
                            numeric::PromptEnumeration::applies(claim.model, claim.quantity, claim.target);
    if (!gaussian && !enumerated && claim.method != Method::naive && !(claim.method == Method::exact && all_infinite)) {
      refuse("method", method + " with " + law + " tokens",
             "\"naive\": other methods need Gaussian tokens" +
                 std::string(claim.method == Method::exact ? ", or tokens and queries with few atoms, at finite lengths"
                                                           : ""));
    }
    if (sampled && claim.quantity == Quantity::bias) {
      refuse("quantity", "\"bias\" with method " + method, "method \"exact\": no sample has this mean");
    }
    if (claim.target == Target::inverse && (claim.quantity == Quantity::grad_v || claim.quantity == Quantity::grad_u)) {
      refuse("target", "\"inverse\" with quantity \"" + name_of(claim.quantity) + "\"",
             "quantity \"output\" or \"bias\", or another target");
    }
    for (const auto& [name, value] : claim.constants) {
      if (sampled && !value) {
        refuse("constants", "the constant " + name + " = \"any\" with method " + method,
               "a number, or method \"exact\"");
      }
    }
    if (claim.expected == Verdict::consistent && claim.method != Method::reduced && claim.method != Method::naive) {
      refuse("expected", "\"consistent\" with method " + method,
             claim.method == Method::both ? "\"holds\": only the sampled row can be consistent"
                                          : "\"proved\": only sampling ends with \"consistent\"");
    }
    if (claim.expected == Verdict::proved && sampled) {
      refuse("expected", "\"proved\" with method " + method,
             claim.method == Method::both ? "\"holds\": only the exact row can be proved"
                                          : "\"consistent\": sampling proves no bound");
    }
  }

  TomlTable document_;
  std::string file_name_;
  NamedModels models_;
  NamedRegressions regressions_;
  std::map<std::string, int> id_lines_;
};

}  // namespace

const std::set<std::string>& reserved_names() {
  static const std::set<std::string> names = [] {
    std::set<std::string> out(bounds::formula_symbols().begin(), bounds::formula_symbols().end());
    out.insert("pi");
    const auto& functions = symbolic::formula_functions();
    out.insert(functions.begin(), functions.end());
    return out;
  }();
  return names;
}

Length parse_length(std::string_view text, const Place& place, bool infinite_allowed) {
  const char* expected = infinite_allowed ? k_length_expected : k_finite_length_expected;
  const std::string_view word = trimmed(text);
  if (word == "inf" && infinite_allowed) return {1, true};
  const auto value = symbolic::parse_rational(word);
  if (!value) throw InputError(place, quoted_text(text), expected);
  return length_of(*value, std::string(word), place, expected);
}

std::vector<Length> read_lengths(const TomlValue& value) {
  if (value.is_table()) return geometric_lengths(value.table());
  if (!value.is_array()) {
    if (value.is_string() || value.is_plain_number()) return {read_length(value)};
    value.fail(k_lengths_expected);
  }
  std::vector<Length> out;
  for (const auto& element : value.elements()) {
    const Length length = read_length(element);
    if (contains(out, length)) {
      throw InputError(element.place(), "the length " + to_text(length) + " a second time", "each length once");
    }
    out.push_back(length);
  }
  if (out.empty()) value.fail(k_lengths_expected);
  return out;
}

std::vector<Length> parse_length_list(std::string_view text, const Place& place, bool infinite_allowed) {
  std::vector<Length> out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string_view word = trimmed(text.substr(start, end - start));
    if (word.empty()) {
      throw InputError(place, "an empty entry in " + quoted_text(text),
                       "lengths with commas between them, such as 16,64,1e6");
    }
    const Length length = parse_length(word, place, infinite_allowed);
    if (contains(out, length)) {
      throw InputError(place, "the length " + to_text(length) + " a second time", "each length once");
    }
    out.push_back(length);
    start = end + 1;
  }
  return out;
}

Quantity parse_quantity(std::string_view text, const Place& place) { return parse_word(text, k_quantities, place); }
Method parse_method(std::string_view text, const Place& place) { return parse_word(text, k_methods, place); }
Relation parse_relation(std::string_view text, const Place& place) { return parse_word(text, k_relations, place); }
Verdict parse_verdict(std::string_view text, const Place& place) { return parse_word(text, k_verdicts, place); }
Target parse_target(std::string_view text, const Place& place) { return parse_word(text, k_targets, place); }

Suite parse_suite(std::string_view text, const std::string& file_name, const std::filesystem::path& folder_for_models) {
  return SuiteReader(parse_toml(text, file_name), file_name, folder_for_models).run();
}

Suite read_suite(const std::filesystem::path& path) {
  return SuiteReader(read_toml(path), path.string(), path.parent_path()).run();
}

}  // namespace softlin::check
