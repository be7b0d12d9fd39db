// Certified bounds of eigenvalues.

#include "numeric/largest_eigenvalue.hpp"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using softlin::tests::Dice;
using softlin::tests::scaled;

namespace {

std::vector<Interval> around(const Eigen::MatrixXd& a, double radius) {
  std::vector<Interval> out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      out.push_back(widen(Interval::point(a(i, j), Bits(80)), Interval::point(radius, Bits(80))));
    }
  }
  return out;
}

Eigen::MatrixXd drawn(Dice& dice, Eigen::Index n) {
  Eigen::MatrixXd a(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) a(i, j) = a(j, i) = dice.unit() * 4 - 2;
  }
  return a;
}

double largest(const Eigen::MatrixXd& a) {
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(a).eigenvalues().maxCoeff();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(largest_eigenvalue)

BOOST_AUTO_TEST_CASE(it_bounds_every_matrix_of_the_box_and_little_more) {
  constexpr std::uint64_t seed = 20260701;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int trial = 0; trial < scaled(300); ++trial) {
    const Eigen::Index n = dice.between(1, 6);
    const Eigen::MatrixXd a = drawn(dice, n);
    const double radius = dice.one_in(2) ? 0 : 0.01 * dice.unit();
    const double bound = largest_eigenvalue_bound(around(a, radius), static_cast<std::size_t>(n));
    const Eigen::MatrixXd inside = a + radius * 0.999 * drawn(dice, n) / 2;
    BOOST_TEST(bound >= largest(inside) - 1e-12);
    BOOST_TEST(bound <= largest(a) + 3 * radius * static_cast<double>(n) + 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(a_bound_below_the_largest_eigenvalue_would_be_seen) {
  // diag(1, 2): the bound may not be 2 - 1e-9, and is not much above 2.
  Eigen::MatrixXd a = Eigen::MatrixXd::Identity(2, 2);
  a(1, 1) = 2;
  const double bound = largest_eigenvalue_bound(around(a, 0), 2);
  BOOST_TEST(bound > 2);
  BOOST_TEST(bound < 2 + 1e-8);
}

BOOST_AUTO_TEST_SUITE_END()
