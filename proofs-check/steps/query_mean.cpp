#include "proofs-check/steps/query_mean.hpp"

#include <map>
#include <tuple>

#include "numeric/query_average.hpp"
#include "symbolic/average_form.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

using numeric::Interval;

namespace {

symbolic::Vector as_vector(const std::array<Rational, 2>& x) {
  symbolic::Vector out(2);
  for (Eigen::Index i = 0; i < 2; ++i) out(i) = x[static_cast<std::size_t>(i)];
  return out;
}

symbolic::Matrix diagonal(const std::array<Rational, 2>& x) {
  symbolic::Matrix out = symbolic::identity(2, 0);
  for (Eigen::Index i = 0; i < 2; ++i) out(i, i) = x[static_cast<std::size_t>(i)];
  return out;
}

symbolic::AverageForm form_of(QueryMean what, const QueryCase& query) {
  if (what == QueryMean::error) {
    const symbolic::GaussianTokens tokens{as_vector({0, 0}), symbolic::identity(2)};
    const symbolic::Head head{diagonal(query.u), diagonal({1, Rational(1, 2)})};
    return average_form(tokens, head, {as_vector(query.mean), symbolic::identity(2)}, Quantity::output);
  }
  const symbolic::Matrix slope = diagonal({query.eigenvalue(0), query.eigenvalue(1)});
  symbolic::AverageForm form;
  form.pivots = as_vector({1, 1});
  form.slope = slope;
  form.forms = {slope};  // s^2 = z^T H z
  form.majorants = {{}};
  form.terms = {{1, symbolic::softmax::a(), {}}};
  if (what == QueryMean::B) form.terms.push_back({1, symbolic::softmax::a2(), {0}});
  return form;
}

/// 1 - 2 beta lambda_j
Interval remaining(const QueryCase& query, std::size_t j, const Interval& beta) {
  return 1 - 2 * beta * Interval(query.eigenvalue(j), beta.precision());
}

Interval determinant_root(const QueryCase& query, const Interval& beta) {
  return 1 / sqrt(remaining(query, 0, beta) * remaining(query, 1, beta));
}

}  // namespace

const std::vector<QueryCase>& query_cases() {
  const auto half = Rational(1, 2);
  const auto quarter = Rational(1, 4);
  static const std::vector<QueryCase> all{{{quarter, Rational(1, 8)}, {0, 0}},
                                          {{half, quarter}, {0, 0}},
                                          {{Rational(5, 8), 0}, {0, 0}},
                                          {{Rational(3, 4), half}, {0, 0}},
                                          {{1, 0}, {0, 0}},
                                          {{Rational(3, 2), half}, {0, 0}},
                                          {{half, quarter}, {1, -1}},
                                          {{Rational(5, 8), 0}, {half, 0}}};
  return all;
}

Interval query_mean(QueryMean what, long index, long order, const StepTrial& trial) {
  static std::map<std::tuple<QueryMean, long, int>, std::vector<Interval>> known;
  const auto key = std::tuple(what, index, trial.effort());
  auto found = known.find(key);
  if (found == known.end()) {
    std::vector<Integer> lengths;
    for (long k = 1; k <= k_most_order; ++k) lengths.push_back(query_length(k));
    const numeric::QueryAverage average(form_of(what, query_cases()[static_cast<std::size_t>(index)]));
    const int digits = std::min(6 << trial.effort(), numeric::k_max_average_digits);
    found = known.emplace(key, average.enclose(lengths, digits)).first;
  }
  return found->second[static_cast<std::size_t>(order - 1)];
}

Interval tilted_mean(const QueryCase& query, const Interval& beta) {
  const auto number = [&](const Rational& x) { return Interval(x, beta.precision()); };
  Interval sum = number(k_value_trace);
  for (std::size_t j = 0; j < 2; ++j)
    sum += number(k_value_squares[j] * query.eigenvalue(j)) / remaining(query, j, beta);
  return determinant_root(query, beta) * sum;
}

Interval shifted_tilted_mean(const QueryCase& query, const Interval& beta) {
  const auto number = [&](const Rational& x) { return Interval(x, beta.precision()); };
  Interval exponent = number(0);
  Interval derivative = number(0);
  for (std::size_t j = 0; j < 2; ++j) {
    const Rational shift = query.u[j] * query.mean[j];  // of h0
    const Interval left = remaining(query, j, beta);
    exponent += number(shift * shift) / left;
    derivative += number(query.eigenvalue(j)) / left + number(shift * shift) / sqr(left);
  }
  return determinant_root(query, beta) * exp(beta * exponent) *
         (number(k_value_trace) + number(k_value_norm) * derivative);
}

}  // namespace softlin::check
