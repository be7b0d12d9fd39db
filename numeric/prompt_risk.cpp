#include "numeric/prompt_risk.hpp"

#include <cmath>

namespace softlin::numeric {

namespace {

template <class T>
T converted(const Interval& x, Bits bits) {
  if constexpr (std::is_same_v<T, double>) {
    return x.mid_double();
  } else if constexpr (std::is_same_v<T, Interval>) {
    return x.with_precision(bits);
  } else {
    return {x.with_precision(bits), {}};
  }
}

double sqr(double x) { return x * x; }

}  // namespace

template <class T>
T PromptRisk<T>::number(double x) const {
  if constexpr (std::is_same_v<T, double>) {
    return x;
  } else if constexpr (std::is_same_v<T, Interval>) {
    return Interval::point(x, bits_);
  } else {
    return {Interval::point(x, bits_), {}};
  }
}

template <class T>
PromptRisk<T>::PromptRisk(const CommutingRegression& problem, Bits bits)
    : bits_(bits), label_square_(converted<T>(problem.label_square, bits)) {
  for (std::size_t i = 0; i < problem.dimension(); ++i) {
    const Interval weight = problem.omega[i] * problem.query[i];
    prompt_.push_back(converted<T>(problem.prompt[i] * problem.query[i], bits));
    alpha_.push_back(converted<T>(problem.cross[i] * weight, bits));
    beta_.push_back(converted<T>(numeric::sqr(problem.cross[i]) * weight, bits));
    cross_.push_back(converted<T>(problem.cross[i], bits));
    weight_.push_back(converted<T>(weight, bits));
  }
}

template <class T>
PromptRisk<T>::PromptRisk(const CommutingRegression& problem, const ExponentialSum& A, const ExponentialSum& H,
                          Bits bits, bool limit)
    : PromptRisk(problem, bits) {
  limit_ = limit;
  if (A.rate != H.rate) throw Error("prompt risk: the statistics have different rates");
  rate_ = A.rate;
  A_ = A.coefficient;
  H_ = H.coefficient;
}

template <class T>
RegressionJet<T> PromptRisk<T>::jet(const std::vector<T>& theta, bool hessian) const {
  using std::sqrt;
  const std::size_t d = dimension();
  const std::size_t n = d + 1;
  const T b = theta[d];
  const T zero = number(0);
  const T one = number(1);
  RegressionJet<T> out{zero, std::vector<T>(n, zero), {}};
  if (hessian) out.hessian.assign(n * n, zero);
  const auto H = [&](std::size_t i, std::size_t j) -> T& { return out.hessian[i * n + j]; };
  for (std::size_t i = 0; limit_ && i < d; ++i) {
    const T& f = theta[i];
    const T slope = b * cross_[i];
    const T rest = slope * f - one;
    out.value += weight_[i] * sqr(rest) / 2;
    out.gradient[i] += weight_[i] * rest * slope;
    out.gradient[d] += weight_[i] * rest * cross_[i] * f;
    if (!hessian) continue;
    H(i, i) += weight_[i] * sqr(slope);
    H(i, d) += weight_[i] * cross_[i] * (rest + slope * f);
    H(d, d) += weight_[i] * sqr(cross_[i] * f);
  }
  std::vector<T> log_slope(d, zero);  // d ln G / d f_i
  std::vector<T> tau(d, zero);
  std::vector<T> odd(d, zero);     // d (f tau) / d f
  std::vector<T> change(d, zero);  // dK / d f_i
  for (std::size_t j = 0; j < rate_.size(); ++j) {
    const T twice_rate = number(2 * rate_[j]);
    const T a = number(A_[j]);
    const T h = number(H_[j]);
    T square = one;
    T cross_mean = zero;
    T square_mean = zero;
    for (std::size_t i = 0; i < d; ++i) {
      const T& f = theta[i];
      tau[i] = one / (one + twice_rate * prompt_[i] * sqr(f));
      square *= tau[i];
      cross_mean += alpha_[i] * f * tau[i];
      square_mean += beta_[i] * sqr(f) * tau[i];
      log_slope[i] = -(twice_rate * prompt_[i] * f * tau[i]);
      odd[i] = tau[i] * (tau[i] * 2 - one);
      change[i] = (a * alpha_[i] * odd[i] - h * b * beta_[i] * f * sqr(tau[i])) * b * 2;
    }
    const T G = sqrt(square);
    const T by_b = a * (b * label_square_ + cross_mean) - h * b * square_mean;  // dK/db / 2
    const T K = b * (a * (b * label_square_ + cross_mean * 2) - h * b * square_mean);
    out.value += G * K / 2;
    out.gradient[d] += G * by_b;
    for (std::size_t i = 0; i < d; ++i) out.gradient[i] += G * (log_slope[i] * K + change[i]) / 2;
    if (!hessian) continue;
    H(d, d) += G * (a * label_square_ - h * square_mean);
    for (std::size_t i = 0; i < d; ++i) {
      const T& f = theta[i];
      H(i, d) += G * (log_slope[i] * by_b + a * alpha_[i] * odd[i] - h * b * beta_[i] * f * sqr(tau[i]) * 2);
      const T curved = -(twice_rate * prompt_[i] * odd[i]);
      const T odd_slope = (tau[i] * 4 - one) * twice_rate * prompt_[i] * f * sqr(tau[i]) * (-2);
      const T change_slope =
          (a * alpha_[i] * odd_slope - h * b * beta_[i] * sqr(tau[i]) * (tau[i] * 4 - one * 3)) * b * 2;
      H(i, i) += G * ((sqr(log_slope[i]) + curved) * K + log_slope[i] * change[i] * 2 + change_slope) / 2;
      for (std::size_t k = 0; k < i; ++k) {
        H(k, i) += G * (log_slope[i] * log_slope[k] * K + log_slope[i] * change[k] + log_slope[k] * change[i]) / 2;
      }
    }
  }
  if (hessian) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) H(i, k) = H(k, i);
    }
  }
  return out;
}

template <class T>
typename PromptRisk<T>::Gap PromptRisk<T>::gap(const std::vector<T>& theta, const StatisticErrors& errors) const
    requires(!std::is_same_v<T, Dual<Interval>>) {
  using std::abs;
  using std::sqrt;
  const std::size_t d = dimension();
  std::vector<T> size;
  for (const T& x : theta) size.push_back(abs(x));
  const T& b = size[d];
  const T zero = number(0);
  const T one = number(1);
  Gap out{zero, std::vector<T>(d + 1, zero)};
  std::vector<T> tau(d, zero);
  for (const StatisticErrors::Term& term : errors.terms) {
    const T twice_rate = number(2 * term.rate);
    T square = one;
    T cross_mean = zero;   // E m_x e^{-ru} / G
    T square_mean = zero;  // E m_2 e^{-ru} / G
    for (std::size_t i = 0; i < d; ++i) {
      const T& f = size[i];
      tau[i] = one / (one + twice_rate * prompt_[i] * sqr(f));
      square *= tau[i];
      cross_mean += alpha_[i] * f * tau[i];
      square_mean += beta_[i] * sqr(f) * tau[i];
    }
    const T G = sqrt(square);
    const T A = number(term.weight[0]) * G;
    const T A1 = number(term.weight[1]) * G;
    const T H = number(term.weight[2]) * G;
    const T H1 = number(term.weight[3]) * G;
    out.risk += b * ((b * label_square_ / 2 + cross_mean) * A + b * square_mean / 2 * H);
    out.gradient[d] += (b * label_square_ + cross_mean) * A + b * square_mean * H;
    for (std::size_t i = 0; i < d; ++i) {
      const T& f = size[i];
      // E z_i^2 m e^{-ru} = G tau_i (mean of m + twice the part of z_i^2 in it).
      const T cross_here = cross_mean + alpha_[i] * f * tau[i] * 2;
      const T square_here = square_mean + beta_[i] * sqr(f) * tau[i] * 2;
      out.gradient[i] +=
          b * tau[i] *
          (alpha_[i] * A + prompt_[i] * f * ((b * label_square_ + cross_here * 2) * A1 + b * square_here * H1) +
           b * f * beta_[i] * H);
    }
  }
  return out;
}

template class PromptRisk<double>;
template class PromptRisk<Interval>;
template class PromptRisk<Dual<Interval>>;

}  // namespace softlin::numeric
