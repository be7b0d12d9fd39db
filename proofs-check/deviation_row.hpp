#pragma once
/// One row of deviations: a model's error in one quantity at one length, exact or sampled. `softlin deviation` prints these
/// rows, `softlin campaign` stores them.

#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "numeric/exact_error.hpp"
#include "numeric/mean_deviation.hpp"
#include "numeric/sampler.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/sample_law.hpp"
#include "proofs-check/sample_source.hpp"

namespace softlin::check {

struct DeviationRow {
  Quantity quantity = Quantity::output;
  Length length;
  Method method = Method::exact;  ///< exact, reduced or naive
  Target target = Target::limit;  ///< what finite prompts are compared with

  // Exact rows.
  std::optional<numeric::Interval> value;  ///< relative width at most 10^-digits
  int digits = 15;
  int moment = 1;  ///< of the squared error

  // Sampled rows.
  numeric::SampleSummary summary;
  std::optional<double> predicted_std_error;
  std::uint64_t seed = 0;
  std::uint64_t queries = 1;                   ///< a prompt
  std::optional<SampleLaw> law;                ///< what was asked of it
  std::optional<numeric::MeanDeviation> bias;  ///< of quantity bias: `summary` is its squared norm
};

/// Adds the row's keys to `json` (interface of `softlin deviation`): the ends of an enclosure as decimals rounded outward,
/// numbers that read back to the same value. The same row gives the same text.
void add_to(nlohmann::ordered_json& json, const DeviationRow& row);

/// A double as tables show it: six digits.
std::string short_double(double value);

/// Where what a row is asked for was written; errors name these places.
struct DeviationPlaces {
  Place model;
  Place quantity;
  Place moment;
  Place length;
  Place target;
};

/// Longer prompts would take minutes each to sample.
inline constexpr long k_longest_sampled = 1000000000;

/// Errors : InputError at `place` for a length that cannot be sampled.
void require_sampled_length(const Length& length, Method method, const Place& place);

/// Errors : InputError at `place` for a target that errors in `quantity` are not held against.
void require_target(Target target, Quantity quantity, const Place& place);

/// The exact errors of one model in one quantity, or a moment of its squared error.
/// Threads : any may call rows(); the object is made where formulas may be used
class ExactDeviation {
 public:
  /// Errors : InputError for what has no exact value.
  ExactDeviation(const symbolic::AttentionModel& model, Quantity quantity, Target target, int moment,
                 const DeviationPlaces& places);

  /// One row a length. Lengths share their tables, so the last digits may depend on which lengths stand together; they do
  /// not depend on the number of threads.
  std::vector<DeviationRow> rows(const std::vector<Length>& lengths, int digits, unsigned threads) const;

  /// Errors : InputError at places.length for a length with too many prompts to sum over.
  void require_feasible(const Length& length, const DeviationPlaces& places) const;

 private:
  Quantity quantity_;
  Target target_;
  int moment_;
  std::variant<numeric::Expectation, numeric::ExactError> value_;
};

/// What one sampled row is drawn with.
struct SampleRequest {
  std::uint64_t prompts = 1000;
  std::uint64_t seed = 1;
  std::uint32_t row = 0;  ///< selects the random stream
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress;  ///< part of the row that is done, 0 to 1
  SampleSource source = numeric::sample;
  SampleLawRequest law;  ///< of the distances: needs the method naive and an error, not the bias
};

/// Sampled errors of one model in one quantity by one method.
/// Threads : any may call row(); the object is made where formulas may be used
class SampledDeviation {
 public:
  /// `queries` random queries share a prompt (numeric/sampler.hpp). Quantity bias is sampled as a vector, by the method naive at a fixed query.
  /// Errors : InputError for what cannot be sampled.
  SampledDeviation(const symbolic::AttentionModel& model, Quantity quantity, Target target, Method method,
                   const DeviationPlaces& places, std::uint64_t queries = 1);

  /// Nothing when it was stopped before its end.
  std::optional<DeviationRow> row(const Length& length, const SampleRequest& request) const;

 private:
  double predicted_std_error_of(const Integer& length, std::uint64_t prompts) const;
  std::optional<DeviationRow> bias_row(const Length& length, const numeric::SampleOptions& sampling) const;

  Quantity quantity_;
  Target target_;
  Method method_;
  numeric::SamplerProblem problem_;
  // E X^2 and E X of the sampler, where they are known: they predict its standard error.
  std::optional<numeric::Expectation> second_;
  std::optional<numeric::Expectation> first_;
  // Rows that differ in their seed only share the prediction, which may cost more than the row.
  mutable std::mutex guard_;
  mutable std::map<std::pair<Integer, std::uint64_t>, double> predicted_;  ///< at a length, for a number of prompts
};

}  // namespace softlin::check
