#include "proofs-check/prompt_flow.hpp"

#include "numeric/flow_tube.hpp"
#include "numeric/length_proof.hpp"

namespace softlin::check {

numeric::CommutingRegression commuting_flow(const RegressionProblem& problem, const Place& place) {
  if (!problem.start) throw InputError(place, "no table [start]", "[start] with alpha: where the flow begins");
  if (const std::string why = numeric::why_not_commuting(problem.model, problem.start->theta_square); !why.empty()) {
    throw InputError(place, why,
                     "Omega and ThetaThetaT multiples of I, or all three matrices diagonal, for finite lengths");
  }
  return numeric::commuting_regression(problem.model, problem.start->alpha, problem.start->theta_square,
                                       numeric::Bits(128));
}

numeric::BlockStatistics flow_statistics(const numeric::CommutingRegression& flow, const Length& length, double end,
                                         unsigned threads) {
  if (length.value < 2 || length.value > Integer(1000000000)) {
    throw InputError("--length", to_text(length), "inf, or a length from 2 to 10^9");
  }
  return {{length.value, length.value},
          numeric::fitting_reach(flow, end),
          numeric::fitting_accuracy(length.value),
          threads};
}

FloatingFlow floating_prompt_flow(const numeric::CommutingRegression& flow, const numeric::BlockStatistics& block,
                                  const std::vector<double>& times) {
  const numeric::PromptRisk<double> risk = block.risk<double>(flow);
  FloatingFlow out;
  out.states = numeric::floating_flow(risk, numeric::floating_start(flow), times);
  for (const auto& state : out.states) out.risks.push_back(risk.jet(state, false).value);
  return out;
}

}  // namespace softlin::check
