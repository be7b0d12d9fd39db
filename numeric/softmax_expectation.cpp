#include "numeric/softmax_expectation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/lattice_correlation.hpp"
#include "numeric/lattice_plan.hpp"
#include "numeric/precision.hpp"
#include "numeric/small_slope.hpp"
#include "numeric/special.hpp"
#include "numeric/thin.hpp"

namespace softlin::numeric {

namespace {

using symbolic::WeightPolynomial;
using Monomial = WeightPolynomial::Monomial;

int degree(const Monomial& monomial) { return std::accumulate(monomial.begin(), monomial.end(), 0); }

/// A non-negative sequence in fixed point: the true k-th value lies in [floor[k], floor[k] + slack] units of 2^-bits.
struct FixedSequence {
  std::vector<Integer> floor;
  Integer slack = 1;
  long bits = 0;

  void append(const Interval& value) {
    mpfr_t scaled;
    mpfr_init2(scaled, mpfr_get_prec(&value.raw()->left) + 2);
    Integer low;
    Integer high;
    mpfr_mul_2si(scaled, &value.raw()->left, bits, MPFR_RNDD);
    mpfr_get_z(low.backend().data(), scaled, MPFR_RNDD);
    mpfr_mul_2si(scaled, &value.raw()->right, bits, MPFR_RNDU);
    mpfr_get_z(high.backend().data(), scaled, MPFR_RNDU);
    mpfr_clear(scaled);
    if (low < 0) low = 0;
    slack = std::max(slack, Integer(high - low));
    floor.push_back(std::move(low));
  }
};

Integer ceiling(const Interval& x) {
  Integer out;
  mpfr_get_z(out.backend().data(), &x.raw()->right, MPFR_RNDU);
  return out;
}

/// [low, low + error] * 2^-bits
Interval from_fixed(const Integer& low, const Integer& error, long bits, Bits precision) {
  Interval out = Interval::blank(precision);
  mpfr_set_z(&out.raw()->left, low.backend().data(), MPFR_RNDD);
  const Integer high = low + error;
  mpfr_set_z(&out.raw()->right, high.backend().data(), MPFR_RNDU);
  return scale_by_power_of_two(out, -bits);
}

Interval cosine(double theta, Bits bits) {
  const Interval x = Interval::point(theta, bits);
  Interval out = Interval::blank(bits);
  mpfi_cos(out.raw(), x.raw());
  return out.check("cos");
}

/// One evaluation of the lattice rule for a fixed plan.
class Lattice {
 public:
  Lattice(const LatticePlan& plan, const ScoreVariance& s_squared, const Integer& L, Bits outer_bits)
      : plan_(plan),
        L_(L),
        outer_bits_(outer_bits),
        inner_bits_(widest(plan).count + 48),
        s2_(s_squared.enclose(inner_bits_)) {
    const double s = std::sqrt(s2_.mid_double());
    const double h = plan.step.convert_to<double>();
    long low = 0;
    long high = 0;
    const auto cover = [&](const InnerPlan& inner) {
      const auto [first, last] = window(inner, s, h);
      low = std::min(low, first);
      high = std::max(high, last);
    };
    cover(plan.q);
    for (const auto& moment : plan.moments) cover(moment.second);
    first_weight_ = low;
    last_weight_ = high;
    first_ = plan.first * plan.stride + low;
    make_exponentials(plan.last * plan.stride + high);
    make_gaussians();
    make_strip();
    make_moments();
    make_q();
    make_logarithms();
  }

  /// Encloses E prod S_{n_k}.
  Interval expectation(const Monomial& monomial) const {
    const int N = degree(monomial);
    const Interval h = Interval(plan_.step, outer_bits_) * plan_.stride;
    Interval sum(0, outer_bits_);
    // Partitions with the same block sizes give the same term.
    std::map<std::vector<int>, long> shapes;
    for (const auto& partition : symbolic::set_partitions(static_cast<int>(monomial.size()))) {
      if (L_ < static_cast<long>(partition.size())) continue;
      std::vector<int> sizes;
      for (const auto& block : partition) {
        int n = 0;
        for (const int k : block) n += monomial[static_cast<std::size_t>(k)];
        sizes.push_back(n);
      }
      std::sort(sizes.begin(), sizes.end());
      ++shapes[sizes];
    }
    for (const auto& [sizes, times] : shapes) {
      Interval falling(times, outer_bits_);
      for (std::size_t b = 0; b < sizes.size(); ++b) falling *= Interval(Integer(L_ - b), outer_bits_);
      const std::vector<Interval>& power = power_of_m0(sizes.size());
      Interval part(0, outer_bits_);
      for (std::size_t j = 0; j < nodes(); ++j) {
        Interval term = power[j];
        for (const int n : sizes) term *= moments_.at(n)[j];
        part += term;
      }
      sum += falling * part;
    }
    const Interval lattice_sum = sum * h / factorial(static_cast<unsigned long>(N - 1), outer_bits_) + tails(N, h);
    return lattice_sum / widen(Interval(1, outer_bits_), aliasing(N, h));  // Theorem A, non-negative statistics
  }

 private:
  static Bits widest(const LatticePlan& plan) {
    long bits = plan.q.bits;
    for (const auto& moment : plan.moments) bits = std::max(bits, moment.second.bits);
    return Bits(bits);
  }

  std::size_t nodes() const { return static_cast<std::size_t>(plan_.last - plan_.first + 1); }
  long lattice_index(std::size_t node) const { return (plan_.first + static_cast<long>(node)) * plan_.stride; }

  /// Offsets l with e^{tilt l h} e^{-(l h)^2/(2 s^2)} above about 2^-bits of its maximum.
  static std::pair<long, long> window(const InnerPlan& inner, double s, double h) {
    const double centre = inner.tilt * s * s / h;
    const double half = s * std::sqrt(2 * static_cast<double>(inner.bits + 4) * std::log(2.0)) / h + 1;
    return {static_cast<long>(std::floor(centre - half)), static_cast<long>(std::ceil(centre + half))};
  }

  const Interval& exponential(long k) const { return exponentials_[static_cast<std::size_t>(k - table_first_)]; }
  const Interval& decay(long k) const { return decays_[static_cast<std::size_t>(std::min(k, cut_) - first_)]; }

  /// e^{k h} for every lattice index of nodes and weights, by repeated multiplication from k = 0 outward, and
  /// e^{-e^{k h}} up to the first index where only the bound [0, 2^-bits] is kept.
  void make_exponentials(long last) {
    table_first_ = std::min({first_, first_weight_, 0L});
    const long table_last = std::max({last, last_weight_, 0L});
    const Interval ratio = exp(Interval(plan_.step, inner_bits_));
    const Interval inverse = 1 / ratio;
    exponentials_.assign(static_cast<std::size_t>(table_last - table_first_ + 1), Interval(1, inner_bits_));
    const auto at = [&](long k) -> Interval& { return exponentials_[static_cast<std::size_t>(k - table_first_)]; };
    for (long k = 1; k <= table_last; ++k) at(k) = at(k - 1) * ratio;
    for (long k = -1; k >= table_first_; --k) at(k) = at(k + 1) * inverse;

    const double h = plan_.step.convert_to<double>();
    const double cut = std::log(static_cast<double>(inner_bits_.count) * std::log(2.0) + 8);
    cut_ = std::max(static_cast<long>(std::ceil(cut / h)), first_);
    const Interval least = scale_by_power_of_two(Interval(1, inner_bits_), -inner_bits_.count);
    for (long k = first_; k <= std::min(last, cut_ - 1); ++k) decays_.push_back(thin_exp(-exponential(k)));
    if (last < cut_) return;
    if (!certainly_less(exp(-exponential(cut_)), least)) throw Error("lattice: cut-off too early");
    decays_.push_back(hull(Interval(0, inner_bits_), least));
  }

  /// e^{-(l h)^2/(2 s^2)}, l = 0, 1, ...
  void make_gaussians() {
    const Interval rate = sqr(Interval(plan_.step, inner_bits_)) / (2 * s2_);
    const long most = std::max(std::labs(first_weight_), std::labs(last_weight_));
    for (long l = 0; l <= most; ++l) gaussians_.push_back(thin_exp(-(rate * (l * l))));
  }

  /// eta of Theorem B for the chosen strip, and the shift that covers ln cos theta on the outer lattice.
  void make_strip() {
    const Bits bits(128);
    const Interval theta = Interval::point(plan_.theta, bits);
    const Interval h_inner(plan_.step, bits);
    const Interval s2 = s2_.with_precision(bits);
    eta_ = 2 * exp(sqr(theta) / (2 * s2)) / expm1(2 * Interval::pi(bits) * theta / h_inner);
    cosine_ = cosine(plan_.theta, bits);
    shift_ = 1;
    while (!certainly_less_equal(exp(-(h_inner * (plan_.stride * shift_))), cosine_)) ++shift_;
    outer_step_ = h_inner * plan_.stride;
  }

  /// Correlates weights e^{tilt l h} e^{-(lh)^2/(2s^2)} with `table`, and scales by h/(s sqrt(2 pi)) e^{tilt u_j}:
  /// encloses the lattice sum h_x sum_l phi(x_l) e^{tilt v} table(v), v = u_j + l h, at every outer node.
  /// `supremum` bounds the table function over the whole line.
  template <class Table>
  std::vector<Interval> correlation(const InnerPlan& inner, const Interval& supremum, const Table& table) const {
    const double s = std::sqrt(s2_.mid_double());
    const auto [low, high] = window(inner, s, plan_.step.convert_to<double>());
    // The peak e^{tilt^2 s^2/2} of the weights is taken out as a power of two.
    const long peak = static_cast<long>(std::ceil(inner.tilt * inner.tilt * s * s / 2 / std::log(2.0)));
    const auto weight = [&](long l) {
      Interval value = gaussians_[static_cast<std::size_t>(std::labs(l))];
      if (inner.tilt > 0) value *= pow(exponential(l), inner.tilt);
      return scale_by_power_of_two(value, -peak);
    };
    FixedSequence weights;
    weights.bits = inner.bits;
    for (long l = low; l <= high; ++l) weights.append(weight(l));
    FixedSequence values;
    values.bits = inner.bits;
    for (long k = lattice_index(0) + low; k <= lattice_index(nodes() - 1) + high; ++k) values.append(table(k));

    // Cut-off of the weights: beyond each end they fall at least geometrically, as they are log-concave.
    const Interval unit = scale_by_power_of_two(Interval(1, inner_bits_), inner.bits);
    const auto beyond = [&](const Interval& first, const Interval& before) {
      const Interval ratio = first / before;
      if (!certainly_less(ratio, Interval(1, inner_bits_))) throw Error("lattice: window ends before the peak");
      return first / (1 - ratio);
    };
    const Interval omitted = beyond(weight_beyond(inner, low - 1, peak), weight(low)) +
                             beyond(weight_beyond(inner, high + 1, peak), weight(high));
    const Integer table_most = ceiling(supremum * unit) + values.slack;
    Integer weight_sum = 0;
    for (const Integer& w : weights.floor) weight_sum += w;
    const Integer count(high - low + 1);
    const Integer error = values.slack * weight_sum + weights.slack * count * (table_most + values.slack) +
                          ceiling(omitted * unit) * table_most;

    const std::vector<Integer> sums = correlate(weights.floor, values.floor, plan_.stride);
    const Interval h(plan_.step, outer_bits_);
    const Interval scale =
        scale_by_power_of_two(h / sqrt(2 * Interval::pi(outer_bits_) * s2_.with_precision(outer_bits_)), peak);
    std::vector<Interval> out;
    for (std::size_t j = 0; j < nodes(); ++j) {
      Interval value = from_fixed(sums[j], error, 2 * inner.bits, outer_bits_) * scale;
      if (inner.tilt > 0) value *= pow(exponential(lattice_index(j)).with_precision(outer_bits_), inner.tilt);
      out.push_back(std::move(value));
    }
    return out;
  }

  /// The weight just outside the window (its Gaussian may not be in the table).
  Interval weight_beyond(const InnerPlan& inner, long l, long peak) const {
    const Interval x = Interval(plan_.step, inner_bits_) * l;
    return scale_by_power_of_two(exp(x * inner.tilt - sqr(x) / (2 * s2_)), -peak);
  }

  /// m_n(u_j) for every n of the plan.
  void make_moments() {
    for (const auto& [n, inner] : plan_.moments) {
      const int rest = n - inner.tilt;  // table e^{rest v - e^v}, largest at v = ln rest
      Interval supremum(1, inner_bits_);
      if (rest > 0) supremum = pow(Interval(rest, inner_bits_) / exp(Interval(1, inner_bits_)), rest);
      std::vector<Interval> sums = correlation(inner, supremum, [&](long k) {
        // Beyond the cut-off e^{rest v - e^v} falls, so its bound at the cut-off serves.
        return rest == 0 ? decay(k) : decay(k) * pow(exponential(std::min(k, cut_)), rest);
      });
      // Theorem B: |m_n^h - m_n|(u_j) <= eta e^{n u_j} (e^{-nu} m_n)(u_j + ln cos theta), and e^{-nu} m_n decreases in u,
      // so m_n(u_{j-shift}) e^{n shift h} bounds it. To the left of the first node m_n(u) <= e^{nu + n^2 s^2/2}.
      const Interval factor = eta_ * exp(outer_step_ * (static_cast<long>(n) * shift_));
      const Interval s2 = s2_.with_precision(eta_.precision());
      const Interval first_u = outer_step_ * plan_.first;
      const Interval left_bound = exp(first_u * n + s2 * (n * n) / 2);
      std::vector<Interval> most;  // upper bounds of the true m_n(u_j)
      for (std::size_t j = 0; j < sums.size(); ++j) {
        const Interval before =
            j >= static_cast<std::size_t>(shift_) ? most[j - static_cast<std::size_t>(shift_)] : left_bound;
        const Interval radius = (factor * before).upper();
        sums[j] = widen(sums[j], radius.with_precision(outer_bits_));
        most.push_back(sums[j].upper().with_precision(eta_.precision()).upper());
      }
      moments_.emplace(n, std::move(sums));
    }
  }

  /// q(u_j) = 1 - m_0(u_j), with small relative error where q is small.
  void make_q() {
    q_ = correlation(plan_.q, Interval(1, inner_bits_), [&](long k) {
      const Interval& t = exponential(k);
      const bool small = t.upper_double() < 0.5;
      const Interval h_value = small ? -expm1(-t) : 1 - decay(k);
      return plan_.q.tilt == 0 ? h_value : h_value / t;
    });
    // Theorem B, (14): relative error at most 2 eta / cos theta once eta/cos theta <= 1/2.
    const Interval relative = eta_ / cosine_;
    if (!certainly_less_equal(relative * 2, Interval(1, relative.precision()))) throw Error("lattice: step too coarse");
    const Interval factor = widen(Interval(1, outer_bits_), (2 * relative).with_precision(outer_bits_));
    const Interval unit_range = hull(Interval(0, outer_bits_), Interval(1, outer_bits_));
    for (Interval& value : q_) value = intersect(value * factor, unit_range);
  }

  /// ln m_0(u_j); where q may reach 1, only its upper end is used (below).
  void make_logarithms() {
    const Interval one(1, outer_bits_);
    for (const Interval& q : q_) {
      const bool inside = certainly_positive(one - q);
      logarithms_.push_back(inside ? std::optional(thin_log_of_rest(q)) : std::nullopt);
    }
  }

  /// m_0(u_j)^{L - blocks}
  const std::vector<Interval>& power_of_m0(std::size_t blocks) const {
    auto found = powers_.find(blocks);
    if (found != powers_.end()) return found->second;
    const Integer exponent = L_ - blocks;
    const Interval e(exponent, outer_bits_);
    const Interval one(1, outer_bits_);
    const Interval zero(0, outer_bits_);
    std::vector<Interval> out;
    for (std::size_t j = 0; j < nodes(); ++j) {
      if (exponent == 0) {
        out.push_back(one);
      } else if (logarithms_[j]) {
        out.push_back(thin_exp(e * *logarithms_[j]));
      } else {  // [0, (1 - lower end of q)^exponent]
        const Interval most = one - q_[j].lower();
        out.push_back(certainly_positive(most) ? hull(zero, exp(e * log(most))) : hull(zero, most));
      }
    }
    return powers_.emplace(blocks, std::move(out)).first->second;
  }

  /// eps_N(h) of Theorem A.
  Interval aliasing(int N, const Interval& h) const {
    const Interval pi = Interval::pi(outer_bits_);
    const auto term = [&](long k) {
      const Interval y = 2 * pi * k / h;
      Interval value = 2 * sqrt(pi * y / sinh(pi * y));
      for (long j = 1; j < N; ++j) value *= sqrt(1 + sqr(y) / (j * j));
      return value;
    };
    const Interval ratio = pow(Interval(2, outer_bits_), N) * exp(-(sqr(pi) / h));  // above 2^{N-1/2} e^{-pi^2/h}
    if (!certainly_less(ratio, Interval(1, outer_bits_))) throw Error("lattice: step too coarse");
    return (term(1) + term(2) + term(3) / (1 - ratio)).upper();
  }

  /// [0, t], t a bound for all outer nodes left out, (15) and (16).
  Interval tails(int N, const Interval& h) const {
    const Bits bits(128);
    const Interval step = h.with_precision(bits);
    const Interval s2 = s2_.with_precision(bits);
    const Interval log_l = log(Interval(L_, bits));
    const auto gamma = [&](double x) {  // Gamma at a positive binary value
      Interval out = Interval::blank(bits);
      const Interval at = Interval::point(x, bits);
      mpfr_gamma(&out.raw()->left, &at.raw()->left, MPFR_RNDD);
      mpfr_gamma(&out.raw()->right, &at.raw()->right, MPFR_RNDU);
      return out.check("gamma");
    };
    const auto lattice_factor = [&](double x) {
      return 1 + step * sqrt(Interval::point(x, bits) / (2 * Interval::pi(bits)));
    };
    const Interval u0 = step * (plan_.first - 1);
    const Interval u1 = step * (plan_.last + 1);
    const Interval base = gamma(N);
    const auto left = [&](double lambda) {
      const Interval l = Interval::point(lambda, bits);
      const Interval growth = Interval::point(std::max(lambda, lambda * lambda), bits);
      return lattice_factor(N - lambda) * gamma(N - lambda) / base * exp(l * log_l + l * u0 + growth * s2 / 2);
    };
    const auto right = [&](double lambda) {
      const Interval l = Interval::point(lambda, bits);
      return lattice_factor(N + lambda) * gamma(N + lambda) / base *
             exp(sqr(l) * s2 / (2 * Interval(L_, bits)) - l * log_l - l * u1);
    };
    // The exponents come from the plan's floating-point model of the bounds; only the chosen ones are enclosed.
    const double s = std::sqrt(s2.mid_double());
    const Interval total =
        left(best_left_exponent(N, u0.mid_double(), s, L_)) + right(best_right_exponent(N, u1.mid_double(), s, L_));
    return hull(Interval(0, bits), total.upper());
  }

  const LatticePlan& plan_;
  Integer L_;
  Bits outer_bits_;
  Bits inner_bits_;
  Interval s2_;
  long first_weight_ = 0;
  long last_weight_ = 0;
  long first_ = 0;        ///< lattice index of the first value of the inner functions
  long table_first_ = 0;  ///< lattice index of exponentials_[0]
  long cut_ = 0;          ///< first lattice index where e^{-e^v} is only bounded
  std::vector<Interval> exponentials_;
  std::vector<Interval> decays_;  ///< from first_ to cut_
  std::vector<Interval> gaussians_;
  Interval eta_{0, Bits(2)};
  Interval cosine_{0, Bits(2)};
  Interval outer_step_{0, Bits(2)};
  long shift_ = 1;
  std::map<int, std::vector<Interval>> moments_;
  std::vector<Interval> q_;
  std::vector<std::optional<Interval>> logarithms_;
  mutable std::map<std::size_t, std::vector<Interval>> powers_;
};

}  // namespace

ScoreVariance::ScoreVariance(const symbolic::Number& s_squared) : value_(s_squared.compile()) {
  const int sign = require_sign(s_squared, "score variance");
  if (sign < 0) throw Error("score variance: found " + s_squared.text() + ", expected a number >= 0");
  zero_ = sign == 0;
  const Rational most(k_max_slope * k_max_slope);
  if (certainly_less(Interval(most, Bits(64)), enclose(Bits(64)))) {
    throw Error("score standard deviation s: found s^2 = " + s_squared.text() + ", expected s at most " +
                std::to_string(k_max_slope));
  }
}

Interval ScoreVariance::enclose(Bits bits) const { return evaluate(value_, bits); }

std::vector<Interval> expect_weights(const std::vector<WeightPolynomial>& statistics, const ScoreVariance& s_squared,
                                     const Integer& L, int digits) {
  if (L < 1) throw InputError("length", L.str(), "a whole number of tokens, at least 1");
  if (digits < 1 || digits > 1500) throw InputError("digits", std::to_string(digits), "1 to 1500");
  const Bits outer_bits = bits_for_digits(digits, 64);
  std::vector<Interval> out;
  if (L == 1 || s_squared.is_zero()) {
    for (const auto& f : statistics) out.push_back(Interval(f.at_equal_weights(L), outer_bits));
    return out;
  }
  if (auto series = expect_weights_at_small_slope(statistics, s_squared.enclose(outer_bits), L, digits, outer_bits)) {
    return *series;
  }
  std::set<Monomial> monomials;
  for (const auto& f : statistics) {
    for (const auto& [monomial, coefficient] : f.terms()) {
      if (!monomial.empty()) monomials.insert(monomial);
    }
  }
  std::map<Monomial, Interval> values;
  if (!monomials.empty()) {
    const double s = std::sqrt(s_squared.enclose(Bits(64)).mid_double());
    const LatticePlan plan = plan_lattice({monomials.begin(), monomials.end()}, s, L, digits, 0);
    const Lattice lattice(plan, s_squared, L, outer_bits);
    for (const auto& monomial : monomials) values.emplace(monomial, lattice.expectation(monomial));
  }
  for (const auto& f : statistics) {
    Interval sum(0, outer_bits);
    for (const auto& [monomial, coefficient] : f.terms()) {
      const Interval c(coefficient, outer_bits);
      sum += monomial.empty() ? c : c * values.at(monomial);
    }
    out.push_back(std::move(sum));
  }
  return out;
}

}  // namespace softlin::numeric
