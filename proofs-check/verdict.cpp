#include "proofs-check/verdict.hpp"

#include <limits>

#include "proofs-check/binomial_interval.hpp"

namespace softlin::check {

using numeric::certainly_less;
using numeric::certainly_less_equal;
using numeric::Interval;

Verdict compare(const Interval& deviation, const Interval& bound, Relation relation) {
  if (relation == Relation::equal) {
    if (!overlap(deviation, bound)) return Verdict::violated;
    return deviation.is_point() && bound.is_point() ? Verdict::proved : Verdict::undecided;
  }
  const bool at_most = relation == Relation::at_most;
  const Interval& small = at_most ? deviation : bound;
  const Interval& large = at_most ? bound : deviation;
  if (certainly_less_equal(small, large)) return Verdict::proved;
  return certainly_less(large, small) ? Verdict::violated : Verdict::undecided;
}

Verdict decide(int sign, Relation relation) {
  const bool holds = relation == Relation::equal ? sign == 0 : relation == Relation::at_most ? sign >= 0 : sign <= 0;
  return holds ? Verdict::proved : Verdict::violated;
}

double e_threshold(std::size_t rows, double confidence) {
  const double nearest = static_cast<double>(rows) / (1 - confidence);
  // Two roundings, each by half a unit at most; rows below 2^53 are exact.
  return nearest * (1 + 4 * std::numeric_limits<double>::epsilon());
}

Verdict judge(const BettingEvidence& evidence, std::size_t rows, double confidence) {
  if (evidence.max_e_value() >= e_threshold(rows, confidence)) return Verdict::violated;
  return evidence.e_value() <= 1 ? Verdict::consistent : Verdict::undecided;
}

Verdict judge_proportion(std::uint64_t successes, std::uint64_t trials, double bound_upper, std::size_t rows,
                         double confidence) {
  constexpr numeric::Bits bits(128);
  if (successes == 0 || bound_upper >= 1) return Verdict::consistent;
  const Interval bound = Interval::point(bound_upper, bits);
  const Interval risk = (1 - Interval::point(confidence, bits)) / Interval(static_cast<std::uint64_t>(rows), bits);
  if (certainly_less_equal(binomial_tail(successes, trials, bound), risk)) return Verdict::violated;
  const Interval mean = bound * Interval(trials, bits);
  return certainly_less_equal(Interval(successes, bits), mean) ? Verdict::consistent : Verdict::undecided;
}

bool as_expected(Verdict verdict, const std::optional<Verdict>& expected) {
  return expected ? verdict == *expected : verdict == Verdict::proved || verdict == Verdict::consistent;
}

}  // namespace softlin::check
