#include "bounds/query_bounds.hpp"

#include "bounds/hypotheses.hpp"
#include "bounds/normal_text.hpp"
#include "bounds/statistic_bounds.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;

using Definitions = std::vector<std::pair<std::string, std::string>>;

std::vector<Hypothesis> at_one_query() { return {gaussian_tokens(), single_query()}; }

/// q/(L - 1 + q) with q = e^{s^2} is written 1/(1 + (L - 1) e^{-s^2}): one use of each variable, no overflow.
Definitions logistic() { return {{"weight", "1/(1 + (L - 1)*exp(-s^2))"}}; }

/// What an upper bound of A says about the output error (A1.7) and the V-gradient (A5.1).
Bound on_error(const Bound& of_a, Quantity quantity) {
  const bool output = quantity == Quantity::output;
  Bound bound =
      with_outer_formula(of_a, "abar", output ? "(trace + signal)*abar" : "rows*(trace_gamma + signal_gamma)*abar");
  bound.name = (output ? "output" : "grad-v") + of_a.name.substr(1);
  bound.statement = std::string(output ? "E|T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) Abar"
                                       : "E|grad_V T_L - grad_V T|_F^2 <= rows(V) (tr Gamma + |Gamma U z|^2) Abar") +
                    " with Abar from: " + of_a.statement;
  bound.source += output ? " with A1.7" : " with A5.1";
  bound.subject.clear();
  bound.quantity = quantity;
  bound.hypotheses = at_one_query();
  return bound;
}

/// A0.2: E|T_L - T|^2 = A (trace - |Vg|^2) + B |Vg|^2 with |Vg|^2 = signal/s^2, both from below; V = I for grad_v.
Bound floor_of(Quantity quantity) {
  const bool output = quantity == Quantity::output;
  Bound bound{.name = output ? "output-floor" : "grad-v-floor",
              .statement = output ? "E|T_L - T|^2 >= A_low (tr V Gamma V^T - |V Gamma U z|^2/s^2) + B_low |V Gamma U "
                                    "z|^2/s^2, A_low and B_low from a-floor-steps and b-floor-steps"
                                  : "E|grad_V T_L - grad_V T|_F^2 >= rows(V) (A_low (tr Gamma - |Gamma U z|^2/s^2) + "
                                    "B_low |Gamma U z|^2/s^2), A_low and B_low from a-floor-steps and b-floor-steps",
              .source = output ? "bounds.md A0.2 with A3.1, A3.3" : "bounds.md A0.2 with A3.1, A3.3, A5.1",
              .tight = "ratio to the truth tends to 1 as L grows",
              .quantity = quantity,
              .is_lower = true,
              .hypotheses = at_one_query(),
              .formula = output ? "floor_a*(trace - signal/s^2) + floor_b*signal/s^2"
                                : "rows*(floor_a*(trace_gamma - signal_gamma/s^2) + floor_b*signal_gamma/s^2)"};
  add_floor_steps(bound);
  return bound;
}

/// A5.7 with D5.1 for C, A5.4 for h, A2.9 for A and A2.10 for E S_3.
Bound u_gradient() {
  return {.name = "grad-u",
          .statement =
              "E|grad_U T_L - grad_U T|_F^2 <= |z|^2 {Cbar |Vg|^2 |g|^2 + hbar (|Vg|^2 t2 + |g|^2 t1 + 2 om) + "
              "Abar (t1 t2 + t3) + 2 (1 + 20 s^2) E S_3 |om|}, g = Gamma U z/s",
          .source = "bounds.md A5.7 with D5.1, A5.4, A2.9, A2.10",
          .tight = "ratio to the truth tends to 1 as L grows",
          .quantity = Quantity::grad_u,
          .hypotheses = at_one_query(),
          .conditions = {positive_slope()},
          .definitions = {{"abar", "1/(1 + (L - 1)*exp(-s^2))"},
                          {"third", "min(abar, (1 + (L - 1)*exp(-3*s^2/2))^(-2))"},
                          {"Cbar", "min(4, (2 + 4*s^2 + s^4)*abar + (27*s^2 + 49*s^4/2)*third)"},
                          {"hbar", "min(1, (1 + s^2)*abar + 5*s^2*third)"},
                          {"gg", "signal_gamma/s^2"},
                          {"vg", "signal/s^2"},
                          {"om", "cross/s^2 - gg*vg"},
                          {"t1", "trace - vg"},
                          {"t2", "trace_gamma - gg"},
                          {"t3", "frobenius - 2*cross/s^2 + gg*vg"}},
          .formula =
              "norm_z2*(Cbar*vg*gg + hbar*(vg*t2 + gg*t1 + 2*om) + abar*(t1*t2 + t3) + "
              "2*(1 + 20*s^2)*third*abs(om))"};
}

/// E1.8 with `low` <= A <= `high`, given as definitions of those names.
Bound sharp_u_gradient(const std::string& name, const std::string& which, const std::string& source,
                       const Definitions& ends) {
  Bound bound{
      .name = name,
      .statement =
          "E|grad_U T_L - grad_U T|_F^2 <= |z|^2 {max_e [|Vg|^2 |g|^2 min(1 - e/2, C1) + be min(e/2, (1 + s^2) "
          "Abar)] + Abar t3 + K t1 t2 + 2 M |om|}, be = |Vg|^2 t2 + |g|^2 t1 + 2 om, g = Gamma U z/s, " +
          which,
      .source = source,
      .tight = "equality at L = 1 for om >= 0; ratio to the truth tends to 1 as L grows",
      .quantity = Quantity::grad_u,
      .hypotheses = at_one_query(),
      .conditions = {positive_slope()},
      .definitions = ends,
      .formula =
          "norm_z2*(max(max(at1, at2), max(at3, at4)) + high*t3 + (middle - middle^2)*t1*t2 + 2*cross_part*abs(om))"};
  const auto define = [&](const std::string& part, const std::string& text) {
    bound.definitions.emplace_back(part, text);
  };
  define("third", "min(high, (1 + (L - 1)*exp(-3*s^2/2))^(-2))");
  define("C1", "min(1, (2 + 4*s^2 + s^4)*high + 49*s^4/2*third)");
  define("H1", "(1 + s^2)*high");
  // e = E v lies between its ends, and the maximum over e at one of them or at a kink.
  define("x", "min(high, (1 + 2*s^2)/(4*s^2))");
  define("least", "max(0, 1 - x - 2*s^2*(x - x^2))");
  define("most", "max(least, 1 - low)");
  const std::vector<std::string> points{"least", "most", "min(most, max(least, 2*H1))",
                                        "min(most, max(least, 2 - 2*C1))"};
  define("gg", "signal_gamma/s^2");
  define("vg", "signal/s^2");
  define("om", "cross/s^2 - gg*vg");
  define("t1", "trace - vg");
  define("t2", "trace_gamma - gg");
  define("t3", "frobenius - 2*cross/s^2 + gg*vg");
  define("be", "vg*t2 + gg*t1 + 2*om");
  for (std::size_t k = 0; k < points.size(); ++k) {
    const std::string i = std::to_string(k + 1), e = "e" + i;
    define(e, points[k]);
    define("at" + i, "vg*gg*min(1 - " + e + "/2, C1) + be*min(" + e + "/2, H1)");
  }
  define("middle", "max(low, min(1/2, high))");  // where x - x^2 is largest
  define("cross_part", "min((1 + 20*s^2)*third, sqrt(min(1 - least/2, C1)*third))");
  return bound;
}

Bound sharp_u_gradient_closed() {
  Bound bound = sharp_u_gradient(
      "grad-u-sharp", "Abar from a-logistic and a-freezing", "sharper-bounds.md E1.8 with A2.9, E1.10",
      {{"low", "1/L"}, {"high", "min(1/(1 + (L - 1)*exp(-s^2)), 1 - s0/s*(L - 1)/(L - 1 + exp(s0^2)))"}});
  bound.parameters = {{"s0", "0", "s", true}};
  return bound;
}

std::vector<Condition> probability() { return {{"0 < delta", "delta"}, {"delta < 1", "1 - delta"}}; }

Bound markov() {
  return {.name = "radius-markov",
          .statement =
              "P(|T_L - T| > r) <= delta for r = sqrt(Abar (tr V Gamma V^T + |V Gamma U z|^2)/delta), Abar from "
              "a-logistic",
          .source = "bounds.md A4.1 with A2.9",
          .tight = "not tight: Markov's inequality",
          .subject = "radius",
          .hypotheses = at_one_query(),
          .conditions = probability(),
          .definitions = logistic(),
          .formula = "sqrt((trace + signal)*weight/delta)"};
}

/// A4.2, with |V Gp V^T| <= |V Gamma V^T|.
Bound bernstein() {
  Bound bound{.name = "radius-bernstein",
              .statement =
                  "P(|T_L - T| > r) <= delta for r = |Vg| N/c + sqrt(S2) (sqrt(tr V Gp V^T) + sqrt(2 |V Gp V^T| "
                  "l)), g = Gamma U z/s, Gp = Gamma - g g^T",
              .source = "bounds.md A4.2",
              .tight = "below radius-markov for small s and delta and L from about 1000 on",
              .subject = "radius",
              .hypotheses = at_one_query(),
              .conditions = probability(),
              .parameters = {{"t0", "0", "2*sqrt(log(L + 1)) + 2*sqrt(log(1/delta)) + s + 3"}},
              .formula = "sqrt(signal)/s*max(above, below)/c + sqrt(second)*(sqrt(rest) + sqrt(2*norm_out*l))"};
  bound.conditions.push_back(positive_slope());
  bound.definitions = {
      // d1 < delta and c > 0 are required: otherwise a logarithm is not real, and the bound does not exist.
      {"d1", "L*" + normal_above("t0")},
      {"l", "log(5/(delta - d1))"},
      {"mass", normal_below("t0 - s")},
      {"square", "exp(s^2)*" + normal_below("t0 - 2*s")},
      {"vq", "exp(s^2)*((1 + s^2)*" + normal_below("t0 - 2*s") + " - t0*" + normal_density("t0 - 2*s") + ")"},
      {"f", normal_density("t0 - s")},
      {"y0", "exp(s*t0 - s^2/2)"},
      {"c", "L*mass - sqrt(2*L*square*l)"},
      {"log_c", "log(c)"},
      {"second", "min(1, min(y0/c, (L*square + y0*sqrt(2*L*square*l) + y0^2*l/3)/c^2))"},
      {"above", "-L*f + sqrt(2*L*vq*l) + (y0*max(0, t0 - s) + f)*l/3"},
      {"below", "L*f + sqrt(2*L*vq*l) + exp(s^2/2 - 1)*l/(3*s)"},
      {"rest", "max(0, trace - signal/s^2)"}};
  return bound;
}

}  // namespace

std::vector<Bound> query_bounds() {
  std::vector<Bound> out{
      {.name = "headline",
       .statement = "E|T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) q/(L - 1 + q), q = e^{s^2}",
       .source = "bounds.md A2.9 with A1.7",
       .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
       .quantity = Quantity::output,
       .hypotheses = at_one_query(),
       .definitions = logistic(),
       .formula = "(trace + signal)*weight"},
      {.name = "headline-v",
       .statement = "E|grad_V T_L - grad_V T|_F^2 <= rows(V) (tr Gamma + |Gamma U z|^2) q/(L - 1 + q), q = e^{s^2}",
       .source = "bounds.md A5.1 with A2.9",
       .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
       .quantity = Quantity::grad_v,
       .hypotheses = at_one_query(),
       .definitions = logistic(),
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
  for (const Bound& of_a : statistic_bounds()) {
    if (of_a.subject != "A" || of_a.is_lower || of_a.name == "a-logistic") continue;  // headline, headline-v
    if (of_a.name != "a-am-gm") out.push_back(on_error(of_a, Quantity::output));
    out.push_back(on_error(of_a, Quantity::grad_v));
  }
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) out.push_back(floor_of(quantity));
  out.push_back(u_gradient());
  out.push_back(sharp_u_gradient_closed());
  out.push_back(sharp_u_gradient("grad-u-theorem", "Abar = A = E sum w_i^2", "sharper-bounds.md E1.8",
                                 {{"low", "A"}, {"high", "A"}}));
  out.push_back(markov());
  out.push_back(bernstein());
  return out;
}

}  // namespace softlin::bounds
