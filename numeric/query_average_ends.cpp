/// QueryAverage: where the nodes end, and what is left out (docs/theory/exact.md 6.3 (a), (b), (f)).

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "numeric/average_arithmetic.hpp"
#include "numeric/query_average.hpp"
#include "numeric/special.hpp"

namespace softlin::numeric {

using namespace averaging;

/// What exact.md 6.3 (b) needs at v <= v0 for forms of x ~ N(b, I): with phi(x - b) split into powers 1 - f and f,
///   E[prod |N_k|; v in dv] <= c_m v^{m-1} dv (1-f)^{-(rk-m)/2} prod_k (sum_ij |N_k,ij| X_i)
///                             exp(f [tau v0^2 - sum_j tau lambda_j b_j^2/(1 + 2 tau lambda_j)]),
/// X_i = x_i^2, x = (|b| + sqrt(b^2 + 8 J/(1-f)))/2 where |x|^{2J} e^{-(1-f)(x-b)^2/2} is largest (also above the moments
/// of N(b, 1/(1-f)), f = 0 or 1/2), X = 1 for the constant; the exponent is at most 0 times the least of |x - b|^2/2 on
/// {sum lambda x^2 <= v0^2}, from below by any multiplier tau >= 0.
Interval QueryAverage::left_size(bool split) const {
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    std::vector<Interval> squares;
    for (const Interval& b : forms_.shift) {
      const Interval size = abs(b.with_precision(k_error_bits));
      squares.push_back(sqr((size + sqrt(sqr(size) + (split ? 16 : 8) * static_cast<long>(term.degree))) / 2));
    }
    if (forms_.shifted) squares.push_back(Interval(1, k_error_bits));
    Interval size = weight(term);
    for (const std::size_t k : products_[term.product]) {
      Interval row_sum(0, k_error_bits);
      for (std::size_t i = 0; i < squares.size(); ++i) {
        Interval row(0, k_error_bits);
        for (std::size_t j = 0; j < squares.size(); ++j) {
          row += abs(forms_.forms[k][i * squares.size() + j].with_precision(k_error_bits));
        }
        row_sum += row * squares[i];
      }
      size *= row_sum;
    }
    sum += size;
  }
  return sum.upper();
}

/// The multiplier tau that is best at v0, and half the exponent there, in floating point.
double QueryAverage::multiplier(double v0, double& half_exponent) const {
  const auto sums = [&](double tau) {
    double slope = -v0 * v0;
    half_exponent = tau * v0 * v0 / 2;
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const double lambda = forms_.lambda[forms_.group_of[i]].mid_double();
      const double b = forms_.shift[i].mid_double();
      slope += lambda * b * b / std::pow(1 + 2 * tau * lambda, 2);
      half_exponent -= tau * lambda * b * b / (1 + 2 * tau * lambda) / 2;
    }
    return slope;
  };
  if (sums(0) <= 0) return 0;
  double low = 1e-6;
  double high = 1e60;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(low * high);
    (sums(middle) > 0 ? low : high) = middle;
  }
  sums(low);
  return low;
}

/// ln of the left truncation bound with the m largest eigenvalues, in floating point.
double QueryAverage::log_left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes,
                                    double x, LeftChoice& choice) const {
  const double v0 = strip.kappa * std::asinh(std::exp(x / strip.kappa));
  double half_exponent = 0;
  choice.tau = forms_.shifted ? multiplier(v0, half_exponent) : 0;
  const double log_q = forms_.offset.mid_double() + v0 * v0;
  const double rest = L.convert_to<double>() - 1;
  const double log_a = -std::log1p(rest * std::exp(-log_q));
  double best = std::numeric_limits<double>::infinity();
  double log_c = std::log(2.0);
  int m = 0;
  const int rank = forms_.rank();
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    for (int i = 0; i < forms_.multiplicity[g] && m < rank; ++i) {
      ++m;
      log_c -= 0.5 * std::log(2 * forms_.lambda[g].mid_double());
      if (m < std::min(2, rank)) continue;
      for (const bool split : {false, true}) {
        if (split && choice.tau == 0) continue;
        const double value = log_sizes[split ? 1 : 0] + log_a + std::log(strip.step) + log_c - std::lgamma(m / 2.0) +
                             (m - 1) * std::log(strip.kappa) + m * x / strip.kappa -
                             std::log(std::expm1(m * strip.step / strip.kappa)) +
                             (split ? half_exponent + 0.5 * (rank - m) * std::numbers::ln2 : 0.0);
        if (value >= best) continue;
        best = value;
        choice.m = m;
        choice.split = split;
      }
    }
  }
  return best;
}

/// exact.md 6.3 (b): nodes before `first`.
Interval QueryAverage::left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes,
                                  long first) const {
  LeftChoice choice;
  log_left_error(L, strip, log_sizes, static_cast<double>(first) * strip.step, choice);
  const int m = choice.m;
  const Interval kappa = point(strip.kappa);
  const Interval step = point(strip.step);
  const Interval x = step * first;
  const Interval v0 = node_at(x, kappa);
  Interval c(2, k_error_bits);
  int left = m;
  for (std::size_t g = 0; g < forms_.lambda.size() && left > 0; ++g) {
    const int taken = std::min(left, forms_.multiplicity[g]);
    c = c / pow(sqrt(forms_.lambda[g].with_precision(k_error_bits) * 2), taken);
    left -= taken;
  }
  const Interval q = exp(forms_.offset.with_precision(k_error_bits) + sqr(v0));
  Interval size = left_size(choice.split) * q / (Interval(Integer(L - 1), k_error_bits) + q);
  if (choice.split) {
    const Interval tau = point(choice.tau);
    Interval exponent = tau * sqr(v0);
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const Interval lambda = forms_.lambda[forms_.group_of[i]].with_precision(k_error_bits);
      exponent -= tau * lambda * sqr(forms_.shift[i].with_precision(k_error_bits)) / (1 + tau * lambda * 2);
    }
    size *= exp(exponent / 2) * pow(sqrt(Interval(2, k_error_bits)), forms_.rank() - m);
  }
  return (size * step * c / gamma(m / 2.0, k_error_bits) * pow(kappa, m - 1) * exp(x * m / kappa) /
          expm1(step * m / kappa))
      .upper();
}

/// tau with sum lambda b^2/(4 (v - tau lambda)^2) = 1, a little below v/lambda_max where b = 0.
double QueryAverage::right_multiplier(double v) const {
  const double most = v / forms_.lambda.front().mid_double() * (1 - 1e-9);
  const auto slope = [&](double tau) {
    double sum = -1;
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const double lambda = forms_.lambda[forms_.group_of[i]].mid_double();
      sum += lambda * std::pow(forms_.shift[i].mid_double() / (v - tau * lambda), 2) / 4;
    }
    return sum;
  };
  double low = 0;
  double high = most;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (slope(middle) < 0 ? low : high) = middle;
  }
  return low;
}

/// exact.md 6.3 (a): nodes after the one at `last`. In the direction y, sum lambda_j y_j^2 = 1, the density decays like
/// e^{-v^2 |y|^2/2 + v b.y} times v^m at most, and for any tau with tau lambda_max < v
///   -v |y|^2 + b.y <= sum b_j^2/(4 (v - tau lambda_j)) - tau,
/// which decreases in v.
Interval QueryAverage::right_error(const Strip& strip, const Interval& last) const {
  const Interval v = last.with_precision(k_error_bits);
  const std::vector<Interval> densities = bounds_.at(v, 6);
  const Interval step = point(strip.step);
  const Interval slope = tanh(v / point(strip.kappa));
  const Interval tau = point(right_multiplier(v.mid_double()));
  Interval decay = tau;
  for (std::size_t i = 0; i < forms_.dimension; ++i) {
    const Interval rest = v - tau * forms_.lambda[forms_.group_of[i]].with_precision(k_error_bits);
    if (!certainly_positive(rest)) throw PrecisionError("query average", "a right end", "no multiplier", "one try");
    decay -= sqr(forms_.shift[i].with_precision(k_error_bits)) / (rest * 4);
  }
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    const long m = forms_.rank() - 1 + 2 * static_cast<long>(term.degree);
    const Interval x = decay - Interval(m, k_error_bits) / v;
    if (!certainly_positive(x)) {
      throw PrecisionError("query average", "a right end", "a node before the mode", "one try");
    }
    const Interval ratio = exp(-(x * step * slope));
    sum += weight(term) * step * majorant(term, densities) * ratio / (1 - ratio);
  }
  return sum.upper();
}

/// A value of v beyond which too little is left: Chernoff's bound in floating point.
double QueryAverage::right_end(double log_goal) const {
  const double lambda = forms_.lambda.front().mid_double();
  double last = k_steepest;
  // Parts of the largest beta: about sqrt(2 log_goal)/|b| is best for a shift.
  std::vector<double> parts{0.8, 0.9, 0.95, 0.98, 0.99};
  const double shift = std::sqrt(shift_square_.mid_double());
  for (const double part : {2.0, 4.0, 7.0, 12.0, 20.0}) {
    if (part < 0.8 * shift) parts.push_back(part / shift);
  }
  if (shift > 0) parts.insert(parts.end(), {0.2, 0.35, 0.5, 0.65});
  for (const double part : parts) {
    const double beta = part / (2 * lambda);
    double log_size = -std::numeric_limits<double>::infinity();
    std::vector<Interval> moments;
    for (std::size_t i = 0; i < bound_products_.size(); ++i) {
      moments.push_back(bounds_.moment(i, Interval::point(beta, Bits(64)), Interval(0, Bits(64))));
    }
    for (const Term& term : terms_) log_size = std::max(log_size, term.log_size + log_double(majorant(term, moments)));
    last = std::min(last, std::sqrt(std::max((log_size + 1 - log_goal) / beta, lambda)));
  }
  if (std::hypot(last, std::sqrt(forms_.offset.mid_double())) >= k_steepest) {
    throw Error("query average: the scores reach slopes beyond " + std::to_string(k_steepest) +
                " with a probability that matters; expected a smaller mean or covariance of U z");
  }
  return last;
}

}  // namespace softlin::numeric
