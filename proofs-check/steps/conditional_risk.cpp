#include "proofs-check/steps/conditional_risk.hpp"

#include "numeric/evaluate.hpp"
#include "numeric/expectation.hpp"
#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/error_form.hpp"
#include "symbolic/hermite_reduction.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;

/// Tokens (x_i, y_i) given w, and the last row of attention at the query (x, 0).
struct TaskAttention {
  symbolic::GaussianTokens tokens;
  symbolic::Head head;
  symbolic::Vector query;

  TaskAttention(const RegressionLaws& laws, const Matrix& w, const Matrix& A, const Rational& b, const Matrix& x) {
    const Eigen::Index d = laws.dimension();
    const Matrix cross = chain(laws.cross, w);
    Matrix covariance(d + 1, d + 1);
    covariance.topLeftCorner(d, d) = laws.prompt;
    covariance.topRightCorner(d, 1) = cross;
    covariance.bottomLeftCorner(1, d) = transposed(cross);
    covariance(d, d) = symbolic::entrywise_dot(w, chain(laws.label, w)) + laws.noise_variance;
    tokens = {symbolic::Vector::Constant(d + 1, Number(0)), covariance};
    head = {Matrix::Constant(d + 1, d + 1, Number(0)), Matrix::Constant(1, d + 1, Number(0))};
    head.U.topLeftCorner(d, d) = A;
    head.V(0, d) = b;
    query = symbolic::Vector::Constant(d + 1, Number(0));
    query.head(d) = x.col(0);
  }
};

}  // namespace

Interval attention_risk(const RegressionLaws& laws, const Matrix& O, const Matrix& A, const Rational& b,
                        const Matrix& x, const Integer& L, const StepTrial& t) {
  const Number s = symbolic::sqrt(Number(query_forms(laws, A, x).s_squared));
  const auto score_mean =
      symbolic::ScorePolynomial::parse("S(1,1)", Place{"step", 0, ""}).reduce(s, symbolic::hermite_reduction);
  // E Y/s, so that E pred = limit E Y/s: no root is left.
  const Interval share = numeric::Expectation(score_mean).enclose(L, t.digits() - 4) / numeric::enclose(s, t.bits());
  const auto at_task = [&](const Matrix& w) {
    const TaskAttention task(laws, w, A, b, x);
    const Interval spread =
        numeric::Expectation(error_form(task.tokens, task.head, task.query, symbolic::Quantity::output))
            .enclose(L, t.digits() - 4);
    const Rational limit = b * exact(symbolic::entrywise_dot(chain(laws.cross, w), chain(A, x)));
    const Rational target = exact(symbolic::entrywise_dot(w, x));
    const Rational gap = limit - target;
    return spread + t.number(2 * gap * limit) * (share - 1) + t.number(gap * gap);
  };
  const Matrix origin = Matrix::Constant(O.rows(), 1, Number(0));
  const Interval base = at_task(origin);
  Interval sum = base;
  for (Eigen::Index k = 0; k < O.cols(); ++k) sum += at_task(O.col(k)) - base;
  return sum;
}

QueryForms query_forms(const RegressionLaws& laws, const Matrix& A, const Matrix& x) {
  const Matrix key = chain(A, x);
  const Matrix answer = chain(transposed(laws.cross), key);
  return {exact(symbolic::entrywise_dot(key, chain(laws.prompt, key))),
          exact(symbolic::entrywise_dot(answer, chain(laws.omega, x))),
          exact(symbolic::entrywise_dot(answer, chain(laws.omega, answer)))};
}

SlopeStatistics slope_statistics(const Rational& s_squared, const Integer& L, const StepTrial& t) {
  const WeightPolynomial p2 = power_sum(2);
  const WeightPolynomial h = p2 + Rational(6) * power_sum(3) - Rational(6) * (p2 * p2);
  const auto f = expect_weights({p2, h, p2.heat_flow(), Rational(2) * h.heat_flow()},
                                numeric::ScoreVariance(Number(s_squared)), L, t.digits());
  return {f[0], f[1], f[2], f[3]};
}

}  // namespace softlin::check
