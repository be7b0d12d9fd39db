#include "proofs-check/own_comparisons.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/row_compute.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

constexpr const char* k_best_bound = "best";

std::string comparison_key(const OwnColumn& column) {
  const Claim& terms = column.terms;
  return error_key(column) + "|" + terms.bound + "|" + name_of(terms.relation) + "|" + terms.factor.text() +
         numbers_key(terms) + "|" + fmt::format("{}", terms.confidence) + "|" + std::to_string(column.digits);
}

bool is_stopped(const std::atomic<bool>* stop) { return stop != nullptr && *stop; }

}  // namespace

Interval interval_of(const std::string& lower, const std::string& upper) {
  const int digits = static_cast<int>(std::max(lower.size(), upper.size())) + 10;
  return numeric::parse_interval("[" + lower + ", " + upper + "]", numeric::bits_for_digits(digits, 128));
}

void OwnComparisons::add(const OwnColumn& column) {
  if (!column.has_bound()) return;
  const auto [found, is_new] = comparisons_.try_emplace(comparison_key(column));
  OwnComparison& comparison = found->second;
  comparison.digits = column.digits;
  comparison.is_compared = comparison.is_compared || column.shows == Shows::ratio || column.shows == Shows::verdict;
  if (!is_new) return;
  const Claim& terms = comparison.terms = column.terms;
  comparison.regressions = column.regressions;
  if (!rows_.table.is_about_regressions()) {
    comparison.is_best = terms.bound == k_best_bound;
    comparison.named = bounds::find_bound(terms.bound);
  }
  if (comparison.named != nullptr) require_fit(terms, *comparison.named);
  if (comparison.is_best && terms.is_exceedance())
    throw InputError(claim_key(terms, "bound"), "\"best\" with an exceedance", "a probability");
  if (!comparison.is_formula() && !terms.constants.empty()) {
    throw InputError(claim_key(terms, "constants"), "constants beside the named bound " + terms.bound,
                     "none: its constants are proved");
  }
  const std::size_t rows = rows_.all.size();
  comparison.bounds.resize(rows);
  comparison.which.resize(rows, terms.bound);
  comparison.winners.resize(rows, comparison.named);
  comparison.refusals.resize(rows);
  comparison.results.resize(rows);
}

void OwnComparisons::prepare(const std::atomic<bool>* stop) {
  Suite suite;
  suite.name = rows_.table.file;
  for (auto& [key, comparison] : comparisons_) {
    if (!comparison.is_formula()) prepare_named(comparison, stop);
    if (comparison.is_formula() || comparison.is_compared) prepare_claims(comparison, suite);
  }
  plans_ = plan_rows(suite);
  for (const RowPlan& plan : plans_) require_defined_bound(plan);
}

/// The values of a named bound or of the best one, and where it does not apply.
void OwnComparisons::prepare_named(OwnComparison& comparison, const std::atomic<bool>* stop) {
  const Claim& terms = comparison.terms;
  const int digits = comparison.digits + 2;
  const Interval factor = numeric::evaluate(terms.factor.compile(), numeric::bits_for_digits(digits + 5, 64));
  std::optional<bounds::CompiledBound> compiled;
  std::optional<bounds::Contest> contest;
  if (comparison.named != nullptr) {
    compiled.emplace(*comparison.named);
  } else {
    contest.emplace(name_of(terms.quantity), terms.relation == Relation::at_least);
  }
  for (std::size_t s = 0; s < rows_.models.size(); ++s) {
    std::map<std::string, Number> given;
    if (terms.sigma) given.emplace("sigma", *terms.sigma);
    bounds::Situation situation(rows_.models[s], std::move(given));
    for (std::size_t r = rows_.first[s]; r < rows_.all.size() && rows_.all[r].situation == s; ++r) {
      if (is_stopped(stop)) return;
      const Integer& L = rows_.all[r].length.value;
      if (compiled) {
        const auto found = bounds::enclose_in(situation, *comparison.named, *compiled, L, digits);
        if (const auto* why = std::get_if<std::string>(&found)) {
          comparison.refusals[r] = *why;
        } else {
          comparison.bounds[r] = std::get<bounds::Enclosed>(found).value * factor;
        }
      } else if (const auto best = contest->at(situation, L, digits)) {
        comparison.bounds[r] = best->enclosed.value * factor;
        comparison.which[r] = best->bound->name;
        comparison.winners[r] = best->bound;
      } else {
        comparison.refusals[r] = "no bound of the catalogue applies";
      }
      if (!comparison.bounds[r]) comparison.which[r] = "-";
    }
  }
}

/// Where only its value is wanted, a formula is planned with whatever error the model has.
Claim OwnComparisons::claim_for_value(Claim claim, std::size_t s) const {
  if (claim.regression || claim.is_exceedance()) return claim;
  claim.quantity = Quantity::output;
  claim.target = Target::limit;
  claim.relation = Relation::at_most;
  const bool exact = symbolic::as_gaussian(rows_.models[s].tokens) != nullptr &&
                     symbolic::single_query(rows_.models[s].query) != nullptr;
  claim.method = exact ? Method::exact : Method::naive;
  return claim;
}

/// Claims for what is compared, and for formulas.
void OwnComparisons::prepare_claims(OwnComparison& comparison, Suite& suite) {
  for (std::size_t s = 0; s < rows_.models.size(); ++s) {
    Claim claim = rows_.claim_at(s, comparison.terms, comparison.regressions);
    if (!comparison.is_compared) claim = claim_for_value(std::move(claim), s);
    claim.lengths.clear();
    for (std::size_t r = rows_.first[s]; r < rows_.all.size() && rows_.all[r].situation == s; ++r) {
      if (!comparison.is_formula() && !comparison.bounds[r]) continue;
      if (claim.method != Method::exact && comparison.is_compared)
        require_sampled_length(rows_.all[r].length, claim.method, claim_key(claim, "lengths"));
      claim.lengths.push_back(rows_.all[r].length);
      planned_.push_back({&comparison, r});
    }
    if (claim.quantity == Quantity::bias && claim.method != Method::exact) {
      throw InputError(claim_key(claim, "quantity"), "bias with the method " + name_of(claim.method),
                       "the method exact: samples of it have no verdict");
    }
    if (!claim.lengths.empty()) suite.claims.push_back(std::move(claim));
  }
}

void OwnComparisons::compute(unsigned threads, const std::atomic<bool>* stop, const std::function<void()>& step) {
  RowOptions options;
  options.threads = threads;
  options.stop = stop;
  options.sampled_rows =
      static_cast<std::size_t>(std::count_if(planned_.begin(), planned_.end(), [](const Planned& planned) {
        return planned.comparison->is_compared && planned.comparison->terms.method != Method::exact;
      }));
  for (std::size_t p = 0; p < plans_.size(); ++p) {
    if (is_stopped(stop)) return;
    OwnComparison& comparison = *planned_[p].comparison;
    const std::size_t r = planned_[p].row;
    if (comparison.is_compared) {
      options.shown_digits = comparison.digits;
      options.digits = comparison.digits + 2;
      // The streams of compared rows are apart from those of errors alone.
      auto& result = comparison.results[r];
      result = compute_row(plans_[p], static_cast<std::uint32_t>(rows_.all.size() + p), options);
      if (result) comparison.bounds[r] = interval_of(result->bound_lower, result->bound_upper);
    } else {
      comparison.bounds[r] = enclose_bound(plans_[p], comparison.digits + 2);
    }
    step();
  }
}

bool OwnComparisons::is_complete(std::size_t row) const {
  return std::all_of(comparisons_.begin(), comparisons_.end(), [&](const auto& entry) {
    const OwnComparison& comparison = entry.second;
    if (!comparison.refusals[row].empty()) return true;
    return comparison.is_compared ? comparison.results[row].has_value() : comparison.bounds[row].has_value();
  });
}

const OwnComparison& OwnComparisons::at(const OwnColumn& column) const {
  return comparisons_.at(comparison_key(column));
}

std::vector<const OwnComparison*> OwnComparisons::all() const {
  std::vector<const OwnComparison*> out;
  for (const auto& entry : comparisons_) out.push_back(&entry.second);
  return out;
}

}  // namespace softlin::check
