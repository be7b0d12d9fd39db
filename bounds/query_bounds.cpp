#include "bounds/query_bounds.hpp"

#include "bounds/hypotheses.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;

std::vector<Hypothesis> at_one_query() { return {gaussian_tokens(), single_query()}; }

}  // namespace

std::vector<Bound> query_bounds() {
  // q/(L - 1 + q) with q = e^{s^2} is written 1/(1 + (L - 1) e^{-s^2}): one use of each variable, no overflow.
  const std::vector<std::pair<std::string, std::string>> logistic{{"weight", "1/(1 + (L - 1)*exp(-s^2))"}};
  return {
      {.name = "headline",
       .statement = "E|T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) q/(L - 1 + q), q = e^{s^2}",
       .source = "bounds.md A2.9 with A1.7",
       .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
       .quantity = Quantity::output,
       .hypotheses = at_one_query(),
       .definitions = logistic,
       .formula = "(trace + signal)*weight"},
      {.name = "headline-v",
       .statement = "E|grad_V T_L - grad_V T|_F^2 <= rows(V) (tr Gamma + |Gamma U z|^2) q/(L - 1 + q), q = e^{s^2}",
       .source = "bounds.md A5.1 with A2.9",
       .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
       .quantity = Quantity::grad_v,
       .hypotheses = at_one_query(),
       .definitions = logistic,
       .formula = "rows*(trace_gamma + signal_gamma)*weight"},
      {.name = "theorem-a1",
       .statement = "E|T_L - T|^2 <= A (tr V Gamma V^T + |V Gamma U z|^2), A = E sum w_i^2",
       .source = "bounds.md A1.7",
       .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
       .quantity = Quantity::output,
       .hypotheses = at_one_query(),
       .definitions = {},
       .formula = "A*(trace + signal)"},
      {.name = "bias-floor",
       .statement = "A^2 |V Gamma U z|^2 <= E|T_L - T|^2, A = E sum w_i^2",
       .source = "bounds.md A1.7 (lower half)",
       .tight = "the square of the exact bias; far below the truth for long prompts",
       .quantity = Quantity::output,
       .is_lower = true,
       .hypotheses = at_one_query(),
       .definitions = {},
       .formula = "A^2*signal"},
      {.name = "am-gm",
       .statement = "E|T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) e^{2 s^2 (1 - 1/L)}/L",
       .source = "bounds.md A2.4 with A1.7",
       .tight = "equality at L = 1 and at s = 0",
       .quantity = Quantity::output,
       .hypotheses = at_one_query(),
       .definitions = {},
       .formula = "(trace + signal)*exp(2*s^2*(1 - 1/L))/L"},
  };
}

}  // namespace softlin::bounds
