/// C4.1 and its parts C4.4 to C4.6 of docs/theory/bounds.md: the U-gradient of sub-Gaussian tokens on the event {D_L >= 1-th,
/// max|X_i|^2 <= w0}, off it, and for long queries; V = I.

#include <utility>

#include "proofs-check/steps/discrete_trial.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const StepParameter k_th{"th", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_gam{"gam", Rational(17, 16), 4, Spread::even, false, {2}};
constexpr const char* k_query = "z with independent coordinates 0, +-17/10";

Interval not_of(const Interval& indicator) { return 1 - indicator; }

/// 1 where x <= most, 0 where not, [0, 1] where that is not decided.
Interval at_most(const Interval& x, const Interval& most) {
  const Interval one(1, most.precision());
  if (certainly_less_equal(x, most)) return one;
  const Interval zero(0, most.precision());
  return certainly_less(most, x) ? zero : Interval::from_ends(zero, one);
}

Interval threshold(const DiscreteTrial& q) { return 4 * sqr(q.sigma) * (q.t("gam") * q.log_L() + q.Hd()); }  // w0

/// (2 ln2 d + 4b) and sqrt(2 ln2 d) + 6 sqrt b
Interval trace_size(const DiscreteTrial& q, const Interval& b) { return 4 * q.Hd() + 4 * b; }
Interval root_size(const DiscreteTrial& q, const Interval& b) { return sqrt(4 * q.Hd()) + 6 * sqrt(b); }

/// min(1, exp(-L th^2 e^{-2 b0}/2) + L^{1-gam})
Interval rare(const DiscreteTrial& q, const Interval& b0) {
  const Interval low = exp(-q.L * sqr(q.t("th")) * exp(-2 * b0) / 2);
  return min(q.t.number(1), low + exp((1 - q.t("gam")) * q.log_L()));
}

Interval off_the_event(const DiscreteTrial& q, const Interval& b0) {
  const Interval P = rare(q, b0);
  return 16 * P * sqr(1 + q.log_L() + q.Hd() - log(P)) + sqr(trace_size(q, b0)) * P;
}

/// The last three terms of C4.1, with e^{-tt/4} as `decay`.
Interval of_long_queries(const DiscreteTrial& q, const Interval& decay) {
  const Interval e = exp(q.t.number(1));
  const Interval two_d = exp(2 * q.Hd());
  const Interval Z1 = min(q.d(), two_d * (8 / e) * decay);
  const Interval Z3 = two_d * pow(24 / e, 3) * decay;
  return 16 * sqr(1 + q.log_L() + q.Hd()) * Z1 + 2 * sqr(4 * q.Hd()) * Z1 + 32 * pow(q.sigma, 4) * pow(q.u, 4) * Z3;
}

/// E_z |z|^2 E|Chat-Ca|_F^2 over spread_query(d), of |z|^2 > least only.
Interval gradient_error(const DiscreteTrial& q, const Rational& least) {
  return q.over(spread_query(q.law.dimension()), [&](const RationalVector& z, const TiltedLaw& at) {
    const Rational w = square(z);
    return w > least ? q.t.number(w) * q.covariance_at(at) : q.t.number(0);
  });
}

ProofStep whole_bound() {
  return discrete_step(
      "C4.1", "E_z |z|^2 E|Chat-Ca|_F^2 <= {c} sigma^4 { good + d bad + far }, as printed",
      std::string("b0 > 0, th in (0,1), gam > 1, L >= 2; ") + k_query,
      prompt_parameters({k_th, k_gam, {"b0", Rational(1, 64), 4, Spread::by_orders, false, {}}}), 1,
      Rational(1, 1 << 13), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval b0 = q.t("b0");
        const Interval good = 2 * q.d() * exp(2 * b0) / (q.L * sqr(1 - q.t("th"))) *
                              (16 * pow(sqrt(1 + q.Hd() + 4 * b0) + sqrt(b0), 4) + sqr(trace_size(q, b0)) +
                               4 * sqr(sqrt(q.t("gam") * q.log_L() + q.Hd()) + sqrt(b0)) * sqr(root_size(q, b0)));
        const Interval decay = exp(-b0 / (4 * sqr(q.sigma) * sqr(q.u)));
        return {{"", gradient_error(q, 0), Relation::at_most,
                 q.t.constant() * pow(q.sigma, 4) * (good + q.d() * off_the_event(q, b0) + of_long_queries(q, decay))}};
      });
}

ProofStep on_the_event() {
  return discrete_step(
      "C4.4",
      "on {D_L >= 1-th}: E|Pm|_F^2 <= {c} x/(1-th)^2 (E_{mu_2a}|X-xbar|^4 + (tr Ca)^2), E|De|^2 <= x/(1-th)^2 sigma^2 "
      "(sqrt(2 ln2 d)+6 sqrt b)^2; if max|X_i|^2 <= w0 too: |De|^4 <= (sqrt w0 + 2 sigma sqrt b)^2 |De|^2; "
      "P(max|X_i|^2 > w0) <= L^{1-gam}",
      "th in (0,1), gam > 1, w0 = 4 sigma^2 (gam ln L+Hd), x = E y^2/L; averaged over prompts",
      prompt_parameters({k_th, k_gam}), 1, Rational(1, 4), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval floor = 1 - q.t("th");
        const Interval w0 = threshold(q);
        const auto high = [&](const DiscretePrompt& p) { return not_of(below(p, floor)); };
        const auto good = [&](const DiscretePrompt& p) { return high(p) * at_most(p.largest, w0); };
        const Interval scale = q.second_moment() / (q.L * sqr(floor));
        const Interval fourth = q.doubled.expect([&](std::size_t k) { return sqr(q.tilted.square_about_mean(k)); });
        const Interval cap = sqr(sqrt(w0) + 2 * q.sigma * sqrt(q.b));
        return {{"Pm", q.prompts([&](const DiscretePrompt& p) { return high(p) * p.spread; }), Relation::at_most,
                 q.t.constant() * scale * (fourth + sqr(q.tilted.trace()))},
                {"De", q.prompts([&](const DiscretePrompt& p) { return high(p) * p.error; }), Relation::at_most,
                 scale * sqr(q.sigma) * sqr(root_size(q, q.b))},
                {"|De|^4", q.prompts([&](const DiscretePrompt& p) { return good(p) * sqr(p.error); }),
                 Relation::at_most, cap * q.prompts([&](const DiscretePrompt& p) { return good(p) * p.error; })},
                {"w0", q.prompts([&](const DiscretePrompt& p) { return not_of(at_most(p.largest, w0)); }),
                 Relation::at_most, exp((1 - q.t("gam")) * q.log_L())}};
      });
}

ProofStep off_event() {
  return discrete_step("C4.5",
                       "off the event: E|Chat-Ca|_F^2 <= {c} sigma^4 (16 P (1+ln L+Hd+ln(1/P))^2 + (2 ln2 d+4 b0)^2 "
                       "P), of probability <= P "
                       "= min(1, exp(-L th^2 e^{-2 b0}/2) + L^{1-gam}); E|z|^2 <= d",
                       std::string("the event of C4.4, b <= b0 = more b, L >= 2; ") + k_query,
                       prompt_parameters({k_th, k_gam, {"more", 1, 4, Spread::even, false, {1}}}), 1,
                       Rational(1, 1 << 10), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                         const Interval b0 = q.t("more") * q.b;
                         const Interval w0 = threshold(q);
                         const auto bad = [&](const DiscretePrompt& p) {
                           return not_of(not_of(below(p, 1 - q.t("th"))) * at_most(p.largest, w0));
                         };
                         const Interval square_of_query =
                             q.over(spread_query(q.law.dimension()),
                                    [&](const RationalVector& z, const auto&) { return q.t.number(square(z)); });
                         return {
                             {"P", q.prompts(bad), Relation::at_most, rare(q, b0)},
                             {"covariance", q.prompts([&](const DiscretePrompt& p) { return bad(p) * p.covariance; }),
                              Relation::at_most, q.t.constant() * pow(q.sigma, 4) * off_the_event(q, b0)},
                             {"E|z|^2", square_of_query, Relation::at_most, q.d()}};
                       });
}

ProofStep long_queries() {
  return discrete_step("C4.6",
                       "E_z[|z|^2 E|Chat-Ca|_F^2; |z|^2 > tt] <= {c} sigma^4 (16 (1+ln L+Hd)^2 Z1 + 2 (2 ln2 d)^2 Z1 + "
                       "32 sigma^4 u^4 Z3); "
                       "(tr Ca)^2 <= sigma^4 (2 (2 ln2 d)^2 + 32 sigma^4 u^4 |z|^4)",
                       std::string("tt >= 0, L >= 2, Z1, Z3 of C4.1; ") + k_query,
                       prompt_parameters({{"tt", 0, 7, Spread::even, false, {0, Rational(578, 100)}}}), 1,
                       Rational(1, 1 << 12), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                         // In the second, z = (1, ..., 1).
                         const Interval fourth = sqr(q.d());
                         return {
                             {"error", gradient_error(q, q.t.exact("tt")), Relation::at_most,
                              q.t.constant() * pow(q.sigma, 4) * of_long_queries(q, exp(-q.t("tt") / 4))},
                             {"tr Ca", sqr(q.tilted.trace()), Relation::at_most,
                              pow(q.sigma, 4) * (2 * sqr(4 * q.Hd()) + 32 * pow(q.sigma, 4) * pow(q.u, 4) * fourth)}};
                       });
}

}  // namespace

std::vector<ProofStep> gradient_event_steps() { return {whole_bound(), on_the_event(), off_event(), long_queries()}; }

}  // namespace softlin::check
