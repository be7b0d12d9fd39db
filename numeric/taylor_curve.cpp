#include "numeric/taylor_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/flow_radius.hpp"

namespace softlin::numeric {

namespace {

using Box = InfiniteRisk::Box;

/// Enough for bounds, which are rounded outward.
constexpr Bits k_bound_bits(96);

/// sum += x y, without a new number for the product.
class SumOfProducts {
 public:
  explicit SumOfProducts(Bits bits) : sum_(0, bits), product_(Interval::blank(bits)) {}
  void add(const Interval& x, const Interval& y) {
    mpfi_mul(product_.raw(), x.raw(), y.raw());
    mpfi_add(sum_.raw(), sum_.raw(), product_.raw());
  }
  const Interval& value() const { return sum_.check("sum of products"); }

 private:
  Interval sum_;
  Interval product_;
};

Interval bound_of(const Interval& x) { return abs(x).upper().with_precision(k_bound_bits).upper(); }

Interval bound_of_norm(const Box& x) {
  Interval sum(0, k_bound_bits);
  for (const Interval& entry : x) sum += sqr(bound_of(entry));
  return sqrt(sum).upper();
}

/// log2 of a non-negative point; -inf for 0. Reaches beyond the range of double.
double log2_of(const Interval& x) {
  long exponent = 0;
  const double mantissa = mpfr_get_d_2exp(&exponent, &x.raw()->right, MPFR_RNDN);
  return mantissa == 0 ? -std::numeric_limits<double>::infinity() : std::log2(mantissa) + static_cast<double>(exponent);
}

}  // namespace

TaylorCurve::TaylorCurve(const InfiniteRisk& risk, Box start, std::size_t order) : coefficient_{std::move(start)} {
  const std::size_t m = risk.size() - 1;
  const Bits bits = coefficient_[0][0].precision();
  std::vector<Box> bent;
  std::vector<Box> w;  // b P A S_q - K
  for (std::size_t k = 0;; ++k) {
    bent.push_back(risk.bend(coefficient_[k]));
    const auto b_of = [&](std::size_t j) -> const Interval& { return coefficient_[j][m]; };
    w.emplace_back();
    Box gradient;
    SumOfProducts last(bits);
    for (std::size_t i = 0; i < m; ++i) {
      SumOfProducts entry(bits);
      for (std::size_t j = 0; j <= k; ++j) entry.add(b_of(j), bent[k - j][i]);
      w[k].push_back(k == 0 ? entry.value() - risk.pull()[i] : entry.value());
    }
    for (std::size_t i = 0; i < m; ++i) {
      SumOfProducts entry(bits);
      for (std::size_t j = 0; j <= k; ++j) {
        entry.add(b_of(j), w[k - j][i]);
        last.add(coefficient_[j][i], w[k - j][i]);
      }
      gradient.push_back(entry.value());
    }
    gradient.push_back(last.value());

    Box all = coefficient_[k];
    all.pop_back();
    norm_a_.push_back(bound_of_norm(all));
    norm_b_.push_back(bound_of(b_of(k)));
    norm_bend_.push_back(bound_of_norm(bent[k]));
    if (k == order) {
      low_defect_.push_back(std::move(gradient));
      return;
    }
    Box next;
    Box rest;
    const auto divisor = static_cast<long>(k) + 1;
    for (const Interval& g : gradient) {
      next.push_back((-(g / divisor)).midpoint());
      rest.push_back(next.back() * divisor + g);
    }
    coefficient_.push_back(std::move(next));
    low_defect_.push_back(std::move(rest));
  }
}

Box TaylorCurve::at(const Interval& h) const {
  Box out = coefficient_.back();
  for (std::size_t k = coefficient_.size() - 1; k-- > 0;) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] * h + coefficient_[k][i];
  }
  return out;
}

Box TaylorCurve::speed(const Interval& h) const {
  const Interval reach = bound_of(h);
  Box out(start().size(), Interval(0, k_bound_bits));
  for (std::size_t k = coefficient_.size() - 1; k > 0; --k) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = out[i] * reach + bound_of(coefficient_[k][i]) * static_cast<long>(k);
    }
  }
  for (Interval& x : out) x = x.upper();
  return out;
}

Interval TaylorCurve::defect(const Interval& h) const {
  const Interval reach = bound_of(h);
  // Orders up to N, each entry by itself.
  Box low(start().size(), Interval(0, k_bound_bits));
  for (std::size_t k = low_defect_.size(); k-- > 0;) {
    for (std::size_t i = 0; i < low.size(); ++i) low[i] = low[i] * reach + bound_of(low_defect_[k][i]);
  }
  // Orders above N: b^2 P A S_q in A, b <A, P A S_q> in b; K does not reach them. The coefficients of products are at most
  // those of the products of the norms: sum over i + j + k > N of beta_i gamma_j (alpha_k + beta_k) h^{i+j+k}.
  const std::size_t count = coefficient_.size();
  Box alpha_or_beta;
  Box beta;
  Box gamma;
  Interval power(1, k_bound_bits);
  for (std::size_t k = 0; k < count; ++k) {
    alpha_or_beta.push_back((norm_a_[k] + norm_b_[k]) * power);
    beta.push_back(norm_b_[k] * power);
    gamma.push_back(norm_bend_[k] * power);
    power *= reach;
  }
  // from[k] = sum of alpha_or_beta from k on
  Box from(count + 1, Interval(0, k_bound_bits));
  for (std::size_t k = count; k-- > 0;) from[k] = from[k + 1] + alpha_or_beta[k];
  Interval tail(0, k_bound_bits);
  for (std::size_t n = 0; n + 1 < 2 * count; ++n) {
    SumOfProducts product(k_bound_bits);
    for (std::size_t j = n < count ? 0 : n - count + 1; j <= std::min(n, count - 1); ++j) {
      product.add(beta[j], gamma[n - j]);
    }
    tail += product.value() * from[n < count ? count - n : 0];
  }
  return (norm_of(low) + tail).upper();
}

double TaylorCurve::good_step() const {
  const auto size_of = [&](std::size_t k) { return log2_of(sqrt(sqr(norm_a_[k]) + sqr(norm_b_[k]))); };
  const double whole = size_of(0);
  const double bits = static_cast<double>(start()[0].precision().count);
  double log_step = std::numeric_limits<double>::infinity();
  for (std::size_t k = order() - 1; k <= order(); ++k) {
    log_step = std::min(log_step, (whole - bits - size_of(k)) / static_cast<double>(k));
  }
  // A curve that hardly moves: any step.
  log_step = std::clamp(log_step, -60.0, 20.0);
  const double first = size_of(1);
  for (;; log_step -= 0.5) {
    double speed = 0;
    for (std::size_t k = 1; k <= order(); ++k) {
      speed +=
          std::exp2(size_of(k) + std::log2(static_cast<double>(k)) + log_step * static_cast<double>(k - 1) - first);
    }
    if (log_step < -60 || speed < 50 || std::log2(speed) + first + log_step < whole - 7) break;
  }
  // Few bits, so that times add up exactly.
  int exponent = 0;
  const double mantissa = std::frexp(std::exp2(log_step), &exponent);
  return std::ldexp(std::floor(mantissa * 4096) / 4096, exponent);
}

}  // namespace softlin::numeric
