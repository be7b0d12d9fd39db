#include "symbolic/score_polynomial.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/softmax_statistic.hpp"

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

/// The definitions of exact.md 1.1, reduced by Stein's rule, are the stored reductions of 4.3.
BOOST_AUTO_TEST_CASE(definitions_give_the_stored_reductions) {
  const std::string vhat = "(S(1,2) - S(1,1)^2)";
  const std::map<std::string, std::string> definitions{{"A", "S(2,0)"},
                                                       {"B", "(S(1,1) - s)^2"},
                                                       {"C", "S(1,1)"},
                                                       {"VHAT", vhat},
                                                       {"G1", "(" + vhat + " - 1)^2"},
                                                       {"G2", "(" + vhat + " - 1)*S2"},
                                                       {"G3", "S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2"},
                                                       {"G4", "2*S2^2 + S2 - 2*S3"},
                                                       {"G5", "S2 - 2*S3 + S2^2"},
                                                       {"K40", "(S(1,1) - s)^4"},
                                                       {"K22", "(S(1,1) - s)^2*S2"},
                                                       {"K04", "S2^2"}};
  for (const Rational& s : {Rational(0), Rational(1), Rational(-3, 7), Rational(5, 2)}) {
    for (const auto& [name, text] : definitions) {
      BOOST_TEST_CONTEXT(name << " at s = " << s.str()) {
        BOOST_TEST((reduced(text, s).terms() == combined(named_statistic(name, Number(s))).terms()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(unity_and_the_centred_mean) {
  BOOST_TEST((reduced("S(1,0)", 2).terms() == WeightPolynomial(Rational(1)).terms()));
  BOOST_TEST((reduced("S1^3*S(1,0)", 2).terms() == WeightPolynomial(Rational(1)).terms()));
  // C = s (1 - A)
  const Rational s(7, 5);
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
  BOOST_TEST(!message_of("S(1)").empty());
  BOOST_TEST(!message_of("S2 + q").empty());
  BOOST_TEST(!message_of("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
