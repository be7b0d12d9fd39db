/// C2.2, C3.4, C3.5, C4 and D2.6 of docs/theory/bounds.md: averages over a query whose length varies; V = I.

#include <utility>

#include "proofs-check/steps/one_query_forms.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const StepParameter k_vv{"vv", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_rows{"rows", 1, 3, Spread::even, true, {1}};
constexpr const char* k_query = "z with independent coordinates 0, +-17/10";

/// Psi(b) of C2.2 over sigma^2: C1.1 with C1.2 at three th, and C1.3.
Interval printed_bound(const DiscreteTrial& q, const Interval& b) {
  const Interval lead = q.log_L() + q.Hd();
  Interval best = 4 * sqr(sqrt(lead) + sqrt(b));
  for (const long quarters : {1L, 2L, 3L}) {
    const Interval th = q.t.number(Rational(quarters, 4));
    const Interval exponent = sqr(th) * q.L * exp(-2 * b) / 2;  // ln(1/Pth)
    const Interval P = exp(-exponent);
    const Interval good = exp(2 * b) / (q.L * sqr(1 - th)) * sqr(sqrt(4 * q.Hd()) + 6 * sqrt(b));
    best = min(best, good + 4 * sqr(sqrt(P * (lead + exponent)) + sqrt(b * P)));
  }
  return best;
}

ProofStep staircase() {
  return discrete_step("C2.2",
                       "Err <= {c} sigma^2 { Psi(t_1) + sum_{k<m} [Psi(t_{k+1})-Psi(t_k)] Hz(t_k) + 8 (ln L+Hd+t_m) "
                       "Hz(t_m) + 8 J(t_m) }",
                       std::string("t_k = sigma^2 u^2 (k h)^2, m = 8, L >= 2; ") + k_query,
                       prompt_parameters({k_vv, {"h", Rational(1, 16), 1, Spread::by_orders, false, {Rational(1, 4)}}}),
                       1, Rational(1, 64), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                         constexpr int k_cells = 8;
                         const Interval lam = sqr(q.sigma) * sqr(q.u);
                         const Interval vv = q.t("vv");
                         const auto grid = [&](int k) { return lam * sqr(q.t("h") * k); };
                         const auto decay = [&](const Interval& t) { return exp(q.half_log(vv) - vv * t / (2 * lam)); };
                         const auto Hz = [&](const Interval& t) { return min(q.t.number(1), decay(t)); };
                         Interval psi = printed_bound(q, grid(1));
                         Interval sum = psi;
                         for (int k = 1; k < k_cells; ++k) {
                           const Interval next = printed_bound(q, grid(k + 1));
                           sum += (next - psi) * Hz(grid(k));
                           psi = next;
                         }
                         const Interval last = grid(k_cells);
                         sum += 8 * (q.log_L() + q.Hd() + last) * Hz(last) + 8 * (2 * lam / vv) * decay(last);
                         return {{"", q.spread_error(), Relation::at_most, q.t.constant() * sqr(q.sigma) * sum}};
                       });
}

/// c1 of Theorem C3 and of C3.4 for a general vv; vv = 1/2 is Theorem C3.
Interval printed_constant(const DiscreteTrial& q, const Interval& rho, const Interval& vv) {
  const Interval e = exp(q.t.number(1));
  const Interval ln2 = log(q.t.number(2));
  const Interval half_d = q.d() / 2;
  return 4 * sqr(sqrt(2 * q.d()) + 6 * sqrt(rho)) + 64 / e * (1 + rho + half_d) + 256 / (sqr(e) * ln2) +
         8 * exp(q.half_log(vv)) * (1 + rho + half_d + 2 * sqr(q.u) / (vv * ln2));
}

/// sigma^4 ln(L) L^{-c2/sigma^2}
Interval printed_rate(const DiscreteTrial& q, const Interval& c2) {
  return pow(q.sigma, 4) * q.log_L() * exp(-c2 / sqr(q.sigma) * q.log_L());
}

ProofStep other_exponents() {
  return discrete_step(
      "C3.4",
      "vv rho/(2u^2) = c2 for c2 = vv/(vv+{c} u^2), rho = (1-c2)/2, and Err <= c1(vv) sigma^4 ln(L) L^{-c2/sigma^2}; "
      "(1-vv)^{-d/2} <= sqrt e at vv = 1/(d+1)",
      std::string("vv in (0,1), L >= 2; ") + k_query, prompt_parameters({k_vv}), 4, 3,
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval dimension_free = 1 / (q.d() + 1);
        std::vector<StepSides> out{
            {"(1+1/d)^{d/2}", exp(q.half_log(dimension_free)), Relation::at_most, sqrt(exp(q.t.number(1)))}};
        for (const Interval& vv : {q.t("vv"), dimension_free}) {
          const Interval c2 = vv / (vv + q.t.constant() * sqr(q.u));
          const Interval rho = (1 - c2) / 2;
          out.push_back({"exponent", vv * rho / (2 * sqr(q.u)), Relation::equal, c2});
          out.push_back(
              {"Err", q.spread_error(), Relation::at_most, printed_constant(q, rho, vv) * printed_rate(q, c2)});
        }
        return out;
      });
}

ProofStep hypotheses_of_the_paper() {
  return discrete_step(
      "C3.5", "Err >= tr Cov(X) > 0 at L = 1, where ln L = 0; E|T|^4 <= sigma^8 (2u)^4 E|z|^4, E|z|^4 <= {c} (1+Hd)^2",
      std::string("z ~ N(0, I), and ") + k_query, law_parameters(), 16, 1,
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const DiscreteQuery query = spread_query(q.law.dimension());
        Rational trace, fourth;
        for (std::size_t k = 0; k < q.law.atoms.size(); ++k) trace += q.law.probabilities[k] * square(q.law.atoms[k]);
        for (std::size_t k = 0; k < query.atoms.size(); ++k)
          fourth += query.probabilities[k] * square(query.atoms[k]) * square(query.atoms[k]);
        const Interval one_token = q.over(query, [&](const RationalVector&, const TiltedLaw& at) {
          Interval sum = q.t.number(0);
          for (std::size_t k = 0; k < q.law.atoms.size(); ++k)
            sum += q.t.number(q.law.probabilities[k]) * at.square_about_mean(k);
          return sum;
        });
        const Interval limit =
            q.over(query, [](const RationalVector&, const TiltedLaw& at) { return sqr(square(at.mean())); });
        const Interval right = q.t.constant() * sqr(1 + q.Hd());
        return {{"L = 1", one_token, Relation::at_least, q.t.number(trace)},
                {"tr Cov(X)", q.t.number(trace), Relation::at_least, q.t.number(Rational(1, 100))},
                {"E|T|^4", limit, Relation::at_most, pow(q.sigma, 8) * pow(2 * q.u, 4) * q.t.number(fourth)},
                {"E|z|^4", q.t.number(fourth), Relation::at_most, right},
                {"E|z|^4, Gaussian", q.d() * (q.d() + 2), Relation::at_most, right}};
      });
}

/// |grad_V T_L - grad_V T|_F^2 = rows |Xb - xbar|^2 for every V (A5), and Xb - xbar is T_L - T for V = I.
std::vector<ProofStep> value_gradient() {
  std::vector<ProofStep> out;
  out.push_back(discrete_step(
      "C4", "E|grad_V T_L - grad_V T|_F^2 <= {c} rows c1 sigma^4 ln(L) L^{-c2/sigma^2}, c2, c1 of Theorem C3, |V| = 1",
      std::string("L >= 2, sigma >= 1; ") + k_query, prompt_parameters({k_rows}), 1, Rational(1, 4096),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval c2 = 1 / (1 + 8 * sqr(q.u));
        const Interval c1 = printed_constant(q, 4 * sqr(q.u) * c2, q.t.number(Rational(1, 2)));
        return {{"", q.t("rows") * q.spread_error(), Relation::at_most,
                 q.t.constant() * q.t("rows") * c1 * printed_rate(q, c2)}};
      }));
  out.push_back(discrete_step(
      "D2.6",
      "E|grad_V T_L - grad_V T|_F^2 <= {c} rows sigma^2 E_z Psi(sigma^2 |Uz|^2), <= rows c1 sigma^4 L^{-c2/sigma^2}, "
      "Psi of D1.4 with c = 1/3, ka = 3/4, c2, c1 of D2.4, dV = d",
      std::string("L >= 2, sigma >= 1; ") + k_query, prompt_parameters({k_rows}), 1, Rational(1, 64),
      [](const DiscreteTrial& q) -> std::vector<StepSides> {
        const Interval left = q.t("rows") * q.spread_error();
        const Interval c = q.t.number(Rational(1, 3));
        const Interval ka = q.t.number(Rational(3, 4));
        const Interval mean =
            q.over(spread_query(q.law.dimension()), [&](const RationalVector& z, const TiltedLaw& at) {
              return square(z) == 0 ? q.d() / q.L : one_query::bound(q, at.b(), c, ka);
            });
        const Interval u2 = sqr(q.u);
        const Interval c2 = min(q.t.number(1), 1 / (8 * u2));
        const long C1 = q.law.dimension() == 1 ? 169 : 325;
        const Interval c1 = exp(-q.d() / 2 * log(1 - 4 * c2 * u2)) * (16 * q.d() + q.t.number(Rational(151, 10))) +
                            8 * expm1(2 * q.Hd()) * C1 * u2;
        return {{"D2.1", left, Relation::at_most, q.t.constant() * q.t("rows") * sqr(q.sigma) * mean},
                {"D2.4", left, Relation::at_most,
                 q.t("rows") * c1 * pow(q.sigma, 4) * exp(-c2 / sqr(q.sigma) * q.log_L())}};
      }));
  return out;
}

}  // namespace

std::vector<ProofStep> sub_gaussian_average_steps() {
  std::vector<ProofStep> out{staircase(), other_exponents(), hypotheses_of_the_paper()};
  for (ProofStep& step : value_gradient()) out.push_back(std::move(step));
  return out;
}

}  // namespace softlin::check
