/// I5 of docs/theory/icl-regression.md: general generators, linear attention, ridge.

#include "numeric/evaluate.hpp"
#include "proofs-check/steps/conditional_risk.hpp"
#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/normal_polynomial.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::identity;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;

/// x_i = prompt (g, 0), x~_i = label (g, g') with one more normal variable, w = task h, x = query k.
struct GeneratorDraw {
  long d;
  Matrix prompt, label, task, query;
  Rational tau;
  RegressionLaws laws;

  explicit GeneratorDraw(const StepTrial& t) : d(t.whole("d")) {
    MatrixDraw draw(t.exact("draw"));
    prompt = operator_sum(draw.matrix(d, d), 3, identity(d));
    label = draw.matrix(d, d + 1);
    task = draw.matrix(d, d);
    query = draw.matrix(d, d);
    tau = draw.positive_entry();
    const Matrix shared = label.leftCols(d);
    laws = {chain(prompt, transposed(prompt)), chain(prompt, transposed(shared)), chain(label, transposed(label)),
            chain(query, transposed(query)),   chain(task, transposed(task)),     Number(Rational(tau * tau))};
  }

  /// E ((1/L) sum y_i x_i^T M x - w.x)^2/2 by expanding polynomials in normal variables.
  Rational linear_risk(const Matrix& M, long L) const {
    std::size_t next = 0;
    const NormalVector w = normal_vector(task, next);
    next += w.size();
    const NormalVector x = normal_vector(query, next);
    next += x.size();
    const NormalVector key = times(M, x);
    NormalPolynomial sum;
    for (long i = 0; i < L; ++i) {
      const NormalVector token = normal_vector(prompt, next);
      const NormalVector seen = normal_vector(label, next);
      next += static_cast<std::size_t>(d) + 1;
      const NormalPolynomial y = inner(w, seen) + tau * NormalPolynomial::variable(next++);
      sum += y * inner(token, key);
    }
    const NormalPolynomial miss = Rational(1, L) * sum - inner(w, x);
    return (miss * miss).mean() / 2;
  }
};

ProofStep general_generator() {
  return {.id = "I5.1",
          .statement =
              "E[(pred - w.x)^2 | x] = b^2 [m_2 (1 - H) + t A] - 2 b m_x (1 - A) + x^T Omega x with t = tr(Omega S_y) "
              "+ {c} "
              "tau^2, m_x = x^T A^T C Omega x, m_2 = x^T A^T C Omega C^T A x; R_inf = 0 at A = C^{-T}/b",
          .domain = "d <= 2, drawn S_p, C, S_y, S_q, Omega, tau, A, b, x with 0 < s^2 <= 9, L >= 2",
          .parameters = matrix_parameters(1, 2, {length_parameter(2, 1000)}),
          .constant = 1,
          .twin = 2,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const GeneratorDraw p(t);
            MatrixDraw draw(t.exact("draw") + 1);
            const Matrix A = multiple(Rational(1, 8), draw.matrix(p.d, p.d));
            const Matrix x = draw.matrix(p.d, 1);
            const Rational b = draw.entry();
            const QueryForms at = query_forms(p.laws, A, x);
            if (at.s_squared <= Rational(1, 1000) || at.s_squared > 9) return {};
            const SlopeStatistics f = slope_statistics(at.s_squared, length(t), t);
            const Rational label = exact(symbolic::entrywise_dot(p.laws.omega, p.laws.label)) +
                                   t.exact_constant() * exact(p.laws.noise_variance);
            const Interval right = t.number(b * b) * (t.number(at.m_2) * (1 - f.H) + t.number(label) * f.A) -
                                   t.number(2 * b * at.m_x) * (1 - f.A) +
                                   t.number(exact(symbolic::entrywise_dot(x, chain(p.laws.omega, x))));
            std::vector<StepSides> out{
                {"finite", attention_risk(p.laws, p.task, A, b, x, length(t), t), Relation::equal, right}};
            // C + 4 I: regular for these entries, and R_inf reads C, Omega and S_q alone.
            RegressionLaws regular = p.laws;
            regular.cross = operator_sum(p.laws.cross, 32, identity(p.d));
            out.push_back(exact_sides(
                t, "limit", exact(symbolic::infinite_risk(regular, transposed(symbolic::inverse(regular.cross)))),
                Relation::equal, 0));
            return out;
          }};
}

ProofStep linear_attention() {
  return {.id = "I5.2",
          .statement =
              "R_lin,L = (tr(M S_q M^T Q_L) - 2 tr(M S_q Omega C^T) + tr(Omega S_q))/2, Q_L = (1 + {c}/L) C Omega C^T "
              "+ (t/L) "
              "S_p; least at M* = Q_L^{-1} C Omega",
          .domain =
              "d <= 2, L <= 3 (d = 1) or L <= 2, drawn S_p, C, S_y, S_q, Omega, tau, M; left: moments of polynomials "
              "of degree 8",
          .parameters = matrix_parameters(1, 2, {{"L", 1, 3, Spread::even, true, {1, 2}}}),
          .constant = 1,
          .twin = 0,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const GeneratorDraw p(t);
            const long L = p.d == 1 ? t.whole("L") : std::min(t.whole("L"), 2L);
            MatrixDraw draw(t.exact("draw") + 1);
            const Matrix M = draw.matrix(p.d, p.d);
            const Matrix signal = chain(p.laws.cross, p.laws.omega, transposed(p.laws.cross));
            Matrix Q = multiple(1 + t.exact_constant() / L, signal);
            Q = operator_sum(Q, exact(p.laws.label_square()) / L, p.laws.prompt);
            const Matrix spread = chain(M, p.laws.query);
            const Rational value =
                (exact(symbolic::trace_of(chain(spread, transposed(M), Q))) -
                 2 * exact(symbolic::trace_of(chain(spread, p.laws.omega, transposed(p.laws.cross)))) +
                 exact(symbolic::entrywise_dot(p.laws.omega, p.laws.query))) /
                2;
            const Rational inverse_length(1, L);
            const Matrix best = chain(symbolic::inverse(symbolic::linear_second_moment(p.laws, inverse_length)),
                                      p.laws.cross, p.laws.omega);
            const auto along = [&](const Rational& step) {
              return exact(symbolic::linear_risk(p.laws, operator_sum(best, step, M), inverse_length));
            };
            return {exact_sides(t, "risk", p.linear_risk(M, L), Relation::equal, value),
                    exact_sides(t, "library", exact(symbolic::linear_risk(p.laws, M, inverse_length)), Relation::equal,
                                p.linear_risk(M, L)),
                    exact_sides(t, "stationary", first_derivative(along), Relation::equal, 0),
                    exact_sides(t, "least", along(0), Relation::equal,
                                exact(symbolic::least_linear_risk(p.laws, inverse_length)))};
          }};
}

ProofStep ridge() {
  return {.id = "I5.3",
          .statement =
              "Cov(w | X, y) = Omega - Omega X^T (X Omega X^T + tau^2 I)^{-1} X Omega = (X^T X/({c} tau^2) + "
              "Omega^{-1})^{-1}; tr(S P^{-1}) is convex in P; the covariance is below tau^2 (X^T X)^{-1}",
          .domain = "d <= 3, drawn X with d + 1 rows, Omega, S, tau; the first by conditioning the joint law of (w, y)",
          .parameters = matrix_parameters(1, 3),
          .constant = 1,
          .twin = 2,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const Matrix omega = draw.positive_definite(d);
            const Matrix S = draw.positive_definite(d);
            const Rational noise = draw.positive_entry();
            const auto rows = [&] {
              Matrix X = draw.matrix(d + 1, d);
              for (long i = 0; i < d; ++i) X(i, i) = X(i, i) + Number(4);
              return X;
            };
            const Matrix X = rows();
            const Matrix other = rows();
            const auto precision = [&](const Matrix& data, const Rational& variance) {
              return operator_sum(multiple(1 / variance, chain(transposed(data), data)), 1, symbolic::inverse(omega));
            };
            const auto size = [&](const Matrix& P) { return exact(symbolic::entrywise_dot(S, symbolic::inverse(P))); };
            const Matrix evidence = operator_sum(chain(X, omega, transposed(X)), noise, identity(d + 1));
            const Matrix conditioned =
                operator_sum(omega, -1, chain(omega, transposed(X), symbolic::inverse(evidence), X, omega));
            const Matrix P = precision(X, noise);
            const Matrix Q = precision(other, noise);
            const Matrix middle = multiple(Rational(1, 2), operator_sum(P, 1, Q));
            return {exact_sides(t, "posterior", exact(symbolic::entrywise_dot(S, conditioned)), Relation::equal,
                                size(precision(X, t.exact_constant() * noise))),
                    exact_sides(t, "Jensen", size(middle), Relation::at_most, (size(P) + size(Q)) / 2),
                    exact_sides(t, "upper", size(P), Relation::at_most, noise * size(chain(transposed(X), X)))};
          }};
}

}  // namespace

std::vector<ProofStep> regression_generator_steps() { return {general_generator(), linear_attention(), ridge()}; }

}  // namespace softlin::check
