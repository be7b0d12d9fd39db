#include "proofs-check/own_errors.hpp"

#include <algorithm>

#include "proofs-check/claim_bound.hpp"
#include "proofs-check/row_compute.hpp"

namespace softlin::check {

namespace {

DeviationPlaces places_of(const Claim& claim) {
  return {.model = claim_key(claim, "model"),
          .quantity = claim_key(claim, "quantity"),
          .moment = claim_key(claim, "quantity"),
          .length = claim_key(claim, "lengths"),
          .target = claim_key(claim, "target")};
}

/// The claim with a bound that is there to be planned only.
std::shared_ptr<std::vector<RowPlan>> planned(Claim claim, const std::string& bound) {
  claim.bound = bound;
  Suite suite;
  suite.claims.push_back(std::move(claim));
  auto out = std::make_shared<std::vector<RowPlan>>(plan_rows(suite));
  for (const RowPlan& plan : *out) require_defined_bound(plan);
  return out;
}

}  // namespace

void OwnErrors::add(const OwnColumn& column) {
  if (!column.has_error() || column.has_bound()) return;
  Shown& shown = shown_[error_key(column)];
  shown.terms = column.terms;
  shown.regressions = column.regressions;
  shown.digits = std::max(shown.digits, column.digits);
  shown.has_interval = shown.has_interval || column.shows == Shows::interval;
  shown.errors.resize(rows_.all.size());
}

void OwnErrors::prepare() {
  for (auto& [key, shown] : shown_) {
    for (std::size_t s = 0; s < rows_.models.size(); ++s) prepare(shown, s);
  }
}

void OwnErrors::prepare(Shown& shown, std::size_t s) {
  const Claim claim = rows_.claim_at(s, shown.terms, shown.regressions);
  if (claim.regression) {
    values_.push_back({&shown, s, planned(claim, "0")});
    ++work_;
    return;
  }
  const DeviationPlaces places = places_of(claim);
  if (claim.method == Method::exact) {
    auto exact = std::make_shared<ExactDeviation>(rows_.models[s], claim.quantity, claim.target, 1, places);
    for (const Length& length : claim.lengths) exact->require_feasible(length, places);
    exact_.push_back({&shown, s, std::move(exact)});
    ++work_;
    return;
  }
  for (const Length& length : claim.lengths) require_sampled_length(length, claim.method, places.length);
  work_ += claim.lengths.size();
  if (claim.is_exceedance()) {
    probabilities_.push_back({&shown, s, planned(claim, "1")});
  } else {
    sampled_.push_back(
        {&shown, s,
         std::make_shared<SampledDeviation>(rows_.models[s], claim.quantity, claim.target, claim.method, places)});
  }
}

void OwnErrors::compute(unsigned threads, const std::atomic<bool>* stop, const std::function<void()>& step) {
  const auto stopped = [&] { return stop != nullptr && *stop; };
  for (const auto& [shown, s, plans] : values_) {
    if (stopped()) return;
    std::vector<const RowPlan*> asked;
    for (const RowPlan& plan : *plans) asked.push_back(&plan);
    const auto found = enclose_deviations(asked, shown->digits + 2, threads);
    for (std::size_t i = 0; i < found.size(); ++i) shown->errors[rows_.first[s] + i].mean.emplace().value = found[i];
    step();
  }
  for (const auto& [shown, s, exact] : exact_) {
    if (stopped()) return;
    auto found = exact->rows(rows_.table.rows[s].lengths, shown->digits + 2, threads);
    for (std::size_t i = 0; i < found.size(); ++i) shown->errors[rows_.first[s] + i].mean = std::move(found[i]);
    step();
  }
  for (const auto& [shown, s, sampled] : sampled_) {
    const auto& lengths = rows_.table.rows[s].lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (stopped()) return;
      SampleRequest request;
      request.prompts = shown->terms.prompts;
      request.seed = shown->terms.seed;
      request.row = static_cast<std::uint32_t>(rows_.first[s] + i);
      request.threads = threads;
      request.stop = stop;
      shown->errors[rows_.first[s] + i].mean = sampled->row(lengths[i], request);
      step();
    }
  }
  RowOptions options;
  options.threads = threads;
  options.stop = stop;
  options.sampled_rows = 0;
  for (const auto& work : probabilities_) options.sampled_rows += work.deviation->size();
  for (const auto& [shown, s, plans] : probabilities_) {
    for (std::size_t i = 0; i < plans->size(); ++i) {
      if (stopped()) return;
      const std::size_t row = rows_.first[s] + i;
      shown->errors[row].probability = compute_row((*plans)[i], static_cast<std::uint32_t>(row), options);
      step();
    }
  }
}

bool OwnErrors::is_complete(std::size_t row) const {
  return std::all_of(shown_.begin(), shown_.end(),
                     [&](const auto& entry) { return entry.second.errors[row].is_known(); });
}

const OwnError& OwnErrors::at(const OwnColumn& column, std::size_t row) const {
  return shown_.at(error_key(column)).errors[row];
}

void OwnErrors::add_samples(std::set<std::uint64_t>& seeds, std::set<std::uint64_t>& prompts) const {
  for (const auto& [key, shown] : shown_) {
    if (shown.terms.method == Method::exact) continue;
    seeds.insert(shown.terms.seed);
    prompts.insert(shown.terms.prompts);
  }
}

std::set<double> OwnErrors::confidences() const {
  std::set<double> out;
  for (const auto& [key, shown] : shown_) {
    if (shown.has_interval) out.insert(shown.terms.confidence);
  }
  return out;
}

}  // namespace softlin::check
