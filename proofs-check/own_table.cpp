#include "proofs-check/own_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "numeric/interval_text.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/own_comparisons.hpp"
#include "proofs-check/own_errors.hpp"
#include "proofs-check/rounding.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using bounds::Bound;
using numeric::Bits;
using numeric::Interval;

constexpr std::size_t k_most_refusals = 6;  ///< notes on bounds that do not apply
constexpr long k_most_zeros = 40;

struct OwnCell {
  std::string text = "-";
  Json json = nullptr;
};

std::string hypotheses_of(const Bound& bound) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  for (const auto& hypothesis : bound.hypotheses) add(hypothesis.statement);
  for (const auto& condition : bound.conditions) add(condition.statement);
  if (bound.least_length > 1) add("L >= " + std::to_string(bound.least_length));
  return out.empty() ? "every s and L" : out;
}

Relation mirrored(Relation relation) {
  return relation == Relation::at_most    ? Relation::at_least
         : relation == Relation::at_least ? Relation::at_most
                                          : Relation::equal;
}

/// Puts what has been computed into cells.
class Assembly {
 public:
  Assembly(const PlacedRows& rows, const OwnErrors& errors, const OwnComparisons& comparisons)
      : table_(rows.table), rows_(rows), errors_(errors), comparisons_(comparisons) {}

  StandardTable run() const {
    StandardTable out;
    Table& table = out.table;
    table.caption = table_.caption;
    table.label = table_.label;
    const int most = most_digits();
    const bool has_numbers = std::any_of(table_.columns.begin(), table_.columns.end(), [](const OwnColumn& column) {
      return column.has_error() || column.has_bound();
    });
    if (has_numbers) table.digits = most;
    for (const OwnColumn& column : table_.columns) table.columns.push_back(column_of(column, most));
    for (std::size_t r = 0; r < rows_.all.size(); ++r) {
      const OwnRows& rows = *rows_.all[r].rows;
      if (r == rows_.first[rows_.all[r].situation] && !rows.group.empty())
        table.groups.push_back({table.rows.size(), rows.group});
      if (!errors_.is_complete(r) || !comparisons_.is_complete(r)) continue;
      std::vector<std::string> cells;
      Json json{{"table", table_.caption}};
      for (const OwnColumn& column : table_.columns) {
        OwnCell made = cell(column, r);
        json[column.key] = std::move(made.json);
        cells.push_back(std::move(made.text));
      }
      out.json.push_back({one_line(json), table.rows.size(), ""});
      table.rows.push_back(std::move(cells));
    }
    add_notes(table);
    return out;
  }

 private:
  OwnCell error_cell(const OwnColumn& column, std::size_t r) const {
    const DeviationRow& row = *errors_.at(column, r).mean;
    if (row.value) {
      const int shown = column.digits == most_digits() ? column.digits + 5 : column.digits;
      return {numeric::to_text(*row.value, shown), ends(*row.value)};
    }
    const auto text = [&](double value) {
      return in_notation(short_value(Interval::point(value, Bits(64)), column.digits), column.notation);
    };
    if (column.shows == Shows::std_error) return {text(row.summary.std_error), row.summary.std_error};
    return {text(row.summary.mean),
            {{"mean", row.summary.mean},
             {"std_error", row.summary.std_error},
             {"prompts", row.summary.prompts},
             {"seed", row.seed}}};
  }

  OwnCell probability_cell(const OwnColumn& column, std::size_t r) const {
    const ResultRow& row = *errors_.at(column, r).probability;
    const auto point = [](double x) { return Interval::point(x, Bits(64)); };
    const bool has_interval = row.proportion_lower && row.proportion_upper;
    Json json{{"mean", *row.mean}, {"exceedances", *row.exceedances}, {"prompts", row.prompts}, {"seed", row.seed}};
    if (has_interval) {
      json["lower"] = *row.proportion_lower;
      json["upper"] = *row.proportion_upper;
      json["confidence"] = row.confidence;
    }
    if (column.shows == Shows::probability)
      return {in_notation(short_value(point(*row.mean), column.digits), column.notation), std::move(json)};
    if (!has_interval) return {};
    return {in_notation(rounded_down(point(*row.proportion_lower), column.digits), column.notation) + ".." +
                in_notation(rounded_up(point(*row.proportion_upper), column.digits), column.notation),
            std::move(json)};
  }

  OwnCell bound_cell(const OwnColumn& column, const OwnComparison& comparison, std::size_t r) const {
    const Interval& bound = *comparison.bounds[r];
    std::string text = column.terms.relation == Relation::at_least  ? rounded_down(bound, column.digits)
                       : column.terms.relation == Relation::at_most ? rounded_up(bound, column.digits)
                                                                    : short_value(bound, column.digits);
    const auto& result = comparison.results[r];
    if (result && result->method == Method::exact) text = result->bound_shown;
    return {in_notation(text, column.notation), ends(bound)};
  }

  OwnCell ratio_cell(const OwnColumn& column, const OwnComparison& comparison, std::size_t r) const {
    const ResultRow& result = *comparison.results[r];
    const Interval& bound = *comparison.bounds[r];
    if (result.method != Method::exact) {
      if (!(*result.mean > 0)) return {};
      const std::string text = short_value(bound / Interval::point(*result.mean, Bits(64)), column.digits);
      return {in_notation(text, column.notation), text};
    }
    const Interval error = interval_of(result.deviation_lower, result.deviation_upper);
    // "1" alone stands for an equality that algebra knows.
    const std::string text = result.ratio_shown == "1" ? "1"
                                                       : printed_ratio(bound, error, result.verdict,
                                                                       mirrored(result.relation), column.digits);
    return {in_notation(text, column.notation), certainly_positive(error) ? ends(bound / error) : Json(nullptr)};
  }

  OwnCell comparison_cell(const OwnColumn& column, std::size_t r) const {
    const OwnComparison& comparison = comparisons_.at(column);
    if (column.shows == Shows::hypotheses) {
      const Bound* bound = comparison.winners[r];
      return bound == nullptr ? OwnCell{} : OwnCell{hypotheses_of(*bound), hypotheses_of(*bound)};
    }
    if (!comparison.bounds[r]) return {};
    switch (column.shows) {
      case Shows::which: return {comparison.which[r], comparison.which[r]};
      case Shows::bound: return bound_cell(column, comparison, r);
      case Shows::ratio: return ratio_cell(column, comparison, r);
      default: return {name_of(comparison.results[r]->verdict), name_of(comparison.results[r]->verdict)};
    }
  }

  OwnCell cell(const OwnColumn& column, std::size_t r) const {
    const auto word = [](const std::string& text) { return OwnCell{text, text}; };
    const symbolic::AttentionModel& model = rows_.models[rows_.all[r].situation];
    switch (column.shows) {
      case Shows::model: return word(rows_.all[r].rows->name);
      case Shows::length: return word(to_text(rows_.all[r].length));
      case Shows::scale: return word(rows_.all[r].rows->scale.text());
      case Shows::tokens: return word(symbolic::law_name(model.tokens));
      case Shows::query: return word(symbolic::law_name(model.query));
      case Shows::dimension: {
        const auto& regression = rows_.all[r].rows->regression;
        const auto d = regression ? regression->model.sigma.rows() : symbolic::dimension(model.tokens);
        return {std::to_string(d), d};
      }
      case Shows::error:
      case Shows::std_error: return error_cell(column, r);
      case Shows::probability:
      case Shows::interval: return probability_cell(column, r);
      default: return comparison_cell(column, r);
    }
  }

  int most_digits() const {
    int out = 1;
    for (const OwnColumn& column : table_.columns) {
      if (column.has_error() || column.has_bound()) out = std::max(out, column.digits);
    }
    return out;
  }

  static Column column_of(const OwnColumn& column, int most) {
    Column out{.key = column.key, .heading = column.heading, .unit = column.unit, .latex = column.latex};
    const bool is_enclosure = column.shows == Shows::error && column.terms.method == Method::exact;
    const bool is_number = column.shows == Shows::length || column.shows == Shows::dimension ||
                           column.shows == Shows::error || column.shows == Shows::std_error ||
                           column.shows == Shows::probability || column.shows == Shows::bound ||
                           column.shows == Shows::ratio;
    if (is_number && !is_enclosure) out.align = Align::number;
    if (is_enclosure && out.unit.empty() && column.digits != most)
      out.unit = std::to_string(column.digits) + (column.digits == 1 ? " digit" : " digits");
    return out;
  }

  void add_notes(Table& table) const {
    table.notes = table_.notes;
    std::set<std::uint64_t> seeds;
    std::set<std::uint64_t> prompts;
    bool compared = false;
    bool alone = false;
    std::vector<std::string> refusals;
    errors_.add_samples(seeds, prompts);
    for (const OwnComparison* found : comparisons_.all()) {
      const OwnComparison& comparison = *found;
      (comparison.is_compared ? compared : alone) = true;
      if (comparison.is_compared && comparison.terms.method != Method::exact) {
        seeds.insert(comparison.terms.seed);
        prompts.insert(comparison.terms.prompts);
      }
      for (std::size_t r = 0; r < rows_.all.size(); ++r) {
        if (comparison.refusals[r].empty()) continue;
        std::string line =
            comparison.terms.bound + " does not apply to " + rows_.all[r].rows->name + ": " + comparison.refusals[r];
        if (std::find(refusals.begin(), refusals.end(), line) == refusals.end()) refusals.push_back(std::move(line));
      }
    }
    for (const std::uint64_t seed : seeds) table.seeds.push_back(std::to_string(seed));
    if (alone) table.notes.emplace_back("Bounds from above are rounded up, bounds from below down.");
    if (compared) {
      table.notes.emplace_back(
          "Bounds that are compared, and ratios, are rounded so that what is printed is never stronger than what is "
          "proved.");
    }
    for (const double confidence : errors_.confidences()) {
      table.notes.push_back("Intervals of Clopper and Pearson: all of them hold with probability " +
                            fmt::format("{}", confidence) + ".");
    }
    for (const std::uint64_t count : prompts)
      table.notes.push_back("Sampled means are over " + std::to_string(count) + " prompts, to nearest.");
    for (std::size_t i = 0; i < refusals.size() && i < k_most_refusals; ++i) table.notes.push_back(refusals[i] + ".");
    if (refusals.size() > k_most_refusals)
      table.notes.push_back("And " + std::to_string(refusals.size() - k_most_refusals) + " more of this kind.");
  }

  const OwnTable& table_;
  const PlacedRows& rows_;
  const OwnErrors& errors_;
  const OwnComparisons& comparisons_;
};

}  // namespace

std::string in_notation(const std::string& number, Notation notation) {
  if (notation == Notation::automatic || !is_plain_number(number)) return number;
  const bool negative = number.front() == '-';
  const std::size_t start = negative ? 1 : 0;
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  long exponent = 0;
  if (e < number.size()) {
    const std::size_t from = e + (number[e + 1] == '+' ? 2 : 1);
    const auto read = std::from_chars(number.data() + from, number.data() + number.size(), exponent);
    if (read.ec != std::errc()) return number;
  }
  std::string digits = number.substr(start, e - start);
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<long>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return number;  // 0 has no exponent
  const std::string sign = negative ? "-" : "";
  const long count = static_cast<long>(digits.size());
  if (notation == Notation::scientific) {
    const std::string rest = digits.size() > 1 ? "." + digits.substr(1) : "";
    return sign + digits.substr(0, 1) + rest + "e" + std::to_string(exponent + count - 1);
  }
  if (exponent > k_most_zeros || exponent + count < -k_most_zeros) return number;
  if (exponent >= 0) return sign + digits + std::string(static_cast<std::size_t>(exponent), '0');
  if (exponent + count > 0) {
    const auto whole = static_cast<std::size_t>(exponent + count);
    return sign + digits.substr(0, whole) + "." + digits.substr(whole);
  }
  return sign + "0." + std::string(static_cast<std::size_t>(-exponent - count), '0') + digits;
}

struct OwnTableRun::Parts {
  explicit Parts(const OwnTable& table) : rows(table), errors(rows), comparisons(rows) {}

  PlacedRows rows;
  OwnErrors errors;
  OwnComparisons comparisons;
};

OwnTableRun::OwnTableRun(const OwnTable& table, const std::atomic<bool>* stop)
    : parts_(std::make_unique<Parts>(table)) {
  for (const OwnColumn& column : table.columns) {
    parts_->errors.add(column);
    parts_->comparisons.add(column);
  }
  parts_->comparisons.prepare(stop);
  parts_->errors.prepare();
}

OwnTableRun::~OwnTableRun() = default;

void OwnTableRun::compute(const OwnTableOptions& options) {
  const auto work = static_cast<double>(std::max<std::size_t>(parts_->errors.work() + parts_->comparisons.work(), 1));
  std::size_t done = 0;
  const auto step = [&] { options.progress(static_cast<double>(++done) / work); };
  parts_->errors.compute(options.threads, options.stop, step);
  parts_->comparisons.compute(options.threads, options.stop, step);
}

StandardTable OwnTableRun::made() const { return Assembly(parts_->rows, parts_->errors, parts_->comparisons).run(); }

StandardTable own_table(const OwnTable& table, const OwnTableOptions& options) {
  OwnTableRun run(table, options.stop);
  run.compute(options);
  return run.made();
}

}  // namespace softlin::check
