#include "bounds/hypotheses.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "bounds/catalogue.hpp"

using namespace softlin;
using namespace softlin::bounds;
using namespace softlin::symbolic;
using Eigen::Index;

namespace {

Number read(const std::string& text) { return Number::parse(text, Place{}); }

Vector vec(const std::vector<std::string>& entries) {
  Vector out(static_cast<Index>(entries.size()));
  for (Index i = 0; i < out.size(); ++i) out(i) = read(entries[static_cast<std::size_t>(i)]);
  return out;
}

Matrix mat(Index rows, const std::vector<std::string>& entries) {
  Matrix out(rows, static_cast<Index>(entries.size()) / rows);
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index j = 0; j < out.cols(); ++j) out(i, j) = read(entries[static_cast<std::size_t>(i * out.cols() + j)]);
  }
  return out;
}

Vector zero(Index d) { return Vector::Constant(d, Number(0)); }

GaussianTokens gaussian(Index d, const std::vector<std::string>& covariance) { return {zero(d), mat(d, covariance)}; }

MixtureTokens mixture() {
  const GaussianTokens part = gaussian(1, {"1/100"});
  return {{{read("1/2"), part}, {read("1/2"), part}}};
}

/// Variances 1 and 1/4 around 3 and -1: mean 0, largest distance of means 4, so sigma^2 = 1 + 4^2/4 = 5.
MixtureTokens split_mixture() {
  return {{{read("1/4"), {vec({"3"}), mat(1, {"1"})}}, {read("3/4"), {vec({"-1"}), mat(1, {"1/4"})}}}};
}

AttentionModel model(TokenLaw tokens, QueryLaw query = PairQuery{zero(1)}) {
  const Index d = dimension(tokens);
  Matrix one = Matrix::Constant(d, d, Number(0));
  for (Index i = 0; i < d; ++i) one(i, i) = 1;
  return {std::move(tokens), {one, one}, std::move(query)};
}

bool tokens_hold(const TokenLaw& tokens, const std::string& sigma) {
  return sub_gaussian_tokens().holds(model(tokens), read(sigma));
}

bool query_holds(const QueryLaw& query, const TokenLaw& tokens = RademacherTokens{zero(1), 1}) {
  return sub_gaussian_query().holds(model(tokens, query), 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hypotheses)

BOOST_AUTO_TEST_CASE(gaussian_variance_at_the_eigenvalue) {
  const TokenLaw law = gaussian(2, {"2", "1", "1", "2"});  // eigenvalues 1 and 3
  BOOST_TEST(tokens_hold(law, "sqrt(3)"));
  BOOST_TEST(tokens_hold(law, "sqrt(3+1e-30)"));
  BOOST_TEST(!tokens_hold(law, "sqrt(3-1e-30)"));
  BOOST_TEST(!tokens_hold(law, "1.7320508075688772935"));  // below sqrt(3) by 3e-20
  BOOST_TEST(tokens_hold(law, "1.7320508075688772936"));
  const TokenLaw singular = gaussian(2, {"1", "sqrt(2)", "sqrt(2)", "2"});  // eigenvalues 0 and 3
  BOOST_TEST(tokens_hold(singular, "sqrt(3)"));
  BOOST_TEST(!tokens_hold(singular, "sqrt(3-1e-30)"));
  const TokenLaw turned = gaussian(2, {"73/25", "36/25", "36/25", "52/25"});  // diag(4, 1) turned by (3/5, 4/5)
  BOOST_TEST(tokens_hold(turned, "2"));
  BOOST_TEST(!tokens_hold(turned, "1.9999999999999999999999"));
  BOOST_TEST(tokens_hold(gaussian(3, {"1", "0", "0", "0", "4", "0", "0", "0", "0"}), "2"));
  BOOST_TEST(!tokens_hold(gaussian(3, {"1", "0", "0", "0", "4", "0", "0", "0", "0"}), "1.99"));
  BOOST_TEST(tokens_hold(gaussian(1, {"0"}), "1"));
}

BOOST_AUTO_TEST_CASE(other_token_laws) {
  BOOST_TEST(tokens_hold(RademacherTokens{zero(2), read("3/2")}, "3/2"));
  BOOST_TEST(!tokens_hold(RademacherTokens{zero(2), read("3/2")}, "1.4999999999999999999"));
  BOOST_TEST(tokens_hold(RademacherTokens{zero(2), read("-3/2")}, "3/2"));
  BOOST_TEST(tokens_hold(UniformCubeTokens{zero(2), read("sqrt(3)")}, "1"));
  BOOST_TEST(tokens_hold(UniformCubeTokens{zero(2), 3}, "sqrt(3)"));
  BOOST_TEST(!tokens_hold(UniformCubeTokens{zero(2), 3}, "sqrt(3-1e-30)"));
  BOOST_TEST(tokens_hold(SphereTokens{zero(2), read("sqrt(2)")}, "1"));
  BOOST_TEST(tokens_hold(SphereTokens{zero(5), 5}, "sqrt(5)"));
  BOOST_TEST(!tokens_hold(SphereTokens{zero(5), 5}, "sqrt(5-1e-30)"));
  BOOST_TEST(tokens_hold(mixture(), "1/10"));
  BOOST_TEST(!tokens_hold(mixture(), "0.0999"));
}

BOOST_AUTO_TEST_CASE(mixtures) {
  BOOST_TEST(tokens_hold(split_mixture(), "sqrt(5)"));
  BOOST_TEST(!tokens_hold(split_mixture(), "sqrt(5-1e-30)"));
  // The moment generating function itself, on a grid of u: 5 is enough, and a third of it is not.
  const auto largest = [](double sigma_squared) {
    double worst = 0;
    for (double u = -6; u <= 6; u += 0.01) {
      const double mgf = std::exp(3 * u + u * u / 2) / 4 + 3 * std::exp(-u + u * u / 8) / 4;
      worst = std::max(worst, mgf / std::exp(sigma_squared * u * u / 2));
    }
    return worst;
  };
  BOOST_TEST(largest(5) <= 1 + 1e-12);
  BOOST_TEST(largest(5.0 / 3) > 1.1);
}

BOOST_AUTO_TEST_CASE(proved_parameter_of_a_law) {
  const auto is = [](const TokenLaw& law, const std::string& sigma) {
    const Number found = sub_gaussian_parameter(law);
    return sub_gaussian_tokens().holds(model(law), found) && found == read(sigma);
  };
  BOOST_TEST(is(gaussian(2, {"9", "0", "0", "4"}), "3"));
  BOOST_TEST(is(RademacherTokens{zero(2), read("3/2")}, "3/2"));
  BOOST_TEST(is(RademacherTokens{zero(2), read("-3/2")}, "3/2"));
  BOOST_TEST(is(UniformCubeTokens{zero(2), 3}, "sqrt(3)"));
  BOOST_TEST(is(SphereTokens{zero(5), 5}, "sqrt(5)"));
  BOOST_TEST(is(split_mixture(), "sqrt(5)"));
  const TokenLaw tilted = gaussian(2, {"2", "1", "1", "1"});  // eigenvalues (3 +- sqrt(5))/2: rounded up
  const Number sigma = sub_gaussian_parameter(tilted);
  BOOST_TEST(sub_gaussian_tokens().holds(model(tilted), sigma));
  BOOST_TEST(!sub_gaussian_tokens().holds(model(tilted), sigma * Number(Rational(999999, 1000000))));
}

BOOST_AUTO_TEST_CASE(centred) {
  const auto holds = [](const TokenLaw& law) { return centred_tokens().holds(model(law), 1); };
  BOOST_TEST(holds(gaussian(2, {"1", "0", "0", "1"})));
  BOOST_TEST(!holds(GaussianTokens{vec({"0", "1e-300"}), mat(2, {"1", "0", "0", "1"})}));
  BOOST_TEST(!holds(RademacherTokens{vec({"-1"}), 1}));
  BOOST_TEST(holds(SphereTokens{vec({"sqrt(8)-2*sqrt(2)"}), 1}));
  BOOST_TEST(!holds(UniformCubeTokens{vec({"sqrt(2)-1.41421356237309504880168872420969807857"}), 1}));
  BOOST_TEST(holds(mixture()));
  // A mixture whose components are not centred but whose mean is 0.
  const Matrix one = mat(1, {"1"});
  BOOST_TEST(holds(MixtureTokens{{{read("1/4"), {vec({"3"}), one}}, {read("3/4"), {vec({"-1"}), one}}}}));
  BOOST_TEST(!holds(MixtureTokens{{{read("1/4"), {vec({"3"}), one}}, {read("3/4"), {vec({"1"}), one}}}}));
}

BOOST_AUTO_TEST_CASE(pair_query_of_norm_one) {
  BOOST_TEST(query_holds(PairQuery{vec({"1"})}));
  BOOST_TEST(query_holds(PairQuery{vec({"-1"})}));
  BOOST_TEST(query_holds(PairQuery{vec({"3/5", "-4/5"})}));
  BOOST_TEST(query_holds(PairQuery{vec({"sqrt(1/2)", "sqrt(1/2)"})}));
  BOOST_TEST(query_holds(PairQuery{vec({"1/sqrt(3)", "1/sqrt(3)", "-1/sqrt(3)"})}));
  BOOST_TEST(!query_holds(PairQuery{vec({"3/5", "0.80000000000000000000000000000001"})}));
  BOOST_TEST(!query_holds(PairQuery{vec({"1.0000000000000000000000000000001"})}));
  BOOST_TEST(!query_holds(PairQuery{vec({"1", "1e-100"})}));
}

BOOST_AUTO_TEST_CASE(fixed_query_is_not_centred) {
  BOOST_TEST(!query_holds(FixedQuery{vec({"1/2"})}));
  BOOST_TEST(query_holds(FixedQuery{vec({"0", "0"})}));
  BOOST_TEST(query_holds(FixedQuery{vec({"sqrt(2)^2-2"})}));
}

BOOST_AUTO_TEST_CASE(gaussian_query) {
  BOOST_TEST(query_holds(GaussianQuery{zero(2), mat(2, {"1/2", "1/2", "1/2", "1/2"})}));  // eigenvalues 0, 1
  BOOST_TEST(
      !query_holds(GaussianQuery{zero(2), mat(2, {"1/2", "0.50000000000000000001", "0.50000000000000000001", "1/2"})}));
  BOOST_TEST(query_holds(GaussianQuery{zero(2), mat(2, {"1", "0", "0", "1"})}));
  BOOST_TEST(!query_holds(GaussianQuery{zero(2), mat(2, {"1", "1/100", "1/100", "1"})}));
  BOOST_TEST(!query_holds(GaussianQuery{vec({"0", "1/9"}), mat(2, {"1/2", "0", "0", "1/2"})}));
}

BOOST_AUTO_TEST_CASE(token_query) {
  BOOST_TEST(query_holds(TokenQuery{}, RademacherTokens{zero(2), 1}));
  BOOST_TEST(!query_holds(TokenQuery{}, RademacherTokens{zero(2), read("1.0001")}));
  BOOST_TEST(!query_holds(TokenQuery{}, RademacherTokens{vec({"0", "1"}), 1}));
  BOOST_TEST(query_holds(TokenQuery{}, gaussian(1, {"1"})));
  BOOST_TEST(!query_holds(TokenQuery{}, gaussian(1, {"1.0000000001"})));
  BOOST_TEST(query_holds(TokenQuery{}, mixture()));
  BOOST_TEST(!query_holds(TokenQuery{}, split_mixture()));
}

BOOST_AUTO_TEST_CASE(sigma_at_least_one_exactly) {
  const auto holds = [](const std::string& sigma) {
    return sigma_at_least_one().holds(model(gaussian(1, {"1"})), read(sigma));
  };
  BOOST_TEST(holds("1"));
  BOOST_TEST(holds("sqrt(2)^2/2"));
  BOOST_TEST(holds("exp(1)/2"));
  BOOST_TEST(!holds("0.99999999999999999999999999999999"));
  BOOST_TEST(!holds("exp(1)/2.72"));
  BOOST_TEST(!holds("-2"));
}

BOOST_AUTO_TEST_CASE(kinds_of_law) {
  BOOST_TEST(gaussian_tokens().holds(model(gaussian(1, {"1"})), 1));
  BOOST_TEST(!gaussian_tokens().holds(model(RademacherTokens{zero(1), 1}), 1));
  BOOST_TEST(!gaussian_tokens().holds(model(mixture()), 1));
  const TokenLaw law = gaussian(1, {"1"});
  BOOST_TEST(single_query().holds(model(law, FixedQuery{vec({"3"})}), 1));
  BOOST_TEST(single_query().holds(model(law, PairQuery{vec({"3"})}), 1));
  BOOST_TEST(!single_query().holds(model(law, GaussianQuery{zero(1), mat(1, {"1"})}), 1));
  BOOST_TEST(!single_query().holds(model(law, TokenQuery{}), 1));
}

/// The sentence that a refused bound answers with.
BOOST_AUTO_TEST_CASE(answers_of_the_catalogue) {
  const auto answer = [](const std::string& name, const AttentionModel& m, const std::string& sigma) {
    return find_bound(name)->failed_hypothesis(m, read(sigma)).value_or("");
  };
  const TokenLaw law = gaussian(1, {"4"});
  const AttentionModel good = model(law, PairQuery{vec({"1"})});
  for (const std::string name : {"prop-3.1", "prop-3.4-v", "prop-3.4-u"}) {
    BOOST_TEST(answer(name, good, "2") == "");
    BOOST_TEST(answer(name, good, "1/2") == "sigma >= 1");
    BOOST_TEST(answer(name, good, "1.99") == "the tokens are sigma-sub-Gaussian");
    BOOST_TEST(answer(name, model(law, PairQuery{vec({"2"})}), "2") == "the query law is centred and 1-sub-Gaussian");
    BOOST_TEST(answer(name, model(GaussianTokens{vec({"1"}), mat(1, {"1"})}, PairQuery{vec({"1"})}), "2") ==
               "the tokens have mean 0");
    BOOST_TEST(answer(name, model(split_mixture(), PairQuery{vec({"1"})}), "2") == "the tokens are sigma-sub-Gaussian");
    BOOST_TEST(answer(name, model(split_mixture(), PairQuery{vec({"1"})}), "sqrt(5)") == "");
    BOOST_TEST(answer(name, model(RademacherTokens{zero(1), 1}, TokenQuery{}), "1") == "");
  }
  for (const std::string name : {"headline", "headline-v", "theorem-a1", "bias-floor", "am-gm"}) {
    BOOST_TEST(answer(name, good, "1/2") == "");  // sigma plays no part
    BOOST_TEST(answer(name, model(law, FixedQuery{vec({"5"})}), "1") == "");
    BOOST_TEST(answer(name, model(law, GaussianQuery{zero(1), mat(1, {"1"})}), "1") ==
               "the query law is fixed or a pair");
    BOOST_TEST(answer(name, model(RademacherTokens{zero(1), 1}, FixedQuery{vec({"1"})}), "1") ==
               "the tokens are Gaussian");
  }
}

BOOST_AUTO_TEST_SUITE_END()
