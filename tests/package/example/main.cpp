/// A model, its infinite-prompt limit, its exact finite-prompt error at one length, and a proved bound on that error.

#include <iostream>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/exact_error.hpp"
#include "numeric/interval_text.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/version.hpp"

using namespace softlin;

namespace {

/// Tokens N(0, [[1, 1/2], [1/2, 1]]), U = I/5, V = I, the query (1, -1).
symbolic::AttentionModel correlated_model() {
  symbolic::GaussianTokens tokens;
  tokens.mean = symbolic::Vector::Constant(2, 0);
  tokens.covariance = symbolic::identity(2);
  tokens.covariance(0, 1) = tokens.covariance(1, 0) = Rational(1, 2);
  symbolic::Vector z(2);
  z << 1, -1;
  return {tokens, {symbolic::identity(2, Rational(1, 5)), symbolic::identity(2)}, symbolic::FixedQuery{z}};
}

void print(const char* name, const numeric::Interval& x) {
  std::cout << name << ' ' << numeric::lower_text(x) << ' ' << numeric::upper_text(x) << '\n';
}

}  // namespace

int main() {
  constexpr int digits = 21;  // the program, asked for 20, computes one more: rounding the ends to decimals may use it
  const Integer length = 16;
  const symbolic::AttentionModel model = correlated_model();

  std::cout << "version " << k_version << '\n';
  const symbolic::Vector limit = symbolic::limit_at(model, *symbolic::single_query(model.query));
  std::cout << "limit " << limit(0).text() << ' ' << limit(1).text() << '\n';

  const auto error = numeric::ExactError::of(model, symbolic::Quantity::output);
  if (!error) return 1;
  const numeric::Interval deviation = error->enclose({length}, digits).front();
  print("deviation", deviation);

  bounds::Situation situation(model, {});
  const bounds::Bound& headline = *bounds::find_bound("headline");
  const auto bound = bounds::enclose_in(situation, headline, bounds::CompiledBound(headline), length, digits);
  if (const auto* reason = std::get_if<std::string>(&bound)) {
    std::cerr << headline.name << " does not apply: " << *reason << '\n';
    return 1;
  }
  const numeric::Interval& value = std::get<bounds::Enclosed>(bound).value;
  print("bound", value);
  std::cout << (numeric::certainly_less(deviation, value) ? "proved" : "not proved") << '\n';
}
