#include "proofs-check/binomial_interval.hpp"

#include <bit>
#include <boost/math/distributions/binomial.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/precision.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

namespace {

constexpr Bits k_bits(128);

Rational exact_tail(std::uint64_t k, std::uint64_t n, const Rational& p) {
  Rational sum = 0;
  for (std::uint64_t j = k; j <= n; ++j) {
    Rational term = 1;
    for (std::uint64_t i = 0; i < j; ++i) term *= Rational(Integer(n - i), Integer(i + 1)) * p;
    for (std::uint64_t i = j; i < n; ++i) term *= 1 - p;
    sum += term;
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(binomial_interval)

BOOST_AUTO_TEST_CASE(tails_against_exact_sums) {
  for (const std::uint64_t n : {1U, 2U, 5U, 31U}) {
    for (const Rational& p :
         {Rational(1, 1024), Rational(1, 3), Rational(1, 2), Rational(9, 10), Rational(4095, 4096)}) {
      for (std::uint64_t k = 0; k <= n + 1; ++k) {
        const Interval found = binomial_tail(k, n, Interval(p, k_bits));
        BOOST_TEST(contains(found, exact_tail(k, n, p)), "k = " << k << ", n = " << n << ", p = " << p);
        BOOST_TEST(numeric::width_reached(found, 15));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(certain_and_impossible) {
  BOOST_TEST(contains(binomial_tail(1, 9, Interval(0, k_bits)), Rational(0)));
  BOOST_TEST(contains(binomial_tail(9, 9, Interval(1, k_bits)), Rational(1)));
  BOOST_CHECK_THROW(binomial_tail(1, 0, Interval(0, k_bits)), DomainError);
  BOOST_CHECK_THROW(binomial_tail(1, 2, Interval(2, k_bits)), DomainError);
  BOOST_CHECK_THROW(binomial_tail(1, 2, Interval(-1, k_bits)), DomainError);
}

BOOST_AUTO_TEST_CASE(long_tails_against_a_second_path) {
  for (const std::uint64_t n : {1000U, 1000000U, 1000000000U}) {
    for (const double p : {1e-6, 0.03, 0.5, 0.97}) {
      const double mean = static_cast<double>(n) * p;
      const double spread = std::sqrt(mean * (1 - p));
      for (const double distance : {-6.0, -1.0, 0.0, 1.0, 6.0}) {
        const double count = std::floor(mean + distance * spread);
        if (count < 1 || count > static_cast<double>(n)) continue;
        const auto k = static_cast<std::uint64_t>(count);
        const Interval found = binomial_tail(k, n, Interval::point(p, k_bits));
        const double other =
            boost::math::cdf(boost::math::complement(boost::math::binomial(static_cast<double>(n), p), count - 1));
        BOOST_TEST(found.mid_double() == other, boost::test_tools::tolerance(1e-6));
        BOOST_TEST(numeric::width_reached(found, 12), "k = " << k << ", n = " << n << ", p = " << p);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(interval_ends) {
  // At the ends the binomial tail probabilities equal (1 - confidence)/2.
  const Interval risk = (1 - Interval::point(0.98, k_bits)) / 2;
  for (const std::uint64_t n : {1U, 7U, 200U, 2000U}) {
    for (const std::uint64_t k : {std::uint64_t{0}, n / 3, n - 1, n}) {
      const ProportionInterval interval = clopper_pearson(k, n, 0.98);
      BOOST_TEST_INFO("k = " << k << ", n = " << n);
      if (k == 0) {
        BOOST_TEST(interval.lower == 0.0);
      } else {
        BOOST_TEST(certainly_less_equal(binomial_tail(k, n, Interval::point(interval.lower, k_bits)), risk));
        const double inside = interval.lower * (1 + 0x1p-38);
        BOOST_TEST(certainly_less(risk, binomial_tail(k, n, Interval::point(inside, k_bits))));
      }
      if (k == n) {
        BOOST_TEST(interval.upper == 1.0);
      } else {
        // P(Bin(n, p) <= k) = P(Bin(n, 1 - p) >= n - k)
        const Interval above = 1 - Interval::point(interval.upper, k_bits);
        BOOST_TEST(certainly_less_equal(binomial_tail(n - k, n, above), risk));
        // 40 bits of 1 - p, and the rounding of the end itself.
        const Interval inside = above * (1 + Interval::point(0x1p-38, k_bits)) + Interval::point(0x1p-51, k_bits);
        BOOST_TEST(certainly_less(risk, binomial_tail(n - k, n, inside)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(certain_and_possible_successes) {
  const ProportionInterval wide = clopper_pearson(3, 8, 20, 0.9);
  BOOST_TEST(wide.lower == clopper_pearson(3, 20, 0.9).lower);
  BOOST_TEST(wide.upper == clopper_pearson(8, 20, 0.9).upper);
  BOOST_CHECK_THROW(clopper_pearson(9, 8, 20, 0.9), DomainError);
}

BOOST_AUTO_TEST_CASE(rare_counts) {
  for (const std::uint64_t n : {1U, 10U, 33U}) {
    const Rational p(1, 3), alpha(1, 50);
    const std::uint64_t k = rare_count(n, Interval(p, k_bits), Interval(alpha, k_bits));
    BOOST_TEST((k == n + 1 || exact_tail(k, n, p) <= alpha));
    BOOST_TEST((exact_tail(k - 1, n, p) > alpha));
  }
}

BOOST_AUTO_TEST_CASE(bad_counts) {
  BOOST_CHECK_THROW(clopper_pearson(3, 2, 0.9), DomainError);
  BOOST_CHECK_THROW(clopper_pearson(0, 0, 0.9), DomainError);
  BOOST_CHECK_THROW(clopper_pearson(0, 1, 1.0), DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
