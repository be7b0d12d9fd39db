#include "proofs-check/constant_dependence.hpp"

#include <boost/test/unit_test.hpp>

using softlin::Place;
using softlin::check::ConstantDependence;
using softlin::check::dependence_on;
using softlin::symbolic::Formula;

namespace {

const std::set<std::string> k_symbols{"L", "s", "sigma", "c1", "c2"};

Formula formula(const std::string& text) { return Formula::parse(text, k_symbols, Place{}); }

void check_parts(const std::string& text, const std::string& constant, const char* rest, const char* factor,
                 const char* rate) {
  const auto parts = dependence_on(formula(text), constant);
  BOOST_REQUIRE_MESSAGE(parts, text + " in " + constant);
  const bool exponential = parts->kind == ConstantDependence::Kind::exponential;
  BOOST_TEST(exponential == (rate != nullptr), text);
  BOOST_TEST((parts->rest - formula(rest)).is_identically_zero(), text + ": rest " + parts->rest.text());
  BOOST_TEST((parts->factor - formula(factor)).is_identically_zero(), text + ": factor " + parts->factor.text());
  if (rate != nullptr)
    BOOST_TEST((parts->rate - formula(rate)).is_identically_zero(), text + ": rate " + parts->rate.text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(constant_dependence)

BOOST_AUTO_TEST_CASE(linear) {
  check_parts("c1*sigma^6*log(L)/L^(c2/sigma^2)", "c1", "0", "sigma^6*log(L)/L^(c2/sigma^2)", nullptr);
  check_parts("(s + c1)/L - c1", "c1", "s/L", "1/L - 1", nullptr);
  check_parts("(c1 + 1)^2 - c1^2", "c1", "1", "2", nullptr);
  check_parts("s/L", "c1", "s/L", "0", nullptr);
}

BOOST_AUTO_TEST_CASE(exponent) {
  check_parts("c1*sigma^6*log(L)/L^(c2/sigma^2)", "c2", "0", "c1*sigma^6*log(L)", "-log(L)/sigma^2");
  check_parts("1/L + s*exp(-2*c2*s^2 + 1)", "c2", "1/L", "s*exp(1)", "-2*s^2");
  check_parts("sqrt(L^c2)*exp(c2)", "c2", "0", "1", "log(L)/2 + 1");
  check_parts("(L^(c2 - 1)*s)^3", "c2", "0", "(s/L)^3", "3*log(L)");
}

BOOST_AUTO_TEST_CASE(otherwise) {
  for (const char* text : {"c1^2", "1/c1", "log(c1)", "min(c1, 1)", "abs(c1)", "L^(c1^2)", "L^c1 + s^c1", "c1*L^c1",
                           "exp(exp(c1))", "erf(c1)"}) {
    BOOST_TEST(!dependence_on(formula(text), "c1").has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
