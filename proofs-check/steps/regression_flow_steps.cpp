/// I2 of docs/theory/icl-regression.md: the gradient flow of the infinite prompt. Omega = I, and Sigma diagonal without loss
/// of generality: a rotation of the tokens turns Theta with it. Statements along the flow are tried as statements about
/// the vector field.

#include "numeric/regression_time.hpp"
#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::identity;
using symbolic::Matrix;
using symbolic::Number;

Rational trace(const Matrix& a) { return exact(symbolic::trace_of(a)); }

/// A point (A, b) and the gradient of R_inf there.
struct FlowPoint {
  long d;
  Matrix sigma, omega, A;
  Rational b;

  Rational risk() const {
    const symbolic::RegressionLaws laws{sigma, sigma, sigma, sigma, omega, 0};
    return exact(symbolic::infinite_risk(laws, multiple(b, A)));
  }
  Matrix miss() const { return operator_sum(multiple(b, chain(sigma, A)), -1, identity(d)); }
  Matrix gradient() const { return multiple(b, chain(sigma, omega, miss(), sigma)); }
  Rational gradient_b() const { return trace(chain(transposed(A), sigma, omega, miss(), sigma)); }
  Rational gradient_square() const { return square_norm(gradient()) + gradient_b() * gradient_b(); }

  Rational lambda(long i) const { return exact(sigma(i, i)); }
  Rational lo() const {
    Rational out = lambda(0);
    for (long i = 1; i < d; ++i) out = std::min(out, lambda(i));
    return out;
  }
  Rational hi() const {
    Rational out = lambda(0);
    for (long i = 1; i < d; ++i) out = std::max(out, lambda(i));
    return out;
  }
  /// tr(A^T Sigma Omega Sigma) and N^2 = tr(A^T Sigma Omega Sigma A Sigma)
  Rational push() const { return trace(chain(transposed(A), sigma, omega, sigma)); }
  Rational pull() const { return trace(chain(transposed(A), sigma, omega, sigma, A, sigma)); }
};

FlowPoint drawn_point(const StepTrial& t) {
  MatrixDraw draw(t.exact("draw"));
  const long d = t.whole("d");
  FlowPoint out{d, draw.positive_diagonal(d), identity(d), draw.matrix(d, d), 0};
  out.b = draw.positive_entry();
  return out;
}

Rational cube(const Rational& x) { return x * x * x; }

ProofStep decoupled_flow() {
  return {.id = "I2.1",
          .statement =
              "-dR_inf: f_i' = b lam_i^2 (1 - {c} b lam_i f_i), A_ij' = -b^2 lam_i^2 lam_j A_ij, b' = sum_i lam_i^2 "
              "f_i - b sum_ij lam_i^2 lam_j A_ij^2",
          .domain = "d <= 3, drawn diagonal Sigma, A, b > 0; left: exact differences of R_inf",
          .parameters = matrix_parameters(1, 3),
          .constant = 1,
          .twin = 2,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const FlowPoint p = drawn_point(t);
            const auto descent = [&](long i, long j) {
              Matrix unit = Matrix::Constant(p.d, p.d, Number(0));
              unit(i, j) = 1;
              return Rational(-first_derivative([&](const Rational& step) {
                return FlowPoint{p.d, p.sigma, p.omega, operator_sum(p.A, step, unit), p.b}.risk();
              }));
            };
            std::vector<StepSides> out;
            Rational right = 0;
            for (long i = 0; i < p.d; ++i) {
              const Rational square = p.lambda(i) * p.lambda(i);
              right += square * exact(p.A(i, i));
              for (long j = 0; j < p.d; ++j) {
                const Rational entry = exact(p.A(i, j));
                right -= p.b * square * p.lambda(j) * entry * entry;
                const Rational expected =
                    i == j ? Rational(p.b * square * (1 - t.exact_constant() * p.b * p.lambda(i) * entry))
                           : Rational(-p.b * p.b * square * p.lambda(j) * entry);
                out.push_back(exact_sides(t, "entry " + std::to_string(i) + std::to_string(j), descent(i, j),
                                          Relation::equal, expected));
              }
            }
            const Rational descent_b = -first_derivative([&](const Rational& step) {
              return FlowPoint{p.d, p.sigma, p.omega, p.A, p.b + step}.risk();
            });
            out.push_back(exact_sides(t, "b", descent_b, Relation::equal, right));
            return out;
          }};
}

ProofStep balancedness() {
  return {.id = "I2.2",
          .statement = "(|A|_F^2 - b^2)' = -2 <A, grad_A> + {c} b grad_b = 0",
          .domain = "d <= 3, drawn diagonal Sigma, A, b > 0",
          .parameters = matrix_parameters(1, 3),
          .constant = 2,
          .twin = 1,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const FlowPoint p = drawn_point(t);
            const Rational inner = exact(symbolic::entrywise_dot(p.A, p.gradient()));
            return {exact_sides(t, "", 2 * inner, Relation::equal, t.exact_constant() * p.b * p.gradient_b())};
          }};
}

ProofStep upper_bound_of_b() {
  return {.id = "I2.3",
          .statement =
              "tr(A^T Sigma^2)^2 <= N^2 tr Sigma, b' = tr(A^T Sigma^2) - b N^2, N^2 >= {c} lo^3 |A|_F^2; b' <= 0 "
              "where |A|_F = b and b^4 >= tr(Sigma)/lo^3",
          .domain = "d <= 3, drawn diagonal Sigma, A, b > 0; N = |Sigma A Sigma^{1/2}|_F",
          .parameters = matrix_parameters(1, 3),
          .constant = 1,
          .twin = 4,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const FlowPoint p = drawn_point(t);
            const Rational push = p.push();
            const Rational pull = p.pull();
            const Rational size = square_norm(p.A);
            std::vector<StepSides> out{
                exact_sides(t, "Cauchy", push * push, Relation::at_most, pull * trace(p.sigma)),
                exact_sides(t, "b'", -p.gradient_b(), Relation::equal, push - p.b * pull),
                exact_sides(t, "N", pull, Relation::at_least, t.exact_constant() * cube(p.lo()) * size)};
            // With b^2 = |A|_F^2 = size: tr(A^T Sigma^2) <= b N^2, squared.
            if (size * size * cube(p.lo()) >= trace(p.sigma) && push > 0) {
              out.push_back(exact_sides(t, "no growth", push * push, Relation::at_most, size * pull * pull));
            }
            return out;
          }};
}

ProofStep lower_bound_of_b() {
  return {
      .id = "I2.4",
      .statement =
          "f_i' >= 0 where b lam_i f_i <= 1; sum_i min(f_i(0), 1/(bmax lam_i))^2 >= {c} min(alpha^2/d, "
          "1/(bmax hi)^2), f_i(0) = alpha (Theta Theta^T)_ii, bmax^2 = max(alpha^2, sqrt(tr Sigma) lo^{-3/2})",
      .domain = "d = 2, 3, drawn diagonal Sigma, Theta Theta^T of norm 1, alpha in [1/64, 4], share in [0,1]",
      .parameters = matrix_parameters(2, 3,
                                      {{"alpha", Rational(1, 64), 4, Spread::by_orders, false, {Rational(1, 64), 4}},
                                       {"share", 0, 1, Spread::even, false, {0, 1}}}),
      .constant = 1,
      .twin = 4,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        MatrixDraw draw(t.exact("draw"));
        const FlowPoint p = drawn_point(t);
        const Matrix theta = draw.unit_semidefinite(p.d);
        const Interval alpha = t("alpha");
        const Interval lo = t.number(p.lo());
        const Interval bmax = sqrt(max(sqr(alpha), sqrt(t.number(trace(p.sigma))) / (lo * sqrt(lo))));
        Interval sum = t.number(0);
        std::vector<StepSides> out;
        for (long i = 0; i < p.d; ++i) {
          const Rational f = t.exact("share") / (p.b * p.lambda(i));
          const Rational slope = p.b * p.lambda(i) * p.lambda(i) * (1 - p.b * p.lambda(i) * f);
          out.push_back(exact_sides(t, "slope " + std::to_string(i), slope, Relation::at_least, 0));
          sum += sqr(min(alpha * t.number(exact(theta(i, i))), 1 / (bmax * t.number(p.lambda(i)))));
        }
        out.push_back(
            {"b_low", sum, Relation::at_least, t.constant() * min(sqr(alpha) / p.d, 1 / sqr(bmax * t.number(p.hi())))});
        return out;
      }};
}

ProofStep gradient_dominance() {
  return {.id = "I2.5",
          .statement = "|grad_A R|_F^2 >= {c} lo^3 b^2 R, |M Sigma^{1/2}|_F^2 = 2 R",
          .domain = "d <= 3, drawn diagonal Sigma, A, b > 0; equality at d = 1",
          .parameters = matrix_parameters(1, 3),
          .constant = 2,
          .twin = 4,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const FlowPoint p = drawn_point(t);
            const Matrix M = p.miss();
            return {exact_sides(t, "W", trace(chain(M, p.sigma, transposed(M))), Relation::equal, 2 * p.risk()),
                    exact_sides(t, "gradient", square_norm(p.gradient()), Relation::at_least,
                                t.exact_constant() * cube(p.lo()) * p.b * p.b * p.risk())};
          }};
}

ProofStep time_to_eps() {
  return {.id = "I2.6",
          .statement =
              "R_0 <= (tr Sigma + alpha^4 hi^3)/2 - {c} alpha^2 lo^2; at b*^4 = tr Sigma^{-2}, A* = Sigma^{-1}/b*: "
              "R_inf = 0, |A*|_F = b*; the time of I2.6 is ln(R_0/eps)/(2 lo^3 blow^2)",
          .domain =
              "d <= 3, drawn diagonal Sigma, Theta Theta^T of norm 1, alpha in [1/4, 4], eps = R_0/10; equality of the "
              "first at d = 1",
          .parameters = matrix_parameters(1, 3, {{"alpha", Rational(1, 4), 4, Spread::by_orders, false, {1, 4}}}),
          .constant = 1,
          .twin = 3,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const FlowPoint p = drawn_point(t);
            const bool is_diagonal = mp::numerator(t.exact("draw")) % 2 == 0;
            const Matrix theta = is_diagonal ? draw.unit_diagonal(p.d) : draw.unit_semidefinite(p.d);
            const Rational alpha = t.exact("alpha");
            const Rational start = FlowPoint{p.d, p.sigma, p.omega, multiple(alpha, theta), alpha}.risk();
            const Rational square = alpha * alpha;
            const Rational bound =
                (trace(p.sigma) + square * square * cube(p.hi())) / 2 - t.exact_constant() * square * p.lo() * p.lo();
            const symbolic::RegressionModel model{p.sigma, p.omega, 0, symbolic::Generator::matched};
            const symbolic::RegressionPoint end = symbolic::regression_endpoint(symbolic::laws_of(model));
            const Number size = symbolic::entrywise_dot(end.map, end.map) / end.scale_square;  // |A*|_F^2
            std::vector<StepSides> out{
                exact_sides(t, "start", start, Relation::at_most, bound),
                exact_sides(t, "endpoint", exact(symbolic::infinite_risk(symbolic::laws_of(model), end.map)),
                            Relation::equal, 0),
                exact_sides(t, "balance", (size - end.scale_square).is_recognised_zero() ? 0 : 1, Relation::equal, 0)};
            if (!is_diagonal) return out;
            const Rational lo = p.lo();
            const Interval lo_root = sqrt(t.number(lo));
            const Interval bmax =
                sqrt(max(t.number(square), sqrt(t.number(trace(p.sigma))) / (t.number(lo) * lo_root)));
            Interval low = t.number(0);
            for (long i = 0; i < p.d; ++i) {
              low += sqr(min(t.number(Rational(alpha * exact(theta(i, i)))), 1 / (bmax * t.number(p.lambda(i)))));
            }
            const auto time = numeric::regression_time(model, alpha, theta, Number(Rational(start / 10)), 15);
            out.push_back({"time", time.direct, Relation::equal, log(t.number(10)) / (2 * pow(t.number(lo), 3) * low)});
            return out;
          }};
}

ProofStep two_phases() {
  return {.id = "I2.7",
          .statement =
              "S' >= {c} (1-kappa) b tr Sigma^2 while b lam_i f_i <= kappa, S = sum f_i; S^2 <= d sum f_i^2; S^2 >= "
              "|A|_F^2 for positive semidefinite A",
          .domain = "d <= 3, drawn diagonal Sigma, A, b > 0, kappa, share in (0,1]; equality of the first at share = 1",
          .parameters =
              matrix_parameters(1, 3,
                                {{"kappa", Rational(1, 64), Rational(63, 64), Spread::even, false, {Rational(1, 2)}},
                                 {"share", Rational(1, 64), 1, Spread::even, false, {1}}}),
          .constant = 1,
          .twin = 2,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const FlowPoint p = drawn_point(t);
            MatrixDraw draw(t.exact("draw"));
            const Matrix theta = draw.unit_semidefinite(p.d);
            const Rational kappa = t.exact("kappa");
            Rational growth;
            Rational sum;
            Rational squares;
            for (long i = 0; i < p.d; ++i) {
              // The first coordinate is at kappa itself where share = 1, the others are anywhere below.
              const Rational part =
                  i == 0 || t.exact("share") == 1 ? t.exact("share") : Rational(t.exact("share") / (i + 1));
              const Rational f = part * kappa / (p.b * p.lambda(i));
              growth += p.b * p.lambda(i) * p.lambda(i) * (1 - p.b * p.lambda(i) * f);
              sum += f;
              squares += f * f;
            }
            return {exact_sides(t, "growth", growth, Relation::at_least,
                                t.exact_constant() * (1 - kappa) * p.b * square_norm(p.sigma)),
                    exact_sides(t, "sum", sum * sum, Relation::at_most, p.d * squares),
                    exact_sides(t, "exit", trace(theta) * trace(theta), Relation::at_least, square_norm(theta))};
          }};
}

ProofStep general_omega() {
  return {
      .id = "I2.8",
      .statement =
          "Omega diagonal as Sigma: |grad_A R|^2 >= {c} min_i(omega_i lam_i^2) lo b^2 R, N^2 >= min(omega lam^2) lo "
          "|A|^2, tr(A^T Sigma Omega Sigma)^2 <= N^2 tr(Sigma Omega); any Omega: (tr(Omega Sigma)/2 - R)^2 <= "
          "|A|^2 b^2 |Sigma Omega Sigma|_F^2 where R <= tr(Omega Sigma)/2, balancedness",
      .domain =
          "d <= 3, drawn diagonal Sigma, Omega and a second, full Omega; A, b > 0; equality of the first at d = 1",
      .parameters = matrix_parameters(1, 3),
      .constant = 2,
      .twin = 4,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        FlowPoint p = drawn_point(t);
        MatrixDraw draw(t.exact("draw") + 1);
        p.omega = draw.positive_diagonal(p.d);
        Rational least = exact(p.omega(0, 0)) * p.lambda(0) * p.lambda(0);
        for (long i = 1; i < p.d; ++i) {
          least = std::min(least, Rational(exact(p.omega(i, i)) * p.lambda(i) * p.lambda(i)));
        }
        const Rational push = p.push();
        const Rational pull = p.pull();
        std::vector<StepSides> out{
            exact_sides(t, "gradient", square_norm(p.gradient()), Relation::at_least,
                        t.exact_constant() * least * p.lo() * p.b * p.b * p.risk()),
            exact_sides(t, "N", pull, Relation::at_least, least * p.lo() * square_norm(p.A)),
            exact_sides(t, "Cauchy", push * push, Relation::at_most, pull * trace(chain(p.sigma, p.omega)))};
        p.omega = draw.positive_definite(p.d);
        out.push_back(exact_sides(t, "balance", exact(symbolic::entrywise_dot(p.A, p.gradient())), Relation::equal,
                                  p.b * p.gradient_b()));
        // A shorter A has a risk below that of the origin.
        p.A = multiple(Rational(1, 16), p.A);
        const Rational below = trace(chain(p.omega, p.sigma)) / 2 - p.risk();
        if (below > 0) {
          out.push_back(exact_sides(t, "away from 0", below * below, Relation::at_most,
                                    square_norm(p.A) * p.b * p.b * square_norm(chain(p.sigma, p.omega, p.sigma))));
        }
        return out;
      }};
}

}  // namespace

std::vector<ProofStep> regression_flow_steps() {
  return {decoupled_flow(),     balancedness(), upper_bound_of_b(), lower_bound_of_b(),
          gradient_dominance(), time_to_eps(),  two_phases(),       general_omega()};
}

}  // namespace softlin::check
