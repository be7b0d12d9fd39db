/// A3 and A4 of docs/theory/bounds.md: lower bounds on A and B, and the high-probability bound at one query.

#include "numeric/expectation.hpp"
#include "numeric/special.hpp"
#include "proofs-check/steps/drawn_model.hpp"
#include "proofs-check/steps/gaussian_mean.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using numeric::normal_distribution;
using numeric::normal_tail;

constexpr int k_reach = 12;  // P(|xi| > 12) < 1e-32
int cells_per_unit(const StepTrial& t) { return 16 << t.effort(); }

/// y/(y+L-1) and its complement at xi = x.
struct Share {
  Interval taken;
  Interval left;
  Share(const Interval& x, const Interval& s, const Interval& L)
      : taken(1 / (1 + (L - 1) * exp(sqr(s) / 2 - s * x))), left(1 / (1 + exp(s * x - sqr(s) / 2) / (L - 1))) {}
};

StepParameter few_tokens() { return {"L", 2, 64, Spread::by_orders, true, {2, 3, 64}}; }
StepParameter middle_slope() { return {"s", Rational(1, 4), 4, Spread::even, false, {Rational(1, 4), 1, 4}}; }

/// [0, x] for an upper bound x.
Interval up_to(const Interval& x) { return Interval::from_ends(Interval(0, x.precision()), x); }

Interval mean_share_squared(const StepTrial& t) {
  const Interval s = t("s");
  const Interval L = t("L");
  const SmoothFunction f{[&](const Interval& x) { return sqr(Share(x, s, L).taken); },
                         [&](const Interval& x) {
                           const Share share(x, s, L);
                           return 2 * s * sqr(share.taken) * share.left;
                         }};
  return gaussian_mean(f, k_reach, cells_per_unit(t), t.bits()) + up_to(2 * normal_tail(t.number(k_reach)));
}

/// E (y zeta/(y+L-1))^2; beyond the reach it is at most 2 E[xi^2 + s^2; |xi| > reach].
Interval mean_scored_share_squared(const StepTrial& t) {
  const Interval s = t("s");
  const Interval L = t("L");
  const SmoothFunction f{[&](const Interval& x) { return sqr(Share(x, s, L).taken * (x - s)); },
                         [&](const Interval& x) {
                           const Share share(x, s, L);
                           return 2 * sqr(share.taken) * (s * share.left * sqr(x - s) + (x - s));
                         }};
  const Interval reach = t.number(k_reach);
  const Interval tail = 4 * (reach * normal_density(reach) + (1 + sqr(s)) * normal_tail(reach));
  return gaussian_mean(f, k_reach, cells_per_unit(t), t.bits()) + up_to(tail);
}

std::vector<ProofStep> by_jensen() {
  std::vector<ProofStep> out;
  out.push_back({.id = "A3.1",
                 .statement = "A >= {c} L E (y/(y+L-1))^2; also A >= 1/L",
                 .domain = "L >= 2, s > 0",
                 .parameters = {middle_slope(), few_tokens()},
                 .constant = 1,
                 .twin = 2,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const Interval A = expectation(power_sum(2), t);
                   return {{"one token", A, Relation::at_least, t.constant() * t("L") * mean_share_squared(t)},
                           {"all equal", A, Relation::at_least, 1 / t("L")}};
                 }});
  out.push_back(
      {.id = "A3.2",
       .statement = "A >= {c} L e^{s^2} Phi(t0-2s)/(y0+L-1)^2 + L Phib(t0) (y0/(y0+L-1))^2, y0 = e^{s t0 - s^2/2}",
       .domain = "L >= 2, s > 0, t0 real",
       .parameters = {slope_parameter(Rational(1, 64), 5),
                      length_parameter(2, 1000000),
                      {"t0", -2, 8, Spread::even, false, {0, 2, 4}}},
       .constant = 1,
       .twin = 4,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const Interval s = t("s");
         const Interval L = t("L");
         const Interval t0 = t("t0");
         const Interval y0 = exp(s * t0 - sqr(s) / 2);
         return {{"", expectation(power_sum(2), t), Relation::at_least,
                  t.constant() * L * exp(sqr(s)) * normal_distribution(t0 - 2 * s) / sqr(y0 + L - 1) +
                      L * normal_tail(t0) * sqr(y0 / (y0 + L - 1))}};
       }});
  out.push_back({.id = "A3.3",
                 .statement = "B >= {c} L E[y^2 zeta^2/(y+L-1)^2]",
                 .domain = "L >= 2, s > 0",
                 .parameters = {middle_slope(), few_tokens()},
                 .constant = 1,
                 .twin = 4,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   return {{"", mean_pair(t.exact("s"), length(t), t).B, Relation::at_least,
                            t.constant() * t("L") * mean_scored_share_squared(t)}};
                 }});
  return out;
}

/// The limits of A3.4 with the rates that its proof gives: (1+x)^{-2} >= 1 - 2x under the expectation of A3.1, A3.3, and
/// E y^3 = q^3, E y^2 zeta^2 = q (1+s^2), E y^3 zeta^2 = q^3 (1+4 s^2).
ProofStep large_lengths() {
  return {.id = "A3.4",
          .statement =
              "q - 2 q^3/(L-1) <= L A <= {c} q and (1+s^2) q - 2 q^3 (1+4s^2)/(L-1) <= L B <= (1+s^2) q, q = e^{s^2}: "
              "so L A -> q, L B -> (1+s^2) q",
          .domain = "L >= 2, s > 0",
          .parameters = {slope_parameter(Rational(1, 64), 3),
                         {"L", 2, Integer("1000000000000"), Spread::by_orders, true, {2, Integer("1000000000000")}}},
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const Interval s = t("s");
            const Interval L = t("L");
            const Interval q = exp(sqr(s));
            const Interval loss = 2 * pow(q, 3) / (L - 1);
            const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
            return {{"A from above", L * mean.A, Relation::at_most, t.constant() * q},
                    {"A from below", L * mean.A, Relation::at_least, q - loss},
                    {"B from above", L * mean.B, Relation::at_most, (1 + sqr(s)) * q},
                    {"B from below", L * mean.B, Relation::at_least, (1 + sqr(s)) * q - (1 + 4 * sqr(s)) * loss}};
          }};
}

ProofStep one_large_token() {
  return {.id = "A3.5",
          .statement = "A >= {c} L Phib(k1), B >= (L/4) (k1 - s)^2 Phib(k1), k1 = ln(L)/s + s/2",
          .domain = "L >= 2, 0 < s < sqrt(2 ln L)",
          .parameters = {slope_parameter(Rational(1, 4), 6), length_parameter(2, 1000000)},
          .constant = Rational(1, 4),
          .twin = 4,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const Interval s = t("s");
            const Interval L = t("L");
            if (!certainly_less(sqr(s), 2 * log(L))) return {};
            const Interval k1 = log(L) / s + s / 2;
            const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
            return {{"A", mean.A, Relation::at_least, t.constant() * L * normal_tail(k1)},
                    {"B", mean.B, Relation::at_least, L / 4 * sqr(k1 - s) * normal_tail(k1)}};
          }};
}

/// P(|T_L - T|^2 > r2) between the bounds of Paley and Zygmund and of Markov with the moments of order 1, 2 and 4.
Interval tail_of_error(const DrawnModel& model, const Interval& r2, const StepTrial& t) {
  const auto moment = [&](int r) {
    const auto form = moment_form(model.tokens(), model.head(), model.query(), Quantity::output, r);
    return numeric::Expectation(form).enclose(length(t), t.digits() - 6);
  };
  const Interval first = moment(1);
  const Interval second = moment(2);
  const Interval most = min(min(t.number(1), first / r2), min(second / sqr(r2), moment(4) / sqr(sqr(r2))));
  const Interval above = max(first - r2, t.number(0));
  return Interval::from_ends(min(sqr(above) / second, most).lower(), most);
}

bool has_moderate_slope(const DrawnModel& model) {
  return model.s_squared() > Rational(1, 100) && model.s_squared() < 4;
}

std::vector<ProofStep> high_probability() {
  const StepParameter draw{"draw", 1, 1000000, Spread::even, true, {}};
  const StepParameter long_prompt{"L", 256, 1000000, Spread::by_orders, true, {4096, 1000000}};
  const StepParameter delta{"delta", Rational(1, 256), Rational(1, 8), Spread::by_orders, false, {Rational(1, 64)}};
  std::vector<ProofStep> out;
  out.push_back(
      {.id = "A4.1",
       .statement = "P(|T_L - T| > r) <= delta, r^2 = {c} Abar (tr(V Gamma V^T) + |V Gamma a|^2)/delta, Abar from A2.9",
       .domain = "d = 2, drawn V, Gamma, a; the probability is enclosed by moments",
       .parameters = {draw, length_parameter(2, 1000000), delta},
       .constant = 1,
       .twin = Rational(1, 256),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const DrawnModel model(t.exact("draw"));
         if (!has_moderate_slope(model)) return {};
         const Interval A = 1 / (1 + (t("L") - 1) * exp(-t.number(model.s_squared())));
         const Interval r2 = t.constant() * A * t.number(model.trace() + model.signal()) / t("delta");
         return {{"", tail_of_error(model, r2, t), Relation::at_most, t("delta")}};
       }});
  out.push_back(
      {.id = "A4.2",
       .statement =
           "P(|T_L - T| > {c} r) <= delta, r = |Vg| Nm/c + sqrt(S2) (sqrt(tr V Gp V^T) + sqrt(2 |V Gp V^T| l))",
       .domain = "d = 2, drawn V, Gamma, a; d1 = L Phib(t0) < delta, c > 0; the probability is enclosed by moments",
       .parameters = {draw, long_prompt, delta, {"t0", 4, 6, Spread::even, false, {5, Rational(11, 2)}}},
       .constant = 1,
       .twin = Rational(1, 64),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const DrawnModel model(t.exact("draw"));
         if (!has_moderate_slope(model)) return {};
         const Interval L = t("L");
         const Interval s = sqrt(t.number(model.s_squared()));
         const Interval t0 = t("t0");
         const Interval d1 = L * normal_tail(t0);
         if (!certainly_less(d1, t("delta"))) return {};
         const Interval l = log(5 / (t("delta") - d1));
         const Interval k = t0 - 2 * s;
         const Interval q0 = exp(sqr(s));
         const Interval q = q0 * normal_distribution(k);
         const Interval vq = q0 * ((1 + sqr(s)) * normal_distribution(k) - (k + 2 * s) * normal_density(k));
         const Interval f = normal_density(t0 - s);
         const Interval y0 = exp(s * t0 - sqr(s) / 2);
         const Interval c = L * normal_distribution(t0 - s) - sqrt(2 * L * q * l);
         if (!certainly_positive(c)) return {};
         const Interval S2 =
             min(min(t.number(1), y0 / c), (L * q + y0 * sqrt(2 * L * q * l) + sqr(y0) * l / 3) / sqr(c));
         const Interval bulk = sqrt(2 * L * vq * l);
         const Interval up = bulk - L * f + (y0 * max(t0 - s, t.number(0)) + f) * l / 3;
         const Interval down = bulk + L * f + exp(sqr(s) / 2 - 1) * l / (3 * s);
         // In the plane Gp has rank one at most, so that norm and trace of V Gp V^T agree.
         const Interval vg2 = t.number(model.signal() / model.s_squared());
         const Interval rest = max(t.number(model.trace()) - vg2, t.number(0));
         const Interval r = sqrt(vg2) * max(up, down) / c + sqrt(S2) * (sqrt(rest) + sqrt(2 * rest * l));
         return {{"", tail_of_error(model, sqr(t.constant() * r), t), Relation::at_most, t("delta")}};
       }});
  return out;
}

}  // namespace

std::vector<ProofStep> lower_bound_steps() {
  std::vector<ProofStep> out = by_jensen();
  out.push_back(large_lengths());
  out.push_back(one_large_token());
  for (ProofStep& step : high_probability()) out.push_back(std::move(step));
  return out;
}

}  // namespace softlin::check
