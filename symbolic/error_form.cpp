#include "symbolic/error_form.hpp"

#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

Number square(const Vector& x) { return dot(x, x); }

Number trace_of(const Matrix& a) {
  Number sum;
  for (Eigen::Index i = 0; i < a.rows(); ++i) sum += a(i, i);
  return sum;
}

Number count(Eigen::Index n) { return Number(n); }

Matrix identity(Eigen::Index d) {
  Matrix out = Matrix::Constant(d, d, Number(0));
  for (Eigen::Index i = 0; i < d; ++i) out(i, i) = 1;
  return out;
}

ExpectationForm output_form(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity,
                            Target target) {
  const ErrorTraces traces = error_traces(tokens, head, z);
  ExpectationForm form;
  form.s_squared = traces.s_squared;
  Number cross;  // <V Gamma a, T - target>
  if (target == Target::inverse) {
    const AffineMap limit = linear_operator(tokens, head);
    const Vector gap = limit(z) - inverse_operator(tokens, head)(z);
    cross = dot(limit.matrix * z, gap);
    form.constant = square(gap);
  }
  // E |T_L - target|^2 = E |T_L - T|^2 - 2 A <V Gamma a, T - target> + |T - target|^2, as E T_L - T = -A V Gamma a.
  if (quantity == Quantity::bias) {
    form.terms = {{Number(-2) * cross, softmax::a()}};
    form.squared_bias = traces.signal;
  } else {
    form.terms = {{traces.trace - Number(2) * cross, softmax::a()}, {traces.signal, softmax::a2()}};
  }
  return form;
}

ExpectationForm u_gradient_form(const GaussianTokens& tokens, const Head& head, const Vector& z) {
  const Matrix& gamma = tokens.covariance;
  const Matrix v_gamma = head.V * gamma;
  const Vector a = head.U * z;
  const Vector gamma_a = gamma * a;
  const Vector v_gamma_a = head.V * gamma_a;
  const Number alpha = square(v_gamma_a);
  const Number gamma0 = square(gamma_a);
  const Number kappa0 = dot(v_gamma * gamma_a, v_gamma_a);  // a^T Gamma^2 V^T V Gamma a
  const Number tau = entrywise_dot(v_gamma, head.V);
  const Number trace_gamma = trace_of(gamma);
  const Number z2 = square(z);
  ExpectationForm form;
  form.s_squared = dot(a, gamma_a);
  form.terms = {{z2 * entrywise_dot(v_gamma, v_gamma), softmax::g4()},
                {z2 * trace_gamma * tau, softmax::g5()},
                {z2 * (alpha * trace_gamma + gamma0 * tau), softmax::a3()},
                {z2 * Number(2) * kappa0, softmax::a4()},
                {z2 * alpha * gamma0, softmax::a5()}};
  return form;
}

}  // namespace

ErrorTraces error_traces(const GaussianTokens& tokens, const Head& head, const Vector& z) {
  const Vector a = head.U * z;
  const Vector gamma_a = tokens.covariance * a;
  const Matrix v_gamma = head.V * tokens.covariance;
  return {dot(a, gamma_a), entrywise_dot(v_gamma, head.V), square(head.V * gamma_a)};
}

ExpectationForm error_form(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity,
                           Target target) {
  if (quantity == Quantity::output || quantity == Quantity::bias) {
    return output_form(tokens, head, z, quantity, target);
  }
  if (target == Target::inverse) throw Error("a gradient is compared with the gradient of the limit only");
  if (quantity == Quantity::grad_u) return u_gradient_form(tokens, head, z);
  // The V-gradient is the output error of the identity head, once for each row of V.
  const Head identity_head{head.U, identity(head.U.rows())};
  ExpectationForm form = output_form(tokens, identity_head, z, Quantity::output, Target::limit);
  for (auto& term : form.terms) term.coefficient *= count(head.V.rows());
  return form;
}

SecondMoments second_moments(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity) {
  if (quantity == Quantity::grad_v) {
    SecondMoments out = second_moments(tokens, Head{head.U, identity(head.U.rows())}, z, Quantity::output);
    const Number rows = count(head.V.rows());
    for (ExpectationForm* form : {&out.naive, &out.reduced}) {
      for (auto& term : form->terms) term.coefficient *= rows * rows;
    }
    return out;
  }
  if (quantity != Quantity::output) throw Error("the spread is predicted for the output and the V-gradient only");
  const ErrorTraces traces = error_traces(tokens, head, z);
  const Matrix m = head.V * tokens.covariance * head.V.transpose();  // same traces of powers as M = W^T W
  const Vector v = head.V * (tokens.covariance * (head.U * z));
  const Number& s2 = traces.s_squared;
  const Number trace_m2 = entrywise_dot(m, m);
  const bool flat = s2.is_recognised_zero();
  const Number along = flat ? Number(0) : traces.signal / s2;            // e^T M e
  const Number along2 = flat ? Number(0) : dot(v, m * v) / s2;           // e^T M^2 e
  const Number across = traces.trace - along;                            // tr PM
  const Number mixed = along2 - along * along;                           // e^T M P M e
  const Number across2 = trace_m2 - Number(2) * along2 + along * along;  // tr PMPM
  const auto combine = [&](const Number& on_k40, const Number& on_k22, const Number& on_k04) {
    ExpectationForm form;
    form.s_squared = s2;
    form.terms = {{Number(3) * on_k40 + on_k22 + on_k04, softmax::k04()},
                  {on_k40 * s2, softmax::k40_s2()},
                  {on_k40 * s2 * s2, softmax::k40_s4()},
                  {on_k22 * s2, softmax::k22_s2()}};
    return form;
  };
  const Number two = 2;
  return {combine(along * along, Number(4) * mixed + two * along * across, across * across + two * across2),
          combine(along * along, two * along * across, across * across)};
}

}  // namespace softlin::symbolic
