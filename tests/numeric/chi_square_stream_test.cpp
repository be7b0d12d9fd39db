#include "numeric/chi_square_stream.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "symbolic/error.hpp"
#include "tests/effort.hpp"

using namespace softlin::numeric;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

BOOST_AUTO_TEST_SUITE(chi_square_stream)

BOOST_AUTO_TEST_CASE(law) {
  // 20 equally likely bins: Pearson's statistic has 19 degrees of freedom, and passes 50 with odds of 1.3e-4.
  // The mean is within 4.5 standard errors. Seeds are fixed, so a failure repeats.
  for (const double nu : {0.3, 1.0, 1.9, 2.0, 3.0, 7.5, 100.0}) {
    const ChiSquareStream draws(nu);
    const boost::math::chi_squared law(nu);
    constexpr int k_bins = 20;
    std::vector<int> counts(k_bins, 0);
    double sum = 0;
    const int n = softlin::tests::scaled(20000);
    for (int prompt = 0; prompt < n; ++prompt) {
      const NormalStream stream(3, 5, static_cast<std::uint64_t>(prompt));
      for (const ChiSquareDraw& draw : draws.pair(stream, 9)) {
        sum += draw.value;
        const double at = boost::math::cdf(law, draw.value);
        ++counts[static_cast<std::size_t>(std::min(k_bins - 1, static_cast<int>(at * k_bins)))];
      }
    }
    const double expected = 2.0 * n / k_bins;
    double statistic = 0;
    for (const int count : counts) statistic += (count - expected) * (count - expected) / expected;
    BOOST_TEST_INFO("nu = " << nu);
    BOOST_TEST(statistic < 50);
    BOOST_TEST_INFO("nu = " << nu);
    BOOST_TEST(std::abs(sum / (2.0 * n) - nu) < 4.5 * std::sqrt(2 * nu / (2.0 * n)));
  }
}

BOOST_AUTO_TEST_CASE(error_against_fifty_digits) {
  // The transform again, in 50 digits from the same normals and uniforms; the first candidate that passes.
  for (const double nu : {0.5, 2.0, 5.0, 33.0}) {
    const ChiSquareStream draws(nu);
    const bool boosted = nu < 2;
    const Real shape = Real(nu) / 2 + (boosted ? 1 : 0);
    const Real d = shape - Real(1) / 3;
    const Real c = 1 / sqrt(9 * d);
    for (std::uint64_t prompt = 0; prompt < 500; ++prompt) {
      const NormalStream stream(1, 2, prompt);
      const auto found = draws.pair(stream, 4);
      for (std::size_t i = 0; i < 2; ++i) {
        Real value = -1;
        for (std::uint32_t attempt = 0; value < 0; ++attempt) {
          std::array<double, 2> x{}, u{};
          stream.normals(4, ChiSquareStream::k_first_slot + 2 * attempt, x);
          stream.uniforms(4, ChiSquareStream::k_first_slot + 2 * attempt + 1, u);
          const Real root = 1 + c * x[i];
          if (root <= 0) continue;
          const Real v = root * root * root;
          if (log(Real(u[i])) < Real(x[i]) * x[i] / 2 + d * (1 - v + log(v))) value = 2 * d * v;
        }
        if (boosted) {
          std::array<double, 2> u{};
          stream.uniforms(4, ChiSquareStream::k_power_slot, u);
          value *= pow(Real(u[i]), 2 / Real(nu));
        }
        BOOST_TEST_INFO("nu = " << nu << ", prompt " << prompt);
        BOOST_TEST(abs(found[i].value - value) <= found[i].relative_error * value);
        BOOST_TEST(found[i].relative_error < (boosted ? 1e-12 : 1e-11));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(indices) {
  const ChiSquareStream draws(1.5);
  std::set<double> seen;
  for (std::uint64_t prompt = 0; prompt < 10; ++prompt) {
    for (std::uint64_t token = 0; token < 10; ++token) {
      const auto one = draws.pair(NormalStream(7, 1, prompt), token);
      const auto again = draws.pair(NormalStream(7, 1, prompt), token);
      BOOST_TEST(one[0].value == again[0].value);
      seen.insert(one[0].value);
      seen.insert(one[1].value);
    }
  }
  BOOST_TEST(seen.size() == 200U);
  BOOST_CHECK_THROW(ChiSquareStream(0), softlin::DomainError);
  BOOST_CHECK_THROW(ChiSquareStream(-1), softlin::DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
