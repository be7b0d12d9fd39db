#include "numeric/population_descent.hpp"

#include <cmath>

#include "numeric/flow_tube.hpp"

namespace softlin::numeric {

namespace {

/// `jet` maps theta to the risk and writes its gradient.
template <class Jet>
std::vector<DescentPoint> descent(std::vector<double> theta, const Jet& jet, double rate, std::uint64_t steps,
                                  std::uint64_t every, const std::atomic<bool>* stop) {
  std::vector<DescentPoint> out;
  std::vector<double> gradient;
  for (std::uint64_t step = 0;; ++step) {
    if (stop != nullptr && *stop) return out;
    const double risk = jet(theta, gradient);
    if (step % every == 0 || step == steps) out.push_back({step, risk, theta});
    if (step == steps) return out;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      theta[i] -= rate * gradient[i];
      if (!(std::abs(theta[i]) < 1e15)) {
        throw Error("gradient descent: a parameter left 10^15 at step " + std::to_string(step + 1) +
                    "; a smaller rate may help");
      }
    }
  }
}

}  // namespace

std::vector<DescentPoint> softmax_descent(const PromptRisk<double>& risk, const CommutingRegression& problem,
                                          double rate, std::uint64_t steps, std::uint64_t every,
                                          const std::atomic<bool>* stop) {
  const auto jet = [&](const std::vector<double>& theta, std::vector<double>& gradient) {
    RegressionJet<double> found = risk.jet(theta, false);
    gradient = std::move(found.gradient);
    return found.value;
  };
  return descent(floating_start(problem), jet, rate, steps, every, stop);
}

std::vector<DescentPoint> linear_descent(const CommutingRegression& problem, std::uint64_t length, double rate,
                                         std::uint64_t steps, std::uint64_t every, const std::atomic<bool>* stop) {
  const std::size_t d = problem.dimension();
  const double share = 1 / static_cast<double>(length);
  std::vector<double> q, linear, square;  // R = sum q (square M^2 - 2 linear M + omega)/2
  std::vector<double> omega;
  for (std::size_t i = 0; i < d; ++i) {
    const double c = problem.cross[i].mid_double();
    omega.push_back(problem.omega[i].mid_double());
    q.push_back(problem.query[i].mid_double());
    linear.push_back(c * omega[i]);
    square.push_back((1 + share) * c * c * omega[i] +
                     share * problem.label_square.mid_double() * problem.prompt[i].mid_double());
  }
  const auto jet = [&](const std::vector<double>& theta, std::vector<double>& gradient) {
    gradient.assign(d + 1, 0);
    double risk = 0;
    for (std::size_t i = 0; i < d; ++i) {
      const double M = theta[d] * theta[i];
      risk += q[i] * (square[i] * M * M - 2 * linear[i] * M + omega[i]) / 2;
      const double slope = q[i] * (square[i] * M - linear[i]);
      gradient[i] += slope * theta[d];
      gradient[d] += slope * theta[i];
    }
    return risk;
  };
  return descent(floating_start(problem), jet, rate, steps, every, stop);
}

}  // namespace softlin::numeric
