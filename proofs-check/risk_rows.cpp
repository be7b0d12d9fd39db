#include "proofs-check/risk_rows.hpp"

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::CompiledFormula;
using symbolic::Number;

Rational inverse_of(const Length& length) { return length.infinite ? Rational(0) : Rational(Integer(1), length.value); }

/// What is recognised as 0 becomes the formula 0, which has every number of digits.
CompiledFormula compiled(const Number& x) { return x.is_recognised_zero() ? Number(0).compile() : x.compile(); }

Interval enclosed(const CompiledFormula& x, int digits) {
  return numeric::raise_precision([&](numeric::Bits bits) { return numeric::evaluate(x, bits); }, digits, "risk");
}

}  // namespace

RiskRows::RiskRows(const symbolic::RegressionLaws& laws, const RiskQuestion& question, std::vector<Length> lengths)
    : lengths_(std::move(lengths)) {
  std::optional<symbolic::RegressionPoint> point;
  if (question.parameters) point = symbolic::regression_point(laws, *question.parameters);
  for (const Length& length : lengths_) {
    closed_.emplace_back();
    if (!question.linear && !length.infinite) {
      averaged_.push_back(length.value);
    } else if (!point) {
      closed_.back() = Closed{compiled(symbolic::least_linear_risk(laws, inverse_of(length))), {}};
    } else if (question.best_scale) {
      // At the infinite prompt softmax attention is linear.
      const symbolic::ScaledRisk best = symbolic::best_scaled_linear_risk(laws, point->map, inverse_of(length));
      closed_.back() = Closed{compiled(best.risk), compiled(best.factor)};
    } else {
      closed_.back() = Closed{compiled(question.linear ? symbolic::linear_risk(laws, point->map, inverse_of(length))
                                                       : symbolic::infinite_risk(laws, point->map)),
                              {}};
    }
  }
  if (!averaged_.empty()) {
    if (question.best_scale) {
      average_.emplace<numeric::RegressionScale>(laws, *point);
    } else {
      average_.emplace<numeric::RegressionRisk>(laws, *point);
    }
  }
  if (question.gradient) gradient_.emplace(laws, *question.parameters);
}

std::vector<RiskRow> RiskRows::enclose(int digits, unsigned threads) const {
  std::vector<Interval> risks;
  std::vector<numeric::RegressionScale::Best> best;
  if (const auto* risk = std::get_if<numeric::RegressionRisk>(&average_)) {
    risks = risk->enclose(averaged_, digits, threads);
  } else if (const auto* scale = std::get_if<numeric::RegressionScale>(&average_)) {
    best = scale->enclose(averaged_, digits, threads);
  }
  std::vector<numeric::RegressionGradientValue> gradients;
  if (gradient_) gradients = gradient_->enclose(averaged_, digits, threads);
  std::vector<RiskRow> out;
  std::size_t next = 0;
  for (std::size_t l = 0; l < lengths_.size(); ++l) {
    const std::optional<Closed>& closed = closed_[l];
    if (closed) {
      out.push_back({lengths_[l], enclosed(closed->risk, digits)});
      if (closed->factor) out.back().factor = enclosed(*closed->factor, digits);
      if (gradient_) out.back().gradient = gradient_->limit(digits);
      continue;
    }
    if (best.empty()) {
      out.push_back({lengths_[l], risks[next]});
    } else {
      out.push_back({lengths_[l], best[next].risk, best[next].factor});
    }
    if (gradient_) out.back().gradient = gradients[next];
    ++next;
  }
  return out;
}

}  // namespace softlin::check
