#include "bounds/smallest_majorant.hpp"

#include <vector>

namespace softlin::bounds {

namespace {

constexpr int k_most_steps = 2000;
constexpr double k_tiny = 1e-12;

}  // namespace

// Dual: values . y -> max, functions^T y <= costs, y >= 0. The multipliers of its optimum are x. Tableau: one row a
// constraint, columns y, slacks, right side; the last row holds reduced costs.
Eigen::VectorXd smallest_majorant(const Eigen::MatrixXd& functions, const Eigen::VectorXd& values,
                                  const Eigen::VectorXd& costs) {
  const Eigen::Index points = functions.rows(), count = functions.cols();
  // Each point scaled to size 1: exponentials of all sizes meet here.
  const Eigen::VectorXd scale = functions.rowwise().maxCoeff().cwiseMax(1e-300).cwiseInverse();
  Eigen::MatrixXd tableau = Eigen::MatrixXd::Zero(count + 1, points + count + 1);
  tableau.topLeftCorner(count, points) = (scale.asDiagonal() * functions).transpose();
  tableau.block(0, points, count, count).setIdentity();
  tableau.col(points + count).head(count) = costs;
  tableau.row(count).head(points) = -scale.cwiseProduct(values).transpose();
  for (int step = 0; step < k_most_steps; ++step) {
    Eigen::Index enter = 0;
    if (tableau.row(count).head(points + count).minCoeff(&enter) > -k_tiny * values.cwiseAbs().maxCoeff()) break;
    Eigen::Index leave = -1;
    double least = 0;
    for (Eigen::Index i = 0; i < count; ++i) {
      if (tableau(i, enter) <= k_tiny) continue;
      const double ratio = tableau(i, points + count) / tableau(i, enter);
      if (leave < 0 || ratio < least) {
        leave = i;
        least = ratio;
      }
    }
    if (leave < 0) break;
    tableau.row(leave) /= tableau(leave, enter);
    for (Eigen::Index i = 0; i <= count; ++i) {
      if (i != leave) tableau.row(i) -= tableau(i, enter) * tableau.row(leave);
    }
  }
  return tableau.row(count).segment(points, count).transpose().cwiseMax(0);
}

}  // namespace softlin::bounds
