#include "numeric/expectation.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::numeric {

namespace {

/// Extra digits spent at most before a value counts as too close to 0.
constexpr int k_guard_limit = 400;

}  // namespace

Expectation::Expectation(const symbolic::ExpectationForm& form)
    : s_squared_(form.s_squared),
      constant_(form.constant.compile()),
      squared_bias_(form.squared_bias.compile()),
      at_one_token_(form.at_equal_weights(1).compile()),
      statistics_{symbolic::softmax::a()},
      coefficients_{symbolic::Number(0).compile()} {
  for (const auto& term : form.terms) {
    if (term.coefficient.is_recognised_zero()) continue;
    statistics_.push_back(term.statistic);
    coefficients_.push_back(term.coefficient.compile());
  }
}

Interval Expectation::enclose(const Integer& L, int digits) const {
  return enclose(std::vector<Integer>{L}, digits).front();
}

std::vector<Interval> Expectation::enclose(const std::vector<Integer>& lengths, int digits, unsigned threads,
                                           LatticeReport* report) const {
  std::vector<Interval> out(lengths.size(), Interval(0, Bits(2)));
  std::vector<std::size_t> open;  // places of lengths that are not narrow enough yet
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    if (lengths[l] == 1) {
      out[l] = raise_precision([this](Bits bits) { return evaluate(at_one_token_, bits); }, digits, "expectation");
    } else {
      open.push_back(l);
    }
  }
  int guard = 1;
  while (!open.empty()) {
    const int asked = digits + guard;
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    const auto values = expect_weights(statistics_, s_squared_, left, asked, threads, report);
    const Bits bits = bits_for_digits(asked, 64);
    std::vector<Interval> coefficients;
    for (const auto& coefficient : coefficients_) coefficients.push_back(evaluate(coefficient, bits));
    std::vector<std::size_t> wide;
    int missing = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      Interval sum = evaluate(constant_, bits) + evaluate(squared_bias_, bits) * sqr(values[i][0]);
      for (std::size_t k = 0; k < coefficients.size(); ++k) sum += coefficients[k] * values[i][k];
      out[open[i]] = sum;
      if (width_reached(sum, digits)) continue;
      if (guard >= k_guard_limit) {
        throw PrecisionError("expectation", std::to_string(digits) + " digits", "the enclosure " + to_text(sum),
                             std::to_string(asked) + " working digits");
      }
      wide.push_back(open[i]);
      // The shortfall tells how many digits the combination cancels.
      const double width = log10_relative_width(sum);
      missing =
          std::max(missing, std::isfinite(width) ? static_cast<int>(std::ceil(digits + width)) + 2 : digits / 2 + 10);
    }
    guard = std::min(guard + std::max(missing, 2), k_guard_limit);
    open = std::move(wide);
  }
  return out;
}

}  // namespace softlin::numeric
