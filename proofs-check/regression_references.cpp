#include "proofs-check/regression_references.hpp"

#include "numeric/evaluate.hpp"
#include "numeric/regression_risk.hpp"
#include "numeric/ridge_risk.hpp"
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

/// Without noise as many tokens as dimensions determine the task.
void add_bayes(RegressionReference& row, const symbolic::RegressionLaws& laws) {
  if (laws.noise_variance.is_recognised_zero()) {
    const bool known = row.length >= static_cast<std::uint64_t>(laws.dimension());
    row.bayes_upper = known ? 0 : numeric::approximate(laws.null_risk());
    return;
  }
  const auto bracket = numeric::RidgeRisk(laws).bracket(Integer(row.length), 14);
  row.bayes_lower = bracket.lower.mid_double();
  row.bayes_upper = bracket.upper.mid_double();
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
