/// E1 of docs/theory/sharper-bounds.md: gradients of Gaussian tokens, steep slopes and short prompts.

#include <algorithm>

#include "proofs-check/steps/bernstein.hpp"
#include "proofs-check/steps/drawn_weights.hpp"
#include "proofs-check/steps/gradient_means.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

/// Weights, scores, and sums over them, exactly.
struct DrawnPrompt {
  std::vector<Rational> w, xi;
  Rational mean, v;

  explicit DrawnPrompt(const StepTrial& t) : w(drawn_weights(t.exact("draw"), t.whole("equal"))) {
    constexpr std::uint64_t k_first_score = 100;  // entries before it are weights
    for (std::size_t i = 0; i < w.size(); ++i) xi.push_back(drawn_entry(t.exact("draw"), k_first_score + i));
    for (std::size_t i = 0; i < w.size(); ++i) mean += w[i] * xi[i];
    for (std::size_t i = 0; i < w.size(); ++i) v += w[i] * square(xi[i] - mean);
  }

  static Rational square(const Rational& x) { return x * x; }
};

std::vector<StepParameter> slope_and_length() {
  return {slope_parameter(Rational(1, 64), 5), length_parameter(1, 1000000)};
}

ProofStep pathwise(const char* id, const char* statement, const Rational& constant, const Rational& twin,
                   std::function<std::vector<StepSides>(const DrawnPrompt&, const StepTrial&)> sides) {
  return {id,
          statement,
          "every weight vector and real xi: six drawn weights, or `equal` equal ones",
          weight_parameters(),
          constant,
          twin,
          [sides](const StepTrial& t) { return sides(DrawnPrompt(t), t); }};
}

ProofStep with_means(
    const char* id, const char* statement, const Rational& constant, const Rational& twin,
    std::function<std::vector<StepSides>(const GradientMeans&, const Interval&, const StepTrial&)> sides) {
  return {id, statement, "L >= 1, s > 0", slope_and_length(), constant, twin, [sides](const StepTrial& t) {
            const Rational& s = t.exact("s");
            return sides(GradientMeans(s * s, length(t), t), sqr(t("s")), t);
          }};
}

/// E1.1 to E1.5.
std::vector<ProofStep> variance_steps() {
  using Sides = std::vector<StepSides>;
  return {
      pathwise("E1.1", "v^2 <= {c} sum_ij w_i w_j (xi_i - xi_j)^4", Rational(1, 8), Rational(1, 9),
               [](const DrawnPrompt& prompt, const StepTrial& t) -> Sides {
                 Rational sum;
                 for (std::size_t i = 0; i < prompt.w.size(); ++i) {
                   for (std::size_t j = 0; j < prompt.w.size(); ++j) {
                     const Rational d2 = DrawnPrompt::square(prompt.xi[i] - prompt.xi[j]);
                     sum += prompt.w[i] * prompt.w[j] * d2 * d2;
                   }
                 }
                 return {{"", t.number(prompt.v * prompt.v), Relation::at_most, t.constant() * t.number(sum)}};
               }),
      with_means("E1.2", "E v^2 <= {c} E v <= {c} (1 - A)", Rational(3, 2), Rational(7, 5),
                 [](const GradientMeans& m, const Interval&, const StepTrial& t) -> Sides {
                   return {{"E v^2", m.v2, Relation::at_most, t.constant() * m.v},
                           {"E v", t.constant() * m.v, Relation::at_most, t.constant() * (1 - m.A)}};
                 }),
      with_means("E1.3", "C <= 1 - {c} E v <= 1", Rational(1, 2), Rational(3, 5),
                 [](const GradientMeans& m, const Interval&, const StepTrial& t) -> Sides {
                   return {{"", m.C, Relation::at_most, 1 - t.constant() * m.v},
                           {"sign", t.number(0), Relation::at_most, m.v}};
                 }),
      pathwise("E1.4", "sum_i w_i^2 (xi_i - sum w xi)^2 <= {c} v, so h <= E v/2 <= (1 - A)/2", Rational(1, 2),
               Rational(2, 5),
               [](const DrawnPrompt& prompt, const StepTrial& t) -> Sides {
                 Rational sum;
                 for (std::size_t i = 0; i < prompt.w.size(); ++i) {
                   sum += DrawnPrompt::square(prompt.w[i] * (prompt.xi[i] - prompt.mean));
                 }
                 return {{"", t.number(sum), Relation::at_most, t.constant() * t.number(prompt.v)}};
               }),
      with_means("E1.5", "1 - A - {c} s^2 (A - A^2) <= E v <= 1 - A", 2, 1,
                 [](const GradientMeans& m, const Interval& u, const StepTrial& t) -> Sides {
                   return {{"below", 1 - m.A - t.constant() * u * (m.A - sqr(m.A)), Relation::at_most, m.v},
                           {"above", m.v, Relation::at_most, 1 - m.A}};
                 }),
  };
}

/// (c0 + c1 X + c2 p) m + a2 p^2 + a3 p^3 of E1.6.
struct WeightEstimate {
  Rational c0, c1, c2, a2, a3;

  BoxPolynomial at(const BoxPolynomial& X, const BoxPolynomial& p, const BoxPolynomial& m, const BoxPolynomial& p2,
                   const BoxPolynomial& p3) const {
    return (BoxPolynomial(c0) + BoxPolynomial(c1) * X + BoxPolynomial(c2) * p) * m + BoxPolynomial(a2) * p2 +
           BoxPolynomial(a3) * p3;
  }

  /// (b) X <= 1/2, t = X tau, after division by X^2: p = X P, m = X^2 M.
  BoxPolynomial low() const {
    const auto X = BoxPolynomial::x(), tau = BoxPolynomial::y();
    const auto rest = BoxPolynomial(1) + BoxPolynomial(-1) * X;
    const auto P = X + rest * tau, M = X + rest * tau * tau;
    return at(X, X * P, M, P * P, X * P * P * P);
  }

  /// (c) X >= 1/2, t = (1 - X) tau.
  BoxPolynomial high() const {
    const auto X = BoxPolynomial::x(), tau = BoxPolynomial::y();
    const auto rest = BoxPolynomial(1) + BoxPolynomial(-1) * X;
    const auto p = X * X + rest * rest * tau, m = X * X * X + rest * rest * rest * tau * tau;
    return at(X, p, m, p * p, p * p * p);
  }

  bool is_negative() const {
    return is_negative_on(low(), Rational(1, 7), Rational(1, 2), 1) &&
           is_negative_on(high(), Rational(1, 2), Rational(49, 50), 1);
  }

  /// (a) (c0 + a2) + c1 X + (c2 + a3) X^2 < 0 for X <= 1/7 and X >= 49/50: a parabola that opens downwards, with its top
  /// between the two, negative at both.
  bool is_negative_outside() const {
    const Rational square = c2 + a3;
    const Rational top = -c1 / (2 * square);
    const auto value = [&](const Rational& X) { return Rational(c0 + a2 + c1 * X + square * X * X); };
    return square < 0 && top > Rational(1, 7) && top < Rational(49, 50) && value(Rational(1, 7)) < 0 &&
           value(Rational(49, 50)) < 0;
  }
};

/// The whole proof, as it needs no points.
ProofStep weight_signs_by_bernstein() {
  return {.id = "E1.6",
          .statement =
              "f1 = -{c}p_3+7p_2^2+38p_4-52p_2p_3+20p_2^3 <= 0 and f2 = -64p_3+36p_2^2+192p_4-288p_2p_3+120p_2^3 <= 0 "
              "for every weight vector: its polynomial estimates, by Bernstein coefficients on 4 boxes each",
          .domain = "no parameters matter: exact rational arithmetic on whole boxes",
          .parameters = {draw_parameter()},
          .constant = 14,
          .twin = 13,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const WeightEstimate first{-t.exact_constant(), 38, -52, 7, 20};
            const WeightEstimate second{-64, 192, -288, 36, 120};
            const auto count = [&](const WeightEstimate& f) {
              return t.number((f.is_negative() ? 1 : 0) + (f.is_negative_outside() ? 1 : 0));
            };
            return {{"f1: inside, outside", count(first), Relation::equal, t.number(2)},
                    {"f2: inside, outside", count(second), Relation::equal, t.number(2)}};
          }};
}

ProofStep third_moment() {
  return with_means(
      "E1.7", "E p_2^2 <= E p_3 <= {c} min{A, (Q/(L-1+Q))^2}, Q = e^{3 s^2/2}", 1, Rational(9, 10),
      [](const GradientMeans& m, const Interval& u, const StepTrial& t) -> std::vector<StepSides> {
        const Interval q = sqr(1 / (1 + (t("L") - 1) * exp(-3 * u / 2)));
        return {{"squares", m.p22, Relation::at_most, m.p3}, {"", m.p3, Relation::at_most, t.constant() * min(m.A, q)}};
      });
}

/// F of E1.8 between the ends of E v.
Interval largest_over_variance(const GradientTraces& q, const Interval& C1, const Interval& H1, const Interval& least,
                               const Interval& most, const StepTrial& t) {
  const auto at = [&](const Interval& e) {
    return t.number(q.vg2 * q.g2) * min(1 - e / 2, C1) + t.number(q.be()) * min(e / 2, H1);
  };
  const auto inside = [&](const Interval& e) { return min(most, max(least, e)); };
  return max(max(at(least), at(most)), max(at(inside(2 * H1)), at(inside(2 - 2 * C1))));
}

/// The right side of E1.8 with A between `low` and `high`.
Interval tight_bound(const GradientTraces& q, const Interval& u, const Interval& low, const Interval& high,
                     const StepTrial& t) {
  const Interval zero = t.number(0), one = t.number(1);
  const Interval third = min(high, sqr(1 / (1 + (t("L") - 1) * exp(-3 * u / 2))));
  const Interval C1 = min(one, (2 + 4 * u + sqr(u)) * high + 49 * sqr(u) / 2 * third);
  const Interval H1 = (1 + u) * high;
  const Interval x = min(high, (1 + 2 * u) / (4 * u));
  const Interval least = max(zero, 1 - x - 2 * u * (x - sqr(x)));
  const Interval most = max(least, 1 - low);
  const Interval middle = max(low, min(one / 2, high));
  const Interval cross = min((1 + 20 * u) * third, sqrt(min(1 - least / 2, C1) * third));
  return largest_over_variance(q, C1, H1, least, most, t) + high * t.number(q.t3) +
         (middle - sqr(middle)) * t.number(q.t1 * q.t2) + 2 * cross * t.number(mp::abs(q.om));
}

ProofStep u_gradient_step(
    const char* id, const char* statement, const Rational& twin,
    std::function<Interval(const GradientTraces&, const GradientMeans&, const Interval&, const StepTrial&)> bound) {
  return {.id = id,
          .statement = statement,
          .domain = "d = 2, drawn V, Gamma, a with a^T Gamma a > 0; L >= 2 (equality at L = 1)",
          .parameters = {draw_parameter(), length_parameter(2, 1000000)},
          .constant = 1,
          .twin = twin,
          .sides = [bound](const StepTrial& t) -> std::vector<StepSides> {
            const DrawnModel model(t.exact("draw"));
            if (!has_score(model)) return {};
            const GradientMeans mean(model.s_squared(), length(t), t);
            return {{"", u_gradient_error(model, t), Relation::at_most,
                     t.constant() * bound(GradientTraces(model), mean, t.number(model.s_squared()), t)}};
          }};
}

std::vector<ProofStep> u_gradient_steps() {
  return {
      u_gradient_step("E1.8", "E|V(Chat-Gamma)|_F^2 <= {c} (F + Ab t3 + K t1 t2 + 2 M |om|), Ab from A2.9 and A itself",
                      Rational(9, 10),
                      [](const GradientTraces& q, const GradientMeans& m, const Interval& u, const StepTrial& t) {
                        const Interval logistic = 1 / (1 + (t("L") - 1) * exp(-u));
                        // Both uses are claims; the smaller one implies the other where it is below it.
                        return min(tight_bound(q, u, 1 / t("L"), logistic, t), tight_bound(q, u, m.A, m.A, t));
                      }),
      u_gradient_step("E1.9",
                      "E|V(Chat-Gamma)|_F^2 <= {c} (|Vg|^2 |g|^2 + be min{1/2, (1+s^2) Ab} + Ab (t1 t2 + t3) + 2 "
                      "sqrt(P3) |om|)",
                      Rational(1, 4),
                      [](const GradientTraces& q, const GradientMeans& m, const Interval& u, const StepTrial& t) {
                        const Interval third = min(m.A, sqr(1 / (1 + (t("L") - 1) * exp(-3 * u / 2))));
                        return t.number(q.vg2 * q.g2) + t.number(q.be()) * min(t.number(1) / 2, (1 + u) * m.A) +
                               m.A * t.number(q.t1 * q.t2 + q.t3) + 2 * sqrt(third) * t.number(mp::abs(q.om));
                      })};
}

ProofStep freezing() {
  auto parameters = slope_and_length();
  parameters.push_back({"part", Rational(1, 64), Rational(63, 64), Spread::even, false, {Rational(63, 64)}});
  return {.id = "E1.10",
          .statement = "A(s) <= 1 - {c} (s0/s) (1 - A(s0)) <= 1 - {c} (s0/s) (L-1)/(L-1+e^{s0^2}), s0 = part s",
          .domain = "L >= 1, 0 < s0 < s (equality at s0 = s)",
          .parameters = parameters,
          .constant = 1,
          .twin = Rational(11, 10),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const Rational s0 = t.exact("part") * t.exact("s");
            const Interval share = t.constant() * t("part");
            const Interval A = expectation(power_sum(2), t);
            const Interval A0 = expectation(power_sum(2), s0, length(t), t);
            const Interval more = t("L") - 1;
            return {{"", A, Relation::at_most, 1 - share * (1 - A0)},
                    {"closed", A0, Relation::at_most, 1 - more / (more + exp(sqr(t.number(s0))))}};
          }};
}

}  // namespace

std::vector<ProofStep> tight_gradient_steps() {
  std::vector<ProofStep> out = variance_steps();
  for (ProofStep& step : u_gradient_steps()) out.push_back(std::move(step));
  for (ProofStep& step : std::vector<ProofStep>{weight_signs_by_bernstein(), third_moment(), freezing()}) {
    out.push_back(std::move(step));
  }
  return out;
}

}  // namespace softlin::check
