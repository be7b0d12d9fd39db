#include "proofs-check/campaign_file.hpp"

#include <algorithm>

#include "numeric/sampler.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/fingerprint.hpp"
#include "proofs-check/named_models.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

constexpr std::uint64_t k_most_digits = 1000;
constexpr std::uint64_t k_most_prompts = 1000000000;

/// The entries of a list, which may be one value without brackets.
std::vector<TomlValue> list_at(const TomlValue& value) {
  if (!value.is_array()) return {value};
  auto out = value.elements();
  if (out.empty()) value.fail("at least one entry");
  return out;
}

/// The entries of an optional list, each once.
template <class T, class Read>
std::vector<Placed<T>> read_list(TomlTable& table, const std::string& key, const T& otherwise, const Read& read) {
  const auto value = table.optional(key);
  if (!value) return {{otherwise, table.place_of(key)}};
  std::vector<Placed<T>> out;
  for (const TomlValue& entry : list_at(*value)) {
    const T found = read(entry);
    if (std::any_of(out.begin(), out.end(), [&](const auto& earlier) { return earlier.value == found; })) {
      entry.fail("each entry once");
    }
    out.push_back({found, entry.place()});
  }
  return out;
}

template <class T>
std::vector<T> values_of(const std::vector<Placed<T>>& list) {
  std::vector<T> out;
  for (const auto& entry : list) out.push_back(entry.value);
  return out;
}

class CampaignReader {
 public:
  CampaignReader(const std::filesystem::path& path, int digits)
      : path_(path), document_(read_toml(path)), models_(named_models(path.parent_path())) {
    out_.digits = digits;
  }

  Campaign run() {
    const auto title = document_.optional("title");
    out_.name = title ? title->nonempty_string() : path_.stem().string();
    if (const auto value = document_.optional("digits")) out_.digits = read_digits(*value);
    const auto suites = document_.optional("suites");
    const auto models = document_.optional("models");
    const auto sweeps = document_.optional("sweep");
    document_.finish();
    if (!sweeps && !suites) {
      throw InputError(document_.place_of("sweep"), "no sweep and no suites", "at least one [[sweep]], or suites");
    }
    if (models) models_.read(models->table());
    if (sweeps) {
      if (sweeps->is_table()) {
        read_sweep(sweeps->table());
      } else {
        for (const TomlValue& sweep : list_at(*sweeps)) read_sweep(sweep.table());
      }
    }
    if (suites) read_suites(*suites);
    return std::move(out_);
  }

 private:
  static int read_digits(const TomlValue& value) { return static_cast<int>(value.unsigned_integer(1, k_most_digits)); }

  static std::vector<std::uint64_t> read_seeds(TomlTable& table) {
    const auto value = table.optional("seeds");
    if (!value || !value->is_table()) {
      return values_of(
          read_list(table, "seeds", std::uint64_t{1}, [](const TomlValue& seed) { return seed.unsigned_integer(); }));
    }
    TomlTable range = value->table();
    const TomlValue last = range.require("to", "the last seed");
    const std::uint64_t from = range.require("from", "the first seed").unsigned_integer();
    const std::uint64_t to = last.unsigned_integer();
    range.finish();
    if (to < from || to - from >= k_most_campaign_rows) {
      last.fail("at least `from`, and at most " + std::to_string(k_most_campaign_rows) + " seeds");
    }
    std::vector<std::uint64_t> out;
    for (std::uint64_t i = 0; i <= to - from; ++i) out.push_back(from + i);
    return out;
  }

  void read_sweep(TomlTable table) {
    Sweep sweep;
    sweep.quantities = read_list(table, "quantities", Quantity::output, [](const TomlValue& value) {
      return parse_quantity(value.nonempty_string(), value.place());
    });
    sweep.methods = read_list(table, "methods", Method::exact, [](const TomlValue& value) {
      const Method method = parse_method(value.nonempty_string(), value.place());
      if (method == Method::both) value.fail("\"exact\", \"reduced\" or \"naive\", each with rows of its own");
      return method;
    });
    if (const auto target = table.optional("target")) {
      sweep.target = {parse_target(target->nonempty_string(), target->place()), target->place()};
    }
    const auto queries = table.optional("queries");
    if (queries) sweep.queries = queries->unsigned_integer(1, numeric::k_queries_limit);
    sweep.digits = values_of(read_list(table, "digits", out_.digits, read_digits));
    sweep.prompts = values_of(read_list(table, "prompts", std::uint64_t{1000}, [](const TomlValue& value) {
      return value.unsigned_integer(2, k_most_prompts);
    }));
    sweep.seeds = read_seeds(table);
    const bool has_digits = table.optional("digits").has_value();
    const bool has_prompts = table.optional("prompts").has_value();
    const bool has_seeds = table.optional("seeds").has_value();
    const TomlValue models = table.require("models", "models: paths of model files, names of [models.NAME], or tables");
    const TomlValue lengths = table.require("lengths", "a non-empty array of lengths such as [16, 64, 1e6]");
    table.finish();

    const auto uses = [&](bool exact) {
      return std::any_of(sweep.methods.begin(), sweep.methods.end(),
                         [&](const auto& method) { return (method.value == Method::exact) == exact; });
    };
    if (has_digits && !uses(true)) throw unused(table, "digits", "the method \"exact\"");
    if (has_prompts && !uses(false)) throw unused(table, "prompts", "a sampled method");
    if (queries && !uses(false)) throw unused(table, "queries", "the method \"naive\"");
    if (has_seeds && !uses(false)) throw unused(table, "seeds", "a sampled method");

    sweep.lengths_place = lengths.place();
    sweep.lengths = read_lengths(lengths);
    for (const Length& length : sweep.lengths) {
      if (length.infinite) throw InputError(lengths.place(), "the length inf", "finite lengths");
    }
    for (const TomlValue& model : list_at(models)) {
      const std::size_t index = model_index(model);
      for (const auto& earlier : sweep.models) {
        if (earlier.value == index) model.fail("each model once");
      }
      sweep.models.push_back({index, model.place()});
    }
    out_.sweeps.push_back(std::move(sweep));
  }

  static InputError unused(const TomlTable& table, const std::string& key, const std::string& method) {
    return {table.place_of(key), "`" + key + "` in a sweep whose methods do not use it", method + " in `methods`"};
  }

  std::size_t model_index(const TomlValue& value) {
    NamedModels::Found found = models_.find(value);
    CampaignModel model{.name = std::move(found.name), .model = std::move(found.value), .text = {}, .fingerprint = {}};
    model.text = symbolic::exact_text(model.model);
    for (std::size_t i = 0; i < out_.models.size(); ++i) {
      const CampaignModel& known = out_.models[i];
      if (known.name != model.name) continue;
      if (known.text == model.text) return i;
      throw InputError(value.place(), "the name \"" + model.name + "\" for a second model",
                       "models with names of their own (a [models.NAME] table gives one)");
    }
    model.fingerprint = fingerprint_of(model.text);
    out_.models.push_back(std::move(model));
    return out_.models.size() - 1;
  }

  void read_suites(const TomlValue& value) {
    std::vector<std::string> files;
    for (const TomlValue& entry : list_at(value)) {
      const std::string name = entry.nonempty_string();
      const std::string file = name == k_built_in ? name : (path_.parent_path() / name).string();
      std::error_code status;
      if (name != k_built_in && !std::filesystem::exists(file, status)) {
        throw InputError(entry.place(), entry.text() + ", but there is no file " + file,
                         "a suite file beside the campaign, or \"built-in\"");
      }
      files.push_back(file);
    }
    out_.claims = load_suites(files);
  }

  std::filesystem::path path_;
  TomlTable document_;
  NamedModels models_;
  Campaign out_;
};

}  // namespace

Campaign read_campaign(const std::filesystem::path& path, int digits) { return CampaignReader(path, digits).run(); }

}  // namespace softlin::check
