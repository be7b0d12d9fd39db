#include "numeric/density_contour.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace softlin::numeric {

namespace {

using std::numbers::pi;

/// Pieces of a contour, beside the rest of the line.
constexpr int k_pieces = 8;

constexpr double k_most_nodes = 1e6;

double number(double x, double) { return x; }
Interval number(double x, const Interval& like) { return Interval::point(x, like.precision()); }

bool certainly_less_equal(double a, double b) { return a <= b; }

double square(double x) { return x * x; }
Interval square(const Interval& x) { return sqr(x); }

/// ln(e^a + e^b)
double log_sum(double a, double b) {
  if (std::isinf(a)) return b;
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}
Interval log_sum(const Interval& a, const Interval& b) { return log(exp(a) + exp(b)); }

}  // namespace

template <class T>
std::vector<T> variance_bounds(const TransformLaw<T>& law, const T& mu, const T& kappa, const T& low,
                               const std::optional<T>& high) {
  using std::max;
  using std::sqrt;
  const T kappa2 = square(kappa);
  std::vector<T> out;
  for (const auto& group : law.groups) {
    if (group.flat) {
      out.push_back(number(1, mu));
      continue;
    }
    const T a = group.twice * mu;
    const auto size = [&](const T& t2) {
      return square(group.rest + a * kappa2) + t2 * a * (a * kappa2 - group.rest) * 2 + square(a * t2);
    };
    const T bottom = group.rest / a - kappa2;
    T least = a * kappa2 * group.rest * 4;
    if (certainly_less_equal(bottom, low)) {
      least = max(least, size(low));
    } else if (high && certainly_less_equal(*high, bottom)) {
      least = max(least, size(*high));
    }
    out.push_back(1 / sqrt(least));
  }
  return out;
}

template <class T>
T log_transform(const TransformLaw<T>& law, const std::vector<T>& c) {
  using std::log;
  T sum = number(0, c[0]);
  for (std::size_t g = 0; g < c.size(); ++g) {
    const auto& group = law.groups[g];
    if (!group.flat) sum = sum + (group.freedom * log(c[g]) + group.shift_square * (c[g] - 1)) / 2;
  }
  return sum;
}

template <class T>
T log_contour_size(const TransformLaw<T>& law, const T& mu, const T& kappa, const T& y) {
  using std::log;
  using std::sqrt;
  const T width = sqrt(number(60, y) / y) / k_pieces;
  T sum = number(0, y);
  for (int i = 0; i <= k_pieces; ++i) {
    const T left = width * i;
    const T right = left + width;
    const bool is_last = i == k_pieces;
    const T transform = log_transform(
        law,
        variance_bounds(law, mu, kappa, square(left), is_last ? std::optional<T>() : std::optional<T>(square(right))));
    // int_left^infinity (kappa + t) e^{-y t^2} dt <= e^{-y left^2} (kappa sqrt(pi/y)/2 + 1/(2y))
    const T length = is_last ? kappa * sqrt(number(4, y) / y) / 2 + 1 / (y * 2) : (kappa + right) * width;
    const T part = transform - y * square(left) + log(length * 2);
    sum = i == 0 ? part : log_sum(sum, part);
  }
  return sum;
}

template std::vector<double> variance_bounds(const TransformLaw<double>&, const double&, const double&, const double&,
                                             const std::optional<double>&);
template std::vector<Interval> variance_bounds(const TransformLaw<Interval>&, const Interval&, const Interval&,
                                               const Interval&, const std::optional<Interval>&);
template double log_transform(const TransformLaw<double>&, const std::vector<double>&);
template Interval log_transform(const TransformLaw<Interval>&, const std::vector<Interval>&);
template double log_contour_size(const TransformLaw<double>&, const double&, const double&, const double&);
template Interval log_contour_size(const TransformLaw<Interval>&, const Interval&, const Interval&, const Interval&);

double saddle_point(const TransformLaw<double>& law, double x) {
  double low = std::log(1e-9 / x);
  double high = std::log(1e15 / x);
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    const double u = std::exp(middle);
    double mean = 0;  // of v^2 under the tilted law
    for (const auto& group : law.groups) {
      if (group.flat) continue;
      const double c = 1 / (group.rest + group.twice * u);
      mean += group.twice / 2 * c * (group.freedom + group.shift_square * c);
    }
    (mean > x ? low : high) = middle;
  }
  return std::exp(low);
}

double log_density(const TransformLaw<double>& law, double x, std::vector<double>& variances) {
  const double u = saddle_point(law, x);
  double curvature = 0;
  double largest = 0;
  variances.clear();
  for (const auto& group : law.groups) {
    variances.push_back(group.flat ? 1 : 1 / (group.rest + group.twice * u));
    largest = std::max(largest, group.twice / 2);
    if (!group.flat) {
      const double c = variances.back();
      curvature += square(group.twice * c) / 2 * (group.freedom + 2 * group.shift_square * c);
    }
  }
  return (u - 1 / (2 * largest)) * x + log_transform(law, variances) - 0.5 * std::log(2 * pi * curvature);
}

ContourPlan plan_contour(const TransformLaw<double>& law, double low, double high, int digits) {
  const double goal = digits * std::numbers::ln10 + 2;
  const double saddle = saddle_point(law, std::sqrt(low * high)) * high;
  const double ends[2] = {low, high};
  double answers[2];  // ln of pi f(x) e^{-p0 x}
  std::vector<double> variances;
  for (int i = 0; i < 2; ++i) {
    answers[i] = log_density(law, ends[i], variances) + std::log(pi) + ends[i] / law.groups.front().twice;
  }
  ContourPlan best;
  double fewest = std::numeric_limits<double>::infinity();
  // Contours that miss the saddle point by many of its widths, 1/sqrt(y) of y, lose all digits.
  const double ratio = std::min(1.35, 1 + 2 / std::sqrt(saddle));
  double y = std::max(saddle, 0.2) / ratio;
  for (int i = 0; i < 16 && y < 2 * (saddle + goal / 8 + 1); ++i, y *= ratio) {
    ContourPlan plan;
    plan.mu = y / high;
    // What remains of the goal where the contour is as large as exp(size) mu/pi at both ends.
    const auto shortfall = [&](double size, double kappa) {
      double most = -std::numeric_limits<double>::infinity();
      for (int i = 0; i < 2; ++i) {
        most = std::max(most, size + std::log(plan.mu) + plan.mu * ends[i] * kappa * kappa - answers[i] + goal);
      }
      return most;
    };
    plan.step = std::numeric_limits<double>::infinity();
    for (const bool is_above : {false, true}) {
      double step = 0;
      double& best_kappa = is_above ? plan.above : plan.below;
      // The size grows like e^{4 y (kappa - 1)^2} around the saddle: gaps of order 1/sqrt(y).
      const double widest = std::min(is_above ? 2.5 : 0.93, 40 / std::sqrt(y));
      for (double gap = widest; gap > std::min(0.05, 0.3 / std::sqrt(y)); gap *= 0.65) {
        const double kappa = is_above ? 1 + gap : 1 - gap;
        const double missing = shortfall(log_contour_size(law, plan.mu, kappa, plan.mu * low), kappa);
        const double possible = 2 * pi * gap / std::max(missing, 0.5);
        if (possible > step) {
          step = possible;
          best_kappa = kappa;
        }
      }
      plan.step = std::min(plan.step, step);
    }
    double end = std::sqrt(3 / (plan.mu * low));
    const auto tail = [&](double t) {
      const auto c = variance_bounds<double>(law, plan.mu, 1, t * t, std::nullopt);
      return shortfall(log_transform(law, c) - plan.mu * low * t * t + std::log1p(t), 1);
    };
    while (tail(end) > 0) end *= 1.04;
    const double count = std::ceil(end / plan.step) + 1;
    if (!(count < k_most_nodes)) continue;
    plan.count = static_cast<int>(count);
    plan.log_loss = shortfall(log_transform(law, variance_bounds<double>(law, plan.mu, 1, 0, 0.0)), 1) - goal;
    if (plan.count + 0.02 * std::max(plan.log_loss, 0.0) < fewest) {
      fewest = plan.count + 0.02 * std::max(plan.log_loss, 0.0);
      best = plan;
    }
  }
  if (std::isinf(fewest)) {
    throw Error(
        "query average: no contour gives a density to " + std::to_string(digits) +
        " digits: in a direction of small variance the mean of U z is many standard deviations long; expected a "
        "shorter mean there, the variance 0 there, or a sampled method");
  }
  return best;
}

}  // namespace softlin::numeric
