#pragma once
/// Dual numbers: a value with its derivatives, for derivatives of formulas written once as templates.

#include <cmath>
#include <vector>

namespace softlin::numeric {

/// value + sum_k derivative_k epsilon_k; no derivatives at all stands for a constant.
template <class T>
struct Dual {
  T value;
  std::vector<T> derivative;

  friend Dual operator+(const Dual& x, const Dual& y) { return {x.value + y.value, sum(x.derivative, y.derivative)}; }
  friend Dual operator-(const Dual& x) {
    Dual out{-x.value, {}};
    for (const T& d : x.derivative) out.derivative.push_back(-d);
    return out;
  }
  friend Dual operator-(const Dual& x, const Dual& y) { return x + (-y); }
  friend Dual operator*(const Dual& x, const Dual& y) {
    return {x.value * y.value, sum(scaled(x.derivative, y.value), scaled(y.derivative, x.value))};
  }
  friend Dual operator/(const Dual& x, const Dual& y) {
    const T inverse = 1 / y.value;
    return {x.value * inverse,
            sum(scaled(x.derivative, inverse), scaled(y.derivative, -(x.value * inverse * inverse)))};
  }
  friend Dual operator*(const Dual& x, int n) { return {x.value * n, scaled(x.derivative, n)}; }
  friend Dual operator/(const Dual& x, int n) {
    Dual out{x.value / n, {}};
    for (const T& d : x.derivative) out.derivative.push_back(d / n);
    return out;
  }
  Dual& operator+=(const Dual& x) { return *this = *this + x; }
  Dual& operator*=(const Dual& x) { return *this = *this * x; }

  friend Dual sqr(const Dual& x) { return {x.value * x.value, scaled(x.derivative, x.value * 2)}; }
  friend Dual sqrt(const Dual& x) {
    using std::sqrt;
    const T root = sqrt(x.value);
    return {root, scaled(x.derivative, 1 / (root * 2))};
  }

 private:
  template <class Factor>
  static std::vector<T> scaled(const std::vector<T>& x, const Factor& factor) {
    std::vector<T> out;
    out.reserve(x.size());
    for (const T& d : x) out.push_back(d * factor);
    return out;
  }
  static std::vector<T> sum(const std::vector<T>& x, const std::vector<T>& y) {
    if (x.empty()) return y;
    if (y.empty()) return x;
    std::vector<T> out;
    out.reserve(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) out.push_back(x[k] + y[k]);
    return out;
  }
};

}  // namespace softlin::numeric
