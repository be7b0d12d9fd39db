#include "numeric/query_average.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/lattice_plan.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/precision.hpp"
#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

using std::numbers::ln10;
using std::numbers::pi;

/// Precision of error terms. Z - 1 may be as small as 10^-18 and is computed by subtraction.
constexpr Bits k_error_bits(192);

/// Largest slope that an average may need.
constexpr int k_steepest = 64;

Interval point(double x) { return Interval::point(x, k_error_bits); }

std::size_t index_of(std::vector<std::vector<std::size_t>>& products, std::vector<std::size_t> product) {
  std::sort(product.begin(), product.end());
  const auto found = std::find(products.begin(), products.end(), product);
  if (found != products.end()) return static_cast<std::size_t>(found - products.begin());
  products.push_back(std::move(product));
  return products.size() - 1;
}

/// sum_j |c_j| (cos vartheta)^{-N_j}
Interval continued_size(const symbolic::WeightPolynomial& f, const Interval& cosine) {
  Interval sum(0, k_error_bits);
  for (const auto& [monomial, c] : f.terms()) {
    int degree = 0;
    for (const int n : monomial) degree += n;
    sum += Interval(Rational(mp::abs(c)), k_error_bits) / pow(cosine, degree);
  }
  return sum;
}

/// s = kappa asinh(e^{x/kappa})
Interval slope_at(const Interval& x, const Interval& kappa) {
  const Interval y = exp(x / kappa);
  return asinh(y) * kappa;
}

/// ln sinh y
double log_sinh(double y) { return y + std::log1p(-std::exp(-2 * y)) - std::numbers::ln2; }

/// About ln x, -infinity for 0.
double log_double(const Interval& x) {
  return certainly_positive(x) ? log(x).mid_double() : -std::numeric_limits<double>::infinity();
}

double log_length(const Integer& L) { return std::log(L.convert_to<double>()); }

}  // namespace

Interval QueryAverage::Strip::width(Bits bits) const {
  return Interval::point(kappa, bits) * Interval::point(theta, bits);
}

QueryAverage::QueryAverage(const symbolic::AverageForm& form)
    : forms_(form),
      bound_forms_(forms_.majorised()),
      terms_([&] {
        std::vector<Term> out;
        for (const auto& source : form.terms) {
          if (source.coefficient.is_recognised_zero()) continue;
          Term term;
          term.coefficient = source.coefficient.compile();
          term.degree = source.forms.size();
          term.statistic = statistics_.size();
          for (std::size_t i = 0; i < statistics_.size(); ++i) {
            if (statistics_[i].terms() == source.statistic.terms()) term.statistic = i;
          }
          if (term.statistic == statistics_.size()) statistics_.push_back(source.statistic);
          const auto& monomials = statistics_[term.statistic].terms();
          for (const auto& [monomial, c] : monomials) {
            term.highest = std::max(term.highest, std::accumulate(monomial.begin(), monomial.end(), 0));
          }
          term.log_size = std::log(std::abs(approximate(source.coefficient))) +
                          std::log(statistics_[term.statistic].absolute_sum().convert_to<double>());
          term.product = index_of(products_, source.forms);
          // The form that is not positive semidefinite, if there is one, is replaced by each of its majorants in turn.
          const auto mixed = std::find_if(source.forms.begin(), source.forms.end(),
                                          [&](std::size_t k) { return !form.majorants[k].empty(); });
          if (mixed == source.forms.end()) {
            term.majorants = {index_of(bound_products_, source.forms)};
          } else {
            for (const std::size_t k : form.majorants[*mixed]) {
              std::vector<std::size_t> product = source.forms;
              product[static_cast<std::size_t>(mixed - source.forms.begin())] = k;
              term.majorants.push_back(index_of(bound_products_, product));
            }
          }
          out.push_back(std::move(term));
        }
        return out;
      }()),
      density_(forms_, products_),
      bounds_(bound_forms_, bound_products_) {
  if (forms_.is_flat()) {
    const Eigen::Index last = form.pivots.size() - 1;
    constant_scores_.emplace(form.shifted ? form.slope(last, last) : symbolic::Number(0));
  }
  for (const Interval& b : forms_.shift) shift_square_ += sqr(b.with_precision(k_error_bits));
}

/// The value, or half the sum of the two values, of the positive semidefinite products that bound the term's.
Interval QueryAverage::majorant(const Term& term, const std::vector<Interval>& products) const {
  if (term.majorants.size() == 1) return products[term.majorants[0]];
  return (products[term.majorants[0]] + products[term.majorants[1]]) / 2;
}

/// |coefficient| sum |c_j| of the statistic: what |h| contributes at most.
Interval QueryAverage::weight(const Term& term) const {
  return abs(evaluate(term.coefficient, k_error_bits)) *
         Interval(statistics_[term.statistic].absolute_sum(), k_error_bits);
}

/// The same slope whatever the query, or L = 1: expectations times moments.
std::vector<Interval> QueryAverage::constant_slope(const std::vector<Integer>& lengths, int digits,
                                                   unsigned threads) const {
  const Bits bits = bits_for_digits(digits, 64);
  std::vector<Interval> moments;
  for (std::size_t i = 0; i < products_.size(); ++i) {
    moments.push_back(density_.moment(i, Interval(0, bits), Interval(0, bits)));
  }
  std::vector<Interval> out(lengths.size(), Interval(0, bits));
  const auto add = [&](std::size_t l, const Term& term, const Interval& expectation) {
    out[l] += evaluate(term.coefficient, bits) * expectation * moments[term.product];
  };
  std::vector<Integer> longer;
  for (const Integer& L : lengths) {
    if (L > 1) longer.push_back(L);
  }
  std::vector<std::vector<Interval>> values;
  if (!longer.empty()) values = expect_weights(statistics_, *constant_scores_, longer, digits, threads);
  std::size_t next = 0;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    for (const Term& term : terms_) {
      add(l, term,
          lengths[l] == 1 ? Interval(statistics_[term.statistic].at_equal_weights(1), bits)
                          : values[next][term.statistic]);
    }
    if (lengths[l] == 1) continue;
    out[l] = widen(out[l], rounding_error());
    ++next;
  }
  return out;
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
  const Interval inner2 = sqr(k0) / (1 - ep2);
  const Interval stretch = sqrt((1 + ep2) / (1 - ep2));
  const Interval z = 1 + 2 * (stretch * normal_tail(sqrt(inner2)) * exp((inner2 - sqr(k0)) / 2) - normal_tail(k0));
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
    sum += abs(evaluate(term.coefficient, k_error_bits)) * continued_size(statistics_[term.statistic], cos_reach) *
           majorant(term, moments) /
           (pow(sqrt(cos_double), forms_.rank()) * pow(cos_double, static_cast<long>(term.degree)));
  }
  return (common * sum * 2 / expm1(2 * Interval::pi(k_error_bits) * w / point(strip.step))).upper();
}

/// What exact.md 6.3 (b) needs at v <= v0 for forms of x ~ N(b, I): with phi(x - b) split into powers 1 - f and f,
///   E[prod |N_k|; v in dv] <= c_m v^{m-1} dv (1-f)^{-(rk-m)/2} prod_k (sum_ij |N_k,ij| X_i)
///                             exp(f [tau v0^2 - sum_j tau lambda_j b_j^2/(1 + 2 tau lambda_j)]),
/// X_i = x_i^2, x = (|b| + sqrt(b^2 + 8 J/(1-f)))/2 where |x|^{2J} e^{-(1-f)(x-b)^2/2} is largest (also above the moments
/// of N(b, 1/(1-f)), f = 0 or 1/2), X = 1 for the constant; the exponent is at most 0 times the least of |x - b|^2/2 on
/// {sum lambda x^2 <= v0^2}, from below by any multiplier tau >= 0.
Interval QueryAverage::left_size(bool split) const {
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    std::vector<Interval> squares;
    for (const Interval& b : forms_.shift) {
      const Interval size = abs(b.with_precision(k_error_bits));
      squares.push_back(sqr((size + sqrt(sqr(size) + (split ? 16 : 8) * static_cast<long>(term.degree))) / 2));
    }
    if (forms_.shifted) squares.push_back(Interval(1, k_error_bits));
    Interval size = weight(term);
    for (const std::size_t k : products_[term.product]) {
      Interval row_sum(0, k_error_bits);
      for (std::size_t i = 0; i < squares.size(); ++i) {
        Interval row(0, k_error_bits);
        for (std::size_t j = 0; j < squares.size(); ++j) {
          row += abs(forms_.forms[k][i * squares.size() + j].with_precision(k_error_bits));
        }
        row_sum += row * squares[i];
      }
      size *= row_sum;
    }
    sum += size;
  }
  return sum.upper();
}

/// The multiplier tau that is best at v0, and half the exponent there, in floating point.
double QueryAverage::multiplier(double v0, double& half_exponent) const {
  const auto sums = [&](double tau) {
    double slope = -v0 * v0;
    half_exponent = tau * v0 * v0 / 2;
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const double lambda = forms_.lambda[forms_.group_of[i]].mid_double();
      const double b = forms_.shift[i].mid_double();
      slope += lambda * b * b / std::pow(1 + 2 * tau * lambda, 2);
      half_exponent -= tau * lambda * b * b / (1 + 2 * tau * lambda) / 2;
    }
    return slope;
  };
  if (sums(0) <= 0) return 0;
  double low = 1e-6;
  double high = 1e60;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(low * high);
    (sums(middle) > 0 ? low : high) = middle;
  }
  sums(low);
  return low;
}

/// ln of the left truncation bound with the m largest eigenvalues, in floating point.
double QueryAverage::log_left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes,
                                    double x, LeftChoice& choice) const {
  const double v0 = strip.kappa * std::asinh(std::exp(x / strip.kappa));
  double half_exponent = 0;
  choice.tau = forms_.shifted ? multiplier(v0, half_exponent) : 0;
  const double log_q = forms_.offset.mid_double() + v0 * v0;
  const double rest = L.convert_to<double>() - 1;
  const double log_a = -std::log1p(rest * std::exp(-log_q));
  double best = std::numeric_limits<double>::infinity();
  double log_c = std::log(2.0);
  int m = 0;
  const int rank = forms_.rank();
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    for (int i = 0; i < forms_.multiplicity[g] && m < rank; ++i) {
      ++m;
      log_c -= 0.5 * std::log(2 * forms_.lambda[g].mid_double());
      if (m < std::min(2, rank)) continue;
      for (const bool split : {false, true}) {
        if (split && choice.tau == 0) continue;
        const double value = log_sizes[split ? 1 : 0] + log_a + std::log(strip.step) + log_c - std::lgamma(m / 2.0) +
                             (m - 1) * std::log(strip.kappa) + m * x / strip.kappa -
                             std::log(std::expm1(m * strip.step / strip.kappa)) +
                             (split ? half_exponent + 0.5 * (rank - m) * std::numbers::ln2 : 0.0);
        if (value >= best) continue;
        best = value;
        choice.m = m;
        choice.split = split;
      }
    }
  }
  return best;
}

/// exact.md 6.3 (b): nodes before `first`.
Interval QueryAverage::left_error(const Integer& L, const Strip& strip, const std::array<double, 2>& log_sizes,
                                  long first) const {
  LeftChoice choice;
  log_left_error(L, strip, log_sizes, static_cast<double>(first) * strip.step, choice);
  const int m = choice.m;
  const Interval kappa = point(strip.kappa);
  const Interval step = point(strip.step);
  const Interval x = step * first;
  const Interval v0 = slope_at(x, kappa);
  Interval c(2, k_error_bits);
  int left = m;
  for (std::size_t g = 0; g < forms_.lambda.size() && left > 0; ++g) {
    const int taken = std::min(left, forms_.multiplicity[g]);
    c = c / pow(sqrt(forms_.lambda[g].with_precision(k_error_bits) * 2), taken);
    left -= taken;
  }
  const Interval q = exp(forms_.offset.with_precision(k_error_bits) + sqr(v0));
  Interval size = left_size(choice.split) * q / (Interval(Integer(L - 1), k_error_bits) + q);
  if (choice.split) {
    const Interval tau = point(choice.tau);
    Interval exponent = tau * sqr(v0);
    for (std::size_t i = 0; i < forms_.dimension; ++i) {
      const Interval lambda = forms_.lambda[forms_.group_of[i]].with_precision(k_error_bits);
      exponent -= tau * lambda * sqr(forms_.shift[i].with_precision(k_error_bits)) / (1 + tau * lambda * 2);
    }
    size *= exp(exponent / 2) * pow(sqrt(Interval(2, k_error_bits)), forms_.rank() - m);
  }
  return (size * step * c / gamma(m / 2.0, k_error_bits) * pow(kappa, m - 1) * exp(x * m / kappa) /
          expm1(step * m / kappa))
      .upper();
}

/// exact.md 6.3 (a), (f): nodes after the one at `last`.
Interval QueryAverage::right_error(const Strip& strip, const Interval& last) const {
  const Interval v = last.with_precision(k_error_bits);
  const std::vector<Interval> densities = bounds_.at(v, 6);
  const Interval step = point(strip.step);
  const Interval slope = tanh(v / point(strip.kappa));
  const Interval widest = sqrt(forms_.lambda.front().with_precision(k_error_bits));
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    const long m = forms_.rank() - 1 + 2 * static_cast<long>(term.degree);
    const Interval x = (v / widest - sqrt(shift_square_)) / widest - Interval(m, k_error_bits) / v;
    if (!certainly_positive(x)) {
      throw PrecisionError("query average", "a right end", "a node before the mode", "one try");
    }
    const Interval ratio = exp(-(x * step * slope));
    sum += weight(term) * step * majorant(term, densities) * ratio / (1 - ratio);
  }
  return sum.upper();
}

/// What the rounding of the coordinates may do: |h(s^2 + e) - h(s^2)| <= c_1 |e|, |e| <= perturbation (1 + |x|^2), and
/// |N_k| <= |N_k|_F (1 + |x|^2), 1 + |x|^2 <= 2 (1 + |b|^2)(1 + |y|^2), E (1 + |y|^2)^n <= prod_{k<n} (1 + d + 2k).
Interval QueryAverage::rounding_error() const {
  Interval sum(0, k_error_bits);
  const long d = static_cast<long>(forms_.dimension);
  for (const Term& term : terms_) {
    Interval size = abs(evaluate(term.coefficient, k_error_bits)) *
                    Interval(statistics_[term.statistic].heat_flow().absolute_sum(), k_error_bits) *
                    forms_.perturbation.with_precision(k_error_bits);
    for (std::size_t k = 0; k <= term.degree; ++k) {
      size = size * (1 + d + 2 * static_cast<long>(k));
      if (forms_.shifted) size *= 2 * (1 + shift_square_);
    }
    for (const std::size_t k : products_[term.product]) {
      Interval norm(0, k_error_bits);
      for (const Interval& x : forms_.forms[k]) norm += sqr(x.with_precision(k_error_bits));
      size *= sqrt(norm);
    }
    sum += size;
  }
  return sum.upper();
}

/// The mean and standard deviation of v, roughly.
QueryAverage::Bulk QueryAverage::bulk() const {
  double mean = 0;
  double variance = 0;
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    const double lambda = forms_.lambda[g].mid_double();
    mean += lambda * forms_.multiplicity[g];
    variance += 2 * lambda * lambda * forms_.multiplicity[g];
  }
  for (std::size_t i = 0; i < forms_.dimension; ++i) {
    const double lambda = forms_.lambda[forms_.group_of[i]].mid_double();
    const double b2 = std::pow(forms_.shift[i].mid_double(), 2);
    mean += lambda * b2;
    variance += 4 * lambda * lambda * b2;
  }
  const double largest = std::sqrt(forms_.lambda.front().mid_double());
  const double centre = std::sqrt(mean);
  return {centre, std::sqrt(variance) / (2 * centre), largest};
}

/// ln of about the answers, by a coarse rule.
std::vector<double> QueryAverage::estimate(const std::vector<Integer>& lengths) const {
  std::vector<double> sums(lengths.size(), 0);
  const auto [centre, spread, largest] = bulk();
  double v = std::max(0.02 * largest, centre - 14 * spread);
  double step = 0;
  for (; v < centre + 14 * largest && v < k_steepest; v += step) {
    step = std::min(0.2 * v, 0.5 * spread);
    const std::vector<Interval> p = density_.at(point(v), 3);
    double size = 0;
    for (const Term& term : terms_) size += std::exp(term.log_size) * std::max(p[term.product].mid_double(), 0.0);
    const double s = std::hypot(v, std::sqrt(forms_.offset.mid_double()));
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      sums[l] += size * std::exp(log_floor_of_a(s, log_length(lengths[l]))) * step;
    }
  }
  for (double& sum : sums) sum = std::log(std::max(sum, 1e-280));
  return sums;
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

/// A value of v beyond which too little is left: Chernoff's bound in floating point.
double QueryAverage::right_end(double log_goal) const {
  const double lambda = forms_.lambda.front().mid_double();
  double last = k_steepest;
  for (const double part : {0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99}) {
    if (part < 0.5 && !forms_.shifted) continue;
    const double beta = part / (2 * lambda);
    double log_size = -std::numeric_limits<double>::infinity();
    std::vector<Interval> moments;
    for (std::size_t i = 0; i < bound_products_.size(); ++i) {
      moments.push_back(bounds_.moment(i, Interval::point(beta, Bits(64)), Interval(0, Bits(64))));
    }
    for (const Term& term : terms_) log_size = std::max(log_size, term.log_size + log_double(majorant(term, moments)));
    last = std::min(last, std::sqrt(std::max((log_size + 1 - log_goal) / beta, lambda)));
  }
  if (std::hypot(last, std::sqrt(forms_.offset.mid_double())) >= k_steepest) {
    throw Error("query average: the scores reach slopes beyond " + std::to_string(k_steepest) +
                " with a probability that matters; expected a smaller mean or covariance of U z");
  }
  return last;
}

std::vector<Interval> QueryAverage::attempt(const std::vector<Integer>& lengths, double digits, unsigned threads,
                                            AverageReport* report) const {
  const Bits bits = bits_for_digits(static_cast<int>(digits), 64);
  std::vector<double> log_goals = estimate(lengths);
  for (double& goal : log_goals) goal -= digits * ln10;
  std::vector<Exponent> prices;
  const Strip strip = choose_strip(lengths, log_goals, prices);

  // Range: the right end by Chernoff, the left one by (b), both in floating point; what they miss is enclosed below.
  const double least_goal = *std::min_element(log_goals.begin(), log_goals.end());
  const long last =
      static_cast<long>(std::ceil(strip.kappa * log_sinh(right_end(least_goal - 3) / strip.kappa) / strip.step));
  long first = last - 4;
  const std::array<double, 2> log_sizes{log_double(left_size(false)), log_double(left_size(true))};
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const auto enough = [&](long j) {
      LeftChoice choice;
      return log_left_error(lengths[l], strip, log_sizes, static_cast<double>(j) * strip.step, choice) <
             log_goals[l] - 3;
    };
    long down = 1;
    while (!enough(last - down)) down *= 2;
    long low = last - down;
    long high = last;
    while (high - low > 1) {
      const long middle = low + (high - low) / 2;
      (enough(middle) ? low : high) = middle;
    }
    first = std::min(first, low);
  }
  const std::size_t count = static_cast<std::size_t>(last - first + 1);

  std::vector<Interval> coefficients;
  for (const Term& term : terms_) coefficients.push_back(evaluate(term.coefficient, bits));
  // One value of v each; digits as its share of the answers asks.
  std::vector<std::vector<Interval>> shares(count);
  parallel_for(count, threads, [&](std::size_t i) {
    const long j = first + static_cast<long>(i);
    const auto node = [&](Bits precision) {
      return slope_at(Interval::point(strip.step, precision) * j, Interval::point(strip.kappa, precision));
    };
    const Interval v = node(bits);
    const Interval weight = Interval::point(strip.step, bits) * tanh(v / Interval::point(strip.kappa, bits));
    const std::vector<Interval> p = density_.at(v, static_cast<int>(digits) + 2);
    double size = 0;
    for (const Term& term : terms_) size += std::exp(term.log_size) * abs(p[term.product]).upper_double();
    const double log_weight = std::log(std::max(size * weight.mid_double(), 1e-300));
    const double s = std::hypot(v.mid_double(), std::sqrt(forms_.offset.mid_double()));
    double missing = 1;
    bool matters = false;
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const double log_share = log_weight + log_floor_of_a(s, log_length(lengths[l])) + 1;
      missing = std::max(missing, (log_share - log_goals[l] + 4) / ln10);
      // |h| <= its absolute sum: enough where so little is left.
      matters = matters || log_weight > log_goals[l] - 8;
    }
    if (!matters) {
      Interval sum(0, bits);
      for (std::size_t t = 0; t < terms_.size(); ++t) {
        const Interval most(statistics_[terms_[t].statistic].absolute_sum(), bits);
        sum += coefficients[t] * p[terms_[t].product] * hull(-most, most);
      }
      shares[i].assign(lengths.size(), sum * weight);
      return;
    }
    const ScoreVariance variance([&](Bits precision) {
      return forms_.offset.with_precision(precision) + sqr(node(Bits(precision.count + 16)));
    });
    const auto values = expect_weights(statistics_, variance, lengths, static_cast<int>(std::ceil(missing)));
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      Interval sum(0, bits);
      for (std::size_t t = 0; t < terms_.size(); ++t) {
        sum += coefficients[t] * p[terms_[t].product] * values[l][terms_[t].statistic];
      }
      shares[i].push_back(sum * weight);
    }
  });

  const Interval end = slope_at(point(strip.step) * last, point(strip.kappa));
  const Interval outside = right_error(strip, end) + rounding_error();
  std::vector<Interval> out;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    Interval sum(0, bits);
    for (std::size_t i = 0; i < count; ++i) sum += shares[i][l];
    const Interval discretised = strip_error(lengths[l], strip, prices);
    out.push_back(widen(sum, discretised + outside + left_error(lengths[l], strip, log_sizes, first)));
    if (report != nullptr) {
      report->nodes = static_cast<long>(count);
      report->step = strip.step;
      report->theta = strip.theta;
      report->width = strip.kappa * strip.theta;
      report->strip_error = std::max(report->strip_error, discretised.upper_double() / std::abs(sum.mid_double()));
    }
  }
  return out;
}

std::vector<Interval> QueryAverage::enclose(const std::vector<Integer>& lengths, int digits, unsigned threads,
                                            AverageReport* report) const {
  if (digits < 1 || digits > k_max_average_digits) {
    throw InputError("digits", std::to_string(digits),
                     "1 to " + std::to_string(k_max_average_digits) + " for averages");
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<Interval> out(lengths.size(), Interval(0, Bits(2)));
  std::vector<std::size_t> open;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (lengths[l] > 1 || forms_.is_flat()) {
      open.push_back(l);
    } else {
      out[l] = constant_slope({lengths[l]}, digits, threads).front();
    }
  }
  double asked = digits + 1;
  while (!open.empty()) {
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    const std::vector<Interval> values = forms_.is_flat() ? constant_slope(left, static_cast<int>(asked), threads)
                                                          : attempt(left, asked, threads, report);
    std::vector<std::size_t> wide;
    for (std::size_t i = 0; i < open.size(); ++i) {
      out[open[i]] = values[i];
      if (!width_reached(values[i], digits)) wide.push_back(open[i]);
    }
    if (!wide.empty() && asked >= digits + 20) {
      throw PrecisionError("query average", std::to_string(digits) + " digits",
                           "the enclosure " + to_text(out[wide[0]]),
                           std::to_string(static_cast<int>(asked)) + " working digits");
    }
    asked += 3;
    open = std::move(wide);
  }
  if (report != nullptr) {
    report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return out;
}

}  // namespace softlin::numeric
