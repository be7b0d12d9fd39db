#include "proofs-check/order_statistics.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "numeric/normal_stream.hpp"
#include "proofs-check/binomial_interval.hpp"
#include "symbolic/error.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::SampleValue;

BOOST_AUTO_TEST_SUITE(order_statistics)

BOOST_AUTO_TEST_CASE(ranks_of_ten_values) {
  // Squares of 1, ..., 10. Bin(10, 1/2): P(<= 1) = 11/1024 <= 0.025 < P(<= 2) = 56/1024, so the 95% interval is [X_2, X_9].
  std::vector<SampleValue> squares;
  for (int i = 10; i >= 1; --i) squares.push_back({static_cast<double>(i) * i, 0});
  const OrderStatistics order(squares);
  const QuantileEstimate median = order.quantile(Rational(1, 2), 0.95);
  BOOST_TEST(median.value == 5.0);
  BOOST_TEST(median.lower <= 2.0);
  BOOST_TEST(median.lower == 2.0, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(median.upper >= 9.0);
  BOOST_TEST(median.upper == 9.0, boost::test_tools::tolerance(1e-15));
  const QuantileEstimate high = order.quantile(Rational(99, 100), 0.95);
  BOOST_TEST(high.value == 10.0);
  BOOST_TEST(high.upper == std::numeric_limits<double>::infinity());  // 0.99^10 > 0.025: nothing lies above
  BOOST_TEST(order.quantile(Rational(1, 100), 0.95).lower == 0.0);
}

BOOST_AUTO_TEST_CASE(rounding_widens) {
  std::vector<SampleValue> squares;
  for (int i = 1; i <= 40; ++i) squares.push_back({static_cast<double>(i), 0.5});
  const OrderStatistics order(squares);
  BOOST_TEST(order.certainly_above(30) == 10U);  // 31 - 0.5 on
  BOOST_TEST(order.possibly_above(30) == 11U);   // 30 + 0.5 on
  const QuantileEstimate median = order.quantile(Rational(1, 2), 0.9);
  const std::vector<SampleValue> exact = [&] {
    std::vector<SampleValue> out = squares;
    for (SampleValue& y : out) y.rounding = 0;
    return out;
  }();
  const QuantileEstimate narrow = OrderStatistics(exact).quantile(Rational(1, 2), 0.9);
  BOOST_TEST(median.lower < narrow.lower);
  BOOST_TEST(median.upper > narrow.upper);
  BOOST_TEST(median.value == narrow.value);
}

BOOST_AUTO_TEST_CASE(coverage) {
  // Distances |N(0,1)|: the 0.9-quantile is 1.6448536...; misses of the 90% interval stay within the binomial limit, and
  // an interval that is one rank too short on both sides does not.
  const std::uint64_t seed = 31;
  const int runs = tests::scaled(600);
  std::array<double, 200> z{};
  std::uint64_t misses = 0, short_misses = 0;
  for (int run = 0; run < runs; ++run) {
    numeric::NormalStream(seed, 0, static_cast<std::uint64_t>(run)).normals(0, 0, z);
    std::vector<SampleValue> squares;
    for (const double x : z) squares.push_back({x * x, 0});
    const OrderStatistics order(squares);
    const QuantileEstimate found = order.quantile(Rational(9, 10), 0.9);
    const double truth = 1.6448536269514722;
    misses += found.lower <= truth && truth <= found.upper ? 0 : 1;
    const QuantileEstimate wrong = order.quantile(Rational(9, 10), 0.6);
    short_misses += wrong.lower <= truth && truth <= wrong.upper ? 0 : 1;
  }
  BOOST_TEST(clopper_pearson(misses, static_cast<std::uint64_t>(runs), 0.999).lower <= 0.1);
  BOOST_TEST(clopper_pearson(short_misses, static_cast<std::uint64_t>(runs), 0.999).lower > 0.1);
}

BOOST_AUTO_TEST_CASE(bad_input) {
  BOOST_CHECK_THROW(OrderStatistics({}), DomainError);
  const std::vector<SampleValue> one{{1, 0}};
  BOOST_CHECK_THROW(OrderStatistics(one).quantile(Rational(0), 0.9), DomainError);
  BOOST_CHECK_THROW(OrderStatistics(one).quantile(Rational(1), 0.9), DomainError);
  BOOST_CHECK_THROW(OrderStatistics(one).quantile(Rational(1, 2), 1.0), DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
