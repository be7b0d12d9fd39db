#include "symbolic/error_form.hpp"

#include <map>
#include <string>
#include <utility>

#include "symbolic/limit_operator.hpp"
#include "symbolic/score_polynomial.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

namespace {

Number square(const Vector& x) { return dot(x, x); }

Number count(Eigen::Index n) { return Number(n); }

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
  const Matrix v_gamma = product(head.V, gamma);
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
  const Matrix v_gamma = product(head.V, tokens.covariance);
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

namespace {

/// Sum of exact multiples of expectations E[polynomial in S(n,p)], all at the same slope.
class FormSum {
 public:
  explicit FormSum(const Number& s_squared) : slope_(sqrt(s_squared)) { form_.s_squared = s_squared; }
  /// Adds c E[text]; text as ScorePolynomial reads it.
  void add(const Number& c, const std::string& text) {
    if (c.is_recognised_zero()) return;
    const ExpectationForm part = ScorePolynomial::parse(text, Place{}).reduce(slope_);
    form_.constant += c * part.constant;
    for (const auto& term : part.terms) form_.terms.push_back({c * term.coefficient, term.statistic});
  }
  ExpectationForm take() { return std::move(form_); }

 private:
  Number slope_;
  ExpectationForm form_;
};

/// Polynomials in Y1^2 and S_2: exponents (i, j) -> coefficient.
using SquarePolynomial = std::map<std::pair<int, int>, Number>;

Integer binomial(int n, int k) {
  Integer out = 1;
  for (int i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out;
}

/// The r-th moment from cumulants: m_r = sum_k C(r-1, k-1) kappa_k m_{r-k}.
SquarePolynomial moment_of(const std::vector<SquarePolynomial>& cumulants, int r) {
  std::vector<SquarePolynomial> moments{{{{0, 0}, Number(1)}}};
  for (int m = 1; m <= r; ++m) {
    SquarePolynomial sum;
    for (int k = 1; k <= m; ++k) {
      for (const auto& [x, cx] : cumulants[static_cast<std::size_t>(k)]) {
        for (const auto& [y, cy] : moments[static_cast<std::size_t>(m - k)]) {
          sum[{x.first + y.first, x.second + y.second}] += Number(Rational(binomial(m - 1, k - 1))) * cx * cy;
        }
      }
    }
    moments.push_back(std::move(sum));
  }
  return moments.back();
}

std::string power_text(const std::string& base, int exponent) { return "(" + base + ")^" + std::to_string(exponent); }

/// The squared U-gradient error given the scores (the table of exact.md section 3), as multiples of statistics.
std::vector<std::pair<Number, std::string>> conditional_u_gradient(const GaussianTokens& tokens, const Head& head,
                                                                   const Vector& z) {
  const ErrorTraces traces = error_traces(tokens, head, z);
  const Matrix& gamma = tokens.covariance;
  const Matrix v_gamma = product(head.V, gamma);
  const Vector gamma_a = gamma * (head.U * z);
  const Number z2 = square(z);
  const Number trace_gamma = trace_of(gamma);
  const bool flat = traces.s_squared.is_recognised_zero();
  const Number over = flat ? Number(0) : Number(1) / traces.s_squared;
  const Number alpha = traces.signal * over;
  const Number gamma_e = square(gamma_a) * over;
  const Number kappa0 = dot(v_gamma * gamma_a, head.V * gamma_a) * over;
  const Number kappa = kappa0 - alpha * gamma_e;
  const Number across_gamma = trace_gamma - gamma_e;                                           // tr P Gamma
  const Number across_m = traces.trace - alpha;                                                // tr P M
  const Number both = entrywise_dot(v_gamma, v_gamma) - Number(2) * kappa0 + alpha * gamma_e;  // tr P M P Gamma
  const std::string vhat = "(S(1,2) - S(1,1)^2 - 1)";
  const std::string rho = "(S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2)";
  const std::string tau2 = "(S2 - 2*S3 + S2^2)";
  return {{z2 * alpha * gamma_e, vhat + "^2"},
          {Number(-2) * z2 * kappa, vhat + "*S2"},
          {z2 * (Number(2) * kappa + alpha * across_gamma + gamma_e * across_m), rho},
          {z2 * both, "S2^2"},
          {z2 * (both + across_gamma * across_m), tau2}};
}

}  // namespace

ExpectationForm moment_form(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity, int r) {
  if (r < 1 || r > 4) throw Error("moments of the squared error: found r = " + std::to_string(r) + ", expected 1 to 4");
  if (quantity == Quantity::grad_v) {
    ExpectationForm form = moment_form(tokens, Head{head.U, identity(head.U.rows())}, z, Quantity::output, r);
    Number rows = 1;
    for (int i = 0; i < r; ++i) rows *= count(head.V.rows());
    form.constant *= rows;
    for (auto& term : form.terms) term.coefficient *= rows;
    return form;
  }
  if (quantity != Quantity::output)
    throw Error("moments of the squared error are known for the output and grad-v only");
  const ErrorTraces traces = error_traces(tokens, head, z);
  const Vector image = head.V * (tokens.covariance * (head.U * z));
  const bool flat = traces.s_squared.is_recognised_zero();
  const Number over = flat ? Number(0) : Number(1) / traces.s_squared;
  Matrix across = product(product(head.V, tokens.covariance), head.V.transpose());
  for (Eigen::Index i = 0; i < across.rows(); ++i) {
    for (Eigen::Index j = 0; j < across.cols(); ++j) across(i, j) -= image(i) * image(j) * over;
  }
  std::vector<SquarePolynomial> cumulants(static_cast<std::size_t>(r) + 1);
  Matrix power = identity(across.rows());  // n^{k-1}
  Number factor = 1;                       // 2^{k-1} (k-1)!
  for (int k = 1; k <= r; ++k) {
    const Vector moved = power * image;
    auto& kappa = cumulants[static_cast<std::size_t>(k)];
    kappa[{1, k - 1}] = factor * count(k) * dot(image, moved) * over;
    power = power * across;
    kappa[{0, k}] = factor * trace_of(power);
    factor *= count(2 * k);
  }
  FormSum sum(traces.s_squared);
  for (const auto& [exponents, c] : moment_of(cumulants, r)) {
    const auto [i, j] = exponents;
    sum.add(c, power_text("S(1,1) - s", 2 * i) + "*" + power_text("S2", j));
  }
  return sum.take();
}

SecondMoments second_moments(const GaussianTokens& tokens, const Head& head, const Vector& z, Quantity quantity) {
  if (quantity == Quantity::bias) throw Error("the bias is not sampled");
  if (quantity == Quantity::grad_u) {
    const auto parts = conditional_u_gradient(tokens, head, z);
    FormSum sum(error_traces(tokens, head, z).s_squared);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        sum.add(parts[i].first * parts[j].first * Number(i == j ? 1 : 2), parts[i].second + "*" + parts[j].second);
      }
    }
    return {std::nullopt, sum.take()};
  }
  // Given the scores the reduced sampler takes the mean, which is the first cumulant of (6).
  const bool output = quantity == Quantity::output;
  const ErrorTraces traces = error_traces(tokens, output ? head : Head{head.U, identity(head.U.rows())}, z);
  const bool flat = traces.s_squared.is_recognised_zero();
  const Number along = flat ? Number(0) : traces.signal / traces.s_squared;  // e^T M e
  const Number across = traces.trace - along;                                // tr PM
  const Number rows = output ? Number(1) : count(head.V.rows());
  FormSum sum(traces.s_squared);
  sum.add(rows * rows * along * along, "(S(1,1) - s)^4");
  sum.add(rows * rows * Number(2) * along * across, "(S(1,1) - s)^2*S2");
  sum.add(rows * rows * across * across, "S2^2");
  return {moment_form(tokens, head, z, quantity, 2), sum.take()};
}

}  // namespace softlin::symbolic
