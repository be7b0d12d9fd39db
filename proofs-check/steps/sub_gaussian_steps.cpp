/// C0 to C3 of docs/theory/bounds.md: sub-Gaussian tokens and queries, on laws with few atoms; V = I.

#include <utility>

#include "numeric/special.hpp"
#include "proofs-check/steps/discrete_trial.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const StepParameter k_ka{"ka", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_th{"th", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_q{"q", 1, 3, Spread::even, false, {1, 2}};
const StepParameter k_t{"t", 0, 40, Spread::even, false, {1, 10}};
const StepParameter k_plane{"d", 1, 2, Spread::even, true, {}};

Interval real_power(const Interval& base, const Interval& exponent) { return exp(exponent * log(base)); }

std::vector<ProofStep> lemmas_of_the_law() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step("C0.1", "0 <= psi(a) <= {c} b; E y^2 <= e^{2b}", "", law_parameters(), Rational(1, 2),
                              Rational(1, 8), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                const Interval psi = q.tilted.psi();
                                return {{"psi >= 0", psi, Relation::at_least, q.t.number(0)},
                                        {"psi", psi, Relation::at_most, q.t.constant() * q.b},
                                        {"E y^2", q.second_moment(), Relation::at_most, exp(2 * q.b)}};
                              }));
  out.push_back(discrete_step(
      "C0.2", "|xbar| <= {c} sigma sqrt(b)", "", law_parameters(), 2, Rational(1, 16),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        return {{"", sqrt(square(q.tilted.mean())), Relation::at_most, q.t.constant() * q.sigma * sqrt(q.b)}};
      }));
  out.push_back(discrete_step(
      "C0.3", "E_{mu_a} e^{lambda |X|^2} <= (1-ka)^{-d/2} exp({c} sigma^2 |a|^2/(1-ka)), lambda = ka/(2 sigma^2)",
      "ka in (0,1)", law_parameters({k_ka}), Rational(1, 2), -1, [](const DiscreteTrial& q) -> std::vector<StepSides> {
        return {{"", q.exponential_moment(q.tilted, q.t("ka")), Relation::at_most,
                 exp(q.half_log(q.t("ka")) + q.t.constant() * q.b / (1 - q.t("ka")))}};
      }));
  out.push_back(discrete_step(
      "C0.4", "E[W^q; E] <= P lambda^{-q} (q-1+ln({c} K/P))^q, K = E e^{lambda W}, W = max |X_i|^2, E = {D_L < 1-th}",
      "q >= 1, P = P(E) <= K/e, P > 0", prompt_parameters({k_ka, k_th, k_q}), 1, Rational(1, 1000),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval lambda = q.t("ka") / (2 * sqr(q.sigma));
        const Interval c = 1 - q.t("th");
        const Interval K = q.prompts([&](const DiscretePrompt& p) { return exp(lambda * p.largest); });
        const Interval P = q.prompts([&](const DiscretePrompt& p) { return below(p, c); });
        const Interval inside = q.t("q") - 1 + log(K / max(P, q.t.number(Rational(1, 1000000000))) * q.t.constant());
        if (!certainly_positive(P) || !certainly_less_equal(P * exp(q.t.number(1)), K)) return {};
        const Interval moment = q.prompts([&](const DiscretePrompt& p) {
          return certainly_positive(p.largest) ? below(p, c) * real_power(p.largest, q.t("q")) : q.t.number(0);
        });
        const Interval right = certainly_positive(inside) ? P * real_power(inside / lambda, q.t("q")) : q.t.number(0);
        return {{"", moment, Relation::at_most, right}};
      }));
  out.push_back(
      discrete_step("C0.5", "E e^{lambda max|X_i|^2} <= {c} L (1-ka)^{-d/2}, lambda = ka/(2 sigma^2)", "ka in (0,1)",
                    prompt_parameters({k_ka}), 1, Rational(1, 8), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                      const Interval lambda = q.t("ka") / (2 * sqr(q.sigma));
                      return {{"", q.prompts([&](const DiscretePrompt& p) { return exp(lambda * p.largest); }),
                               Relation::at_most, q.t.constant() * q.L * exp(q.half_log(q.t("ka")))}};
                    }));
  out.push_back(discrete_step(
      "C0.6", "E_{mu_a}|X|^{2q} <= ({c} sigma^2)^q (q-1+Hd+sigma^2|a|^2)^q; tr Ca <= sigma^2 (2 ln2 d + 4b)", "q >= 1",
      law_parameters({k_q}), 4, Rational(1, 8), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval power = q.t("q");
        const Interval moment = q.tilted.expect([&](std::size_t k) {
          const Interval square = q.tilted.square_of_atom(k);
          return certainly_positive(square) ? real_power(square, power) : q.t.number(0);
        });
        return {{"moment", moment, Relation::at_most,
                 real_power(q.t.constant() * sqr(q.sigma) * (power - 1 + q.Hd() + q.b), power)},
                {"tr Ca", q.tilted.trace(), Relation::at_most, sqr(q.sigma) * (4 * q.Hd() + 4 * q.b)}};
      }));
  out.push_back(discrete_step(
      "C0.7", "P(D_L < 1-th) <= exp(-th^2/({c} x)), x = E y^2/L", "th in (0,1)", prompt_parameters({k_th}), 2,
      Rational(1, 16), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval P = q.prompts([&](const DiscretePrompt& p) { return below(p, 1 - q.t("th")); });
        return {{"", P, Relation::at_most, exp(-sqr(q.t("th")) * q.L / (q.t.constant() * q.second_moment()))}};
      }));
  return out;
}

/// P(|z|^2 > t) and E[|z|^{2q}; |z|^2 > t] for z ~ N(0, I_2): |z|^2 is exponential with mean 2.
Interval plane_tail(const Interval& t) { return exp(-t / 2); }
Interval plane_moment(long q, const Interval& t) {
  Interval sum(0, t.precision());
  Interval term(1, t.precision());  // q!/k! (t/2)^k from k = q down
  for (long k = q; k >= 0; --k) {
    sum += term * pow(t / 2, k);
    term *= Interval(k, t.precision());
  }
  return pow(Interval(2, t.precision()), q) * sum * exp(-t / 2);
}

std::vector<ProofStep> lemmas_of_the_query() {
  std::vector<ProofStep> out;
  out.push_back(
      {.id = "C0.8",
       .statement = "P(|z|^2 > t) <= (1-vv)^{-d/2} e^{-{c} vv t}",
       .domain = "z ~ N(0, I), d <= 2, vv in (0,1), t >= 0",
       .parameters = {k_plane, k_t, {"vv", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}}},
       .constant = Rational(1, 2),
       .twin = 2,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const bool line = t.whole("d") == 1;
         const Interval tail = line ? 2 * numeric::normal_tail(sqrt(t("t"))) : plane_tail(t("t"));
         return {{"", tail, Relation::at_most, exp(-t("d") / 2 * log(1 - t("vv")) - t.constant() * t("vv") * t("t"))}};
       }});
  out.push_back({.id = "C0.9",
                 .statement = "E[|z|^{2q}; |z|^2 > t] <= 2^d (8q/e)^q e^{-{c} t}",
                 .domain = "z ~ N(0, I_2), q in {1, 2, 3}, t >= 0",
                 .parameters = {k_t, {"q", 1, 3, Spread::even, true, {}}},
                 .constant = Rational(1, 4),
                 .twin = 1,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   return {{"", plane_moment(t.whole("q"), t("t")), Relation::at_most,
                            4 * exp(t("q") * (log(8 * t("q")) - 1) - t.constant() * t("t"))}};
                 }});
  return out;
}

std::vector<ProofStep> one_query() {
  std::vector<ProofStep> out;
  const auto bad = [](const DiscreteTrial& q) {
    const Interval shift = sqrt(square(q.tilted.mean()));
    return q.prompts([&](const DiscretePrompt& p) { return below(p, 1 - q.t("th")) * sqr(sqrt(p.largest) + shift); });
  };
  out.push_back(discrete_step(
      "C1.1",
      "E|T_L-T|^2 <= {c} x/(1-th)^2 m2 + Bad, x m2 = (1/L) E y^2 |X-T|^2, Bad = E[(max|X_i|+|xbar|)^2; D_L < 1-th]",
      "th in (0,1)", prompt_parameters({k_th}), 1, 0, [bad](const DiscreteTrial& q) -> std::vector<StepSides> {
        return {{"", q.error(), Relation::at_most,
                 q.t.constant() * q.weighted_variance() / (q.L * sqr(1 - q.t("th"))) + bad(q)}};
      }));
  out.push_back(discrete_step(
      "C1.2", "Bad <= {c} sigma^2 (sqrt(Pth (ln L+Hd+ln(1/Pth))) + sqrt(b Pth))^2, Pth = exp(-th^2/(2x))",
      "L >= 2, th in (0,1)", prompt_parameters({k_th}), 4, Rational(1, 64),
      [bad](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval exponent = sqr(q.t("th")) * q.L / (2 * q.second_moment());
        const Interval P = exp(-exponent);
        return {{"", bad(q), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * sqr(sqrt(P * (q.log_L() + q.Hd() + exponent)) + sqrt(q.b * P))}};
      }));
  out.push_back(discrete_step("C1.3", "E|T_L-T|^2 <= {c} sigma^2 (sqrt(ln L+Hd) + sqrt b)^2", "L >= 1",
                              prompt_parameters(), 4, Rational(1, 64),
                              [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                return {{"", q.error(), Relation::at_most,
                                         q.t.constant() * sqr(q.sigma) * sqr(sqrt(q.log_L() + q.Hd()) + sqrt(q.b))}};
                              }));
  return out;
}

/// Averages over z = (+-1, ..., +-1), U = u I, where b is the same for every z.
std::vector<ProofStep> averages() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "C2.1", "Err <= {c} sigma^2 {e^{2 b0}/(L(1-th)^2) (sqrt(2 ln2 d)+6 sqrt b0)^2 + 8 P1 [..] + 8 P2 [..] + 8 J}",
      "L >= 2, b0 > 0, th, vv in (0,1), u > 0",
      prompt_parameters({k_th,
                         {"vv", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}},
                         {"b0", Rational(1, 64), 4, Spread::by_orders, false, {}}}),
      1, Rational(1, 512), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval b0 = q.t("b0");
        const Interval log_P1 = q.L * sqr(q.t("th")) * exp(-2 * b0) / 2;
        const Interval vv = q.t("vv");
        const Interval spread = 2 * sqr(q.sigma) * sqr(q.u);
        const Interval tail = exp(q.half_log(vv) - vv * b0 / spread);
        const Interval lead = q.log_L() + q.Hd();
        const Interval sum = exp(2 * b0) / (q.L * sqr(1 - q.t("th"))) * sqr(sqrt(4 * q.Hd()) + 6 * sqrt(b0)) +
                             8 * exp(-log_P1) * (lead + log_P1 + b0) + 8 * min(q.t.number(1), tail) * (lead + b0) +
                             8 * spread / vv * tail;
        return {{"", q.averaged_error(), Relation::at_most, q.t.constant() * sqr(q.sigma) * sum}};
      }));
  out.push_back(discrete_step(
      "C3", "Err <= {c} c1 sigma^4 ln(L) L^{-c2/sigma^2}, c2 = 1/(1+8u^2), rho = 4u^2/(1+8u^2), c1 as in Theorem C3",
      "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 4096),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval u2 = sqr(q.u);
        const Interval c2 = 1 / (1 + 8 * u2);
        const Interval rho = 4 * u2 * c2;
        const Interval e = exp(q.t.number(1));
        const Interval ln2 = log(q.t.number(2));
        const Interval half_d = q.d() / 2;
        const Interval c1 = 4 * sqr(sqrt(2 * q.d()) + 6 * sqrt(rho)) + 64 / e * (1 + rho + half_d) +
                            256 / (sqr(e) * ln2) + 8 * exp(half_d * ln2) * (1 + rho + half_d + 4 * u2 / ln2);
        return {{"", q.averaged_error(), Relation::at_most,
                 q.t.constant() * c1 * pow(q.sigma, 4) * q.log_L() * exp(-c2 / sqr(q.sigma) * q.log_L())}};
      }));
  return out;
}

}  // namespace

std::vector<ProofStep> sub_gaussian_steps() {
  std::vector<ProofStep> out = lemmas_of_the_law();
  for (auto&& part : {lemmas_of_the_query(), one_query(), averages()}) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace softlin::check
