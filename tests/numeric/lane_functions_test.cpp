/// The polynomials and functions of eight lanes, as plain code (other instruction sets: lane_kernels_test.cpp).

#define SOFTLIN_LANES plain_for_tests
#include "numeric/lane_functions.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/lane_kernels.hpp"
#include "numeric/normal_stream.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
namespace lanes = softlin::numeric::plain_for_tests;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

constexpr Bits k_bits(200);

Interval number(const Rational& q) { return Interval(q, k_bits); }

double first(lanes::D x) {
  double out[8];
  lanes::store(out, x);
  return out[0];
}

/// Proves |sum_k (c_k - taylor_k) x^k| + rest <= bound on [low, high], by halving.
bool within(const std::vector<Interval>& difference, const Interval& rest, const Rational& low, const Rational& high,
            const Interval& bound, int depth = 0) {
  const Interval x = hull(number(low), number(high));
  Interval sum = number(0);
  for (std::size_t k = difference.size(); k-- > 0;) sum = sum * x + difference[k];
  if (certainly_less(abs(sum) + rest, bound)) return true;
  if (depth > 24) return false;
  const Rational middle = (low + high) / 2;
  return within(difference, rest, low, middle, bound, depth + 1) &&
         within(difference, rest, middle, high, bound, depth + 1);
}

/// Differences of coefficients, those of `taylor` beyond the polynomial's degree included.
std::vector<Interval> differences(const std::vector<double>& polynomial, const std::vector<Interval>& taylor) {
  std::vector<Interval> out;
  for (std::size_t k = 0; k < taylor.size(); ++k) {
    const Interval c = k < polynomial.size() ? Interval::point(polynomial[k], k_bits) : number(0);
    out.push_back(c - taylor[k]);
  }
  return out;
}

Interval power_of_two(int exponent) {
  Interval out = number(1);
  for (int i = 0; i < std::abs(exponent); ++i) out = exponent > 0 ? out * 2 : out / 2;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lane_functions)

BOOST_AUTO_TEST_CASE(polynomial_errors_are_proved) {
  constexpr int k_terms = 24;
  const Rational margin = 1 + Rational(1) / 1048576;

  // -2 ln(1 - R/2) = R + R^2 sum_k a_k R^k, a_k = 2 / ((k + 2) 2^{k+2}). The function is at least |R| (1 - 2^-5) in size, so an
  // error e of P is a relative error of 2^-4 e/(1 - 2^-5).
  std::vector<Interval> taylor;
  for (int k = 0; k < k_terms; ++k) taylor.push_back(number(2) / ((k + 2) * power_of_two(k + 2)));
  const Rational log_end = Rational(1) / 16 * margin;
  const std::vector<double> log_polynomial(lanes::k_log_polynomial, lanes::k_log_polynomial + 7);
  Interval rest = 2 * power_of_two(-4 * k_terms);
  BOOST_TEST(within(differences(log_polynomial, taylor), rest, -log_end, log_end, power_of_two(-45)));
  // A wrong coefficient is noticed.
  std::vector<double> wrong = log_polynomial;
  wrong[2] += 0x1p-40;
  BOOST_TEST(!within(differences(wrong, taylor), rest, -log_end, log_end, power_of_two(-45)));

  // sin((pi/2) f)/f >= sqrt 2 and cos((pi/2) f) >= 1/sqrt 2 on |f| <= 1/2.
  const Interval half_pi = Interval::pi(k_bits) / 2;
  std::vector<Interval> sine;
  std::vector<Interval> cosine;
  Interval term = number(1);  // (pi/2)^n / n!
  for (int n = 0; n < 2 * k_terms; ++n) {
    (n % 2 == 0 ? cosine : sine).push_back(n / 2 % 2 == 0 ? term : -term);
    term = term * half_pi / (n + 1);
  }
  const std::vector<double> sine_polynomial(lanes::k_sine_polynomial, lanes::k_sine_polynomial + 6);
  const std::vector<double> cosine_polynomial(lanes::k_cosine_polynomial, lanes::k_cosine_polynomial + 7);
  rest = 2 * term;
  BOOST_TEST(within(differences(sine_polynomial, sine), rest, 0, Rational(1) / 4,
                    power_of_two(-47) * sqrt(number(2)) * number(Rational(3) / 4)));
  BOOST_TEST(within(differences(cosine_polynomial, cosine), rest, 0, Rational(1) / 4, power_of_two(-51)));

  // e^r, |r| <= (ln 2)/16 < 0.0434.
  std::vector<Interval> exponential;
  term = number(1);
  for (int n = 0; n < k_terms; ++n) {
    exponential.push_back(term);
    term = term / (n + 1);
  }
  const std::vector<double> exp_polynomial(lanes::k_exp_polynomial, lanes::k_exp_polynomial + 7);
  const Rational exp_end = Rational(434) / 10000;
  BOOST_TEST(within(differences(exp_polynomial, exponential), power_of_two(-100), -exp_end, exp_end,
                    power_of_two(-48) * number(Rational(2) / 3)));
}

BOOST_AUTO_TEST_CASE(tables_are_nearest_doubles) {
  for (int k = 0; k < 16; ++k) {
    const Real c = Real(lanes::k_log_factor[k]);
    BOOST_TEST(bool(abs(c - 1 / (1 + Real(k) / 16)) <= Real(0x1p-54)));
    BOOST_TEST(bool(abs(Real(lanes::k_log_offset[k]) - 2 * log(c)) <= Real(0x1p-53)));
  }
  for (int k = 0; k < 8; ++k) {
    BOOST_TEST(bool(abs(Real(lanes::k_exp_table[k]) - pow(Real(2), Real(k) / 8)) <= Real(0x1p-53)));
  }
}

BOOST_AUTO_TEST_CASE(logarithms_match_50_digits) {
  tests::Dice dice(1);
  std::vector<double> points = {0x1p-53, 0x1.8p-52, 1 - 0x1p-53, 1 - 0x1.8p-52, 0.5, 0.25};
  for (int k = 0; k < 64; ++k) {  // both sides of every edge of the table
    const double edge = (1 + (2 * k + 1) / 32.0) / 2;
    if (edge < 1) points.insert(points.end(), {edge, std::nextafter(edge, 0.0), std::nextafter(edge, 1.0)});
  }
  for (int i = 0; i < tests::scaled(4000); ++i) {
    points.push_back(unit_uniform(dice.bits()));
    points.push_back(std::ldexp(unit_uniform(dice.bits()), -static_cast<int>(dice.bits() % 50)));
    points.push_back(1 - std::ldexp(1 + unit_uniform(dice.bits()), -static_cast<int>(2 + dice.bits() % 50)));
  }
  for (const double u : points) {
    if (!(u > 0 && u < 1)) continue;
    const Real exact = -2 * log(Real(u));
    const double value = first(lanes::minus_two_log(lanes::set(u)));
    BOOST_TEST_INFO("u = " << u);
    BOOST_TEST(bool(abs(Real(value) - exact) <= Real(3 * 0x1p-48) * exact));
  }
}

BOOST_AUTO_TEST_CASE(exponentials_match_50_digits) {
  tests::Dice dice(2);
  std::vector<double> points = {0, -0.0, 1, -1, 700, -700, 0x1p-60, -0x1p-60};
  for (int k = -40; k <= 40; ++k) points.push_back((2 * k + 1) * std::log(2.0) / 16);  // edges of the table
  for (int i = 0; i < tests::scaled(4000); ++i) {
    points.push_back((2 * unit_uniform(dice.bits()) - 1) * 700);
    points.push_back((2 * unit_uniform(dice.bits()) - 1) * 3);
  }
  for (const double x : points) {
    const Real exact = exp(Real(x));
    const double value = first(lanes::exponential(lanes::set(x)));
    BOOST_TEST_INFO("x = " << x);
    BOOST_TEST(bool(abs(Real(value) - exact) <= exact * Real(k_exponential_error + 0x1p-52 * std::abs(x))));
  }
  BOOST_TEST(first(lanes::exponential(lanes::set(0))) == 1.0);
  BOOST_TEST(first(lanes::exponential(lanes::set(-1e300))) == first(lanes::exponential(lanes::set(-700))));
}

BOOST_AUTO_TEST_CASE(philox_is_that_of_the_library) {
  tests::Dice dice(3);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t seed = dice.bits();
    const auto row = static_cast<std::uint32_t>(dice.bits());
    const std::uint64_t prompt = dice.bits() % (k_prompt_limit - 8);
    const std::uint64_t token = dice.bits() % k_token_limit;
    const auto slot = static_cast<std::uint32_t>(dice.bits() % k_slot_limit);
    const LaneStream stream(seed, row, prompt);
    const lanes::Words words =
        lanes::philox(lanes::set_word(token),
                      lanes::word_or(lanes::load_words(stream.prompt_high),
                                     lanes::set_word((token >> 32) | (std::uint64_t{slot} << 9))),
                      lanes::load_words(stream.prompt_low), lanes::set_word(stream.row), stream.round_keys);
    for (std::size_t lane = 0; lane < k_lanes; ++lane) {
      const PhiloxBlock block = PhiloxStream(seed, row, prompt + lane).block(token, slot);
      BOOST_TEST(words.first.v[lane] == half_block(block, 0));
      BOOST_TEST(words.second.v[lane] == half_block(block, 1));
      double u[8];
      lanes::store(u, lanes::uniform(words.first));
      BOOST_TEST(u[lane] == unit_uniform(half_block(block, 0)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
