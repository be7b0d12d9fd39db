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
  if (L == 1)
    return raise_precision([this](Bits bits) { return evaluate(at_one_token_, bits); }, digits, "expectation");
  int guard = 1;
  for (;;) {
    const int asked = digits + guard;
    const std::vector<Interval> values = expect_weights(statistics_, s_squared_, L, asked);
    const Bits bits = bits_for_digits(asked, 64);
    Interval sum = evaluate(constant_, bits) + evaluate(squared_bias_, bits) * sqr(values[0]);
    for (std::size_t i = 0; i < values.size(); ++i) sum += evaluate(coefficients_[i], bits) * values[i];
    if (width_reached(sum, digits)) return sum;
    const double width = sum.relative_width();
    if (guard >= k_guard_limit) {
      throw PrecisionError("expectation", std::to_string(digits) + " digits", "the enclosure " + to_text(sum),
                           std::to_string(asked) + " working digits");
    }
    // The shortfall tells how many digits the combination cancels.
    const int missing =
        std::isfinite(width) ? static_cast<int>(std::ceil(digits + std::log10(width))) + 2 : digits / 2 + 10;
    guard = std::min(guard + std::max(missing, 2), k_guard_limit);
  }
}

}  // namespace softlin::numeric
