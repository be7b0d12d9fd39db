#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "bounds/raw_bounds.hpp"
#include "bounds/situation.hpp"
#include "bounds/sub_gaussian_query_bounds.hpp"
#include "bounds/tight_bounds.hpp"
#include "numeric/expectation.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Bound;
using numeric::Interval;
using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

constexpr numeric::Bits k_bits{128};
const std::vector<long> k_lengths{2, 16, 256};

/// A model with one query and its exact errors.
struct Truth {
  std::string name;
  AttentionModel model;
  std::map<std::pair<Quantity, long>, Interval> errors;
};

Vector zero(Eigen::Index d) { return Vector::Constant(d, Number(0)); }

/// Centred tokens at z = (1, ..., 1), sheared so that |U z| and |U| differ, with the slope u.
AttentionModel at_one_query(symbolic::TokenLaw tokens, Eigen::Index d, const Rational& u) {
  Matrix shear = symbolic::identity(d, u);
  if (d > 1) shear(0, 1) = -u / 2;
  Matrix v = symbolic::identity(d);
  if (d > 1) v(1, 0) = Rational(1, 2);
  return {std::move(tokens), {shear, v}, symbolic::PairQuery{Vector::Constant(d, Number(1))}};
}

Truth gaussian(Eigen::Index d, const Rational& u) {
  Truth out{"Gaussian, d = " + std::to_string(d) + ", u = " + u.str(),
            at_one_query(symbolic::GaussianTokens{zero(d), symbolic::identity(d)}, d, u),
            {}};
  const auto& z = *symbolic::single_query(out.model.query);
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
    const numeric::Expectation error(
        symbolic::error_form(*symbolic::as_gaussian(out.model.tokens), out.model.head, z, quantity));
    for (const long L : k_lengths) out.errors.emplace(std::pair(quantity, L), error.enclose(Integer(L), 10));
  }
  return out;
}

/// Tokens +-scale in one dimension: the prompt is a binomial count n of +scale. T = scale tanh(scale u), and the covariance
/// under the weights is scale^2 - T_L^2.
Truth signs(const Rational& u, const Rational& size) {
  Truth out{"signs of size " + size.str() + ", u = " + u.str(),
            at_one_query(symbolic::RademacherTokens{zero(1), Number(size)}, 1, u),
            {}};
  const Interval scale(size, k_bits);
  const Interval slope(size * u, k_bits);
  const Interval up = exp(slope), down = exp(-slope), limit = scale * tanh(slope);
  for (const long L : k_lengths) {
    Interval chance = pow(Interval(Rational(1, 2), k_bits), L);
    Interval error(0, k_bits), covariance(0, k_bits);
    for (long n = 0; n <= L; ++n) {
      const Interval output = scale * (n * up - (L - n) * down) / (n * up + (L - n) * down);
      error += chance * sqr(output - limit);
      covariance += chance * sqr(sqr(output) - sqr(limit));
      chance = chance * (L - n) / (n + 1);
    }
    out.errors.emplace(std::pair(Quantity::output, L), error);
    out.errors.emplace(std::pair(Quantity::grad_v, L), error);
    out.errors.emplace(std::pair(Quantity::grad_u, L), covariance);
  }
  return out;
}

const std::vector<Truth>& truths() {
  static const std::vector<Truth> out{
      gaussian(1, Rational(1, 64)), gaussian(1, 1), gaussian(2, Rational(1, 16)), gaussian(2, Rational(1, 2)),
      signs(Rational(1, 64), 1),    signs(2, 1),    signs(Rational(1, 2), 2)};
  return out;
}

/// Smallest bound/truth.
double least_ratio(const Bound& bound) {
  const bounds::CompiledBound compiled(bound);
  double least = INFINITY;
  for (const Truth& truth : truths()) {
    bounds::Situation situation(truth.model, {});
    BOOST_TEST(situation.failed_hypothesis(bound).value_or("") == "");
    for (const long L : k_lengths) {
      const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, L));
      BOOST_REQUIRE(!compiled.failed_condition(values).has_value());
      const Interval ratio = compiled.enclose(values, 8).value / truth.errors.at({bound.quantity, L});
      BOOST_TEST(ratio.lower_double() > 0, bound.name << " for " << truth.name << ", L = " << L);
      least = std::min(least, ratio.lower_double());
    }
  }
  return least;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sub_gaussian_query)

BOOST_AUTO_TEST_CASE(every_bound_holds_on_exact_errors) {
  BOOST_TEST(bounds::sub_gaussian_query_bounds().size() == 8u);
  std::vector<Bound> all = bounds::sub_gaussian_query_bounds();
  for (const Bound& bound : bounds::tight_query_bounds()) all.push_back(bound);
  for (const Bound& bound : all) {
    const double least = least_ratio(bound);
    BOOST_TEST_MESSAGE(bound.name << ": least bound/truth " << least);
    BOOST_TEST(least >= 1, bound.name << " " << least);
  }
}

/// A pair of norm 1 is a 1-sub-Gaussian query law, so that the averages of raw_bounds() and tight_bounds() hold there too,
/// on tokens that are not Gaussian.
BOOST_AUTO_TEST_CASE(averages_hold_on_the_pair) {
  constexpr long k_length = 16;
  const Truth truth = signs(Rational(1, 2), 2);
  bounds::Situation situation(truth.model, {});
  int applied = 0;
  std::vector<Bound> all = bounds::raw_bounds();
  for (const Bound& bound : bounds::tight_bounds()) all.push_back(bound);
  for (const Bound& bound : all) {
    if (situation.failed_hypothesis(bound)) continue;  // a Gaussian query
    const bounds::CompiledBound compiled(bound);
    const auto values = std::get<bounds::SymbolValues>(situation.values(compiled, k_length));
    BOOST_TEST(verdict(bound, compiled.enclose(values, 8).value, truth.errors.at({bound.quantity, k_length})) == 1,
               bound.name);
    ++applied;
  }
  BOOST_TEST(applied == 18);
}

BOOST_AUTO_TEST_CASE(smaller_constants_are_noticed) {
  const std::vector<std::pair<std::string, std::string>> factors{{"sub-gaussian-query", "1/2"},
                                                                 {"sub-gaussian-query-v", "1/2"},
                                                                 {"sub-gaussian-query-raw", "1/4"},
                                                                 {"sub-gaussian-query-raw-v", "1/4"},
                                                                 {"sub-gaussian-query-closed", "1/32"},
                                                                 {"sub-gaussian-query-u", "1/10"},
                                                                 {"sub-gaussian-query-closed-u", "1/1000"},
                                                                 {"sub-gaussian-query-tight", "1/4"},
                                                                 {"sub-gaussian-query-tight-v", "1/4"},
                                                                 {"sub-gaussian-query-tight-u", "1/20"}};
  for (const auto& [name, factor] : factors) {
    BOOST_TEST(least_ratio(times(bound_named(name), factor)) < 1, name);
  }
  BOOST_TEST(least_ratio(replaced(bound_named("sub-gaussian-query-closed"), "log(L)", "3*log(L)")) < 1);
  BOOST_TEST(least_ratio(replaced(bound_named("sub-gaussian-query-v"), "rows*", "")) < 1);
  // The trivial bound without the largest token.
  BOOST_TEST(least_ratio(replaced(bound_named("sub-gaussian-query"), "sqrt(min(L*d, top))", "0")) < 1);
}

BOOST_AUTO_TEST_CASE(tight_for_gentle_queries) {
  // b -> 0, Gaussian tokens of covariance I and V = I: Var/L.
  const auto value =
      value_at(bound_named("sub-gaussian-query"),
               {{"d", 2}, {"norm_v", 1}, {"sigma", 1}, {"norm_uz2", Rational(1, 1000000)}, {"L", 1000000}});
  BOOST_TEST(value.value().upper_double() * 1e6 < 2.1);
  BOOST_TEST(value.value().lower_double() * 1e6 >= 2);
}

/// Python mpmath 1.3, 40 digits.
BOOST_AUTO_TEST_CASE(spot_values) {
  const auto at = [](const std::string& name, long d, long L, const Rational& b,
                     const std::map<std::string, Rational>& free) {
    // sigma = 2, so that b = 4 |Uz|^2; |V| = 1 and |z| = 1
    const Interval value = value_at(
        bound_named(name),
        {{"d", d}, {"rows", 1}, {"norm_v", 1}, {"sigma", 2}, {"norm_uz2", b / 4}, {"norm_z2", 1}, {"L", L}}, free);
    return value / (bound_named(name).quantity == Quantity::grad_u ? 16 : 4);
  };
  const Rational half(1, 2), b(1, 16);
  const std::map<std::string, Rational> kappas{{"c", half}, {"k", half}, {"ka", Rational(3, 4)}};
  for (const std::string suffix : {"", "-v"}) {
    BOOST_TEST(
        rounds_to(at("sub-gaussian-query-raw" + suffix, 2, 1024, b, {{"c", half}}), "0.0443429158568706475352819"));
    BOOST_TEST(rounds_to(at("sub-gaussian-query" + suffix, 2, 1024, b, kappas), "0.0214916362929502104398819"));
    BOOST_TEST(rounds_to(at("sub-gaussian-query" + suffix, 1, 1024, b, kappas), "0.0105626006400980260362694"));
    BOOST_TEST(rounds_to(at("sub-gaussian-query" + suffix, 2, 2, 1, kappas), "16.0"));
    BOOST_TEST(
        rounds_to(at("sub-gaussian-query-closed" + suffix, 2, 1024, b, {{"r", half}}), "2.24250727224375621235756"));
  }
  for (const std::string suffix : {"", "-v"})
    BOOST_TEST(rounds_to(at("sub-gaussian-query-tight" + suffix, 2, 1024, b, {{"r", half}}), "0.37423633321330995571"));
  BOOST_TEST(rounds_to(at("sub-gaussian-query-tight-u", 2, 1024, b, {{"r", half}}), "3.844238778396722822779"));
  const std::map<std::string, Rational> for_u{{"c", half}, {"ka", Rational(3, 4)}};
  BOOST_TEST(rounds_to(at("sub-gaussian-query-u", 2, 1024, b, for_u), "0.478191297666856505071289"));
  BOOST_TEST(rounds_to(at("sub-gaussian-query-u", 1, 1024, b, for_u), "0.257111009508569787759506"));
  BOOST_TEST(rounds_to(at("sub-gaussian-query-u", 1, 2, 1, for_u), "56.5458363859066515498657"));
  BOOST_TEST(rounds_to(at("sub-gaussian-query-closed-u", 2, 1024, b, {{"r", half}}), "122.535013037263083793143"));
}

BOOST_AUTO_TEST_CASE(what_they_ask_for) {
  const Bound& bound = bound_named("sub-gaussian-query");
  AttentionModel model = at_one_query(symbolic::RademacherTokens{zero(2), 1}, 2, 1);
  BOOST_TEST(bound.failed_hypothesis(model, 1).value_or("") == "");
  model.query = symbolic::TokenQuery{};
  BOOST_TEST(bound.failed_hypothesis(model, 1).value_or("") == "the query law is fixed or a pair");
  const bounds::CompiledBound compiled(bound);
  const auto refusal = [&](const Rational& norm_uz2, long L) {
    return compiled
        .failed_condition({{{"d", 1}, {"norm_v", 1}, {"sigma", 1}, {"norm_uz2", norm_uz2}, {"L", Rational(L)}}})
        .value_or("");
  };
  BOOST_TEST(refusal(0, 5) == "U z != 0");
  BOOST_TEST(refusal(1, 1) == "L >= 2");
  BOOST_TEST(refusal(1, 2) == "");
}

BOOST_AUTO_TEST_SUITE_END()
