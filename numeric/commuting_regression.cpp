#include "numeric/commuting_regression.hpp"

#include "numeric/eigenvalues.hpp"
#include "numeric/evaluate.hpp"

namespace softlin::numeric {

using symbolic::Matrix;

std::string why_not_commuting(const symbolic::RegressionModel& model, const Matrix& theta_square) {
  const bool diagonal = symbolic::is_diagonal(model.sigma);
  const auto fits = [&](const Matrix& a) {
    return symbolic::is_multiple_of_identity(a) || (diagonal && symbolic::is_diagonal(a));
  };
  if (!fits(model.omega)) return "an Omega that does not share the coordinates of Sigma";
  if (!fits(theta_square)) return "a ThetaThetaT that does not share the coordinates of Sigma";
  return "";
}

CommutingRegression commuting_regression(const symbolic::RegressionModel& model, const symbolic::Number& alpha,
                                         const Matrix& theta_square, Bits bits) {
  if (const std::string why = why_not_commuting(model, theta_square); !why.empty()) {
    throw Error("in-context regression: " + why);
  }
  std::vector<Interval> lambda;
  if (symbolic::is_diagonal(model.sigma)) {
    for (Eigen::Index i = 0; i < model.sigma.rows(); ++i) lambda.push_back(enclose(model.sigma(i, i), bits));
  } else {
    for (const Interval& x : eigenvalues(model.sigma)) lambda.push_back(x.with_precision(bits));
  }
  CommutingRegression out{
      {}, {}, {}, {}, enclose(symbolic::laws_of(model).label_square(), bits), {}, enclose(alpha, bits)};
  const bool coded = model.generator == symbolic::Generator::as_coded;
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    const Interval prompt = coded ? sqr(lambda[i]) : lambda[i];
    out.prompt.push_back(prompt);
    out.cross.push_back(prompt);
    out.query.push_back(coded ? Interval(1, bits) : lambda[i]);
    out.omega.push_back(enclose(model.omega(k, k), bits));
    out.start.push_back(out.start_scale * enclose(theta_square(k, k), bits));
  }
  return out;
}

}  // namespace softlin::numeric
