#include "proofs-check/steps/gradient_means.hpp"

#include "numeric/expectation.hpp"
#include "proofs-check/steps/step_statistics.hpp"
#include "symbolic/error_form.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

using numeric::Interval;
namespace sm = symbolic::softmax;

namespace {

std::vector<Interval> means(const Rational& s_squared, const Integer& L, const StepTrial& t) {
  const WeightPolynomial p2 = power_sum(2);
  const WeightPolynomial p3 = power_sum(3);
  return numeric::expect_weights({p2, p3, p2 * p2, Rational(-2) * p2 + Rational(8) * p3 - Rational(6) * (p2 * p2),
                                  sm::a3(), sm::a4(), sm::a5(), sm::g4(), sm::g5()},
                                 numeric::ScoreVariance(symbolic::Number(s_squared)), L, t.digits());
}

}  // namespace

GradientMeans::GradientMeans(const Rational& s_squared, const Integer& L, const StepTrial& t)
    : GradientMeans(t.number(s_squared), means(s_squared, L, t)) {}

GradientMeans::GradientMeans(const Interval& u, const std::vector<Interval>& f)
    : A(f[0]),
      p3(f[1]),
      p22(f[2]),
      v(1 - f[0] + u * f[3]),
      v2(v),
      C(sqr(u) * f[6] + 2 * u * (f[4] + f[5]) + f[7] + f[8]),
      h(f[8] + u * f[4]),
      vp2(u * (f[4] - f[5]) + f[8] - f[7]),
      trace2(f[8]) {
  v2 = C + 2 * v - 1;  // v^2 = (v-1)^2 + 2v - 1
}

GradientTraces::GradientTraces(const DrawnModel& model) {
  const auto gamma_a = model.gamma_a();
  const Rational s2 = model.s_squared();
  DrawnModel::Matrix2 gp = model.Gamma();
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j) gp[i][j] -= gamma_a[i] * gamma_a[j] / s2;
  }
  const auto v_gp = model.V() * gp;
  const auto rest = v_gp * transpose(model.V());
  const auto v_gamma_a = model.V() * gamma_a;
  vg2 = model.signal() / s2;
  g2 = dot(gamma_a, gamma_a) / s2;
  t1 = rest[0][0] + rest[1][1];
  t2 = gp[0][0] + gp[1][1];
  t3 = dot(v_gp[0], v_gp[0]) + dot(v_gp[1], v_gp[1]);
  om = dot(v_gp * gamma_a, v_gamma_a) / s2;
}

Interval u_gradient_error(const DrawnModel& model, const StepTrial& t) {
  const auto form = error_form(model.tokens(), model.head(), model.query(), Quantity::grad_u);
  return numeric::Expectation(form).enclose(length(t), t.digits() - 6) / t.number(dot(model.a(), model.a()));
}

}  // namespace softlin::check
