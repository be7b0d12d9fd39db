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

/// What bounds of the density need, for forms of x, independent with means C b and variances C:
///   E[prod |N_k|; v in dv] <= c_m v^{m-1} dv prod_k sum_ij |N_k,ij| (C_i X_i C_j X_j)^{1/2},
/// c_m = 2/(2^{m/2} Gamma(m/2) prod_{i<=m} sqrt(C_i lambda_i)), m = rk or the m >= 2 largest lambda (exact.md 6.3 (b)). Of a
/// coordinate y = x/C^{1/2}, with mean a = C^{1/2} b, |y|^{2J} e^{-(y-a)^2/2} is largest at X^{1/2} = (|a| + sqrt(a^2 + 8J))/2,
/// where X^J is above the moment of y as well; C = X = 1 for the constant. With `split` only half of the exponent is used:
/// 16 J instead of 8 J, and the moment of N(a, 2).
Interval QueryAverage::form_size(const std::vector<Interval>& variances, bool split) const {
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    std::vector<Interval> sizes;  // (C_i X_i)^{1/2}
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const Interval root = sqrt(variances[forms_.group_of[i]]);
      const Interval a = abs(forms_.shift[i].with_precision(k_error_bits)) * root;
      sizes.push_back(root * (a + sqrt(sqr(a) + (split ? 16 : 8) * static_cast<long>(term.degree))) / 2);
    }
    if (forms_.shifted) sizes.push_back(Interval(1, k_error_bits));
    Interval size = weight(term);
    for (const std::size_t k : products_[term.product]) {
      Interval form(0, k_error_bits);
      for (std::size_t i = 0; i < sizes.size(); ++i) {
        Interval row(0, k_error_bits);
        for (std::size_t j = 0; j < sizes.size(); ++j) {
          row += abs(forms_.forms[k][i * sizes.size() + j].with_precision(k_error_bits)) * sizes[j];
        }
        form += row * sizes[i];
      }
      size *= form;
    }
    sum += size;
  }
  return sum.upper();
}

/// form_size() for C = 1: what the left end needs at v <= v0. With `split`, phi(x - b) is the geometric mean of itself and
///   exp(tau v0^2 - sum_j tau lambda_j b_j^2/(1 + 2 tau lambda_j)),
/// whose exponent is at most 0 times the least of |x - b|^2/2 on {sum lambda x^2 <= v0^2}, from below by any multiplier
/// tau >= 0; the rk - m other coordinates then cost 2^{1/2} each.
Interval QueryAverage::left_size(bool split) const {
  return form_size(std::vector<Interval>(forms_.lambda.size(), Interval(1, k_error_bits)), split);
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

/// exact.md 6.3 (a), with the law tilted by e^{beta v^2}, beta < 1/(2 lambda_max), instead of a ratio of densities, which a
/// mean may keep large far out: E[prod |N_k|; v in dv] <= size v^{m-1} e^{-beta v^2} dv for this size, m = min(rk, 2).
/// Proof : e^{beta v^2} N(b, I) is a mass times N(C b, C), c = 1/(1 - 2 beta lambda); form_size() bounds the rest.
Interval QueryAverage::right_size(const Interval& beta) const {
  std::vector<Interval> variances;
  Interval size = bounds_.mass(beta, Interval(0, beta.precision()), variances);
  int left = std::min(forms_.rank(), 2);
  if (left == 1) size *= sqrt(2 / Interval::pi(k_error_bits));
  for (std::size_t g = 0; left > 0; ++g) {
    const int taken = std::min(left, forms_.multiplicity[g]);
    size = size / pow(sqrt(variances[g] * forms_.lambda[g].with_precision(k_error_bits)), taken);
    left -= taken;
  }
  return size * form_size(variances, false);
}

/// The nodes after v0 add at most size v0^{m-2} e^{-beta v0^2}/(2 beta): v^{m-1} e^{-beta v^2} tanh(v/kappa) decreases in
/// v >= v0 where beta v0^2 >= 1, as its logarithm grows by at most 2/v - 2 beta v, so that their sum is below the integral.
Interval QueryAverage::right_error(const RightEnd& end, const Interval& last) const {
  const Interval v0 = last.with_precision(k_error_bits);
  const Interval beta = point(end.beta);
  if (!certainly_less_equal(Interval(1, k_error_bits), beta * sqr(v0))) {
    throw PrecisionError("query average", "a right end", "a node before the decay", "one try");
  }
  const Interval size = right_size(beta) * exp(-(beta * sqr(v0))) / (beta * 2);
  return (forms_.rank() == 1 ? size / v0 : size).upper();
}

/// Where the bound of right_error() falls below the goal, in floating point.
QueryAverage::RightEnd QueryAverage::right_end(double log_goal) const {
  const double lambda = forms_.lambda.front().mid_double();
  // Parts of the largest beta: about sqrt(2 log_goal)/|b| is best for a shift.
  std::vector<double> parts{0.8, 0.9, 0.95, 0.98, 0.99};
  const double shift = std::sqrt(shift_square_.mid_double());
  for (const double part : {2.0, 4.0, 7.0, 12.0, 20.0}) {
    if (part < 0.8 * shift) parts.push_back(part / shift);
  }
  if (shift > 0) parts.insert(parts.end(), {0.2, 0.35, 0.5, 0.65});
  RightEnd best{std::numeric_limits<double>::infinity(), 0};
  for (const double part : parts) {
    const double beta = part / (2 * lambda);
    double missing = log_double(right_size(point(beta))) - std::log(2 * beta) - log_goal;
    if (forms_.rank() == 1) missing += 0.5 * std::log(beta);  // 1/v0 <= beta^{1/2}
    const double v = std::sqrt(std::max(missing, 1.01) / beta);
    if (v < best.v) best = {v, beta};
  }
  if (!(std::hypot(best.v, std::sqrt(forms_.offset.mid_double())) < k_steepest)) {
    throw Error("query average: the scores reach slopes beyond " + std::to_string(k_steepest) +
                " with a probability that matters; expected a smaller mean or covariance of U z");
  }
  return best;
}

}  // namespace softlin::numeric
