/// D2.2 and D4.4 of docs/theory/bounds.md: averages over any 1-sub-Gaussian query by a majorant of the one-query bound; V = I.

#include <utility>

#include "proofs-check/steps/one_query_forms.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

constexpr int k_cells = 10;
constexpr int k_linear = 5;  // cells that the linear part is fitted to

/// G(w) = al0 + al1 w + al2 e^{eta w/2}
struct Majorant {
  Interval al0, al1, al2, eta;

  Interval at(const Interval& w) const { return al0 + al1 * w + al2 * exp(eta * w / 2); }
  /// E G(|z|^2) <= al0 + al1 d + al2 (1-eta)^{-d/2}
  Interval mean(const Interval& d) const { return al0 + al1 * d + al2 * exp(-d / 2 * log(1 - eta)); }
};

/// A feasible point: G(w_k) >= F(w_{k+1}) on the grid w_k = (k h)^2, and al2 e^{eta w_m/2} >= far(w_m).
template <class Function, class Far>
Majorant fitted(const Interval& h, const Interval& eta, const Function& F, const Far& far) {
  const auto grid = [&](int k) { return sqr(h * k); };
  const Interval zero(0, h.precision());
  Majorant G{F(grid(1)), zero, zero, eta};
  for (int k = 1; k < k_cells; ++k) {
    const Interval value = F(grid(k + 1));
    if (k <= k_linear) {
      G.al1 = max(G.al1, (value - G.al0) / grid(k));
    } else {
      G.al2 = max(G.al2, (value - G.al0 - G.al1 * grid(k)) * exp(-eta * grid(k) / 2));
    }
  }
  const Interval last = grid(k_cells);
  G.al2 = max(G.al2, far(last) * exp(-eta * last / 2));
  return G;
}

std::vector<StepParameter> majorant_parameters() {
  return prompt_parameters({{"h", Rational(1, 8), 1, Spread::by_orders, false, {Rational(1, 4)}},
                            {"eta", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(7, 8)}},
                            {"c", Rational(1, 4), Rational(15, 16), Spread::even, false, {Rational(1, 2)}},
                            {"w", Rational(1, 64), 150, Spread::by_orders, false, {1, 150}}});
}

/// eta w_m >= power: where the exponential grows at least as fast as (w/w_m)^{power/2}.
bool grows(const DiscreteTrial& q, long power) {
  const Rational width = q.t.exact("h") * k_cells;
  return q.t.exact("eta") * width * width >= power;
}

constexpr const char* k_where =
    "w_k = (k h)^2, m = 10, ka = 1/2; eta in (0,1); w on the grid and beyond; z with independent coordinates 0, "
    "+-17/10";

ProofStep output() {
  return discrete_step(
      "D2.2",
      "Psi(lam w) <= G(w) and Err <= {c} sigma^2 [al0 + al1 d + al2 (1-eta)^{-d/2}], G(w) = al0 + al1 w + al2 e^{eta "
      "w/2} "
      "with G(w_k) >= Psi(lam w_{k+1}), k < m, and al2 e^{eta w_m/2} >= Triv(lam w_m), eta >= 2/w_m",
      k_where, majorant_parameters(), 1, Rational(1, 16), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        if (!grows(q, 2)) return {};
        const Interval lam = sqr(q.sigma) * sqr(q.u);
        const Interval ka = q.t.number(Rational(1, 2));
        const auto far = [&](const Interval& w) { return one_query::trivial(q, lam * w, ka); };
        const auto psi = [&](const Interval& w) { return min(far(w), one_query::bound(q, lam * w, q.t("c"), ka)); };
        const Majorant G = fitted(q.t("h"), q.t("eta"), psi, far);
        return {{"Psi <= G", psi(q.t("w")), Relation::at_most, G.at(q.t("w"))},
                {"Err", q.spread_error(), Relation::at_most, q.t.constant() * sqr(q.sigma) * G.mean(q.d())}};
      });
}

ProofStep u_gradient() {
  return discrete_step(
      "D4.4",
      "w PsiU(lam w) <= G(w) and E_z |z|^2 E|Chat-Ca|_F^2 <= {c} sigma^4 [al0 + al1 d + al2 (1-eta)^{-d/2}], G as in "
      "D2.2 "
      "with G(w_k) >= w_{k+1} PsiU(lam w_{k+1}), k < m, and al2 e^{eta w_m/2} >= w_m TrivU(lam w_m), eta >= 6/w_m",
      k_where, majorant_parameters(), 1, Rational(1, 1 << 10), [](const DiscreteTrial& q) -> std::vector<StepSides> {
        if (!grows(q, 6)) return {};
        const Interval lam = sqr(q.sigma) * sqr(q.u);
        const Interval ka = q.t.number(Rational(1, 2));
        const auto far = [&](const Interval& w) { return w * one_query::trivial_u(q, lam * w, ka); };
        const auto psi = [&](const Interval& w) {
          return min(far(w), w * one_query::bound_u(q, lam * w, q.t("c"), ka));
        };
        const Majorant G = fitted(q.t("h"), q.t("eta"), psi, far);
        const Interval error = q.over(
            spread_query(q.law.dimension()),
            [&](const RationalVector& z, const TiltedLaw& at) { return q.t.number(square(z)) * q.covariance_at(at); });
        return {{"w PsiU <= G", psi(q.t("w")), Relation::at_most, G.at(q.t("w"))},
                {"error", error, Relation::at_most, q.t.constant() * pow(q.sigma, 4) * G.mean(q.d())}};
      });
}

}  // namespace

std::vector<ProofStep> majorant_steps() { return {output(), u_gradient()}; }

}  // namespace softlin::check
