/// I3.3 to I4 of docs/theory/icl-regression.md: exact risks of finite prompts, and the bounds behind L(eps).

#include "numeric/evaluate.hpp"
#include "numeric/regression_constants.hpp"
#include "numeric/regression_risk.hpp"
#include "proofs-check/steps/conditional_risk.hpp"
#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::identity;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;

RegressionLaws matched(const Matrix& sigma, const Matrix& omega, const Rational& noise) {
  return {sigma, sigma, sigma, sigma, omega, noise};
}

Interval power(const Interval& x, const Rational& exponent) { return exp(log(x) * Interval(exponent, x.precision())); }

/// Drawn laws, a head and a query.
struct PromptPoint {
  long d;
  Matrix O, A, x;
  RegressionLaws laws;
  Rational b;

  explicit PromptPoint(const StepTrial& t) : d(t.whole("d")) {
    MatrixDraw draw(t.exact("draw"));
    const Matrix sigma = draw.positive_definite(d);
    O = draw.matrix(d, d);
    A = multiple(Rational(1, 2), draw.matrix(d, d));
    x = multiple(Rational(1, 2), draw.matrix(d, 1));
    b = draw.entry();
    laws = matched(sigma, chain(O, transposed(O)), draw.positive_entry());
  }
  QueryForms forms() const { return query_forms(laws, A, x); }
};

ProofStep risk_at_a_query() {
  return {
      .id = "I3.3",
      .statement = "E[(pred - w.x)^2 | x] = b^2 [m_2 (1 - {c} H) + t A] - 2 b m_x (1 - A) + x^T Omega x",
      .domain =
          "d <= 2, drawn Sigma, Omega, A, b, tau, x with 0 < s^2 <= 9, L >= 2; left: attention at (x_i, y_i) given w",
      .parameters = matrix_parameters(1, 2, {length_parameter(2, 1000)}),
      .constant = 1,
      .twin = 0,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const PromptPoint p(t);
        const QueryForms at = p.forms();
        if (at.s_squared <= Rational(1, 1000) || at.s_squared > 9) return {};
        const SlopeStatistics f = slope_statistics(at.s_squared, length(t), t);
        const Rational target = exact(symbolic::entrywise_dot(p.x, chain(p.laws.omega, p.x)));
        const Interval right = t.number(p.b * p.b) * (t.number(at.m_2) * (1 - t.constant() * f.H) +
                                                      t.number(exact(p.laws.label_square())) * f.A) -
                               t.number(2 * p.b * at.m_x) * (1 - f.A) + t.number(target);
        return {{"", attention_risk(p.laws, p.O, p.A, p.b, p.x, length(t), t), Relation::equal, right}};
      }};
}

ProofStep risk_gradient() {
  return {
      .id = "I3.4",
      .statement =
          "grad_A of {[b^2 t + 2 b m_x] A(s) - b^2 m_2 H(s)}/2 is b A Sigma Omega x x^T - b^2 H Sigma Omega Sigma A "
          "x x^T + ([b^2 t + {c} b m_x] A' - b^2 m_2 H') Sigma A x x^T/(2s); grad_b = b a_2 - a_1",
      .domain =
          "d <= 3, drawn Sigma, Omega, A, b, tau, x; A(s), H(s) any functions: affine in s^2 with drawn values and "
          "slopes; left: exact differences",
      .parameters = matrix_parameters(1, 3),
      .constant = 2,
      .twin = 1,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const PromptPoint p(t);
        MatrixDraw draw(t.exact("draw") + 1);
        const Matrix E = draw.matrix(p.d, p.d);
        const Rational a0 = draw.entry(), a1 = draw.entry(), h0 = draw.entry(), h1 = draw.entry();
        const Rational square = exact(p.laws.label_square());
        const Rational target = exact(symbolic::entrywise_dot(p.x, chain(p.laws.omega, p.x)));
        const auto gap = [&](const Matrix& A, const Rational& b) {
          const QueryForms at = query_forms(p.laws, A, p.x);
          return Rational(((b * b * square + 2 * b * at.m_x) * (a0 + a1 * at.s_squared) -
                           b * b * at.m_2 * (h0 + h1 * at.s_squared)) /
                          2);
        };
        const QueryForms at = p.forms();
        const Rational a = a0 + a1 * at.s_squared;
        const Rational h = h0 + h1 * at.s_squared;
        // A'/s = 2 a1, H'/s = 2 h1
        const Rational radial = (p.b * p.b * square + t.exact_constant() * p.b * at.m_x) * a1 - p.b * p.b * at.m_2 * h1;
        const Matrix outer = chain(p.x, transposed(p.x));
        const Matrix& sigma = p.laws.prompt;
        Matrix gradient = multiple(p.b * a, chain(sigma, p.laws.omega, outer));
        gradient = operator_sum(gradient, -p.b * p.b * h, chain(sigma, p.laws.omega, sigma, p.A, outer));
        gradient = operator_sum(gradient, radial, chain(sigma, p.A, outer));
        const auto risk = [&](const Rational& b) {
          return Rational(gap(p.A, b) + (b * b * at.m_2 - 2 * b * at.m_x + target) / 2);
        };
        return {exact_sides(t, "grad_A", first_derivative([&](const Rational& step) {
                              return gap(operator_sum(p.A, step, E), p.b);
                            }),
                            Relation::equal, exact(symbolic::entrywise_dot(gradient, E))),
                exact_sides(t, "grad_b", first_derivative([&](const Rational& step) { return risk(p.b + step); }),
                            Relation::equal, p.b * (at.m_2 * (1 - h) + square * a) - at.m_x * (1 - a))};
      }};
}

ProofStep endpoint_integrand() {
  return {
      .id = "I3.5",
      .statement =
          "A = Sigma^{-1}/beta, s = r/beta: the integrand of I3.3, averaged over directions, is (T_1/d)[b^2 (B + {c} s "
          "C - s^2) - 2 b beta s C + beta^2 s^2] + b^2 (T_1 (1 - 1/d) + tau^2) A",
      .domain =
          "d <= 3, drawn Sigma = R R^T, Omega, b, beta > 0, tau; s in [1/64, 4], L >= 2; B, C from their definitions",
      .parameters = matrix_parameters(1, 3, {slope_parameter(Rational(1, 64), 4), length_parameter(2, 1000)}),
      .constant = 2,
      .twin = 1,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        MatrixDraw draw(t.exact("draw"));
        const long d = t.whole("d");
        const Matrix R = operator_sum(draw.matrix(d, d), 4, identity(d));
        const Matrix sigma = chain(R, transposed(R));
        const Matrix omega = draw.positive_definite(d);
        const Rational b = draw.entry();
        const Rational beta = draw.positive_entry();
        const RegressionLaws laws = matched(sigma, omega, draw.positive_entry());
        const Rational s = t.exact("s");
        const Matrix A = multiple(1 / beta, symbolic::inverse(sigma));
        const SlopeStatistics f = slope_statistics(s * s, length(t), t);
        const Rational square = exact(laws.label_square());
        Interval left = t.number(0);
        std::vector<StepSides> out;
        // E v v^T = I/d, so that the columns of R stand for all directions.
        for (long k = 0; k < d; ++k) {
          const Matrix x = multiple(s * beta, R.col(k));
          const QueryForms at = query_forms(laws, A, x);
          out.push_back(exact_sides(t, "s^2 in direction " + std::to_string(k), at.s_squared, Relation::equal, s * s));
          left += t.number(b * b) * (t.number(at.m_2) * (1 - f.H) + t.number(square) * f.A) -
                  t.number(2 * b * at.m_x) * (1 - f.A) + t.number(exact(symbolic::entrywise_dot(x, chain(omega, x))));
        }
        const Interval B = expectation_by_definition("S(1,1)^2 - 2*s*S(1,1) + s^2", t);
        const Interval sC = t("s") * expectation_by_definition("S(1,1)", t);
        const Interval u = sqr(t("s"));
        const Rational T = exact(symbolic::entrywise_dot(sigma, omega));
        const Rational noise = exact(laws.noise_variance);
        const Interval right = t.number(T / d) * (t.number(b * b) * (B + t.constant() * sC - u) -
                                                  t.number(2 * b * beta) * sC + t.number(beta * beta) * u) +
                               t.number(b * b * (T * (1 - Rational(1, d)) + noise)) * f.A;
        out.push_back({"mean", left / d, Relation::equal, right});
        return out;
      }};
}

/// Sigma small enough for b*^2 >= 4, and the risk at the endpoint.
struct LightProblem {
  symbolic::RegressionModel model;
  RegressionLaws laws;
  symbolic::RegressionPoint end;

  explicit LightProblem(const StepTrial& t) {
    MatrixDraw draw(t.exact("draw"));
    const long d = t.whole("d");
    model.sigma = multiple(Rational(1, 16), draw.positive_definite(d));
    model.omega = draw.positive_definite(d);
    model.noise_variance = draw.positive_entry();
    laws = symbolic::laws_of(model);
    end = symbolic::regression_endpoint(laws);
  }
  bool inside() const { return square_norm(end.map) >= 16; }
  Interval b_square(const StepTrial& t) const { return numeric::enclose(end.scale_square, t.bits()); }
  Interval signal(const StepTrial& t) const {
    return t.number(exact(symbolic::entrywise_dot(model.sigma, model.omega)));
  }
  Interval noise(const StepTrial& t) const { return t.number(exact(model.noise_variance)); }
};

int risk_digits(const StepTrial& t) { return 6 << t.effort(); }

ProofStep one_token_and_small_slope() {
  return {
      .id = "I3.6",
      .statement =
          "R_1(theta*) = (T_1 (1 + b*^2) + b*^2 tau^2)/2; |L A - 1 - {c} s^2 (L-1)/L| <= 88 s^4 e^{s^2}, |L B - 1 - "
          "s^2 "
          "(2L-1)/L| <= 396 s^4 e^{s^2}",
      .domain =
          "d <= 3, drawn Sigma, Omega, tau; s in [1/64, 1], L >= 2; 88 and 396 from the absolute sums of heat flows, "
          "p_k <= p_2, A <= e^{s^2}/L",
      .parameters = matrix_parameters(1, 3, {slope_parameter(Rational(1, 64), 1), length_parameter(2, 1000000)}),
      .constant = 1,
      .twin = Rational(1, 2),
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const LightProblem p(t);
        if (!p.inside()) return {};
        const Interval b2 = p.b_square(t);
        const Interval risk = numeric::RegressionRisk(p.laws, p.end).enclose({1}, 14).front();
        const MeanPair mean = mean_pair(t.exact("s"), length(t), t);
        const Interval u = sqr(t("s"));
        const Interval L = t("L");
        const Interval rest = sqr(u) * exp(u);
        return {{"one token", risk, Relation::equal, (p.signal(t) * (1 + b2) + b2 * p.noise(t)) / 2},
                {"A", abs(L * mean.A - 1 - t.constant() * u * (L - 1) / L), Relation::at_most, 88 * rest},
                {"B", abs(L * mean.B - 1 - u * (2 * L - 1) / L), Relation::at_most, 396 * rest}};
      }};
}

ProofStep light_regime() {
  return {.id = "I3.7",
          .statement =
              "L R_L(theta*) <= {c} K, K = (b^2/2){(T_1 + tau^2)(1 - 2/b^2)^{-d/2} + (T_1/b^2)(1 - 2/b^2)^{-d/2-1}}",
          .domain = "d <= 3, drawn Sigma with b^2 = b*^2 >= 4, Omega, tau; L >= 1",
          .parameters = matrix_parameters(1, 3, {length_parameter(1, 1000000)}),
          .constant = 1,
          .twin = Rational(1, 16),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const LightProblem p(t);
            if (!p.inside()) return {};
            const Rational half(t.whole("d"), 2);
            const Interval b2 = p.b_square(t);
            const Interval base = 1 - 2 / b2;
            const Interval K =
                b2 / 2 * ((p.signal(t) + p.noise(t)) * power(base, -half) + p.signal(t) / b2 * power(base, -half - 1));
            const Interval risk = numeric::RegressionRisk(p.laws, p.end).enclose({length(t)}, risk_digits(t)).front();
            return {{"K", *numeric::regression_constants(p.model, 15).K, Relation::equal, K},
                    {"risk", t("L") * risk, Relation::at_most, t.constant() * K}};
          }};
}

ProofStep heavy_regime() {
  return {.id = "I3.8",
          .statement =
              "e(v) - b^2 v/2 <= -gamma on [2/3, 2], e(v) = 1/2 - 1/(2v) - v/8, gamma = (b^2 + {c})^{1/2} - 1/2, with "
              "equality at v = (b^2 + 1/4)^{-1/2} >= 2/3; v - 1 - b^2 v/2 <= -gamma for v <= 2/3; e^{-x} <= 1 - x + "
              "x^p, 1 < p "
              "<= 2",
          .domain = "b^2 in (0, 2], v in [1/64, 2], p, x in (0, 8]",
          .parameters = {{"b2", Rational(1, 64), 2, Spread::even, false, {1, 2}},
                         {"v", Rational(1, 64), 2, Spread::even, false, {Rational(2, 3), 1, 2}},
                         {"p", Rational(65, 64), 2, Spread::even, false, {2}},
                         {"x", Rational(1, 64), 8, Spread::by_orders, false, {1}}},
          .constant = Rational(1, 4),
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const Interval b2 = t("b2");
            const Interval gamma = sqrt(b2 + t.constant()) - t.number(Rational(1, 2));
            const auto exponent = [&](const Interval& v) {
              return t.number(Rational(1, 2)) - 1 / (2 * v) - v / 8 - b2 * v / 2;
            };
            const Interval best = 1 / sqrt(b2 + t.number(Rational(1, 4)));
            std::vector<StepSides> out{
                {"at the best v", -exponent(best), Relation::equal, gamma},
                {"e^-x", exp(-t("x")), Relation::at_most, 1 - t("x") + power(t("x"), t.exact("p"))}};
            const Interval v = t("v");
            // The best v is 2/3 itself at b^2 = 2, where the two pieces meet with equality.
            if (t.exact("v") * t.exact("v") * (t.exact("b2") + Rational(1, 4)) == 1) return out;
            if (t.exact("v") >= Rational(2, 3)) {
              out.push_back({"upper piece", exponent(v), Relation::at_most, -gamma});
            } else {
              out.push_back({"lower piece", v - 1 - b2 * v / 2, Relation::at_most, -gamma});
            }
            return out;
          }};
}

ProofStep scale() {
  return {.id = "I3.9",
          .statement =
              "L R_L(Sigma^{-1}/b, b) <= {c} [b^2 t (1-2/b^2)^{-d/2} + T_1 (1-2/b^2)^{-d/2-1}]/2; b^2 (1-2/b^2)^{-d/2} "
              "is at "
              "least d (1+2/d)^{d/2+1}, with equality at b^2 = d + 2",
          .domain = "d <= 3, drawn Sigma, Omega, tau; b^2 = factor (d + 2) > 2, factor in [3/4, 4]; L >= 1",
          .parameters = matrix_parameters(1, 3,
                                          {length_parameter(1, 1000000),
                                           {"factor", Rational(3, 4), 4, Spread::even, false, {Rational(3, 4), 2, 4}}}),
          .constant = 1,
          .twin = Rational(1, 16),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            if (t.exact("factor") == 1) return {};
            const LightProblem p(t);
            const long d = t.whole("d");
            const Rational half(d, 2);
            const Rational square = t.exact("factor") * (d + 2);
            if (square <= Rational(9, 4)) return {};
            const Matrix& map = p.end.map;
            symbolic::RegressionPoint point{map, square, multiple(1 / square, chain(map, p.model.sigma, map))};
            const Interval base = 1 - 2 / t.number(square);
            const Interval label = p.signal(t) + p.noise(t);
            const Interval bound =
                (t.number(square) * label * power(base, -half) + p.signal(t) * power(base, -half - 1)) / 2;
            const Interval risk = numeric::RegressionRisk(p.laws, point).enclose({length(t)}, risk_digits(t)).front();
            const Interval least = d * power(t.number(1 + Rational(2, d)), half + 1);
            return {{"risk", t("L") * risk, Relation::at_most, t.constant() * bound},
                    {"best scale", t.number(square) * power(base, -half), Relation::at_least, least},
                    {"at d + 2", (d + 2) * power(t.number(Rational(d, d + 2)), -half), Relation::equal, least}};
          }};
}

/// I4.2 before averaging: x = Sigma^{1/2} zeta, Sigma^{1/2} = root diagonal.
struct GapPoint {
  long d;
  Matrix root, sigma, A, zeta, x;
  Rational b, noise;

  explicit GapPoint(const StepTrial& t) : d(t.whole("d")) {
    MatrixDraw draw(t.exact("draw"));
    root = multiple(Rational(1, 2), draw.positive_diagonal(d));
    sigma = chain(root, root);
    A = multiple(Rational(1, 2), draw.matrix(d, d));
    zeta = multiple(t.exact("size"), draw.matrix(d, 1));
    x = chain(root, zeta);
    b = draw.positive_entry();
    noise = draw.positive_entry();
  }
};

ProofStep gaps() {
  return {
      .id = "I4.2",
      .statement =
          "the integrands of R_L - R_inf, its grad_b, grad_A are at most those of g1 = {c} [r_b^2 t E_0 + 2 r_b r_A "
          "hi^2 "
          "E_2], g_b, g_A, with Abar = q/(L-1+q) at s = hi r_A |zeta|",
      .domain = "d <= 3, drawn diagonal Sigma, A, b, tau, zeta; r_A = |A|_F, r_b = b, Omega = I; 0 < s^2 <= 16",
      .parameters = matrix_parameters(
          1, 3,
          {length_parameter(2, 1000000), {"size", Rational(1, 64), 1, Spread::by_orders, false, {Rational(1, 64), 1}}}),
      .constant = Rational(1, 2),
      .twin = Rational(1, 4),
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const GapPoint p(t);
        const RegressionLaws laws = matched(p.sigma, identity(p.d), p.noise);
        const QueryForms at = query_forms(laws, p.A, p.x);
        if (at.s_squared <= 0 || at.s_squared > 16) return {};
        const SlopeStatistics f = slope_statistics(at.s_squared, length(t), t);
        const Interval b = t.number(p.b);
        const Interval label = t.number(exact(laws.label_square()));
        Rational hi_exact;
        for (long i = 0; i < p.d; ++i) hi_exact = std::max(hi_exact, exact(p.sigma(i, i)));
        const Interval hi = t.number(hi_exact);
        const Interval r = sqrt(t.number(square_norm(p.A)));
        const Interval z2 = t.number(square_norm(p.zeta));
        const Interval q = exp(sqr(hi * r) * z2);
        const Interval bar = q / (t("L") - 1 + q);
        const Interval m_x = t.number(at.m_x);
        const Interval m_2 = t.number(at.m_2);
        const Interval gap = ((sqr(b) * label + 2 * b * m_x) * f.A - sqr(b) * m_2 * f.H) / 2;
        const Interval grad_b = b * label * f.A + m_x * f.A - b * m_2 * f.H;
        // The entries of grad_A, I3.4; A'/s = 2 dA/du.
        const Matrix outer = chain(p.x, transposed(p.x));
        const Matrix first = chain(p.sigma, outer);
        const Matrix second = chain(p.sigma, p.sigma, p.A, outer);
        const Matrix third = chain(p.sigma, p.A, outer);
        const Interval radial = (sqr(b) * label + 2 * b * m_x) * f.growth_of_a - sqr(b) * m_2 * f.growth_of_h / 2;
        Interval grad_A = t.number(0);
        for (long i = 0; i < p.d; ++i) {
          for (long j = 0; j < p.d; ++j) {
            grad_A += sqr(b * f.A * t.number(exact(first(i, j))) - sqr(b) * f.H * t.number(exact(second(i, j))) +
                          radial * t.number(exact(third(i, j))));
          }
        }
        const Interval hi2 = sqr(hi);
        const Interval hi3 = hi2 * hi;
        const Interval bound_b = (b * label + (r * hi2 + 7 * b * hi3 * sqr(r)) * z2) * bar;
        const Interval bound_A = ((b * hi2 + 7 * sqr(b) * hi3 * r + sqr(b) * label * hi2 * r) +
                                  (2 * b * sqr(r) * sqr(hi2) + 15 * sqr(b) * hi2 * hi3 * sqr(r) * r) * z2) *
                                 z2 * bar;
        return {{"gap", gap, Relation::at_most, t.constant() * (sqr(b) * label + 2 * b * r * hi2 * z2) * bar},
                {"grad_b", abs(grad_b), Relation::at_most, bound_b},
                {"grad_A", sqrt(grad_A), Relation::at_most, bound_A}};
      }};
}

ProofStep no_exit() {
  return {
      .id = "I4.3",
      .statement =
          "b' <= -{c} N lo^{3/2} delta/2 and N >= lo^{3/4} (tr Sigma)^{1/4} where b^2 = bmax^2 + delta, |A|_F^2 >= b^2 "
          "- "
          "delta/2",
      .domain =
          "d <= 3, drawn diagonal Sigma, direction of A; alpha in [1/4, 2], delta in [1/64, 4], shift in [-1/2, 1/2]",
      .parameters = matrix_parameters(
          1, 3,
          {{"alpha", Rational(1, 4), 2, Spread::even, false, {Rational(1, 4), 1}},
           {"delta", Rational(1, 64), 4, Spread::by_orders, false, {Rational(1, 64), 1}},
           {"shift", Rational(-1, 2), Rational(1, 2), Spread::even, false, {Rational(-1, 2), Rational(1, 2)}}}),
      .constant = 1,
      .twin = 8,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        MatrixDraw draw(t.exact("draw"));
        const long d = t.whole("d");
        const Matrix sigma = draw.positive_diagonal(d);
        Matrix direction = draw.positive_diagonal(d);
        if (mp::numerator(t.exact("draw")) % 2 == 0) direction = draw.matrix(d, d);
        const Rational size = square_norm(direction);
        if (size.is_zero()) return {};
        Rational lo_exact = exact(sigma(0, 0));
        for (long i = 1; i < d; ++i) lo_exact = std::min(lo_exact, exact(sigma(i, i)));
        const Interval lo = t.number(lo_exact);
        const Interval lo3_root = lo * sqrt(lo);
        const Interval root_trace = sqrt(t.number(exact(symbolic::trace_of(sigma))));
        const Interval b_square = max(sqr(t("alpha")), root_trace / lo3_root) + t("delta");
        const Interval factor = sqrt((b_square + t("shift") * t("delta")) / t.number(size));  // |A|^2 by `shift`
        const Interval push = factor * t.number(exact(symbolic::trace_of(chain(transposed(direction), sigma, sigma))));
        const Interval pull =
            sqr(factor) *
            t.number(exact(symbolic::trace_of(chain(transposed(direction), sigma, sigma, direction, sigma))));
        const Interval N = sqrt(pull);
        return {
            {"b'", push - sqrt(b_square) * pull, Relation::at_most, -(t.constant() * N * lo3_root * t("delta") / 2)},
            {"N", N, Relation::at_least, sqrt(lo3_root * root_trace)}};
      }};
}

ProofStep damped_perturbation() {
  return {
      .id = "I4.4",
      .statement = "-<G, G - e> <= -|G|^2/2 + {c} |e|^2, so that R' <= -c R + g^2/2 along the perturbed flow",
      .domain = "drawn G, e in R^d, d <= 3; same = 1: e = G, where it is an equality",
      .parameters = matrix_parameters(1, 3, {{"same", 0, 1, Spread::even, true, {0, 1}}}),
      .constant = Rational(1, 2),
      .twin = Rational(1, 4),
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        MatrixDraw draw(t.exact("draw"));
        const Matrix G = draw.matrix(t.whole("d"), 1);
        const Matrix e = t.whole("same") == 1 ? G : draw.matrix(t.whole("d"), 1);
        const Rational left = -exact(symbolic::entrywise_dot(G, operator_sum(G, -1, e)));
        return {exact_sides(t, "", left, Relation::at_most, -square_norm(G) / 2 + t.exact_constant() * square_norm(e))};
      }};
}

ProofStep gradient_by_risk() {
  return {.id = "I4.6",
          .statement = "|grad R_inf|^2 <= {c} hi^3 (|A|_F^2 + b^2) R_inf",
          .domain = "d <= 3, drawn diagonal Sigma, A, b; Omega = I; equality at d = 1",
          .parameters = matrix_parameters(1, 3),
          .constant = 2,
          .twin = 1,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const Matrix sigma = draw.positive_diagonal(d);
            const Matrix A = draw.matrix(d, d);
            const Rational b = draw.entry();
            Rational hi;
            for (long i = 0; i < d; ++i) hi = std::max(hi, exact(sigma(i, i)));
            const Matrix M = operator_sum(multiple(b, chain(sigma, A)), -1, identity(d));
            const Rational twice_risk = exact(symbolic::trace_of(chain(M, sigma, transposed(M))));
            const Rational gradient_b = exact(symbolic::trace_of(chain(transposed(A), sigma, M, sigma)));
            return {exact_sides(t, "", square_norm(multiple(b, chain(sigma, M, sigma))) + gradient_b * gradient_b,
                                Relation::at_most,
                                t.exact_constant() / 2 * hi * hi * hi * (square_norm(A) + b * b) * twice_risk)};
          }};
}

ProofStep least_risk() {
  return {.id = "I4.9",
          .statement = "min_k R_L(A*, k b*) <= {c} R_L(theta*) <= {c} K/L",
          .domain = "d <= 3, drawn Sigma with b*^2 >= 4, Omega, tau; 2 <= L <= 1000",
          .parameters = matrix_parameters(1, 3, {length_parameter(2, 1000)}),
          .constant = 1,
          .twin = Rational(1, 4),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const LightProblem p(t);
            if (!p.inside()) return {};
            const Interval risk = numeric::RegressionRisk(p.laws, p.end).enclose({length(t)}, risk_digits(t)).front();
            const Interval best =
                numeric::RegressionScale(p.laws, p.end).enclose({length(t)}, 4 << t.effort()).front().risk;
            return {{"scale", best, Relation::at_most, t.constant() * risk},
                    {"K", risk, Relation::at_most, *numeric::regression_constants(p.model, 15).K / t("L")}};
          }};
}

}  // namespace

std::vector<ProofStep> regression_prompt_steps() {
  return {risk_at_a_query(),
          risk_gradient(),
          endpoint_integrand(),
          one_token_and_small_slope(),
          light_regime(),
          heavy_regime(),
          scale(),
          gaps(),
          no_exit(),
          damped_perturbation(),
          gradient_by_risk(),
          least_risk()};
}

}  // namespace softlin::check
