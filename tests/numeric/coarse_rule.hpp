#pragma once
/// A lattice rule for E prod_k S_{n_k} that is written for reading, not for speed, and that can be given a fault.
///
/// It is docs/theory/exact.md (1) with the bounds (10) to (16) in their plainest form. Unlike numeric/softmax_lattice it
/// lets a test choose every step and range, so that each error term can be made the largest one.

#include <cmath>
#include <map>
#include <vector>

#include "numeric/interval.hpp"
#include "numeric/special.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::tests {

/// What can be done wrong.
enum class Fault {
  none,
  falling_factorial,    ///< L^b in place of L (L-1) ... (L-b+1)
  tokens_left,          ///< m_0^L in place of m_0^{L-b}
  partition_count,      ///< one partition too many of the coarsest kind
  factorial,            ///< N! in place of (N-1)!
  inner_function,       ///< m_n with e^{(n-1) v}
  step_of_sum,          ///< the sum is multiplied by a step 1/500 too large
  step_of_bound,        ///< Theorem A with half the step that was used
  no_aliasing,          ///< Theorem A left out
  no_strip,             ///< Theorem B left out
  no_window,            ///< the end of the inner sums left out
  no_left_tail,         ///< (15) left out
  no_right_tail,        ///< (16) left out
  rounding_to_nearest,  ///< the outer sum rounded to nearest at both ends
  rounding_up           ///< the outer sum rounded up at both ends
};

/// Theorem A, (10): eps_N(h) for an integer N >= 1, from above.
inline numeric::Interval aliasing_bound(int N, const numeric::Interval& h) {
  using numeric::Interval;
  const auto bits = h.precision();
  const Interval pi = Interval::pi(bits);
  const auto term = [&](int k) {
    const Interval y = 2 * k * pi / h;
    Interval square = pi * y / sinh(pi * y);  // |Gamma(1 + iy)|^2
    for (int j = 1; j < N; ++j) square *= 1 + sqr(y / j);
    return 2 * sqrt(square);
  };
  // a_{k+1}/a_k <= 2^{N-1/2} e^{-pi^2/h}
  const Interval ratio = pow(Interval(2, bits), N) / sqrt(Interval(2, bits)) * exp(-sqr(pi) / h);
  return term(1) + term(2) + term(3) / (1 - ratio);
}

/// Theorem B, (12): eta for a strip theta at the inner step h (in v).
inline numeric::Interval strip_bound(const numeric::Interval& theta, const numeric::Interval& s,
                                     const numeric::Interval& h) {
  const auto pi = numeric::Interval::pi(h.precision());
  return 2 * exp(sqr(theta / s) / 2) / expm1(2 * pi * theta / h);
}

struct CoarseRule {
  Rational s;
  long L = 2;
  Rational outer_step;
  Rational inner_step;         ///< in v = u + s xi
  Rational offset = 0;         ///< of the outer nodes
  Rational low, high;          ///< outer nodes reach from here to there
  Rational window = 9;         ///< inner nodes: -window <= xi <= window + n s
  Rational theta{3, 2};        ///< strip of Theorem B
  numeric::Bits bits{80};      ///< of everything but
  numeric::Bits sum_bits{80};  ///< the outer sum
  Fault fault = Fault::none;

  using Interval = numeric::Interval;
  Interval number(const Rational& q) const { return Interval(q, bits); }

  /// m_n(u), or q(u) for n = 0.
  Interval inner(int n, const Interval& u) const {
    const Interval slope = number(s);
    const Rational step = inner_step / s;
    const Interval h = number(step);
    const Interval scale = h / sqrt(2 * Interval::pi(bits));
    const int power = fault == Fault::inner_function && n > 0 ? n - 1 : n;
    const long first = -static_cast<long>(Rational(window / step).convert_to<double>());
    const long last = static_cast<long>(Rational((window + n * s) / step).convert_to<double>());
    Interval sum = number(0);
    for (long l = first; l <= last; ++l) {
      const Interval x = number(Rational(l * step));
      const Interval v = u + slope * x;
      const Interval density = scale * exp(-sqr(x) / 2);
      sum += density * (n == 0 ? -expm1(-exp(v)) : exp(power * v - exp(v)));
    }
    const Interval e = exp(number(1));
    const Interval most = n == 0 ? number(1) : pow(number(n) / e, n);  // sup H, sup G_n
    if (fault != Fault::no_window) {
      const Interval rest =
          most * (normal_tail(number(Rational(-first * step))) + normal_tail(number(Rational(last * step))));
      sum = Interval::from_ends(sum, sum + rest);
    }
    if (fault != Fault::no_strip) {
      const Interval strip = number(theta);
      const Interval eta = strip_bound(strip, slope, number(inner_step));
      // (14) is relative; (13) with the best of a few lambda
      sum = n == 0 ? hull(sum / (1 + eta / cos(strip)), sum / (1 - eta / cos(strip)))
                   : widen(sum, eta * inner_bound(n, u, e * cos(strip)));
    }
    return sum;
  }

  /// h sum_j F(u_j) over the nodes from `low` to `high`, before (11), (15) and (16).
  Interval lattice_sum(const std::vector<int>& monomial) const {
    int N = 0;
    for (const int n : monomial) N += n;
    Interval sum = Interval(0, sum_bits);
    const long first = std::lround(Rational((low - offset) / outer_step).convert_to<double>());
    const long last = std::lround(Rational((high - offset) / outer_step).convert_to<double>());
    for (long j = first; j <= last; ++j) {
      const Interval u = number(Rational(offset + j * outer_step));
      const Interval m0 = 1 - inner(0, u);
      std::map<int, Interval> moments;
      for (const auto& [blocks, count] : symbolic::block_sums(monomial)) {
        const long b = static_cast<long>(blocks.size());
        if (b > L) continue;
        Interval term = number(count + (fault == Fault::partition_count && b == 1 ? 1 : 0));
        for (long i = 0; i < b; ++i) term = term * (fault == Fault::falling_factorial ? L : L - i);
        for (const int n : blocks) {
          if (!moments.contains(n)) moments.emplace(n, inner(n, u));
          term *= moments.at(n);
        }
        term *= pow(m0, fault == Fault::tokens_left ? L : L - b);
        add(sum, term);
      }
    }
    const Interval step = number(fault == Fault::step_of_sum ? Rational(outer_step * Rational(501, 500)) : outer_step);
    return sum * step / factorial(static_cast<unsigned long>(fault == Fault::factorial ? N : N - 1), bits);
  }

  /// The enclosure of E prod_k S_{n_k}.
  Interval expectation(const std::vector<int>& monomial) const {
    int N = 0;
    for (const int n : monomial) N += n;
    Interval sum = lattice_sum(monomial);
    // The first nodes left out are a step further.
    if (fault != Fault::no_left_tail) sum = Interval::from_ends(sum, sum + left_tail(N, number(Rational(low))));
    if (fault != Fault::no_right_tail) sum = Interval::from_ends(sum, sum + right_tail(N, number(Rational(high))));
    if (fault == Fault::no_aliasing) return sum;
    const Rational step = fault == Fault::step_of_bound ? Rational(outer_step / 2) : outer_step;
    const Interval eps = aliasing_bound(N, number(step));
    return hull(sum / (1 + eps), sum / (1 - eps));
  }

 private:
  /// min over lambda of ((n + lambda)/e_cos)^{n + lambda} e^{-lambda u + lambda^2 s^2/2}
  Interval inner_bound(int n, const Interval& u, const Interval& e_cos) const {
    const auto bound = [&](int lambda) {
      return pow((n + lambda) / e_cos, n + lambda) * exp(-lambda * u + lambda * lambda * sqr(number(s)) / 2);
    };
    Interval best = bound(-n);
    for (int lambda = 1 - n; lambda <= 12; ++lambda) best = min(best, bound(lambda));
    return best;
  }

  void add(Interval& sum, const Interval& term) const {
    const bool nearest = fault == Fault::rounding_to_nearest;
    const mpfr_rnd_t down = nearest ? MPFR_RNDN : fault == Fault::rounding_up ? MPFR_RNDU : MPFR_RNDD;
    mpfr_add(&sum.raw()->left, &sum.raw()->left, &term.raw()->left, down);
    mpfr_add(&sum.raw()->right, &sum.raw()->right, &term.raw()->right, nearest ? MPFR_RNDN : MPFR_RNDU);
  }

  Interval lattice_factor(double x) const {
    return 1 + number(outer_step) * sqrt(Interval::point(x, bits) / (2 * Interval::pi(bits)));
  }

  /// (15)
  Interval left_tail(int N, const Interval& u0) const {
    const auto bound = [&](double exponent) {
      const Interval lambda = Interval::point(exponent, bits);
      return lattice_factor(N - exponent) * gamma(N - exponent, bits) / gamma(N, bits) *
             exp(lambda * (log(number(L)) + u0) + max(lambda, sqr(lambda)) * sqr(number(s)) / 2);
    };
    Interval best = bound(0.5);
    for (double exponent = 1; exponent < N; exponent += 0.5) best = min(best, bound(exponent));
    return best;
  }

  /// (16)
  Interval right_tail(int N, const Interval& u1) const {
    const auto bound = [&](double exponent) {
      const Interval lambda = Interval::point(exponent, bits);
      return lattice_factor(N + exponent) * gamma(N + exponent, bits) / gamma(N, bits) *
             exp(-lambda * (log(number(L)) + u1) + sqr(lambda) * sqr(number(s)) / (2 * number(L)));
    };
    Interval best = bound(1);
    for (double exponent = 2; exponent < 200; exponent *= 1.5) best = min(best, bound(exponent));
    return best;
  }
};

}  // namespace softlin::tests
