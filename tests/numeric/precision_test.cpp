#include "numeric/precision.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

/// sqrt(n^2 + 1) - n loses about 2 log2(2 n) bits; the exact value is 1/(sqrt(n^2 + 1) + n).
Interval cancelling(const Integer& n, Bits bits) {
  return sqrt(Interval(Integer(n * n + 1), bits)) - Interval(n, bits);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(precision)

BOOST_AUTO_TEST_CASE(bits_hold_the_digits) {
  for (int digits = 1; digits <= 1500; ++digits) {
    BOOST_TEST((Integer(1) << static_cast<unsigned>(bits_for_digits(digits, 0).count)) >=
               mp::pow(Integer(10), static_cast<unsigned>(digits)));
    BOOST_TEST(bits_for_digits(digits, 0).count <= 3.3219280948873623 * digits + 1);
  }
}

BOOST_AUTO_TEST_CASE(width_reached_is_exact_about_the_goal) {
  const Bits bits(300);
  for (const int digits : {1, 5, 17, 40}) {
    const Rational goal(1, mp::pow(Integer(10), static_cast<unsigned>(digits)));
    const auto box = [&](const Rational& low, const Rational& width) {
      return Box{low, Rational(low + width)}.at(bits);
    };
    for (const Rational& low : {Rational(1), Rational(7, 3), Rational(1, 1000)}) {
      BOOST_TEST(width_reached(box(low, low * goal * Rational(999, 1000)), digits));
      BOOST_TEST(!width_reached(box(low, low * goal * Rational(1001, 1000)), digits));
      BOOST_TEST(width_reached(-box(low, low * goal * Rational(999, 1000)), digits));
      BOOST_TEST(!width_reached(-box(low, low * goal * Rational(1001, 1000)), digits));
    }
  }
  BOOST_TEST(width_reached(Interval(0, bits), 100));
  BOOST_TEST(width_reached(Interval(5, bits), 100));
  BOOST_TEST(!width_reached(Box{Rational(-1), Rational(1)}.at(bits), 1));
  BOOST_TEST(!width_reached(Box{Rational(0), power_of_two(-200)}.at(bits), 1));
  BOOST_TEST(!width_reached(exp(exp(Interval(1000, bits))), 1));
}

BOOST_AUTO_TEST_CASE(raising_reaches_the_width) {
  for (const int digits : {1, 10, 50, 200}) {
    for (const unsigned size : {1U, 20U, 100U}) {
      const Integer n = mp::pow(Integer(10), size) + 7;
      long most = 0;
      const auto evaluate = [&](Bits bits) {
        most = bits.count;
        return cancelling(n, bits);
      };
      const Interval value = raise_precision(evaluate, digits, "test");
      BOOST_TEST(width_reached(value, digits));
      const Interval other = 1 / (sqrt(Interval(Integer(n * n + 1), Bits(2000))) + Interval(n, Bits(2000)));
      BOOST_TEST(subset(other, value), digits << " digits, n = " << n.str());
      // It needs log2(10) digits + 2 log2(2 n) bits and some, and stops within a factor 2 of that.
      const double needed = 3.33 * digits + 2 * 3.33 * size + 2;
      BOOST_TEST(static_cast<double>(most) <= std::max(2 * needed + 80, 3.33 * digits + 33));
    }
  }
}

BOOST_AUTO_TEST_CASE(points_return_at_once) {
  int calls = 0;
  const Interval zero = raise_precision(
      [&](Bits bits) {
        ++calls;
        return Interval(0, bits);
      },
      1000, "test");
  BOOST_TEST(zero.is_point());
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(the_cap_is_an_error_that_says_what_was_reached) {
  std::vector<long> tried;
  const auto stuck = [&](Bits bits) {
    tried.push_back(bits.count);
    return Box{Rational(1), Rational(2)}.at(bits);
  };
  try {
    raise_precision(stuck, 10, "the stuck value", 1000);
    BOOST_ERROR("no error");
  } catch (const PrecisionError& error) {
    const std::string message = error.what();
    for (const std::string part : {"the stuck value", "10 digits", "1000 bits"}) {
      BOOST_TEST(message.find(part) != std::string::npos, message);
    }
  }
  BOOST_TEST(tried.back() == 1000);  // the cap itself was tried, nothing beyond it
  for (std::size_t i = 1; i < tried.size(); ++i) BOOST_TEST(tried[i - 1] < tried[i]);
  // A cap below the first choice is tried once.
  tried.clear();
  BOOST_CHECK_THROW(raise_precision(stuck, 1000, "x", 50), PrecisionError);
  BOOST_TEST(tried == std::vector<long>{50}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_reached_width_is_readable) {
  try {
    raise_precision(
        [](Bits bits) {
          return Box{Rational(1), Rational(1) + power_of_two(-100)}.at(bits);
        },
        50, "x", 400);
    BOOST_ERROR("no error");
  } catch (const PrecisionError& error) {
    const std::string message = error.what();  // 2^-100 = 7.9e-31
    BOOST_TEST(message.find("e-31") != std::string::npos, message);
  }
}

BOOST_AUTO_TEST_CASE(domain_errors_are_retried) {
  // sqrt(x - y) with x - y = 2^-300 > 0 leaves the domain until the precision separates x = 1/3 + 2^-300 from y = 1/3.
  const auto evaluate = [](Bits bits) {
    return sqrt(Interval(Rational(Rational(1, 3) + power_of_two(-300)), bits) - Interval(Rational(1, 3), bits));
  };
  const Interval value = raise_precision(evaluate, 5, "root");
  BOOST_TEST(contains(value, power_of_two(-150)));
  BOOST_CHECK_THROW(raise_precision(evaluate, 5, "root", 200), DomainError);
  BOOST_CHECK_THROW(raise_precision([](Bits bits) { return log(Interval(-1, bits)); }, 5, "log", 500), DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
