/// A5 and D5 of docs/theory/bounds.md: gradients of Gaussian tokens.

#include "numeric/expectation.hpp"
#include "proofs-check/steps/drawn_model.hpp"
#include "proofs-check/steps/drawn_weights.hpp"
#include "proofs-check/steps/gradient_means.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/error_form.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
namespace sm = symbolic::softmax;

StepParameter any_length() { return length_parameter(1, 1000000); }
std::vector<StepParameter> slope_and_length() { return {slope_parameter(Rational(1, 64), 5), any_length()}; }

ProofStep v_gradient_bound() {
  return {.id = "A5.1",
          .statement = "E|Xb - xbar|^2 <= A (tr Gamma + {c} |Gamma a|^2)",
          .domain = "d = 2, drawn Gamma, a; L >= 1, equality at L = 1",
          .parameters = {draw_parameter(), any_length()},
          .constant = 1,
          .twin = Rational(1, 8),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const DrawnModel model(t.exact("draw"));
            if (!has_score(model)) return {};
            const auto form = error_form(model.tokens(), model.head(), model.query(), Quantity::grad_v);
            const auto gamma_a = model.gamma_a();
            const GradientMeans mean(model.s_squared(), length(t), t);
            return {{"", numeric::Expectation(form).enclose(length(t), t.digits() - 4), Relation::at_most,
                     // two rows of V
                     2 * mean.A *
                         (t.number(model.Gamma()[0][0] + model.Gamma()[1][1]) +
                          t.constant() * t.number(dot(gamma_a, gamma_a)))}};
          }};
}

ProofStep exact_u_gradient() {
  return {
      .id = "A5.2",
      .statement =
          "E|V(Chat-Gamma)|_F^2 = C |Vg|^2|g|^2 + h (|Vg|^2 t2 + |g|^2 t1 + {c} om) + E[p_2-2p_3+p_2^2](t1 t2 + t3) + "
          "E[p_2^2] t3 - 2 E[(v-1)p_2] om",
      .domain = "d = 2, drawn V, Gamma, a with a^T Gamma a > 0; L >= 2",
      .parameters = {draw_parameter(), length_parameter(2, 1000000)},
      .constant = 2,
      .twin = 1,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const DrawnModel model(t.exact("draw"));
        if (!has_score(model)) return {};
        const GradientTraces q(model);
        const GradientMeans mean(model.s_squared(), length(t), t);
        return {{"", u_gradient_error(model, t), Relation::equal,
                 mean.C * t.number(q.vg2 * q.g2) +
                     mean.h * (t.number(q.vg2 * q.t2 + q.g2 * q.t1) + t.constant() * t.number(q.om)) +
                     mean.trace2 * t.number(q.t1 * q.t2 + q.t3) + mean.p22 * t.number(q.t3) -
                     2 * mean.vp2 * t.number(q.om)}};
      }};
}

std::vector<ProofStep> moments_of_v() {
  const auto step = [](const char* id, const char* statement, const char* domain, const Rational& constant,
                       const Rational& twin, auto sides) {
    return ProofStep{id,
                     statement,
                     domain,
                     slope_and_length(),
                     constant,
                     twin,
                     [sides](const StepTrial& t) -> std::vector<StepSides> {
                       const Rational& s = t.exact("s");
                       return sides(GradientMeans(s * s, length(t), t), sqr(t("s")), t);
                     }};
  };
  const char* domain = "L >= 1, s > 0";
  return {
      step("A5.3", "E v <= 1 - A, E v^2 <= {c} (1-A), C <= 1 + 3(1-A), h <= E v", domain, 3, 1,
           [](const GradientMeans& m, const Interval&, const StepTrial& t) -> std::vector<StepSides> {
             return {{"E v", m.v, Relation::at_most, 1 - m.A},
                     {"E v^2", m.v2, Relation::at_most, t.constant() * (1 - m.A)},
                     {"C", m.C, Relation::at_most, 1 + 3 * (1 - m.A)},
                     {"h", m.h, Relation::at_most, m.v}};
           }),
      step("A5.4", "h <= ({c} + s^2) A + 5 s^2 E p_3", domain, 1, Rational(1, 2),
           [](const GradientMeans& m, const Interval& u, const StepTrial& t) -> std::vector<StepSides> {
             return {{"", m.h, Relation::at_most, (t.constant() + u) * m.A + 5 * u * m.p3}};
           }),
      step("A5.5", "C <= ({c} + 4s^2 + s^4) A + (27 s^2 + 127 s^4) E p_3", domain, 2, 1,
           [](const GradientMeans& m, const Interval& u, const StepTrial& t) -> std::vector<StepSides> {
             return {
                 {"", m.C, Relation::at_most, (t.constant() + 4 * u + sqr(u)) * m.A + (27 * u + 127 * sqr(u)) * m.p3}};
           }),
      step("A5.6", "|E[(v-1)p_2]| <= ({c} + 20 s^2) E p_3", domain, 1, Rational(1, 2),
           [](const GradientMeans& m, const Interval& u, const StepTrial& t) -> std::vector<StepSides> {
             return {{"", abs(m.vp2), Relation::at_most, (t.constant() + 20 * u) * m.p3}};
           }),
  };
}

/// The right side of A5.7, with the bounds Cb for C, hb for h, Ab for A and pb for E p_3.
Interval u_gradient_bound(const GradientTraces& q, const Interval& u, const Interval& Cb, const Interval& hb,
                          const Interval& Ab, const Interval& pb, const StepTrial& t) {
  return Cb * t.number(q.vg2 * q.g2) + hb * t.number(q.be()) + t.constant() * Ab * t.number(q.t1 * q.t2 + q.t3) +
         2 * (1 + 20 * u) * pb * t.number(mp::abs(q.om));
}

ProofStep u_gradient_step(const char* id, const char* statement, bool refined) {
  return {.id = id,
          .statement = statement,
          .domain = "d = 2, drawn V, Gamma, a with a^T Gamma a > 0; L >= 2",
          .parameters = {draw_parameter(), length_parameter(2, 1000000)},
          .constant = 1,
          .twin = 0,
          .sides = [refined](const StepTrial& t) -> std::vector<StepSides> {
            const DrawnModel model(t.exact("draw"));
            if (!has_score(model)) return {};
            const Interval L = t("L");
            const Interval u = t.number(model.s_squared());
            const auto odds = [&](const Interval& power) { return 1 / (1 + (L - 1) / power); };
            Interval A = odds(exp(u));
            Interval p3 = min(A, sqr(odds(exp(3 * u / 2))));
            if (!refined) {
              A = GradientMeans(model.s_squared(), length(t), t).A;
              p3 = min(A, exp(9 * u * (1 - 1 / L) / 2) / sqr(L));
            }
            const Interval lead = (2 + 4 * u + sqr(u)) * A;
            const Interval rest = refined ? (27 * u + 49 * sqr(u) / 2) * p3 : (27 * u + 127 * sqr(u)) * p3;
            const Interval one = t.number(1);
            const Interval h = refined ? (1 + u) * A : (1 + u) * A + 5 * u * p3;
            return {{"", u_gradient_error(model, t), Relation::at_most,
                     u_gradient_bound(GradientTraces(model), u, min(4 * one, lead + rest), min(one, h), A, p3, t)}};
          }};
}

std::vector<StepParameter> slope_length_and_weights() {
  auto out = slope_and_length();
  for (StepParameter& parameter : weight_parameters()) out.push_back(std::move(parameter));
  return out;
}

ProofStep pointwise_signs() {
  return {
      .id = "A5.8",
      .statement =
          "f1 = -14p_3+7p_2^2+{c}p_4-52p_2p_3+20p_2^3 <= 0 and f2 = -64p_3+36p_2^2+192p_4-288p_2p_3+120p_2^3 <= 0 for "
          "every weight vector; so h <= (1+s^2) A, C <= (2+4s^2+s^4) A + 127 s^4 E p_3",
      .domain =
          "weights: six drawn, or `equal` equal ones; L >= 1, s > 0 (softlin region A5.8 proves the signs everywhere)",
      .parameters = slope_length_and_weights(),
      .constant = 38,
      .twin = 50,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const auto weights = drawn_weights(t.exact("draw"), t.whole("equal"));
        const WeightPolynomial p2 = power_sum(2);
        const WeightPolynomial p3 = power_sum(3);
        const WeightPolynomial p4 = power_sum(4);
        const auto f1 = Rational(-14) * p3 + Rational(7) * (p2 * p2) + t.exact_constant() * p4 -
                        Rational(52) * (p2 * p3) + Rational(20) * (p2 * p2 * p2);
        const auto f2 = Rational(-64) * p3 + Rational(36) * (p2 * p2) + Rational(192) * p4 - Rational(288) * (p2 * p3) +
                        Rational(120) * (p2 * p2 * p2);
        const Rational& s = t.exact("s");
        const Interval u = sqr(t("s"));
        const GradientMeans mean(s * s, length(t), t);
        const Interval zero = t.number(0);
        return {{"f1", t.number(value_at(f1, weights)), Relation::at_most, zero},
                {"f2", t.number(value_at(f2, weights)), Relation::at_most, zero},
                {"h", mean.h, Relation::at_most, (1 + u) * mean.A},
                {"C", mean.C, Relation::at_most, (2 + 4 * u + sqr(u)) * mean.A + 127 * sqr(u) * mean.p3}};
      }};
}

/// D5.1: the s^4 remainder of C at each weight vector, and the two polynomial estimates of its proof.
ProofStep sharper_remainder() {
  auto parameters = slope_length_and_weights();
  parameters.push_back({"p", 0, 1, Spread::even, false, {0, 1}});
  return {.id = "D5.1",
          .statement =
              "the s^4 remainder of C is at most {c} p_3 at every weight vector; C <= (2+4s^2+s^4) A + (27s^2 + "
              "24.5s^4) E p_3; "
              "20.83+26.19p-46.8p^2 < 24.5; 33120p^4-275280p^3+626960p^2-573800p+193844 > 0",
          .domain = "weights: six drawn, or `equal` equal ones; L >= 1, s > 0, p in [0,1]",
          .parameters = parameters,
          .constant = Rational(49, 2),
          .twin = 11,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const auto weights = drawn_weights(t.exact("draw"), t.whole("equal"));
            const Rational& s = t.exact("s");
            const Rational& p = t.exact("p");
            const Interval u = sqr(t("s"));
            const GradientMeans mean(s * s, length(t), t);
            return {
                {"remainder", t.number(value_at(sm::a5() - power_sum(2), weights)), Relation::at_most,
                 t.constant() * t.number(value_at(power_sum(3), weights))},
                {"C", mean.C, Relation::at_most, (2 + 4 * u + sqr(u)) * mean.A + (27 * u + 49 * sqr(u) / 2) * mean.p3},
                {"quadratic", t.number(Rational(2083, 100) + Rational(2619, 100) * p - Rational(468, 10) * p * p),
                 Relation::at_most, t.number(Rational(49, 2))},
                {"quartic", t.number((((33120 * p - 275280) * p + 626960) * p - 573800) * p + 193844),
                 Relation::at_least, t.number(0)}};
          }};
}

}  // namespace

std::vector<ProofStep> gradient_steps() {
  std::vector<ProofStep> out{v_gradient_bound(), exact_u_gradient()};
  for (ProofStep& step : moments_of_v()) out.push_back(std::move(step));
  out.push_back(u_gradient_step(
      "A5.7",
      "E|V(Chat-Gamma)|_F^2 <= Cb |Vg|^2|g|^2 + hb (|Vg|^2 t2 + |g|^2 t1 + 2 om) + {c} A (t1 t2 + t3) + "
      "2(1+20s^2) E[p_3] |om|",
      /*refined=*/false));
  out.push_back(pointwise_signs());
  return out;
}

std::vector<ProofStep> sharper_gradient_steps() {
  return {sharper_remainder(),
          u_gradient_step("D5.2", "A5.7 with Cb from D5.1, hb from A5.8, {c} A from A2.9, E p_3 from A2.10",
                          /*refined=*/true)};
}

}  // namespace softlin::check
