#include "numeric/form_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "numeric/precision.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_error_bits(64);

/// A complex enclosure.
struct Complex {
  Interval re;
  Interval im;

  friend Complex operator+(const Complex& a, const Complex& b) { return {a.re + b.re, a.im + b.im}; }
  friend Complex operator*(const Complex& a, const Complex& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  friend Complex operator*(const Complex& a, const Interval& x) { return {a.re * x, a.im * x}; }
  friend Complex operator*(const Complex& a, long n) { return {a.re * n, a.im * n}; }
};

Complex inverse(const Complex& a) {
  const Interval size = sqr(a.re) + sqr(a.im);
  return {a.re / size, -a.im / size};
}

/// The principal square root of a number with argument in [0, pi).
Complex root(const Complex& a) {
  const Interval size = sqrt(sqr(a.re) + sqr(a.im));
  if (certainly_nonnegative(a.re)) {
    const Interval re = sqrt((size + a.re) / 2);
    return {re, a.im / (re * 2)};
  }
  const Interval im = sqrt((size - a.re) / 2);
  return {a.im / (im * 2), im};
}

bool vanishes(const Interval& x) { return x.is_point() && contains_zero(x); }

}  // namespace

FormProduct::FormProduct(const GaussianForms& forms, const std::vector<std::size_t>& factors, bool absolute)
    : groups_(forms.lambda.size()), degree_(factors.size()) {
  const std::size_t d = forms.dimension;
  const auto entry = [&](std::size_t k, std::size_t i, std::size_t j) {
    const Interval& x = forms.forms[factors[k]][i * d + j];
    return absolute ? abs(x) : x;
  };
  const auto group = [&](std::size_t i) { return forms.group_of[i]; };
  const Interval zero(0, k_form_bits);
  for (std::size_t k = 0; k < degree_; ++k) {
    Row row(groups_, zero);
    for (std::size_t i = 0; i < d; ++i) row[group(i)] += entry(k, i, i);
    single_.push_back(std::move(row));
  }
  for (std::size_t a = 0; a < degree_; ++a) {
    for (std::size_t b = a + 1; b < degree_; ++b) {
      Row row(groups_ * groups_, zero);
      for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j < d; ++j) {
          const Interval x = entry(a, i, j);
          const Interval y = entry(b, j, i);
          if (!vanishes(x) && !vanishes(y)) row[group(i) * groups_ + group(j)] += x * y;
        }
      }
      pair_.push_back(std::move(row));
    }
  }
  if (degree_ < 3) return;
  triple_.assign(groups_ * groups_ * groups_, zero);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const Interval x = entry(0, i, j);
      if (vanishes(x)) continue;
      for (std::size_t l = 0; l < d; ++l) {
        const Interval y = entry(1, j, l);
        const Interval z = entry(2, l, i);
        if (vanishes(y) || vanishes(z)) continue;
        triple_[(group(i) * groups_ + group(j)) * groups_ + group(l)] += x * y * z;
      }
    }
  }
}

template <class T>
T FormProduct::moment(const std::vector<T>& c) const {
  const auto single = [&](std::size_t k) {
    T sum = c[0] * single_[k][0];
    for (std::size_t g = 1; g < groups_; ++g) sum = sum + c[g] * single_[k][g];
    return sum;
  };
  const auto pair = [&](std::size_t k) {
    T sum = c[0] * c[0] * pair_[k][0];
    for (std::size_t i = 1; i < groups_ * groups_; ++i) {
      if (!vanishes(pair_[k][i])) sum = sum + c[i / groups_] * c[i % groups_] * pair_[k][i];
    }
    return sum;
  };
  if (degree_ == 1) return single(0);
  if (degree_ == 2) return single(0) * single(1) + pair(0) * 2;
  T triple = c[0] * c[0] * c[0] * triple_[0];
  for (std::size_t i = 1; i < triple_.size(); ++i) {
    if (vanishes(triple_[i])) continue;
    triple = triple + c[i / (groups_ * groups_)] * c[i / groups_ % groups_] * c[i % groups_] * triple_[i];
  }
  return single(0) * single(1) * single(2) + (single(0) * pair(2) + single(1) * pair(1) + single(2) * pair(0)) * 2 +
         triple * 8;
}

/// What the contour needs whatever s: with mu x = pi n/12 fixed, nodes th_k = (k + 1/2) 3/n.
struct FormDensity::Contour {
  Interval mu_x;
  std::vector<Interval> theta;
  std::vector<Complex> square;  ///< (1 + i th)^2
  std::vector<Complex> factor;  ///< h_th (1 + i th) e^{mu x (1 + i th)^2}
};

FormDensity::FormDensity(const GaussianForms& forms, std::vector<std::vector<std::size_t>> products) : forms_(forms) {
  for (const auto& product : products) {
    exact_.emplace_back(forms, product, false);
    absolute_.emplace_back(forms, product, true);
  }
}

FormDensity::~FormDensity() = default;

const FormDensity::Contour& FormDensity::contour(int nodes, Bits bits) const {
  const std::lock_guard lock(guard_);
  auto& place = contours_[{nodes, bits.count}];
  if (place) return *place;
  place = std::make_unique<Contour>(Contour{Interval::pi(bits) * nodes / 12, {}, {}, {}});
  const double step = 3.0 / nodes;
  const double most =
      std::sqrt((static_cast<double>(bits.count) * std::numbers::ln2 + 6) / (std::numbers::pi * nodes / 12));
  const int count = std::max(2, static_cast<int>(std::ceil(most / step)));
  const Interval h = Interval(3, bits) / nodes;
  for (int k = 0; k < count; ++k) {
    const Interval theta = h * (2 * k + 1) / 2;
    const Interval size = exp(place->mu_x * (1 - sqr(theta))) * h;
    const Interval angle = place->mu_x * theta * 2;
    place->theta.push_back(theta);
    place->square.push_back({1 - sqr(theta), theta * 2});
    place->factor.push_back(Complex{Interval(1, bits), theta} * Complex{size * cos(angle), size * sin(angle)});
  }
  return *place;
}

std::vector<Interval> FormDensity::at(const Interval& s, int digits) const {
  const int rank = forms_.rank();
  const int least = rank > 10 ? 3 * rank + 40 : 8;
  const int nodes = std::max(least, static_cast<int>(std::ceil(1.15 * digits)) + 6 + 2 * rank);
  const Bits bits = bits_for_digits(digits, 48 + 2 * nodes);
  const Contour& path = contour(nodes, bits);
  const Interval x = sqr(s.with_precision(bits));
  const Interval mu = path.mu_x / x;
  const Interval p0 = -(1 / (forms_.lambda.front().with_precision(bits) * 2));
  const std::size_t groups = forms_.lambda.size();

  std::vector<Interval> sums(size(), Interval(0, bits));
  std::vector<Complex> c;
  for (std::size_t k = 0; k < path.theta.size(); ++k) {
    c.clear();
    Complex value = path.factor[k];
    for (std::size_t g = 0; g < groups; ++g) {
      const Interval twice = forms_.lambda[g].with_precision(bits) * 2;
      if (vanishes(twice)) {
        c.push_back({Interval(1, bits), Interval(0, bits)});
        continue;
      }
      const Complex term{1 + twice * (p0 + mu * path.square[k].re), twice * mu * path.square[k].im};
      const Complex whole = inverse(term);
      const int power = forms_.multiplicity[g];
      for (int i = 0; i < power / 2; ++i) value = value * whole;
      if (power % 2 != 0) value = value * inverse(root(term));
      c.push_back(whole);
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += exact_[i].degree() == 0 ? value.re : (value * exact_[i].moment(c)).re;
    }
  }

  // Errors, as parts of e^{p0 x} mu/pi like the sums: for each kappa, M(kappa) with the moment at 1/(2 lambda mu kappa^2).
  const Interval mu_x = path.mu_x.with_precision(k_error_bits);
  const Interval mu_few = mu.with_precision(k_error_bits);
  const Interval pi = Interval::pi(k_error_bits);
  const Interval h = Interval(3, k_error_bits) / nodes;
  const auto size_at = [&](const Interval& kappa, std::vector<Interval>& variances) {
    Interval out(1, k_error_bits);
    variances.clear();
    for (std::size_t g = 0; g < groups; ++g) {
      const Interval lambda = forms_.lambda[g].with_precision(k_error_bits);
      if (vanishes(lambda)) {
        variances.push_back(Interval(1, k_error_bits));
        continue;
      }
      const Interval least_factor = lambda * 2 * mu_few * sqr(kappa);
      out = out / sqrt(pow(least_factor, forms_.multiplicity[g]));
      variances.push_back(1 / least_factor);
    }
    return out;
  };
  std::vector<Interval> variances;
  std::vector<Interval> errors(size(), Interval(0, k_error_bits));
  const auto add_errors = [&](const Interval& scale) {
    for (std::size_t i = 0; i < errors.size(); ++i) {
      errors[i] += exact_[i].degree() == 0 ? scale : scale * absolute_[i].moment(variances);
    }
  };
  // ln of the error as a function of kappa, less what does not depend on it.
  const double m = path.mu_x.mid_double();
  const double h_double = 3.0 / nodes;
  std::size_t most = 0;
  for (const auto& product : exact_) most = std::max(most, product.degree());
  const auto log_size = [&](double kappa) {
    return m * kappa * kappa - (rank + 2 * static_cast<double>(most)) * std::log(kappa) -
           2 * std::numbers::pi * std::abs(1 - kappa) / h_double;
  };
  double below = 0.5;
  double above = 1.5;
  for (double kappa = 0.02; kappa < 0.99; kappa += 0.02) {
    if (log_size(kappa) < log_size(below)) below = kappa;
  }
  for (double kappa = 1.02; kappa < 4; kappa += 0.02) {
    if (log_size(kappa) < log_size(above)) above = kappa;
  }
  for (const double at : {below, above}) {
    const Interval kappa = Interval::point(at, k_error_bits);
    const Interval gap = at < 1 ? 1 - kappa : kappa - 1;
    const Interval size = size_at(kappa, variances);
    add_errors(size * exp(mu_x * sqr(kappa)) * (kappa * sqrt(pi / mu_x) + 1 / mu_x) / expm1(2 * pi * gap / h));
  }
  // Omitted nodes: 2 h sum (1 + th) e^{mu x (1 - th^2)}, at least geometric.
  const Interval next = h * (2 * static_cast<long>(path.theta.size()) + 1) / 2;
  const Interval term = h * 2 * (1 + next) * exp(mu_x * (1 - sqr(next)));
  const Interval ratio = (1 + next + h) / (1 + next) * exp(-(mu_x * (next * 2 * h + sqr(h))));
  const Interval size = size_at(Interval(1, k_error_bits), variances);
  add_errors(size * term / (1 - ratio));

  const Interval scale = exp(p0 * x) * mu / Interval::pi(bits) * 2 * s.with_precision(bits);
  std::vector<Interval> out;
  for (std::size_t i = 0; i < sums.size(); ++i) out.push_back(widen(sums[i] * 2, errors[i].upper()) * scale);
  return out;
}

Interval FormDensity::moment(std::size_t product, const Interval& beta) const {
  Interval size(1, beta.precision());
  std::vector<Interval> variances;
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    const Interval rest = 1 - beta * 2 * forms_.lambda[g].with_precision(beta.precision());
    if (!certainly_positive(rest)) throw DomainError("query average: 2 beta lambda >= 1");
    size = size / sqrt(pow(rest, forms_.multiplicity[g]));
    variances.push_back(1 / rest);
  }
  return exact_[product].degree() == 0 ? size : size * exact_[product].moment(variances);
}

Interval FormDensity::absolute_moment(std::size_t product) const {
  const std::vector<Interval> ones(forms_.lambda.size(), Interval(1, k_error_bits));
  return absolute_[product].degree() == 0 ? ones.front() : absolute_[product].moment(ones);
}

}  // namespace softlin::numeric
