#include "numeric/flow_tube.hpp"

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "numeric/flow_radius.hpp"
#include "numeric/largest_eigenvalue.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_tube_bits(80);
/// Half-width of the boxes on which third derivatives are bounded.
constexpr double k_region = 0.03;

using State = std::vector<double>;
using Box = std::vector<Interval>;

Interval tube_point(double x) { return Interval::point(x, k_tube_bits); }

Box box_of(const State& x) {
  Box out;
  for (const double value : x) out.push_back(tube_point(value));
  return out;
}

Box widened(const Box& box, double radius) {
  Box out;
  for (const Interval& x : box) out.push_back(widen(x, tube_point(radius)));
  return out;
}

State velocity_of(const PromptRisk<double>& risk, const State& theta) {
  State v = risk.jet(theta, false).gradient;
  for (double& x : v) x = -x;
  return v;
}

State advanced(const PromptRisk<double>& risk, State theta, double from, double to) {
  namespace odeint = boost::numeric::odeint;
  const auto system = [&](const State& x, State& dxdt, double) { dxdt = velocity_of(risk, x); };
  odeint::integrate_adaptive(odeint::make_controlled(1e-13, 1e-12, odeint::runge_kutta_dopri5<State>()), system, theta,
                             from, to, (to - from) / 4);
  return theta;
}

/// The cubic with values P, Q and derivatives v, w at the ends of a step h, exactly these binary numbers.
struct CubicPiece {
  State P, v, Q, w;
  double h;

  /// Boxes around the piece, its first and its second derivative, from Bernstein coefficients.
  struct Ranges {
    Box value, first, second;
  };
  Ranges ranges() const {
    Ranges out;
    const Interval step = tube_point(h);
    for (std::size_t i = 0; i < P.size(); ++i) {
      const Interval p = tube_point(P[i]);
      const Interval q = tube_point(Q[i]);
      const Interval a = tube_point(v[i]);
      const Interval b = tube_point(w[i]);
      const Interval c1 = p + step * a / 3;
      const Interval c2 = q - step * b / 3;
      const Interval middle = (c2 - c1) * 3 / step;
      out.value.push_back(hull(hull(p, q), hull(c1, c2)));
      out.first.push_back(hull(hull(a, b), middle));
      out.second.push_back(hull((middle - a) * 2 / step, (b - middle) * 2 / step));
    }
    return out;
  }
};

/// A box on which the Hessian of the risk is Lipschitz, in the operator norm, with a known constant: the Frobenius norm of the
/// third derivatives.
struct Region {
  Box box;
  Interval lipschitz;

  Region(const PromptRisk<Dual<Interval>>& risk, const State& centre, double radius)
      : box(widened(box_of(centre), radius)), lipschitz(0, k_tube_bits) {
    const std::size_t n = centre.size();
    std::vector<Dual<Interval>> theta;
    for (std::size_t i = 0; i < n; ++i) {
      theta.push_back({box[i], std::vector<Interval>(n, Interval(0, k_tube_bits))});
      theta[i].derivative[i] = Interval(1, k_tube_bits);
    }
    std::vector<Interval> third;
    for (const Dual<Interval>& entry : risk.jet(theta, true).hessian) {
      third.insert(third.end(), entry.derivative.begin(), entry.derivative.end());
    }
    lipschitz = norm_of(third);
  }

  bool contains(const Box& inner) const {
    for (std::size_t i = 0; i < box.size(); ++i) {
      if (!subset(inner[i], box[i])) return false;
    }
    return true;
  }
};

/// A point of the curve and what is enclosed there.
struct CurvePoint {
  State theta;
  State velocity;
  Interval value{0, k_tube_bits};
  Box gradient;
  Box hessian;
  Interval defect{0, k_tube_bits};  ///< |velocity + gradient|
  double growth = 0;                ///< no eigenvalue of -hessian is larger

  CurvePoint(const PromptRisk<Interval>& risk, const PromptRisk<double>& middle, State at)
      : theta(std::move(at)), velocity(velocity_of(middle, theta)) {
    RegressionJet<Interval> jet = risk.jet(box_of(theta), true);
    value = jet.value;
    gradient = std::move(jet.gradient);
    hessian = std::move(jet.hessian);
    Box rest;
    Box opposite;
    for (std::size_t i = 0; i < theta.size(); ++i) rest.push_back(gradient[i] + tube_point(velocity[i]));
    for (const Interval& x : hessian) opposite.push_back(-x);
    defect = norm_of(rest);
    growth = largest_eigenvalue_bound(opposite, theta.size());
  }
};

}  // namespace

std::vector<std::vector<double>> floating_flow(const PromptRisk<double>& risk, const std::vector<double>& start,
                                               const std::vector<double>& times) {
  std::vector<State> out;
  State theta = start;
  double now = 0;
  for (const double t : times) {
    if (t > now) theta = advanced(risk, theta, now, t);
    now = t;
    out.push_back(theta);
  }
  return out;
}

std::vector<double> floating_start(const CommutingRegression& problem) {
  State out;
  for (const Interval& f : problem.start) out.push_back(f.mid_double());
  out.push_back(problem.start_scale.mid_double());
  return out;
}

double largest_score_variance(const CommutingRegression& problem, double horizon) {
  const PromptRisk<double> risk(problem);
  std::vector<double> times;
  for (int k = 0; k <= 64; ++k) times.push_back(horizon * std::pow(k / 64.0, 2));
  double largest = 0;
  for (const State& theta : floating_flow(risk, floating_start(problem), times)) {
    for (std::size_t i = 0; i < problem.dimension(); ++i) {
      largest = std::max(largest, problem.prompt[i].mid_double() * problem.query[i].mid_double() * theta[i] * theta[i]);
    }
  }
  return largest;
}

FlowTube flow_tube(const CommutingRegression& problem, const BlockStatistics& block, const TubeOptions& options) {
  const std::size_t n = problem.dimension() + 1;
  const PromptRisk<double> middle = block.risk<double>(problem);
  const PromptRisk<Interval> risk = block.risk<Interval>(problem, k_tube_bits);
  const PromptRisk<Dual<Interval>> duals = block.risk<Dual<Interval>>(problem, k_tube_bits);
  const std::optional<PromptRisk<Interval>> change = block.change<Interval>(problem, k_tube_bits);
  // How far risk and gradient at a length of the block may be from those in the middle. The bounds grow with |theta| entry by
  // entry, so that the far corner of a box serves.
  struct Distance {
    Interval risk, gradient;
  };
  const auto distance_on = [&](const Box& around) {
    Box corner;
    double variance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      corner.push_back(abs(around[i]).upper());
      if (i + 1 == n) break;
      variance = std::max(variance, (problem.prompt[i] * problem.query[i] * sqr(corner[i])).upper_double());
    }
    std::optional<Distance> best;
    const auto try_bounds = [&](const Interval& more_risk, const Interval& more_gradient, bool whole) {
      for (const StatisticErrors& errors : block.errors(variance, whole)) {
        const auto gap = risk.gap(corner, errors);
        const Distance found{(gap.risk + more_risk).upper(), (norm_of(gap.gradient) + more_gradient).upper()};
        if (!best || certainly_less(found.gradient, best->gradient)) best = found;
      }
    };
    try_bounds(tube_point(0), tube_point(0), true);
    if (change) {
      const RegressionJet<Interval> jet = change->jet(around, false);
      try_bounds(abs(jet.value).upper(), norm_of(jet.gradient), false);
    }
    return *best;
  };

  FlowTube out;
  CurvePoint here(risk, middle, floating_start(problem));
  // The start is known as enclosures; the curve starts at their middles.
  double r = 0;
  {
    Box off;
    for (std::size_t i = 0; i + 1 < n; ++i) off.push_back(problem.start[i] - tube_point(here.theta[i]));
    off.push_back(problem.start_scale - tube_point(here.theta[n - 1]));
    r = norm_of(off).upper_double();
  }
  Region region(duals, here.theta, std::max(k_region, 4 * r));
  const auto record = [&](double time) {
    const Box around = widened(box_of(here.theta), r);
    if (!region.contains(around)) region = Region(duals, here.theta, std::max(k_region, 4 * r));
    const Interval radius = tube_point(r);
    const Interval drift =
        norm_of(here.gradient) * radius + (norm_of(here.hessian) + region.lipschitz * radius) * sqr(radius) / 2;
    const Interval all = widen(here.value, (drift + distance_on(around).risk).upper());
    out.points.push_back({time, here.theta, r, std::max(0.0, all.lower_double()), all.upper_double()});
    out.reached_target = all.upper_double() <= options.target;
    return !out.reached_target;
  };
  if (!record(0)) return out;

  // The radius at the end of a piece; `trouble` says why there is none.
  const auto radius_at_end = [&](double radius, const CurvePoint& from, const CurvePoint& to, const CubicPiece& piece,
                                 std::string& trouble) {
    const CubicPiece::Ranges ranges = piece.ranges();
    const Interval length =
        norm_of(ranges.first) * tube_point(piece.h);  // no point of the piece is farther from its ends
    trouble = "the tube grows too wide";
    double next = 0;
    double guess = radius * 1.01 + 1e-15;
    for (int attempt = 0; attempt < 12 && guess < options.widest; ++attempt) {
      const Box around = widened(ranges.value, guess);
      if (!region.contains(around)) {
        region = Region(duals, from.theta, std::max(k_region, 4 * guess));
        if (!region.contains(around)) {
          trouble = "the pieces of the curve are too long";
          break;
        }
      }
      // theta~'' + Hess theta~' is the derivative of the defect; from the nearer end it acts for h/2 at most.
      Box turning;
      for (std::size_t i = 0; i < n; ++i) {
        Interval sum = ranges.second[i];
        for (std::size_t k = 0; k < n; ++k) sum += from.hessian[i * n + k] * ranges.first[k];
        turning.push_back(sum);
      }
      const Interval defect =
          max(from.defect, to.defect) +
          (norm_of(turning) + region.lipschitz * length * norm_of(ranges.first)) * tube_point(piece.h) / 2;
      const Interval distance = length + tube_point(guess);
      const double growth = (tube_point(from.growth) + region.lipschitz * distance).upper_double();
      const Interval source = (defect + distance_on(around).gradient).upper();
      next = radius_after(tube_point(radius), growth, source, tube_point(piece.h)).upper_double();
      if (std::max(radius, next) < guess) {
        trouble.clear();
        break;
      }
      guess = std::max(radius, next) * 1.05 + 1e-15;
    }
    return next;
  };

  double time = 0;
  double shrink = 1;
  while (time < options.horizon) {
    if (options.stop != nullptr && *options.stop) {
      out.given_up = "interrupted";
      return out;
    }
    double acceleration = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) sum += here.hessian[i * n + k].mid_double() * here.velocity[k];
      acceleration += sum * sum;
    }
    acceleration = std::sqrt(acceleration);
    // Steps are multiples of 2^-12, so that times are exact.
    double h = std::min(0.5, std::sqrt(options.tolerance / std::max(acceleration, 1e-12))) * shrink;
    h = std::max(1.0, std::floor(h * 4096)) / 4096;
    h = std::min(h, std::max(1.0, std::ceil((options.horizon - time) * 4096)) / 4096);

    const CurvePoint there(risk, middle, advanced(middle, here.theta, time, time + h));
    const CubicPiece piece{here.theta, here.velocity, there.theta, there.velocity, h};
    std::string trouble;
    double next = 0;
    try {
      next = radius_at_end(r, here, there, piece, trouble);
    } catch (const DomainError&) {
      trouble = "an enclosure grows too wide";
    }
    if (!trouble.empty()) {
      if (h > 1.0 / 4096 && shrink > 1.0 / 64) {
        shrink /= 2;
        continue;
      }
      out.given_up = trouble;
      return out;
    }
    shrink = std::min(1.0, shrink * 1.5);
    time += h;
    r = next;
    here = there;
    options.progress(time);
    if (!record(time)) return out;
  }
  return out;
}

}  // namespace softlin::numeric
