/// A0 and A1 of docs/theory/bounds.md: the decomposition of the error and the exact identities.

#include "numeric/expectation.hpp"
#include "proofs-check/steps/drawn_model.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const WeightPolynomial p2 = power_sum(2);
const WeightPolynomial p3 = power_sum(3);
const WeightPolynomial p4 = power_sum(4);
const WeightPolynomial p5 = power_sum(5);

std::vector<StepParameter> slope_and_length() { return {slope_parameter(0, 6), length_parameter(1, 1000000)}; }

/// For bounds that are equalities at s = 0, where 1/L is seldom a point.
std::vector<StepParameter> positive_slope_and_length() {
  return {slope_parameter(Rational(1, 64), 6), length_parameter(1, 1000000)};
}

/// For identities in which s is divided out or a side vanishes at s = 0 or L = 1.
std::vector<StepParameter> inner_slope_and_length() {
  return {slope_parameter(Rational(1, 64), 5), length_parameter(2, 1000000)};
}

ProofStep decomposition() {
  return {.id = "A0.1",
          .statement = "T_L - T = {c} (V g) tau + V sum w_i Y_i, Y_i = X_i - m - g xi_i",
          .domain = "d = 2, L = 3, drawn V, Gamma, a, X_i with a^T Gamma a > 0",
          .parameters = {{"draw", 1, 1000000, Spread::even, true, {}}},
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const DrawnModel model(t.exact("draw"));
            if (model.s_squared() <= 0) return {};
            const DrawnPrompt prompt(model, 3, t);
            std::vector<StepSides> out;
            for (int k = 0; k < 2; ++k)
              out.push_back({"entry " + std::to_string(k), prompt.error(k), Relation::equal,
                             t.constant() * prompt.signal_part(k) + prompt.rest_part(k)});
            return out;
          }};
}

ProofStep error_of_both_parts() {
  return {.id = "A0.2",
          .statement = "E|T_L - T|^2 = A (tr(V Gamma V^T) - {c} |Vg|^2) + B |Vg|^2",
          .domain = "d = 2, drawn V, Gamma, a with a^T Gamma a > 0, L >= 1",
          .parameters = {{"draw", 1, 1000000, Spread::even, true, {}}, length_parameter(1, 1000000)},
          .constant = 1,
          .twin = 0,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const DrawnModel model(t.exact("draw"));
            if (model.s_squared() <= 0 || model.s_squared() > 36) return {};
            const auto s_squared = symbolic::Number(model.s_squared());
            const auto form = error_form(model.tokens(), model.head(), model.query(), Quantity::output);
            const auto both = numeric::expect_weights({p2, p2 - Rational(6) * p3 + Rational(6) * (p2 * p2)},
                                                      numeric::ScoreVariance(s_squared), length(t), t.digits());
            const Interval B = both[0] + t.number(model.s_squared()) * both[1];
            const Interval vg = t.number(model.signal() / model.s_squared());
            return {{"error", numeric::Expectation(form).enclose(length(t), t.digits() - 4), Relation::equal,
                     both[0] * (t.number(model.trace()) - t.constant() * vg) + B * vg}};
          }};
}

/// E (definition) = s^power times E (weights), the step's constant among the coefficients of `weights`.
ProofStep identity_step(const std::string& id, const std::string& statement, const std::string& definition,
                        const Rational& constant, const Rational& twin,
                        const std::function<Interval(const StepTrial&)>& right) {
  return {.id = id,
          .statement = statement,
          .domain = "L >= 2, s > 0",
          .parameters = inner_slope_and_length(),
          .constant = constant,
          .twin = twin,
          .sides = [definition, right](const StepTrial& t) -> std::vector<StepSides> {
            return {{"", expectation_by_definition(definition, t), Relation::equal, right(t)}};
          }};
}

std::vector<ProofStep> first_identities() {
  return {
      identity_step("A1.1", "E tau = -{c} s A", "S(1,1) - s", 1, Rational(1, 2),
                    [](const StepTrial& t) { return -(t.constant() * t("s") * expectation(p2, t)); }),
      identity_step("A1.2", "E sum w_i^2 zeta_i = s E[p_2 - {c} p_3]", "S(2,1) - s*S2", 2, 1,
                    [](const StepTrial& t) { return t("s") * expectation(p2 - t.exact_constant() * p3, t); }),
      identity_step("A1.3", "E[tau p_2] = s E[2 p_3 - {c} p_2^2]", "S(1,1)*S2 - s*S2", 3, 2,
                    [](const StepTrial& t) {
                      return t("s") * expectation(Rational(2) * p3 - t.exact_constant() * (p2 * p2), t);
                    }),
      identity_step("A1.4", "B = A + s^2 E[p_2 - {c} p_3 + 6 p_2^2]", "S(1,1)^2 - 2*s*S(1,1) + s^2", 6, 5,
                    [](const StepTrial& t) {
                      return expectation(p2, t) +
                             sqr(t("s")) * expectation(p2 - t.exact_constant() * p3 + Rational(6) * (p2 * p2), t);
                    }),
  };
}

std::vector<ProofStep> first_inequalities() {
  std::vector<ProofStep> out;
  out.push_back({.id = "A1.5",
                 .statement = "B <= ({c} + s^2) A",
                 .domain = "L >= 1, s > 0; equality at L = 1 and at s = 0",
                 .parameters = positive_slope_and_length(),
                 .constant = 1,
                 .twin = Rational(1, 2),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
                   return {{"", mean.B, Relation::at_most, (t.constant() + sqr(t("s"))) * mean.A}};
                 }});
  out.push_back({.id = "A1.6",
                 .statement = "B >= s^2 A^{c}",
                 .domain = "L >= 1, s >= 0",
                 .parameters = slope_and_length(),
                 .constant = 2,
                 .twin = 1,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
                   const long power = static_cast<long>(mp::numerator(t.exact_constant()));
                   return {{"", mean.B, Relation::at_least, sqr(t("s")) * pow(mean.A, power)}};
                 }});
  auto parameters = positive_slope_and_length();
  parameters.push_back({"share", Rational(1, 64), 1, Spread::even, false, {Rational(1, 64), 1}});
  out.push_back({.id = "A1.7",
                 .statement = "A^2 |V Gamma a|^2 <= E|T_L - T|^2 <= A (tr(V Gamma V^T) + {c} |V Gamma a|^2) <= "
                              "tr(V Gamma V^T) + |V Gamma a|^2",
                 .domain = "L >= 1, s > 0; |Vg|^2 = share tr(V Gamma V^T), share in (0,1]; equality in the middle at "
                           "L = 1 and at share = 0",
                 .parameters = parameters,
                 .constant = 1,
                 .twin = Rational(1, 2),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
                   const Interval vg = t("share");
                   const Interval signal = sqr(t("s")) * vg;
                   const Interval error = mean.A * (1 - vg) + mean.B * vg;
                   const Interval bound = mean.A * (1 + t.constant() * signal);
                   return {{"bias", sqr(mean.A) * signal, Relation::at_most, error},
                           {"error", error, Relation::at_most, bound},
                           {"A <= 1", bound, Relation::at_most, 1 + signal}};
                 }});
  parameters = slope_and_length();
  parameters.push_back({"gap", Rational(1, 64), 2, Spread::even, false, {Rational(1, 64)}});
  out.push_back(
      {.id = "A1.8",
       .statement = "A(s, L) <= {c} A(s + gap, L)",
       .domain = "L >= 1, s >= 0, gap > 0",
       .parameters = parameters,
       .constant = 1,
       .twin = Rational(7, 8),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const Rational further = t.exact("s") + t.exact("gap");
         return {{"", expectation(p2, t), Relation::at_most, t.constant() * expectation(p2, further, length(t), t)}};
       }});
  return out;
}

/// A1.9: one step with its four identities; the constant is the coefficient of p_4 in the last.
ProofStep further_identities() {
  return {
      .id = "A1.9",
      .statement = "E v, E[(v-1) p_2], h and C as polynomials in the weights; the s^4 part of C has {c} p_4",
      .domain = "L >= 2, s > 0",
      .parameters = inner_slope_and_length(),
      .constant = 594,
      .twin = 593,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const auto c = [](long n) { return Rational(n); };
        const Interval u = sqr(t("s"));
        const auto f = expectations(
            {p2, c(-2) * p2 + c(8) * p3 - c(6) * (p2 * p2), p2 * p2,
             c(4) * p3 - c(4) * (p2 * p2) - c(20) * p4 + c(40) * (p2 * p3) - c(20) * (p2 * p2 * p2),
             p2 - c(2) * p3 + p2 * p2,
             p2 - c(14) * p3 + c(7) * (p2 * p2) + c(38) * p4 - c(52) * (p2 * p3) + c(20) * (p2 * p2 * p2),
             c(2) * p2 - c(4) * p3 + c(3) * (p2 * p2),
             c(4) * p2 - c(64) * p3 + c(36) * (p2 * p2) + c(192) * p4 - c(288) * (p2 * p3) + c(120) * (p2 * p2 * p2),
             p2 - c(62) * p3 + c(27) * (p2 * p2) + t.exact_constant() * p4 - c(680) * (p2 * p3) - c(1580) * p5 +
                 c(240) * (p2 * p2 * p2) + c(2480) * (p2 * p4) + c(1020) * (p3 * p3) - c(2880) * (p2 * p2 * p3) +
                 c(840) * (p2 * p2 * p2 * p2)},
            t.exact("s"), length(t), t);
        return {{"E v", expectation_by_definition("S(1,2) - S(1,1)^2", t), Relation::equal, 1 - f[0] + u * f[1]},
                {"E[(v-1) p_2]", expectation_by_definition("(S(1,2) - S(1,1)^2 - 1)*S2", t), Relation::equal,
                 u * f[3] - f[2]},
                {"h", expectation_by_definition("S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2", t), Relation::equal,
                 f[4] + u * f[5]},
                {"C", expectation_by_definition("(S(1,2) - S(1,1)^2 - 1)^2", t), Relation::equal,
                 f[6] + u * f[7] + sqr(u) * f[8]}};
      }};
}

}  // namespace

std::vector<ProofStep> gaussian_query_steps() {
  std::vector<ProofStep> out{decomposition(), error_of_both_parts()};
  for (auto&& part : {first_identities(), first_inequalities()}) out.insert(out.end(), part.begin(), part.end());
  out.push_back(further_identities());
  return out;
}

}  // namespace softlin::check
