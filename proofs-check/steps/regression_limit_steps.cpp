/// I1 of docs/theory/icl-regression.md: the infinite prompt, and what stays zero for every prompt.

#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/normal_polynomial.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::identity;
using symbolic::Matrix;
using symbolic::Number;

/// [[Sigma, Sigma w],[w^T Sigma, w^T Sigma w + tau^2]]
Matrix joint_covariance(const Matrix& sigma, const Matrix& w, const Rational& noise_variance) {
  const long d = static_cast<long>(sigma.rows());
  const Matrix cross = chain(sigma, w);
  Matrix out(d + 1, d + 1);
  out.topLeftCorner(d, d) = sigma;
  out.topRightCorner(d, 1) = cross;
  out.bottomLeftCorner(1, d) = transposed(cross);
  out(d, d) = symbolic::entrywise_dot(w, cross) + Number(noise_variance);
  return out;
}

ProofStep covariance_of_a_token() {
  return {.id = "I1.1",
          .statement = "Cov(x, y) = [[Sigma, Sigma w],[w^T Sigma, w^T Sigma w + {c} tau^2]] for y = w.x + noise",
          .domain = "d <= 3, drawn Sigma = R R^T, w, tau > 0; left: moments of polynomials in normal variables",
          .parameters = matrix_parameters(1, 3),
          .constant = 1,
          .twin = 0,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const Matrix root = draw.matrix(d, d);
            const Matrix w = draw.matrix(d, 1);
            const Rational tau = draw.positive_entry();
            const Matrix expected = joint_covariance(chain(root, transposed(root)), w, t.exact_constant() * tau * tau);
            NormalVector token = normal_vector(root, 0);
            token.push_back(inner(token, constant_vector(w)) +
                            tau * NormalPolynomial::variable(static_cast<std::size_t>(d)));
            std::vector<StepSides> out;
            for (long i = 0; i <= d; ++i) {
              const auto product = token[static_cast<std::size_t>(i)] * token[static_cast<std::size_t>(d)];
              out.push_back(exact_sides(t, "E y times entry " + std::to_string(i), product.mean(), Relation::equal,
                                        exact(expected(i, d))));
            }
            return out;
          }};
}

/// c, b, A, r of the prediction, and Sigma.
struct GeneralHead {
  Matrix c;
  Rational b;
  Matrix A;
  Matrix r;

  GeneralHead mirrored() const { return {multiple(-1, c), b, A, multiple(-1, r)}; }
};

ProofStep general_parameters() {
  return {.id = "I1.2",
          .statement =
              "(last row of V Gamma_w U) (x, 0) = c^T Sigma (A x + w rho) + b (w^T Sigma A x + (w^T Sigma w + "
              "{c} tau^2) rho), rho = r^T x, whatever the other entries of V and U",
          .domain = "d <= 3, drawn Sigma, w, tau, V, U, x",
          .parameters = matrix_parameters(1, 3),
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const Matrix sigma = draw.positive_definite(d);
            const Matrix w = draw.matrix(d, 1);
            const Rational noise = draw.positive_entry();
            const Matrix v = draw.matrix(d + 1, d + 1);
            const Matrix u = draw.matrix(d + 1, d + 1);
            Matrix query(d + 1, 1);
            query.topRows(d) = draw.matrix(d, 1);
            query(d, 0) = 0;
            const Matrix x = query.topRows(d);
            const Matrix c = v.block(d, 0, 1, d);
            const Matrix A = u.topLeftCorner(d, d);
            const Matrix r = u.block(d, 0, 1, d);
            const Rational rho = exact(chain(r, x)(0, 0));
            const Matrix key = chain(A, x);
            const Rational square = exact(chain(transposed(w), sigma, w)(0, 0)) + t.exact_constant() * noise;
            const Rational right = exact(chain(c, sigma, operator_sum(key, rho, w))(0, 0)) +
                                   exact(v(d, d)) * (exact(chain(transposed(w), sigma, key)(0, 0)) + square * rho);
            return {exact_sides(t, "prediction", exact(chain(v, joint_covariance(sigma, w, noise), u, query)(d, 0)),
                                Relation::equal, right)};
          }};
}

/// sum of weights e^{score} times value
Interval weighted(const StepTrial& t, const std::vector<Rational>& scores, const std::vector<Rational>& values) {
  Interval top = t.number(0);
  Interval total = t.number(0);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const Interval weight = exp(t.number(scores[i]));
    top += weight * t.number(values[i]);
    total += weight;
  }
  return top / total;
}

/// A drawn prompt (x_i, y_i), and the prediction of a head for it.
struct SmallPrompt {
  std::vector<Matrix> x;
  std::vector<Rational> y;

  SmallPrompt(MatrixDraw& draw, long d, int tokens) {
    for (int i = 0; i < tokens; ++i) {
      x.push_back(draw.matrix(d, 1));
      y.push_back(draw.entry());
    }
  }

  Interval prediction(const StepTrial& t, const GeneralHead& head, const Matrix& query) const {
    const Matrix key = chain(head.A, query);
    const Rational rho = exact(chain(head.r, query)(0, 0));
    std::vector<Rational> scores;
    std::vector<Rational> values;
    for (std::size_t i = 0; i < x.size(); ++i) {
      scores.push_back(exact(symbolic::entrywise_dot(x[i], key)) + rho * y[i]);
      values.push_back(exact(chain(head.c, x[i])(0, 0)) + head.b * y[i]);
    }
    return weighted(t, scores, values);
  }
};

/// E (pred - w.x)^2/2 over w ~ N(0, O O^T), x ~ N(0, R R^T), with the prediction of I1.2.
Rational general_limit_risk(const GeneralHead& head, const Matrix& R, const Matrix& O, const Rational& noise) {
  const Matrix sigma = chain(R, transposed(R));
  const NormalVector x = normal_vector(R, 0);
  const NormalVector w = normal_vector(O, x.size());
  const NormalVector key = times(head.A, x);
  const NormalPolynomial rho = times(head.r, x).front();
  const NormalVector sigma_w = times(sigma, w);
  const NormalPolynomial square = inner(w, sigma_w) + NormalPolynomial(noise);
  const NormalPolynomial miss = times(chain(head.c, sigma), key).front() + times(head.c, sigma_w).front() * rho +
                                head.b * (inner(sigma_w, key) + square * rho) - inner(w, x);
  return (miss * miss).mean() / 2;
}

ProofStep reflection() {
  return {.id = "I1.3",
          .statement =
              "F: (x_i, y_i, w) -> (x_i, -y_i, -w): pred(F P; c, b, A, r) = {c} pred(P; -c, b, A, -r); the risk of "
              "the infinite prompt is the same at (c, r) and (-c, -r), its derivative off {c = 0, r = 0} is 0 there",
          .domain = "d <= 2, drawn head, prompt of 3 tokens, R, O",
          .parameters = matrix_parameters(1, 2),
          .constant = -1,
          .twin = 1,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const GeneralHead head{draw.matrix(1, d), draw.entry(), draw.matrix(d, d), draw.matrix(1, d)};
            const SmallPrompt prompt(draw, d, 3);
            SmallPrompt flipped = prompt;
            for (Rational& y : flipped.y) y = -y;
            const Matrix query = draw.matrix(d, 1);
            const Matrix R = draw.matrix(d, d);
            const Matrix O = draw.matrix(d, d);
            const Rational noise = draw.positive_entry();
            const auto risk_along = [&](const Rational& step) {
              return general_limit_risk({multiple(step, head.c), head.b, head.A, multiple(step, head.r)}, R, O, noise);
            };
            return {{"prompt", flipped.prediction(t, head, query), Relation::equal,
                     t.constant() * prompt.prediction(t, head.mirrored(), query)},
                    exact_sides(t, "risk", risk_along(1), Relation::equal, risk_along(-1)),
                    exact_sides(t, "derivative", first_derivative(risk_along), Relation::equal, 0)};
          }};
}

/// tr(Omega M Sigma M^T)/2, M = b Sigma A - I, from moments of polynomials: nothing of I1.5.
Rational moment_risk(const Matrix& R, const Matrix& O, const Matrix& A, const Rational& b) {
  const NormalVector x = normal_vector(R, 0);
  const NormalVector w = normal_vector(O, x.size());
  const Matrix map = chain(R, transposed(R), A);
  const NormalPolynomial miss = b * inner(w, times(map, x)) - inner(w, x);
  return (miss * miss).mean() / 2;
}

ProofStep diagonal_subspace() {
  return {.id = "I1.4",
          .statement =
              "pred(J x_i, y_i; J x) = {c} pred(x_i, y_i; x) for diagonal A and signs J; the gradient of R_inf "
              "is diagonal for diagonal Sigma, Omega, A",
          .domain = "d = 2, 3, drawn diagonal matrices, prompt of 3 tokens",
          .parameters = matrix_parameters(2, 3),
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            Matrix A = draw.positive_diagonal(d);
            A(0, 0) = A(0, 0) - Number(2);
            const Matrix zero = Matrix::Constant(1, d, Number(0));
            const Rational b = draw.entry();
            const GeneralHead head{zero, b, A, zero};
            const SmallPrompt prompt(draw, d, 3);
            const Matrix query = draw.matrix(d, 1);
            Matrix J = identity(d);
            J(d - 1, d - 1) = -1;
            SmallPrompt flipped = prompt;
            for (Matrix& x : flipped.x) x = chain(J, x);
            const Matrix R = draw.positive_diagonal(d);
            const Matrix O = draw.positive_diagonal(d);
            Matrix off = Matrix::Constant(d, d, Number(0));
            off(0, d - 1) = 1;
            return {{"prompt", flipped.prediction(t, head, chain(J, query)), Relation::equal,
                     t.constant() * prompt.prediction(t, head, query)},
                    exact_sides(t, "gradient", first_derivative([&](const Rational& step) {
                                  return moment_risk(R, O, operator_sum(A, step, off), b);
                                }),
                                Relation::equal, 0)};
          }};
}

/// What I1.5 to I1.6 are tried on.
struct LimitPoint {
  Matrix R, O, sigma, omega, A, H;
  Rational b, h;

  explicit LimitPoint(const StepTrial& t) {
    MatrixDraw draw(t.exact("draw"));
    const long d = t.whole("d");
    R = draw.matrix(d, d);
    O = draw.matrix(d, d);
    sigma = chain(R, transposed(R));
    omega = chain(O, transposed(O));
    A = draw.matrix(d, d);
    H = draw.matrix(d, d);
    b = draw.entry();
    h = draw.entry();
  }

  Matrix miss() const { return operator_sum(multiple(b, chain(sigma, A)), -1, identity(sigma.rows())); }
  Rational along(const Matrix& direction, const Rational& step_b, const Rational& step) const {
    return moment_risk(R, O, operator_sum(A, step, direction), b + step * step_b);
  }
};

/// The quadratic form of I1.5 along (H, h), with `factor` in place of 2.
Rational hessian(const Matrix& sigma, const Matrix& omega, const Matrix& A, const Rational& b, const Matrix& H,
                 const Rational& h, const Rational& factor) {
  const Matrix M = operator_sum(multiple(b, chain(sigma, A)), -1, identity(sigma.rows()));
  const Matrix N = operator_sum(multiple(b, chain(sigma, H)), h, chain(sigma, A));
  return exact(symbolic::trace_of(chain(omega, N, sigma, transposed(N)))) +
         factor * h * exact(symbolic::trace_of(chain(omega, sigma, H, sigma, transposed(M))));
}

ProofStep limit_risk() {
  return {.id = "I1.5",
          .statement =
              "R_inf, its gradient, and its Hessian tr(Omega N Sigma N^T) + {c} h tr(Omega Sigma H Sigma M^T); "
              "(-A, b) is a null vector where b A = Sigma^{-1}",
          .domain = "d <= 3, drawn Sigma, Omega, A, b, (H, h); left: exact differences of means of polynomials",
          .parameters = matrix_parameters(1, 3),
          .constant = 2,
          .twin = 1,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const LimitPoint p(t);
            const Matrix M = p.miss();
            const Rational value = exact(symbolic::trace_of(chain(p.omega, M, p.sigma, transposed(M)))) / 2;
            const Matrix gradient = multiple(p.b, chain(p.sigma, p.omega, M, p.sigma));
            const Rational gradient_b = exact(symbolic::trace_of(chain(transposed(p.A), p.sigma, p.omega, M, p.sigma)));
            const auto curve = [&](const Rational& step) { return p.along(p.H, p.h, step); };
            std::vector<StepSides> out{exact_sides(t, "value", p.along(p.H, p.h, 0), Relation::equal, value),
                                       exact_sides(t, "gradient", first_derivative(curve), Relation::equal,
                                                   exact(symbolic::entrywise_dot(gradient, p.H)) + p.h * gradient_b),
                                       exact_sides(t, "Hessian", second_derivative(curve), Relation::equal,
                                                   hessian(p.sigma, p.omega, p.A, p.b, p.H, p.h, t.exact_constant()))};
            if (p.b.is_zero() || symbolic::trace_of(p.sigma).is_recognised_zero()) return {};
            const Matrix regular = operator_sum(p.sigma, Rational(1, 4), identity(p.sigma.rows()));
            const Matrix end = multiple(1 / p.b, symbolic::inverse(regular));
            out.push_back(exact_sides(t, "null vector", hessian(regular, p.omega, end, p.b, multiple(-1, end), p.b, 2),
                                      Relation::equal, 0));
            return out;
          }};
}

ProofStep lipschitz_constant() {
  return {.id = "I1.6",
          .statement =
              "|Hess R_inf(H, h)| <= {c} [hi^3 (r_A^2 + r_b^2 + r_A r_b) + |Sigma^2|_F] (|H|^2 + h^2), "
              "r_A = |A|_F, r_b = |b|, Omega = I",
          .domain = "d <= 3, drawn diagonal Sigma, A, b, (H, h); radial = 1: (H, h) = (A, b)",
          .parameters = matrix_parameters(1, 3, {{"radial", 0, 1, Spread::even, true, {0, 1}}}),
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            MatrixDraw draw(t.exact("draw"));
            const long d = t.whole("d");
            const Matrix sigma = draw.positive_diagonal(d);
            const bool radial = t.whole("radial") == 1;
            const Matrix A = draw.matrix(d, d);
            const Rational b = draw.entry();
            const Matrix H = radial ? A : draw.matrix(d, d);
            const Rational h = radial ? b : draw.entry();
            Rational hi;
            for (long i = 0; i < d; ++i) hi = std::max(hi, exact(sigma(i, i)));
            const Interval r_A = sqrt(t.number(square_norm(A)));
            const Interval r_b = abs(t.number(b));
            const Interval bound = pow(t.number(hi), 3) * (sqr(r_A) + sqr(r_b) + r_A * r_b) +
                                   sqrt(t.number(square_norm(chain(sigma, sigma))));
            const Rational size = square_norm(H) + h * h;
            if (size.is_zero()) return {};
            return {{"", abs(t.number(hessian(sigma, identity(d), A, b, H, h, 2))), Relation::at_most,
                     t.constant() * bound * t.number(size)}};
          }};
}

}  // namespace

std::vector<ProofStep> regression_limit_steps() {
  return {covariance_of_a_token(), general_parameters(), reflection(),
          diagonal_subspace(),     limit_risk(),         lipschitz_constant()};
}

}  // namespace softlin::check
