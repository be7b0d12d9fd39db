#include "proofs-check/evidence.hpp"

#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "numeric/normal_stream.hpp"
#include "symbolic/error.hpp"

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
  for (std::size_t k = 1; k < k_bet_count; ++k) {
    BOOST_TEST(bets()[k] / bets()[k - 1] == std::pow(0.9 * 4096, 1.0 / 15), boost::test_tools::tolerance(1e-12));
  }
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
  BOOST_TEST(evidence.e_value() == std::numeric_limits<double>::infinity());
  BOOST_TEST(std::isfinite(evidence.log_e_value()));
  for (int i = 0; i < 2000; ++i) evidence.add(0.0);
  BOOST_TEST(!std::isnan(evidence.e_value()));
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

BOOST_AUTO_TEST_CASE(clopper_pearson_tails) {
  // At the ends the binomial tail probabilities equal (1 - confidence)/2.
  for (const std::uint64_t n : {1U, 7U, 200U, 2000U}) {
    for (const std::uint64_t k : {std::uint64_t{0}, n / 3, n - 1, n}) {
      const ProportionInterval interval = clopper_pearson(k, n, 0.98);
      const double successes = static_cast<double>(k);
      BOOST_TEST_INFO("k = " << k << ", n = " << n);
      if (k == 0) {
        BOOST_TEST(interval.lower == 0.0);
      } else {
        const boost::math::binomial law(static_cast<double>(n), interval.lower);
        BOOST_TEST(boost::math::cdf(boost::math::complement(law, successes - 1)) == 0.01,
                   boost::test_tools::tolerance(1e-9));
      }
      if (k == n) {
        BOOST_TEST(interval.upper == 1.0);
      } else {
        const boost::math::binomial law(static_cast<double>(n), interval.upper);
        BOOST_TEST(boost::math::cdf(law, successes) == 0.01, boost::test_tools::tolerance(1e-9));
      }
    }
  }
  BOOST_CHECK_THROW(clopper_pearson(3, 2, 0.9), softlin::DomainError);
  BOOST_CHECK_THROW(clopper_pearson(0, 0, 0.9), softlin::DomainError);
  BOOST_CHECK_THROW(clopper_pearson(0, 1, 1.0), softlin::DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
