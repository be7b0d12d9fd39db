#pragma once
/// The law of a sampled distance: how often it exceeds given radii, and its quantiles.

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "numeric/sampler.hpp"
#include "proofs-check/binomial_interval.hpp"
#include "proofs-check/order_statistics.hpp"
#include "symbolic/number.hpp"

namespace softlin::check {

/// A radius as asked for, and its square as doubles around it, widened for the rounding of the model's entries.
struct RequestedRadius {
  std::string text;
  double square_lower = 0;
  double square_upper = 0;
};

struct SampleLawRequest {
  std::vector<RequestedRadius> radii;
  std::vector<Rational> probabilities;  ///< of quantiles, each in (0, 1)
  double confidence = 0.999;

  bool is_empty() const { return radii.empty() && probabilities.empty(); }
};

/// Errors : InputError at `place` for a negative radius, or one whose square overflows.
RequestedRadius requested_radius(const symbolic::Number& radius, const Place& place);

/// Errors : InputError at `place` unless it is rational and between 0 and 1.
Rational requested_probability(const symbolic::Number& probability, const Place& place);

/// P(|D| > radius): prompts that certainly, and possibly, exceed it, and an interval for the probability.
struct ExceedanceEstimate {
  std::string radius;
  std::uint64_t certain = 0;
  std::uint64_t possible = 0;
  ProportionInterval interval{0, 1};
};

struct SampleLaw {
  std::vector<ExceedanceEstimate> exceedances;
  std::vector<std::pair<std::string, QuantileEstimate>> quantiles;  ///< by probability, as text
  double confidence = 0;                                            ///< of each interval by itself
};

/// Of values |D|^2. Errors: DomainError without values.
SampleLaw sample_law(std::span<const numeric::SampleValue> squares, const SampleLawRequest& request);

/// Adds the keys "confidence", "exceedances" and "quantiles" (interface of `softlin deviation`); a quantile that the sample
/// does not bound from above has "inf" there.
void add_to(nlohmann::ordered_json& json, const SampleLaw& law);

}  // namespace softlin::check
