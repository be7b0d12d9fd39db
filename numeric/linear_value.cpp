#include "numeric/linear_value.hpp"

#include <algorithm>
#include <vector>

#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Number;
using symbolic::Vector;

/// Gamma a for a rational a.
Vector covariance_times(const symbolic::RowTable& table, const Vector& a) {
  const auto d = static_cast<std::size_t>(a.size());
  Integer common = 1;  // denominator of a
  for (const Number& x : a) common = lcm(common, Integer(denominator(x.rational())));
  std::vector<Integer> direction;
  for (const Number& x : a) direction.emplace_back(numerator(Rational(x.rational() * common)));
  std::vector<Integer> row(d), sums(d, Integer(0)), products(d, Integer(0));
  Integer score_sum = 0;
  for (Eigen::Index k = 0; k < table.size(); ++k) {
    Integer score = 0;
    for (std::size_t i = 0; i < d; ++i) {
      row[i] = table.scaled(static_cast<Eigen::Index>(i), k);
      sums[i] += row[i];
      mpz_addmul(score.backend().data(), row[i].backend().data(), direction[i].backend().data());
    }
    score_sum += score;
    for (std::size_t i = 0; i < d; ++i) {
      mpz_addmul(products[i].backend().data(), row[i].backend().data(), score.backend().data());
    }
  }
  const Integer n = table.size();
  const Rational scale(1, n * n * table.unit() * table.unit() * common);
  Vector out(a.size());
  for (std::size_t i = 0; i < d; ++i) {
    const Integer top = n * products[i] - sums[i] * score_sum;
    out(static_cast<Eigen::Index>(i)) = Rational(top) * scale;
  }
  return out;
}

}  // namespace

Vector linear_value(const symbolic::TokenLaw& tokens, const symbolic::Head& head, const Vector& z) {
  const Vector a = head.U * z;
  const auto* rows = std::get_if<symbolic::RowTokens>(&tokens);
  const bool is_rational = std::all_of(a.begin(), a.end(), [](const Number& x) { return x.is_rational(); });
  if (rows == nullptr || !is_rational) return symbolic::linear_operator(tokens, head)(z);
  const Vector centre = rows->table->mean() + covariance_times(*rows->table, a);
  return head.V * centre;
}

}  // namespace softlin::numeric
