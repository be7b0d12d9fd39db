#include "proofs-check/standard_table.hpp"

#include "numeric/exact_error.hpp"

namespace softlin::check {

using numeric::Interval;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

namespace {

Matrix multiple_of_identity(Eigen::Index d, const Number& scale) {
  Matrix out(d, d);
  for (Eigen::Index j = 0; j < d; ++j) {
    for (Eigen::Index i = 0; i < d; ++i) out(i, j) = i == j ? scale : Number(0);
  }
  return out;
}

Vector first_unit(Eigen::Index d) {
  Vector out(d);
  for (Eigen::Index i = 0; i < d; ++i) out(i) = i == 0 ? 1 : 0;
  return out;
}

Vector zeros(Eigen::Index d) {
  Vector out(d);
  for (Eigen::Index i = 0; i < d; ++i) out(i) = 0;
  return out;
}

}  // namespace

const std::vector<StandardTableKind>& standard_tables() {
  static const std::vector<StandardTableKind> kinds{
      {"bounds",
       "the exact error, the headline bound, the best upper and the best lower bound by slope and length",
       {"--lengths", "--s", "--model", "--quantity"},
       bounds_table},
      {"slack",
       "bound/exact for every bound that applies to a fixed query and to Gaussian queries",
       {"--lengths", "--u", "--model", "--quantity", "--all-bounds"},
       slack_table},
      {"exponents",
       "the local exponent of the exact averaged error beside rho*",
       {"--lengths", "--lambda", "--quantity"},
       exponents_table},
      {"constants",
       "proved constants of Propositions 3.1 and 3.4 beside the best ones",
       {"--lengths", "--u", "--d"},
       constants_table},
      {"claims", "claims with their verdicts, the built-in ones unless a suite is named", {"--suite"}, claims_table},
      {"power",
       "prompts until a bound that is too small is flagged, by model, length, method and percentage",
       {"--lengths", "--model", "--quantity", "--percent", "--seeds"},
       power_table},
      {"regression",
       "the exact risk of in-context regression at the endpoint by length and covariance, with K and gamma",
       {"--lengths"},
       regression_table}};
  return kinds;
}

symbolic::AttentionModel standard_model(Eigen::Index d, const Number& scale,
                                        const std::optional<Number>& query_variance) {
  symbolic::AttentionModel out;
  out.tokens = symbolic::GaussianTokens{zeros(d), multiple_of_identity(d, 1)};
  out.head = {multiple_of_identity(d, scale), multiple_of_identity(d, 1)};
  if (query_variance) {
    out.query = symbolic::GaussianQuery{zeros(d), multiple_of_identity(d, *query_variance)};
  } else {
    out.query = symbolic::FixedQuery{first_unit(d)};
  }
  return out;
}

std::vector<Interval> exact_errors(const symbolic::AttentionModel& model, Quantity quantity,
                                   const std::vector<Length>& lengths, int digits, unsigned threads) {
  if (symbolic::as_gaussian(model.tokens) == nullptr)
    throw InputError("--model", "tokens with the law " + symbolic::law_name(model.tokens), "Gaussian tokens");
  const auto error = numeric::ExactError::of(model, quantity);
  if (!error) {
    throw InputError("--model", name_of(quantity) + " with the query law " + symbolic::law_name(model.query),
                     "an error at a fixed, pair or Gaussian query");
  }
  std::vector<Integer> counts;
  for (const Length& length : lengths) counts.push_back(length.value);
  return error->enclose(counts, digits, threads);
}

std::vector<Length> lengths_or(const std::vector<Length>& given, const std::vector<long>& otherwise) {
  if (!given.empty()) return given;
  std::vector<Length> out;
  for (const long length : otherwise) out.push_back({Integer(length), false});
  return out;
}

std::vector<Number> numbers_or(const std::vector<Number>& given, const std::vector<Rational>& otherwise) {
  return given.empty() ? std::vector<Number>(otherwise.begin(), otherwise.end()) : given;
}

}  // namespace softlin::check
