#include "numeric/regression_risk.hpp"

#include <algorithm>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"

namespace softlin::numeric {

AverageOrConstant::AverageOrConstant(const symbolic::AverageForm& form)
    : constant_(form.constant.compile()), zero_constant_(form.constant.is_recognised_zero()) {
  const bool empty = std::all_of(form.terms.begin(), form.terms.end(),
                                 [](const auto& term) { return term.coefficient.is_recognised_zero(); });
  if (!empty) average_ = std::make_shared<const QueryAverage>(form);
}

std::vector<Interval> AverageOrConstant::enclose(const std::vector<Integer>& lengths, int digits,
                                                 unsigned threads) const {
  if (average_) return average_->enclose(lengths, digits, threads);
  const Interval value = zero_constant_
                             ? Interval(0, bits_for_digits(digits))
                             : raise_precision([&](Bits bits) { return evaluate(constant_, bits); }, digits, "risk");
  return std::vector<Interval>(lengths.size(), value);
}

RegressionRisk::RegressionRisk(const symbolic::RegressionLaws& laws, const symbolic::RegressionPoint& point)
    : value_(symbolic::softmax_risk_form(laws, point)) {}

std::vector<Interval> RegressionRisk::enclose(const std::vector<Integer>& lengths, int digits, unsigned threads) const {
  return value_.enclose(lengths, digits, threads);
}

namespace {

symbolic::ScaleForms forms_of(const symbolic::RegressionLaws& laws, const symbolic::RegressionPoint& point) {
  return symbolic::softmax_scale_forms(laws, point);
}

}  // namespace

RegressionScale::RegressionScale(const symbolic::RegressionLaws& laws, const symbolic::RegressionPoint& point)
    : twice_null_((laws.null_risk() * symbolic::Number(2)).compile()),
      first_(forms_of(laws, point).first),
      second_(forms_of(laws, point).second) {}

std::vector<RegressionScale::Best> RegressionScale::enclose(const std::vector<Integer>& lengths, int digits,
                                                            unsigned threads) const {
  std::vector<Best> out(lengths.size(), Best{Interval(0, Bits(64)), Interval(0, Bits(64))});
  std::vector<std::size_t> open(lengths.size());
  for (std::size_t l = 0; l < open.size(); ++l) open[l] = l;
  int asked = std::min(digits + 2, k_max_average_digits);
  while (!open.empty()) {
    std::vector<Integer> left;
    for (const std::size_t l : open) left.push_back(lengths[l]);
    const std::vector<Interval> first = first_.enclose(left, asked, threads);
    const std::vector<Interval> second = second_.enclose(left, asked, threads);
    const Interval twice_null = evaluate(twice_null_, bits_for_digits(asked, 64));
    std::vector<std::size_t> wide;
    int missing = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      Best& best = out[open[i]];
      // One token has weight 1 whatever the scores: first = E[u (1 - A)] is 0.
      const bool useless = left[i] == 1 || (first[i].is_point() && contains_zero(first[i]));
      best.factor = useless ? Interval(0, Bits(64)) : first[i] / second[i];
      best.risk = (useless ? twice_null : twice_null - sqr(first[i]) / second[i]) / 2;
      if (width_reached(best.risk, digits) && width_reached(best.factor, digits)) continue;
      wide.push_back(open[i]);
      // Where the difference is lost altogether, nothing tells how much is missing.
      const double reached = -log10_relative_width(best.risk);
      missing = std::max(missing, reached > 0 ? static_cast<int>(digits + 2 - reached) : digits);
    }
    if (!wide.empty() && asked >= k_max_average_digits) {
      throw PrecisionError("best scale", std::to_string(digits) + " digits",
                           "the enclosure " + to_text(out[wide.front()].risk),
                           std::to_string(asked) + " digits of its two parts");
    }
    asked = std::min(asked + std::max(missing, 2), k_max_average_digits);
    open = std::move(wide);
  }
  return out;
}

}  // namespace softlin::numeric
