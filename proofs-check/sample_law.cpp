#include "proofs-check/sample_law.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/sampler_problem.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;

nlohmann::ordered_json end_of(double value) {
  if (std::isinf(value)) return "inf";
  return value;
}

}  // namespace

RequestedRadius requested_radius(const symbolic::Number& radius, const Place& place) {
  constexpr Bits bits(128);
  if (numeric::require_sign(radius, "a radius") < 0) throw InputError(place, radius.text(), "a radius of 0 or more");
  const Interval value = numeric::evaluate(radius.compile(), bits);
  const Interval square = sqr(widen(value, value * Interval::point(numeric::k_model_rounding, bits)));
  if (!std::isfinite(square.upper_double()))
    throw InputError(place, radius.text(), "a radius whose square is a double");
  return {radius.text(), std::max(0.0, square.lower_double()), square.upper_double()};
}

Rational requested_probability(const symbolic::Number& probability, const Place& place) {
  if (probability.is_rational() && probability.rational() > 0 && probability.rational() < 1) {
    return probability.rational();
  }
  throw InputError(place, probability.text(), "a rational number between 0 and 1, such as 0.9");
}

SampleLaw sample_law(std::span<const numeric::SampleValue> squares, const SampleLawRequest& request) {
  SampleLaw out;
  out.confidence = request.confidence;
  const OrderStatistics order(squares);
  for (const RequestedRadius& radius : request.radii) {
    ExceedanceEstimate found;
    found.radius = radius.text;
    found.certain = order.certainly_above(radius.square_upper);
    found.possible = order.possibly_above(radius.square_lower);
    found.interval = clopper_pearson(found.certain, found.possible, order.count(), request.confidence);
    out.exceedances.push_back(std::move(found));
  }
  for (const Rational& q : request.probabilities) {
    out.quantiles.emplace_back(symbolic::Number(q).text(), order.quantile(q, request.confidence));
  }
  return out;
}

void add_to(nlohmann::ordered_json& json, const SampleLaw& law) {
  json["confidence"] = law.confidence;
  if (!law.exceedances.empty()) json["exceedances"] = nlohmann::ordered_json::array();
  for (const ExceedanceEstimate& found : law.exceedances) {
    json["exceedances"].push_back({{"radius", found.radius},
                                   {"count", found.certain},
                                   {"possible", found.possible},
                                   {"lower", found.interval.lower},
                                   {"upper", found.interval.upper}});
  }
  if (!law.quantiles.empty()) json["quantiles"] = nlohmann::ordered_json::array();
  for (const auto& [probability, found] : law.quantiles) {
    json["quantiles"].push_back(
        {{"probability", probability}, {"value", found.value}, {"lower", found.lower}, {"upper", end_of(found.upper)}});
  }
}

}  // namespace softlin::check
