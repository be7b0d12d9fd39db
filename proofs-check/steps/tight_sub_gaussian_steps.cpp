/// E2 and E3 of docs/theory/sharper-bounds.md: sub-Gaussian tokens, on laws with few atoms; V = I, so dV = d.

#include <optional>
#include <utility>

#include "proofs-check/steps/exponential_ratio_region.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/tight_query_forms.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using Sides = std::vector<StepSides>;

const StepParameter k_c{"c",          Rational(1, 16), Rational(15, 16),
                        Spread::even, false,           {Rational(1, 2), Rational(15, 16)}};
const StepParameter k_ka{"ka", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_h{"h", 1, 4, Spread::even, false, {1, 2}};
const StepParameter k_r{"r", Rational(1, 16), 1, Spread::even, false, {Rational(1, 2), 1}};
const StepParameter k_eta{"eta", Rational(1, 64), 1, Spread::by_orders, false, {}};

/// E f y^n, f of the atom and y = e^{<a,X> - psi(a)}.
Interval tilted_moment(const DiscreteTrial& q, long n, const std::function<Interval(std::size_t)>& f) {
  return q.tilted.expect([&](std::size_t k) { return pow(q.tilted.y(k), n - 1) * f(k); });
}

Interval exponent_at(const DiscreteTrial& q, std::size_t k, const Interval& ka) {
  return ka / (2 * sqr(q.sigma)) * q.tilted.square_about_mean(k);
}

/// |Ca|_F^2 and xi_k^T Ca xi_k
struct Covariance {
  std::vector<IntervalVector> entries;
  Interval square;

  explicit Covariance(const DiscreteTrial& q) : square(q.t.number(0)) {
    const std::size_t d = q.law.dimension();
    for (std::size_t i = 0; i < d; ++i) {
      entries.emplace_back();
      for (std::size_t j = 0; j < d; ++j) {
        entries[i].push_back(q.tilted.expect([&](std::size_t k) { return off(q, k, i) * off(q, k, j); }));
        square += sqr(entries[i][j]);
      }
    }
  }

  static Interval off(const DiscreteTrial& q, std::size_t k, std::size_t i) {
    return q.t.number(q.law.atoms[k][i]) - q.tilted.mean()[i];
  }
};

// --- E2.1 to E2.5 ---------------------------------------------------------------------------------------------------------

ProofStep tilted_mean() {
  return discrete_step(
      "E2.1",
      "|xbar/sigma - sigma a|^2 <= b - {c} psi(a), |xbar| <= 2 sigma sqrt b, |h sigma a - xbar/sigma| "
      "<= h sqrt b",
      "h >= 1", law_parameters({k_h}), 2, 3, [](const DiscreteTrial& q) -> Sides {
        const auto distance = [&](const Interval& h) {
          Interval sum = q.t.number(0);
          for (std::size_t i = 0; i < q.law.dimension(); ++i)
            sum += sqr(h * q.sigma * q.t.number(q.tilted.a()[i]) - q.tilted.mean()[i] / q.sigma);
          return sum;
        };
        return {{"ball", distance(q.t.number(1)), Relation::at_most, q.b - q.t.constant() * q.tilted.psi()},
                {"mean", square(q.tilted.mean()), Relation::at_most, 4 * sqr(q.sigma) * q.b},
                {"h", distance(q.t("h")), Relation::at_most, sqr(q.t("h")) * q.b}};
      });
}

ProofStep centred_exponential_moment() {
  return discrete_step(
      "E2.2",
      "E e^{h<a,X>} e^{l|xi|^2} <= exp(D(ka) + {c} h^2 b/(1-ka)), E e^{l|xi|^2} <= exp(D(ka) + 2 ka b/(1-ka)), "
      "E_{mu_a} e^{l|xi|^2} <= exp(D(ka) + b/(2(1-ka)) - psi(a)/(1-ka)), l = ka/(2 sigma^2)",
      "h >= 1, ka in (0,1)", law_parameters({k_ka, k_h}), Rational(1, 2), 0, [](const DiscreteTrial& q) -> Sides {
        const Interval ka = q.t("ka"), h = q.t("h"), D = q.half_log(ka);
        Interval plain = q.t.number(0), tilted = q.t.number(0);
        for (std::size_t k = 0; k < q.law.atoms.size(); ++k) {
          const Interval term = q.t.number(q.law.probabilities[k]) * exp(exponent_at(q, k, ka));
          const Interval score = log(q.tilted.y(k)) + q.tilted.psi();
          plain += term;
          tilted += term * exp(h * score);
        }
        const Interval under = q.tilted.expect([&](std::size_t k) { return exp(exponent_at(q, k, ka)); });
        return {{"h", tilted, Relation::at_most, exp(D + q.t.constant() * sqr(h) * q.b / (1 - ka))},
                {"h = 0", plain, Relation::at_most, exp(D + 2 * ka * q.b / (1 - ka))},
                {"mu_a", under, Relation::at_most, exp(D + q.b / (2 * (1 - ka)) - q.tilted.psi() / (1 - ka))}};
      });
}

ProofStep second_moment() {
  return discrete_step(
      "E2.3",
      "E y^2|xi|^2 <= {c} sigma^2 mE(b), E y^4|xi|^2 <= {c} sigma^2 mE(4b), mE by (i) and, for d = 1, c_h (e^{h^2 "
      "b/2}-1)/b, (e^{18b}-1)/(18b)",
      "ka in (0,1)", law_parameters({k_ka}), 1, Rational(1, 4), [](const DiscreteTrial& q) -> Sides {
        const auto xi2 = [&](std::size_t k) { return q.tilted.square_about_mean(k); };
        const Interval scale = q.t.constant() * sqr(q.sigma);
        Sides out;
        for (const long n : {2L, 4L}) {
          const Interval left = tilted_moment(q, n, xi2);
          const Interval b = n == 2 ? q.b : 4 * q.b;
          out.push_back({"(i)", left, Relation::at_most, scale * tight_query::second_moment(q, b, q.t("ka"))});
          if (q.law.dimension() > 1) continue;
          for (const auto& [h, c] : exponential_constants())
            out.push_back({"(ii) h = " + symbolic::to_text(h), left, Relation::at_most,
                           scale * q.t.number(c) * expm1(q.t.number(h * h) * b / 2) / b});
          out.push_back({"(ii) h = 6", left, Relation::at_most, scale * expm1(18 * b) / (18 * b)});
        }
        return out;
      });
}

ProofStep fourth_moment() {
  return discrete_step(
      "E2.4",
      "E y^h|xi|^4 <= {c} sigma^4 q_h(b), E e^{h<a,X>}|X|^4 <= {c} sigma^4 q_h(b), tr Ca <= sigma^2 t(b), |Ca|_F^2 <= "
      "sigma^4 k2(b)",
      "h in {2,4}, ka in (0,1)", law_parameters({k_ka, {"half_h", 1, 2, Spread::even, true, {}}}), 1, Rational(1, 8),
      [](const DiscreteTrial& q) -> Sides {
        const long h = 2 * q.t.whole("half_h");
        const Interval ka = q.t("ka"), sigma4 = pow(q.sigma, 4);
        const Interval right = q.t.constant() * sigma4 * tight_query::fourth_moment(q, q.b, h, ka);
        const Interval centred = tilted_moment(q, h, [&](std::size_t k) { return sqr(q.tilted.square_about_mean(k)); });
        const Interval plain = exp(h * q.tilted.psi()) *
                               tilted_moment(q, h, [&](std::size_t k) { return sqr(q.tilted.square_of_atom(k)); });
        return {{"centred", centred, Relation::at_most, right},
                {"plain", plain, Relation::at_most, right},
                {"t(b)", q.tilted.trace(), Relation::at_most, sqr(q.sigma) * tight_query::trace_bound(q.d(), q.b, ka)},
                {"k2", Covariance(q).square, Relation::at_most, sigma4 * tight_query::k2(q, q.b, ka)}};
      });
}

/// Two tokens of a symmetric two-point law make both sides equal: Chat = 0 where they agree, De = 0 where they do not.
std::vector<StepParameter> three_tokens() { return law_parameters({{"L", 3, 6, Spread::even, true, {3, 6}}}); }

ProofStep pathwise() {
  return discrete_step("E2.5", "|Chat-Ca|_F^2 <= |Pm|_F^2 + {c} De^T Ca De - |De|^4", "averaged over prompts; L >= 3",
                       three_tokens(), 2, 1, [](const DiscreteTrial& q) -> Sides {
                         return {{"", q.covariance(), Relation::at_most, q.prompts([&](const DiscretePrompt& p) {
                                    return p.spread + q.t.constant() * p.along - sqr(p.error);
                                  })}};
                       });
}

// --- One query ------------------------------------------------------------------------------------------------------------

/// S and S4 of E2.6 for the covariance, exactly, and the root of the third form.
struct GoodEvent {
  Interval S, S4, third;

  GoodEvent(const DiscreteTrial& q, const Interval& c) : S(q.t.number(0)), S4(S), third(S) {
    const Covariance Ca(q);
    const auto xi2 = [&](std::size_t k) { return q.tilted.square_about_mean(k); };
    const auto xi4 = [&](std::size_t k) { return sqr(xi2(k)); };
    const auto both = [&](std::size_t k) { return xi4(k) + Ca.square; };
    S = tilted_moment(q, 2, both);
    S4 = tilted_moment(q, 4, both);
    const Interval k0 = sqr(q.sigma) * (sqrt(q.d()) + 4 * q.b);
    const Interval kk = min(exp(2 * q.b) * Ca.square, exp(6 * q.b) * sqr(k0) / 27);
    third = sqrt((tilted_moment(q, 2, xi4) + kk) / q.L) / c +
            sqrt(tilted_moment(q, 4, xi4) / pow(q.L, 3) + 3 * sqr(tilted_moment(q, 2, xi2)) / sqr(q.L)) / sqr(c);
  }
};

ProofStep good_event() {
  return discrete_step(
      "E2.6",
      "E[|Chat-Ca|_F^2; D_L >= c] <= {c} min{S/(c^2 L), G3(S, S4), third form}, E[|T_L-T|^2; D_L >= c] <= {c} "
      "min{S/(c^2 "
      "L), G3(S, S4)}, S and S4 exact",
      "c in (0,1], L >= 2", prompt_parameters({k_c}), 1, Rational(1, 2), [](const DiscreteTrial& q) -> Sides {
        const Interval c = q.t("c"), c2L = sqr(c) * q.L;
        const auto good = [&](const DiscretePrompt& p) { return 1 - below(p, c); };
        const Interval covariance = q.prompts([&](const DiscretePrompt& p) { return good(p) * p.covariance; });
        const Interval error = q.prompts([&](const DiscretePrompt& p) { return good(p) * p.error; });
        const GoodEvent event(q, c);
        const auto xi2 = [&](std::size_t k) { return q.tilted.square_about_mean(k); };
        const Interval S = tilted_moment(q, 2, xi2), S4 = tilted_moment(q, 4, xi2);
        const Interval& factor = q.t.constant();
        return {{"first", covariance, Relation::at_most, factor * event.S / c2L},
                {"second", covariance, Relation::at_most, factor * tight_query::expanded(q, event.S, event.S4, c)},
                {"third", covariance, Relation::at_most, factor * sqr(event.third)},
                {"output, first", error, Relation::at_most, factor * S / c2L},
                {"output, second", error, Relation::at_most, factor * tight_query::expanded(q, S, S4, c)}};
      });
}

ProofStep gradient_at_one_query() {
  return discrete_step("E2.7",
                       "E|Chat-Ca|_F^2 <= {c} sigma^4 PsiU(b), PsiU the smaller of TrivU and the bound with c, ka",
                       "c, ka in (0,1), L >= 2", prompt_parameters({k_c, k_ka}), 1, Rational(1, 64),
                       [](const DiscreteTrial& q) -> Sides {
                         const Interval scale = q.t.constant() * pow(q.sigma, 4), ka = q.t("ka");
                         const Interval left = q.covariance();
                         return {{"TrivU", left, Relation::at_most, scale * tight_query::trivial_u(q, ka)},
                                 {"c, ka", left, Relation::at_most, scale * tight_query::bound_u(q, q.t("c"), ka)}};
                       });
}

ProofStep without_scores() {
  return discrete_step(
      "E2.8",
      "a = 0: E|Chat-C|_F^2 = [(L-1)^2 m4 + (L-1)(tr C)^2 - (L^2-4L+{c})|C|_F^2]/L^3 <= sigma^4 [(L-1)^2 q_2(0) + "
      "max(0, "
      "(L-1)d^2 - (L^2-4L+2)d)]/L^3",
      "ka in (0,1)", prompt_parameters({k_ka}), 2, 1, [](const DiscreteTrial& q) -> Sides {
        const RationalVector zero(q.law.dimension(), Rational(0));
        const TiltedLaw flat(q.law, zero, q.t.bits());
        const Interval left = q.covariance_at(flat), L3 = pow(q.L, 3), d = q.d();
        const Interval m4 = flat.expect([&](std::size_t k) { return sqr(flat.square_of_atom(k)); });
        Interval C2 = q.t.number(0);
        for (std::size_t i = 0; i < q.law.dimension(); ++i) {
          for (std::size_t j = 0; j < q.law.dimension(); ++j)
            C2 += sqr(flat.expect([&](std::size_t k) { return q.t.number(q.law.atoms[k][i] * q.law.atoms[k][j]); }));
        }
        const auto minor = [&](const Interval& c) { return sqr(q.L) - 4 * q.L + c; };
        const Interval more = q.L - 1;
        const Interval most = sqr(more) * tight_query::fourth_moment(q, q.t.number(0), 2, q.t("ka")) +
                              max(q.t.number(0), more * sqr(d) - minor(q.t.number(2)) * d);
        return {{"exact", left, Relation::equal,
                 (sqr(more) * m4 + more * sqr(flat.trace()) - minor(q.t.constant()) * C2) / L3},
                {"PsiU(0)", left, Relation::at_most, pow(q.sigma, 4) * most / L3}};
      });
}

ProofStep gradient_closed_form() {
  return discrete_step("E2.9", "E|Chat-Ca|_F^2 <= {c} sigma^4 (1 + 4d + 28 b)^2 (e^{2b}/L)^r", "r in (0,1], L >= 2",
                       prompt_parameters({k_r}), 1, Rational(1, 256), [](const DiscreteTrial& q) -> Sides {
                         return {{"", q.covariance(), Relation::at_most,
                                  q.t.constant() * pow(q.sigma, 4) * sqr(1 + 4 * q.d() + 28 * q.b) *
                                      exp(q.t("r") * (2 * q.b - q.log_L()))}};
                       });
}

ProofStep bad_event() {
  return discrete_step(
      "E3.2", "E[|T_L-T|^2; D_L < c] <= {c} sigma^2 times the smaller of the two forms, P from D1.1, D1.1'",
      "c, ka in (0,1), L >= 2", prompt_parameters({k_c, k_ka}), 1, Rational(1, 32),
      [](const DiscreteTrial& q) -> Sides {
        const Interval c = q.t("c");
        return {{"", q.prompts([&](const DiscretePrompt& p) { return below(p, c) * p.error; }), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * tight_query::bad_event(q, c, q.t("ka"))}};
      });
}

ProofStep output_at_one_query() {
  return discrete_step(
      "E3.3",
      "E|T_L-T|^2 <= {c} sigma^2 Psi(b), Psi the smaller of (2/ka)(ln L + D(ka) + 2 ka b/(1-ka)) and the bound "
      "with c, ka",
      "c, ka in (0,1), L >= 2", prompt_parameters({k_c, k_ka}), 1, Rational(1, 8), [](const DiscreteTrial& q) -> Sides {
        const Interval scale = q.t.constant() * sqr(q.sigma), ka = q.t("ka");
        const Interval left = q.error();
        return {{"largest token", left, Relation::at_most, scale * tight_query::largest_token(q, ka)},
                {"c, ka", left, Relation::at_most, scale * tight_query::bound(q, q.t("c"), ka)}};
      });
}

/// (3d + (70 + 7d) b) e^{2rb} L^{-r}
Interval output_form(const DiscreteTrial& q) {
  return (3 * q.d() + (70 + 7 * q.d()) * q.b) * exp(q.t("r") * (2 * q.b - q.log_L()));
}

ProofStep output_closed_form() {
  return discrete_step("E3.5", "E|T_L-T|^2 <= {c} sigma^2 (3d + (70 + 7d) b) (e^{2b}/L)^r", "r in (0,1], L >= 2",
                       prompt_parameters({k_r}), 1, Rational(1, 8), [](const DiscreteTrial& q) -> Sides {
                         return {{"", q.error(), Relation::at_most, q.t.constant() * sqr(q.sigma) * output_form(q)}};
                       });
}

/// The rows of V = I: sum over them of |sum w_i X_i - xbar|^2.
ProofStep v_gradient() {
  return discrete_step("E3.8", "E|grad_V T_L - grad_V T|_F^2 <= {c} d_out sigma^2 (3d + (70 + 7d) b) (e^{2b}/L)^r",
                       "d_out = d, r in (0,1], L >= 2", prompt_parameters({k_r}), 1, Rational(1, 8),
                       [](const DiscreteTrial& q) -> Sides {
                         Interval left = q.t.number(0);
                         for (std::size_t row = 0; row < q.law.dimension(); ++row) left += q.error();
                         return {{"", left, Relation::at_most, q.t.constant() * q.d() * sqr(q.sigma) * output_form(q)}};
                       });
}

// --- Averages over queries ------------------------------------------------------------------------------------------------

Interval lam(const DiscreteTrial& q) { return sqr(q.sigma) * sqr(q.u); }

std::optional<tight_query::Tilt> tilt_of(const DiscreteTrial& q) {
  const Interval k = 4 * q.t("r") * lam(q), eta = q.t("eta");
  const Interval left = 1 - k - eta;
  if (!certainly_positive(left)) return {};
  return tight_query::Tilt{k, eta, exp(-q.d() / 2 * log(left))};
}

/// E w^n e^{k w/2}, w = |z|^2, over the query whose length varies.
Interval query_moment(const DiscreteTrial& q, long n, const Interval& k) {
  const DiscreteQuery query = spread_query(q.law.dimension());
  Interval sum = q.t.number(0);
  for (std::size_t j = 0; j < query.atoms.size(); ++j) {
    const Interval w = q.t.number(square(query.atoms[j]));
    sum += q.t.number(query.probabilities[j]) * pow(w, n) * exp(k * w / 2);
  }
  return sum;
}

ProofStep gradient_average() {
  return discrete_step(
      "E2.10",
      "E w^n e^{kw/2} <= {c} B_n, E_z|z|^2 E|Chat-Ca|_F^2 <= {c} sigma^4 L^{-r} {C0^2 B1 + 2 C0 C1 lam B2 + C1^2 lam^2 "
      "B3}, C0 = 1 + 4d, C1 = 28",
      "r in (0,1], k = 4 r lam, k + eta < 1, L >= 2", prompt_parameters({k_r, k_eta}), 1, Rational(1, 2),
      [](const DiscreteTrial& q) -> Sides {
        const auto tilt = tilt_of(q);
        if (!tilt) return {};
        std::vector<Interval> B;
        Sides out;
        for (long n = 1; n <= 3; ++n) {
          B.push_back(tight_query::average_power(q, n, *tilt));
          out.push_back(
              {"B" + std::to_string(n), query_moment(q, n, tilt->k), Relation::at_most, q.t.constant() * B.back()});
        }
        const Interval left = q.over(
            spread_query(q.law.dimension()),
            [&](const RationalVector& z, const TiltedLaw& at) { return q.t.number(square(z)) * q.covariance_at(at); });
        const Interval C0 = 1 + 4 * q.d(), C1 = q.t.number(28);
        out.push_back({"error", left, Relation::at_most,
                       q.t.constant() * pow(q.sigma, 4) * exp(-q.t("r") * q.log_L()) *
                           (sqr(C0) * B[0] + 2 * C0 * C1 * lam(q) * B[1] + sqr(C1 * lam(q)) * B[2])});
        return out;
      });
}

Interval two_to_d(const DiscreteTrial& q) { return exp(2 * q.Hd()); }
Interval exponent(const DiscreteTrial& q) { return min(q.t.number(1), 1 / (8 * sqr(q.u))); }

ProofStep gradient_printed_form() {
  return discrete_step(
      "E2.11",
      "E|grad_U T_L - grad_U T|^2 <= {c} c1U sigma^8 L^{-c2/sigma^2}, c2 = min(1, 1/(8u^2)), c1U = (1+4d)^2 [d + "
      "(8/e)(2^d-1)] + (2^d-1) [128 kp2 28 (1+4d) u^2 + 512 kp3 784 u^4]",
      "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 1 << 12), [](const DiscreteTrial& q) -> Sides {
        const Interval u2 = sqr(q.u), d = q.d(), C0 = 1 + 4 * d;
        const Interval kp2 = q.t.number(Rational(6477, 10000)), kp3 = q.t.number(Rational(14215, 10000));
        const Interval more = two_to_d(q) - 1;
        const Interval c1 = sqr(C0) * (d + 8 / exp(q.t.number(1)) * more) +
                            more * (128 * 28 * kp2 * C0 * u2 + 512 * 784 * kp3 * sqr(u2));
        return {{"", d * q.averaged_covariance(), Relation::at_most,
                 q.t.constant() * c1 * pow(q.sigma, 8) * exp(-exponent(q) / sqr(q.sigma) * q.log_L())}};
      });
}

ProofStep output_average() {
  return discrete_step(
      "E3.6",
      "Err <= {c} sigma^2 L^{-r} {3d (1-k)^{-d/2} + (70+7d) lam min[d + (2/(e eta))(m-1), (2/eta)(m-1)]}, m = "
      "(1-k-eta)^{-d/2}",
      "r in (0,1], k = 4 r lam, k + eta < 1, L >= 2", prompt_parameters({k_r, k_eta}), 1, Rational(1, 8),
      [](const DiscreteTrial& q) -> Sides {
        const auto tilt = tilt_of(q);
        if (!tilt) return {};
        const Interval d = q.d();
        const Interval sum =
            3 * d * exp(-d / 2 * log(1 - tilt->k)) + (70 + 7 * d) * lam(q) * tight_query::average_power(q, 1, *tilt);
        return {{"", q.spread_error(), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * exp(-q.t("r") * q.log_L()) * sum}};
      });
}

ProofStep output_printed_form() {
  return discrete_step(
      "E3.7",
      "Err <= {c} c1 sigma^4 L^{-c2/sigma^2}, c2 = min(1, 1/(8u^2)), c1 = 3d (1-4c2u^2)^{-d/2} + (70+7d) u^2 [d + "
      "(8/e)(2^d-1)]",
      "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 16), [](const DiscreteTrial& q) -> Sides {
        const Interval u2 = sqr(q.u), d = q.d(), c2 = exponent(q);
        const Interval c1 = 3 * d * exp(-d / 2 * log(1 - 4 * c2 * u2)) +
                            (70 + 7 * d) * u2 * (d + 8 / exp(q.t.number(1)) * (two_to_d(q) - 1));
        return {{"", q.averaged_error(), Relation::at_most,
                 q.t.constant() * c1 * pow(q.sigma, 4) * exp(-c2 / sqr(q.sigma) * q.log_L())}};
      });
}

}  // namespace

std::vector<ProofStep> tight_sub_gaussian_steps() {
  return {tilted_mean(),
          centred_exponential_moment(),
          second_moment(),
          fourth_moment(),
          pathwise(),
          good_event(),
          without_scores(),
          gradient_at_one_query(),
          gradient_closed_form(),
          gradient_average(),
          gradient_printed_form(),
          bad_event(),
          output_at_one_query(),
          output_closed_form(),
          output_average(),
          output_printed_form(),
          v_gradient()};
}

}  // namespace softlin::check
