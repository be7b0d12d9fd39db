#include "bounds/situation.hpp"

#include <boost/test/unit_test.hpp>

#include "bounds/hypotheses.hpp"
#include "bounds/model_symbols.hpp"
#include "numeric/interval_text.hpp"
#include "tests/bounds/bound_tools.hpp"

using namespace softlin;
using namespace softlin::tests;
using bounds::Contest;
using bounds::Situation;
using numeric::Interval;
using symbolic::AttentionModel;
using symbolic::GaussianQuery;
using symbolic::GaussianTokens;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

namespace {

Vector zero(Eigen::Index d) { return Vector::Constant(d, Number(0)); }

Matrix square(const std::vector<Rational>& entries) {
  Matrix out(2, 2);
  for (Eigen::Index i = 0; i < 4; ++i) out(i / 2, i % 2) = entries[static_cast<std::size_t>(i)];
  return out;
}

/// Tokens N(0, diag(4, 1)), U = [[1, 1/2], [0, 1]], V = [1, 2], and the query given.
AttentionModel model(symbolic::QueryLaw query) {
  Matrix v(1, 2);
  v << Number(1), Number(2);
  return {GaussianTokens{zero(2), square({4, 0, 0, 1})}, {square({1, Rational(1, 2), 0, 1}), v}, std::move(query)};
}

Vector ones() { return Vector::Constant(2, Number(1)); }

AttentionModel rademacher() {
  return {symbolic::RademacherTokens{zero(2), 1},
          {symbolic::identity(2, Rational(1, 4)), symbolic::identity(2)},
          symbolic::TokenQuery{}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(situation)

/// By hand: a = Uz = (3/2, 1), Gamma a = (6, 1), V Gamma a = 8, V Gamma = (4, 2).
BOOST_AUTO_TEST_CASE(symbols_of_one_query) {
  const AttentionModel at = model(symbolic::PairQuery{ones()});
  const auto is = [&](const std::string& symbol, const Number& value) {
    const auto found = bounds::model_symbol(at, symbol);
    return found && *found == value;
  };
  BOOST_TEST(is("d", 2));
  BOOST_TEST(is("rows", 1));
  BOOST_TEST(is("s", symbolic::sqrt(Number(10))));
  BOOST_TEST(is("trace", 8));
  BOOST_TEST(is("signal", 64));
  BOOST_TEST(is("trace_gamma", 5));
  BOOST_TEST(is("signal_gamma", 37));
  BOOST_TEST(is("norm_z2", 2));
  BOOST_TEST(is("norm_uz2", Rational(13, 4)));
  BOOST_TEST(is("frobenius", 20));
  BOOST_TEST(is("cross", 26 * 8));  // V Gamma (Gamma a) = 4*6 + 2*1
  BOOST_TEST(is("norm_out", 8));
  BOOST_TEST(is("norm_gamma", 4));
  const double norm_v = numeric::approximate(bounds::model_symbol(at, "norm_v").value());  // sqrt(5), rounded up
  BOOST_TEST(norm_v >= 2.2360679774997896);
  BOOST_TEST(norm_v <= 2.2360679774997898 * (1 + 1e-9));
  BOOST_TEST(is("sigma", 2));
  for (const std::string symbol : {"L", "A", "delta", "lambda", "trace_h", "mean_signal", "mean_s2", "mean_uz2"}) {
    BOOST_TEST(!bounds::model_symbol(at, symbol).has_value(), symbol);
  }
}

/// By hand: B = U^T Gamma U = [[4, 2], [2, 2]]; with Sz = diag(1, 1/4), H = [[4, 1], [1, 1/2]].
BOOST_AUTO_TEST_CASE(symbols_of_a_gaussian_query) {
  const AttentionModel at = model(GaussianQuery{ones(), square({1, 0, 0, Rational(1, 4)})});
  const auto value = [&](const std::string& symbol) { return bounds::model_symbol(at, symbol).value(); };
  BOOST_TEST((value("trace_h") == Number(Rational(9, 2))));
  BOOST_TEST((value("mean_s2") == Number(10)));
  // U Sz U^T = [[17/16, 1/8], [1/8, 1/4]]
  BOOST_TEST((value("mean_uz2") == Number(Rational(21, 16))));
  BOOST_TEST(!bounds::rank_one_query().holds(at, 1));
  // V Gamma U = (4, 4): 16 + 16/4
  BOOST_TEST((value("mean_signal") == Number(20)));
  // Gamma U = [[4, 2], [0, 1]]: 16 + 4/4 + 1/4
  BOOST_TEST((value("mean_signal_gamma") == Number(Rational(69, 4))));
  // largest eigenvalue (9/2 + sqrt(81/4 - 4))/2 = (9 + sqrt(65))/4 = 4.2655644370746...
  const double lambda = numeric::approximate(value("lambda"));
  BOOST_TEST(lambda >= 4.26556443707463);
  BOOST_TEST(lambda <= 4.26556443707464 * (1 + 1e-9));
  BOOST_TEST(!bounds::model_symbol(at, "s").has_value());
  BOOST_TEST(!bounds::exact_lambda().holds(at, 1));
  BOOST_TEST(bounds::gaussian_query().holds(at, 1));
  BOOST_TEST(!bounds::centred_gaussian_query().holds(at, 1));
  AttentionModel diagonal = at;
  diagonal.head.U = symbolic::identity(2);
  BOOST_TEST(bounds::exact_lambda().holds(diagonal, 1));
  BOOST_TEST((bounds::model_symbol(diagonal, "lambda").value() == Number(4)));
  // rank one: U = [[1, 1], [0, 0]], so that H = 4 (1, 1/2)^T (1, 1/2), not diagonal
  AttentionModel line = at;
  line.head.U = square({1, 1, 0, 0});
  BOOST_TEST(bounds::exact_lambda().holds(line, 1));
  BOOST_TEST((bounds::model_symbol(line, "lambda").value() == Number(5)));
  BOOST_TEST((bounds::model_symbol(line, "trace_h").value() == Number(5)));
  BOOST_TEST(bounds::rank_one_query().holds(line, 1));
  BOOST_TEST((bounds::model_symbol(line, "mean_uz2").value() == Number(Rational(5, 4))));
  // E|Uz|^2 asks nothing of the tokens.
  AttentionModel signs = line;
  signs.tokens = symbolic::RademacherTokens{zero(2), 1};
  BOOST_TEST((bounds::model_symbol(signs, "mean_uz2").value() == Number(Rational(5, 4))));
  BOOST_TEST(!bounds::rank_one_query().holds(rademacher(), 1));
  BOOST_TEST(!bounds::exact_lambda().holds(rademacher(), 1));
  BOOST_TEST(!bounds::model_symbol(rademacher(), "lambda").has_value());
}

BOOST_AUTO_TEST_CASE(given_numbers_go_first) {
  Situation with_model(model(symbolic::PairQuery{ones()}), {{"sigma", 3}});
  BOOST_TEST((with_model.number("sigma").value() == Number(3)));
  BOOST_TEST((with_model.number("trace").value() == Number(8)));
  Situation alone(std::nullopt, {{"s", 1}});
  BOOST_TEST(!alone.number("trace").has_value());
  BOOST_TEST(!alone.failed_hypothesis(bound_named("headline")).has_value());
  Situation gentle(std::nullopt, {{"sigma", Rational(1, 2)}});
  BOOST_TEST(gentle.failed_hypothesis(bound_named("prop-3.1")).value_or("") == "sigma >= 1");
  const auto missing = alone.values(bounds::CompiledBound(bound_named("headline")), 5);
  BOOST_TEST(std::get<std::string>(missing) == "signal");
}

BOOST_AUTO_TEST_CASE(statistics_come_from_the_slope) {
  Situation at(std::nullopt, {{"s", 1}, {"trace", 1}, {"signal", 1}});
  const bounds::CompiledBound theorem(bound_named("theorem-a1"));
  const auto values = std::get<bounds::SymbolValues>(at.values(theorem, 64));
  // bounds.md: A(1, 64) = 3.880e-2
  BOOST_TEST(rounds_to(theorem.enclose(values, 10).value / 2, "0.0388"));
}

BOOST_AUTO_TEST_CASE(winners) {
  Contest upper("A", false), lower("A", true);
  const auto winner = [](Contest& contest, const Rational& s, const Integer& L) -> std::string {
    Situation at(std::nullopt, {{"s", s}});
    const auto best = contest.at(at, L, 10);
    return best ? best->bound->name : "";
  };
  BOOST_TEST(winner(upper, 1, 64) == "a-logistic");
  BOOST_TEST(winner(upper, 4, 1000000) == "a-staircase");
  BOOST_TEST(upper.absent().at("a-sharp-closed") == "e^{s^2} < L");
  BOOST_TEST(winner(lower, 1, 64) == "a-floor-steps");
  BOOST_TEST(winner(lower, 0, 64) == "a-floor-uniform");
  // No other bound of the catalogue is smaller than the winner.
  Situation at(std::nullopt, {{"s", 3}});
  const auto best = upper.at(at, 4096, 10);
  BOOST_REQUIRE(best.has_value());
  for (const bounds::Bound& bound : bounds::catalogue()) {
    if (bound.about() != "A" || bound.is_lower) continue;
    const auto value = value_at(bound, {{"s", 3}, {"L", 4096}}, 10);
    if (value) BOOST_TEST(!certainly_less(*value, best->enclosed.value), bound.name);
  }
}

BOOST_AUTO_TEST_CASE(hypotheses_decide_who_takes_part) {
  Contest output("output", false);
  Situation at(rademacher(), {});
  const auto best = output.at(at, 1024, 8);
  BOOST_REQUIRE(best.has_value());
  BOOST_TEST(best->bound->name.find("sub-gaussian") == 0u, best->bound->name);
  BOOST_TEST(output.absent().at("headline") == "the tokens are Gaussian");
  // Rademacher tokens with d = 1 have exactly computed errors in bounds.md D6; with d = 2 and u = 1/4 the truth is
  // about 2 * 8.76e-4. The bound must lie above, and below C3's 1.34e4 times it.
  BOOST_TEST(best->enclosed.value.lower_double() > 1.7e-3);
  BOOST_TEST(best->enclosed.value.upper_double() < 1e-1);
  AttentionModel uncentred = rademacher();
  std::get<symbolic::RademacherTokens>(uncentred.tokens).mean = ones();
  Situation nowhere(uncentred, {});
  BOOST_TEST(!output.at(nowhere, 1024, 8).has_value());
  BOOST_TEST(output.absent().at("prop-3.1") == "the tokens have mean 0");
}

BOOST_AUTO_TEST_CASE(nothing_to_compare) {
  BOOST_CHECK_THROW(Contest("no such thing", false), InputError);
  BOOST_CHECK_THROW(Contest("radius", true), InputError);
  BOOST_CHECK_NO_THROW(Contest("radius", false));
}

BOOST_AUTO_TEST_SUITE_END()
