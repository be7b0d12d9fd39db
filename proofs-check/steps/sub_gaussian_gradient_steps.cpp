/// C4, C5 and D4 of docs/theory/bounds.md: the U-gradient of sub-Gaussian tokens, on laws with few atoms; V = I.

#include <utility>

#include "proofs-check/steps/one_query_forms.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const StepParameter k_c{"c", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_r{"r", Rational(1, 16), 1, Spread::even, false, {Rational(1, 2), 1}};
const StepParameter k_ka{"ka", Rational(1, 2), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};

/// E f over prompts, for f of the prompt and of tr Ca.
std::vector<ProofStep> pathwise() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "C4.2", "E|Chat-Ca|_F^2 <= {c} E(|Pm|_F^2 + |De|^4)", "averaged over prompts", prompt_parameters(), 2,
      Rational(1, 4), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        return {{"", q.covariance(), Relation::at_most,
                 q.t.constant() * q.prompts([](const DiscretePrompt& p) { return p.spread + sqr(p.error); })}};
      }));
  out.push_back(discrete_step(
      "C4.3", "E|Chat-Ca|_F^2 <= {c} (E max|X_i|^4 + (tr Ca)^2)", "averaged over prompts", prompt_parameters(), 1,
      Rational(1, 512), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        return {{"", q.covariance(), Relation::at_most, q.t.constant() * (q.prompts([](const DiscretePrompt& p) {
                                                          return sqr(p.largest);
                                                        }) + sqr(q.tilted.trace()))}};
      }));
  return out;
}

ProofStep papers_form() {
  return discrete_step(
      "C5", "E|grad_U T_L - grad_U T|^2 <= {c} c1U sigma^8 (ln L)^2 L^{-c2/sigma^2}, c2, c1U as in Theorem C5",
      "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 1 << 24),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval u2 = sqr(q.u);
        const Interval c2 = 1 / (1 + 8 * u2);
        const Interval rho = 4 * u2 * c2;
        const Interval e = exp(q.t.number(1));
        const Interval ln2 = log(q.t.number(2));
        const Interval d = q.d();
        const Interval half_d = d / 2;
        const Interval e1 = sqrt(1 / ln2 + half_d + 4 * rho) + sqrt(rho);
        const Interval good = 8 * d *
                              (16 * pow(e1, 4) + sqr(2 * d + 4 * rho) +
                               4 * sqr(sqrt(2 + half_d) + sqrt(rho)) * sqr(sqrt(2 * d) + 6 * sqrt(rho)));
        const Interval bad = d * (8 / e + 1) * (16 * sqr(1 / ln2 + 2 + half_d) + sqr(2 * d + 4 * rho));
        const Interval far = exp(d * ln2) * (128 / e * sqr(1 / ln2 + 1 + half_d) + 64 * sqr(d) / e +
                                             32 * sqr(u2) * pow(24 / e, 3) / sqr(ln2));
        return {{"", q.d() * q.averaged_covariance(), Relation::at_most,
                 q.t.constant() * (good + bad + far) * pow(q.sigma, 8) * sqr(q.log_L()) *
                     exp(-c2 / sqr(q.sigma) * q.log_L())}};
      });
}

std::vector<ProofStep> sharper() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "D4.1", "|De|^4 <= 2 tr(Ca)|De|^2 + (tr Pm)^2, |Chat-Ca|_F^2 <= {c} |Pm|_F^2 + 2 (tr Pm)^2 + 4 tr(Ca)|De|^2",
      "averaged over prompts", prompt_parameters(), 2, -8, [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval& trace = q.tilted.trace();
        return {{"|De|^4", q.prompts([](const DiscretePrompt& p) { return sqr(p.error); }), Relation::at_most,
                 q.prompts([&](const DiscretePrompt& p) { return 2 * trace * p.error + sqr(p.spread_trace); })},
                {"covariance", q.covariance(), Relation::at_most, q.prompts([&](const DiscretePrompt& p) {
                   return q.t.constant() * p.spread + 2 * sqr(p.spread_trace) + 4 * trace * p.error;
                 })}};
      }));
  out.push_back(discrete_step(
      "D4.2", "E e^{h<a,X>}|X|^4 <= {c} sigma^4 Q_h(b), E y^h|xi|^4 <= sigma^4 q_h, tr Ca <= sigma^2 t(b)",
      "h in {2,4}, ka in [1/2,1)", law_parameters({k_ka, {"half_h", 1, 2, Spread::even, true, {}}}), 1,
      Rational(1, 1024), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const long h = 2 * q.t.whole("half_h");
        const Interval ka = q.t("ka");
        RationalVector a = q.tilted.a();
        for (Rational& entry : a) entry *= h;
        const TiltedLaw steep(q.law, a, q.t.bits());
        const Interval fourth =
            exp(steep.psi()) * steep.expect([&](std::size_t k) { return sqr(steep.square_of_atom(k)); });
        const Interval centred = exp(steep.psi() - h * q.tilted.psi()) *
                                 steep.expect([&](std::size_t k) { return sqr(q.tilted.square_about_mean(k)); });
        const Interval sigma4 = pow(q.sigma, 4);
        return {{"Q_h", fourth, Relation::at_most, q.t.constant() * sigma4 * one_query::fourth_moment(q, q.b, h, ka)},
                {"q_h", centred, Relation::at_most, sigma4 * one_query::centred_fourth_moment(q, q.b, h, ka)},
                {"t(b)", q.tilted.trace(), Relation::at_most, sqr(q.sigma) * one_query::trace_bound(q, q.b, ka)}};
      }));
  out.push_back(
      discrete_step("D4.3",
                    "E|Chat-Ca|_F^2 <= {c} sigma^4 [4(q_2+e^{2b}t^2)/(c^2 L) + (2/ka)^2 P (1+ln L+D(ka)+ln(1/P))^2 + P "
                    "t^2], P from D1.1",
                    "c in (0,1), ka in [1/2,1), L >= 2", prompt_parameters({k_c, k_ka}), 1, Rational(1, 4096),
                    [](const DiscreteTrial& q) -> std::vector<StepSides> {
                      const Interval right = one_query::bound_u(q, q.b, q.t("c"), q.t("ka"));
                      return {{"", q.covariance(), Relation::at_most, q.t.constant() * pow(q.sigma, 4) * right}};
                    }));
  out.push_back(discrete_step(
      "D4.5", "E|Chat-Ca|_F^2 <= {c} sigma^4 (C0+C1 b)^2 (e^{2b}/L)^r, C0 = 28.9 + 26.3 Hd, C1 = 217",
      "r in (0,1], L >= 2; the form at one query", prompt_parameters({k_r}), 1, Rational(1, 1 << 20),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval C0 = q.t.number(Rational(289, 10)) + q.t.number(Rational(263, 10)) * q.Hd();
        return {{"", q.covariance(), Relation::at_most,
                 q.t.constant() * pow(q.sigma, 4) * sqr(C0 + 217 * q.b) * exp(q.t("r") * (2 * q.b - q.log_L()))}};
      }));
  out.push_back(discrete_step(
      "D4.6", "E|grad_U T_L - grad_U T|^2 <= {c} c1U sigma^8 L^{-c2/sigma^2}, c2 = min(1, 1/(8u^2))",
      "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 1 << 24),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval u2 = sqr(q.u);
        const Interval c2 = min(q.t.number(1), 1 / (8 * u2));
        const Interval e = exp(q.t.number(1));
        const Interval C0 = q.t.number(Rational(289, 10)) + q.t.number(Rational(263, 10)) * q.Hd();
        const Interval c1 =
            exp(2 * q.Hd()) * (8 / e * sqr(C0) + 434 * C0 * u2 * sqr(16 / e) + 217 * 217 * sqr(u2) * pow(24 / e, 3));
        return {{"", q.d() * q.averaged_covariance(), Relation::at_most,
                 q.t.constant() * c1 * pow(q.sigma, 8) * exp(-c2 / sqr(q.sigma) * q.log_L())}};
      }));
  return out;
}

}  // namespace

std::vector<ProofStep> sub_gaussian_gradient_steps() {
  std::vector<ProofStep> out = pathwise();
  out.push_back(papers_form());
  for (ProofStep& step : sharper()) out.push_back(std::move(step));
  return out;
}

}  // namespace softlin::check
