/// D1 and D2 of docs/theory/bounds.md: sharper bounds for sub-Gaussian tokens, on laws with few atoms; V = I, so dV = d.

#include <optional>
#include <utility>

#include "proofs-check/steps/one_query_forms.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using one_query::g;

const StepParameter k_c{"c", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 3), Rational(1, 2)}};
const StepParameter k_ka{"ka", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_upper_ka{"ka",         Rational(1, 2), Rational(15, 16),
                               Spread::even, false,          {Rational(1, 2), Rational(3, 4)}};
const StepParameter k_r{"r", Rational(1, 16), 1, Spread::even, false, {Rational(1, 2), 1}};
const StepParameter k_eta{"eta", Rational(1, 16), 4, Spread::by_orders, false, {}};

Interval kl(const Interval& q, const Interval& p) { return q * log(q / p) + (1 - q) * log((1 - q) / (1 - p)); }

std::vector<ProofStep> at_one_query() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "D1.1",
      "E e^{-tY} <= 1-(1-e^{-be t})/be, P(D_L < c) <= exp(-L kl(c/be, 1/be)) <= exp(-{c} g(c) om), Y = y, be = e^{2b}",
      "c in (0,1), t >= 0", prompt_parameters({k_c, {"time", Rational(1, 16), 16, Spread::by_orders, false, {}}}), 1,
      64, [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval be = exp(2 * q.b);
        const Interval time = q.t("time");
        Interval transform = q.t.number(0);
        for (std::size_t k = 0; k < q.law.atoms.size(); ++k)
          transform += q.t.number(q.law.probabilities[k]) * exp(-time * q.tilted.y(k));
        const Interval c = q.t("c");
        const Interval P = q.prompts([&](const DiscretePrompt& p) { return below(p, c); });
        const Interval binomial = exp(-q.L * kl(c / be, 1 / be));
        return {{"transform", transform, Relation::at_most, 1 - (1 - exp(-be * time)) / be},
                {"tail", P, Relation::at_most, binomial},
                {"kl >= g/be", binomial, Relation::at_most, exp(-q.t.constant() * g(c) * q.L / be)}};
      }));
  out.push_back(discrete_step("D1.1'", "P(D_L < c) <= exp(-L (ln(1/c) - b/2)_+^2/({c} b))", "c in (0,1), b > 0",
                              prompt_parameters({k_c}), 2, Rational(1, 64),
                              [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                const Interval c = q.t("c");
                                const Interval excess = max(-log(c) - q.b / 2, q.t.number(0));
                                return {{"", q.prompts([&](const DiscretePrompt& p) { return below(p, c); }),
                                         Relation::at_most, exp(-q.L * sqr(excess) / (q.t.constant() * q.b))}};
                              }));
  out.push_back(discrete_step(
      "D1.2", "E_{mu_a} e^{l|X|^2} <= exp(D(ka) + {c} sigma^2|a|^2/(1-ka) - psi(a)), l = ka/(2 sigma^2)", "ka in (0,1)",
      law_parameters({k_ka}), Rational(1, 2), -1, [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval ka = q.t("ka");
        return {{"", q.exponential_moment(q.tilted, ka), Relation::at_most,
                 exp(q.half_log(ka) + q.t.constant() * q.b / (1 - ka) - q.tilted.psi())}};
      }));
  out.push_back(discrete_step(
      "D1.3",
      "E y^2 |X-T|^2 <= {c} sigma^2 mb(b), mb the smaller of (i), (ii) and, for d = 1, (e^{18b}-1)/(18b); |x2-xbar| <= "
      "sigma (1+sqrt 10) "
      "sqrt b",
      "ka in (0,1)", law_parameters({k_ka}), 1, Rational(1, 64), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval left = q.weighted_variance();
        const Interval ka = q.t("ka");
        const Interval scale = q.t.constant() * sqr(q.sigma);
        IntervalVector shift;
        for (std::size_t i = 0; i < q.law.dimension(); ++i) shift.push_back(q.doubled.mean()[i] - q.tilted.mean()[i]);
        // (ii) is a maximum over p: no smaller than its values at a few p.
        Interval second = q.t.number(0);
        constexpr long k_mesh = 32;
        for (long j = 0; j <= k_mesh; ++j) {
          const Interval p = 2 * q.b * j / k_mesh;
          Interval sum = 2 / ka * (q.half_log(ka) + 2 * q.b / (1 - ka) - p);
          if (q.law.dimension() > 1) sum += sqr(sqrt(q.b) + sqrt(10 * q.b - 4 * p));
          second = max(second, exp(p) * sum);
        }
        std::vector<StepSides> out{
            {"(i)", left, Relation::at_most, scale * one_query::weighted_bound(q, q.b, ka)},
            {"(ii)", left, Relation::at_most, scale * second},
            {"shift", sqrt(square(shift)), Relation::at_most, q.sigma * (1 + sqrt(q.t.number(10))) * sqrt(q.b)}};
        if (q.law.dimension() == 1)
          out.push_back({"(iii)", left, Relation::at_most, scale * expm1(18 * q.b) / (18 * q.b)});
        return out;
      }));
  out.push_back(discrete_step("D1.4",
                              "E|T_L-T|^2 <= {c} sigma^2 Psi(b), Psi the smaller of Triv and the bound with c, ka",
                              "c in (0,1), ka in [1/2,1), L >= 2", prompt_parameters({k_c, k_upper_ka}), 1,
                              Rational(1, 64), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                const Interval ka = q.t("ka");
                                const Interval trivial = one_query::trivial(q, q.b, ka);
                                const Interval second = one_query::bound(q, q.b, q.t("c"), ka);
                                const Interval scale = q.t.constant() * sqr(q.sigma);
                                return {{"Triv", q.error(), Relation::at_most, scale * trivial},
                                        {"c, ka", q.error(), Relation::at_most, scale * second}};
                              }));
  out.push_back(discrete_step(
      "D1.5", "E|T_L-T|^2 <= {c} sigma^2 (C0 + C1 b) (e^{2b}/L)^r, C0 = 16 d + 15.1, C1 = 169 or 325",
      "r in (0,1], L >= 2", prompt_parameters({k_r}), 1, Rational(1, 4096),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval C0 = 16 * q.d() + q.t.number(Rational(151, 10));
        const long C1 = q.law.dimension() == 1 ? 169 : 325;
        return {{"", q.error(), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * (C0 + C1 * q.b) * exp(q.t("r") * (2 * q.b - q.log_L()))}};
      }));
  return out;
}

/// Av(r; C0, C1) of D2.3
std::optional<Interval> averaged(const DiscreteTrial& q, const Interval& r, const Interval& C0, const Interval& C1,
                                 const Interval& eta) {
  return one_query::averaged(q.d(), sqr(q.sigma) * sqr(q.u), r, C0, C1, eta);
}

struct Constants {
  Interval C0, C1;
  explicit Constants(const DiscreteTrial& q)
      : C0(16 * q.d() + q.t.number(Rational(151, 10))), C1(q.t.number(q.law.dimension() == 1 ? 169 : 325)) {}
};

std::vector<ProofStep> averages() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "D2.1", "Err <= {c} sigma^2 E_z Psi(sigma^2 |Uz|^2), Psi by the second form of D1.4 with c = 1/3, ka = 3/4",
      "L >= 2, z uniform on {-1,1}^d", prompt_parameters(), 1, Rational(1, 512),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval c = q.t.number(Rational(1, 3));
        const Interval ka = q.t.number(Rational(3, 4));
        return {{"", q.averaged_error(), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * one_query::bound(q, q.b, c, ka)}};
      }));
  out.push_back(discrete_step("D2.3", "Err <= {c} sigma^2 Av(r; C0, C1) L^{-r}",
                              "r in (0,1], (4r+2eta) lam < 1, L >= 2", prompt_parameters({k_r, k_eta}), 1,
                              Rational(1, 4096), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                const Constants k(q);
                                const auto Av = averaged(q, q.t("r"), k.C0, k.C1, q.t("eta"));
                                if (!Av) return {};
                                return {{"", q.averaged_error(), Relation::at_most,
                                         q.t.constant() * sqr(q.sigma) * *Av * exp(-q.t("r") * q.log_L())}};
                              }));
  out.push_back(discrete_step("D2.4",
                              "Err <= {c} c1 sigma^4 L^{-c2/sigma^2}, c2 = min(1, 1/(8u^2)), c1 = "
                              "(1-4c2u^2)^{-d/2}(16d+15.1) + 8(2^d-1) C1 u^2",
                              "L >= 2, sigma >= 1", prompt_parameters(), 1, Rational(1, 4096),
                              [](const DiscreteTrial& q) -> std::vector<StepSides> {
                                const Constants k(q);
                                const Interval u2 = sqr(q.u);
                                const Interval c2 = min(q.t.number(1), 1 / (8 * u2));
                                const Interval two_d = exp(q.d() * log(q.t.number(2)));
                                const Interval c1 =
                                    exp(-q.d() / 2 * log(1 - 4 * c2 * u2)) * k.C0 + 8 * (two_d - 1) * k.C1 * u2;
                                return {{"", q.averaged_error(), Relation::at_most,
                                         q.t.constant() * c1 * pow(q.sigma, 4) * exp(-c2 / sqr(q.sigma) * q.log_L())}};
                              }));
  out.push_back(discrete_step(
      "D2.5",
      "Err <= {c} sigma^2 { Av(1; 2D/ka, 4/(ka(1-ka))+de)/(c^2 L) + L^{-k} Av(k; 4 ln2 d Mk + "
      "4(g+1/e)((k+1)/(ge))^{k+1}, 20 Mk) }",
      "k >= 1, 4 k lam < 1, c, ka in (0,1)",
      prompt_parameters({k_c, k_ka, k_eta, {"k", 1, 3, Spread::even, false, {1}}}), 1, Rational(1, 4096),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval k = q.t("k");
        const Interval ka = q.t("ka");
        const Interval c = q.t("c");
        const Interval e = exp(q.t.number(1));
        const auto power = [](const Interval& x, const Interval& y) { return exp(y * log(x)); };
        const Interval Mk = max(q.t.number(1), power(k / (g(c) * e), k));
        const auto first =
            averaged(q, q.t.number(1), 2 * q.half_log(ka) / ka, 4 / (ka * (1 - ka)) + one_query::de(q), q.t("eta"));
        const auto second = averaged(q, k, 8 * q.Hd() * Mk + 4 * (g(c) + 1 / e) * power((k + 1) / (g(c) * e), k + 1),
                                     20 * Mk, q.t("eta"));
        if (!first || !second) return {};
        return {{"", q.averaged_error(), Relation::at_most,
                 q.t.constant() * sqr(q.sigma) * (*first / (sqr(c) * q.L) + exp(-k * q.log_L()) * *second)}};
      }));
  return out;
}

}  // namespace

std::vector<ProofStep> sharper_sub_gaussian_steps() {
  std::vector<ProofStep> out = at_one_query();
  for (ProofStep& step : averages()) out.push_back(std::move(step));
  return out;
}

}  // namespace softlin::check
