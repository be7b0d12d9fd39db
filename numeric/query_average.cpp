#include "numeric/query_average.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>

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
  Interval out = Interval::blank(y.precision());
  mpfi_asinh(out.raw(), y.raw());
  return out.check("asinh") * kappa;
}

double log_length(const Integer& L) { return std::log(L.convert_to<double>()); }

}  // namespace

Interval QueryAverage::Strip::width(Bits bits) const {
  return Interval::point(kappa, bits) * Interval::point(theta, bits);
}

struct QueryAverage::Nodes {
  long first = 0;
  long last = 0;
};

QueryAverage::QueryAverage(const symbolic::AverageForm& form)
    : forms_(form),
      terms_([&] {
        std::vector<Term> out;
        for (const auto& source : form.terms) {
          if (source.coefficient.is_recognised_zero()) continue;
          Term term;
          term.coefficient = source.coefficient.compile();
          term.size = std::abs(approximate(source.coefficient));
          term.degree = source.forms.size();
          term.statistic = statistics_.size();
          for (std::size_t i = 0; i < statistics_.size(); ++i) {
            if (statistics_[i].terms() == source.statistic.terms()) term.statistic = i;
          }
          if (term.statistic == statistics_.size()) statistics_.push_back(source.statistic);
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
      bounds_(forms_, bound_products_) {}

/// The value, or half the sum of the two values, of the positive semidefinite products that bound the term's.
Interval QueryAverage::majorant(const Term& term, const std::vector<Interval>& products) const {
  if (term.majorants.size() == 1) return products[term.majorants[0]];
  return (products[term.majorants[0]] + products[term.majorants[1]]) / 2;
}

/// Every weight 1/L whatever the query: L = 1, or a score variance of 0.
Interval QueryAverage::equal_weights(const Integer& L, Bits bits) const {
  Interval sum(0, bits);
  for (const Term& term : terms_) {
    sum += evaluate(term.coefficient, bits) * Interval(statistics_[term.statistic].at_equal_weights(L), bits) *
           density_.moment(term.product, Interval(0, bits));
  }
  return sum;
}

/// Exponents r of Theorem D with r(1+r) lambda_max < 1.
std::vector<double> QueryAverage::exponents() const {
  const double most = forms_.lambda.front().upper_double();
  std::vector<double> out{0};
  for (double r = 0.05; r < 1.0001; r += 0.05) {
    if (r * (1 + r) * most < 0.97) out.push_back(std::min(r, 1.0));
  }
  return out;
}

/// ln of the constant K of (19) summed over the terms, in floating point.
double QueryAverage::log_constant(const Integer& L, const Strip& strip, double r) const {
  const double ep2 = std::pow(std::tan(strip.theta), 2);
  const double w = strip.kappa * strip.theta;
  const double k0 = strip.reach / w;
  const double inner = k0 / std::sqrt(1 - ep2);
  const auto tail = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
  // sqrt(...) phi(k0) Mi(inner) = sqrt(...) Phib(inner) e^{(inner^2 - k0^2)/2}
  const double excess =
      2 * (std::sqrt((1 + ep2) / (1 - ep2)) * tail(inner) * std::exp((inner * inner - k0 * k0) / 2) - tail(k0));
  const double l = L.convert_to<double>();
  double common = (l + r) * std::log1p(std::max(excess, 0.0));
  if (r > 0) {
    common += (2 + r) * std::log1p(std::pow((1 + r) / std::numbers::e, r / (2 + r))) - r * std::log(l) +
              0.5 * std::log((1 + ep2) / (1 - ep2)) +
              w * w * ((1 + r) * (1 + r) * (3 + ep2) / (2 * (1 - ep2)) + r * (1 + r) / 2);
  }
  const Interval beta = Interval::point(r * (1 + r) / 2, Bits(64));
  std::vector<Interval> moments;
  for (std::size_t i = 0; i < bound_products_.size(); ++i) moments.push_back(bounds_.moment(i, beta));
  double sum = 0;
  for (const Term& term : terms_) {
    double size = 0;
    for (const auto& [monomial, c] : statistics_[term.statistic].terms()) {
      int degree = 0;
      for (const int n : monomial) degree += n;
      size += std::abs(c.convert_to<double>()) * std::pow(std::cos(strip.reach), -degree);
    }
    sum += term.size * size * majorant(term, moments).mid_double() *
           std::pow(std::cos(2 * strip.theta), -0.5 * forms_.rank() - static_cast<double>(term.degree));
  }
  return common + std::log(std::max(sum, 1e-300));
}

double QueryAverage::best_log_constant(const Integer& L, const Strip& strip, double& best_r) const {
  double best = std::numeric_limits<double>::infinity();
  for (const double r : exponents()) {
    const double value = log_constant(L, strip, r);
    if (value < best) {
      best = value;
      best_r = r;
    }
  }
  return best;
}

/// The bound (19) for all terms together, enclosed.
Interval QueryAverage::strip_error(const Integer& L, const Strip& strip) const {
  double exponent = 0;
  best_log_constant(L, strip, exponent);
  const Interval theta = point(strip.theta);
  const Interval w = strip.width(k_error_bits);
  const Interval k0 = point(strip.reach) / w;
  const Interval r = point(exponent);
  const auto cosine = [](const Interval& x) {
    Interval out = Interval::blank(k_error_bits);
    mpfi_cos(out.raw(), x.raw());
    return out.check("cos");
  };
  const auto tangent = [](const Interval& x) {
    Interval out = Interval::blank(k_error_bits);
    mpfi_tan(out.raw(), x.raw());
    return out.check("tan");
  };
  const Interval ep2 = sqr(tangent(theta));
  const Interval inner2 = sqr(k0) / (1 - ep2);
  const Interval stretch = sqrt((1 + ep2) / (1 - ep2));
  const Interval z = 1 + 2 * (stretch * normal_tail(sqrt(inner2)) * exp((inner2 - sqr(k0)) / 2) - normal_tail(k0));
  const Interval length(L, k_error_bits);
  Interval common = exp((length + r) * log(z));
  if (exponent > 0) {
    const Interval e = exp(Interval(1, k_error_bits));
    const Interval base = 1 + exp(log((1 + r) / e) * r / (2 + r));
    common *= exp(log(base) * (2 + r) - r * log(length)) * stretch *
              exp(sqr(w) * (sqr(1 + r) * (3 + ep2) / (2 * (1 - ep2)) + r * (1 + r) / 2));
  }
  const Interval beta = r * (1 + r) / 2;
  std::vector<Interval> moments;
  for (std::size_t i = 0; i < bound_products_.size(); ++i) moments.push_back(bounds_.moment(i, beta));
  const Interval cos_reach = cosine(point(strip.reach));
  const Interval cos_double = cosine(theta * 2);
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    sum += abs(evaluate(term.coefficient, k_error_bits)) * continued_size(statistics_[term.statistic], cos_reach) *
           majorant(term, moments) /
           (pow(sqrt(cos_double), forms_.rank()) * pow(cos_double, static_cast<long>(term.degree)));
  }
  return (common * sum * 2 / expm1(2 * Interval::pi(k_error_bits) * w / point(strip.step))).upper();
}

/// ln of the left truncation bound with the m largest eigenvalues, in floating point.
double QueryAverage::log_left_error(const Integer& L, const Strip& strip, double x, int m) const {
  double log_c = std::log(2.0) - m / 2.0 * std::log(2.0) - std::lgamma(m / 2.0);
  int left = m;
  for (std::size_t g = 0; g < forms_.lambda.size() && left > 0; ++g) {
    const int taken = std::min(left, forms_.multiplicity[g]);
    log_c -= 0.5 * taken * std::log(forms_.lambda[g].mid_double());
    left -= taken;
  }
  double size = 0;
  for (const Term& term : terms_) {
    size += term.size * statistics_[term.statistic].absolute_sum().convert_to<double>() *
            density_.absolute_moment(term.product).mid_double();
  }
  return std::log(size) - log_length(L) + 1 + std::log(strip.step) + log_c + (m - 1) * std::log(strip.kappa) +
         m * x / strip.kappa - std::log(std::expm1(m * strip.step / strip.kappa));
}

/// exact.md 6.3 (b): nodes before `first`.
Interval QueryAverage::left_error(const Integer& L, const Strip& strip, long first) const {
  const int rank = forms_.rank();
  const double x_double = static_cast<double>(first) * strip.step;
  int m = rank;
  for (int k = std::min(2, rank); k < rank; ++k) {
    if (log_left_error(L, strip, x_double, k) < log_left_error(L, strip, x_double, m)) m = k;
  }
  const Interval kappa = point(strip.kappa);
  const Interval step = point(strip.step);
  const Interval x = step * first;
  const Interval s = slope_at(x, kappa);
  Interval c(2, k_error_bits);
  int left = m;
  for (std::size_t g = 0; g < forms_.lambda.size() && left > 0; ++g) {
    const int taken = std::min(left, forms_.multiplicity[g]);
    c = c / pow(sqrt(forms_.lambda[g].with_precision(k_error_bits) * 2), taken);
    left -= taken;
  }
  Interval gamma = Interval::blank(k_error_bits);
  mpfr_set_si_2exp(&gamma.raw()->left, m, -1, MPFR_RNDD);
  mpfr_set(&gamma.raw()->right, &gamma.raw()->left, MPFR_RNDU);
  mpfr_gamma(&gamma.raw()->left, &gamma.raw()->left, MPFR_RNDD);
  mpfr_gamma(&gamma.raw()->right, &gamma.raw()->right, MPFR_RNDU);
  gamma.check("gamma");
  const Interval q = exp(sqr(s));
  const Interval a = q / (Interval(Integer(L - 1), k_error_bits) + q);
  Interval size(0, k_error_bits);
  for (const Term& term : terms_) {
    size += abs(evaluate(term.coefficient, k_error_bits)) *
            Interval(statistics_[term.statistic].absolute_sum(), k_error_bits) * density_.absolute_moment(term.product);
  }
  return (size * a * step * c / gamma * pow(kappa, m - 1) * exp(x * m / kappa) / expm1(step * m / kappa)).upper();
}

/// exact.md 6.3 (a): nodes after the one at `last`.
Interval QueryAverage::right_error(const Strip& strip, const Interval& last) const {
  const Interval s = last.with_precision(k_error_bits);
  const std::vector<Interval> densities = bounds_.at(s, 6);
  const Interval step = point(strip.step);
  const Interval slope = tanh(s / point(strip.kappa));
  Interval sum(0, k_error_bits);
  for (const Term& term : terms_) {
    const long m = forms_.rank() - 1 + 2 * static_cast<long>(term.degree);
    const Interval x = s / forms_.lambda.front().with_precision(k_error_bits) - Interval(m, k_error_bits) / s;
    if (!certainly_positive(x))
      throw PrecisionError("query average", "a right end", "a node before the mode", "one try");
    const Interval ratio = exp(-(x * step * slope));
    sum += abs(evaluate(term.coefficient, k_error_bits)) *
           Interval(statistics_[term.statistic].absolute_sum(), k_error_bits) * step * majorant(term, densities) *
           ratio / (1 - ratio);
  }
  return sum.upper();
}

/// What the rounding of the coordinates may do: |h(s^2 + e) - h(s^2)| <= c_1 |e|, |e| <= perturbation |y|^2.
Interval QueryAverage::rounding_error() const {
  Interval sum(0, k_error_bits);
  const long d = static_cast<long>(forms_.dimension);
  for (const Term& term : terms_) {
    Interval size = abs(evaluate(term.coefficient, k_error_bits)) *
                    Interval(statistics_[term.statistic].heat_flow().absolute_sum(), k_error_bits) *
                    forms_.perturbation.with_precision(k_error_bits);
    for (std::size_t k = 0; k <= term.degree; ++k) size = size * (d + 2 * static_cast<long>(k));  // E |y|^{2(J+1)}
    for (const std::size_t k : products_[term.product]) {
      Interval norm(0, k_error_bits);
      for (const Interval& x : forms_.forms[k]) norm += sqr(x.with_precision(k_error_bits));
      size *= sqrt(norm);
    }
    sum += size;
  }
  return sum.upper();
}

/// ln of about the answers, by a coarse rule.
std::vector<double> QueryAverage::estimate(const std::vector<Integer>& lengths) const {
  std::vector<double> sums(lengths.size(), 0);
  const double largest = std::sqrt(forms_.lambda.front().mid_double());
  constexpr double k_ratio = 1.2;
  for (double s = largest * 0.02; s < largest * 14 && s < k_steepest; s *= k_ratio) {
    const std::vector<Interval> p = density_.at(point(s), 3);
    double size = 0;
    for (const Term& term : terms_) size += term.size * std::max(p[term.product].mid_double(), 0.0);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      sums[l] += size * std::exp(log_floor_of_a(s, log_length(lengths[l]))) * s * std::log(k_ratio);
    }
  }
  for (double& sum : sums) sum = std::log(std::max(sum, 1e-280));
  return sums;
}

QueryAverage::Strip QueryAverage::choose_strip(const std::vector<Integer>& lengths,
                                               const std::vector<double>& log_goals) const {
  const std::size_t longest =
      static_cast<std::size_t>(std::max_element(lengths.begin(), lengths.end()) - lengths.begin());
  const double span = 6 * std::sqrt(forms_.lambda.front().mid_double());
  Strip best;
  double fewest = std::numeric_limits<double>::infinity();
  const auto step_of = [&](std::size_t l, const Strip& strip) {
    double r = 0;
    return 2 * pi * strip.kappa * strip.theta /
           std::max(best_log_constant(lengths[l], strip, r) + std::log(2.0) - log_goals[l], 1.0);
  };
  const double widest = std::max(std::sqrt(2 * log_length(lengths[longest])), 0.6);
  for (const double theta : {0.3, 0.4, 0.5, 0.6, 0.7}) {
    for (const double reach : {1.2, 1.3, 1.4}) {
      for (const double part : {0.6, 0.75, 0.85, 0.92, 1.0, 1.1, 1.3}) {
        Strip strip{theta, reach, reach / (part * widest) / theta, 1};
        const double step = step_of(longest, strip);
        // Nodes: equal steps above kappa, logarithmic ones below.
        const double nodes = (span + strip.kappa * 5) / step;
        if (nodes < fewest) {
          fewest = nodes;
          best = strip;
          best.step = step;
        }
      }
    }
  }
  for (std::size_t l = 0; l < lengths.size(); ++l) best.step = std::min(best.step, step_of(l, best));
  return best;
}

std::vector<Interval> QueryAverage::attempt(const std::vector<Integer>& lengths, double digits, unsigned threads,
                                            AverageReport* report) const {
  const Bits bits = bits_for_digits(static_cast<int>(digits), 64);
  std::vector<double> log_goals = estimate(lengths);
  for (double& goal : log_goals) goal -= digits * ln10;
  const Strip strip = choose_strip(lengths, log_goals);

  // Range: the right end by Chernoff, the left one by (b), both in floating point; what they miss is enclosed below.
  const double lambda = forms_.lambda.front().mid_double();
  double last_s = k_steepest;
  Nodes nodes;
  {
    const double goal = *std::min_element(log_goals.begin(), log_goals.end()) - 3;
    for (const double rest : {0.01, 0.02, 0.05, 0.1, 0.2}) {
      const double beta = (1 - rest) / (2 * lambda);
      std::vector<Interval> moments;
      for (std::size_t i = 0; i < bound_products_.size(); ++i) {
        moments.push_back(bounds_.moment(i, Interval::point(beta, Bits(64))));
      }
      double size = 0;
      for (const Term& term : terms_) {
        size += term.size * statistics_[term.statistic].absolute_sum().convert_to<double>() *
                majorant(term, moments).mid_double();
      }
      last_s = std::min(last_s, std::sqrt(std::max((std::log(size) - goal) / beta, lambda)));
    }
    if (last_s >= k_steepest) {
      throw Error("query average: the scores reach slopes beyond " + std::to_string(k_steepest) +
                  " with a probability that matters; expected a smaller covariance of U z");
    }
    const double x = strip.kappa * std::log(std::sinh(last_s / strip.kappa));
    nodes.last = static_cast<long>(std::ceil(x / strip.step));
    nodes.first = nodes.last - 4;
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      long first = 0;
      const auto enough = [&](long j) {
        double least = std::numeric_limits<double>::infinity();
        for (int m = std::min(2, forms_.rank()); m <= forms_.rank(); ++m) {
          least = std::min(least, log_left_error(lengths[l], strip, static_cast<double>(j) * strip.step, m));
        }
        return least < log_goals[l] - 3;
      };
      long down = 1;
      while (!enough(-down)) down *= 2;
      long low = -down;
      long high = nodes.last;
      while (high - low > 1) {
        const long middle = (low + high) / 2;
        (enough(middle) ? low : high) = middle;
      }
      first = low;
      nodes.first = std::min(nodes.first, first);
    }
  }
  const std::size_t count = static_cast<std::size_t>(nodes.last - nodes.first + 1);

  // One value of s each; digits as its share of the answers asks.
  std::vector<std::vector<Interval>> shares(count);
  parallel_for(count, threads, [&](std::size_t i) {
    const long j = nodes.first + static_cast<long>(i);
    const auto slope = [&](Bits precision) {
      return slope_at(Interval::point(strip.step, precision) * j, Interval::point(strip.kappa, precision));
    };
    const Interval s = slope(bits);
    const Interval weight = Interval::point(strip.step, bits) * tanh(s / Interval::point(strip.kappa, bits));
    const std::vector<Interval> p = density_.at(s, static_cast<int>(digits) + 2);
    double size = 0;
    for (const Term& term : terms_) {
      size += term.size * statistics_[term.statistic].absolute_sum().convert_to<double>() *
              abs(p[term.product]).upper_double();
    }
    double missing = 1;
    bool matters = false;
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const double log_share = std::log(std::max(size * weight.mid_double(), 1e-300)) +
                               log_floor_of_a(s.mid_double(), log_length(lengths[l])) + 1;
      missing = std::max(missing, (log_share - log_goals[l] + 4) / ln10);
      // |h| <= its absolute sum: enough where so little is left.
      matters = matters || std::log(std::max(size * weight.mid_double(), 1e-300)) > log_goals[l] - 8;
    }
    if (!matters) {
      Interval sum(0, bits);
      for (const Term& term : terms_) {
        const Interval most(statistics_[term.statistic].absolute_sum(), bits);
        sum += evaluate(term.coefficient, bits) * p[term.product] * hull(-most, most);
      }
      shares[i].assign(lengths.size(), sum * weight);
      return;
    }
    const ScoreVariance variance([&slope](Bits precision) { return sqr(slope(Bits(precision.count + 16))); });
    const auto values = expect_weights(statistics_, variance, lengths, static_cast<int>(std::ceil(missing)));
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      Interval sum(0, bits);
      for (const Term& term : terms_) {
        sum += evaluate(term.coefficient, bits) * p[term.product] * values[l][term.statistic];
      }
      shares[i].push_back(sum * weight);
    }
  });

  const Interval last = slope_at(point(strip.step) * nodes.last, point(strip.kappa));
  const Interval outside = right_error(strip, last) + rounding_error();
  std::vector<Interval> out;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    Interval sum(0, bits);
    for (std::size_t i = 0; i < count; ++i) sum += shares[i][l];
    const Interval discretised = strip_error(lengths[l], strip);
    out.push_back(widen(sum, discretised + outside + left_error(lengths[l], strip, nodes.first)));
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
    if (lengths[l] == 1 || forms_.is_flat()) {
      out[l] = widen(equal_weights(lengths[l], bits_for_digits(digits, 64)),
                     lengths[l] == 1 ? Interval(0, k_error_bits) : rounding_error());
    } else {
      open.push_back(l);
    }
  }
  double asked = digits + 1;
  while (!open.empty()) {
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    const std::vector<Interval> values = attempt(left, asked, threads, report);
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
