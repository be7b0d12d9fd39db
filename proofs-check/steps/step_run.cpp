#include "proofs-check/steps/step_run.hpp"

#include "proofs-check/verdict.hpp"

namespace softlin::check {

namespace {

constexpr long k_draws_a_point = 50;  // draws outside the domain that are forgiven, for each point

/// Narrow relative to `size`, the larger of the two sides.
bool is_narrow(const numeric::Interval& x, const numeric::Interval& size) {
  const auto goal = size * numeric::Interval::point(k_identity_width, size.precision());
  return certainly_less_equal(x.upper() - x.lower(), goal.lower());
}

struct Judged {
  StepVerdict verdict;
  std::optional<StepSides> sides;
};

/// All claims at one point: the first that fails, else the first that is undecided.
Judged judge_all(const std::vector<StepSides>& all) {
  Judged out{StepVerdict::holds, {}};
  for (const StepSides& sides : all) {
    const StepVerdict verdict = judge_sides(sides);
    if (verdict == StepVerdict::holds || (verdict == StepVerdict::undecided && out.sides)) continue;
    out = {verdict, sides};
    if (verdict == StepVerdict::fails) break;
  }
  return out;
}

}  // namespace

std::string name_of(StepVerdict verdict) {
  switch (verdict) {
    case StepVerdict::holds: return "holds";
    case StepVerdict::fails: return "fails";
    case StepVerdict::undecided: return "undecided";
  }
  return "";
}

StepVerdict judge_sides(const StepSides& sides) {
  switch (compare(sides.left, sides.right, sides.relation)) {
    case Verdict::proved: return StepVerdict::holds;
    case Verdict::violated: return StepVerdict::fails;
    default: break;
  }
  if (sides.relation != Relation::equal) return StepVerdict::undecided;
  const auto size = max(abs(sides.left), abs(sides.right)).lower();
  return is_narrow(sides.left, size) && is_narrow(sides.right, size) ? StepVerdict::holds : StepVerdict::undecided;
}

StepResult run_step(const ProofStep& step, const StepRunOptions& options) {
  StepResult result;
  const Rational& constant = options.mutated ? step.twin : step.constant;
  std::uint64_t index = 0;
  while (result.points < options.points) {
    if (static_cast<long>(index) >= k_draws_a_point * options.points)
      throw Error("step " + step.id + ": the points drawn lie outside the domain " + step.domain);
    const StepPoint point = draw_point(step.parameters, step.id, options.seed, index++);
    Judged judged{StepVerdict::undecided, {}};
    bool inside = true;
    for (int effort = 0; effort <= options.most_effort && judged.verdict == StepVerdict::undecided; ++effort) {
      const auto sides = step.sides(StepTrial(point, constant, effort));
      inside = !sides.empty();
      judged = judge_all(sides);
    }
    if (!inside) continue;
    ++result.points;
    if (judged.verdict == StepVerdict::holds) continue;
    if (judged.verdict == StepVerdict::undecided) ++result.undecided;
    if (judged.verdict == StepVerdict::fails || !result.witness) result.witness = {point.text(), *judged.sides};
    if (judged.verdict == StepVerdict::fails) {
      result.verdict = StepVerdict::fails;
      return result;
    }
  }
  result.verdict = result.undecided > 0 ? StepVerdict::undecided : StepVerdict::holds;
  return result;
}

}  // namespace softlin::check
