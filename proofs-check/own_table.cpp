#include "proofs-check/own_table.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/regression_claim.hpp"
#include "proofs-check/rounding.hpp"
#include "proofs-check/row_compute.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using bounds::Bound;
using numeric::Bits;
using numeric::Interval;
using symbolic::Number;

constexpr const char* k_best_bound = "best";
constexpr std::size_t k_most_refusals = 6;  ///< notes on bounds that do not apply
constexpr long k_most_zeros = 40;

struct OwnCell {
  std::string text = "-";
  Json json = nullptr;
};

/// One row of the table.
struct PlacedRow {
  const OwnRows* rows;
  std::size_t situation;  ///< into OwnTable::rows
  Length length;
};

std::string key_of(const RegressionClaim& claim) {
  std::string out = name_of(claim.quantity) + "|" + name_of(claim.at) + "|" + claim.formula;
  if (claim.point) out += "|" + exact_text(*claim.point);
  if (claim.eps) out += "|eps " + claim.eps->text();
  return out;
}

std::string error_key(const OwnColumn& column) {
  if (!column.regressions.empty()) return key_of(column.regressions.front());
  const Claim& terms = column.terms;
  std::string out = name_of(terms.quantity) + "|" + name_of(terms.target) + "|" + name_of(terms.method);
  if (terms.method != Method::exact) out += "|" + std::to_string(terms.prompts) + "|" + std::to_string(terms.seed);
  return out;
}

std::string comparison_key(const OwnColumn& column) {
  const Claim& terms = column.terms;
  std::string out = error_key(column) + "|" + terms.bound + "|" + name_of(terms.relation) + "|" + terms.factor.text();
  if (terms.sigma) out += "|sigma " + terms.sigma->text();
  for (const auto& [name, value] : terms.constants) out += "|" + name + " " + value->text();
  return out + "|" + std::to_string(terms.confidence) + "|" + std::to_string(column.digits);
}

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

Interval interval_of(const std::string& lower, const std::string& upper) {
  const int digits = static_cast<int>(std::max(lower.size(), upper.size())) + 10;
  return numeric::parse_interval("[" + lower + ", " + upper + "]", numeric::bits_for_digits(digits, 128));
}

// --- Errors ----------------------------------------------------------------------------------------------------------

/// The errors of all rows by one method, in one quantity; or the values of one quantity of regressions.
struct ErrorColumn {
  Claim terms;
  std::vector<RegressionClaim> regressions;
  int digits = 1;  ///< the most that a column shows
  std::vector<std::optional<DeviationRow>> rows;
};

// --- Bounds ----------------------------------------------------------------------------------------------------------

/// The bounds of all rows, and how they compare with the errors.
struct Comparison {
  Claim terms;
  std::vector<RegressionClaim> regressions;
  int digits = 1;
  bool is_compared = false;  ///< a ratio or a verdict is shown
  const Bound* named = nullptr;
  bool is_best = false;
  std::vector<std::optional<Interval>> bounds;  ///< by row; nothing where it does not apply
  std::vector<std::string> which;
  std::vector<const Bound*> winners;
  std::vector<std::string> refusals;
  std::vector<std::optional<ResultRow>> results;

  bool is_formula() const { return named == nullptr && !is_best; }
};

/// A claim that is planned for one comparison, and the rows of the table that it is about.
struct PlannedRow {
  Comparison* comparison;
  std::size_t row;
};

class OwnTableMaker {
 public:
  OwnTableMaker(const OwnTable& table, const OwnTableOptions& options) : table_(table), options_(options) {
    for (std::size_t s = 0; s < table.rows.size(); ++s) {
      first_row_.push_back(rows_.size());
      for (const Length& length : table.rows[s].lengths) rows_.push_back({&table.rows[s], s, length});
      models_.push_back(table.rows[s].regression ? symbolic::AttentionModel{}
                                                 : scaled_model(table.rows[s].model, table.rows[s].scale));
    }
    for (const OwnColumn& column : table.columns) add_column(column);
  }

  StandardTable run() {
    plan_bounds();
    const std::vector<RowPlan> plans = plan_comparisons();
    prepare_errors();
    work_ = planned_.size() + error_work_;
    compute_errors();
    compute_comparisons(plans);
    return assemble();
  }

 private:
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void step() {
    options_.progress(static_cast<double>(++done_) / static_cast<double>(std::max<std::size_t>(work_, 1)));
  }

  void add_column(const OwnColumn& column) {
    const bool shows_error = column.shows == Shows::error || column.shows == Shows::std_error;
    if (shows_error) {
      ErrorColumn& errors = errors_[error_key(column)];
      errors.terms = column.terms;
      errors.regressions = column.regressions;
      errors.digits = std::max(errors.digits, column.digits);
      errors.rows.resize(rows_.size());
    }
    if (!column.has_bound()) return;
    const auto [found, is_new] = comparisons_.try_emplace(comparison_key(column));
    Comparison& comparison = found->second;
    comparison.digits = column.digits;
    comparison.is_compared = comparison.is_compared || column.shows == Shows::ratio || column.shows == Shows::verdict;
    if (!is_new) return;
    comparison.terms = column.terms;
    comparison.regressions = column.regressions;
    if (!table_.is_about_regressions()) {
      comparison.is_best = column.terms.bound == k_best_bound;
      comparison.named = bounds::find_bound(column.terms.bound);
    }
    if (comparison.named != nullptr) require_fit(comparison.terms, *comparison.named);
    if (!comparison.is_formula() && !comparison.terms.constants.empty()) {
      throw InputError(claim_key(comparison.terms, "constants"),
                       "constants beside the named bound " + comparison.terms.bound, "none: its constants are proved");
    }
    comparison.bounds.resize(rows_.size());
    comparison.which.resize(rows_.size(), column.terms.bound);
    comparison.winners.resize(rows_.size(), comparison.named);
    comparison.refusals.resize(rows_.size());
    comparison.results.resize(rows_.size());
  }

  /// The values of named bounds, and where they do not apply.
  void plan_bounds() {
    for (auto& entry : comparisons_) {
      Comparison& comparison = entry.second;
      if (comparison.is_formula()) continue;
      std::optional<bounds::CompiledBound> compiled;
      std::optional<bounds::Contest> contest;
      if (comparison.named != nullptr) {
        compiled.emplace(*comparison.named);
      } else {
        contest.emplace(name_of(comparison.terms.quantity), comparison.terms.relation == Relation::at_least);
      }
      for (std::size_t s = 0; s < models_.size(); ++s) {
        std::map<std::string, Number> given;
        if (comparison.terms.sigma) given.emplace("sigma", *comparison.terms.sigma);
        bounds::Situation situation(models_[s], std::move(given));
        for (std::size_t r = first_row_[s]; r < rows_.size() && rows_[r].situation == s; ++r) {
          if (stopped()) return;
          enclose_named(comparison, compiled, contest, situation, r);
        }
      }
    }
  }

  void enclose_named(Comparison& comparison, const std::optional<bounds::CompiledBound>& compiled,
                     std::optional<bounds::Contest>& contest, bounds::Situation& situation, std::size_t r) {
    const Integer& L = rows_[r].length.value;
    const int digits = comparison.digits + 2;
    std::optional<Interval> value;
    if (compiled) {
      const auto found = bounds::enclose_in(situation, *comparison.named, *compiled, L, digits);
      if (const auto* why = std::get_if<std::string>(&found)) {
        comparison.refusals[r] = *why;
      } else {
        value = std::get<bounds::Enclosed>(found).value;
      }
    } else if (const auto best = contest->at(situation, L, digits)) {
      value = best->enclosed.value;
      comparison.which[r] = best->bound->name;
      comparison.winners[r] = best->bound;
    } else {
      comparison.refusals[r] = "no bound of the catalogue applies";
    }
    if (!value) {
      comparison.which[r] = "-";
      return;
    }
    comparison.bounds[r] =
        *value * numeric::evaluate(comparison.terms.factor.compile(), numeric::bits_for_digits(digits + 5, 64));
  }

  /// Where only its value is wanted, a formula is planned with whatever error the model has.
  Claim claim_for_value(Claim claim, std::size_t s) const {
    if (table_.is_about_regressions()) return claim;
    claim.quantity = Quantity::output;
    claim.target = Target::limit;
    claim.relation = Relation::at_most;
    const bool exact =
        symbolic::as_gaussian(models_[s].tokens) != nullptr && symbolic::single_query(models_[s].query) != nullptr;
    claim.method = exact ? Method::exact : Method::naive;
    return claim;
  }

  /// Claims for what is compared, and for formulas.
  std::vector<RowPlan> plan_comparisons() {
    Suite suite;
    suite.name = table_.file;
    for (auto& entry : comparisons_) {
      Comparison& comparison = entry.second;
      if (!comparison.is_compared && !comparison.is_formula()) continue;
      for (std::size_t s = 0; s < models_.size(); ++s) {
        Claim claim = comparison.is_compared ? comparison.terms : claim_for_value(comparison.terms, s);
        claim.model = table_.rows[s].model;
        claim.model_name = table_.rows[s].name;
        claim.scales = {table_.rows[s].scale};
        if (!comparison.regressions.empty()) claim.regression = comparison.regressions[s];
        claim.key_lines["model"] = table_.rows[s].model_line;
        claim.key_lines["lengths"] = table_.rows[s].lengths_line;
        for (std::size_t r = first_row_[s]; r < rows_.size() && rows_[r].situation == s; ++r) {
          if (!comparison.is_formula() && !comparison.bounds[r]) continue;
          if (claim.method != Method::exact && comparison.is_compared)
            require_sampled_length(rows_[r].length, claim.method, claim_key(claim, "lengths"));
          claim.lengths.push_back(rows_[r].length);
          planned_.push_back({&comparison, r});
        }
        if (claim.quantity == Quantity::bias && claim.method != Method::exact) {
          throw InputError(claim_key(claim, "quantity"), "bias with the method " + name_of(claim.method),
                           "the method exact: samples of it have no verdict");
        }
        if (!claim.lengths.empty()) suite.claims.push_back(std::move(claim));
      }
    }
    std::vector<RowPlan> plans = plan_rows(suite);
    for (const RowPlan& plan : plans) require_defined_bound(plan);
    return plans;
  }

  DeviationPlaces places_of(const Claim& terms, std::size_t s) const {
    Claim claim = terms;
    claim.key_lines["model"] = table_.rows[s].model_line;
    claim.key_lines["lengths"] = table_.rows[s].lengths_line;
    return {.model = claim_key(claim, "model"),
            .quantity = claim_key(claim, "quantity"),
            .moment = claim_key(claim, "quantity"),
            .length = claim_key(claim, "lengths"),
            .target = claim_key(claim, "target")};
  }

  /// Everything symbolic about the errors; what cannot be computed is refused before anything is.
  void prepare_errors() {
    for (auto& entry : errors_) {
      ErrorColumn& errors = entry.second;
      for (std::size_t s = 0; s < models_.size(); ++s) {
        if (!errors.regressions.empty()) {
          plan_values(errors, s);
          continue;
        }
        const DeviationPlaces places = places_of(errors.terms, s);
        const auto& lengths = table_.rows[s].lengths;
        if (errors.terms.method == Method::exact) {
          auto exact =
              std::make_shared<ExactDeviation>(models_[s], errors.terms.quantity, errors.terms.target, 1, places);
          for (const Length& length : lengths) exact->require_feasible(length, places);
          exact_.push_back({&errors, s, std::move(exact)});
          ++error_work_;
        } else {
          for (const Length& length : lengths) require_sampled_length(length, errors.terms.method, places.length);
          sampled_.push_back({&errors, s,
                              std::make_shared<SampledDeviation>(models_[s], errors.terms.quantity, errors.terms.target,
                                                                 errors.terms.method, places)});
          error_work_ += lengths.size();
        }
      }
    }
  }

  /// What a column shows of one regression, planned as a claim against 0.
  void plan_values(ErrorColumn& errors, std::size_t s) {
    Claim claim = errors.terms;
    claim.bound = "0";
    claim.regression = errors.regressions[s];
    claim.lengths = table_.rows[s].lengths;
    values_.push_back({&errors, s, std::make_shared<std::vector<RowPlan>>(regression_rows(claim))});
    ++error_work_;
  }

  void compute_errors() {
    for (const auto& [errors, s, plans] : values_) {
      if (stopped()) return;
      std::vector<const RowPlan*> asked;
      for (const RowPlan& plan : *plans) asked.push_back(&plan);
      const auto found = enclose_deviations(asked, errors->digits + 2, options_.threads);
      for (std::size_t i = 0; i < found.size(); ++i) {
        DeviationRow& row = errors->rows[first_row_[s] + i].emplace();
        row.value = found[i];
      }
      step();
    }
    for (const auto& [errors, s, exact] : exact_) {
      if (stopped()) return;
      auto found = exact->rows(table_.rows[s].lengths, errors->digits + 2, options_.threads);
      for (std::size_t i = 0; i < found.size(); ++i) errors->rows[first_row_[s] + i] = std::move(found[i]);
      step();
    }
    for (const auto& [errors, s, sampled] : sampled_) {
      for (std::size_t i = 0; i < table_.rows[s].lengths.size(); ++i) {
        if (stopped()) return;
        SampleRequest request;
        request.prompts = errors->terms.prompts;
        request.seed = errors->terms.seed;
        request.row = static_cast<std::uint32_t>(first_row_[s] + i);
        request.threads = options_.threads;
        request.stop = options_.stop;
        errors->rows[first_row_[s] + i] = sampled->row(table_.rows[s].lengths[i], request);
        step();
      }
    }
  }

  void compute_comparisons(const std::vector<RowPlan>& plans) {
    RowOptions options;
    options.threads = options_.threads;
    options.stop = options_.stop;
    options.sampled_rows =
        static_cast<std::size_t>(std::count_if(planned_.begin(), planned_.end(), [](const PlannedRow& planned) {
          return planned.comparison->is_compared && planned.comparison->terms.method != Method::exact;
        }));
    for (std::size_t p = 0; p < plans.size(); ++p) {
      if (stopped()) return;
      Comparison& comparison = *planned_[p].comparison;
      const std::size_t r = planned_[p].row;
      if (comparison.is_compared) {
        options.digits = options.shown_digits = comparison.digits;
        options.digits += 2;
        // The streams of compared rows are apart from those of error columns.
        comparison.results[r] = compute_row(plans[p], static_cast<std::uint32_t>(rows_.size() + p), options);
        if (comparison.results[r])
          comparison.bounds[r] = interval_of(comparison.results[r]->bound_lower, comparison.results[r]->bound_upper);
      } else {
        comparison.bounds[r] = enclose_bound(plans[p], comparison.digits + 2);
      }
      step();
    }
  }

  // --- Cells ---

  OwnCell error_cell(const OwnColumn& column, std::size_t r) const {
    const DeviationRow& row = *errors_.at(error_key(column)).rows[r];
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

  OwnCell bound_cell(const OwnColumn& column, const Comparison& comparison, std::size_t r) const {
    const Interval& bound = *comparison.bounds[r];
    std::string text = column.terms.relation == Relation::at_least  ? rounded_down(bound, column.digits)
                       : column.terms.relation == Relation::at_most ? rounded_up(bound, column.digits)
                                                                    : short_value(bound, column.digits);
    const auto& result = comparison.results[r];
    if (result && result->method == Method::exact) text = result->bound_shown;
    return {in_notation(text, column.notation), ends(bound)};
  }

  OwnCell ratio_cell(const OwnColumn& column, const Comparison& comparison, std::size_t r) const {
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
    const Comparison& comparison = comparisons_.at(comparison_key(column));
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
    const symbolic::AttentionModel& model = models_[rows_[r].situation];
    switch (column.shows) {
      case Shows::model: return word(rows_[r].rows->name);
      case Shows::length: return word(to_text(rows_[r].length));
      case Shows::scale: return word(rows_[r].rows->scale.text());
      case Shows::tokens: return word(symbolic::law_name(model.tokens));
      case Shows::query: return word(symbolic::law_name(model.query));
      case Shows::dimension: {
        const auto& regression = rows_[r].rows->regression;
        const auto d = regression ? regression->model.sigma.rows() : symbolic::dimension(model.tokens);
        return {std::to_string(d), d};
      }
      case Shows::error:
      case Shows::std_error: return error_cell(column, r);
      default: return comparison_cell(column, r);
    }
  }

  /// Has everything that its cells show been computed?
  bool is_complete(std::size_t r) const {
    for (const auto& entry : errors_) {
      if (!entry.second.rows[r]) return false;
    }
    return std::all_of(planned_.begin(), planned_.end(), [&](const PlannedRow& planned) {
      if (planned.row != r) return true;
      const Comparison& comparison = *planned.comparison;
      return comparison.is_compared ? comparison.results[r].has_value() : comparison.bounds[r].has_value();
    });
  }

  int most_digits() const {
    int out = 1;
    for (const OwnColumn& column : table_.columns) {
      if (column.has_error() || column.has_bound()) out = std::max(out, column.digits);
    }
    return out;
  }

  // --- The table ---

  StandardTable assemble() const {
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
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const OwnRows& rows = *rows_[r].rows;
      if (r == first_row_[rows_[r].situation] && !rows.group.empty())
        table.groups.push_back({table.rows.size(), rows.group});
      if (stopped() && !is_complete(r)) continue;
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

  static Column column_of(const OwnColumn& column, int most) {
    Column out{.key = column.key, .heading = column.heading, .unit = column.unit, .latex = column.latex};
    const bool is_enclosure = column.shows == Shows::error && column.terms.method == Method::exact;
    const bool is_number = column.shows == Shows::length || column.shows == Shows::dimension ||
                           column.shows == Shows::error || column.shows == Shows::std_error ||
                           column.shows == Shows::bound || column.shows == Shows::ratio;
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
    for (const auto& entry : errors_) {
      if (entry.second.terms.method == Method::exact) continue;
      seeds.insert(entry.second.terms.seed);
      prompts.insert(entry.second.terms.prompts);
    }
    for (const auto& entry : comparisons_) {
      const Comparison& comparison = entry.second;
      (comparison.is_compared ? compared : alone) = true;
      if (comparison.is_compared && comparison.terms.method != Method::exact) {
        seeds.insert(comparison.terms.seed);
        prompts.insert(comparison.terms.prompts);
      }
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        if (comparison.refusals[r].empty()) continue;
        std::string line =
            comparison.terms.bound + " does not apply to " + rows_[r].rows->name + ": " + comparison.refusals[r];
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
    for (const std::uint64_t count : prompts)
      table.notes.push_back("Sampled means are over " + std::to_string(count) + " prompts, to nearest.");
    for (std::size_t i = 0; i < refusals.size() && i < k_most_refusals; ++i) table.notes.push_back(refusals[i] + ".");
    if (refusals.size() > k_most_refusals)
      table.notes.push_back("And " + std::to_string(refusals.size() - k_most_refusals) + " more of this kind.");
  }

  template <class Deviation>
  struct ErrorWork {
    ErrorColumn* errors;
    std::size_t situation;
    std::shared_ptr<Deviation> deviation;
  };

  const OwnTable& table_;
  const OwnTableOptions& options_;
  std::vector<PlacedRow> rows_;
  std::vector<std::size_t> first_row_;            ///< by situation
  std::vector<symbolic::AttentionModel> models_;  ///< by situation, scaled
  std::map<std::string, ErrorColumn> errors_;
  std::map<std::string, Comparison> comparisons_;
  std::vector<PlannedRow> planned_;
  std::vector<ErrorWork<std::vector<RowPlan>>> values_;
  std::vector<ErrorWork<ExactDeviation>> exact_;
  std::vector<ErrorWork<SampledDeviation>> sampled_;
  std::size_t error_work_ = 0;
  std::size_t work_ = 0;
  std::size_t done_ = 0;
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

StandardTable own_table(const OwnTable& table, const OwnTableOptions& options) {
  return OwnTableMaker(table, options).run();
}

}  // namespace softlin::check
