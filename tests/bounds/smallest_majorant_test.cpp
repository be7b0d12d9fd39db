#include "bounds/smallest_majorant.hpp"

#include <Eigen/LU>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/effort.hpp"

using namespace softlin::tests;

namespace {

/// The smallest cost over all vertices with at most two functions in use: exact for problems with two functions.
double best_of_two(const Eigen::MatrixXd& f, const Eigen::VectorXd& values, const Eigen::VectorXd& costs) {
  const auto is_feasible = [&](const Eigen::Vector2d& x) {
    return x.minCoeff() >= -1e-9 && (f * x - values).minCoeff() >= -1e-9 * values.cwiseAbs().maxCoeff();
  };
  double best = INFINITY;
  const auto consider = [&](const Eigen::Vector2d& x) {
    if (is_feasible(x)) best = std::min(best, costs.dot(x));
  };
  for (Eigen::Index i = 0; i < f.rows(); ++i) {
    consider({values(i) / f(i, 0), 0});
    consider({0, values(i) / f(i, 1)});
    for (Eigen::Index j = 0; j < i; ++j) {
      Eigen::Matrix2d both;
      both << f.row(i), f.row(j);
      if (std::abs(both.determinant()) > 1e-12) consider(both.inverse() * Eigen::Vector2d(values(i), values(j)));
    }
  }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(smallest_majorant)

BOOST_AUTO_TEST_CASE(two_functions_against_all_vertices) {
  const std::uint64_t seed = 41;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int trial = 0; trial < scaled(500); ++trial) {
    const Eigen::Index points = dice.between(1, 8);
    const auto entry = [&](double) { return dice.unit() + 0.01; };
    const Eigen::MatrixXd f = Eigen::MatrixXd::Zero(points, 2).unaryExpr(entry);
    const Eigen::VectorXd values = Eigen::VectorXd::Zero(points).unaryExpr(entry);
    const Eigen::VectorXd costs = Eigen::VectorXd::Zero(2).unaryExpr(entry);
    const Eigen::VectorXd x = softlin::bounds::smallest_majorant(f, values, costs);
    BOOST_TEST((f * x - values).minCoeff() > -1e-9, trial);
    BOOST_TEST(std::abs(costs.dot(x) / best_of_two(f, values, costs) - 1) < 1e-9, trial);
  }
}

/// Exponentials of all sizes: e^{w/2} itself is found when it is the answer.
BOOST_AUTO_TEST_CASE(exponentials_of_all_sizes) {
  constexpr Eigen::Index k_points = 30;
  Eigen::MatrixXd f(k_points, 3);
  Eigen::VectorXd values(k_points);
  for (Eigen::Index k = 0; k < k_points; ++k) {
    const double w = 2.0 * static_cast<double>(k);
    f.row(k) << 1, std::exp(w / 4), std::exp(w / 2);
    values(k) = 3 * std::exp(w / 4);
  }
  const Eigen::VectorXd x = softlin::bounds::smallest_majorant(f, values, Eigen::Vector3d(1, 2, 100));
  BOOST_TEST((Eigen::Vector3d(0, 3, 0) - x).norm() < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()
