#include "proofs-check/evidence.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "numeric/normal_stream.hpp"
#include "proofs-check/binomial_interval.hpp"
#include "symbolic/error.hpp"
#include "symbolic/rational.hpp"
#include "tests/effort.hpp"

using namespace softlin::check;
using softlin::numeric::NormalStream;
using softlin::numeric::SampleValue;

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(wealth_by_hand) {
  BettingEvidence evidence(2);
  BOOST_TEST(evidence.e_value() == 1.0);
  evidence.add(5.0);
  evidence.add(1.0);
  double wealth = 0;
  for (const double t : bets()) wealth += (1 + 1.5 * t) * (1 - 0.5 * t) / k_bet_count;
  BOOST_TEST(evidence.e_value() <= wealth);
  BOOST_TEST(evidence.e_value() == wealth, boost::test_tools::tolerance(1e-13));
  BOOST_TEST(evidence.max_e_value() > evidence.e_value());
  BOOST_TEST(evidence.count() == 2U);
}

BOOST_AUTO_TEST_CASE(grid) {
  BOOST_TEST(bets().front() == k_smallest_bet);
  BOOST_TEST(bets().back() == k_largest_bet);
  BOOST_TEST(std::abs(k_largest_bet - 0.9) <= 0x1p-40);
  for (std::size_t k = 1; k < k_bet_count; ++k) {
    // Half a unit of 2^-40 in a bet of 2^-12 or more.
    BOOST_TEST(bets()[k] / bets()[k - 1] == std::pow(0.9 * 4096, 1.0 / 15), boost::test_tools::tolerance(0x1p-27));
    BOOST_TEST((1 - bets()[k]) + bets()[k] == 1.0);
    BOOST_TEST(bets()[k] * 0x1p40 == std::floor(bets()[k] * 0x1p40));
  }
}

// The exact wealth of the same values, in rational arithmetic; what is returned lies at or below it, by no more than the
// rounding allowed for.
BOOST_AUTO_TEST_CASE(against_exact_products) {
  const std::uint64_t seed = 77;
  softlin::tests::Dice dice(seed);
  for (int run = 0; run < softlin::tests::scaled(12); ++run) {
    const double bound = std::ldexp(1 + dice.unit(), static_cast<int>(dice.between(-40, 40)));
    const int count = static_cast<int>(dice.between(1, 150));
    BettingEvidence evidence(bound);
    std::array<softlin::Rational, k_bet_count> wealth;
    wealth.fill(1);
    softlin::Rational largest = 1;
    for (int i = 0; i < count; ++i) {
      // Mostly of the size of the bound; some tiny, some far above, some 0.
      const double spread = dice.one_in(20) ? dice.between(-600, 400) : dice.between(-3, 2);
      const double y = dice.one_in(15) ? 0.0 : bound * std::ldexp(1 + dice.unit(), static_cast<int>(spread));
      evidence.add(y);
      softlin::Rational sum = 0;
      for (std::size_t k = 0; k < k_bet_count; ++k) {
        const softlin::Rational t(bets()[k]);
        wealth[k] *= 1 - t + t * softlin::Rational(y) / softlin::Rational(bound);
        sum += wealth[k] / k_bet_count;
      }
      if (sum > largest) largest = sum;
      const softlin::Rational now(evidence.e_value());
      const bool is_capped = evidence.e_value() == std::numeric_limits<double>::max();
      BOOST_TEST((now <= sum), "run " << run << ", value " << i << ", seed " << seed);
      if (!is_capped && sum > softlin::Rational(1e-300)) {
        BOOST_TEST((now >= sum * (1 - softlin::Rational(i + 10) / softlin::Rational(0x1p49))),
                   "run " << run << ", value " << i << ", seed " << seed);
      }
    }
    const bool is_capped = evidence.max_e_value() == std::numeric_limits<double>::max();
    BOOST_TEST((softlin::Rational(evidence.max_e_value()) <= largest), "run " << run << ", seed " << seed);
    BOOST_TEST((is_capped || softlin::Rational(evidence.max_e_value()) >=
                                 largest * (1 - softlin::Rational(count + 10) / softlin::Rational(0x1p49))),
               "run " << run << ", seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(same_bits_everywhere) {
  BettingEvidence evidence(0.78125);
  for (int i = 0; i < 1000; ++i) evidence.add(std::ldexp((i * 37) % 101, -6));
  BOOST_TEST(evidence.e_value() == 0x1.4fe698f2ceb4dp-1);
  BOOST_TEST(evidence.max_e_value() == 0x1p+0);
}

BOOST_AUTO_TEST_CASE(zero_bound) {
  BettingEvidence evidence(0);
  evidence.add(0.0);
  BOOST_TEST(evidence.e_value() == 1.0);
  evidence.add(SampleValue{1e-3, 1e-2});  // may be zero within rounding
  BOOST_TEST(evidence.e_value() == 1.0);
  evidence.add(1e-300);
  BOOST_TEST(evidence.e_value() == std::numeric_limits<double>::infinity());
  evidence.add(0.0);
  BOOST_TEST(evidence.max_e_value() == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(exactly_at_the_bound) {
  BettingEvidence evidence(0.1);
  for (int i = 0; i < 10000; ++i) evidence.add(0.1);
  BOOST_TEST(evidence.max_e_value() <= 1.0);
  BOOST_TEST(evidence.e_value() > 1 - 1e-9);
}

BOOST_AUTO_TEST_CASE(extremes_and_errors) {
  BettingEvidence evidence(1e-300);
  for (int i = 0; i < 3; ++i) evidence.add(1e300);
  BOOST_TEST(evidence.e_value() == std::numeric_limits<double>::max());
  for (int i = 0; i < 200000; ++i) evidence.add(0.0);
  BOOST_TEST(evidence.e_value() > 0);  // the smallest bet lost 48.8 of its 1030 in natural logarithms
  for (int i = 0; i < 10000000; ++i) evidence.add(0.0);
  BOOST_TEST(evidence.e_value() == 0.0);
  BOOST_TEST(evidence.max_e_value() == std::numeric_limits<double>::max());
  BOOST_CHECK_THROW(BettingEvidence(-1), softlin::DomainError);
  BOOST_CHECK_THROW(BettingEvidence{std::numeric_limits<double>::infinity()}, softlin::DomainError);
  BOOST_CHECK_THROW(evidence.add(-1e-9), softlin::DomainError);
  BOOST_CHECK_THROW(evidence.add(std::nan("")), softlin::DomainError);
  BOOST_TEST(lowered(SampleValue{1, 0.25}) <= 0.75);
  BOOST_TEST(lowered(SampleValue{1, 2}) == 0.0);
}

BOOST_AUTO_TEST_CASE(false_alarms_under_the_null) {
  // Y = square of a normal, mean exactly the bound 1: the hardest null. Alarm: wealth 20 at any time in 300 values.
  const std::uint64_t seed = 2024;
  BOOST_TEST_MESSAGE("seed " << seed);
  const std::uint64_t runs = 2000;
  std::uint64_t alarms = 0;
  std::array<double, 300> z{};
  for (std::uint64_t run = 0; run < runs; ++run) {
    NormalStream(seed, 0, run).normals(0, 0, z);
    BettingEvidence evidence(1);
    for (const double x : z) evidence.add(x * x);
    if (evidence.max_e_value() >= 20) ++alarms;
  }
  BOOST_TEST_MESSAGE("false alarms " << alarms << " of " << runs);
  BOOST_TEST(clopper_pearson(alarms, runs, 0.999).lower <= 0.05);
}

BOOST_AUTO_TEST_CASE(power_at_1_2_times_the_bound) {
  // Mean 1.2 B with variance 2 * 1.2^2 B^2: the best bet t gains about t 0.2 - t^2 (2.88 + 0.04)/2, 0.0068 a value;
  // 4000 values gain about 27, against the threshold ln 20 + ln 16 = 5.8 and a spread of about 7.
  const std::uint64_t seed = 2025;
  BOOST_TEST_MESSAGE("seed " << seed);
  const std::uint64_t runs = 100;
  std::uint64_t alarms = 0;
  std::array<double, 4000> z{};
  for (std::uint64_t run = 0; run < runs; ++run) {
    NormalStream(seed, 0, run).normals(0, 0, z);
    BettingEvidence evidence(1);
    for (const double x : z) evidence.add(1.2 * x * x);
    if (evidence.max_e_value() >= 20) ++alarms;
  }
  BOOST_TEST_MESSAGE("alarms " << alarms << " of " << runs);
  BOOST_TEST(clopper_pearson(alarms, runs, 0.999).upper >= 0.99);
  BOOST_TEST(alarms >= 90U);
}

BOOST_AUTO_TEST_SUITE_END()
