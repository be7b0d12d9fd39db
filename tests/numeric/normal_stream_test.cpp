#include "numeric/normal_stream.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "symbolic/error.hpp"

using namespace softlin::numeric;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

/// |a - b| <= bound * |b| for both coordinates of the transform, evaluated with 50 digits.
void check_pair(const PhiloxBlock& block) {
  const Real u1 = unit_uniform(half_block(block, 0));
  const Real angle = 2 * boost::math::constants::pi<Real>() * Real(unit_uniform(half_block(block, 1)));
  const Real r = sqrt(-2 * log(u1));
  const Real exact[2] = {r * cos(angle), r * sin(angle)};
  const auto pair = normal_pair(block);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST_INFO("block " << block[0] << " " << block[1] << " " << block[2] << " " << block[3]);
    const bool close = abs(Real(pair[i]) - exact[i]) <= Real(k_normal_error) * abs(exact[i]);
    BOOST_TEST(close);
    BOOST_TEST(std::abs(pair[i]) <= k_normal_max);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(normal_stream)

BOOST_AUTO_TEST_CASE(uniform_lattice) {
  BOOST_TEST(unit_uniform(0) == 0x1p-53);
  BOOST_TEST(unit_uniform(~std::uint64_t{0}) == 1 - 0x1p-53);
  BOOST_TEST(unit_uniform(std::uint64_t{1} << 63) == 0.5 + 0x1p-53);
  for (const std::uint64_t bits : {std::uint64_t{0x0123456789abcdef}, std::uint64_t{0xfedcba9876543210}}) {
    BOOST_TEST(unit_uniform(bits) + unit_uniform(~bits) == 1.0);
  }
}

BOOST_AUTO_TEST_CASE(normals_match_50_digits) {
  const PhiloxStream stream(11, 0, 0);
  for (std::uint64_t i = 0; i < 3000; ++i) check_pair(stream.block(i, 0));
  // Ends of the lattice and both sides of every eighth of a turn.
  const std::uint32_t top[] = {0,           1,           0x1fffffffU, 0x20000000U, 0x3fffffffU, 0x40000000U,
                               0x5fffffffU, 0x60000000U, 0x7fffffffU, 0x80000000U, 0x9fffffffU, 0xa0000000U,
                               0xbfffffffU, 0xc0000000U, 0xdfffffffU, 0xe0000000U, 0xffffffffU};
  for (const std::uint32_t a : top) {
    for (const std::uint32_t b : top) {
      check_pair({0, a, 0, b});
      check_pair({0xffffffffU, a, 0xffffffffU, b});
    }
  }
}

BOOST_AUTO_TEST_CASE(moments) {
  // n independent values with moments mu_k: the mean of z^k has variance (mu_2k - mu_k^2)/n; 5 such deviations.
  const std::uint64_t seed = 5;
  BOOST_TEST_MESSAGE("seed " << seed);
  const NormalStream stream(seed, 3, 9);
  const std::size_t n = 400000;
  std::vector<double> z(n);
  stream.normal_rows(0, n / 4, 4, z.data());
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, cross = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = z[i];
    m1 += x, m2 += x * x, m3 += x * x * x, m4 += x * x * x * x;
    if (i % 2 == 0) cross += x * z[i + 1];
  }
  const double root = std::sqrt(static_cast<double>(n));
  BOOST_TEST(std::abs(m1 / root) < 5.0);
  BOOST_TEST(std::abs(m2 / root - root) < 5 * std::sqrt(2.0));
  BOOST_TEST(std::abs(m3 / root) < 5 * std::sqrt(15.0));
  BOOST_TEST(std::abs(m4 / root - 3 * root) < 5 * std::sqrt(96.0));
  BOOST_TEST(std::abs(cross / root) < 5 * std::sqrt(0.5));
}

BOOST_AUTO_TEST_CASE(arrays_follow_the_layout) {
  const NormalStream stream(1, 2, 3);
  const PhiloxStream blocks(1, 2, 3);
  std::vector<double> a(5), b(5), u(3), s(200);
  stream.normals(7, 4, a);
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(a[i] == normal_pair(blocks.block(7, static_cast<std::uint32_t>(4 + i / 2)))[i % 2]);
  }
  stream.uniforms(7, 4, u);
  BOOST_TEST(u[2] == unit_uniform(half_block(blocks.block(7, 5), 0)));
  stream.signs(7, 4, s);
  for (std::size_t i = 0; i < 200; ++i) {
    const PhiloxBlock block = blocks.block(7, static_cast<std::uint32_t>(4 + i / 128));
    const bool negative = ((block[(i % 128) / 32] >> (i % 32)) & 1U) != 0;
    BOOST_TEST(s[i] == (negative ? -1.0 : 1.0));
  }
  std::vector<double> rows(15);
  stream.normal_rows(10, 3, 5, rows.data());
  for (std::uint64_t t = 0; t < 3; ++t) {
    stream.normals(10 + t, 0, b);
    for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(rows[t * 5 + i] == b[i]);
  }
}

BOOST_AUTO_TEST_CASE(ranges) {
  const NormalStream stream(1, 2, 3);
  std::vector<double> a(4);
  BOOST_CHECK_NO_THROW(stream.normals(k_token_limit - 1, k_slot_limit - 2, a));
  BOOST_CHECK_THROW(stream.normals(0, k_slot_limit - 1, a), softlin::DomainError);
  BOOST_CHECK_THROW(stream.uniforms(k_token_limit, 0, a), softlin::DomainError);
  BOOST_CHECK_THROW(stream.normal_rows(k_token_limit - 1, 2, 2, a.data()), softlin::DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
