// Sums of exponentials in place of softmax functions: docs/theory/exponential-sums.md.

#include "numeric/exponential_sum.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/softmax_expectation.hpp"
#include "tests/effort.hpp"
#include "tests/input_error.hpp"

using namespace softlin;
using namespace softlin::numeric;
using softlin::tests::Dice;
using softlin::tests::scaled;
using symbolic::WeightPolynomial;

namespace {

const WeightPolynomial k_A = WeightPolynomial::power_sum(2);

WeightPolynomial H_statistic() {
  return k_A + Rational(6) * WeightPolynomial::power_sum(3) - Rational(6) * (k_A * k_A);
}

/// F at u, by the lattice rule with other digits than the fit.
double value_of(const SoftmaxFunction& function, const std::vector<Integer>& lengths, double u, int derivative) {
  WeightPolynomial f = function.f;
  for (int k = 0; k < derivative; ++k) f = f.heat_flow();
  const ScoreVariance variance([u](Bits bits) { return Interval::point(u, bits); });
  double sum = 0;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    sum += function.weight[l].convert_to<double>() * expect_weights({f}, variance, lengths[l], 18).front().mid_double();
  }
  return sum;
}

/// Small and large variances alike.
double drawn_variance(Dice& dice, double reach) {
  return dice.one_in(3) ? reach * std::pow(dice.unit(), 4) : reach * dice.unit();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exponential_sum)

BOOST_AUTO_TEST_CASE(the_error_holds_for_values_and_derivatives) {
  constexpr std::uint64_t seed = 20260702;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (const long L : {2L, 64L, 20000L}) {
    const double reach = 20;
    const std::vector<SoftmaxFunction> functions{{k_A, {Rational(1)}, 1}, {H_statistic(), {Rational(1)}, 1}};
    const std::vector<Integer> lengths{Integer(L)};
    const SoftmaxFunctions all(functions, lengths, reach);
    for (std::size_t f = 0; f < functions.size(); ++f) {
      const ExponentialSum sum = all.fit(f, 1e-8);
      BOOST_TEST(sum.error[0] < 1e-7);
      BOOST_TEST(sum.error[1] < 1e-6);
      for (int trial = 0; trial < scaled(40); ++trial) {
        const double u = drawn_variance(dice, reach);
        for (int m = 0; m < 2; ++m) {
          const double rest = std::abs(value_of(functions[f], lengths, u, m) - sum(u, m));
          BOOST_TEST(rest <= sum.error[static_cast<std::size_t>(m)] + 1e-13, "L " << L << " u " << u << " m " << m);
          BOOST_TEST(std::abs(sum(u, m)) <= sum.size[static_cast<std::size_t>(m)] * (1 + 1e-12));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_coefficient_breaks_the_error) {
  const std::vector<SoftmaxFunction> functions{{k_A, {Rational(1)}, 0}};
  ExponentialSum sum = SoftmaxFunctions(functions, {Integer(50)}, 10).fit(0, 1e-9);
  sum.coefficient[3] += 1e-6;
  BOOST_TEST(std::abs(value_of(functions[0], {Integer(50)}, 1.25, 0) - sum(1.25)) > sum.error[0]);
}

BOOST_AUTO_TEST_CASE(a_looser_accuracy_gives_smaller_coefficients) {
  const SoftmaxFunctions all({{H_statistic(), {Rational(1)}, 1}}, {Integer(100000)}, 40);
  const ExponentialSum fine = all.fit(0, 1e-9);
  const ExponentialSum rough = all.fit(0, 1e-3);
  BOOST_TEST(rough.size[0] < fine.size[0] / 2);
  BOOST_TEST(rough.error[0] < 1e-2);
  BOOST_TEST(rough.error[0] > fine.error[0]);
}

BOOST_AUTO_TEST_CASE(majorants_hold_and_are_near_the_truth) {
  constexpr std::uint64_t seed = 20260703;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  // A at 30 tokens less A at 33.
  const std::vector<Integer> lengths{Integer(30), Integer(33)};
  const std::vector<SoftmaxFunction> functions{{k_A, {Rational(1), Rational(-1)}, 1}};
  const SoftmaxFunctions all(functions, lengths, 16);
  for (int m = 0; m < 2; ++m) {
    for (const double growth : {0.0, 0.3, 1.0}) {
      const double c = all.majorant(0, m, growth);
      double most = 0;
      for (int trial = 0; trial < 30; ++trial) {  // not scaled: fewer may miss where it is large
        const double u = drawn_variance(dice, 16);
        most = std::max(most, std::abs(value_of(functions[0], lengths, u, m)) * std::exp(-growth * u));
      }
      BOOST_TEST(most <= c);
      BOOST_TEST(most > c / 8);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_fitted_is_refused) {
  BOOST_CHECK_THROW(SoftmaxFunctions({{k_A, {Rational(1)}, 0}}, {Integer(9)}, 300), Error);
  BOOST_CHECK_THROW(SoftmaxFunctions({{k_A, {Rational(1), Rational(2)}, 0}}, {Integer(9)}, 4), Error);
}

BOOST_AUTO_TEST_SUITE_END()
