#include "numeric/infinite_flow.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/commuting_regression.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/flow_radius.hpp"
#include "numeric/largest_eigenvalue.hpp"
#include "numeric/precision.hpp"
#include "numeric/taylor_curve.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionModel;
using Box = InfiniteRisk::Box;

/// For tubes and growth, where bounds of a few digits do.
constexpr Bits k_tube_bits(96);
constexpr long k_most_bits = 1L << 14;
/// Eigenvalues that are not on a diagonal have about 80 digits: with more bits the entries of A are the variables.
constexpr long k_eigenvalue_bits = 300;
constexpr int k_most_pieces = 128;

Box widened(Box box, const Interval& radius) {
  for (Interval& x : box) x = widen(x, radius);
  return box;
}

Box rounded(Box box, Bits bits) {
  for (Interval& x : box) x = x.with_precision(bits);
  return box;
}

/// The risk in the variables that serve at this precision.
InfiniteRisk risk_of(const RegressionModel& model, const Matrix& theta_square, Bits bits) {
  const bool shared = why_not_commuting(model, theta_square).empty();
  if (shared && (symbolic::is_diagonal(model.sigma) || bits.count <= k_eigenvalue_bits)) {
    return InfiniteRisk::of_diagonal(model, theta_square, bits);
  }
  return InfiniteRisk::of_entries(model, bits);
}

Box start_of(const InfiniteRisk& risk, const FlowStart& start, Bits bits) {
  Box out;
  const Interval alpha = enclose(start.alpha, bits);
  for (Eigen::Index i = 0; i < start.theta_square.rows(); ++i) {
    for (Eigen::Index j = 0; j < start.theta_square.cols(); ++j) {
      if (!risk.is_diagonal() || i == j) out.push_back(alpha * enclose(start.theta_square(i, j), bits));
    }
  }
  out.push_back(alpha);
  return out;
}

/// (A*, b*) in the variables of `risk`.
Box endpoint_of(const RegressionModel& model, const Matrix& theta_square, const InfiniteRisk& risk, Bits bits) {
  Box out;
  if (risk.is_diagonal()) {
    Interval sum(0, bits);
    for (const Interval& c : commuting_regression(model, 1, theta_square, bits).cross) {
      out.push_back(1 / c);
      sum += sqr(out.back());
    }
    const Interval b = sqrt(sqrt(sum));
    for (Interval& x : out) x = x / b;
    out.push_back(b);
    return out;
  }
  const symbolic::RegressionPoint end = symbolic::regression_endpoint(symbolic::laws_of(model));
  const Interval b = sqrt(enclose(end.scale_square, bits));
  for (Eigen::Index i = 0; i < end.map.rows(); ++i) {
    for (Eigen::Index j = 0; j < end.map.cols(); ++j) out.push_back(enclose(end.map(i, j), bits) / b);
  }
  out.push_back(b);
  return out;
}

/// The flow, step by step: a curve and radii around it (docs/theory/infinite-flow.md F3 to F5).
class FlowSteps {
 public:
  FlowSteps(InfiniteRisk risk, const Box& start, Bits bits)
      : risk_(std::move(risk)), rough_(risk_.with_precision(k_tube_bits)), begin_(0, bits), end_(0, bits) {
    set_curve(start, Interval(0, k_tube_bits),
              static_cast<std::size_t>(std::ceil(0.36 * static_cast<double>(bits.count))) + 4);
  }

  const InfiniteRisk& risk() const { return risk_; }
  const Interval& begin() const { return begin_; }
  const Interval& end() const { return end_; }
  /// The length of the step; 0 before the first.
  Interval length() const { return Interval::point(length_, begin_.precision()); }

  /// Encloses the flow at every time begin() + h.
  /// Errors : DomainError unless h is inside [0, length()].
  Box at(const Interval& h) const {
    if (!certainly_nonnegative(h) || !certainly_less_equal(h, length()))
      throw DomainError("infinite-prompt flow: a time at the edge of a step is not known well enough");
    Interval radius = radii_.front();
    for (std::size_t j = 0; j + 1 < radii_.size(); ++j) {
      // The radius is monotone on a piece.
      if (overlap(h, hull(piece_end(j), piece_end(j + 1)))) radius = max(radius, max(radii_[j], radii_[j + 1]));
    }
    return widened(curve_->at(h), radius.upper());
  }

  void advance() {
    if (length_ > 0) set_curve(curve_->at(length()), radii_.back(), curve_->order());
    begin_ = end_;
    length_ = curve_->good_step();
    for (int attempt = 0; attempt < 40; ++attempt, length_ /= 2) {
      if (enclose_step()) {
        end_ = begin_ + length();
        return;
      }
    }
    throw DomainError("infinite-prompt flow: no step is short enough");
  }

 private:
  /// A new curve from the middle of `from`; the flow is within `radius` of a point of `from`.
  void set_curve(const Box& from, const Interval& radius, std::size_t order) {
    Box middle;
    Box off;
    for (const Interval& x : from) {
      middle.push_back(x.midpoint());
      off.push_back((x - middle.back()).with_precision(k_tube_bits));
    }
    radii_ = {(radius + norm_of(off)).upper()};
    curve_.emplace(risk_, std::move(middle), order);
  }

  /// The point piece_ j: piece_ has few binary digits.
  Interval piece_end(std::size_t j) const { return Interval::point(piece_, k_tube_bits) * static_cast<long>(j); }

  /// Sets the radii at the ends of the pieces; false when some tube could not be verified.
  bool enclose_step() {
    radii_.erase(radii_.begin() + 1, radii_.end());
    const Interval defect = curve_->defect(length());
    const double moved = norm_of(curve_->speed(length())).upper_double() * length_;
    // The Hessian varies by about itself times moved/size; what that adds to the growth is to be small over the step.
    const Box middle = rounded(curve_->start(), k_tube_bits);
    const double variation = length_ * norm_of(rough_.hessian(middle)).upper_double();
    const double size = norm_of(middle).upper_double();
    int pieces = 1;
    while (pieces < k_most_pieces && moved * std::max(1.0, 2 * variation) > 0.05 * size * pieces) pieces *= 2;
    piece_ = length_ / pieces;
    for (int j = 0; j < pieces; ++j) {
      try {
        const std::optional<Interval> next = radius_after_piece(static_cast<std::size_t>(j), defect);
        if (!next) return false;
        radii_.push_back(*next);
      } catch (const DomainError&) {
        return false;  // an enclosure of the Hessian is too wide
      }
    }
    return true;
  }

  std::optional<Interval> radius_after_piece(std::size_t j, const Interval& defect) const {
    const Interval h = Interval::point(piece_, k_tube_bits);
    Box around = rounded(curve_->at(piece_end(j)), k_tube_bits);
    const Box speed = curve_->speed(piece_end(j + 1));
    for (std::size_t i = 0; i < around.size(); ++i) around[i] = widen(around[i], speed[i] * h);
    const Interval& radius = radii_.back();
    Interval guess = radius * 2 + defect * h * 2;
    for (int attempt = 0; attempt < 6; ++attempt) {
      Box opposite = rough_.hessian(widened(around, guess));
      for (Interval& x : opposite) x = -x;
      const Interval next = radius_after(radius, largest_eigenvalue_bound(opposite, around.size()), defect, h);
      const Interval largest = max(radius, next).upper();
      if (certainly_less(largest, guess)) return next;
      guess = (largest * 2).upper();
      // Nothing to be close to: the flow is the curve. Any positive guess serves.
      if (guess.is_point() && contains_zero(guess)) guess = scale_by_power_of_two(Interval(1, k_tube_bits), -100000);
    }
    return std::nullopt;
  }

  InfiniteRisk risk_;
  InfiniteRisk rough_;
  Interval begin_;
  Interval end_;
  double length_ = 0;
  double piece_ = 0;
  std::vector<Interval> radii_;  ///< at the ends of the pieces
  std::optional<TaylorCurve> curve_;
};

FlowPoint point_of(const InfiniteRisk& risk, const Interval& time, const Box& theta,
                   const std::optional<Box>& endpoint) {
  FlowPoint out{
      time,        Box(theta.begin(), theta.end() - 1), theta.back(), risk.value(theta), InfiniteRisk::invariant(theta),
      std::nullopt};
  if (endpoint) {
    Interval sum(0, time.precision());
    for (std::size_t i = 0; i < theta.size(); ++i) sum += sqr(theta[i] - (*endpoint)[i]);
    out.distance = sqrt(sum);
  }
  return out;
}

bool stopped(const FlowOptions& options) { return options.stop != nullptr && options.stop->load(); }

/// The risk at the start, exactly.
Number initial_risk(const RegressionModel& model, const FlowStart& start) {
  const symbolic::RegressionLaws laws = symbolic::laws_of(model);
  const Matrix A = product(start.theta_square, symbolic::identity(laws.dimension(), start.alpha));
  return symbolic::infinite_risk(laws, symbolic::regression_point(laws, A, start.alpha).map);
}

/// Bits that the relative width of x lacks for `digits`; nothing when it has them, infinity when none are known.
std::optional<double> missing_bits(const Interval& x, int digits) {
  if (width_reached(x, digits)) return std::nullopt;
  return std::log2(x.relative_width()) + digits * std::log2(10.0);
}

}  // namespace

bool endpoint_is_known(const RegressionModel& model, const Matrix& theta_square) {
  if (symbolic::is_multiple_of_identity(model.omega)) return !model.omega(0, 0).is_recognised_zero();
  if (!why_not_commuting(model, theta_square).empty()) return false;
  for (Eigen::Index i = 0; i < model.omega.rows(); ++i) {
    if (model.omega(i, i).is_recognised_zero()) return false;
  }
  return true;
}

InfiniteFlow infinite_flow(const RegressionModel& model, const FlowStart& start, const std::vector<Number>& times,
                           const FlowOptions& options) {
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (require_sign(times[k] - (k == 0 ? Number(0) : times[k - 1]), "a difference of times") < 0) {
      throw InputError("times of a flow", times[k].text(), "ascending times, at least 0");
    }
  }
  const bool has_endpoint = endpoint_is_known(model, start.theta_square);
  // A risk of 0 stays; elsewhere on the flow it is positive.
  const bool stationary = sign(initial_risk(model, start)) == 0;
  double reached = std::numeric_limits<double>::infinity();
  for (long bits = bits_for_digits(options.digits).count; bits <= k_most_bits;) {
    const Bits at(bits);
    InfiniteRisk risk = risk_of(model, start.theta_square, at);
    const Box from = start_of(risk, start, at);
    std::optional<Box> endpoint;
    if (has_endpoint) endpoint = endpoint_of(model, start.theta_square, risk, at);
    InfiniteFlow out;
    out.diagonal = risk.is_diagonal();
    if (stationary) {
      for (const Number& t : times) {
        out.points.push_back(point_of(risk, enclose(t, at), from, endpoint));
        out.points.back().risk = Interval(0, at);
      }
      return out;
    }
    double missing = 0;
    try {
      FlowSteps steps(std::move(risk), from, at);
      const double horizon = times.empty() ? 0 : approximate(times.back());
      for (const Number& t : times) {
        const Interval time = enclose(t, at);
        const bool at_start = t.is_recognised_zero();
        while (!at_start && !certainly_less_equal(time, steps.end())) {
          if (stopped(options)) {
            out.stopped = true;
            return out;
          }
          steps.advance();
          options.progress(std::min(1.0, steps.end().mid_double() / horizon));
        }
        const Box theta = at_start ? from : steps.at(time - steps.begin());
        out.points.push_back(point_of(steps.risk(), time, theta, endpoint));
        if (const auto lacking = missing_bits(out.points.back().risk, options.digits)) {
          missing = std::max(1.0, *lacking);
          reached = out.points.back().risk.relative_width();
          break;
        }
      }
      if (missing == 0) return out;
    } catch (const DomainError&) {
      missing = std::numeric_limits<double>::infinity();
    }
    bits = std::isfinite(missing) ? bits + static_cast<long>(missing) + 16 : bits * 2;
  }
  char width[32];
  std::snprintf(width, sizeof width, "%.2g", reached);
  throw PrecisionError("infinite-prompt flow", std::to_string(options.digits) + " digits",
                       std::string("relative width ") + width, std::to_string(k_most_bits) + " bits");
}

namespace {

/// The time at which the risk is eps, inside the current step, which begins above and ends below eps (F6).
Interval crossing(const FlowSteps& steps, const Interval& eps) {
  const Bits bits = eps.precision();
  Interval low(0, bits);  // where the risk is certainly above eps
  Interval high = steps.length();
  Interval middle = low;
  for (long k = 0; k < 2 * bits.count; ++k) {
    middle = ((low + high) / 2).midpoint();
    const Interval risk = steps.risk().value(steps.at(middle));
    if (certainly_less(eps, risk)) {
      low = middle;
    } else if (certainly_less(risk, eps)) {
      high = middle;
    } else {
      break;
    }
  }
  // One step of Newton's method with the slope -|grad R|^2 on all that is left.
  const Interval left = hull(low, high);
  Interval slope(0, bits);
  for (const Interval& x : steps.risk().gradient(steps.at(left))) slope -= sqr(x);
  const Interval risk = steps.risk().value(steps.at(middle));
  return steps.begin() + intersect(left, middle - (risk - eps) / slope);
}

}  // namespace

std::optional<Interval> true_time(const RegressionModel& model, const FlowStart& start, const Number& eps,
                                  const FlowOptions& options) {
  const Number initial = initial_risk(model, start);
  if (require_sign(initial - eps, "risk at the start, less eps") <= 0) {
    return Interval(0, bits_for_digits(options.digits));
  }
  const double whole = std::log(approximate(initial) / approximate(eps));
  bool interrupted = false;
  const Interval time = raise_precision(
      [&](Bits bits) {
        InfiniteRisk risk = risk_of(model, start.theta_square, bits);
        const Box from = start_of(risk, start, bits);
        FlowSteps steps(std::move(risk), from, bits);
        const Interval target = enclose(eps, bits);
        for (long k = 0;; ++k) {
          if (stopped(options)) {
            interrupted = true;
            return Interval(0, bits);
          }
          if (k == k_most_flow_steps) {
            throw Error("true time: after " + std::to_string(k) + " steps, at t = " +
                        std::to_string(steps.end().mid_double()) + ", the risk has not come down to " + eps.text());
          }
          steps.advance();
          const Interval value = steps.risk().value(steps.at(steps.length()));
          if (certainly_less(value, target)) return crossing(steps, target);
          if (!certainly_less(target, value))
            throw DomainError("true time: a step that ends too close to the risk eps");
          options.progress(std::clamp(1 - std::log(value.mid_double() / target.mid_double()) / whole, 0.0, 1.0));
        }
      },
      options.digits, "time until the risk is " + eps.text(), k_most_bits);
  if (interrupted) return std::nullopt;
  return time;
}

}  // namespace softlin::numeric
