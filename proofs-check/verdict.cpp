#include "proofs-check/verdict.hpp"

#include <cmath>

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

Verdict judge(const BettingEvidence& evidence, std::size_t rows, double confidence) {
  const double threshold = std::log(static_cast<double>(rows)) - std::log1p(-confidence);
  if (evidence.log_max_e_value() >= threshold) return Verdict::violated;
  return evidence.log_e_value() <= 0 ? Verdict::consistent : Verdict::undecided;
}

bool as_expected(Verdict verdict, const std::optional<Verdict>& expected) {
  return expected ? verdict == *expected : verdict == Verdict::proved || verdict == Verdict::consistent;
}

}  // namespace softlin::check
