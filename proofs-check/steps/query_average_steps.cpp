/// Part B of docs/theory/bounds.md: Gaussian tokens, Gaussian queries.

#include <utility>

#include "numeric/special.hpp"
#include "proofs-check/steps/query_mean.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using numeric::normal_tail;

constexpr const char* k_where = "Gamma = I, V = diag(1, 1/2), U = diag(u) for eight u, z ~ N(mz, I); L = 4^order";

/// What every step of part B is tried on.
struct QueryTrial {
  const StepTrial& t;
  long index;
  long order;
  const QueryCase& query;
  Interval L, log_L, lam;

  explicit QueryTrial(const StepTrial& trial)
      : t(trial),
        index(trial.whole("case")),
        order(trial.whole("order")),
        query(query_cases()[static_cast<std::size_t>(index)]),
        L(query_length(order), trial.bits()),
        log_L(log(L)),
        lam(query.lam(), trial.bits()) {}

  Interval mean(QueryMean what) const { return query_mean(what, index, order, t); }
  Interval M(const Interval& beta) const { return tilted_mean(query, beta); }
  bool is_light() const { return 2 * query.lam() < 1; }
  /// rho*(1 + rho*) lam = 1, for lam >= 1/2
  Interval rho() const { return (sqrt(1 + 4 / lam) - 1) / 2; }
};

std::vector<StepParameter> cases(long first, long last, std::vector<StepParameter> more = {}) {
  std::vector<StepParameter> out{{"case", first, last, Spread::even, true, {}},
                                 {"order", 1, k_most_order, Spread::even, true, {1, k_most_order}}};
  for (StepParameter& parameter : more) out.push_back(std::move(parameter));
  return out;
}
std::vector<StepParameter> centred_cases(std::vector<StepParameter> more = {}) {
  return cases(0, k_centred_cases - 1, std::move(more));
}

ProofStep query_step(const char* id, const char* statement, const char* domain, std::vector<StepParameter> parameters,
                     const Rational& constant, const Rational& twin,
                     std::function<std::vector<StepSides>(const QueryTrial&)> sides) {
  return {id,
          statement,
          std::string(domain) + "; " + k_where,
          std::move(parameters),
          constant,
          twin,
          [sides = std::move(sides)](const StepTrial& t) { return sides(QueryTrial(t)); }};
}

const StepParameter k_r{"r", Rational(1, 16), 1, Spread::even, false, {Rational(1, 4), 1}};
const StepParameter k_th{"th", Rational(1, 16), Rational(15, 16), Spread::even, false, {Rational(1, 2)}};
const StepParameter k_share{"share", Rational(1, 8), Rational(7, 8), Spread::even, false, {Rational(1, 2)}};

std::vector<ProofStep> upper_steps() {
  std::vector<ProofStep> out;
  out.push_back(
      query_step("B0", "Err <= {c} M(0)", "any query law", centred_cases(), 1, Rational(1, 16),
                 [](const QueryTrial& q) -> std::vector<StepSides> {
                   return {{"", q.mean(QueryMean::error), Relation::at_most, q.t.constant() * q.M(q.t.number(0))}};
                 }));
  out.push_back(query_step("B1", "Err <= {c} C_r L^{-r} M(r(1+r)/2)", "r in (0,1], r(1+r) lam < 1",
                           centred_cases({k_r}), 1, Rational(1, 16), [](const QueryTrial& q) -> std::vector<StepSides> {
                             const Rational& exact = q.t.exact("r");
                             if (exact * (1 + exact) * q.query.lam() >= 1) return {};
                             const Interval r = q.t("r");
                             const Interval root = exp(r / (2 + r) * (log(1 + r) - 1));
                             const Interval C = exp((2 + r) * log(1 + root));
                             return {{"", q.mean(QueryMean::error), Relation::at_most,
                                      q.t.constant() * C * exp(-r * q.log_L) * q.M(r * (1 + r) / 2)}};
                           }));
  out.push_back(query_step("B2", "Err <= {c} M(1)/(L(1-th)^2) + (2k/(e L th^2))^k M(k)",
                           "th in (0,1), 1 <= k < 1/(2 lam)",
                           centred_cases({k_th, {"k", 1, 7, Spread::even, false, {1, 2}}}), 1, 0,
                           [](const QueryTrial& q) -> std::vector<StepSides> {
                             if (2 * q.t.exact("k") * q.query.lam() >= 1) return {};
                             const Interval k = q.t("k");
                             const Interval th = q.t("th");
                             const Interval power = exp(k * (log(2 * k / (q.L * sqr(th))) - 1));
                             return {{"", q.mean(QueryMean::error), Relation::at_most,
                                      q.t.constant() * q.M(q.t.number(1)) / (q.L * sqr(1 - th)) + power * q.M(k)}};
                           }));
  out.push_back(query_step(
      "B2'", "Err <= {c} M(1)/L", "2 lam < 1", centred_cases(), 1, Rational(1, 2),
      [](const QueryTrial& q) -> std::vector<StepSides> {
        if (!q.is_light()) return {};
        return {{"", q.mean(QueryMean::error), Relation::at_most, q.t.constant() * q.M(q.t.number(1)) / q.L}};
      }));
  out.push_back(query_step(
      "B3", "Err <= M({c} (1-1/L))/L", "4(1-1/L) lam < 1", centred_cases(), 2, Rational(1, 4),
      [](const QueryTrial& q) -> std::vector<StepSides> {
        const Rational part = 1 - Rational(1, query_length(q.order));
        if (4 * part * q.query.lam() >= 1) return {};
        return {{"", q.mean(QueryMean::error), Relation::at_most, q.M(q.t.constant() * q.t.number(part)) / q.L}};
      }));
  out.push_back(query_step("B4", "E_z A <= 8 sqrt(e) (2 ln L/(lam(1+rho*)))^{R/2} L^{-{c} rho*}; rho*(1+rho*) lam = 1",
                           "lam >= 1/2, 1/(2 ln L) < rho*", cases(3, 5), 1, 2,
                           [](const QueryTrial& q) -> std::vector<StepSides> {
                             const Interval rho = q.rho();
                             if (!certainly_less(1 / (2 * q.log_L), rho)) return {};
                             const Interval factor = sqrt(pow(2 * q.log_L / (q.lam * (1 + rho)), q.query.rank()));
                             return {{"rho*", rho * (1 + rho) * q.lam, Relation::equal, q.t.number(1)},
                                     {"E_z A", q.mean(QueryMean::A), Relation::at_most,
                                      8 * sqrt(exp(q.t.number(1))) * factor * exp(-q.t.constant() * rho * q.log_L)}};
                           }));
  return out;
}

/// The factor (L/4) Phib(ln(L)/s0 + s0/2) of A3.5.
Interval large_token(const QueryTrial& q, const Interval& s0) { return q.L / 4 * normal_tail(q.log_L / s0 + s0 / 2); }

std::vector<ProofStep> lower_steps() {
  std::vector<ProofStep> out;
  out.push_back(query_step("B5",
                           "E_z A >= 2 Phib(s0/sqrt(lam)) max(1/L, (L/4) Phib(ln(L)/s0 + s0/2)); E_z A >= sqrt(lam) "
                           "L^{-{c} rho*}/(16 pi (1+u) ln L), u = "
                           "(1+4/lam)^{-1/2}",
                           "s0 > 0; the second: lam >= 1/2, 2u ln L >= lam",
                           centred_cases({{"s0", Rational(1, 8), 6, Spread::even, false, {1, 3}}}), 1, 0,
                           [](const QueryTrial& q) -> std::vector<StepSides> {
                             const Interval s0 = q.t("s0");
                             const Interval A = q.mean(QueryMean::A);
                             std::vector<StepSides> out{
                                 {"any s0", A, Relation::at_least,
                                  2 * normal_tail(s0 / sqrt(q.lam)) * max(1 / q.L, large_token(q, s0))}};
                             const Interval u = 1 / sqrt(1 + 4 / q.lam);
                             if (2 * q.query.lam() < 1 || !certainly_less_equal(q.lam, 2 * u * q.log_L)) return out;
                             out.push_back({"closed", A, Relation::at_least,
                                            sqrt(q.lam) * exp(-q.t.constant() * q.rho() * q.log_L) /
                                                (16 * Interval::pi(q.t.bits()) * (1 + u) * q.log_L)});
                             return out;
                           }));
  out.push_back(query_step(
      "B6",
      "E_z B >= {c} P(s0<=s<=s1) L (ln(L)/s1 - s1/2)^2 Phib(ln(L)/s0 + s0/2); Err >= t0 P(s0<=s<=s1) (L/4) min(1, .) "
      "Phib(.)",
      "rank-one H, s0 = share s1 < s1 = top sqrt(2 ln L) < sqrt(2 ln L)",
      cases(2, 4, {k_share, {"top", Rational(1, 8), Rational(15, 16), Spread::even, false, {Rational(1, 2)}}}),
      Rational(1, 4), 1000000, [](const QueryTrial& q) -> std::vector<StepSides> {
        if (q.query.rank() != 1) return {};
        const Interval s1 = q.t("top") * sqrt(2 * q.log_L);
        const Interval s0 = q.t("share") * s1;
        const Interval P = 2 * (normal_tail(s0 / sqrt(q.lam)) - normal_tail(s1 / sqrt(q.lam)));
        const Interval square = sqr(q.log_L / s1 - s1 / 2);
        const Interval token = large_token(q, s0);
        return {{"E_z B", q.mean(QueryMean::B), Relation::at_least, q.t.constant() * 4 * P * square * token},
                {"Err", q.mean(QueryMean::error), Relation::at_least,
                 q.t.number(k_value_trace) * P * min(q.t.number(1), square) * token}};
      }));
  return out;
}

/// P(s > t) for B7: exact for rank one, else the best of a few beta.
Interval slope_tail(const QueryTrial& q, const Interval& t) {
  if (q.query.rank() == 1) return 2 * normal_tail(t / sqrt(q.lam));
  Interval best = q.t.number(1);
  for (int k = 1; k < 8; ++k) {
    const Interval twice = q.t.number(Rational(k, 8)) / q.lam;  // 2 beta
    Interval product = exp(-twice * sqr(t) / 2);
    for (std::size_t j = 0; j < 2; ++j) product = product / sqrt(1 - twice * q.t.number(q.query.eigenvalue(j)));
    best = min(best, product);
  }
  return best;
}

ProofStep staircase_over_slopes() {
  return query_step("B7",
                    "Err <= {c} F(sig_1) + sum_k [F(sig_{k+1}) - F(sig_k)] P(s > sig_k) + e^{-beta sig_m^2} M(beta), F "
                    "= Abar (t0 + |V Gamma V^T| "
                    "sigma^2)",
                    "sig_k = k step, k <= 12, Abar from A2.9, 2 beta lam = 1/2",
                    centred_cases({{"step", Rational(1, 16), 1, Spread::even, false, {Rational(1, 4)}}}), 1, 0,
                    [](const QueryTrial& q) -> std::vector<StepSides> {
                      constexpr int k_steps = 12;
                      const auto F = [&](const Interval& sigma) {
                        return (q.t.number(k_value_trace) + q.t.number(k_value_norm) * sqr(sigma)) /
                               (1 + (q.L - 1) * exp(-sqr(sigma)));
                      };
                      const Interval step = q.t("step");
                      Interval sum = q.t.constant() * F(step);
                      for (int k = 1; k < k_steps; ++k)
                        sum += (F(step * (k + 1)) - F(step * k)) * slope_tail(q, step * k);
                      // The eigenvalue form of M bounds t0 + |V Gamma V^T| s^2, not only t0 + |V Gamma U z|^2.
                      const Interval beta = 1 / (4 * q.lam);
                      Interval moment = q.t.number(k_value_trace);
                      Interval root = q.t.number(1);
                      for (std::size_t j = 0; j < 2; ++j) {
                        const Interval eigenvalue = q.t.number(q.query.eigenvalue(j));
                        const Interval left = 1 - 2 * beta * eigenvalue;
                        moment += q.t.number(k_value_norm) * eigenvalue / left;
                        root = root / sqrt(left);
                      }
                      sum += exp(-beta * sqr(step * k_steps)) * root * moment;
                      return {{"", q.mean(QueryMean::error), Relation::at_most, sum}};
                    });
}

ProofStep query_with_mean() {
  return query_step("B8", "Err <= {c} (t0 m(1) + |V Gamma V^T| m'(1))/L", "2 lam < 1, query with a mean",
                    cases(k_centred_cases, static_cast<long>(query_cases().size()) - 1), 1, Rational(1, 4),
                    [](const QueryTrial& q) -> std::vector<StepSides> {
                      return {{"", q.mean(QueryMean::error), Relation::at_most,
                               q.t.constant() * shifted_tilted_mean(q.query, q.t.number(1)) / q.L}};
                    });
}

}  // namespace

std::vector<ProofStep> query_average_steps() {
  std::vector<ProofStep> out = upper_steps();
  for (ProofStep& step : lower_steps()) out.push_back(std::move(step));
  out.push_back(staircase_over_slopes());
  out.push_back(query_with_mean());
  return out;
}

}  // namespace softlin::check
