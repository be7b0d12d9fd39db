#include "numeric/threshold_routes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_route_bits(160);
constexpr double k_largest_log10 = 20000;

/// What the routes need, for Omega = I.
struct RouteNumbers {
  int d;
  std::vector<Interval> lambda;
  std::vector<Interval> start;          ///< f_i(0)
  Interval lo, hi, trace, square_norm;  ///< square_norm = |Sigma^2|_F
  Interval t, R0, eps;
  Interval bmax_square;
  Interval omega;
};

Interval rational(const Rational& x) { return Interval(x, k_route_bits); }
Interval binary(double x) { return Interval::point(x, k_route_bits); }

RouteNumbers route_numbers(const CommutingRegression& problem, const Interval& eps) {
  const Interval omega = problem.omega.front().with_precision(k_route_bits);
  const Interval zero(0, k_route_bits);
  RouteNumbers out{static_cast<int>(problem.dimension()),
                   {},
                   {},
                   problem.prompt.front(),
                   problem.prompt.front(),
                   zero,
                   zero,
                   problem.label_square.with_precision(k_route_bits) / omega,
                   zero,
                   eps.with_precision(k_route_bits) / omega,
                   zero,
                   omega};
  const Interval b = problem.start_scale.with_precision(k_route_bits);
  for (std::size_t i = 0; i < problem.dimension(); ++i) {
    const Interval l = problem.prompt[i].with_precision(k_route_bits);
    const Interval f = problem.start[i].with_precision(k_route_bits);
    out.lambda.push_back(l);
    out.start.push_back(f);
    out.lo = min(out.lo, l);
    out.hi = max(out.hi, l);
    out.trace += l;
    out.square_norm += sqr(sqr(l));
    out.R0 += l * sqr(b * l * f - 1) / 2;
  }
  out.square_norm = sqrt(out.square_norm);
  out.bmax_square = max(sqr(b), sqrt(out.trace) / (out.lo * sqrt(out.lo)));  // I2.3
  return out;
}

/// ln E[|zeta|^k 1{|zeta|^2 > x}] for k = 0, 2, 4, in floating point.
std::array<double, 3> log_tails(int d, double x) {
  std::array<double, 3> out{};
  double factor = 1;
  for (int j = 0; j < 3; ++j) {
    const int n = d + 2 * j;
    // Q(n/2, x/2) = [erfc(sqrt(x/2)) for odd n] + e^{-x/2} sum
    const double y = x / 2;
    double sum = 0;
    double term = n % 2 == 0 ? 1 : std::sqrt(y) / std::tgamma(1.5);
    for (int i = 0; i < n / 2; ++i) {
      sum += term;
      term *= y / (n % 2 == 0 ? i + 1 : i + 1.5);
    }
    if (n % 2 == 1) sum += y < 600 ? std::erfc(std::sqrt(y)) * std::exp(y) : 1 / std::sqrt(3.14159265358979 * y);
    out[static_cast<std::size_t>(j)] = std::log(factor * sum) - y;
    factor *= n;
  }
  return out;
}

/// ln E_0, E_2, E_4 in floating point.
std::array<double, 3> log_moments(int d, double rate, double log_length) {
  const double last = (log_length + 8) / rate;
  const int cells = std::clamp(static_cast<int>(log_length), 150, 4000);
  std::array<double, 3> total{-1e300, -1e300, -1e300};
  const auto add = [](double& sum, double x) {
    const double high = std::max(sum, x);
    sum = high + std::log(std::exp(sum - high) + std::exp(x - high));
  };
  auto here = log_tails(d, 0);
  for (int i = 0; i < cells; ++i) {
    const double u = rate * last * (i + 0.5) / cells;
    const auto there = log_tails(d, last * (i + 1) / cells);
    const double weight =
        u > log_length ? -std::log1p(std::exp(log_length - u)) : u - log_length - std::log1p(std::exp(u - log_length));
    for (std::size_t k = 0; k < 3; ++k) add(total[k], weight + here[k] + std::log1p(-std::exp(there[k] - here[k])));
    here = there;
  }
  for (std::size_t k = 0; k < 3; ++k) add(total[k], here[k]);
  return total;
}

/// g1, g_b, g_A of I4.2 as positive combinations of E_0, E_2, E_4: rows of three coefficients.
template <class T>
std::array<std::array<T, 3>, 3> gap_coefficients(const T& r_A, const T& r_b, const T& hi, const T& t) {
  const T hi2 = hi * hi;
  const T hi3 = hi2 * hi;
  const T zero = hi - hi;
  return {{{r_b * r_b * t / 2, r_b * r_A * hi2, zero},
           {r_b * t, r_A * hi2 + r_b * hi3 * r_A * r_A * 7, zero},
           {zero, r_b * hi2 + r_b * r_b * hi3 * r_A * 7 + r_b * r_b * t * hi2 * r_A,
            r_b * r_A * r_A * hi2 * hi2 * 2 + r_b * r_b * hi3 * hi2 * r_A * r_A * r_A * 15}}};
}

/// ln of g1 and g2 in floating point.
std::pair<double, double> log_gaps(const RouteNumbers& at, double r_A, double r_b, double log_length) {
  const double hi = at.hi.mid_double();
  const auto moments = log_moments(at.d, hi * hi * r_A * r_A, log_length);
  const auto coefficients = gap_coefficients(r_A, r_b, hi, at.t.mid_double());
  std::array<double, 3> g{};
  for (std::size_t i = 0; i < 3; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += coefficients[i][k] * std::exp(moments[k] - moments[0]);
    g[i] = std::log(sum) + moments[0];
  }
  return {g[0], std::max(g[1], g[2]) + 0.5 * std::log1p(std::exp(-2 * std::abs(g[1] - g[2])))};
}

/// Upper bounds of g1 and g2 at this length.
std::pair<Interval, Interval> gaps_above(const RouteNumbers& at, const Interval& r_A, const Interval& r_b,
                                         const Interval& log_length) {
  const std::vector<Interval> moments = logistic_moments_above(at.d, sqr(at.hi * r_A), log_length);
  const auto coefficients = gap_coefficients(r_A, r_b, at.hi, at.t);
  const auto sum = [&](std::size_t i) {
    return coefficients[i][0] * moments[0] + coefficients[i][1] * moments[1] + coefficients[i][2] * moments[2];
  };
  return {sum(0).upper(), sqrt(sqr(sum(1)) + sqr(sum(2))).upper()};
}

/// The smallest log length, up to 1e-3, at which both gaps are small enough in floating point; nothing beyond the cap.
std::optional<double> shortest(const RouteNumbers& at, double r_A, double r_b, double log_g1, double log_g2) {
  const auto enough = [&](double log_length) {
    const auto [g1, g2] = log_gaps(at, r_A, r_b, log_length);
    return g1 <= log_g1 && g2 <= log_g2;
  };
  double high = 8;
  while (!enough(high)) {
    high *= 2;
    if (high > k_largest_log10 * 2.302585) return std::nullopt;
  }
  double low = high > 8 ? high / 2 : 0;
  while (high - low > 1e-3 * std::max(1.0, high / 100)) {
    const double middle = (low + high) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

/// The smallest decimal with three places at or above the guess at which `holds` is certain.
std::optional<Rational> certified(double log_length, const std::function<bool(const Interval&)>& holds) {
  const Interval ten = log(Interval(10, k_route_bits));
  Integer thousandths(static_cast<long long>(std::ceil(log_length / 2.302585093 * 1000)));
  for (int attempt = 0; attempt < 40; ++attempt) {
    const Rational candidate(thousandths, 1000);
    if (holds(rational(candidate) * ten)) return candidate;
    thousandths += (1 + thousandths / 20000) << (attempt / 2);
  }
  return std::nullopt;
}

/// What I4.3 and I4.4 ask of the gap g, for delta = kappa_1 bmax^2 and b_-^2 = kappa_2 |m|^2.
struct InvariantConditions {
  Interval r_A, r_b, horizon, largest_gap;
};

InvariantConditions invariant_conditions(const RouteNumbers& at, const Interval& kappa1, const Interval& kappa2) {
  const Interval delta = kappa1 * at.bmax_square;
  const Interval r_b = sqrt(at.bmax_square + delta);
  const Interval r_A = sqrt(at.bmax_square + delta * 3 / 2);
  const Interval rho = sqrt(sqr(r_A) + sqr(r_b));
  Interval m2(0, k_route_bits);
  for (std::size_t i = 0; i < at.lambda.size(); ++i) m2 += sqr(min(at.start[i], 1 / (r_b * at.lambda[i])));
  const Interval m = sqrt(m2);
  const Interval c = at.lo * sqr(at.lo) * kappa2 * m2;
  const Interval T = log(at.R0 * 4 / at.eps) / c;
  // (|m| - x)^2 - 2 rho x >= kappa_2 |m|^2 for x = g T up to the smaller root.
  const Interval x = (m + rho) - sqrt(sqr(m + rho) - (1 - kappa2) * m2);
  Interval g = delta / (rho * T * 4);
  g = min(g, exp(log(at.lo) * 9 / 4) * sqrt(sqrt(at.trace)) * delta / 2);
  g = min(g, x / T);
  g = min(g, sqrt(c * at.eps / 2));
  return {r_A, r_b, T, g};
}

struct BallConditions {
  Interval radius;  ///< r_A = r_b
  Interval horizon, log_gap;
  Interval close;  ///< sqrt(beta eps/2) r + beta r^2/2
};

BallConditions ball_conditions(const RouteNumbers& at, const Interval& r) {
  const Interval bmax = sqrt(at.bmax_square);
  Interval blow2(0, k_route_bits);
  for (std::size_t i = 0; i < at.lambda.size(); ++i) blow2 += sqr(min(at.start[i], 1 / (bmax * at.lambda[i])));
  const Interval lo3 = at.lo * sqr(at.lo);
  const Interval T = log(at.R0 * 4 / at.eps) / (lo3 * blow2 * 2);
  const Interval radius = bmax + r;
  const Interval beta = at.hi * sqr(at.hi) * sqr(radius) * 3 + at.square_norm;  // I1.6 with r_A = r_b
  return {radius, T, log(r / T) - beta * T, sqrt(beta * at.eps / 2) * r + beta * sqr(r) / 2};
}

}  // namespace

std::vector<Interval> logistic_moments_above(int d, const Interval& rate, const Interval& log_length) {
  const Bits bits = rate.precision();
  const double log_l = log_length.upper_double();
  const double last = (log_l + 8) / rate.lower_double();
  const int cells = std::clamp(static_cast<int>(log_l * 20), 3000, 16000);
  const Interval others = expm1(log_length);  // L - 1
  const double step = std::ldexp(std::round(std::ldexp(last / cells, 40)), -40);
  // E[|zeta|^k 1{|zeta|^2 > x}]
  const auto tails = [&](const Interval& x) {
    std::vector<Interval> out;
    const Interval y = x / 2;
    const Interval decay = exp(-y);
    const Interval root = sqrt(y);
    Interval factor(1, bits);
    for (int n = d; n <= d + 4; n += 2) {
      Interval sum(0, bits);
      Interval term = n % 2 == 0 ? Interval(1, bits) : root * 2 / sqrt(Interval::pi(bits));
      for (int i = 0; i < n / 2; ++i) {
        sum += term;
        term = n % 2 == 0 ? term * y / (i + 1) : term * y * 2 / (2 * i + 3);
      }
      Interval tail = sum * decay;
      if (n % 2 == 1) tail += erfc(root);
      out.push_back(factor * tail);
      factor *= Interval(n, bits);
    }
    return out;
  };
  std::vector<Interval> total(3, Interval(0, bits));
  std::vector<Interval> here = tails(Interval(0, bits));
  for (int i = 1; i <= cells; ++i) {
    const Interval x = Interval::point(step, bits) * i;
    std::vector<Interval> there = tails(x);
    // The logistic function increases: its value at the right end of the cell.
    const Interval weight = 1 / (1 + others * exp(-(rate * x)));
    for (std::size_t k = 0; k < 3; ++k) total[k] += weight * (here[k] - there[k]);
    here = std::move(there);
  }
  for (std::size_t k = 0; k < 3; ++k) total[k] = (total[k] + here[k]).upper();
  return total;
}

std::string why_no_route(const CommutingRegression& problem) {
  for (std::size_t i = 0; i < problem.dimension(); ++i) {
    if (!overlap(problem.prompt[i], problem.query[i])) return "a generator other than matched";
    if (!overlap(problem.omega[i], problem.omega[0])) return "an Omega that is not a multiple of the identity";
  }
  if (!certainly_positive(problem.omega[0])) return "Omega = 0";
  return "";
}

std::optional<RouteLength> no_exponential_length(const CommutingRegression& problem, const Interval& eps) {
  if (const std::string why = why_no_route(problem); !why.empty()) throw Error("explicit length: " + why);
  const RouteNumbers at = route_numbers(problem, eps);
  if (certainly_less_equal(at.R0 * 4, at.eps)) return std::nullopt;
  std::optional<double> best;
  double kappa1 = 0;
  double kappa2 = 0;
  for (int i = 1; i <= 14; ++i) {
    for (int j = 1; j < 20; ++j) {
      const double k1 = std::ldexp(1.0, -i);
      const double k2 = j / 20.0;
      const InvariantConditions found = invariant_conditions(at, binary(k1), binary(k2));
      const double log_g = log(found.largest_gap).mid_double();
      const double r_A = found.r_A.mid_double();
      const double r_b = found.r_b.mid_double();
      const double log_half = std::log(at.eps.mid_double() / 2);
      // A pair that is worse at the best length so far needs no search.
      if (best) {
        const auto [g1, g2] = log_gaps(at, r_A, r_b, *best);
        if (g1 > log_half || g2 > log_g) continue;
      }
      const auto length = shortest(at, r_A, r_b, log_half, log_g);
      if (length && (!best || *length < *best)) {
        best = length;
        kappa1 = k1;
        kappa2 = k2;
      }
    }
  }
  if (!best) return std::nullopt;
  const InvariantConditions found = invariant_conditions(at, binary(kappa1), binary(kappa2));
  const auto length = certified(*best, [&](const Interval& log_length) {
    const auto [g1, g2] = gaps_above(at, found.r_A, found.r_b, log_length);
    return certainly_less_equal(g1, at.eps / 2) && certainly_less_equal(g2, found.largest_gap);
  });
  if (!length) return std::nullopt;
  return RouteLength{*length, (found.horizon / at.omega).mid_double()};
}

std::optional<RouteLength> gronwall_length(const CommutingRegression& problem, const Interval& eps) {
  if (const std::string why = why_no_route(problem); !why.empty()) throw Error("explicit length: " + why);
  const RouteNumbers at = route_numbers(problem, eps);
  if (certainly_less_equal(at.R0 * 4, at.eps)) return std::nullopt;
  std::optional<double> best;
  double radius = 0;
  for (int i = 0; i < 40; ++i) {
    const double r = std::ldexp(1.0, -i / 2) * (i % 2 == 0 ? 1 : 0.75);
    const BallConditions found = ball_conditions(at, binary(r));
    if (!certainly_less_equal(found.close, at.eps / 4)) continue;
    const double ball = found.radius.mid_double();
    const double log_half = std::log(at.eps.mid_double() / 2);
    const double log_g = found.log_gap.mid_double();
    if (best) {
      const auto [g1, g2] = log_gaps(at, ball, ball, *best);
      if (g1 > log_half || g2 > log_g) continue;
    }
    const auto length = shortest(at, ball, ball, log_half, log_g);
    if (length && (!best || *length < *best)) {
      best = length;
      radius = r;
    }
  }
  if (!best) return std::nullopt;
  const BallConditions found = ball_conditions(at, binary(radius));
  const auto length = certified(*best, [&](const Interval& log_length) {
    const auto [g1, g2] = gaps_above(at, found.radius, found.radius, log_length);
    return certainly_less_equal(g1, at.eps / 2) && certainly_less_equal(log(g2), found.log_gap);
  });
  if (!length) return std::nullopt;
  return RouteLength{*length, (found.horizon / at.omega).mid_double()};
}

}  // namespace softlin::numeric
