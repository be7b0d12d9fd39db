#include "proofs-check/regression_curves.hpp"

#include "numeric/regression_risk.hpp"

namespace softlin::check {

namespace {

using symbolic::Matrix;
using symbolic::Number;

/// 2^-|i-j|
Matrix autoregressive(Eigen::Index d) {
  Matrix out(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      out(i, j) = Rational(Integer(1), Integer(1) << static_cast<unsigned>(i < j ? j - i : i - j));
    }
  }
  return out;
}

Matrix halved() {
  Matrix out = symbolic::identity(2);
  out(1, 1) = Rational(1, 2);
  return out;
}

}  // namespace

std::vector<RegressionCurve> regression_curves(const std::vector<Length>& lengths, int digits, unsigned threads,
                                               const std::function<void(double)>& progress) {
  const std::vector<std::pair<std::string, Matrix>> covariances{
      {"d=1, I", symbolic::identity(1)},    {"d=2, I", symbolic::identity(2)}, {"d=2, diag(1,1/2)", halved()},
      {"d=2, 2^-|i-j|", autoregressive(2)}, {"d=5, I", symbolic::identity(5)}, {"d=5, 2^-|i-j|", autoregressive(5)}};
  std::vector<Integer> counts;
  for (const Length& length : lengths) counts.push_back(length.value);
  std::vector<RegressionCurve> out;
  for (const auto& [name, sigma] : covariances) {
    const symbolic::RegressionModel model{sigma, symbolic::identity(sigma.rows()), 0, symbolic::Generator::matched};
    const symbolic::RegressionLaws laws = symbolic::laws_of(model);
    out.push_back(
        {name, model, numeric::regression_constants(model, digits),
         numeric::RegressionRisk(laws, symbolic::regression_endpoint(laws)).enclose(counts, digits, threads)});
    progress(static_cast<double>(out.size()) / static_cast<double>(covariances.size()));
  }
  return out;
}

}  // namespace softlin::check
