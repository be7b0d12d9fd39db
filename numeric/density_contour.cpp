#include "numeric/density_contour.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace softlin::numeric {

namespace {

using std::numbers::pi;

/// Pieces of a contour, beside the rest of the line.
constexpr int k_pieces = 12;

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
std::vector<T> variance_bounds(const TransformLaw<T>& law, const T& mu, const T& sine, const T& low,
                               const std::optional<T>& high) {
  using std::max;
  using std::sqrt;
  const T cosine2 = 1 - square(sine);
  std::vector<T> out;
  for (const auto& group : law.groups) {
    if (group.flat) {
      out.push_back(number(1, mu));
      continue;
    }
    const T a = group.twice * mu;
    const T whole = group.rest + a;
    // |1 + 2 p lambda|^2 = (whole - a sine cosh u)^2 + a^2 cosine^2 sinh^2 u
    const auto size = [&](const T& ch) {
      return square(whole - a * sine * ch) + square(a) * cosine2 * (square(ch) - 1);
    };
    const T bottom = whole * sine / a;
    T least = cosine2 * group.rest * (whole + a);
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

namespace {

/// k with Re c - 1 <= -Re q + k, q = 2 p lambda, on all of cosh u >= low (D3); nothing where that is not proved.
template <class T>
std::optional<T> linear_excess(const typename TransformLaw<T>::Group& group, const T& mu, const T& sine, const T& low) {
  using std::max;
  using std::sqrt;
  const T zero = number(0, mu);
  const T one = number(1, mu);
  const T cosine = sqrt(1 - square(sine));
  if (!certainly_less_equal(sine * number(1.05, mu), cosine)) return std::nullopt;
  const T a = group.twice * mu;
  const T q = a - group.part - a * sine * low;
  const T sinh_low = sqrt(max(square(low) - 1, zero));
  const T lead = a * (cosine * sinh_low - sine * low + 1) - group.part;  // |Im q| - |Re q| where Re q < 0
  if (!certainly_less_equal(q, one)) return std::nullopt;
  T excess = square(max(q, zero));
  if (!certainly_less_equal(zero, lead)) {
    const T most = max(-q, zero) + max(-lead, zero) * sine / (cosine - sine);
    if (!certainly_less_equal(most * 2, one)) return std::nullopt;
    excess = excess + square(most / (1 - most));
  }
  return excess;
}

}  // namespace

template <class T>
DampedSize<T> damped_transform(const TransformLaw<T>& law, const T& mu, const T& sine, const T& y, const T& low,
                               const std::optional<T>& high) {
  using std::max;
  const T zero = number(0, y);
  const T rate = y * sine;
  const std::vector<T> c = variance_bounds(law, mu, sine, low, high);
  const DampedSize<T> plain{log_transform(law, c) - rate * (low - 1), rate};
  DampedSize<T> linear = plain;
  bool differs = false;
  for (std::size_t g = 0; g < c.size(); ++g) {
    const auto& group = law.groups[g];
    if (group.flat || certainly_less_equal(group.shift_square, zero)) continue;
    const T a = group.twice * mu;
    if (!certainly_less_equal(a * low, number(0.5, y))) continue;
    const auto excess = linear_excess<T>(group, mu, sine, low);
    if (!excess) continue;
    differs = true;
    const T half = group.shift_square / 2;
    linear.log_size = linear.log_size + half * (group.part - a + a * sine * low + *excess - (c[g] - 1));
    linear.rate = linear.rate - half * a * sine;
  }
  if (!differs) return plain;
  if (!certainly_less_equal(number(0.05, y) * rate, linear.rate)) {
    if (!high) return plain;
    linear.log_size = linear.log_size + max(-linear.rate, zero) * (*high - low);
    linear.rate = zero;
  }
  return certainly_less_equal(linear.log_size, plain.log_size) ? linear : plain;
}

template <class T>
T log_contour_size(const TransformLaw<T>& law, const T& mu, const T& sine, const T& y, double reach) {
  using std::cosh;
  using std::log;
  using std::sinh;
  T sum = number(0, y);
  T left = number(0, y);
  T left_ch = number(1, y);
  for (int i = 0; i <= k_pieces; ++i) {
    const bool is_last = i == k_pieces;
    const T right = number(reach / k_pieces * (i + 1), y);
    const T right_ch = cosh(right);
    const DampedSize<T> size =
        damped_transform(law, mu, sine, y, left_ch, is_last ? std::optional<T>() : std::optional<T>(right_ch));
    // int_left^infinity cosh u e^{-rate (cosh u - cosh left)} du <= coth(left)/rate
    const T length = is_last ? left_ch / sinh(left) / size.rate : sinh(right) - sinh(left);
    const T part = size.log_size + log(length);
    sum = i == 0 ? part : log_sum(sum, part);
    left = right;
    left_ch = right_ch;
  }
  return sum;
}

template DampedSize<double> damped_transform(const TransformLaw<double>&, const double&, const double&, const double&,
                                             const double&, const std::optional<double>&);
template DampedSize<Interval> damped_transform(const TransformLaw<Interval>&, const Interval&, const Interval&,
                                               const Interval&, const Interval&, const std::optional<Interval>&);
template std::vector<double> variance_bounds(const TransformLaw<double>&, const double&, const double&, const double&,
                                             const std::optional<double>&);
template std::vector<Interval> variance_bounds(const TransformLaw<Interval>&, const Interval&, const Interval&,
                                               const Interval&, const std::optional<Interval>&);
template double log_transform(const TransformLaw<double>&, const std::vector<double>&);
template Interval log_transform(const TransformLaw<Interval>&, const std::vector<Interval>&);
template double log_contour_size(const TransformLaw<double>&, const double&, const double&, const double&, double);
template Interval log_contour_size(const TransformLaw<Interval>&, const Interval&, const Interval&, const Interval&,
                                   double);

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
  // Contours whose vertex misses the saddle point by many of its widths, 1/sqrt(y) of y, lose all digits.
  const double ratio = std::min(1.5, 1 + 2 / std::sqrt(saddle));
  double y = std::max(saddle, 0.2) / ratio;
  for (int i = 0; i < 12 && y < 2 * (saddle + goal / 8 + 1); ++i, y *= ratio) {
    for (const double angle : {0.1, 0.25, 0.45, 0.7, 0.95, 1.2}) {
      ContourPlan plan;
      const double sine = std::sin(angle);
      plan.angle = angle;
      plan.mu = y / (high * (1 - sine));
      // What remains of the goal where exp(size) mu/pi is left at both ends, on the hyperbola with the sine `at`.
      const auto shortfall = [&](double size, double at) {
        double most = -std::numeric_limits<double>::infinity();
        for (int k = 0; k < 2; ++k) {
          most = std::max(most, size + std::log(plan.mu) + plan.mu * ends[k] * (1 - at) - answers[k] + goal);
        }
        return most;
      };
      const auto tail = [&](double u) {
        const double ch = std::cosh(u);
        return shortfall(
            damped_transform<double>(law, plan.mu, sine, plan.mu * low, ch, std::nullopt).log_size + std::log(ch),
            sine);
      };
      double end = 0.3 / std::sqrt(1 + y);
      while (tail(end) > 0 && end < 50) end *= 1.1;
      plan.reach = 1.15 * end;
      plan.step = std::numeric_limits<double>::infinity();
      for (const bool is_above : {false, true}) {
        double step = 0;
        double& best_angle = is_above ? plan.above : plan.below;
        const double room = 0.92 * (is_above ? pi / 2 - angle : angle);
        const double widest = std::min(room, 40 / std::sqrt(y));
        for (double gap = widest; gap > std::min(0.05, 0.3 / std::sqrt(y)); gap *= 0.62) {
          const double at = is_above ? angle + gap : angle - gap;
          const double missing =
              shortfall(log_contour_size(law, plan.mu, std::sin(at), plan.mu * low, plan.reach), std::sin(at));
          const double possible = 2 * pi * gap / std::max(missing, 0.5);
          if (possible > step) {
            step = possible;
            best_angle = at;
          }
        }
        plan.step = std::min(plan.step, step);
      }
      const double count = std::ceil(end / plan.step) + 1;
      if (!(count < k_most_nodes)) continue;
      plan.count = static_cast<int>(count);
      plan.log_loss = shortfall(log_transform(law, variance_bounds<double>(law, plan.mu, sine, 1, 1.0)), sine) - goal;
      const double cost = plan.count + 0.02 * std::max(plan.log_loss, 0.0);
      if (cost < fewest) {
        fewest = cost;
        best = plan;
      }
    }
  }
  if (std::isinf(fewest)) {
    throw Error("query average: no contour gives a density to " + std::to_string(digits) +
                " digits: in a direction of very small variance the mean of U z is very many standard deviations long; "
                "expected a shorter mean there, the variance 0 there, or a sampled method");
  }
  return best;
}

}  // namespace softlin::numeric
