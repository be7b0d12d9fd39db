// Explicit L(eps) in closed form: docs/theory/icl-regression.md I4.2 to I4.6.

#include "numeric/threshold_routes.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/numeric/diagonal_regression.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

Interval number(const Rational& x) { return Interval(x, Bits(160)); }
double log10_of(const std::optional<RouteLength>& found) {
  BOOST_REQUIRE(found.has_value());
  return found->log10_length.convert_to<double>();
}

/// E[|zeta|^k q/(L - 1 + q)] by Simpson's rule in r = |zeta|.
double logistic_moment(int d, int k, double rate, double L) {
  const int n = 4000;
  const double end = 14;
  double sum = 0;
  double mass = 0;
  for (int i = 0; i <= n; ++i) {
    const double r = end * i / n;
    const double weight = (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * std::pow(r, d - 1) * std::exp(-r * r / 2);
    mass += weight;
    sum += weight * std::pow(r, k) / (1 + (L - 1) * std::exp(-rate * r * r));
  }
  return sum / mass;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(threshold_routes)

BOOST_AUTO_TEST_CASE(moments_are_bounded_from_above_and_closely) {
  for (const int d : {1, 2, 5}) {
    for (const double rate : {0.1, 2.0}) {
      for (const double L : {10.0, 1e6}) {
        const auto found =
            logistic_moments_above(d, Interval::point(rate, Bits(128)), log(Interval::point(L, Bits(128))));
        for (int j = 0; j < 3; ++j) {
          const double truth = logistic_moment(d, 2 * j, rate, L);
          const double bound = found[static_cast<std::size_t>(j)].upper_double();
          BOOST_TEST(bound >= truth * (1 - 1e-9), "d " << d << " rate " << rate << " L " << L << " k " << 2 * j);
          BOOST_TEST(bound <= truth * 1.03);
        }
      }
    }
  }
}

// The theory finds 73.2 (I4.5) and 1.8e3 (I4.6) in floating point.
BOOST_AUTO_TEST_CASE(the_worked_example) {
  const auto problem = flow_of(diagonal_model({Rational(1), Rational(1, 2)}), Rational(1, 2), Bits(200));
  const auto direct = no_exponential_length(problem, number(Rational(1, 10)));
  BOOST_TEST(std::abs(log10_of(direct) - 73.2) < 0.4);
  BOOST_TEST(std::abs(direct->horizon - 116) < 5);
  const auto gronwall = gronwall_length(problem, number(Rational(1, 10)));
  BOOST_TEST(std::abs(log10_of(gronwall) - 1793) < 10);
  BOOST_TEST(std::abs(gronwall->horizon - 49.4) < 0.1);
}

BOOST_AUTO_TEST_CASE(a_smaller_risk_needs_longer_prompts) {
  const auto problem = flow_of(diagonal_model({Rational(1)}, Rational(1, 10)), Rational(1, 2), Bits(200));
  double last = 0;
  for (const Rational& eps : {Rational(1, 4), Rational(1, 5)}) {
    const double found = log10_of(no_exponential_length(problem, number(eps)));
    BOOST_TEST(found > last);
    last = found;
  }
}

BOOST_AUTO_TEST_CASE(a_scaled_task_scales_risk_and_noise) {
  // L(eps; omega, tau^2) = L(eps/omega; 1, tau^2/omega)
  const auto scaled =
      flow_of(diagonal_model({Rational(1)}, Rational(1, 10), Rational(1, 2)), Rational(1, 2), Bits(200));
  const auto plain = flow_of(diagonal_model({Rational(1)}, Rational(1, 5)), Rational(1, 2), Bits(200));
  const auto a = no_exponential_length(scaled, number(Rational(1, 10)));
  const auto b = no_exponential_length(plain, number(Rational(1, 5)));
  BOOST_TEST(std::abs(log10_of(a) - log10_of(b)) < 2e-3);
}

BOOST_AUTO_TEST_CASE(other_models_are_refused) {
  const auto coded = flow_of(diagonal_model({Rational(1), Rational(1, 2)}, 0, 1, symbolic::Generator::as_coded),
                             Rational(1, 2), Bits(200));
  BOOST_TEST(!why_no_route(coded).empty());
  BOOST_CHECK_THROW(no_exponential_length(coded, number(Rational(1, 10))), Error);
}

BOOST_AUTO_TEST_SUITE_END()
