#include "numeric/query_average.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "numeric/average_arithmetic.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/lattice_plan.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/precision.hpp"

namespace softlin::numeric {

using namespace averaging;

namespace {

using std::numbers::ln10;

std::size_t index_of(std::vector<std::vector<std::size_t>>& products, std::vector<std::size_t> product) {
  std::sort(product.begin(), product.end());
  const auto found = std::find(products.begin(), products.end(), product);
  if (found != products.end()) return static_cast<std::size_t>(found - products.begin());
  products.push_back(std::move(product));
  return products.size() - 1;
}

}  // namespace

QueryAverage::QueryAverage(const symbolic::AverageForm& form)
    : constant_(form.constant.compile()),
      forms_(form),
      bound_forms_(forms_.majorised(form.kernel_products)),
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
          term.log_absolute = std::log(statistics_[term.statistic].absolute_sum().convert_to<double>());
          term.log_size = std::log(std::abs(approximate(source.coefficient))) + term.log_absolute;
          term.product = index_of(products_, source.forms);
          // Each form that is not positive semidefinite is replaced by each of its majorants in turn.
          std::vector<std::vector<std::size_t>> bounds{{}};
          for (const std::size_t k : source.forms) {
            const std::vector<std::size_t> choices =
                form.majorants[k].empty() ? std::vector<std::size_t>{k} : form.majorants[k];
            std::vector<std::vector<std::size_t>> longer;
            for (const auto& bound : bounds) {
              for (const std::size_t choice : choices) {
                longer.push_back(bound);
                longer.back().push_back(choice);
              }
            }
            bounds = std::move(longer);
          }
          for (const auto& bound : bounds) term.majorants.push_back(index_of(bound_products_, bound));
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
  if (shift_square_.upper_double() > k_largest_shift * k_largest_shift) {
    throw Error("query average: the scores vary by less than " + std::to_string(1 / k_largest_shift) +
                " of their mean; expected a covariance of U z that is 0 or larger");
  }
}

/// The mean of the values of the positive semidefinite products that bound the term's.
Interval QueryAverage::majorant(const Term& term, const std::vector<Interval>& products) const {
  Interval sum = products[term.majorants[0]];
  for (std::size_t i = 1; i < term.majorants.size(); ++i) sum += products[term.majorants[i]];
  return term.majorants.size() == 1 ? sum : sum / static_cast<long>(term.majorants.size());
}

/// |coefficient| sum |c_j| of the statistic: what |h| contributes at most.
Interval QueryAverage::weight(const Term& term) const {
  return abs(evaluate(term.coefficient, k_error_bits)) *
         Interval(statistics_[term.statistic].absolute_sum(), k_error_bits);
}

/// The same slope whatever the query, or L = 1: expectations times moments.
QueryAverage::Values QueryAverage::constant_slope(const std::vector<Integer>& lengths, int digits, unsigned threads,
                                                  Output output) const {
  const Bits bits = bits_for_digits(digits, 64);
  std::vector<Interval> moments;
  for (std::size_t i = 0; i < products_.size(); ++i) {
    moments.push_back(density_.moment(i, Interval(0, bits), Interval(0, bits)));
  }
  std::vector<Integer> longer;
  for (const Integer& L : lengths) {
    if (L > 1) longer.push_back(L);
  }
  std::vector<std::vector<Interval>> values;
  if (!longer.empty()) values = expect_weights(statistics_, *constant_scores_, longer, digits, threads);
  Values out(lengths.size());
  std::size_t next = 0;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (output == Output::sum) out[l].push_back(evaluate(constant_, bits));
    for (const Term& term : terms_) {
      const Interval expectation = lengths[l] == 1 ? Interval(statistics_[term.statistic].at_equal_weights(1), bits)
                                                   : values[next][term.statistic];
      const Interval share = evaluate(term.coefficient, bits) * expectation * moments[term.product];
      if (output == Output::sum) {
        out[l].front() += share;
      } else {
        out[l].push_back(share);
      }
    }
    if (lengths[l] == 1) continue;
    for (Interval& value : out[l]) value = widen(value, rounding_error());
    ++next;
  }
  return out;
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

/// ln of about the sum of all |p(v)| times what their h are at most.
double QueryAverage::log_share(double v) const {
  const std::vector<double> p = density_.log_rough(v);
  double sum = 0;
  for (const Term& term : terms_) sum += std::exp(term.log_size + p[term.product]);
  return std::log(std::max(sum, 1e-300));
}

QueryAverage::Estimate QueryAverage::estimate_each(const std::vector<Integer>& lengths) const {
  const double constant = approximate(constant_);
  std::vector<double> sums(lengths.size(), constant);
  std::vector<double> sizes(lengths.size(), 0);
  const auto [centre, spread, largest] = bulk();
  double v = std::max(0.02 * largest, centre - 14 * spread);
  double step = 0;
  for (; v < centre + 14 * largest && v < k_steepest; v += step) {
    step = std::min(0.2 * v, 0.5 * spread);
    const double s = std::hypot(v, std::sqrt(forms_.offset.mid_double()));
    const ScoreVariance variance([s](Bits bits) { return Interval::point(s * s, bits); });
    const auto values = expect_weights(statistics_, variance, lengths, 3);
    const std::vector<double> p = density_.log_rough(v);
    for (const Term& term : terms_) {
      const double size = std::exp(term.log_size - term.log_absolute + p[term.product]) * step;
      const double sign = approximate(term.coefficient) < 0 ? -1 : 1;
      for (std::size_t l = 0; l < lengths.size(); ++l) {
        const double share = size * values[l][term.statistic].mid_double();
        sums[l] += constant == 0 ? share : sign * share;
        sizes[l] += std::abs(share);
      }
    }
  }
  Estimate out;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    // A coarse sum may have lost what is left of terms of both signs.
    const double least = constant == 0 ? 0 : 1e-6 * (std::abs(constant) + sizes[l]);
    out.log_answers.push_back(std::log(std::max({constant == 0 ? sums[l] : std::abs(sums[l]), least, 1e-280})));
    out.log_terms.push_back(std::log(std::max(sizes[l], 1e-280)));
  }
  return out;
}

/// The answers are smooth in ln L: of many lengths a few are looked at, and lines between them serve the rest.
QueryAverage::Estimate QueryAverage::estimate(const std::vector<Integer>& lengths) const {
  constexpr std::size_t k_looked_at = 6;
  if (lengths.size() <= k_looked_at) return estimate_each(lengths);
  std::vector<Integer> sorted = lengths;
  std::sort(sorted.begin(), sorted.end());
  std::vector<Integer> few;
  std::vector<double> places;  // ln L
  for (std::size_t i = 0; i < k_looked_at; ++i) {
    const Integer& L = sorted[i * (sorted.size() - 1) / (k_looked_at - 1)];
    if (!few.empty() && L == few.back()) continue;
    few.push_back(L);
    places.push_back(log_length(L));
  }
  const Estimate known = estimate_each(few);
  Estimate out;
  for (const Integer& L : lengths) {
    const double x = log_length(L);
    std::size_t right = 1;
    while (right + 1 < places.size() && places[right] < x) ++right;
    const auto between = [&](const std::vector<double>& values) {
      if (places.size() == 1) return values.front();
      const double part = (x - places[right - 1]) / (places[right] - places[right - 1]);
      return values[right - 1] + part * (values[right] - values[right - 1]);
    };
    out.log_answers.push_back(between(known.log_answers));
    out.log_terms.push_back(between(known.log_terms));
  }
  return out;
}

QueryAverage::Values QueryAverage::attempt(const std::vector<Integer>& lengths, double digits, unsigned threads,
                                           Output output, AverageReport* report) const {
  const Bits bits = bits_for_digits(static_cast<int>(digits), 64);
  // At least two digits of the terms, however small they are beside the constant: the rules below are made for that.
  const Estimate estimates = estimate(lengths);
  std::vector<double> log_goals;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const double size = output == Output::sum ? estimates.log_answers[l] : estimates.log_terms[l];
    log_goals.push_back(std::min(size - digits * ln10, estimates.log_terms[l] - 2 * ln10));
  }
  std::vector<Exponent> prices;
  const Strip strip = choose_strip(lengths, log_goals, prices);

  // Range: the right end by Chernoff, the left one by (b), both in floating point; what they miss is enclosed below.
  const double least_goal = *std::min_element(log_goals.begin(), log_goals.end());
  const RightEnd right = right_end(least_goal - 3);
  const long last = static_cast<long>(std::ceil(strip.kappa * log_sinh(right.v / strip.kappa) / strip.step));
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
  const std::size_t width = output == Output::sum ? 1 : terms_.size();
  std::vector<Values> shares(count);
  parallel_for(count, threads, [&](std::size_t i) {
    const long j = first + static_cast<long>(i);
    const auto node = [&](Bits precision) {
      return node_at(Interval::point(strip.step, precision) * j, Interval::point(strip.kappa, precision));
    };
    const Interval v = node(bits);
    const Interval weight = Interval::point(strip.step, bits) * tanh(v / Interval::point(strip.kappa, bits));
    const double s = std::hypot(v.mid_double(), std::sqrt(forms_.offset.mid_double()));
    const double log_weight = log_share(v.mid_double()) + log_double(weight);
    double missing = 1;  // digits of h
    bool matters = false;
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const double part = log_weight + log_floor_of_a(s, log_length(lengths[l])) + 1;
      missing = std::max(missing, (part - log_goals[l] + 4) / ln10);
      // |h| <= its absolute sum: enough where so little is left.
      matters = matters || log_weight > log_goals[l] - 8;
    }
    // In steps, so that nodes share contours.
    constexpr int k_levels = 5;
    const int density_digits = k_levels * static_cast<int>(std::ceil((missing + 2) / k_levels));
    const std::vector<Interval> p = density_.at(v, density_digits);
    // The term's part of the value it belongs to.
    const auto add = [&](std::vector<Interval>& sums, std::size_t t, const Interval& h) {
      sums[output == Output::sum ? 0 : t] += coefficients[t] * p[terms_[t].product] * h;
    };
    const auto weighted = [&](std::vector<Interval> sums) {
      for (Interval& sum : sums) sum = sum * weight;
      return sums;
    };
    const std::vector<Interval> nothing(width, Interval(0, bits));
    if (!matters) {
      std::vector<Interval> sums = nothing;
      for (std::size_t t = 0; t < terms_.size(); ++t) {
        const Interval most(statistics_[terms_[t].statistic].absolute_sum(), bits);
        add(sums, t, hull(-most, most));
      }
      shares[i].assign(lengths.size(), weighted(std::move(sums)));
      return;
    }
    const ScoreVariance variance([&](Bits precision) {
      return forms_.offset.with_precision(precision) + sqr(node(Bits(precision.count + 16)));
    });
    const auto values = expect_weights(statistics_, variance, lengths, static_cast<int>(std::ceil(missing)));
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      std::vector<Interval> sums = nothing;
      for (std::size_t t = 0; t < terms_.size(); ++t) add(sums, t, values[l][terms_[t].statistic]);
      shares[i].push_back(weighted(std::move(sums)));
    }
  });

  const Interval end = node_at(point(strip.step) * last, point(strip.kappa));
  const Interval outside = right_error(right, end) + rounding_error();
  Values out;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    // The bounds are for all terms together, hence for each.
    const Interval discretised = strip_error(lengths[l], strip, prices);
    const Interval error = discretised + outside + left_error(lengths[l], strip, log_sizes, first);
    out.emplace_back(width, output == Output::sum ? evaluate(constant_, bits) : Interval(0, bits));
    for (std::size_t k = 0; k < width; ++k) {
      Interval& sum = out.back()[k];
      for (std::size_t i = 0; i < count; ++i) sum += shares[i][l][k];
      sum = widen(sum, error);
    }
    if (report != nullptr) {
      report->nodes = static_cast<long>(count);
      report->step = strip.step;
      report->theta = strip.theta;
      report->width = strip.kappa * strip.theta;
      report->strip_error =
          std::max(report->strip_error, discretised.upper_double() / std::abs(out[l].front().mid_double()));
    }
  }
  return out;
}

QueryAverage::Values QueryAverage::values_at(const std::vector<Integer>& lengths, double digits, unsigned threads,
                                             Output output, AverageReport* report) const {
  return forms_.is_flat() ? constant_slope(lengths, static_cast<int>(digits), threads, output)
                          : attempt(lengths, digits, threads, output, report);
}

std::vector<Interval> QueryAverage::enclose(const std::vector<Integer>& lengths, int digits, unsigned threads,
                                            AverageReport* report) const {
  if (digits < 1 || digits > k_max_average_digits) {
    throw InputError("digits",
                     std::to_string(digits) + " for an average over the query, with those that rounding takes",
                     "1 to " + std::to_string(k_max_average_digits));
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<Interval> out(lengths.size(), Interval(0, Bits(2)));
  std::vector<std::size_t> open;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (lengths[l] > 1 || forms_.is_flat()) {
      open.push_back(l);
    } else {
      out[l] = constant_slope({lengths[l]}, digits, threads, Output::sum).front().front();
    }
  }
  double asked = digits + 1;
  while (!open.empty()) {
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    const Values values = values_at(left, asked, threads, Output::sum, report);
    std::vector<std::size_t> wide;
    for (std::size_t i = 0; i < open.size(); ++i) {
      out[open[i]] = values[i].front();
      if (!width_reached(out[open[i]], digits)) wide.push_back(open[i]);
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

std::vector<std::vector<Interval>> QueryAverage::enclose_terms(const std::vector<Integer>& lengths, int digits,
                                                               unsigned threads) const {
  if (digits < 1 || digits > k_most_term_digits) {
    throw InputError("digits", std::to_string(digits),
                     "1 to " + std::to_string(k_most_term_digits) + " for terms of averages");
  }
  Values out(lengths.size());
  std::vector<std::size_t> open;
  std::vector<Integer> longer;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (lengths[l] == 1) {
      out[l] = constant_slope({lengths[l]}, digits, threads, Output::terms).front();
    } else {
      open.push_back(l);
      longer.push_back(lengths[l]);
    }
  }
  if (open.empty()) return out;
  Values values = values_at(longer, digits, threads, Output::terms, nullptr);
  for (std::size_t i = 0; i < open.size(); ++i) out[open[i]] = std::move(values[i]);
  return out;
}

}  // namespace softlin::numeric
