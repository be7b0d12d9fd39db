#include "proofs-check/regression_references.hpp"

#include <Eigen/LU>
#include <algorithm>

#include "numeric/evaluate.hpp"
#include "numeric/model_doubles.hpp"
#include "numeric/regression_risk.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::check {

namespace {

constexpr int k_reference_digits = 6;

void add_endpoints(std::vector<RegressionReference>& rows, const symbolic::RegressionLaws& laws, unsigned threads) {
  std::vector<Integer> lengths;
  for (const RegressionReference& row : rows) lengths.emplace_back(row.length);
  try {
    const numeric::RegressionRisk risk(laws, symbolic::regression_endpoint(laws));
    const auto found = risk.enclose(lengths, k_reference_digits, threads);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].softmax_endpoint = found[i].mid_double();
  } catch (const Error&) {
  }
}

void add_bayes(RegressionReference& row, const symbolic::RegressionLaws& laws) {
  const Eigen::MatrixXd prompt = numeric::to_double(laws.prompt);
  const Eigen::MatrixXd query = numeric::to_double(laws.query);
  const Eigen::MatrixXd omega = numeric::to_double(laws.omega);
  const double noise = numeric::to_double(laws.noise_variance);
  const Eigen::Index d = laws.dimension();
  const auto L = static_cast<double>(row.length);
  row.bayes_upper = (omega * query).trace() / 2;
  if (noise > 0) {
    const Eigen::MatrixXd kernel = Eigen::MatrixXd::Identity(d, d) + L / noise * prompt * omega;
    row.bayes_lower = (query * omega * kernel.partialPivLu().inverse()).trace() / 2;
  }
  if (const double rest = L - static_cast<double>(d) - 1; rest > 0) {
    row.bayes_upper = std::min(row.bayes_upper, noise / 2 * (query * prompt.partialPivLu().inverse()).trace() / rest);
  }
}

}  // namespace

std::vector<RegressionReference> regression_references(const symbolic::RegressionModel& model,
                                                       const std::vector<std::uint64_t>& lengths, unsigned threads) {
  const symbolic::RegressionLaws laws = symbolic::laws_of(model);
  std::vector<RegressionReference> out;
  for (const std::uint64_t length : lengths) {
    RegressionReference row;
    row.length = length;
    row.linear_optimum = numeric::approximate(symbolic::least_linear_risk(laws, Rational(Integer(1), Integer(length))));
    add_bayes(row, laws);
    out.push_back(row);
  }
  add_endpoints(out, laws, threads);
  return out;
}

}  // namespace softlin::check
