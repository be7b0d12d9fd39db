#include "symbolic/score_polynomial.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/hermite_reduction.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "symbolic/statistic_definition.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

const Place k_place{"statistic", 0, ""};

/// sum_k s^k f_k as one polynomial in weight power sums, for a rational s.
WeightPolynomial combined(const ExpectationForm& form) {
  WeightPolynomial out(form.constant.rational());
  for (const auto& term : form.terms) out = out + term.coefficient.rational() * term.statistic;
  return out;
}

WeightPolynomial reduced(const std::string& text, const Rational& s) {
  return combined(ScorePolynomial::parse(text, k_place).reduce(Number(s)));
}

std::string message_of(const std::string& text) {
  try {
    ScorePolynomial::parse(text, k_place);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_polynomial)

/// The definitions of exact.md 1.1, reduced either way, are the stored reductions of 4.3.
BOOST_AUTO_TEST_CASE(definitions_give_the_stored_reductions) {
  for (const Rational& s : {Rational(0), Rational(1), Rational(-3, 7), Rational(5, 2)}) {
    for (const std::string& name : statistic_names()) {
      const auto stored = combined(named_statistic(name, Number(s)));
      BOOST_TEST_CONTEXT(name << " at s = " << s.str()) {
        BOOST_TEST((combined(reduce_definition(name, Number(s), stein_reduction)).terms() == stored.terms()));
        BOOST_TEST((combined(reduce_definition(name, Number(s), hermite_reduction)).terms() == stored.terms()));
      }
    }
  }
  BOOST_CHECK_THROW(statistic_definition("NONE"), InputError);
}

/// Every way to write a statistic, and texts that only look like one.
BOOST_AUTO_TEST_CASE(spellings_of_statistics) {
  for (const char* text : {"S(2)", "S2", "S(2,0)", " S ( 2 ) ", "S(\t2 ,\n0 )", "1*S2*1"})
    BOOST_TEST((reduced(text, 1).terms() == WeightPolynomial::power_sum(2).terms()), text);
  BOOST_TEST((reduced("S(3,1)-S(3,1)+S2", 2).terms() == WeightPolynomial::power_sum(2).terms()));
  for (const char* text :
       {"S", "S(", "S()", "S(2", "S(2,)", "S(,2)", "S(2,1,3)", "S(a)", "S 2", "S2x", "xS2", "S_2", "S(2;1)"})
    BOOST_TEST(!message_of(text).empty(), text);
  BOOST_TEST(message_of("2*S(0,1)").find("n at least 1") != std::string::npos);
  BOOST_TEST(message_of("S + 1").find("S(n,p), S(n) or Sn") != std::string::npos);
}

/// A reader that recurses would run out of stack.
BOOST_AUTO_TEST_CASE(long_texts) {
  const std::string spaces(1000000, ' ');
  BOOST_TEST((reduced("S(" + spaces + "2" + spaces + ")", 1).terms() == WeightPolynomial::power_sum(2).terms()));
  BOOST_TEST(message_of("S(" + std::string(1000000, '2') + ")").find("indices up to 64") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(division_by_powers_of_s) {
  const auto parsed = [](const char* text) { return ScorePolynomial::parse(text, k_place); };
  BOOST_TEST(
      (combined(parsed("s^2*S2").reduce(0, stein_reduction, 2)).terms() == WeightPolynomial::power_sum(2).terms()));
  BOOST_CHECK_THROW(parsed("s^2*S2 + S3").reduce(1, stein_reduction, 2), Error);
  BOOST_CHECK_THROW(parsed("exp(s)*S2").reduce(1, stein_reduction, 2), Error);
}

BOOST_AUTO_TEST_CASE(unity_and_the_centred_mean) {
  BOOST_TEST((reduced("S(1,0)", 2).terms() == WeightPolynomial(Rational(1)).terms()));
  BOOST_TEST((reduced("S1^3*S(1,0)", 2).terms() == WeightPolynomial(Rational(1)).terms()));
  // C = s (1 - A)
  const Rational s(7, 5);
  BOOST_TEST((reduced("S(3)", 2).terms() == WeightPolynomial::power_sum(3).terms()));
  BOOST_TEST((reduced("S(1,1) - s + s*S2", s).terms() == WeightPolynomial().terms()));
}

BOOST_AUTO_TEST_CASE(one_token_gives_gaussian_moments) {
  // L = 1: every S(n,p) is xi^p.
  const Rational s(3, 2);
  const std::vector<Rational> moments{1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395};
  for (int p = 0; p <= 12; ++p) {
    const std::string text = "S(1,1)^" + std::to_string(p);
    BOOST_TEST(reduced(text, s).at_equal_weights(1) == moments[static_cast<std::size_t>(p)], text);
    const std::string mixed = "S(3," + std::to_string(p) + ")";
    BOOST_TEST(reduced(mixed, s).at_equal_weights(1) == moments[static_cast<std::size_t>(p)], mixed);
  }
}

BOOST_AUTO_TEST_CASE(equal_weights_give_the_mean_of_normals) {
  // s = 0: S(1,1) is N(0, 1/L), and S(1,2) has mean 1 and variance 2/L.
  BOOST_TEST(reduced("S(1,1)^6", 0).at_equal_weights(5) == Rational(15, 125));
  BOOST_TEST(reduced("(S(1,2) - 1)^2", 0).at_equal_weights(7) == Rational(2, 7));
}

BOOST_AUTO_TEST_CASE(coefficients) {
  const ExpectationForm form =
      ScorePolynomial::parse("sqrt(2)*S2 + exp(s)*S3 + s/3", k_place).reduce(Number(Rational(1, 2)));
  BOOST_TEST(form.s_squared.rational() == Rational(1, 4));
  BOOST_TEST(form.terms.size() == 3U);
  // An irrational slope: only even powers survive in a centred square.
  const Number root = sqrt(Number(2));
  for (const auto& term : ScorePolynomial::parse("(S(1,1) - s)^2", k_place).reduce(root).terms) {
    BOOST_TEST(term.coefficient.is_rational(), term.coefficient.text());
  }
}

BOOST_AUTO_TEST_CASE(bad_input) {
  BOOST_TEST(message_of("S(0,1)").find("n at least 1") != std::string::npos);
  BOOST_TEST(message_of("1/S2").find("a polynomial in the statistics") != std::string::npos);
  BOOST_TEST(message_of("exp(S2)").find("a polynomial in the statistics") != std::string::npos);
  BOOST_TEST(message_of("S(2,0)^9").find("degree 18") != std::string::npos);
  BOOST_TEST(message_of("S(1,99)").find("indices up to 64") != std::string::npos);
  BOOST_TEST(!message_of("S(1,1").empty());
  BOOST_TEST(!message_of("S()").empty());
  BOOST_TEST(!message_of("S2 + q").empty());
  BOOST_TEST(message_of("S(2,1,0)*S2").find("expected statistics as S(n,p), S(n) or Sn") != std::string::npos);
  BOOST_TEST(!message_of("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
