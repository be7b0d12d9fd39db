#include "numeric/lattice_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <numeric>
#include <set>

namespace softlin::numeric {

namespace {

using std::numbers::ln10;
using std::numbers::ln2;
using std::numbers::pi;
using Monomial = symbolic::WeightPolynomial::Monomial;

int degree(const Monomial& monomial) { return std::accumulate(monomial.begin(), monomial.end(), 0); }

double log_length(const Integer& L) {
  return std::log(L.convert_to<double>());  // L <= 10^18 by contract; larger lengths only cost accuracy of the plan
}

/// ln E e^{n s xi} e^{-e^{u + s xi}} by Laplace's method, n >= 1. Good to O(1).
double log_tilted_moment(int n, double u, double s) {
  double v = std::min(u + n * s * s, std::log(static_cast<double>(n)));  // solves n - e^v = (v - u)/s^2
  for (int i = 0; i < 60; ++i) {
    const double slope = -std::exp(v) - 1 / (s * s);
    const double step = (n - std::exp(v) - (v - u) / (s * s)) / slope;
    v -= std::clamp(step, -2.0, 2.0);
    if (std::abs(step) < 1e-3) break;
  }
  const double x = (v - u) / s;
  return n * s * x - std::exp(v) - x * x / 2 - 0.5 * std::log1p(s * s * std::exp(v));
}

struct CoarseZeroth {
  double log_q;
  double log_m0;
};

/// q(u) and m_0(u) by a coarse sum over xi.
CoarseZeroth coarse_zeroth(double u, double s) {
  constexpr double step = 0.25;
  double q = 0;
  double m0 = 0;
  for (double x = -12; x <= 12 + s; x += step) {
    const double weight = step * std::exp(-x * x / 2) / std::sqrt(2 * pi);
    const double t = std::exp(std::min(u + s * x, 300.0));
    q += weight * -std::expm1(-t);
    m0 += weight * std::exp(-t);
  }
  const double log_m0 = q < 0.5 ? std::log1p(-q) : std::log(std::max(m0, 1e-300));
  return {std::log(std::max(q, 1e-300)), log_m0};
}

/// Largest step with eps_N(h) below e^-goal (Theorem A).
double outer_step(int N, double goal) {
  double low = 1e-5;
  double high = 3;
  for (int i = 0; i < 80; ++i) {
    const double h = (low + high) / 2;
    const double log_eps =
        std::log(2 * std::sqrt(2 * pi)) - pi * pi / h + (N - 0.5) * std::log(2 * pi / h) - std::lgamma(N);
    (log_eps < -goal ? low : high) = h;
  }
  return low;
}

struct InnerStep {
  double step;
  double theta;
};

/// Largest step whose Theorem B factor, eta (cos theta)^-N, is below e^-goal, and its strip.
InnerStep inner_step(int N, double s, double goal) {
  InnerStep best{0, 1};
  const auto attempt = [&](double theta) {
    const double h = 2 * pi * theta / (goal + theta * theta / (2 * s * s) - N * std::log(std::cos(theta)) + ln2);
    if (h > best.step) best = {h, theta};
  };
  for (double theta = 0.002; theta < 1.57; theta *= 1.1) attempt(theta);
  for (double theta = 1.2; theta < 1.57; theta += 0.01) attempt(theta);
  return best;
}

/// An exponent lambda of the tail bounds and ln Gamma(N -+ lambda)/Gamma(N) with it.
struct TailExponent {
  double lambda;
  double log_gamma;
};

/// Candidates for (15) and for (16) at one degree N; multiples of 1/16.
struct TailExponents {
  std::vector<TailExponent> left;
  std::vector<TailExponent> right;
};

TailExponents make_tail_exponents(int N) {
  TailExponents out;
  const auto add_left = [&](double lambda) { out.left.push_back({lambda, std::lgamma(N - lambda) - std::lgamma(N)}); };
  for (double lambda = 0.25; lambda < N; lambda += 0.25) add_left(lambda);
  add_left(N - 0.0625);
  for (double x = 0.25; x < 20000; x *= 1.25) {
    const double lambda = std::round(x * 16) / 16;
    out.right.push_back({lambda, std::lgamma(N + lambda) - std::lgamma(N)});
  }
  return out;
}

const TailExponents& tail_exponents(int N) {
  static std::mutex guard;
  static std::map<int, TailExponents> known;
  const std::lock_guard lock(guard);
  auto place = known.find(N);
  if (place == known.end()) place = known.emplace(N, make_tail_exponents(N)).first;
  return place->second;
}

/// ln of the bound (15) without the lattice factor b.
double log_left_tail(const TailExponent& at, double u, double s, double log_l) {
  const double lambda = at.lambda;
  return at.log_gamma + lambda * log_l + lambda * u + std::max(lambda, lambda * lambda) * s * s / 2;
}

/// ln of the bound (16) without the lattice factor b; L enters as 1/L too.
double log_right_tail(const TailExponent& at, double u, double s, double log_l, double inverse_l) {
  const double lambda = at.lambda;
  return at.log_gamma - lambda * log_l - lambda * u + lambda * lambda * s * s / 2 * inverse_l;
}

double left_end(int N, double s, double log_l, double goal) {
  double best = -std::numeric_limits<double>::infinity();
  for (const auto& at : tail_exponents(N).left) {
    best = std::max(best, (goal - log_left_tail(at, 0, s, log_l)) / at.lambda);
  }
  return best;
}

double right_end(int N, double s, double log_l, double goal) {
  double best = std::numeric_limits<double>::infinity();
  const double inverse_l = std::exp(-log_l);
  for (const auto& at : tail_exponents(N).right) {
    best = std::min(best, (log_right_tail(at, 0, s, log_l, inverse_l) - goal) / at.lambda);
  }
  return best;
}

template <class Bound>
double best_exponent(const std::vector<TailExponent>& exponents, const Bound& log_bound) {
  double best = std::numeric_limits<double>::infinity();
  double lambda = exponents.front().lambda;
  for (const auto& at : exponents) {
    const double value = log_bound(at);
    if (value < best) {
      best = value;
      lambda = at.lambda;
    }
  }
  return lambda;
}

}  // namespace

// bounds.md A3.1 by a coarse sum, and 1/L.
double log_floor_of_a(double s, double log_l) {
  double sum = 0;
  constexpr double step = 0.25;
  for (double x = -12; x <= 12 + 2 * s; x += step) {
    const double log_y = s * x - s * s / 2;
    // y/(y + L - 1) with L - 1 ~ L
    const double ratio = 1 / (1 + std::exp(std::min(log_l - log_y, 600.0)));
    sum += step * std::exp(-x * x / 2) / std::sqrt(2 * pi) * ratio * ratio;
  }
  return std::max(-log_l, log_l + std::log(std::max(sum, 1e-300)) - 0.7);
}

double best_left_exponent(int weight_degree, double u, double s, const Integer& L) {
  const double log_l = log_length(L);
  return best_exponent(tail_exponents(weight_degree).left,
                       [&](const TailExponent& at) { return log_left_tail(at, u, s, log_l); });
}

double best_right_exponent(int weight_degree, double u, double s, const Integer& L) {
  const double log_l = log_length(L);
  const double inverse_l = std::exp(-log_l);
  return best_exponent(tail_exponents(weight_degree).right,
                       [&](const TailExponent& at) { return log_right_tail(at, u, s, log_l, inverse_l); });
}

LatticePlan plan_lattice(const std::vector<Monomial>& monomials, double s, const std::vector<Integer>& lengths,
                         double digits) {
  const double goal = (digits + 1) * ln10;
  int N = 0;
  for (const auto& monomial : monomials) N = std::max(N, degree(monomial));

  LatticePlan plan;
  const double h_outer = outer_step(N, goal);
  const InnerStep inner = inner_step(N, s, goal + 3);
  plan.stride = std::max(1L, std::lround(std::floor(h_outer / inner.step + 0.25)));
  const double h_most = std::min(inner.step, h_outer / static_cast<double>(plan.stride));
  plan.octave = static_cast<long>(std::ceil(ln2 / h_most));
  plan.theta = inner.theta;
  const double h = ln2 / static_cast<double>(plan.octave) * static_cast<double>(plan.stride);

  // The smallest degree has the heaviest left tail and the largest the heaviest right one, but for constants: try all.
  std::set<int> degrees;
  for (const auto& monomial : monomials) degrees.insert(degree(monomial));
  for (const Integer& L : lengths) {
    const double log_l = log_length(L);
    const double log_goal = log_floor_of_a(s, log_l) - goal;
    double u0 = std::numeric_limits<double>::infinity();
    double u1 = -u0;
    for (const int n : degrees) {
      u0 = std::min(u0, left_end(n, s, log_l, log_goal));
      u1 = std::max(u1, right_end(n, s, log_l, log_goal));
    }
    NodeRange range{static_cast<long>(std::floor(u0 / h)), static_cast<long>(std::ceil(u1 / h))};
    range.last = std::max(range.last, range.first + 8);
    plan.nodes = plan.ranges.empty()
                     ? range
                     : NodeRange{std::min(plan.nodes.first, range.first), std::max(plan.nodes.last, range.last)};
    plan.ranges.push_back(range);
    plan.log_goals.push_back(log_goal);
  }
  return plan;
}

void plan_bits(LatticePlan& plan, const std::vector<Monomial>& monomials, double s,
               const std::vector<Integer>& lengths) {
  const double h = ln2 / static_cast<double>(plan.octave) * static_cast<double>(plan.stride);
  int N = 0;
  for (const auto& monomial : monomials) N = std::max(N, degree(monomial));
  std::vector<double> log_lengths;
  for (const Integer& L : lengths) log_lengths.push_back(log_length(L));
  // Largest contribution that a unit error of each inner function makes, over a coarse grid of nodes.
  std::map<std::vector<int>, int> shapes;  // block sums, and the degree
  for (const auto& monomial : monomials) {
    for (const auto& [sums, count] : symbolic::block_sums(monomial)) shapes[sums] = degree(monomial);
  }
  constexpr double minus_infinity = -std::numeric_limits<double>::infinity();
  std::map<std::pair<int, int>, double> worst;  // (n or 0 for q, tilt) -> ln of the largest contribution over its goal
  const auto note = [&](int n, int tilt, double u, double log_size) {
    double& entry = worst.try_emplace({n, tilt}, minus_infinity).first->second;
    entry = std::max(entry, log_size + tilt * u + tilt * tilt * s * s / 2);
  };
  std::vector<double> log_moments(static_cast<std::size_t>(N) + 1);
  constexpr int k_samples = 32;
  for (int i = 0; i <= k_samples; ++i) {
    const double place =
        static_cast<double>(plan.nodes.first) + static_cast<double>(plan.nodes.count() - 1) * i / k_samples;
    const double u = place * h;
    const double margin = static_cast<double>(plan.nodes.count()) / k_samples;
    const CoarseZeroth zeroth = coarse_zeroth(u, s);
    for (int n = 1; n <= N; ++n) log_moments[static_cast<std::size_t>(n)] = n * u + log_tilted_moment(n, u, s);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const NodeRange& range = plan.ranges[l];
      if (place < static_cast<double>(range.first) - margin || place > static_cast<double>(range.last) + margin)
        continue;
      const double log_l = log_lengths[l];
      for (const auto& [sums, n_total] : shapes) {
        const double blocks = static_cast<double>(sums.size());
        if (lengths[l] < static_cast<long>(sums.size())) continue;
        const double rest = std::max(std::exp(log_l) - blocks, 0.0);
        const double log_power = std::max(rest * zeroth.log_m0, -1e6);
        double log_term = std::log(h) - std::lgamma(n_total) + blocks * log_l + log_power - plan.log_goals[l] +
                          std::log(static_cast<double>(range.count()));
        for (const int n : sums) log_term += log_moments[static_cast<std::size_t>(n)];
        int before = 0;
        for (const int n : sums) {
          if (n == before) continue;
          before = n;
          for (int tilt = 0; tilt <= n; ++tilt) note(n, tilt, u, log_term - log_moments[static_cast<std::size_t>(n)]);
        }
        if (rest > 0) {
          for (int tilt = 0; tilt <= 1; ++tilt) note(0, tilt, u, log_term + std::log(rest) - zeroth.log_m0);
        }
      }
    }
  }
  std::map<int, double> lowest;
  for (const auto& [key, size] : worst) {
    const auto [n, tilt] = key;
    const auto [place, fresh] = lowest.try_emplace(n, size);
    if (!fresh && size > place->second) continue;
    place->second = size;
    InnerPlan& target = n == 0 ? plan.q : plan.moments[n];
    target.tilt = tilt;
    // A correlation adds up the rounding errors of as many terms as its window has, twice over.
    const double bits = std::ceil(size / ln2);
    const double window =
        2 * s * std::sqrt(2 * std::max(bits, 24.0) * ln2) / (h / static_cast<double>(plan.stride)) + 4;
    target.bits = std::max(24L, std::lround(bits + std::ceil(std::log2(window))) + 2);
  }
}

}  // namespace softlin::numeric
