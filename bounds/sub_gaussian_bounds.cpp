#include "bounds/sub_gaussian_bounds.hpp"

#include "bounds/hypotheses.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;
using Definitions = std::vector<std::pair<std::string, std::string>>;

/// c2 and rho of Theorem C3.
Definitions exponents() { return {{"c2", "1/(1 + 8*norm_u^2)"}, {"rho", "4*norm_u^2/(1 + 8*norm_u^2)"}}; }

/// The braces of c1 in Theorem C3, that is c1 for |V| = 1.
constexpr const char* k_unit_c1 =
    "4*(sqrt(2*d) + 6*sqrt(rho))^2 + (64/exp(1))*(1 + rho + d/2) + 256/(exp(2)*log(2))"
    " + 8*2^(d/2)*(1 + rho + d/2 + 4*norm_u^2/log(2))";

Definitions with(Definitions definitions, std::string name, std::string formula) {
  definitions.emplace_back(std::move(name), std::move(formula));
  return definitions;
}

}  // namespace

std::vector<Bound> sub_gaussian_bounds() {
  const std::string unit_c1(k_unit_c1);
  Definitions u_gradient = with(exponents(), "e1", "sqrt(1/log(2) + d/2 + 4*rho) + sqrt(rho)");
  u_gradient = with(std::move(u_gradient), "good",
                    "8*d*(16*e1^4 + (2*d + 4*rho)^2 + 4*(sqrt(2 + d/2) + sqrt(rho))^2*(sqrt(2*d) + 6*sqrt(rho))^2)");
  u_gradient = with(std::move(u_gradient), "bad", "d*(8/exp(1) + 1)*(16*(1/log(2) + 2 + d/2)^2 + (2*d + 4*rho)^2)");
  u_gradient = with(std::move(u_gradient), "far",
                    "2^d*((128/exp(1))*(1/log(2) + 1 + d/2)^2 + 64*d^2/exp(1)"
                    " + 32*norm_u^4*(24/exp(1))^3/log(2)^2)");
  u_gradient = with(std::move(u_gradient), "c1", "norm_v^2*(good + bad + far)");
  return {
      {.name = "prop-3.1",
       .statement = "E|T_L - T|^2 <= c1 sigma^4 ln(L) L^{-c2/sigma^2} for L >= 2, averaged over the query law",
       .source = "bounds.md C3",
       .tight = "not tight: a proof of Proposition 3.1 in the form printed",
       .quantity = Quantity::output,
       .least_length = 2,
       .hypotheses = sub_gaussian_hypotheses(),
       .definitions = with(exponents(), "c1", "norm_v^2*(" + unit_c1 + ")"),
       .formula = "c1*sigma^4*log(L)*L^(-c2/sigma^2)"},
      {.name = "prop-3.4-v",
       .statement = "E|grad_V T_L - grad_V T|_F^2 <= rows(V) c1 sigma^4 ln(L) L^{-c2/sigma^2} for L >= 2",
       .source = "bounds.md C4 (C3 with V = I)",
       .tight = "not tight: a proof of Proposition 3.4 in the form printed",
       .quantity = Quantity::grad_v,
       .least_length = 2,
       .hypotheses = sub_gaussian_hypotheses(),
       .definitions = with(exponents(), "c1", unit_c1),
       .formula = "rows*c1*sigma^4*log(L)*L^(-c2/sigma^2)"},
      {.name = "prop-3.4-u",
       .statement = "E|grad_U T_L - grad_U T|_F^2 <= c1 sigma^8 ln(L)^2 L^{-c2/sigma^2} for L >= 2",
       .source = "bounds.md C5",
       .tight = "not tight: a proof of Proposition 3.4 in the form printed",
       .quantity = Quantity::grad_u,
       .least_length = 2,
       .hypotheses = sub_gaussian_hypotheses(),
       .definitions = std::move(u_gradient),
       .formula = "c1*sigma^8*log(L)^2*L^(-c2/sigma^2)"},
  };
}

}  // namespace softlin::bounds
