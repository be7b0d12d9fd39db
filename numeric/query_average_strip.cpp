/// QueryAverage: Theorem D of docs/theory/exact.md 6.3, its parameters and its bound.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "numeric/average_arithmetic.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/query_average.hpp"
#include "numeric/softmax_continuation.hpp"

namespace softlin::numeric {

using namespace averaging;
using std::numbers::pi;

Interval QueryAverage::Strip::width(Bits bits) const {
  return Interval::point(kappa, bits) * Interval::point(theta, bits);
}

/// Exponents r of Theorem D with what they cost at the angle theta. A shift b multiplies (19) by what exact.md 6.3 (f)
/// says; of its free parameter eta the best of a few values.
std::vector<QueryAverage::Exponent> QueryAverage::exponents(double theta) const {
  const double ep2 = std::pow(std::tan(theta), 2);
  const double rho = 1 / std::sqrt(1 - ep2) - 1;
  const double shift = shift_square_.mid_double();
  const double most = forms_.lambda.front().upper_double();
  std::vector<Exponent> out;
  for (double r = 0; r < 1.0001; r += 0.05) {
    Exponent exponent{std::min(r, 1.0), 0, 0, {}};
    const double beta = exponent.r * (1 + exponent.r) / 2;
    if (2 * beta * most >= 0.97) break;
    double cost = 0;
    if (shift > 0) {
      cost = std::numeric_limits<double>::infinity();
      for (double eta = rho / 8; eta < rho * 9 && eta + 2 * beta * most < 0.97; eta *= 2) {
        const double price = bounds_.log_mass(beta, eta) + shift * rho * rho / (2 * eta);
        if (price < cost) {
          cost = price;
          exponent.eta = eta;
          exponent.log_extra = shift * rho * rho / (2 * eta);
        }
      }
      if (std::isinf(cost)) continue;
    }
    exponent.log_extra += beta * forms_.offset.mid_double();
    std::vector<Interval> moments;
    for (std::size_t i = 0; i < bound_products_.size(); ++i) {
      moments.push_back(bounds_.moment(i, Interval::point(beta, Bits(64)), Interval::point(exponent.eta, Bits(64))));
    }
    for (const Term& term : terms_) exponent.log_moments.push_back(log_double(majorant(term, moments)));
    out.push_back(std::move(exponent));
  }
  return out;
}

/// ln of the constant K of (19) summed over the terms, in floating point.
double QueryAverage::log_constant(const Integer& L, const Strip& strip, const Exponent& exponent) const {
  const double r = exponent.r;
  const double ep2 = std::pow(std::tan(strip.theta), 2);
  const double w = strip.kappa * strip.theta;
  const double k0 = strip.reach / w;
  const double inner = k0 / std::sqrt(1 - ep2);
  const auto tail = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
  // sqrt(...) phi(k0) Mi(inner) = sqrt(...) Phib(inner) e^{(inner^2 - k0^2)/2}
  const double excess =
      2 * (std::sqrt((1 + ep2) / (1 - ep2)) * tail(inner) * std::exp((inner * inner - k0 * k0) / 2) - tail(k0));
  const double l = L.convert_to<double>();
  double common = (l + r) * std::log1p(std::max(excess, 0.0)) + exponent.log_extra;
  if (r > 0) {
    common += (2 + r) * std::log1p(std::pow((1 + r) / std::numbers::e, r / (2 + r))) - r * std::log(l) +
              0.5 * std::log((1 + ep2) / (1 - ep2)) +
              w * w * ((1 + r) * (1 + r) * (3 + ep2) / (2 * (1 - ep2)) + r * (1 + r) / 2);
  }
  double most = -std::numeric_limits<double>::infinity();
  const double log_double_angle = std::log(std::cos(2 * strip.theta));
  const double log_reach = std::log(std::cos(strip.reach));
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    const Term& term = terms_[t];
    const double size = term.log_size - term.highest * log_reach + exponent.log_moments[t] -
                        (0.5 * forms_.rank() + static_cast<double>(term.degree)) * log_double_angle;
    most = std::max(most, size);
  }
  return common + most;
}

double QueryAverage::best_log_constant(const Integer& L, const Strip& strip, const std::vector<Exponent>& exponents,
                                       const Exponent** best_exponent) const {
  double best = std::numeric_limits<double>::infinity();
  for (const Exponent& exponent : exponents) {
    const double value = log_constant(L, strip, exponent);
    if (!(value < best)) continue;
    best = value;
    if (best_exponent != nullptr) *best_exponent = &exponent;
  }
  return best;
}

/// The bound (19) for all terms together, enclosed; with a shift times the factors of exact.md 6.3 (f).
Interval QueryAverage::strip_error(const Integer& L, const Strip& strip, const std::vector<Exponent>& exponents) const {
  const Exponent* best = &exponents.front();
  best_log_constant(L, strip, exponents, &best);
  const Interval theta = point(strip.theta);
  const Interval w = strip.width(k_error_bits);
  const Interval k0 = point(strip.reach) / w;
  const Interval r = point(best->r);
  const Interval eta = point(best->eta);
  const Interval ep2 = sqr(tan(theta));
  const Interval stretch = sqrt((1 + ep2) / (1 - ep2));
  const Interval z = continuation_factor(ep2, k0);
  const Interval length(L, k_error_bits);
  Interval common = exp((length + r) * log(z));
  const Interval beta = r * (1 + r) / 2;
  if (best->r > 0) {
    const Interval e = exp(Interval(1, k_error_bits));
    const Interval base = 1 + exp(log((1 + r) / e) * r / (2 + r));
    common *= exp(log(base) * (2 + r) - r * log(length)) * stretch *
              exp(sqr(w) * (sqr(1 + r) * (3 + ep2) / (2 * (1 - ep2)) + beta));
  }
  if (certainly_positive(shift_square_.upper())) {
    const Interval rho = 1 / sqrt(1 - ep2) - 1;
    common *= exp(shift_square_ * sqr(rho) / (eta * 2));
  }
  common *= exp(beta * forms_.offset.with_precision(k_error_bits));
  std::vector<Interval> moments;
  for (std::size_t i = 0; i < bound_products_.size(); ++i) moments.push_back(bounds_.moment(i, beta, eta));
  const Interval cos_reach = cos(point(strip.reach));
  const Interval cos_double = cos(theta * 2);
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    sum += abs(evaluate(term.coefficient, k_error_bits)) * continuation_size(statistics_[term.statistic], cos_reach) *
           majorant(term, moments) /
           (pow(sqrt(cos_double), forms_.rank()) * pow(cos_double, static_cast<long>(term.degree)));
  }
  return (common * sum * 2 / expm1(2 * Interval::pi(k_error_bits) * w / point(strip.step))).upper();
}

QueryAverage::Strip QueryAverage::choose_strip(const std::vector<Integer>& lengths,
                                               const std::vector<double>& log_goals,
                                               std::vector<Exponent>& exponents_found) const {
  const std::size_t longest =
      static_cast<std::size_t>(std::max_element(lengths.begin(), lengths.end()) - lengths.begin());
  const auto [centre, spread, largest] = bulk();
  const double right = centre + 6 * largest;
  const double left = std::max(0.01 * largest, centre - 9 * spread);
  Strip best;
  double fewest = std::numeric_limits<double>::infinity();
  const auto step_of = [&](std::size_t l, const Strip& strip, const std::vector<Exponent>& prices) {
    return 2 * pi * strip.kappa * strip.theta /
           std::max(best_log_constant(lengths[l], strip, prices, nullptr) + std::log(2.0) - log_goals[l], 1.0);
  };
  const double widest = std::max(std::sqrt(2 * log_length(lengths[longest])), 0.6);
  std::vector<double> angles{0.3, 0.4, 0.5, 0.6, 0.7};
  const double shift = std::sqrt(shift_square_.mid_double());
  // A shift costs about |b|^2 theta^2/2 nats.
  for (const double part : {0.7, 1.0, 1.5, 2.2, 3.2, 4.5}) {
    if (shift > 0 && part / shift < 0.3) angles.push_back(part / shift);
  }
  std::vector<Exponent> prices;
  for (const double theta : angles) {
    if (prices.empty() || shift > 0) prices = exponents(theta);
    for (const double reach : {1.2, 1.3, 1.4}) {
      for (const double part : {0.6, 0.75, 0.85, 0.92, 1.0, 1.1, 1.3}) {
        Strip strip{theta, reach, reach / (part * widest) / theta, 1};
        const double step = step_of(longest, strip, prices);
        // Equal steps above kappa, logarithmic ones below.
        const double nodes = strip.kappa * (log_sinh(right / strip.kappa) - log_sinh(left / strip.kappa)) / step;
        if (!(nodes < fewest)) continue;
        fewest = nodes;
        best = strip;
        best.step = step;
        exponents_found = prices;
      }
    }
  }
  for (std::size_t l = 0; l < lengths.size(); ++l) best.step = std::min(best.step, step_of(l, best, exponents_found));
  return best;
}

}  // namespace softlin::numeric
