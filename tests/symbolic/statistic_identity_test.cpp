#include "symbolic/statistic_identity.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/named_mean.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

const Place k_place{"test", 0, ""};

std::string reduced(const std::string& text, FormStyle style = FormStyle::text) {
  return text_of(reduce_statistic(Expression::parse(text, k_place), {}, k_place), style);
}

bool proved(const std::string& text, const std::set<std::string>& scalars = {}) {
  Certificate certificate;
  return prove_statistic(Equation::parse(text, k_place), scalars, k_place, certificate).proved();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statistic_identity)

BOOST_AUTO_TEST_CASE(reductions) {
  BOOST_TEST(reduced("B") == "A + s^2 E[S2 - 6 S3 + 6 S2^2]");
  BOOST_TEST(reduced("C") == "s (1 - A)");
  BOOST_TEST(reduced("Y1") == "-s A");
  BOOST_TEST(reduced("S(1,1)^0") == "1");
  BOOST_TEST(reduced("A - S2") == "0");
  BOOST_TEST(reduced("B", FormStyle::parseable) == "A + s^2*(S2 - 6*S3 + 6*S2^2)");
}

BOOST_AUTO_TEST_CASE(a_reduction_reads_back_as_itself) {
  for (const NamedMean& mean : named_means()) {
    const Equation equation = reduction_equation(Expression::parse(mean.name, k_place), k_place);
    BOOST_TEST(proved(equation.text()), equation.text());
  }
}

BOOST_AUTO_TEST_CASE(products_of_means_are_refused) {
  for (const char* text : {"A*A", "A^2", "A*S2", "B*Y1", "d(A)/ds*S2", "nope", "S(0,1)", "S(1,-1)", "S2/S3", "S2'",
                           "lap(S(1,1))", "dot(A, S2)", "lap(S2, S3)", "S(1,1)^99"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK_THROW(reduced(text), InputError); }
  }
}

BOOST_AUTO_TEST_CASE(heat_flow_of_random_polynomials) {
  // d/d(s^2) E f = E Lap f/2, and the rule for products: both through the reader.
  constexpr std::uint64_t k_seed = 501;
  Dice dice(k_seed);
  for (int n = scaled(20); n > 0; --n) {
    const auto monomial = [&] {
      std::string out = "S" + std::to_string(dice.between(2, 5));
      if (dice.one_in(2)) out += "*S" + std::to_string(dice.between(2, 4)) + "^" + std::to_string(dice.between(1, 2));
      return out;
    };
    const std::string f = monomial();
    const std::string g = monomial();
    BOOST_TEST_CONTEXT("seed " << k_seed << ", " << f << ", " << g) {
      BOOST_TEST(proved("d(" + f + ")/d(s^2) = lap(" + f + ")/2"));
      BOOST_TEST(proved("lap(" + f + "*" + g + ") = " + f + "*lap(" + g + ") + " + g + "*lap(" + f + ") + 2*dot(" + f +
                        ", " + g + ")"));
      BOOST_TEST(!proved("d(" + f + ")/d(s^2) = lap(" + f + ")/3"));
      BOOST_TEST(!proved("lap(" + f + "*" + g + ") = " + f + "*lap(" + g + ") + " + g + "*lap(" + f + ") + dot(" + f +
                         ", " + g + ")"));
    }
  }
}

/// Weight degree 12 and the named statistics of highest degree: a reduction that multiplied its terms would not end.
BOOST_AUTO_TEST_CASE(large_reductions_end) {
  for (const char* text : {"G1", "K40", "Y1^6*S2^3"}) BOOST_TEST(!reduced(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
