#include "numeric/regression_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"

namespace softlin::numeric {

namespace {

/// |grad| from below, and the largest width of an entry: a gradient of some width.
struct Accuracy {
  Interval norm;
  Interval width;
};

Accuracy accuracy_of(const RegressionGradientValue& value) {
  Interval square(0, Bits(64));
  Interval width(0, Bits(64));
  const auto add = [&](const Interval& x) {
    square += sqr(x.with_precision(Bits(64)));
    width = max(width, (x.upper() - x.lower()).with_precision(Bits(64)));
  };
  for (const Interval& x : value.A) add(x);
  add(value.b);
  return {sqrt(square).lower(), width.upper()};
}

/// A gradient that is a point, 0 included, has any number of digits.
bool is_accurate(const Accuracy& found, int digits) {
  const Interval goal = exp(log(Interval(10, Bits(64))) * (-digits)) * found.norm;
  return certainly_less_equal(found.width, goal);
}

/// About the digits that are missing; `digits` when nothing can be told.
int missing_digits(const Accuracy& found, int digits) {
  const double norm = found.norm.lower_double();
  const double width = found.width.upper_double();
  if (!(norm > 0) || !(width < norm)) return digits;
  return static_cast<int>(std::ceil(digits + std::log10(width / norm))) + 1;
}

}  // namespace

RegressionGradient::RegressionGradient(const symbolic::RegressionGradientForm& form)
    : unit_square_(form.unit_square.compile()), single_(form.single.compile()) {
  // Weights of terms: powers of two near the largest factor, so that terms are as accurate as entries need them. Entries of A
  // come times the unit, that of b over it.
  const double unit = std::sqrt(approximate(form.unit_square));
  std::vector<double> largest(form.averages.terms.size(), 0);
  const auto weigh = [&](const symbolic::RegressionGradientForm::Entry& entry, double scale) {
    for (const auto& [term, factor] : entry.parts) {
      largest[term] = std::max(largest[term], std::abs(approximate(factor)) * scale);
    }
  };
  for (const auto& entry : form.A) weigh(entry, unit);
  weigh(form.b, 1 / unit);
  symbolic::AverageForm averages = form.averages;
  averages.terms.clear();
  std::vector<std::size_t> place(largest.size(), 0);
  std::vector<Rational> weights(largest.size(), 1);
  for (std::size_t k = 0; k < largest.size(); ++k) {
    if (largest[k] == 0) continue;
    const int exponent = std::clamp(std::ilogb(largest[k]), -900, 900);
    const Integer power = mp::pow(Integer(2), static_cast<unsigned>(std::abs(exponent)));
    weights[k] = exponent >= 0 ? Rational(power) : Rational(Integer(1), power);
    place[k] = averages.terms.size();
    averages.terms.push_back(form.averages.terms[k]);
    averages.terms.back().coefficient = weights[k];
  }
  const auto compiled = [&](const symbolic::RegressionGradientForm::Entry& entry) {
    Entry out{entry.limit.compile(), entry.limit.is_recognised_zero(), {}};
    for (const auto& [term, factor] : entry.parts) {
      out.parts.emplace_back(place[term], (factor / symbolic::Number(weights[term])).compile());
    }
    return out;
  };
  for (const auto& entry : form.A) A_.push_back(compiled(entry));
  b_ = compiled(form.b);
  if (!averages.terms.empty()) averages_ = std::make_shared<const QueryAverage>(averages);
}

RegressionGradientValue RegressionGradient::combine(const std::vector<Interval>& terms, Bits bits) const {
  const Interval unit = sqrt(evaluate(unit_square_, bits));
  const auto sum_of = [&](const Entry& entry) {
    Interval sum = entry.zero_limit ? Interval(0, bits) : evaluate(entry.limit, bits);
    if (terms.empty()) return sum;
    for (const auto& [term, factor] : entry.parts) sum += evaluate(factor, bits) * terms[term];
    return sum;
  };
  RegressionGradientValue out;
  for (const Entry& entry : A_) out.A.push_back(sum_of(entry) * unit);
  out.b = sum_of(b_) / unit;
  return out;
}

RegressionGradientValue RegressionGradient::one_token(Bits bits) const {
  RegressionGradientValue out;
  out.A.assign(A_.size(), Interval(0, bits));
  out.b = evaluate(single_, bits) / sqrt(evaluate(unit_square_, bits));
  return out;
}

std::vector<RegressionGradientValue> RegressionGradient::enclose(const std::vector<Integer>& lengths, int digits,
                                                                 unsigned threads) const {
  if (digits < 1 || digits > k_max_average_digits) {
    throw InputError("digits",
                     std::to_string(digits) + " for an average over the query, with those that rounding takes",
                     "1 to " + std::to_string(k_max_average_digits));
  }
  std::vector<RegressionGradientValue> out(lengths.size());
  std::vector<std::size_t> open;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (lengths[l] == 1) {
      out[l] = one_token(bits_for_digits(digits, 64));
    } else {
      open.push_back(l);
    }
  }
  int asked = digits + 1;
  while (!open.empty()) {
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    std::vector<std::vector<Interval>> values(open.size());
    if (averages_) values = averages_->enclose_terms(left, asked, threads);
    std::vector<std::size_t> wide;
    int missing = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      RegressionGradientValue& value = out[open[i]];
      value = combine(values[i], bits_for_digits(asked, 64));
      const Accuracy found = accuracy_of(value);
      if (is_accurate(found, digits)) continue;
      wide.push_back(open[i]);
      missing = std::max(missing, missing_digits(found, digits));
    }
    if (!wide.empty() && asked >= k_most_term_digits) {
      const Accuracy found = accuracy_of(out[wide.front()]);
      throw PrecisionError("gradient", std::to_string(digits) + " digits of its size",
                           "entries of width " + std::to_string(found.width.upper_double()) + " beside a size of " +
                               std::to_string(found.norm.lower_double()),
                           std::to_string(asked) + " digits of its terms");
    }
    asked = std::min(asked + std::max(missing, 2), k_most_term_digits);
    open = std::move(wide);
  }
  return out;
}

RegressionGradientValue RegressionGradient::limit(int digits) const {
  for (long bits = bits_for_digits(digits).count;; bits *= 2) {
    RegressionGradientValue out = combine({}, Bits(bits));
    if (is_accurate(accuracy_of(out), digits)) return out;
    if (bits > k_max_bits) {
      throw PrecisionError("gradient", std::to_string(digits) + " digits of its size", "wider entries",
                           std::to_string(bits) + " bits");
    }
  }
}

}  // namespace softlin::numeric
