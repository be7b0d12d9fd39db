#include "proofs-check/deviation_row.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "numeric/interval_text.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/row_compute.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::check {

namespace {

std::variant<numeric::Expectation, numeric::ExactError> exact_value(const symbolic::AttentionModel& model,
                                                                    Quantity quantity, Target target, int moment,
                                                                    const DeviationPlaces& places) {
  const symbolic::GaussianTokens* tokens = symbolic::as_gaussian(model.tokens);
  if (moment != 1 && tokens != nullptr) {
    const symbolic::Vector* z = symbolic::single_query(model.query);
    if (z == nullptr) {
      throw InputError(places.moment, std::to_string(moment) + " with the query law " + symbolic::law_name(model.query),
                       "1, or a fixed or pair query");
    }
    return numeric::Expectation(symbolic::moment_form(*tokens, model.head, *z, quantity, moment));
  }
  if (moment == 1) {
    if (auto error = numeric::ExactError::of(model, quantity, target)) return std::move(*error);
  }
  if (tokens == nullptr) {
    throw InputError(places.model, describe(model),
                     "gaussian tokens for --method exact, or tokens and queries with few atoms for output, grad-v and "
                     "grad-u (other laws: --method naive)");
  }
  if (target == Target::inverse) {
    throw InputError(places.target, "inverse with the query law " + symbolic::law_name(model.query),
                     "a fixed or pair query");
  }
  throw InputError(places.quantity, "bias with the query law " + symbolic::law_name(model.query),
                   "a fixed or pair query");
}

/// The problem to sample. `target` becomes the limit where that is the same.
/// Errors : InputError at places.target for a target that the tokens do not have, a covariance for the linear operator, say.
numeric::SamplerProblem problem_of(const symbolic::AttentionModel& model, Quantity quantity, Target target,
                                   Method method, const DeviationPlaces& places) {
  // The linear operator is the limit of Gaussian tokens (Lemma 2.1), and the only target that reduced samples know.
  if (symbolic::as_gaussian(model.tokens) != nullptr && target == Target::linear) target = Target::limit;
  try {
    return numeric::sampler_problem(model, quantity, target, sampler_of(method));
  } catch (const InputError&) {
    throw;
  } catch (const Error& error) {
    throw InputError(places.target, name_of(target) + " (" + error.what() + ")", "a target that the tokens have");
  }
}

}  // namespace

void add_to(nlohmann::ordered_json& json, const DeviationRow& row) {
  json["quantity"] = name_of(row.quantity);
  json["length"] = to_text(row.length);
  json["method"] = name_of(row.method);
  if (row.target != Target::limit) json["target"] = name_of(row.target);
  if (row.value) {
    json["lower"] = numeric::lower_text(*row.value);
    json["upper"] = numeric::upper_text(*row.value);
    json["digits"] = row.digits;
    if (row.moment != 1) json["moment"] = row.moment;
    return;
  }
  json["mean"] = row.summary.mean;
  json["std_error"] = row.summary.std_error;
  json["prompts"] = row.summary.prompts;
  json["seed"] = row.seed;
  if (row.queries > 1) json["queries"] = row.queries;
  if (row.predicted_std_error) json["predicted_std_error"] = *row.predicted_std_error;
  if (row.bias) {
    json["bias"] = std::vector<double>(row.bias->mean.begin(), row.bias->mean.end());
    json["bias_std_error"] = std::vector<double>(row.bias->std_error.begin(), row.bias->std_error.end());
  }
  if (row.law) add_to(json, *row.law);
}

std::string short_double(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", value);
  return buffer;
}

void require_sampled_length(const Length& length, Method method, const Place& place) {
  if (!length.infinite && length.value <= k_longest_sampled) return;
  throw InputError(place, to_text(length), "at most 10^9 tokens a prompt with --method " + name_of(method));
}

void require_target(Target target, Quantity quantity, const Place& place) {
  const bool gradient = quantity == Quantity::grad_u || (quantity == Quantity::grad_v && target == Target::inverse);
  if (target == Target::limit || !gradient) return;
  throw InputError(place, name_of(target) + " for " + name_of(quantity),
                   "limit: this gradient is compared with that of the limit only");
}

ExactDeviation::ExactDeviation(const symbolic::AttentionModel& model, Quantity quantity, Target target, int moment,
                               const DeviationPlaces& places)
    : quantity_(quantity),
      target_(target),
      moment_(moment),
      value_(exact_value(model, quantity, target, moment, places)) {}

std::vector<DeviationRow> ExactDeviation::rows(const std::vector<Length>& lengths, int digits, unsigned threads) const {
  std::vector<Integer> counts;
  for (const Length& length : lengths) counts.push_back(length.value);
  const std::vector<numeric::Interval> values =
      std::visit([&](const auto& value) { return value.enclose(counts, digits + 1, threads); }, value_);
  std::vector<DeviationRow> out(lengths.size());
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    out[l].quantity = quantity_;
    out[l].target = target_;
    out[l].length = lengths[l];
    out[l].value = values[l];
    out[l].digits = digits;
    out[l].moment = moment_;
  }
  return out;
}

void ExactDeviation::require_feasible(const Length& length, const DeviationPlaces& places) const {
  const auto* error = std::get_if<numeric::ExactError>(&value_);
  const Integer prompts = error == nullptr ? Integer(0) : error->prompts(length.value);
  if (prompts <= numeric::k_most_prompts) return;
  throw InputError(places.length, to_text(length) + ", a sum over " + prompts.str() + " prompts",
                   "at most " + std::to_string(numeric::k_most_prompts) + " prompts for exact rows of a discrete law");
}

SampledDeviation::SampledDeviation(const symbolic::AttentionModel& model, Quantity quantity, Target target,
                                   Method method, const DeviationPlaces& places, std::uint64_t queries)
    : quantity_(quantity),
      target_(target),
      method_(method),
      problem_(problem_of(model, quantity == Quantity::bias ? Quantity::output : quantity, target, method, places)) {
  problem_.queries_per_prompt = queries;
  problem_.check(sampler_of(method));
  if (quantity == Quantity::bias) {
    if (method != Method::naive) {
      throw InputError("method", name_of(method) + " for the bias", "naive, which samples whole prompts, or exact");
    }
    if (!std::holds_alternative<symbolic::FixedQuery>(model.query)) {
      throw InputError("quantity", "bias with the query law " + symbolic::law_name(model.query), "a fixed query");
    }
    return;
  }
  const symbolic::GaussianTokens* tokens = symbolic::as_gaussian(model.tokens);
  const symbolic::Vector* z = symbolic::single_query(model.query);
  if (tokens != nullptr && z != nullptr && target != Target::inverse &&
      (quantity != Quantity::grad_u || method == Method::reduced)) {
    const auto moments = symbolic::second_moments(*tokens, model.head, *z, quantity);
    second_.emplace(method == Method::reduced ? moments.reduced : *moments.naive);
    first_.emplace(symbolic::error_form(*tokens, model.head, *z, quantity));
  }
}

double SampledDeviation::predicted_std_error_of(const Integer& length, std::uint64_t prompts) const {
  const std::pair key(length, prompts);
  {
    const std::lock_guard lock(guard_);
    if (const auto known = predicted_.find(key); known != predicted_.end()) return known->second;
  }
  const double value = predicted_std_error(*second_, *first_, length, prompts);
  const std::lock_guard lock(guard_);
  return predicted_.emplace(key, value).first->second;
}

std::optional<DeviationRow> SampledDeviation::row(const Length& length, const SampleRequest& request) const {
  numeric::SampleOptions sampling;
  sampling.seed = request.seed;
  sampling.row = request.row;
  sampling.prompts = request.prompts;
  sampling.threads = request.threads;
  sampling.stop = request.stop;
  sampling.progress = in_parts(request.progress);
  if (!request.law.is_empty() && (method_ != Method::naive || quantity_ == Quantity::bias)) {
    throw InputError(
        "method", name_of(method_) + " for exceedance or quantiles of " + name_of(quantity_),
        "naive, and output, grad-v or grad-u: the reduced method samples conditional expectations, whose law "
        "is not that of the error");
  }
  if (!request.law.is_empty() && problem_.queries_per_prompt > 1) {
    throw InputError("queries", std::to_string(problem_.queries_per_prompt) + " a prompt with exceedance or quantiles",
                     "1: the value of a prompt would be an average over queries");
  }
  if (quantity_ == Quantity::bias) return bias_row(length, sampling);
  const auto result = request.source(problem_, sampler_of(method_), length.value.convert_to<std::uint64_t>(), sampling);
  if (result.stopped) return std::nullopt;
  DeviationRow out;
  out.quantity = quantity_;
  out.target = target_;
  out.length = length;
  out.method = method_;
  out.summary = result.summary;
  out.seed = request.seed;
  out.queries = problem_.queries_per_prompt;
  if (second_ && out.summary.prompts > 0) {
    out.predicted_std_error = predicted_std_error_of(length.value, out.summary.prompts);
  }
  if (!request.law.is_empty()) out.law = sample_law(result.values, request.law);
  return out;
}

std::optional<DeviationRow> SampledDeviation::bias_row(const Length& length,
                                                       const numeric::SampleOptions& sampling) const {
  DeviationRow out;
  out.bias = numeric::mean_deviation(problem_, length.value.convert_to<std::uint64_t>(), sampling);
  if (out.bias->stopped) return std::nullopt;
  out.quantity = quantity_;
  out.target = target_;
  out.length = length;
  out.method = method_;
  out.summary = {out.bias->squared, out.bias->squared_std_error.value_or(0), out.bias->prompts};
  out.seed = sampling.seed;
  return out;
}

}  // namespace softlin::check
