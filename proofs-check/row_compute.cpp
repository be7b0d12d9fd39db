#include "proofs-check/row_compute.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/binomial_interval.hpp"
#include "proofs-check/identity_verdict.hpp"
#include "proofs-check/rounding.hpp"
#include "proofs-check/sampled_evidence.hpp"
#include "proofs-check/verdict.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;

/// Widest number in a table; stored ends keep every digit.
constexpr std::size_t k_widest_cell = 24;

/// (0, inf) as a closed set.
Interval positive_ray(Bits bits) {
  Interval out(0, bits);
  mpfr_set_inf(&out.raw()->right, 1);
  return out;
}

/// Encloses the bound; free constants range over all positive values.
Interval enclose_bound(const PlannedBound& plan, const Length& length, int digits) {
  if (plan.chosen_bound) {
    return plan.chosen_bound->enclose(digits) *
           numeric::evaluate(plan.factor, numeric::bits_for_digits(digits + 5, 64));
  }
  const Bits bits = numeric::bits_for_digits(digits + 5, 64);
  return numeric::evaluate(plan.bound, enclose_variables(plan, length, positive_ray(bits), digits + 5), bits);
}

/// The bound with relative width 10^-digits where that is possible.
Interval narrow_bound(const PlannedBound& plan, const Length& length, int digits) {
  if (plan.has_free_constants()) {
    try {
      return enclose_bound(plan, length, digits);
    } catch (const DomainError&) {  // over all positive values the formula leaves its domain: nothing is known
      Interval line = positive_ray(Bits(64));
      mpfr_set_inf(&line.raw()->left, -1);
      return line;
    }
  }
  int asked = digits;
  Interval value = enclose_bound(plan, length, asked);
  for (int i = 0; i < 3 && !numeric::width_reached(value, digits); ++i) {
    asked += digits + 10;
    value = enclose_bound(plan, length, asked);
  }
  return value;
}

InputError undefined_bound(const PlannedBound& plan, const Length& length, const DomainError& error,
                           const std::string& what = "bound") {
  return {plan.bound_place, "no value at length " + to_text(length) + " (" + error.what() + ")",
          "a " + what + " that is defined at every length of the claim"};
}

Interval enclose_deviation(const RowPlan& plan, int digits) {
  if (plan.closed_deviation) {
    return numeric::evaluate(*plan.closed_deviation, numeric::bits_for_digits(digits + 5, 64));
  }
  if (plan.value) {
    try {
      return narrow_bound(*plan.value, plan.row.length, digits);
    } catch (const DomainError& error) {
      throw undefined_bound(*plan.value, plan.row.length, error, "value");
    }
  }
  const int asked = plan.deviation->is_average() ? std::min(digits + 1, numeric::k_max_average_digits) : digits + 1;
  return plan.deviation->enclose({plan.row.length.value}, asked).front();
}

std::string witness(const ResultRow& row, bool free_constants, const std::string& deviation, const std::string& bound) {
  const std::string sign = row.relation == Relation::at_most    ? " > "
                           : row.relation == Relation::at_least ? " < "
                                                                : " != ";
  std::string out = row.model;
  if (row.scale != "1") out += ", U times " + row.scale;
  const std::string what =
      row.radius_text.empty() ? "deviation " : "part of the prompts beyond the radius " + row.radius_text + " ";
  out += ", L = " + to_text(row.length) + ": " + what + deviation + sign + "bound " + bound;
  return free_constants ? out + " for every positive value of the free constants" : out;
}

void show(ResultRow& row, const Interval& deviation, const Interval& bound, bool equal, int digits) {
  if (equal) {  // known exactly: the same digits on both sides, whatever the ends of the enclosures
    row.deviation_shown = row.bound_shown = short_value(deviation, digits);
    row.ratio_shown = contains_zero(deviation) ? "-" : "1";
    return;
  }
  const PrintedPair printed = printed_pair(deviation, bound, row.verdict, row.relation, digits);
  const bool too_long = std::max(printed.deviation.size(), printed.bound.size()) > k_widest_cell;
  // Two numbers that agree to very many digits are shown alike: the verdict says on which side they lie.
  row.deviation_shown = too_long ? short_value(deviation, digits) : printed.deviation;
  row.bound_shown = too_long ? short_value(bound, digits) : printed.bound;
  row.ratio_shown = printed_ratio(deviation, bound, row.verdict, row.relation, 4);
}

std::optional<ResultRow> compute_exact(const RowPlan& plan, const RowOptions& options) {
  ResultRow row = plan.row;
  int digits = options.digits;
  Interval deviation = enclose_deviation(plan, digits);
  Interval bound = narrow_bound(plan, plan.row.length, digits);
  row.verdict = plan.decided ? *plan.decided : compare(deviation, bound, row.relation);
  // Raised until the enclosures separate. An exact equality that algebra did not see stays undecided at the limit.
  const bool narrows =
      !plan.has_free_constants() && !(plan.closed_deviation && bound.is_point() && deviation.is_point());
  const bool is_costly = plan.deviation && plan.deviation->is_costly();
  const int most_digits = is_costly ? std::min(options.most_digits, 30) : options.most_digits;
  while (!plan.decided && row.verdict == Verdict::undecided && narrows && digits < most_digits) {
    if (options.stop != nullptr && *options.stop) return std::nullopt;  // more digits might have decided it
    digits = std::min(2 * digits, most_digits);
    deviation = enclose_deviation(plan, digits);
    bound = narrow_bound(plan, plan.row.length, digits);
    row.verdict = compare(deviation, bound, row.relation);
  }
  row.deviation_lower = numeric::lower_text(deviation);
  row.deviation_upper = numeric::upper_text(deviation);
  row.deviation_lower_hex = numeric::lower_hex(deviation);
  row.deviation_upper_hex = numeric::upper_hex(deviation);
  row.bound_lower = numeric::lower_text(bound);
  row.bound_upper = numeric::upper_text(bound);
  row.bound_lower_hex = numeric::lower_hex(bound);
  row.bound_upper_hex = numeric::upper_hex(bound);
  show(row, deviation, bound, plan.equal, options.shown_digits);
  if (row.verdict == Verdict::violated) {
    row.witness = witness(row, plan.any_constants, row.deviation_shown, row.bound_shown);
  }
  return row;
}

/// Relative allowance, up and down, for rounding of the model's entries.
Interval widened_for_model(const Interval& x) {
  return widen(x, x * Interval::point(numeric::k_model_rounding, x.precision()));
}

/// What samples are held against: the bound, enlarged by what rounding of the model's entries may do to a sample.
double sampled_bound(const PlannedBound& plan, const Length& length, const Interval& bound) {
  const double upper = widened_for_model(bound).upper_double();
  if (!(upper >= 0) || !std::isfinite(upper)) {
    throw InputError(plan.bound_place, numeric::to_text(bound) + " at length " + to_text(length),
                     "a finite bound of 0 or more with a sampled method");
  }
  return upper;
}

/// The square of a radius, likewise.
EvidenceQuestion::SquareRadius square_radius(const PlannedBound& plan, const Length& length, const Interval& radius) {
  if (!certainly_nonnegative(radius) || !std::isfinite(sqr(widened_for_model(radius)).upper_double())) {
    throw InputError(plan.bound_place, numeric::to_text(radius) + " at length " + to_text(length),
                     "a finite radius of 0 or more");
  }
  const Interval square = sqr(widened_for_model(radius));
  return {std::max(0.0, square.lower_double()), square.upper_double()};
}

/// Encloses the radius of an exceedance row.
Interval enclose_radius(const RowPlan& plan, int digits) {
  try {
    return narrow_bound(*plan.radius, plan.row.length, digits);
  } catch (const DomainError& error) {
    throw undefined_bound(*plan.radius, plan.row.length, error);
  }
}

/// What only exceedance rows show.
void show_exceedance(ResultRow& row, const Interval& radius, const SampledEvidence& found, std::size_t rows) {
  row.radius_lower = numeric::lower_text(radius);
  row.radius_upper = numeric::upper_text(radius);
  row.exceedances = found.exceedances;
  if (row.stop_early) return;  // the interval is for a number of prompts fixed beforehand
  // Each row has its share of the risk, so that all intervals of the run hold together with the stated confidence.
  const double confidence = 1 - (1 - row.confidence) / static_cast<double>(rows);
  if (!(confidence < 1)) return;
  const ProportionInterval interval =
      clopper_pearson(found.exceedances, found.possible_exceedances, found.summary.prompts, confidence);
  row.proportion_lower = interval.lower;
  row.proportion_upper = interval.upper;
}

std::optional<ResultRow> compute_sampled(const RowPlan& plan, std::uint32_t row_index, const RowOptions& options) {
  ResultRow row = plan.row;
  const Interval bound = narrow_bound(plan, plan.row.length, options.digits);
  EvidenceQuestion question;
  question.bound_upper = sampled_bound(plan, plan.row.length, bound);
  question.rows = options.sampled_rows;
  question.confidence = row.confidence;
  question.stop_early = row.stop_early;
  std::optional<Interval> radius;
  if (plan.radius) {
    radius = enclose_radius(plan, options.digits);
    question.radius = square_radius(*plan.radius, plan.row.length, *radius);
  }
  numeric::SampleOptions sampling;
  sampling.seed = row.seed;
  sampling.row = row_index;
  sampling.prompts = row.prompts;
  sampling.threads = options.threads;
  sampling.stop = options.stop;
  sampling.progress = in_parts(options.progress);
  const auto found = gather_evidence(options.source, *plan.problem, sampler_of(row.method),
                                     row.length.value.convert_to<std::uint64_t>(), sampling, question);
  if (!found) return std::nullopt;
  row.verdict = found->verdict;
  row.mean = found->summary.mean;
  row.std_error = found->summary.std_error;
  row.e_value = found->e_value;
  if (row.stop_early) row.prompts_used = found->summary.prompts;
  if (plan.second_moment) {
    row.predicted_std_error =
        predicted_std_error(*plan.second_moment, *plan.first_moment, row.length.value, found->summary.prompts);
  }
  if (radius) show_exceedance(row, *radius, *found, options.sampled_rows);
  row.bound_lower = numeric::lower_text(bound);
  row.bound_upper = numeric::upper_text(bound);
  row.bound_lower_hex = numeric::lower_hex(bound);
  row.bound_upper_hex = numeric::upper_hex(bound);
  const Interval mean = Interval::point(*row.mean, Bits(64));
  row.deviation_shown = short_value(mean, 4) + " +- " + short_value(Interval::point(*row.std_error, Bits(64)), 2);
  row.bound_shown = short_value(bound, options.shown_digits);
  row.ratio_shown = contains_zero(bound) ? "" : short_value(mean / bound, 4);
  if (row.verdict == Verdict::violated) row.witness = witness(row, false, row.deviation_shown, row.bound_shown);
  return row;
}

bool has_statistics(const PlannedBound& plan) {
  return std::any_of(plan.variables.begin(), plan.variables.end(),
                     [](const BoundVariable& variable) { return variable.kind == BoundVariable::Kind::statistic; });
}

ResultRow compute_identity(const RowPlan& plan) {
  ResultRow row = plan.row;
  const IdentityVerdict found = judge_identity(*plan.identity);
  row.verdict = found.verdict;
  row.identity->steps = found.proof.certificate.steps.size();
  row.identity->failed_step = found.failed_step;
  row.identity->rule = found.rule;
  row.identity->reason = found.reason;
  row.witness = found.witness;
  return row;
}

}  // namespace

std::optional<ResultRow> compute_row(const RowPlan& plan, std::uint32_t row_index, const RowOptions& options) {
  std::optional<ResultRow> row;
  try {
    row = plan.identity       ? compute_identity(plan)
          : plan.is_sampled() ? compute_sampled(plan, row_index, options)
                              : compute_exact(plan, options);
  } catch (const DomainError& error) {
    throw undefined_bound(plan, plan.row.length, error);
  }
  if (row) row->as_expected = as_expected(row->verdict, row->expected);
  return row;
}

void require_defined_bound(const RowPlan& plan) {
  if (plan.identity) return;
  if (plan.radius && !has_statistics(*plan.radius)) {
    square_radius(*plan.radius, plan.row.length, enclose_radius(plan, 15));
  }
  if (has_statistics(plan)) return;
  try {
    const Interval bound = enclose_bound(plan, plan.row.length, 15);
    if (plan.is_sampled()) sampled_bound(plan, plan.row.length, bound);
  } catch (const DomainError& error) {
    if (!plan.has_free_constants()) throw undefined_bound(plan, plan.row.length, error);
  }
}

Interval enclose_bound(const RowPlan& plan, int digits) {
  try {
    return narrow_bound(plan, plan.row.length, digits);
  } catch (const DomainError& error) {
    throw undefined_bound(plan, plan.row.length, error);
  }
}

std::vector<Interval> enclose_variables(const PlannedBound& plan, const Length& length, const Interval& free,
                                        int digits) {
  const Bits bits = numeric::bits_for_digits(digits, 64);
  std::vector<Interval> out;
  for (const BoundVariable& variable : plan.variables) {
    switch (variable.kind) {
      case BoundVariable::Kind::constant: out.push_back(numeric::evaluate(variable.constant, bits)); break;
      case BoundVariable::Kind::statistic: out.push_back(variable.statistic->enclose(length.value, digits)); break;
      case BoundVariable::Kind::enclosed: out.push_back(*variable.enclosure); break;
      case BoundVariable::Kind::free: out.push_back(free); break;
    }
  }
  return out;
}

std::vector<Interval> enclose_deviations(const std::vector<const RowPlan*>& plans, int digits, unsigned threads) {
  std::vector<Interval> out(plans.size(), Interval(0, Bits(64)));
  std::vector<std::size_t> open;
  std::vector<Integer> lengths;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i]->deviation == nullptr) {
      out[i] = enclose_deviation(*plans[i], digits);
    } else {
      open.push_back(i);
      lengths.push_back(plans[i]->row.length.value);
    }
  }
  if (open.empty()) return out;
  // Rows of one claim at one scale share their error.
  const std::vector<Interval> found = plans[open.front()]->deviation->enclose(lengths, digits, threads);
  for (std::size_t k = 0; k < open.size(); ++k) out[open[k]] = found[k];
  return out;
}

double predicted_std_error(const numeric::Expectation& second_moment, const numeric::Expectation& first_moment,
                           const Integer& length, std::uint64_t prompts) {
  // Var = E X^2 - (E X)^2 may be far below E X^2: digits are raised until three of the difference are sure.
  for (int digits = 8; digits <= 64; digits *= 2) {
    const Interval variance = second_moment.enclose(length, digits) - sqr(first_moment.enclose(length, digits));
    if (numeric::width_reached(variance, 3)) return std::sqrt(variance.mid_double() / static_cast<double>(prompts));
    if (contains_zero(variance) && variance.is_point()) return 0;
  }
  return 0;  // below what 64 digits show: no spread
}

}  // namespace softlin::check
