#include "symbolic/average_form.hpp"

#include "symbolic/ldl_factors.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::symbolic {

AverageForm average_form(const GaussianTokens& tokens, const Head& head, const GaussianQuery& query,
                         Quantity quantity) {
  if (quantity == Quantity::bias) throw Error("the bias is not averaged over queries");
  AverageForm out;
  for (Eigen::Index i = 0; i < query.mean.size(); ++i) out.shifted = out.shifted || !query.mean(i).is_recognised_zero();
  // z = frame D^{1/2} g, where a mean is one more column, for a coordinate of g that is 1.
  const LdlFactors factors = ldl_factors(query.covariance);
  Matrix frame = factors.lower;
  out.pivots = factors.pivots;
  if (out.shifted) {
    const Eigen::Index d = frame.cols();
    frame.conservativeResize(Eigen::NoChange, d + 1);
    frame.col(d) = query.mean;
    out.pivots.conservativeResize(d + 1);
    out.pivots(d) = 1;
  }
  const Matrix& gamma = tokens.covariance;
  const Matrix u = product(head.U, frame);
  const Matrix g_u = product(gamma, u);
  const auto add_form = [&](Matrix form) {
    out.forms.push_back(std::move(form));
    out.majorants.emplace_back();
    return out.forms.size() - 1;
  };
  out.slope = product(u.transpose(), g_u);
  if (quantity != Quantity::grad_u) {
    const bool output = quantity == Quantity::output;
    const Matrix image = output ? product(head.V, g_u) : g_u;
    const Number rows = output ? Number(1) : Number(head.V.rows());
    const Number trace =
        output ? entrywise_dot(product(head.V, gamma), head.V) : trace_of(gamma);  // tr V Gamma V^T with V = I
    const std::size_t alpha = add_form(product(image.transpose(), image));
    out.terms = {{rows * trace, softmax::a(), {}}, {rows, softmax::a2(), {alpha}}};
    return out;
  }
  const Matrix v_gamma = product(head.V, gamma);
  const Matrix v_g_u = product(head.V, g_u);
  const Matrix v_g2_u = product(v_gamma, g_u);
  const Matrix cross = product(v_g2_u.transpose(), v_g_u);
  Matrix symmetric = cross + cross.transpose();
  for (Eigen::Index i = 0; i < symmetric.rows(); ++i) {
    for (Eigen::Index j = 0; j < symmetric.cols(); ++j) symmetric(i, j) = symmetric(i, j) / Number(2);
  }
  const std::size_t z = add_form(product(frame.transpose(), frame));
  const std::size_t alpha = add_form(product(v_g_u.transpose(), v_g_u));
  const std::size_t gamma_form = add_form(product(g_u.transpose(), g_u));
  const std::size_t kappa = add_form(std::move(symmetric));
  const std::size_t square = add_form(product(v_g2_u.transpose(), v_g2_u));
  out.majorants[kappa] = {square, alpha};
  const Number tau = entrywise_dot(v_gamma, head.V);
  const Number trace_gamma = trace_of(gamma);
  out.terms = {{entrywise_dot(v_gamma, v_gamma), softmax::g4(), {z}},
               {trace_gamma * tau, softmax::g5(), {z}},
               {trace_gamma, softmax::a3(), {z, alpha}},
               {tau, softmax::a3(), {z, gamma_form}},
               {2, softmax::a4(), {z, kappa}},
               {1, softmax::a5(), {z, alpha, gamma_form}}};
  return out;
}

}  // namespace softlin::symbolic
